/* The types of what the scripts of the self-audit share: one member of `Handbook.audit` a file.
   What they pass to each other is in data.d.ts; what only calculates is in calculation.d.ts. */

interface Audit {
  /** Generated: audit/script_definitions.py says what it holds. */
  definitions: AuditDefinitions;
  /** Generated: the JSON Schema of a record. Missing where no record is imported. */
  recordSchema: JsonSchema;
  eventSchema: JsonSchema;
  /** Forms by fingerprint, each set by a script of its own; missing until one is loaded. */
  forms?: Record<string, AuditForm>;
  scoring: AuditScoring;
  answers: AuditAnswers;
  wording: AuditWording;
  page: AuditPage;
  draftStore: DraftStore;
  draws: AuditDraws;
  caseDraw: CaseDraws;
  recordFormat: RecordFormat;
  recordDigest: RecordDigest;
  periods: AuditPeriods;
  events: AuditEvents;
  actionStates: ActionStates;
  schemaCheck: SchemaCheck;
  recordCheck: RecordCheck;
  photos: AuditPhotos;
  verdictBox: { makeVerdict(report: Report): HTMLElement };
  report: AuditReports;
  rhythm: AuditRhythm;
  periodAudits: PeriodAudits;
  seals: AuditSeals;
  memory: AuditMemory;
  formState: FormState;
  formActions: FormActions;
  formPhotos: { showPhotos(standard: string): void };
  draftCheck: DraftCheck;
  formBefore: FormBefore;
  takeOver: TakeOver;
  corrections: Corrections;
  findingTools: FindingTools;
  customers: AuditCustomers;
  secondAudit: SecondAudit;
  formSeal: { showOnResult(): Promise<void> };
  beforeFinish: BeforeFinish;
  formView: FormView;
  formSaving: FormSaving;
  importing: AuditImporting;
}

// What the files offer

interface AuditScoring {
  /** The mark that is recorded as this answer; undefined for an answer in numbers. */
  findChoice(recorded: string): (AnswerChoice & { mark: string }) | undefined;
  formatHighEnd(points: number): string;
  formatPoints(points: number): string;
  isOpen(scored: ScoredItem): boolean;
  scoreAudit(form: AuditForm, answers: Answers): AuditResult;
}

interface AuditAnswers {
  NUMBER_BOXES: string[];
  dropsOut(mark: string): boolean;
  readAnswer(item: FormItem, written: Entry): Answer | null;
  toCanonicalJson(record: object): string;
}

interface CaseDraws {
  /** The logs that answer a question. */
  findLog(standard: string): LogDescription | undefined;
  /** Draw from the log on the device, or from a file; what was left out, in sentences by question. */
  drawFromDevice(log: LogDescription): Promise<Record<string, string[]>>;
  drawFromFile(log: LogDescription, file: File): Promise<Record<string, string[]>>;
  findDraw(standard: string): Draw | undefined;
  listTicks(standard: string): Record<string, boolean>;
  setTick(standard: string, name: string, isMet: boolean | null): void;
  replace(standard: string, name: string, reason: string): void;
}

interface AuditDraws {
  digestReferences(names: string[]): string;
  drawCases(seed: string, names: string[], size: number, log: string): Draw;
  findNextCase(draw: Draw): string | null;
  listCases(draw: Draw): string[];
  makeSeed(site: string, period: string, standard: string, reference: string): string;
  orderCases(seed: string, names: string[]): string[];
  replaceCase(draw: Draw, name: string, reason: string): Draw;
  sortOutReferences(texts: string[]): CaseReferences;
}

interface AuditWording {
  countNoun(count: number, noun: string): string;
  describeAnswer(answer: Answer): string;
  describeRemark(name: string, item: FormItem, answer: Answer): string;
  formatDay(iso: string): string;
  printPercent(share: number): string;
  printPoints(points: number | null): string;
  spellNumber(number: number): string;
}

