/* The types of the data of self-audits: forms, drafts, scores, and what is generated. Records and
   events are in record.d.ts.
   Names with an underscore are those of forms and scores in Python. */

// Forms

type ShareRule = "choice" | "ratio" | "linear";
/** met, not_met, not_applicable or unanswered */
type ItemState = string;
/** kept, broken or open */
type Promises = string;
/** delighted, satisfied, dissatisfied or open; from_9, from_6, below_6, broken or open by rules 2 */
type Verdict = string;

interface FormItem {
  standard: string;
  /** The policy that has the standard. */
  policy: string;
  rule: string;
  check: string;
  look_at: string;
  /** The name of its answer type. */
  answer: string;
  factor: string;
  /** The share from which on it is met; null where only all will do. */
  target: number | null;
  sample: number | null;
  weight: number;
  critical: boolean;
  may_be_na: boolean;
}

interface FormSection {
  title: string;
  items: FormItem[];
}

interface AuditForm {
  checklist: string;
  title: string;
  /** The least share of compliance, from 0 to 1. */
  gate: number;
  /** Weights of the other factors, by factor. */
  weights: Record<string, number>;
  sections: FormSection[];
  /** The version of the scoring rules; missing in forms of the first. */
  scoring?: number;
  /** false where the checklist gives no grade. */
  grade?: boolean;
  /** How long it may take, and how many days lie between two times. */
  minutes?: number | null;
  days?: number | null;
}

// Drafts, as the device keeps them

interface StoredPhoto extends RecordedPhoto {
  key: string;
  /** The key of its audit. */
  audit?: string;
}

type Photos = Map<string, StoredPhoto>;

/** What is in the boxes of a question, as text. */
interface Entry {
  /** What came with a record and fits no box. */
  kept?: Answer;
  /** Keys. */
  photos?: string[];
  [box: string]: any;
}

interface DraftAction {
  /** What events call it by; missing in drafts of format 1. */
  number?: number;
  standard: string;
  what: string;
  who: string;
  by: string;
}

interface Draft {
  /** Its place on the device; the reference, unless another audit has that. */
  key: string;
  id: string;
  /** How often the device has written it; the record's own revision is in `lifecycle`. */
  revision: number;
  /** draft or finished */
  state: string;
  name: string;
  /** Its form's fingerprint. */
  form: string;
  checklist: string;
  site: string;
  auditor: string;
  date: string;
  start: string;
  end: string;
  first: string;
  last: string;
  written: Record<string, Entry>;
  actions: DraftAction[];
  oddities?: string[];
  /** What its record says beside the fields above; missing in drafts of format 1. */
  lifecycle?: Lifecycle;
  /** The day on which it was finished; missing where it came from elsewhere. */
  endDate?: string;
  /** Of a correction: the key of the version that it replaces. */
  replacedKey?: string;
  /** What was seen of drawn cases, true when met, by standard and case. They stay on the device. */
  ticks?: Record<string, Record<string, boolean>>;
  /** Answers of which somebody has seen the result, as text, by standard. */
  seen?: Record<string, string>;
  /** Seconds worked on it; missing where nobody counted them. */
  active?: number;
  /** When and by which tab it was written last. */
  changed?: string;
  writer?: string;
}

interface StoredDraft {
  audit: Draft;
  photos: StoredPhoto[];
}

// Scores

interface ConfidenceInterval {
  low: number;
  high: number;
  /** The share of the weight that was sampled. */
  sampled: number;
}

interface ScoredItem {
  item: FormItem;
  state: ItemState;
  share: number | null;
  low: number | null;
  high: number | null;
  remarks: string[];
  /** Of a count, by the second version of the rules. */
  looked_at?: number;
  cases?: number | null;
}

interface FactorScore {
  factor: string;
  share: number;
  interval: ConfidenceInterval | null;
}

interface Outcome {
  points: number | null;
  promises: Promises | null;
  verdict: Verdict | null;
}

interface AuditResult extends Outcome {
  items: ScoredItem[];
  factors: FactorScore[];
  compliance_points: number | null;
  provisional: boolean;
  worst: Outcome;
  best: Outcome;
  interval: ConfidenceInterval | null;
  too_close: boolean;
  findings: ScoredItem[];
  counts: Record<ItemState, number>;
  /** 2 by the second version of the rules, which alone has what follows. */
  rules?: number;
  close_calls?: CloseCall[];
  zero_tolerance?: ScoredItem[];
  not_applicable?: number;
  unanswered?: number;
}

