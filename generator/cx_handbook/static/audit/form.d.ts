/* The types of what the scripts of the form offer each other, beside those in audit.d.ts. */

interface Remembered {
  site: string;
  auditor: string;
  /** Who an action was given to last. */
  who: string;
  names: string[];
}

interface AuditMemory {
  getRemembered(): Remembered;
  /** Read from the device. */
  recall(): Promise<Remembered>;
  remember(given: { site?: string; auditor?: string; who?: string }): Promise<void>;
  /** Null where the device keeps nothing. */
  takeNumber(): Promise<{ device: string; number: number } | null>;
}

interface AuditRhythm {
  findOccurrence(rule: string, period: Period): string;
  proposeDay(checklist: string, today: string): string;
  proposePeriod(form: AuditForm, today: string): { first: string; last: string };
}

interface PeriodAudits {
  compareBegin(a: Draft, b: Draft): number;
  findDecision(draft: Draft, events: AuditEvent[]): AuditEvent | undefined;
  findPeriod(draft: Draft): Period;
  listCounting(drafts: Draft[], events: AuditEvent[]): Draft[];
  listNewest(drafts: Draft[], events: AuditEvent[]): Draft[];
  listTwins(draft: Draft, drafts: Draft[], events: AuditEvent[]): Draft[];
}

interface DeviceKey {
  name: string;
  /** The public half in base64. */
  key: string;
  since: string;
  privateKey: CryptoKey;
}

interface AuditSeals {
  /** intact, changed, forged or unknown */
  checkSeal(
    event: AuditEvent,
    record: AuditRecord,
    key: { name: string; key: string } | null,
  ): Promise<string>;
  ensureKey(since: string): Promise<DeviceKey | null>;
  sealRecord(
    record: AuditRecord,
    clock: { date: string; time: string },
    key: DeviceKey,
  ): Promise<AuditEvent>;
  writeKeyFile(key: DeviceKey): { name: string; text: string };
}

interface FormActions {
  findQuestion(standard: string): HTMLElement;
  proposeAction(standard: string): { what: string; who: string; by: string };
  showActions(): void;
  showNames(): void;
}

interface FormBefore {
  getKnown(): { drafts: Draft[]; events: AuditEvent[] };
  listBefore(): Draft[];
  readDevice(): Promise<{ drafts: Draft[]; events: AuditEvent[] }>;
  showAll(): Promise<void>;
}

interface CountParts {
  parts: { draft: Draft; count: { k: number; n: number; cases: number | null } }[];
  boxes: { k: string; n: string; cases: string };
  isPossible: boolean;
}

interface TakeOver {
  addUp(sources: Draft[], standard: string): CountParts;
  readCount(draft: Draft, standard: string): { k: number; n: number; cases: number | null } | null;
  showAll(): void;
}

interface Corrections {
  beginCorrection(why: string, by: string): Promise<void>;
  describeCorrection(): Promise<void>;
  isCorrection(draft: Draft): boolean;
  listChanged(): Promise<string[] | null>;
  listDifferences(before: AuditRecord, after: AuditRecord): string[];
  showCorrecting(): void;
  showVersions(): Promise<void>;
}

interface FindingTools {
  describeOpinion(event: AuditEvent | undefined): string;
  listenToEvents(listener: (event: AuditEvent) => Promise<void>): void;
  makeField(label: string, name: string, attributes: Record<string, any>): HTMLElement;
  makeForm(
    fields: HTMLElement[],
    button: string,
    onDone: (given: Record<string, any>) => unknown,
  ): HTMLFormElement;
  makeTools(standard: string, hasAction: boolean): HTMLElement;
  openForm(form: HTMLElement): void;
  tellEvent(kind: EventKind, fields: Partial<AuditEvent>): Promise<void>;
}

interface AuditCustomers {
  describeAnswers(heard: Pick<AuditEvent, "asked" | "answered" | "kept">): string;
  findAnswers(events: AuditEvent[]): AuditEvent | undefined;
  makeBlock(events: AuditEvent[], isOpen: boolean): HTMLElement | null;
}

interface SecondAudit {
  askBeforeFinish(): Promise<boolean>;
  keepAnswer(): Promise<boolean>;
  showBeforeBegin(): Promise<void>;
  showOnResult(): Promise<void>;
}

interface BeforeFinish {
  copyCheck(standard: string): Node[];
  listAsked(): Promise<HTMLElement[]>;
  listOpenQuestions(): ScoredItem[];
}
