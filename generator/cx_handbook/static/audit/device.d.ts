/* The types of the page that lists the audits on a device, and of *due today* on the home page. */

interface Audit {
  saved: SavedElsewhere;
  standings: AuditStandings;
  listSplitter: { ListSplitter: new (mostCharacters: number) => ListSplitter };
  zipFiles: ZipFiles;
  importPlace: ImportPlace;
  exportPlan: ExportPlan;
  exporting: AuditExporting;
  calendar: { writeCalendar(name: string, entries: CalendarEntry[]): string };
  eventWording: EventWording;
  forgetName: ForgetName;
  deviceRows: DeviceRows;
  deviceData: DeviceData;
  deviceHistory: DeviceHistory;
  deviceBetter: { showBetter(rows: DeviceRow[]): void };
  deviceList: DeviceList;
  deviceTidy: { ask(question: Question): void; askToDelete(row: DeviceRow): void };
  dueDates: DueDates;
  auditTable: { writeTable(reports: TableReport[]): string };
}

/** Key -> storage counter of an audit when it was last saved elsewhere. */
type Saved = Record<string, number>;

interface SavedElsewhere {
  describeUnsaved(drafts: Draft[], saved: Saved): string;
  keepEvent(event: AuditEvent): Promise<unknown>;
  markSaved(drafts: { key: string; revision: number }[]): Promise<unknown>;
  readSaved(): Promise<Saved>;
}

/** What an audit is among those of its reference and of its period. */
interface Standing {
  counts: boolean;
  /** Why it does not count: draft, earlier, conflict, second, second_auditor or replaced; "" when it
   *  does. */
  why: string;
  /** The audit that counts instead. */
  of?: Draft;
  /** Other revisions of the same audit, the newest first. */
  older: Draft[];
}

type EventsByAudit = Map<string, AuditEvent[]>;
type RulesByChecklist = Record<string, string>;

interface AuditStandings {
  findPeriod(draft: Draft, rules: RulesByChecklist): Period;
  findRevision(draft: Draft): number;
  findStandings(
    drafts: Draft[],
    events: EventsByAudit,
    rules: RulesByChecklist,
    digests?: Map<string, string>,
  ): Map<string, Standing>;
  groupBy<T>(list: T[], findName: (one: T) => string): T[][];
  listConflicts(drafts: Draft[]): Draft[];
}

// Import and export

interface ListSplitter {
  /** null until the first sign was seen. */
  isList: boolean | null;
  feed(piece: string): string[];
  finish(): { text: string; isWhole: boolean };
}

interface ZipWriter {
  names: Set<string>;
  addPicture(picture: { type: string; sha256: string; bytes: Uint8Array }): void;
  finish(text: string): Blob;
}

interface ZipFiles {
  ZipWriter: new () => ZipWriter;
  isZip(bytes: Uint8Array): boolean;
  readZip(bytes: Uint8Array): {
    list: Uint8Array<ArrayBuffer>;
    pictures: Map<string, Uint8Array<ArrayBuffer>>;
  };
  writeBase64(bytes: Uint8Array): string;
}

/** new, there, revision, finished, left or conflict */
type ImportKind = string;

interface ImportPlace {
  mapPhotos(photos: StoredPhoto[]): Photos;
  placeRecord(
    record: AuditRecord,
    form: AuditForm,
    stored: StoredDraft[],
    taken: Set<string>,
  ): Promise<RecordPlace>;
  setAside(stored: StoredDraft, key: string): StoredDraft;
}

interface RecordPlace {
  kind: ImportKind;
  key: string;
  /** Of a newer revision: what was the newest, and the key under which it goes on. */
  replaced?: StoredDraft;
  asideKey?: string;
  /** Of an older revision than the newest. */
  isEarlier?: boolean;
}

interface ImportReport {
  taken: number;
  drafts: number;
  events: number;
  eventsThere: number;
  /** How many members were read. */
  place: number;
  kinds: Record<ImportKind, number>;
  refusals: string[];
  notes: string[];
  saved: string[];
}

interface ImportControl {
  /** The part of a file that is read, from 0 to 1. */
  onProgress(share: number, done: ImportReport): void;
  isStopped(): boolean;
}

interface AuditImporting {
  describeImport(done: ImportReport): string[];
  importFiles(files: File[], control: ImportControl): Promise<ImportReport>;
  loadForm(fingerprint: string): Promise<AuditForm | null>;
  mapPhotos(photos: StoredPhoto[]): Photos;
  readRecord(draft: Draft): Promise<AuditRecord>;
}

interface ExportContent {
  finished: number;
  drafts: number;
  photos: number;
  events: number;
}