/** What a report is made of. */
interface Report {
  audit: Draft;
  form: AuditForm;
  answers: Answers;
  result: AuditResult;
  asked?: RecordQuestion[];
  photos: Photos;
  /** The name of the site. */
  site: string;
  actions: ActionState[];
  /** What customers said, where the page shows it. */
  customers?: HTMLElement | null;
  findCheck(standard: string): Node[];
  findImprovement(standard: string): Node[];
  /** What was said about a finding, and what can be done about it. */
  findTools(standard: string, hasAction: boolean): Node[];
}

// What is generated

interface NumberBox {
  name: string;
  lowest: number;
  highest: number;
  needed: boolean;
}

interface AnswerType {
  rule: ShareRule;
  marks: string[];
  boxes: NumberBox[];
  wording: string[];
}

interface AnswerChoice {
  recorded: string;
  label: string;
  fullLabel: string;
  /** null: the question drops out. */
  share: number | null;
}

interface AuditDefinitions {
  /** The fields of each kind of event. */
  events: Record<EventKind, { needed: string[]; allowed: string[] }>;
  boxes: string[];
  answerTypes: Record<string, AnswerType>;
  choices: Record<string, AnswerChoice>;
  unreadPhrases: string[];
  labels: {
    verdicts: Record<string, string>;
    promises: Record<string, string>;
    states: Record<string, string>;
    remarks: Record<string, string>;
    noVerdict: string;
    noGrade: Record<string, string>;
    noGradeReasons: Record<string, string>;
    factors: Record<string, string>;
    shortfalls: Record<string, string>;
    closeCallNames: Record<string, string>;
    closeCalls: Record<string, string>;
    promiseReasons: Record<string, string>;
    leftOutParts: Record<string, string>;
    logNotes: Record<string, string>;
  } & Record<
    | "provisional"
    | "tooClose"
    | "tooLittle"
    | "enoughKept"
    | "settledBy"
    | "neverSettled"
    | "howSure"
    | "gradeSpan"
    | "zeroTolerance"
    | "earlierRules"
    | "claimedLog"
    | "noCases",
    string
  >;
  limits: Record<
    | "shortText"
    | "longText"
    | "cases"
    | "actions"
    | "oddities"
    | "photos"
    | "photoCharacters"
    | "reference"
    | "fingerprintDigits",
    number
  > &
    Record<"firstDay" | "lastDay", string>;
  scoring: {
    compliancePoints: number;
    otherPoints: number;
    leastOtherFactors: number;
    delightedFrom: number;
    satisfiedFrom: number;
    leastSampled: number;
    leastAnswered: number;
    leastAnsweredOfFactor: number;
    mostCasesToSettle: number;
    factors: string[];
  };
  care: Record<
    "level" | "repetitionLevel" | "leastTotal" | "leastTime" | "longestPause",
    number
  > & { sentences: Record<string, string> };
  dates: {
    leastOfRhythm: number;
    mostOfRhythm: number;
    leastTime: number;
    keepFromFinal: string[];
    questions: Record<string, string>;
  };
}

interface FormDescription {
  fingerprint: string;
  checklist: string;
  title: string;
  /** Beside the page that names it. */
  page: string;
  /** From the site's root. */
  script: string;
}

/** What website/pages/self_audit.py writes into a page. */
interface AuditPageData {
  handbook: string;
  /** What the names of calendar entries end with. */
  host: string;
  company: string;
  sites: { id: string; name: string }[];
  factors: Record<string, string>;
  forms: FormDescription[];
  /** On the page of the device alone: today's checklists. */
  checklists?: { slug: string; title: string; rule: string }[];
  /** On the page of the device alone: title and owner of each policy, by its slug. */
  policies?: Record<string, { title: string; owner: string }>;
  /** On the page of a form alone: recurrence rules of today's checklists, by checklist. */
  rules?: Record<string, string>;
  /** On the page of a form alone: how many days a finding can be challenged, and who settles it, "" where
   *  no role does. */
  challenge?: { days: number; role: string };
  /** Whether the grade is shown while the form is filled in. */
  showGrade?: boolean;
  /** On the page of a form alone. */
  fingerprint?: string;
  form?: AuditForm;
  /** On the page of a form: the logs that answer some of its questions. */
  logs?: LogDescription[];
  /** On the page of a form: whether days are written with the month first. */
  isMonthFirst?: boolean;
  /** On the page of a log alone. */
  log?: LogDescription;
  limits?: { shortText: number; longText: number };
}

interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  additionalProperties?: boolean;
  anyOf?: JsonSchema[];
  format?: string;
  items?: JsonSchema;
  maxItems?: number;
  maxLength?: number;
  maximum?: number;
  minimum?: number;
  patternProperties?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  type?: string;
  [keyword: string]: any;
}

/** The references in the entries of a log; `blank` are numbers of entries, from 1. */
interface CaseReferences {
  names: string[];
  rows: number;
  blank: number[];
  repeated: string[];
}
