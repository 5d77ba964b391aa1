/* What a report says in words: the same sentences as reports/words.py. */
(() => {
  "use strict";

  const { formatHighEnd, formatPercent, formatPoints } = Handbook.audit.rounding;
  const { LEAST_POINTS } = Handbook.reports.controlChart;
  const { LEAST_AUDITS } = Handbook.reports.findings;
  const { nameInWords } = Handbook.reports.periodNames;
  const { findTrendAlarms, isCount, isMonthly } = Handbook.reports.trend;

  function writeNumber(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  }

  function countNoun(number, noun) {
    return `${writeNumber(number)} ${noun}${number === 1 ? "" : "s"}`;
  }

  /* Halves go to the even number, as Python rounds. */
  function roundEven(value) {
    const rounded = Math.round(value);
    return value % 1 === 0.5 && rounded % 2 ? rounded - 1 : rounded;
  }

  // The whole report

  /* What the report is made of: its days, sites and audits. */
  function describeSpan({ audits, bySite }) {
    if (!audits.length) {
      return "There is no audit yet. The first one starts the picture.";
    }
    const days = (name) => audits.map(({ period }) => period[name]).sort();
    const { formatDay } = Handbook.audit.wording;
    const span = `${formatDay(days("first")[0])} to ${formatDay(days("last").at(-1))}`;
    const open = audits.filter((one) => one.isOpen || one.result.provisional).length;
    const said = open ? `, ${writeNumber(open)} of them provisional` : "";
    return `${span} · ${countNoun(bySite.size, "site")} · ${countNoun(audits.length, "audit")}${said}`;
  }

  /* How often the charts of a site are wrong when nothing changes; "" where no chart has rules. */
  function describeAlarm(sites) {
    const rates = sites.map(({ alarmRate }) => alarmRate).filter((rate) => rate !== null);
    if (!rates.length) {
      return "";
    }
    const share = roundEven(100 * Math.max(...rates));
    return `In a year in which nothing changes, these charts raise a false alarm at about ${share} sites in 100.`;
  }

  // Sites and charts

  /* The newest grade of a site and its interval, as printed; "" where there is none. */
  function describeInterval({ newest }) {
    if (!newest) {
      return { grade: "", interval: "" };
    }
    const { points, interval } = newest.result;
    const span = interval && `${formatPoints(interval.low)} to ${formatHighEnd(interval.high)}`;
    return { grade: formatPoints(points), interval: span || "" };
  }

  /* Which audit the newest grade is of, and its headline. */
  function describeNewest({ newest }, titles) {
    if (!newest) {
      return "";
    }
    const { checklist } = newest.record;
    const { describeHeadlineInList } = Handbook.audit.resultWording;
    const headline = describeHeadlineInList(newest.form, newest.result);
    const title = titles[checklist] || checklist;
    const which = `${title}, ${nameInWords(newest.period)}`;
    return headline ? `${which}. ${headline}` : which;
  }

  /* What the lines of a chart mean, and how often they are wrong. */
  function describeRules(trend) {
    const cases = isCount(trend) ? "a share of cases" : "a grade";
    const what = isMonthly(trend) ? "the share that was right on a month of walks," : cases;
    return (
      `Each dot is ${what} with its 95% interval; a hollow one is provisional, at its worst. ` +
      describeAlarms(trend)
    );
  }

  /* How often a chart shows a signal although nothing changes. */
  function describeAlarms(trend) {
    const alarms = findTrendAlarms(trend);
    if (alarms === null) {
      const what = isMonthly(trend) ? "months that are final" : "final audits";
      return `No rule yet: that needs ${LEAST_POINTS} ${what}.`;
    }
    if (!alarms) {
      const where = isMonthly(trend) ? "a month" : "an audit";
      return `With so few cases in ${where}, no dot can lie beyond chance.`;
    }
    const signals = isCount(trend)
      ? "a dot outside the band appears"
      : "a dot outside the band or eight in a row on one side appear";
    const share = roundEven(100 * alarms);
    const often = share ? `${share} of 100` : "fewer than 1 of 100";
    return `In a series in which nothing changes, ${signals} in ${often}.`;
  }

  /* What changed in the questions between two audits, and what that means for the line. */
  function describeChange(change) {
    const parts = [
      ["new:", change.added],
      ["gone:", change.removed],
      ["asked in another way:", change.changed],
    ]
      .filter(([, names]) => names.length)
      .map(([label, names]) => `${label} ${names.join(", ")}`);
    const what = parts.length ? ` (${parts.join("; ")})` : "";
    const line = change.breaks
      ? "The line is broken there."
      : "Both sides are scored on what they share.";
    const same = `${change.common} of ${change.asked} questions are the same as before`;
    return `From ${nameInWords(change.after.period)} on, ${same}${what}. ${line}`;
  }

  // Findings and actions

  /* How many of the newest audits in a row did not find a standard met; "" where that is no row. */
  function describeRow({ inARow }) {
    return inARow >= LEAST_AUDITS ? `the last ${inARow} in a row` : "";
  }

  /* A standard that fails everywhere, as a text to send to its owner. */
  function describeHandbookFinding({ item, failed, asked, sites }) {
    return (
      `${item.standard} (${item.rule}) was not met in ${failed} of ${asked} audits, ` +
      `at ${sites.length} sites. Is the rule right, and can it be done?`
    );
  }

  /* What can be said of an action's effect, in a few words. */
  function describeEffect({ helped, difference, needed }) {
    const { low, high } = difference;
    const span = (from, to) => `${formatPercent(from)} to ${formatPercent(to, { up: true })}`;
    if (helped) {
      return `yes: ${span(low, high)} points more`;
    }
    if (high < 0) {
      return `no: ${span(-high, -low)} points less`;
    }
    return needed ? `cannot be told; needs ${needed} cases each` : "cannot be told";
  }

  /* How many of the actions that are done helped. */
  function describeEffects(results) {
    const helped = results.filter(({ effect }) => effect.helped).length;
    return `${helped} of ${countNoun(results.length, "action")} helped, beyond chance.`;
  }

  Handbook.reports.words = {
    countNoun,
    describeAlarm,
    describeChange,
    describeEffect,
    describeEffects,
    describeHandbookFinding,
    describeInterval,
    describeNewest,
    describeRow,
    describeRules,
    describeSpan,
    writeNumber,
  };
})();
