/* The types of what the scripts of logs share: one member of `Handbook.logs` a file. */

interface Logs {
  table: LogTables;
  store: LogStore;
  values: LogValues;
  editor: LogEditor;
}

type ColumnKind = "reference" | "moment" | "date" | "time" | "text" | "words" | "choice";

/** A column of a log, as its YAML file has it. */
interface LogColumn {
  id: string;
  title: string;
  kind: ColumnKind;
  hint: string | null;
  choices: string[];
}

interface EntryCondition {
  column: string;
  is_one_of?: string[];
  filled?: boolean | null;
}

/** What a page knows of a log. */
interface LogDescription {
  slug: string;
  name: string;
  title: string;
  columns: LogColumn[];
  cases: string;
  day: string;
  prefix: string;
  evidence: { standards: string[]; only: EntryCondition[] }[];
}

interface LogTable {
  headings: string[];
  entries: string[][];
}

/** The cases of a question in a log, and how many entries were left out. */
interface CaseSelection {
  references: CaseReferences;
  outside: number;
  other: number;
  undated: number;
}

interface LogTables {
  UnreadableLog: new (message: string) => Error;
  findCaseColumn(table: LogTable, log: LogDescription): number | null;
  findHeading(table: LogTable, names: string[]): number | null;
  formatCsv(headings: string[], rows: string[][]): string;
  parseCsv(text: string): LogTable;
  readFile(bytes: ArrayBuffer): LogTable;
  selectCases(
    table: LogTable,
    place: number,
    log: LogDescription,
    only: EntryCondition[],
    days: { first: string; last: string },
    isMonthFirst: boolean,
  ): CaseSelection;
}

/** An entry on the device. `values` are texts by column; moments as 2026-11-30T09:30. */
interface LogEntry {
  key: string;
  log: string;
  site: string;
  number: string;
  values: Record<string, string>;
  revision: number;
  changed?: string;
  writer?: string;
}

interface LogStore {
  EntryChanged: new (stored: LogEntry | undefined) => Error & { stored: LogEntry | undefined };
  addEntry(
    log: string,
    site: string,
    prefix: string,
    year: string,
    values: Record<string, string>,
  ): Promise<LogEntry>;
  explainError(error: Error): string;
  listEntries(log: string): Promise<LogEntry[]>;
  makeKey(log: string, site: string, number: string): string;
  removeEntry(key: string): Promise<void>;
  writeEntries(entries: LogEntry[]): Promise<void>;
  writeEntry(entry: LogEntry): Promise<LogEntry>;
}

interface LogValues {
  areEqual(one: Record<string, string>, other: Record<string, string>): boolean;
  fitsBox(column: LogColumn, value: string): boolean;
  fromTable(
    log: LogDescription,
    table: LogTable,
  ): { entries: { number: string; values: Record<string, string> }[]; unknown: string[] };
  readCell(entry: LogEntry, column: LogColumn): string;
  toRows(log: LogDescription, entries: LogEntry[]): string[][];
  toTable(log: LogDescription, entries: LogEntry[]): LogTable;
}

interface LogEditor {
  closeEntry(): Promise<void>;
  dropEntry(): void;
  keepEntry(): Promise<void>;
  keepUnsaved(): Promise<void>;
  openEntry(entry: LogEntry): Promise<void>;
  startEditor(onKept: () => void): void;
  state: { entry: LogEntry | null };
}
