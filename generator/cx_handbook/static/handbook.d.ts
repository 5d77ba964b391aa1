/* The types of what the scripts share: `Handbook` with one member a folder. Only the type
   checker reads this file. Functions are described here, beside their types; how they work
   stands in the scripts. */

// A `var`, because scripts and generated data set members of the global object.
// oxlint-disable-next-line eslint/no-var
declare var Handbook: {
  shell: Shell;
  lists: Record<string, never>; // offers nothing to other folders
  finder: Finder;
  call: Call;
  guides: Record<string, never>; // offers nothing to other folders
  audit: Audit;
  logs: Logs;
  reports: Reports;
  /** Set by vendor/all-minilm-l6-v2/encoder.js, until it was read: see finder.readPacked. */
  encoder?: () => unknown;
  /** Set by danger.js beside it, likewise. */
  dangerExamples?: () => unknown;
};

// The theme's storage, which its own script uses; before_paint.js provides it.

// oxlint-disable-next-line eslint/no-var, eslint/no-underscore-dangle
declare var __md_get: (key: string, storage?: Storage, scope?: URL) => any;
// oxlint-disable-next-line eslint/no-var, eslint/no-underscore-dangle
declare var __md_hash: (text: string) => number;

// Shell

type Attributes = Record<string, string | boolean | null | undefined | ((event: any) => void)>;
type Child = Node | string | number | boolean | null | undefined;

interface DeviceStorage {
  /** What is stored under a name; null where nothing is, or where the browser stores nothing. */
  read(name: string): any;
  /** Store a value, or nothing for null. Return whether the browser did. */
  write(name: string, value: unknown): boolean;
  /** Whether an event of the browser's storage is about a name of this handbook. */
  owns(event: StorageEvent, name: string): boolean;
}

/** What the address of a page asked for: words for the finder, and whether to open a clear answer. */
interface Door {
  words: string;
  opens: boolean;
}

interface Shell extends Dom {
  /** What the address asks of the finder, once; null when it asks nothing. The words are gone from
   *  the address by then. */
  takeDoor(): Door | null;
  /** The browser's own. */
  Worker: typeof Worker;
  handbookId: string;
  ownLanguage: string;
  audience: Audience;
  /** What customers are called, as the words stand within a sentence. */
  customer: { one: string; many: string; ofOne: string; aOne: string };
  storage: DeviceStorage;
  readMeta(name: string): string;
  /** The address of a file of the site, given from the site's root. */
  resolveAddress(path: string): string;
  /** What stands in an address, as text; what is not well formed as it is. */
  decodeAddress(text: string): string;
  /** The address of a place in this handbook, "" for anything else that was stored. */
  findOwnAddress(stored: unknown): string;
  csvText: {
    guard(text: string): string;
    quoteCell(text: string): string;
    unguard(text: string): string;
  };
  /** The same of a script of the site, as browsers take it that insist on trusted types. */
  trustScript(path: string): string;
  /** Whether the encoder of the finder is kept on this device; only where there may be a copy. */
  hasOptionalPart?(): Promise<boolean>;
  /** Have a screen reader say a text; the same text twice is said twice. */
  announce(text: string): void;
  /** Load a script of the site, given from its root, once. */
  loadScript(path: string): Promise<void>;
  /** Load bundles that are loaded at their first use, and data, given from assets/handbook. */
  loadParts(...names: string[]): Promise<unknown>;
  /** The same, then do some work; a sentence beside what was pressed says what could not be had. */
  useParts(names: string[], what: string, pressed: Element, work: () => void): Promise<void>;
  /** Copy a text; `done` or `refused` then stands on the button. */
  copyText(button: HTMLElement, text: string, done: string, refused: string): Promise<void>;
  copyWords(button: HTMLElement, words: string): Promise<void>;
  findPagePath(): string;
  /** Search all text for words: in the theme's own search, or in the dialog of the finder. */
  openTextSearch(words: string, dialog: HTMLDialogElement): void;
  /** Light or dark, as the reader chose; in an export alone, elsewhere the theme has it. */
  scheme: { current(): SchemeChoice; choose(choice: SchemeChoice): void };
}

type SchemeChoice = "auto" | "light" | "dark";

