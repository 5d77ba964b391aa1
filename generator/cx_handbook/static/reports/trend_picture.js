/* What was computed as pictures, which are plain data and what the charts draw: the same pictures as
   reports/charts.py makes. */
(() => {
  "use strict";

  const { formatHighEnd, formatPercent, formatPoints } = Handbook.audit.rounding;
  const { estimateShare } = Handbook.reports.difference;
  const { labelPeriod } = Handbook.reports.periodNames;
  const { isCount, isMonthly } = Handbook.reports.trend;

  function listPoints({ stretches }) {
    return stretches.flatMap(({ points }) => points);
  }

  function plotPoint(point, { notes }) {
    const { period, value, low, high, isHollow, met, looked_at: cases } = point;
    // A cause that somebody wrote down stands by the point it explains.
    const causes = notes.filter(({ on }) => period.first <= on && on <= period.last);
    return {
      ...labelPeriod(period),
      period: period.name,
      value,
      low,
      high,
      hollow: isHollow,
      note: causes.map(({ why }) => why).join("; "),
      cases: cases === null ? "" : `${met} of ${cases}`,
    };
  }

  function plotStretch({ points, limits, signals }, trend) {
    // Limits of counts lie between two counts, so that of all cases lies beyond 100%.
    const most = isCount(trend) ? 1 : 10;
    return {
      points: points.map((point) => plotPoint(point, trend)),
      limits: limits.map(({ centre, low, high }) => ({
        centre,
        low: Math.max(0, low),
        high: Math.min(most, high),
      })),
      signals,
    };
  }

  function isBefore(one, other) {
    return one.first < other.first || (one.first === other.first && one.last < other.last);
  }

  /* An audit without a grade has no point, so a change stands before the next that has one. */
  function plotChanges({ changes }, points) {
    return changes.flatMap(({ after, common, asked, breaks }) => {
      const at = points.findIndex(
        ({ period, newest }) => !isBefore(newest || period, after.period),
      );
      const broken = breaks ? "; line broken" : "";
      return at > 0 ? [{ at, label: `${common} of ${asked} questions the same${broken}` }] : [];
    });
  }

  function describeSignal(points, { rule, first, last, side }) {
    const where = side > 0 ? "above" : "below";
    const [from, to] = [first, last].map((place) => points[place].period.name);
    return rule === "outside"
      ? `${from} lies ${where} what chance explains.`
      : `From ${from} to ${to}, ${last - first + 1} in a row lie ${where} the usual.`;
  }

  function describeSignals({ stretches }) {
    const said = stretches.flatMap(({ points, signals }) =>
      signals.map((signal) => describeSignal(points, signal)),
    );
    const isJudged = stretches.some(({ limits }) => limits.length);
    return isJudged && !said.length ? ["No signal."] : said;
  }

  /* A chart in sentences, for whoever does not see it. */
  function describeTrend(trend) {
    const points = listPoints(trend);
    if (!points.length) {
      return "No audit with a result.";
    }
    const isGrade = !isCount(trend);
    const writeLow = (value) => (isGrade ? formatPoints(value) : `${formatPercent(value)}%`);
    const writeHigh = (value) =>
      isGrade ? formatHighEnd(value) : `${formatPercent(value, { up: true })}%`;
    const noun = isMonthly(trend) ? "month" : "audit";
    const audits = points.length === 1 ? `1 ${noun}` : `${points.length} ${noun}s`;
    const newest = points.at(-1);
    const hollow = newest.isHollow ? ", provisional" : "";
    const said = [
      `${audits}, from ${points[0].period.name} to ${newest.period.name}.`,
      `The newest is ${writeLow(newest.value)}${hollow}.`,
    ];
    const limits = trend.stretches.at(-1).limits.at(-1);
    if (limits) {
      const low = writeLow(Math.max(0, limits.low));
      const high = writeHigh(Math.min(limits.high, isGrade ? 10 : 1));
      said.push(`Usual is ${writeLow(limits.centre)}; chance explains ${low} to ${high}.`);
    }
    return [...said, ...describeSignals(trend)].join(" ");
  }

  /* What the chart of a trend shows. */
  function pictureTrend(trend, name, title) {
    return {
      name,
      title,
      description: describeTrend(trend),
      unit: isCount(trend) ? "share" : "grade",
      stretches: trend.stretches.map((stretch) => plotStretch(stretch, trend)),
      changes: plotChanges(trend, listPoints(trend)),
    };
  }

  function plotEffect({ name, effect, said }) {
    const [before, after] = [effect.before, effect.after].map(estimateShare);
    const [was, is] = [effect.before, effect.after].map(
      ({ met, looked_at: cases }) => `${met} of ${cases}`,
    );
    return {
      name,
      before: before.value,
      before_low: before.low,
      before_high: before.high,
      after: after.value,
      after_low: after.low,
      after_high: after.high,
      before_count: was,
      after_count: is,
      said,
    };
  }

  /* Before and after of actions, each given by its name, its effect and what is said of it. */
  function pictureEffects(effects, name, title, description) {
    return { name, title, description, effects: effects.map(plotEffect) };
  }

  Handbook.reports.pictures = { pictureEffects, pictureTrend };
})();