interface AuditPage {
  data: AuditPageData;
  announceAfter(delay: number, text: string): void;
  downloadBlob(name: string, blob: Blob): void;
  downloadFile(name: string, type: string, content: string): void;
  findForm(fingerprint: string): FormDescription | undefined;
  makeActionButton(label: string, onClick: () => void, isPrimary?: boolean): HTMLButtonElement;
  makeScroller(label: string, table: HTMLElement): HTMLElement;
  makeTable(heads: string[], rows: HTMLElement[], className: string): HTMLTableElement;
  nameSite(id: string): string;
  readClock(): { date: string; time: string };
  showAlarm(selector: string, ...content: Node[]): void;
}

interface DraftCheck {
  /** Whether an entry of the device has what every page needs of a draft. */
  isReadable(stored: unknown): boolean;
  isReadableEvent(stored: unknown): boolean;
}

interface DraftStore {
  ChangedElsewhere: new (stored: Draft | undefined) => Error & { stored: Draft | undefined };
  /** Set a setting to what a function makes of its value, within one transaction. */
  changeSetting(name: string, change: (value: any) => any): Promise<any>;
  /** Keep audits under keys that are free, all or none. */
  addDrafts(all: StoredDraft[]): Promise<unknown>;
  explainError(error: Error): string;
  listDrafts(): Promise<Draft[]>;
  /** Drafts, and entries that cannot be read, whatever they hold. */
  readEntries(): Promise<{ drafts: Draft[]; damaged: { key: any; name?: unknown }[] }>;
  /** Of one audit by its reference and checklist, or of all. */
  listEvents(draft?: { id: string; checklist: string }): Promise<AuditEvent[]>;
  readDraft(key: string): Promise<StoredDraft | undefined>;
  readDrafts(keys: string[]): Promise<StoredDraft[]>;
  readSetting(name: string): Promise<any>;
  removeDraft(key: string): Promise<void>;
  removeDrafts(keys: string[]): Promise<void>;
  removeEvents(draft: { id: string; checklist: string }): Promise<void>;
  replaceEvents(events: AuditEvent[], removed: string[]): Promise<unknown>;
  replacePhotos(photos: StoredPhoto[]): Promise<unknown>;
  requestPersistence(): void;
  writeDraft(draft: Draft, added: StoredPhoto[], removed: string[]): Promise<number>;
  writeEvents(
    events: AuditEvent[],
  ): Promise<{ added: number; there: number; conflicts: AuditEvent[] }>;
  writeSetting(name: string, value: unknown): Promise<unknown>;
}

interface RecordDigest {
  decodeBase64(data: string): Uint8Array<ArrayBuffer>;
  digestPicture(data: string): Promise<string>;
  digestRecord(record: AuditRecord): Promise<string>;
  hashBytes(bytes: BufferSource): Promise<string>;
  hashText(text: string): Promise<string>;
  /** `digests` are SHA-256 of pictures by their base64. */
  toDigestText(record: AuditRecord, digests: Map<string, string>): string;
}

interface Period {
  first: string;
  last: string;
  name: string;
}

interface AuditPeriods {
  addDays(iso: string, days: number): string;
  findPeriod(rule: string, iso: string): Period;
  findPeriodBefore(rule: string, iso: string): Period;
  nameDays(first: string, last: string): string;
}

interface AuditEvents {
  findMisfit(event: AuditEvent): { name: string; wrong: string } | null;
  makeEvent(
    kind: EventKind,
    draft: { id: string; checklist: string; site: string },
    clock: { date: string; time: string },
    fields: Partial<AuditEvent>,
  ): AuditEvent;
  nameFile(event: AuditEvent): string;
  sortEvents(events: AuditEvent[]): AuditEvent[];
}

interface ActionStates {
  listActions(draft: Draft, events: AuditEvent[]): ActionState[];
  mapOpinions(draft: { id: string }, events: AuditEvent[]): Map<string, AuditEvent>;
}

