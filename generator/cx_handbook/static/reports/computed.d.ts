/* The types of what a report computes, as reports/*.py compute it. */

interface Reports {
  controlChart: {
    LEAST_POINTS: number;
    LONGEST_BASELINE: number;
    buildRunChart(values: number[]): Record<string, number | boolean>;
    findChanceOutside(lookedAt: number, share: number): number;
    findCountLimits(lookedAt: number, share: number): { low: number; high: number };
    findIndividualLimits(values: number[], low?: number, high?: number): ChartLimits;
    findLeastCrossings(points: number): number;
    findMostInRun(points: number): number;
    findRuns(values: number[], centre: number): ChartSignal[];
    findSignals(values: number[], limits: ChartLimits): ChartSignal[];
    findSpreadLimits(counts: CaseCount[]): ChartLimits[];
  };
  funnel: {
    NARROW: number;
    WIDE: number;
    findDiscoveries(chances: number[], rate?: number): boolean[];
    findDispersedLimits(cases: number, share: number, added: number, z: number): number[];
    findFunnelLimits(cases: number, share: number, inside: number): number[];
    findMiddleChance(count: CaseCount, share: number): number;
    findPlaceRanges(sites: CaseCount[]): PlaceRange[];
    findShare(count: CaseCount): number;
    measureDispersion(sites: CaseCount[], share: number): Dispersion;
    poolCounts(sites: CaseCount[]): number;
  };
  comparison: {
    compareSites(bySite: Map<string, PeriodAudit[]>): SiteComparison;
    findLimits(cases: number, share: number, dispersion: Dispersion, inside: number): number[];
  };
  pairs: {
    comparePair(first: ScoredAudit, second: ScoredAudit): AuditPair;
    countCases(ratings: PairedRatings): number;
    findStricterChance(ratings: PairedRatings): number;
    measureAc1(ratings: PairedRatings): Estimate | null;
    measureAgreement(ratings: PairedRatings): Estimate | null;
  };
  comparisonWords: {
    describeAgreement(pair: AuditPair): string;
    describeDifference(difference: QuestionDifference): string[];
    describePlaces(comparison: SiteComparison, nameSite: (site: string) => string): string;
  };
  sitePictures: {
    formatPlaces(places: PlaceRange, sites: number): string;
    pictureFunnel(
      comparison: SiteComparison,
      nameSite: (site: string) => string,
      head: ChartPicture,
    ): FunnelPicture | null;
    pictureSites(
      comparison: SiteComparison,
      nameSite: (site: string) => string,
      head: ChartPicture,
    ): SitesPicture;
  };
  deviceLines: { makeLines(sites: SiteReport[], titles: Record<string, string>): HTMLElement[] };
  deviceComparison: {
    listComparisons(report: DeviceReport, titles: Record<string, string>): HTMLElement[];
    listPairs(report: DeviceReport, titles: Record<string, string>): HTMLElement[];
  };
  difference: {
    countNeededCases(before: number, after: number): number;
    estimateShare(count: CaseCount): Estimate;
    isTold(difference: Estimate): boolean;
    subtractEstimates(after: Estimate, before: Estimate): Estimate;
    subtractShares(after: CaseCount, before: CaseCount): Estimate;
  };
  ranking: { sortBy<T>(list: T[], findRank: (one: any) => (string | number)[]): T[] };
  series: {
    buildSeries(audits: PeriodAudit[]): AuditSeries;
    keepQuestions(form: AuditForm, standards: Set<string>): AuditForm;
    listItems(form: AuditForm): FormItem[];
  };
  measures: {
    COMPLIANCE: Measure;
    GRADE: Measure;
    choosePart(audits: PeriodAudit[], measure: Measure): PeriodAudit[];
    countCases(audit: ComparableAudit): CaseCount | null;
    countQuestion(audit: ComparableAudit, scored: ScoredItem): CaseCount;
    findGradeGiven(audit: ComparableAudit): number | null;
    listMeasures(audits: PeriodAudit[]): Measure[];
  };
  trend: {
    buildTrend(audits: PeriodAudit[], measure?: Measure, notes?: SeriesNote[]): Trend;
    findFalseAlarms(points: number): number;
    findTrendAlarms(trend: Trend): number | null;
    isCount(trend: Trend): boolean;
    isMonthly(trend: Trend): boolean;
  };
  findings: {
    LEAST_AUDITS: number;
    countFindings(bySite: Map<string, PeriodAudit[]>): RecurringFinding[];
    findHandbookFindings(
      findings: RecurringFinding[],
      bySite: Map<string, PeriodAudit[]>,
    ): HandbookFinding[];
    listRecurring(findings: RecurringFinding[]): RecurringFinding[];
  };
  effect: {
    measureEffect(
      audits: PeriodAudit[],
      standard: string,
      raised: string,
      done: string,
    ): ActionEffect | null;
  };
  periodNames: {
    placePeriods(periods: Period[]): string;
    labelPeriod(period: Period): { label: string; year: string };
    nameInWords(period: Period): string;
  };
  sentences: {
    TONES: string[];
    describeLine(trend: Trend, title: string): SiteSentence[];
    describeSite(trends: Map<string, Trend>, titles: Record<string, string>): SiteSentence[];
    findAlarmRate(trends: Trend[]): number | null;
  };
  report: {
    buildReport(given: ReportInput): DeviceReport;
    rankSites(sites: SiteReport[]): SiteReport[];
  };
  words: {
    countNoun(number: number, noun: string): string;
    describeAlarm(sites: SiteReport[]): string;
    describeChange(change: QuestionChange): string;
    describeEffect(effect: ActionEffect): string;
    describeEffects(results: ActionResult[]): string;
    describeHandbookFinding(finding: HandbookFinding): string;
    describeInterval(site: SiteReport): { grade: string; interval: string };
    describeNewest(site: SiteReport, titles: Record<string, string>): string;
    describeRow(finding: RecurringFinding): string;
    describeRules(trend: Trend): string;
    describeSpan(report: DeviceReport): string;
    writeNumber(number: number): string;
  };
  deviceCharts: {
    makeDrawing(chart: Chart): SVGElement;
    makeFigure(chart: Chart, note: string, look?: string): HTMLElement;
    makeFold(label: string, makeContent: () => Element[]): HTMLElement;
  };
  deviceReport: { makeReport(given: ReportInput): HTMLElement[] };
  pictures: {
    pictureEffects(
      effects: { name: string; effect: ActionEffect; said: string }[],
      name: string,
      title: string,
      description: string,
    ): EffectsPicture;
    pictureTrend(trend: Trend, name: string, title: string): TrendPicture;
  };
}

