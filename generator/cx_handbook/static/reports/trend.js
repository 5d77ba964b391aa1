/* The trend of a site: whether a series of audits holds anything that chance does not explain. Rules,
   limits and false-alarm rates are those of reports/trend.py. */
(() => {
  "use strict";

  const {
    LEAST_POINTS,
    LONGEST_BASELINE,
    findChanceOutside,
    findCountLimits,
    findIndividualLimits,
    findSignals,
  } = Handbook.reports.controlChart;
  const { estimateShare } = Handbook.reports.difference;
  const { GRADE, choosePart, countCases, findGradeGiven } = Handbook.reports.measures;
  const { buildSeries } = Handbook.reports.series;
  const { findPeriod } = Handbook.audit.periods;
  const DAYS_OF_WEEK = 7;
  // By points: 20,000 stable series of normal values, limits from the same series.
  const FALSE_ALARMS = [
    [12, 0.029],
    [16, 0.044],
    [20, 0.063],
    [24, 0.085],
    [36, 0.15],
  ];

  /* The false-alarm rate of a stable series, from 0 to 1; between the table's rows a line. */
  function findFalseAlarms(points) {
    if (points <= FALSE_ALARMS[0][0]) {
      return FALSE_ALARMS[0][1];
    }
    const place = FALSE_ALARMS.findIndex(([size]) => points <= size);
    if (place < 0) {
      return FALSE_ALARMS.at(-1)[1];
    }
    const [[low, rateLow], [high, rateHigh]] = FALSE_ALARMS.slice(place - 1, place + 1);
    return rateLow + ((points - low) / (high - low)) * (rateHigh - rateLow);
  }

  /* How often a series like the newest stretch shows a signal when nothing changes; null where no rule
     applies. */
  function findTrendAlarms({ stretches }) {
    const last = stretches.at(-1);
    return last ? last.alarms : null;
  }

  /* Whether the points of a trend are months of daily walks. */
  function isMonthly({ stretches }) {
    return stretches.some(({ points }) => points.some((point) => point.walks));
  }

  /* Whether the points of a trend are counted cases; the others are grades out of 10. */
  function isCount({ stretches }) {
    return stretches.some(({ points }) => points.some((point) => point.looked_at));
  }

  // Points

  function countDays(first, last) {
    return (Date.parse(last) - Date.parse(first)) / 86400000;
  }

  /* A provisional audit stands at its worst, for which there is no interval. */
  function makePoint({ source, isProvisional }, { value, low, high }, count = {}) {
    const { period, record } = source;
    const { met = null, looked_at = null } = count;
    const span = isProvisional ? { low: value, high: value } : { low, high };
    const point = { period, audit: record.id, value, ...span };
    return { ...point, isHollow: isProvisional, met, looked_at };
  }

  /* Whether an audit is repeated within a week, and what is looked at is yes or no. */
  function isWalk({ source, items }) {
    const { first, last } = source.period;
    const isOften = countDays(first, last) < DAYS_OF_WEEK - 1;
    return isOften && items.every(({ item }) => item.answer === "yes_no");
  }

  function plotAudit(one, { kind }) {
    const count = kind === "grade" ? null : countCases(one);
    if (count) {
      const point = makePoint(one, estimateShare(count), count);
      return [{ ...point, walks: isWalk(one) ? 1 : null }];
    }
    const value = kind === "grade" ? one.grade : findGradeGiven(one);
    if (value === null) {
      return [];
    }
    const { low, high } = (kind === "grade" && one.result.interval) || { low: value, high: value };
    return [makePoint(one, { value, low, high })];
  }

  /* The walks of a month as one point. One with a blank leaves the month at its worst. */
  function addUp(month, walks) {
    const total = (name) => walks.reduce((sum, one) => sum + one[name], 0);
    const count = { met: total("met"), looked_at: total("looked_at") };
    const isHollow = walks.some((one) => one.isHollow);
    const { value, low, high } = estimateShare(count);
    const span = isHollow ? { low: value, high: value } : { low, high };
    const { audit, period: newest } = walks.at(-1);
    const point = { period: month, audit, value, ...span, isHollow, ...count };
    return { ...point, walks: walks.length, newest };
  }

  /* The points of audits as they are, and those of daily walks added up by the month of their day. */
  function addUpMonths(points) {
    const groups = [];
    points.forEach((point) => {
      const month = point.walks ? findPeriod("FREQ=MONTHLY", point.period.first) : null;
      const last = groups.at(-1);
      if (month && last?.month?.name === month.name) {
        last.walks.push(point);
      } else {
        groups.push({ month, walks: [point] });
      }
    });
    return groups.map(({ month, walks }) => (month ? addUp(month, walks) : walks[0]));
  }

  // Limits and signals

  function cutAtRebases(points, notes) {
    const starts = [0];
    [...notes]
      .filter(({ kind }) => kind === "rebase")
      .sort((a, b) => (a.on < b.on ? -1 : Number(a.on > b.on)))
      .forEach(({ on }) => {
        const place = points.findIndex(({ period }) => period.last >= on);
        if (place > starts.at(-1)) {
          starts.push(place);
        }
      });
    return starts.map((first, place) => ({ first, part: points.slice(first, starts[place + 1]) }));
  }

  function isOutlier({ period }, notes) {
    return notes.some(
      ({ kind, on }) => kind === "outlier" && period.first <= on && on <= period.last,
    );
  }

  /* Limits of each point, signals, and false alarms of grades: individuals. */
  function judgeValues(base, part, solid) {
    const values = base.map(({ value }) => value);
    const found = findIndividualLimits(values, 0, 10);
    const signals = findSignals(
      solid.map((place) => part[place].value),
      found,
    ).map((signal) => ({ ...signal, first: solid[signal.first], last: solid[signal.last] }));
    return { limits: part.map(() => found), signals, alarms: findFalseAlarms(part.length) };
  }

  /* The same for counted cases, by exact binomial limits. */
  function judgeCounts(base, part, solid) {
    const all = (name) => base.reduce((total, point) => total + point[name], 0);
    const [met, lookedAt] = [all("met"), all("looked_at")];
    const share = met / lookedAt;
    // All right so far is no promise: half a case, or one miss in years would be beyond chance.
    const likely = Math.min(Math.max(share, 0.5 / lookedAt), 1 - 0.5 / lookedAt);
    const judged = part.map(({ looked_at: cases }) => findCountLimits(cases, likely));
    const limits = part.map(({ looked_at: cases }, place) => ({
      centre: share,
      low: (judged[place].low + 0.5) / cases,
      high: (judged[place].high - 0.5) / cases,
    }));
    const signals = solid.flatMap((place) => {
      const { low, high } = judged[place];
      const isOutside = part[place].met <= low || part[place].met >= high;
      const side = part[place].met <= low ? -1 : 1;
      return isOutside ? [{ rule: "outside", first: place, last: place, side }] : [];
    });
    const quiet = solid.reduce(
      (product, place) => product * (1 - findChanceOutside(part[place].looked_at, likely)),
      1,
    );
    return { limits, signals, alarms: 1 - quiet };
  }

  /* One part of a stretch, by the first twenty points that are final; null where there are too few.
     Hollow points stand at their worst: they are no signals. */
  function judgePart({ first, part }, notes) {
    const solid = part.map((_, place) => place).filter((place) => !part[place].isHollow);
    const kept = solid.filter((place) => !isOutlier(part[place], notes));
    if (solid.length < LEAST_POINTS || kept.length < 2) {
      return null;
    }
    const base = kept.slice(0, LONGEST_BASELINE).map((place) => part[place]);
    const judge = part[0].looked_at ? judgeCounts : judgeValues;
    const { limits, signals, alarms } = judge(base, part, solid);
    const placed = signals.map((signal) => ({
      ...signal,
      first: first + signal.first,
      last: first + signal.last,
    }));
    return { limits, signals: placed, alarms, baseline: base.length };
  }

  function judgePoints(points, notes) {
    const judged = cutAtRebases(points, notes).map((part) => judgePart(part, notes));
    if (judged.includes(null)) {
      return { points, limits: [], signals: [], baseline: 0, alarms: null };
    }
    return {
      points,
      limits: judged.flatMap(({ limits }) => limits),
      signals: judged.flatMap(({ signals }) => signals),
      baseline: judged.at(-1).baseline,
      alarms: 1 - judged.reduce((product, { alarms }) => product * (1 - alarms), 1),
    };
  }

  /* The trend of a grade, a factor or a standard over audits in the order of their periods. Audits
     without a grade, or without a case of what is measured, leave a gap and are not counted. */
  function buildTrend(audits, measure = GRADE, notes = []) {
    const { stretches, changes } = buildSeries(choosePart(audits, measure));
    const plotted = stretches.map((stretch) =>
      addUpMonths(stretch.flatMap((one) => plotAudit(one, measure))),
    );
    return {
      measure,
      stretches: plotted
        .filter((points) => points.length)
        .map((points) => judgePoints(points, notes)),
      changes,
      notes,
    };
  }

  Handbook.reports.trend = { buildTrend, findFalseAlarms, findTrendAlarms, isCount, isMonthly };
})();
