/* The types of what `Handbook.call` holds. Only the type checker reads this file. */

interface Duration {
  n: number;
  unit: "minute" | "hour" | "day" | "week";
  clock: "elapsed" | "opening_hours" | "working_days";
}

/** A limit in time that the page names. */
interface Limit {
  element: HTMLElement;
  /** null for *the time agreed*. */
  duration: Duration | null;
  /** In ms; NaN where only a calendar tells. */
  length: number;
  name: string;
  hasTimer: boolean;
}

interface SiteHours {
  id: string;
  name: string;
  zone: string;
  /** For each day from Monday, minutes since midnight; null where the site is closed. */
  week: [opens: number, closes: number][][];
  /** Date such as 2026-12-25 -> the holiday's name. */
  closed: Record<string, string>;
}

interface DueAnswer {
  answer: string;
  reasons: string[];
  /** What to tell the customer. */
  words?: string;
  isWarning?: boolean;
}

/** Something that the call view shows by itself. */
interface Place {
  key: string;
  shown: HTMLElement[];
  title: string;
  isFirst: boolean;
  /** Its number; 0 for a part that is no step. */
  step: number;
}

/** The limits at a step: the one that matters there, and the others behind a button. */
interface LimitBox {
  box: HTMLElement;
  others: HTMLDetailsElement;
  show(place: Place, article: HTMLElement): void;
}

interface CallFrame {
  top: HTMLElement;
  ways: { place: Place | null; button: HTMLButtonElement }[];
  limits: LimitBox;
  more: HTMLElement;
  /** What of `more` stands behind *More* on a narrow screen. */
  tools: HTMLElement;
  openMore: HTMLButtonElement;
  bar: HTMLElement;
  /** How much of the line above the keys is filled. */
  progress: HTMLElement;
  which: HTMLElement;
  previous: HTMLButtonElement;
  next: HTMLButtonElement;
  done: HTMLButtonElement;
}

interface CallActions {
  leave(): void;
  /** Show a place; null stands for the steps. */
  move(place: Place | null): void;
  /** Go on by so many places. */
  go(number: number): void;
  tick(): void;
  /** Open or close what else may be needed. */
  open(): void;
}

interface Call {
  /** Set by company-hours.js, which is loaded when somebody first asks. */
  companyHours: { language: string; sites: SiteHours[] };
  limits: Limit[];
  labelButton(button: HTMLElement, label: string, limit: Limit): void;
  addLimitButton(limit: Limit, label: string, onClick: () => void): HTMLButtonElement;
  computeDue(hours: SiteHours, duration: Duration, start: number): number;
  isOpen(hours: SiteHours, instant: number): boolean;
  findNextOpening(hours: SiteHours, instant: number): number;
  findClosing(hours: SiteHours, instant: number): number;
  /** Words for a time to promise; null where the hours do not say. */
  writeBy(site: SiteHours, limit: Duration | "same day", now: number): string | null;
  /** Forget what belongs to one call: the customer's name and the product. */
  forgetCustomer(): void;
  /** In ms without a press: after it, it is another call. */
  LONGEST_CALL: number;
  /** Forget what belongs to this call, here and on every open page of this device. */
  beginNextCustomer(): void;
  /** The same, but ask first where a timer runs; then open the finder. */
  askForNextCustomer(): void;
  /** The names of the shift, kept until the end of the day. */
  shift: {
    names: { name: string; label: string }[];
    read(name: string): string;
    keep(name: string, value: string): void;
  };
  /** What can be started on this page, by the key of its timer. */
  starters: Map<string, { limit: Limit; label: string; button: HTMLButtonElement }>;
  /** Missing until the timers are loaded, which they are while one runs. */
  timers?: { start(key: string, started: number): void; listNames(): string[]; stopAll(): void };
  /** What works out times, and what says them: parts to load. */
  hoursParts: string[];
  dueParts: string[];
  fillDuePanel(panel: HTMLElement, limit: Limit): void;
  /** Missing until the call view is loaded. */
  enterView?(link: HTMLAnchorElement): void;
  /** A sound and a notification, where they are switched on. */
  soundAlarm(text: string): void;
  makeAlarmSwitches(): HTMLElement;
  /** The instant at which a site's clock shows a day and a time; NaN where none is written. */
  readSiteTime(hours: SiteHours, written: string): number;
  writeOpenNow(site: SiteHours, now: number): string;
  makeHoursFold(): HTMLDetailsElement;
  makeShiftFold(): HTMLDetailsElement;
  /** The positions of limits, the one that is about the step first. */
  sortLimits(step: string, limits: string[]): number[];
  makeLimitBox(): LimitBox;
  listClosedDays(hours: SiteHours, from: number, to: number): { date: string; name: string }[];
  writeDueAnswer(limit: Limit, site: SiteHours, at: number, reader?: "viewer" | "site"): DueAnswer;
  /** Missing on pages without steps. */
  ticks?: {
    steps: HTMLElement[];
    isTicked(id: string): boolean;
    tickStep(id: string, on: boolean): void;
    writeProgress(): string;
  };
  gatherPlaces(article: HTMLElement): Place[];
  findHeading(part: HTMLElement): HTMLElement;
  namePlace(place: Place): string;
  addFrame(
    article: HTMLElement,
    head: HTMLElement,
    places: Place[],
    actions: CallActions,
  ): CallFrame;
  addFolds(article: HTMLElement, places: Place[], findStep: () => number): void;
  closeFolds(article: HTMLElement): void;
  /** Of the words after the first, show as many as fit. */
  showFittingWords(place: Place, isTooLong: () => boolean): void;
  addWayBack(top: HTMLElement): void;
  forgetWayBack(top: HTMLElement): void;
}