/** An audit that counts for a period; `isOpen` says that its dates keep it provisional. */
interface PeriodAudit {
  period: Period;
  record: AuditRecord;
  form: AuditForm;
  result: AuditResult;
  isOpen: boolean;
  /** Whether `form` has the questions of a factor or a standard alone. */
  isPart?: boolean;
}

/** What a chart is of: a factor, or the ID of a standard. */
interface Measure {
  /** grade, factor or standard */
  kind: string;
  name: string;
}

/** An audit scored on the questions that its stretch has in common. */
interface ComparableAudit {
  source: PeriodAudit;
  form: AuditForm;
  result: AuditResult;
  /** As they were answered, of the questions in common. */
  items: ScoredItem[];
  isProvisional: boolean;
  /** At its worst while it is provisional; null without a grade. */
  grade: number | null;
}

interface QuestionChange {
  before: PeriodAudit;
  after: PeriodAudit;
  asked: number;
  common: number;
  added: string[];
  removed: string[];
  changed: string[];
  breaks: boolean;
}

interface AuditSeries {
  stretches: ComparableAudit[][];
  changes: QuestionChange[];
}

interface ChartLimits {
  centre: number;
  low: number;
  high: number;
}

interface ChartSignal {
  /** outside or run */
  rule: string;
  first: number;
  last: number;
  side: number;
}