interface Dom {
  findElement<T extends keyof HTMLElementTagNameMap>(
    tag: T,
    within?: ParentNode,
  ): HTMLElementTagNameMap[T];
  findElement<E extends HTMLElement = HTMLElement>(selector: string, within?: ParentNode): E;
  findAll<E extends HTMLElement = HTMLElement>(selector: string, within?: ParentNode): E[];
  makeElement<T extends keyof HTMLElementTagNameMap>(
    tag: T,
    attributes?: Attributes | string,
    ...children: (Child | Child[])[]
  ): HTMLElementTagNameMap[T];
  makeButton(
    attributes: Attributes | string,
    label: Child | Child[],
    onClick: (event: MouseEvent) => void,
  ): HTMLButtonElement;
  makeIcon(path: string, className?: string): SVGSVGElement;
}

interface Choice {
  role: string;
  channel: string;
}

type AudienceGroup = "roles" | "channels";

/** The role and channel somebody chose; "" is any. An element names its IDs in data-hb-roles and
 *  data-hb-channels. */
interface Audience {
  /** All roles and channels there are, as pairs of ID and name. */
  choices: Record<AudienceGroup, [id: string, name: string][]>;
  current(): Choice;
  /** Take a choice over for this page, without storing it. */
  apply(choice: Partial<Choice>): void;
  /** Take over what another tab has stored meanwhile. */
  reload(): void;
  /** Let lists be seen: they say now how many entries they hide. */
  showLists(): void;
  listIds(element: Element, group: AudienceGroup): string[];
  joinNames(group: AudienceGroup, ids: string[]): string;
  /** The names of the chosen role and channel; "" for any. */
  describe(): string;
  matches(element: Element, group: AudienceGroup): boolean;
  includes(element: Element): boolean;
  isHidden(entry: Element): boolean;
  explainMismatch(element: Element): string;
  /** Whether the browser stores the choice; else it holds until the page is left. */
  isKept(): boolean;
  choose(change: Partial<Choice>): void;
}

// Finder

/** A page that can be found. */
interface FinderEntry {
  title: string;
  path: string;
  channels: string[];
  /** What customers say, then notes of colleagues. */
  said: string[];
  /** How many of them, at the end, are notes. */
  notes?: number;
  /** Of a situation: whether it goes before everything else, and the numbers of its policies. */
  urgent?: boolean;
  /** Of an urgent situation: the kinds of danger that lead to it. */
  danger?: string[];
  do?: number[];
  /** Of a policy: the number of its section. */
  section?: number;
}

/** What website/finder/index.py writes. */
interface FinderIndex {
  /** Whether the site has what is needed to compare by meaning too. */
  meaning?: boolean;
  danger: {
    parts: Record<string, string>;
    words: string[];
    harmless: string[];
    /** `strong` are places of patterns that no ordinary phrase has. */
    kinds: { name: string; over: string[]; patterns: string[]; strong: number[] }[];
  };
  parts: { stemmer?: (word: string) => string; stopwords?: string[] };
  /** Words that mean the same: those of the language, and those of the company. */
  groups: string[][];
  synonyms: string[][];
  /** Talk that has nothing to do with a company, by topic. */
  outOfDomain: string[][];
  sections: { title: string; path: string }[];
  channels: Record<string, string>;
  owner: string;
  entries: FinderEntry[];
  /** All words, the most frequent first. In texts and words, a letter stands for each. */
  vocabulary: string[];
  /** Entry -> what customers say for it, its title last. */
  texts: string[][];
  /** Entry -> the other words of its page. */
  words: string[];
}

interface FinderResult {
  entry: number;
  /** The nearest phrase. */
  text: string;
  /** The cosine of query and entry, from 0 to 1. */
  central: number;
  score: number;
  /** What results are in the order of: the score, or what it is together with the meaning. */
  total?: number;
}

interface FinderAnswer {
  results: FinderResult[];
  /** Whether nothing fits. */
  refused: boolean;
  /** The number of the section that is nearest; null where there is none. */
  section: number | null;
  /** Whether the best entry is near enough to be named although nothing fits. */
  isNear: boolean;
  /** Entry -> what it comes to. */
  totals: Record<number, number>;
  /** Whether the first answer stands so far ahead that it may open by itself. */
  isClear: boolean;
  /** Whether the first answer is wrong every second time. */
  isUncertain: boolean;
}

interface MarkedPiece {
  text: string;
  hit: boolean;
}

type MarkText = (text: string) => MarkedPiece[];

/** Where stems lead that follow each other. */
interface StemNode {
  groups: number[];
  next: Map<string, StemNode> | null;
}

interface ReadWord extends StemNode {
  stem: string;
  feature: number;
}

/** Feature -> amount. */
type Vector = Map<number, number>;

interface Refining {
  ask(query: string, words: FinderAnswer): void;
  drop(): void;
  openBetter(): boolean;
}