interface RecordFormat {
  FORMAT: number;
  drawReference(): string;
  fromRecord(record: AuditRecord, form: AuditForm, key: string, name: string): StoredDraft;
  mapItems(form: AuditForm): Map<string, FormItem>;
  nameFile(draft: Draft): string;
  numberActions(actions: DraftAction[]): DraftAction[];
  stripClaimedLogs(record: AuditRecord): AuditRecord;
  toAnswer(
    item: FormItem | undefined,
    entry: Entry,
    photos: Photos,
    draw?: Draw | null,
  ): Answer | null;
  toAnswers(draft: Draft, form: AuditForm, photos: Photos): Answers;
  toFileText(record: AuditRecord): string;
  toRecord(draft: Draft, form: AuditForm, photos: Photos): AuditRecord;
  trimText(text: string): string;
  upgradeRecord(data: any): any;
}

interface SchemaCheck {
  Refusal: new (message: string) => Error;
  SchemaChecker: new (
    schema: JsonSchema,
    sentences: Record<string, string>,
    names: Record<string, string>,
  ) => { checkData(value: unknown): void };
  isObject(value: unknown): boolean;
  /** Always throws. */
  refuse(where: string, sentence: string): void;
}

interface ReadRecords {
  records: AuditRecord[];
  events: AuditEvent[];
  refusals: string[];
}

interface RecordCheck {
  readFile(bytes: ArrayBuffer): ReadRecords;
  readText(text: string): ReadRecords;
}

interface AuditPhotos {
  scalePhoto(file: File): Promise<RecordedPhoto>;
  toAddress(photo: RecordedPhoto): string;
}

interface AuditReports {
  listRemarks(report: Report): string[];
  makeReport(report: Report): HTMLElement[];
  writeCsv(report: Report): string;
}

interface FormState {
  form: AuditForm;
  items: Map<string, FormItem>;
  state: {
    draft: Draft | null;
    photos: Photos;
    unsaved: { added: StoredPhoto[]; removed: string[] };
  };
  /** Called with the standard that a change belongs to, or "". */
  changeListeners: ((standard: string) => void)[];
  openListeners: (() => void)[];
  addAction(standard: string, given?: Partial<DraftAction>): DraftAction;
  addPhoto(standard: string, photo: RecordedPhoto): void;
  announceChange(standard?: string): void;
  beginDraft(
    site: string,
    auditor: string,
    device?: { device: string; number: number } | null,
  ): void;
  buildRecord(): AuditRecord;
  clearAnswer(standard: string): void;
  copyDraft(): void;
  findEntry(standard: string): Entry;
  finishDraft(): void;
  hasAnswer(standard: string): boolean;
  hasNumbers(standard: string): boolean;
  isClosed(): boolean;
  isFullOfActions(): boolean;
  isFullOfPhotos(standard: string): boolean;
  listPhotos(standard: string): StoredPhoto[];
  listQuestions(): RecordQuestion[];
  nameDraft(draft: { site: string; date: string }): string;
  noteResultSeen(): void;
  openDraft(stored: StoredDraft): void;
  removeAction(action: DraftAction): void;
  removePhoto(standard: string, key: string): void;
  scoreDraft(): { answers: Answers; result: AuditResult };
  setBoxes(standard: string, boxes: Entry, isAnswer: boolean): void;
  setField(name: string, value: string): void;
  takeOver(standard: string, boxes: Entry, references: string[]): void;
}

interface FormView {
  area: HTMLFormElement & { elements: Record<string, any> };
  downloadRecord(): void;
  goToQuestion(standard: string): void;
  showQuestion(standard: string): void;
  writeFile(): { name: string; text: string };
}

interface FormSaving {
  /** Whether the audit is on this device. */
  openAudit(key: string): Promise<boolean>;
  /** The promise of the write; null while saving is stopped. */
  saveDraft(): Promise<unknown> | null;
}
