/* What can be said of a site in a sentence or two, in the words of reports/sentences.py. Nothing is said
   that the rules of the charts do not say. */
(() => {
  "use strict";

  const { formatPoints } = Handbook.audit.rounding;
  const { LEAST_POINTS } = Handbook.reports.controlChart;
  const { findTrendAlarms, isMonthly } = Handbook.reports.trend;
  const { nameInWords, placePeriods } = Handbook.reports.periodNames;
  const TONES = ["fell", "rose", "level", "unknown"];
  const COUNTS = { 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve" };

  function makeSentence(tone, text, checklist = null) {
    return { tone, text, checklist };
  }

  function findLast({ stretches }) {
    return stretches.at(-1) || { points: [], limits: [], signals: [] };
  }

  function describeReturn({ points }, lastOutside) {
    const after = points[lastOutside + 1];
    return after ? `; as usual again since ${nameInWords(after.period)}` : "";
  }

  function describeOutside(stretch, checklist, title) {
    return [
      [-1, "fell"],
      [1, "rose"],
    ].flatMap(([side, verb]) => {
      const outside = stretch.signals
        .filter((signal) => signal.rule === "outside" && signal.side === side)
        .map((signal) => signal.first);
      if (!outside.length) {
        return [];
      }
      const when = placePeriods(outside.map((place) => stretch.points[place].period));
      const back = describeReturn(stretch, outside.at(-1));
      return [makeSentence(verb, `${title}: ${verb} ${when}, beyond chance${back}.`, checklist)];
    });
  }

  /* A run that has ended is history: the chart shows it, and the sentence is about now. */
  function describeRuns({ points, limits, signals }, checklist, title) {
    const usual = formatPoints(limits.at(-1).centre);
    return signals
      .filter((signal) => signal.rule === "run" && signal.last === points.length - 1)
      .map(({ first, last, side }) => {
        const count = last - first + 1;
        const where = side > 0 ? "above" : "below";
        const audits = `the last ${COUNTS[count] || count} audits`;
        const text = `${title}: ${audits} lie ${where} the usual ${usual}.`;
        return makeSentence(side > 0 ? "rose" : "fell", text, checklist);
      });
  }

  function describeTooFew(trends) {
    const longest = Math.max(0, ...trends.map((trend) => findLast(trend).points.length));
    if (longest === 0) {
      return makeSentence("unknown", "No audit with a grade yet.");
    }
    const audits =
      longest === 1 ? "1 audit of a checklist is" : `${longest} audits of one checklist are`;
    const text = `${audits} too few to tell a change; ${LEAST_POINTS} are needed.`;
    return makeSentence("unknown", text);
  }

  /* What can be said of a site from the trends of its grades, a Map by checklist: what fell comes first,
     then what rose. */
  function describeSite(trends, titles) {
    const judged = [...trends].filter(([, trend]) => findLast(trend).limits.length);
    const found = judged.flatMap(([name, trend]) => {
      const given = [findLast(trend), name, titles[name] || name];
      return [...describeOutside(...given), ...describeRuns(...given)];
    });
    if (found.length) {
      return found.sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
    }
    if (judged.length) {
      const text = "No change that could be told from chance.";
      return [makeSentence("level", text, judged[0][0])];
    }
    return [describeTooFew([...trends.values()])];
  }

  /* What can be said of one chart: what fell or rose, or that nothing can be told. */
  function describeLine(trend, title) {
    const stretch = findLast(trend);
    if (stretch.limits.length) {
      const given = [stretch, null, title];
      const found = [...describeOutside(...given), ...describeRuns(...given)];
      const none = `${title}: no change that could be told from chance.`;
      return found.length ? found : [makeSentence("level", none)];
    }
    const final = stretch.points.filter(({ isHollow }) => !isHollow).length;
    const noun = isMonthly(trend) ? "month" : "audit";
    const audits = final === 1 ? `1 final ${noun} is` : `${final} final ${noun}s are`;
    const sides = final >= LEAST_POINTS ? " on each side of a new start" : "";
    const text = `${title}: ${audits} too few to tell a change; ${LEAST_POINTS} are needed${sides}.`;
    return [makeSentence("unknown", text)];
  }

  /* How often a site in which nothing changes gets at least one signal, from 0 to 1; null without a
     chart that has rules. The charts are taken as independent. */
  function findAlarmRate(trends) {
    const rates = trends.map(findTrendAlarms).filter((rate) => rate !== null);
    return rates.length ? 1 - rates.reduce((product, rate) => product * (1 - rate), 1) : null;
  }

  Handbook.reports.sentences = { TONES, describeLine, describeSite, findAlarmRate };
})();
