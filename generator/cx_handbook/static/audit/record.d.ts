/* The types of records and events of self-audits. Names with an underscore are those of Python. */

interface RecordedPhoto {
  name: string;
  type: string;
  /** In base64; missing where the picture lies beside the record, or was removed. */
  data?: string;
  /** Of a picture that is left out. */
  sha256?: string;
}

/** An answer as in a record. Its numbers are named as the boxes of its type. */
interface Answer {
  answer?: string;
  note?: string;
  unread?: string;
  photos?: RecordedPhoto[];
  [box: string]: any;
}

type Answers = Record<string, Answer>;

interface RecordChange {
  revision: number;
  on: string;
  by?: string;
  why: string;
  /** IDs of standards, and names of fields. */
  what?: string[];
}

interface Draw {
  seed: string;
  of: number;
  drawn: string[];
  reserve?: string[];
  by?: string;
  log?: string;
  log_digest?: string;
  replaced?: { case: string; by: string; why: string }[];
}

/** What a record says about its life, in the record's own names; nothing at its default. */
interface Lifecycle {
  /** From 2 on, of a correction. */
  revision?: number;
  /** Digest of the revision before. */
  replaces?: string;
  changes?: RecordChange[];
  changed_after_result?: number;
  /** By standard. */
  draws?: Record<string, Draw>;
  /** References of audits, by standard. */
  taken_over?: Record<string, string[]>;
  device?: { device: string; number: number };
}

type EventKind = string;

/** One thing that happened to a finished audit, as audit/records/events.py has it. */
interface AuditEvent {
  event: EventKind;
  format: number;
  id: string;
  audit: string;
  checklist: string;
  site: string;
  on: string;
  at?: string;
  by?: string;
  standard?: string;
  action?: string;
  what?: string;
  who?: string;
  until?: string;
  why?: string;
  outcome?: string;
  count_as?: string;
  of?: string;
  revision?: number;
  digest?: string;
  key?: string;
  signature?: string;
  /** Of heard: how many customers were asked, answered, and said that we kept what we said. */
  asked?: number;
  answered?: number;
  kept?: number;
}

/** An action as it stands: from the record or an event, and what happened since. */
interface ActionState {
  /** What events call it by. */
  name: string;
  standard: string;
  what: string;
  who: string;
  by: string;
  /** The day on which it was agreed. */
  agreed: string;
  /** open, done or given_up */
  state: string;
  /** How often its day was moved. */
  moved: number;
  /** The last event about it. */
  last: AuditEvent | null;
}

interface AuditRecord extends Lifecycle {
  format: number;
  /** draft or finished */
  state: string;
  id: string;
  form: string;
  checklist: string;
  site: string;
  date: string;
  auditor?: string;
  start?: string;
  end?: string;
  period?: { first: string; last: string };
  answers?: Answers;
  actions?: Partial<DraftAction>[];
  oddities?: string[];
}
