/* The trend of a site: whether a series of audits holds anything that chance does not explain. Rules,
   limits and false-alarm rates are those of reports/trend.py. */
(() => {
  "use strict";

  const { LEAST_POINTS, LONGEST_BASELINE, findCountLimits, findIndividualLimits, findSignals } =
    Handbook.reports.controlChart;
  const { estimateShare } = Handbook.reports.difference;
  const { isSampled } = Handbook.audit.scoringParts;
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

  /* How often a stable series of a trend's length shows a signal; null where no rule applies. */
  function findTrendAlarms({ stretches }) {
    const last = stretches.at(-1);
    return last && last.limits.length ? findFalseAlarms(last.points.length) : null;
  }

  function makePoint({ source, isProvisional }, estimate, count = {}) {
    const { period, record } = source;
    const { met = null, looked_at = null } = count;
    return { period, audit: record.id, ...estimate, isHollow: isProvisional, met, looked_at };
  }

  function makeStretch(points) {
    return { points, limits: [], signals: [], baseline: 0 };
  }

  // Grades

  function plotGrade(one) {
    if (one.grade === null) {
      return [];
    }
    const { low, high } = (!one.isProvisional && one.result.interval) || {
      low: one.grade,
      high: one.grade,
    };
    return [makePoint(one, { value: one.grade, low, high })];
  }

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

  /* The limits of one part of a stretch, of the first twenty points that are final, and its signals;
     null where there are too few. Hollow points stand at their worst: they are no signals. */
  function judgePart({ first, part }, notes) {
    const solid = part.map((_, place) => place).filter((place) => !part[place].isHollow);
    const kept = solid.filter((place) => !isOutlier(part[place], notes));
    if (solid.length < LEAST_POINTS || kept.length < 2) {
      return null;
    }
    const base = kept.slice(0, LONGEST_BASELINE);
    const found = findIndividualLimits(
      base.map((place) => part[place].value),
      0,
      10,
    );
    const values = solid.map((place) => part[place].value);
    const signals = findSignals(values, found).map((signal) => ({
      ...signal,
      first: first + solid[signal.first],
      last: first + solid[signal.last],
    }));
    return { limits: part.map(() => found), signals, baseline: base.length };
  }

  function judgeGrades(points, notes) {
    const judged = cutAtRebases(points, notes).map((part) => judgePart(part, notes));
    if (judged.includes(null)) {
      return makeStretch(points);
    }
    return {
      points,
      limits: judged.flatMap(({ limits }) => limits),
      signals: judged.flatMap(({ signals }) => signals),
      baseline: judged.at(-1).baseline,
    };
  }

  /* The trend of the grade. Audits without a grade leave a gap and are not counted. */
  function buildGradeTrend({ stretches, changes }, notes = []) {
    const plotted = stretches.map((stretch) => stretch.flatMap(plotGrade));
    return {
      measure: "grade",
      stretches: plotted
        .filter((points) => points.length)
        .map((points) => judgeGrades(points, notes)),
      changes,
      notes,
    };
  }

  // Counts

  function judgeCounts(points) {
    const solid = points.filter((point) => !point.isHollow);
    if (solid.length < LEAST_POINTS) {
      return makeStretch(points);
    }
    const base = solid.slice(0, LONGEST_BASELINE);
    const all = (name) => base.reduce((total, point) => total + point[name], 0);
    const share = all("met") / all("looked_at");
    const judged = points.map(({ looked_at: cases }) => findCountLimits(cases, share));
    const limits = points.map(({ looked_at: cases }, place) => ({
      centre: share,
      low: (judged[place].low + 0.5) / cases,
      high: (judged[place].high - 0.5) / cases,
    }));
    const signals = points.flatMap(({ met, isHollow }, place) => {
      const { low, high } = judged[place];
      const isOutside = !isHollow && (met <= low || met >= high);
      const side = met <= low ? -1 : 1;
      return isOutside ? [{ rule: "outside", first: place, last: place, side }] : [];
    });
    return { points, limits, signals, baseline: base.length };
  }

  /* The trend of counted cases, judged by exact binomial limits. `count` gives { met, looked_at } of an
     audit; an audit without any leaves a gap. */
  function buildCountTrend({ stretches, changes }, measure, count) {
    const plotted = stretches.map((stretch) =>
      stretch
        .map((one) => ({ one, cases: count(one) }))
        .filter(({ cases }) => cases.looked_at)
        .map(({ one, cases }) => makePoint(one, estimateShare(cases), cases)),
    );
    const judged = plotted.filter((points) => points.length).map(judgeCounts);
    return { measure, stretches: judged, changes, notes: [] };
  }

  /* The right cases and all cases of an audit's compliance questions that are counts. */
  function countCompliance({ result }) {
    const sampled = result.items.filter(
      (scored) => scored.item.factor === "compliance" && isSampled(scored),
    );
    const cases = ({ looked_at: lookedAt }) => lookedAt || 0;
    return {
      met: sampled.reduce((total, one) => total + Math.round(one.share * cases(one)), 0),
      looked_at: sampled.reduce((total, one) => total + cases(one), 0),
    };
  }

  Handbook.reports.trend = {
    buildCountTrend,
    buildGradeTrend,
    countCompliance,
    findFalseAlarms,
    findTrendAlarms,
  };
})();