/** A figure with its 95% interval. */
interface Estimate {
  value: number;
  low: number;
  high: number;
}

interface CaseCount {
  met: number;
  looked_at: number;
}

interface SeriesNote {
  /** rebase or outlier */
  kind: string;
  on: string;
  why: string;
}

interface Trend {
  measure: Measure;
  stretches: TrendStretch[];
  changes: QuestionChange[];
  notes: SeriesNote[];
}

interface RecurringFinding {
  site: string;
  item: FormItem;
  failed: number;
  asked: number;
  inARow: number;
  last: PeriodAudit;
}

interface HandbookFinding {
  item: FormItem;
  failed: number;
  asked: number;
  sites: string[];
}

interface ActionEffect {
  before: CaseCount;
  after: CaseCount;
  difference: Estimate;
  helped: boolean;
  needed: number | null;
}

interface ReportAction {
  site: string;
  audit: string;
  standard: string;
  what: string;
  /** The day on which it was done; null while it is not. */
  done: string | null;
}

interface ActionResult {
  action: ReportAction;
  effect: ActionEffect;
}

interface SiteSentence {
  /** fell, rose, level or unknown */
  tone: string;
  text: string;
  checklist: string | null;
}

/** What can be charted of a site by a checklist. */
interface ChecklistTrends {
  audits: PeriodAudit[];
  listMeasures(): Measure[];
  build(measure: Measure): Trend;
}

interface SiteReport {
  site: string;
  trends: Map<string, ChecklistTrends>;
  audits: PeriodAudit[];
  grades: Map<string, Trend>;
  compliance: Map<string, Trend>;
  sentences: SiteSentence[];
  alarmRate: number | null;
  /** undefined without a grade */
  newest: PeriodAudit;
}

interface PlaceRange {
  best: number;
  worst: number;
}

/** How much more sites differ than chance makes them; `added` is a variance. */
interface Dispersion {
  ratio: number;
  added: number;
}

interface SiteFigure {
  site: string;
  count: CaseCount;
  estimate: Estimate;
  /** Of 99.8% and of 95%. */
  limits: number[];
  narrowLimits: number[];
  places: PlaceRange;
  isNamed: boolean;
}

interface SiteComparison {
  figures: SiteFigure[];
  /** null with fewer than two sites. */
  share: number | null;
  dispersion: Dispersion | null;
  /** Site to form, periods, draw or provisional. */
  unlike: Map<string, string>;
}

interface ScoredAudit {
  record: AuditRecord;
  result: AuditResult;
}

interface PairedRatings {
  bothRight: number;
  firstRight: number;
  secondRight: number;
  bothWrong: number;
}

interface QuestionDifference {
  first: ScoredItem;
  second: ScoredItem;
  /** first or second */
  stricter: string;
}

interface AuditPair {
  first: ScoredAudit;
  second: ScoredAudit;
  ratings: PairedRatings;
  differences: QuestionDifference[];
}

interface ReportInput {
  audits: PeriodAudit[];
  /** A first audit and that of a second auditor. */
  pairs?: ScoredAudit[][];
  actions: ReportAction[];
  /** By checklist. */
  titles: Record<string, string>;
  /** By site and checklist, with a space between them. */
  notes?: Record<string, SeriesNote[]>;
}

interface DeviceReport {
  audits: PeriodAudit[];
  bySite: Map<string, PeriodAudit[]>;
  sites: SiteReport[];
  findings: RecurringFinding[];
  handbookFindings: HandbookFinding[];
  results: ActionResult[];
  comparisons: Map<string, SiteComparison>;
  pairs: AuditPair[];
}