interface ExportPlan {
  MOST_AUDITS: number;
  describeContent(content: ExportContent, hasPhotos: boolean): string;
  describeSize(bytes: number): string;
  isFull(file: { audits: number; bytes: number }, size: number): boolean;
  nameFile(number: number, of: number, ending: string): string;
}

interface ExportedFile {
  name: string;
  blob: Blob;
  audits: number;
  /** Those that are in it whole. */
  drafts: Draft[];
}

interface AuditExporting {
  writeFiles(
    drafts: Draft[],
    events: EventsByAudit,
    options: {
      hasPhotos: boolean;
      onProgress(done: number): void;
      isStopped(): boolean;
    },
  ): Promise<ExportedFile[] | null>;
}

// What is listed

interface CalendarEntry {
  uid: string;
  day: string;
  /** The day from which the entry stems. */
  stamp: string;
  title: string;
  text: string;
  address: string;
}

interface EventWording {
  describeChange(change: RecordChange): string;
  describeEvent(event: AuditEvent, actions: ActionState[]): string;
}

interface ForgetName {
  forgetInDraft(draft: Draft, name: string, digest: string, today: string): Draft;
  forgetInEvent(event: AuditEvent, name: string): AuditEvent;
  listPlaces(draft: Draft, name: string): string[];
  mentionsName(draft: Draft, name: string): boolean;
}

interface DeviceRow {
  draft: Draft;
  standing: Standing;
  states: string[];
  month: string;
}

interface RowFilter {
  site: string;
  checklist: string;
  state: string;
  month: string;
}

interface FilterChoice {
  value: string;
  label: string;
}

interface DeviceRows {
  filterRows(rows: DeviceRow[], filter: RowFilter): DeviceRow[];
  listChoices(
    rows: DeviceRow[],
    nameSite: (id: string) => string,
    nameChecklist: (slug: string) => string,
  ): Record<keyof RowFilter, FilterChoice[]>;
  listRows(device: {
    drafts: Draft[];
    events: EventsByAudit;
    rules: RulesByChecklist;
    saved: Saved;
    digests?: Map<string, string>;
  }): DeviceRow[];
}

/** An audit with its form and its score; both are null when the handbook has no such form. */
interface ScoredDraft {
  audit: Draft;
  form: AuditForm | null;
  /** Without its pictures. */
  record: AuditRecord | null;
  result: AuditResult | null;
  /** Whether a question about its dates keeps it provisional. */
  isOpen: boolean;
}

/** What is asked before something is deleted. */
interface Question {
  title: string;
  lines: (string | false | 0)[];
  yes: string;
  work(): Promise<unknown>;
}

interface DeviceState {
  drafts: Draft[];
  /** Entries that cannot be read. */
  damaged: { key: any; name?: unknown }[];
  rows: DeviceRow[];
  events: EventsByAudit;
  saved: Saved;
}

interface DeviceData {
  current: DeviceState;
  /** Called, one after the other, when the audits were read anew. */
  listeners: ((current: DeviceState) => unknown)[];
  focusHeading(selector: string): void;
  loadDevice(): Promise<void>;
  nameChecklist(slug: string): string;
  rules: RulesByChecklist;
  scoreStored(draft: Draft): Promise<ScoredDraft>;
  showFailure(error: Error): void;
}

interface DeviceHistory {
  /** Adds the state of a broken seal to rows; whether any was added. */
  markBrokenSeals(rows: DeviceRow[]): Promise<boolean>;
  makeHistory(row: DeviceRow): HTMLElement | null;
  makeStates(row: DeviceRow): HTMLElement | null;
}

interface DeviceList {
  listJudgements(result: AuditResult): string[];
  makeDot(scored: ScoredDraft): HTMLElement;
  makeHeadline(form: AuditForm | null, result: AuditResult): HTMLElement | string;
}

// As a table

/** What a table needs of a report; `standing` and `period` where other audits are known. */
interface TableReport {
  audit: Draft;
  form: AuditForm;
  answers: Answers;
  result: AuditResult;
  asked?: RecordQuestion[];
  site: string;
  standing?: Standing;
  period?: string;
}

// Due today

interface DueSite {
  id: string;
  name: string;
  /** 0 is Monday. */
  closedWeekdays: number[];
  closed: string[];
}

interface DueChecklist {
  slug: string;
  title: string;
  /** The page of its form, from the home page. */
  page: string;
  rule: string;
  /** The day from which the rule counts; "" for the first of each period. */
  starts: string;
  /** Empty: all of them. */
  sites: string[];
}

/** What website/pages/home.py writes into the home page. */
interface DueData {
  handbook: string;
  sites: DueSite[];
  checklists: DueChecklist[];
}

interface DueDates {
  listDueDays(checklist: DueChecklist, site: DueSite, first: string, last: string): string[];
  listOverdue(checklist: DueChecklist, site: DueSite, begun: string, today: string): string[];
}
