/* Periods in words and along the bottom of a chart, as the pages of a report name them. */
(() => {
  "use strict";

  const MONTHS =
    "January February March April May June July August September October November December".split(
      " ",
    );
  const QUARTERS = ["first", "second", "third", "fourth"];

  function isMonth(name) {
    return name.length === 7 && /^\d$/.test(name[5]);
  }

  function readDay(iso) {
    const [, month, day] = iso.split("-").map(Number);
    return { month: MONTHS[month - 1], day };
  }

  /* A day without its year: 3 August. */
  function nameDay(iso) {
    const { month, day } = readDay(iso);
    return `${day} ${month}`;
  }

  /* August, the third quarter, the week of 3 August, 2026. */
  function nameInWords({ name, first }) {
    if (isMonth(name)) {
      return readDay(first).month;
    }
    if (name.includes("-Q")) {
      return `the ${QUARTERS[Number(name.at(-1)) - 1]} quarter`;
    }
    if (name.includes("-W")) {
      return `the week of ${nameDay(first)}`;
    }
    return name.length === 4 ? name : nameDay(first);
  }

  /* Periods in words: August and September. */
  function joinPeriods(periods) {
    const names = periods.map(nameInWords);
    return names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  }

  /* When something was: in August and September, on 3 August. */
  function placePeriods(periods) {
    return `${periods[0].name.length === 10 ? "on" : "in"} ${joinPeriods(periods)}`;
  }

  /* The name of a period along the bottom of a chart, and its year: Nov, Q4, W48. */
  function labelPeriod({ name, first }) {
    if (name.length === 4) {
      return { label: name, year: "" };
    }
    const { month, day } = readDay(first);
    const year = name.slice(0, 4);
    if (isMonth(name)) {
      return { label: month.slice(0, 3), year };
    }
    return name.length === 10
      ? { label: `${day} ${month.slice(0, 3)}`, year }
      : { label: name.slice(5), year };
  }

  Handbook.reports.periodNames = { labelPeriod, nameInWords, placePeriods };
})();
