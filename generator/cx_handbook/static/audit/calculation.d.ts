/* The types of what the scripts of the self-audit calculate: rounding, intervals, scores, signs. */

interface Audit {
  rounding: AuditRounding;
  pooledShare: {
    findWilsonLimits(share: number, size: number): number[];
    poolShares(sampled: SampledShare[], fixed?: number): PooledShare;
  };
  closeCalls: {
    findCasesToSettle(sampled: SampledShare[], limit: number, fixed?: number): number | null;
    isTooClose(limits: number[], limit: number): boolean;
  };
  formCoverage: {
    listPoints(form: AuditForm): Map<string, number>;
    measureCoverage(form: AuditForm, answered: Set<string>): FormCoverage;
  };
  scoringParts: Record<string, (...given: any[]) => any>;
  scoringRules1: Scorer;
  scoringRules2: Scorer;
  resultWording: ResultWording;
  chance: {
    correctByHolm(chances: number[]): number[];
    findBinomialAtLeast(k: number, n: number, p: number): number;
    findHypergeometricAtMost(k: number, drawn: number, marked: number, cases: number): number;
    listBinomial(n: number, p: number): number[];
  };
  carelessSigns: {
    describeSign(sign: CarelessSign): string;
    findQuick(activeMinutes: number, allowedMinutes: number): CarelessSign | null;
    findRepetitionChance(sizes: number[], rate: number): number;
    findSigns(
      now: CaseCounts,
      known?: {
        before?: CaseCounts;
        totals?: number[];
        logged?: Record<string, { bad: number; cases: number }>;
      },
    ): CarelessSign[];
  };
  recordQuestions: {
    applyQuestions(result: AuditResult, questions: RecordQuestion[]): AuditResult;
    describeQuestion(question: RecordQuestion): string;
    findRecordQuestions(record: AuditRecord, form: AuditForm, today: string): RecordQuestion[];
  };
  care: {
    /** In seconds; the pause in milliseconds. */
    addTime(seconds: number, pause: number): number;
    listCareSentences(
      scored: ScoredAudit & { record: AuditRecord },
      known: {
        before?: Pick<ScoredAudit, "answers" | "result"> | null;
        minutes?: number;
        today: string;
      },
    ): string[];
  };
}

interface AuditRounding {
  addUp(values: number[]): number;
  clampTo(most: number, value: number): number;
  formatHighEnd(points: number): string;
  formatPercent(share: number, how?: { decimals?: number; up?: boolean }): string;
  formatPoints(points: number): string;
  round9(value: number): number;
}

interface SampledShare {
  points: number;
  share: number;
  looked_at: number;
  /** null where it is not known, or not believed. */
  cases: number | null;
}

interface PooledShare {
  limits: any;
  looked_at: number;
  [name: string]: any;
}

interface FormCoverage {
  form: number;
  factors: Record<string, number>;
  is_enough: boolean;
  is_enough_of_compliance: boolean;
}

interface Scorer {
  scoreAudit(form: AuditForm, answers: Answers): AuditResult;
}

interface ScoredAudit {
  form: AuditForm;
  answers: Answers;
  result: AuditResult;
}

interface CloseCall {
  /** gate, critical, satisfied or delighted */
  name: string;
  limit: number;
  low: number;
  high: number;
  looked_at: number;
  /** null: it cannot be settled by looking. */
  cases_to_settle: number | null;
  standard: string | null;
}

/** Cases by standard. */
type CaseCounts = Record<string, { met: number; looked_at: number }>;

interface CarelessSign {
  name: string;
  chance: number | null;
  numbers: Record<string, number>;
  standard: string | null;
}

interface RecordQuestion {
  name: string;
  numbers: Record<string, number | string>;
  keeps_from_final: boolean;
}

interface ResultWording {
  describeCloseCall(call: CloseCall): string;
  describeGrade(result: AuditResult): string;
  describeHeadline(form: AuditForm, result: AuditResult): string;
  describeHeadlineInList(form: AuditForm, result: AuditResult): string;
  describePromises(outcome: Outcome & { rules?: number }): string;
  describeVerdict(outcome: Outcome & { rules?: number }): string;
  explainNoGrade(form: AuditForm, result: AuditResult): string;
  explainPromises(form: AuditForm, result: AuditResult): string;
  findNoGradeCause(form: AuditForm, result: AuditResult): string | null;
  isByRules2(result: { rules?: number }): boolean;
  listDetails(form: AuditForm, result: AuditResult): string[];
  listLeftOut(result: AuditResult): string[];
}