/** What answers in the dialog, once it is loaded. */
interface Answering {
  prepare(): Promise<void>;
  begin(opens: boolean, enters: boolean): void;
  onInput(): void;
  onKey(event: KeyboardEvent): void;
  forget(): void;
}

interface Finder {
  /** Show the dialog, with what was typed last in this call. */
  open(): void;
  Answering: new (dialog: HTMLDialogElement) => Answering;
  Danger: any;
  /** Set by finder/index.js, which is loaded when somebody first searches. */
  index: FinderIndex;
  listOptions(dialog: HTMLElement): HTMLElement[];
  chooseOption(dialog: HTMLElement, option: HTMLElement | undefined): void;
  hasUrgent(): boolean;
  showUrgent(dialog: HTMLElement): void;
  showResults(dialog: HTMLElement, answer: FinderAnswer, markText: MarkText): void;
  showNothing(dialog: HTMLElement, found: FinderAnswer, query: string): void;
  splitWords(text: string): string[];
  runInSlices<T>(work: Slices<T>): Promise<T>;
  runAtOnce<T>(work: Slices<T>): T;
  Language: new (parts: FinderIndex["parts"]) => Language;
  FeatureTable: new (language: Language) => FeatureTable;
  Centroids: { make(index: FinderIndex, table: FeatureTable): Slices<Centroids> } & (new (
    index: FinderIndex,
    vocabulary: ReadWord[],
    counts: any,
    table: FeatureTable,
  ) => Centroids);
  Spelling: new (words: string[], frequencyOf: (word: string) => number) => Spelling;
  Ranking: { make(index: FinderIndex, language: Language): Slices<Ranking> } & (new (
    index: FinderIndex,
    language: Language,
    table: FeatureTable,
    centroids: Centroids,
  ) => Ranking);
  Search: { prepare(index: FinderIndex): Promise<Search> } & (new (
    index: FinderIndex,
    parts?: { danger: any; ranking: Ranking },
  ) => Search);
  /** In an export alone, where the finder searches all text as well. */
  makeTextButton?(): HTMLElement;
  TextRanking: new (pages: TextPage[], language: Language) => TextRanking;
  /** Set by export/text.js, which is loaded when somebody first searches all text. */
  text: TextPage[];
  announceLater(dialog: HTMLElement, text: string): void;
  announceMore(dialog: HTMLElement, text: string): void;
  namePhraseClass(entry: FinderEntry, phrase: string): string;
  /** Put right what the dialog says, now that something is offered. */
  showBetter(dialog: HTMLElement): void;
  findBetter(
    entries: FinderEntry[],
    words: FinderAnswer,
    refined: FinderAnswer,
    meaning: Meant,
  ): { results: FinderResult[]; isDoubtful: boolean };
  Refining: new (dialog: HTMLElement, search: Search) => Refining;
  /** Start the encoder; return a function that asks it. */
  startMeaning(
    onReady: () => void,
    onFound: (text: string, found: Meant) => void,
    onFail: () => void,
  ): Promise<(text: string, meant: MeantWords) => void>;
  /** Set by finder/meaning.js and finder/encoder_code.js. */
  meaning: any;
  encoderCode: string;
  // Of the encoder: numbers that no other folder asks for.
  Meaning: any;
  Nearness: any;
  DangerByMeaning: any;
  Encoder: any;
  Pieces: any;
  readPacked(source: (() => unknown) | ArrayBuffer): any;
  readMatrix(packed: any): any;
  readNumber(matrix: any, place: number): number;
  readStep(matrix: any, place: number): number;
  readVector(packed: any): Float64Array;
  readSigns(signs: string | Uint8Array): Int8Array;
  readDense(packed: any): any;
  addRow(matrix: any, row: number, into: Float64Array, at: number): void;
  multiplyDense(dense: any, x: Float64Array, count: number, out: Float64Array): Float64Array;
}

type TextPage = [path: string, title: string, sections: TextSection[]];
type TextSection = [anchor: string, title: string, text: string, boost: number];

/** A section that was found. */
interface FoundText {
  path: string;
  page: string;
  anchor: string;
  title: string;
  text: string;
}

interface TextRanking {
  findSections(query: string): { hasAll: boolean; sections: FoundText[] };
}

// The browser's own types, where they know less than we do

/** The events that scripts listen to come from elements. */
interface EventTarget {
  closest?(selector: string): any;
  readonly dataset: DOMStringMap;
}

/** The vendored library `idb`. */
declare const idb: any;

/** The vendored library `fflate`. */
declare const fflate: any;

/** The vendored library `js-sha256`: the SHA-256 of a text in UTF-8, in hexadecimal digits. */
declare const sha256: (text: string) => string;
