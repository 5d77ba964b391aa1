/* The period of a recurrence in which a day lies, as audit/records/periods.py finds it. Days are ISO texts. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
  const DAY = 24 * 60 * 60 * 1000; // milliseconds
  // Days since 1 January 1970 of a Monday: weeks are counted from here.
  const FIRST_MONDAY = 4;

  /* Days since 1 January 1970; midnight in UTC, so that no clock change counts. */
  function toNumber(iso) {
    return Date.parse(`${iso}T00:00:00Z`) / DAY;
  }

  function toIso(number) {
    return new Date(number * DAY).toISOString().slice(0, 10);
  }

  /* The whole part and the rest of a division; the rest is never negative. */
  function floorTo(number, step) {
    return Math.floor(number / step) * step;
  }

  function readRule(rule) {
    const parts = Object.fromEntries(rule.split(";").map((part) => part.split("=")));
    return {
      frequency: parts.FREQ,
      interval: Number(parts.INTERVAL || 1),
      weekdays: parts.BYDAY ? parts.BYDAY.split(",").map((day) => day.slice(-2)) : [],
    };
  }

  function findDays(length, day) {
    const first = FIRST_MONDAY + floorTo(day - FIRST_MONDAY, length);
    return { first, last: first + length - 1 };
  }

  /* From a named weekday to the day before the next, in weeks that count. */
  function findWeekdays({ interval, weekdays }, day) {
    const offsets = weekdays.map((name) => WEEKDAYS.indexOf(name)).sort((a, b) => a - b);
    const weeks = findDays(7 * interval, day);
    // The turn before as well: Sunday may belong to the walk of Saturday.
    const starts = [-1, 0, 1].flatMap((turn) =>
      offsets.map((offset) => weeks.first + offset + 7 * interval * turn),
    );
    const place = starts.filter((start) => start <= day).length - 1;
    return { first: starts[place], last: starts[place + 1] - 1 };
  }

  function toFirstOfMonth(months) {
    const year = String(Math.floor(months / 12)).padStart(4, "0");
    return toNumber(`${year}-${String((months % 12) + 1).padStart(2, "0")}-01`);
  }

  function findMonths(interval, iso) {
    const [year, month] = iso.split("-").map(Number);
    // Counted from year 0, so that quarters and half-years are those of the calendar.
    const start = floorTo(year * 12 + month - 1, interval);
    return { first: toFirstOfMonth(start), last: toFirstOfMonth(start + interval) - 1 };
  }

  function findNumbers(rule, iso) {
    const day = toNumber(iso);
    switch (rule.frequency) {
      case "DAILY":
        return findDays(rule.interval, day);
      case "WEEKLY":
        return rule.weekdays.length > 1
          ? findWeekdays(rule, day)
          : findDays(7 * rule.interval, day);
      default:
        return findMonths(rule.interval * (rule.frequency === "YEARLY" ? 12 : 1), iso);
    }
  }

  /* The week of ISO 8601 that begins on a Monday: it belongs to the year of its Thursday. */
  function nameWeek(monday) {
    const year = toIso(monday + 3).slice(0, 4);
    const week = Math.floor((monday + 3 - toNumber(`${year}-01-01`)) / 7) + 1;
    return `${year}-W${String(week).padStart(2, "0")}`;
  }

  function nameMonths(first, months) {
    const [year, month] = first.split("-");
    const names = {
      1: `${year}-${month}`,
      3: `${year}-Q${Math.floor((Number(month) + 2) / 3)}`,
      6: `${year}-H${Math.floor((Number(month) + 5) / 6)}`,
      12: String(Number(year)),
    };
    return names[months];
  }

  function countMonths(first, last) {
    const [from, to] = [first, last].map((iso) => iso.split("-").map(Number));
    return (to[0] - from[0]) * 12 + to[1] - from[1] + 1;
  }

  /* A name that sorts: 2026-11, 2026-Q4, 2026-W48, 2026, or the first day. */
  function namePeriod(numbers) {
    const [first, last] = [toIso(numbers.first), toIso(numbers.last)];
    const isWhole = first.endsWith("-01") && toIso(numbers.last + 1).endsWith("-01");
    const months = isWhole && nameMonths(first, countMonths(first, last));
    if (months) {
      return months;
    }
    const isWeek = (numbers.first - FIRST_MONDAY) % 7 === 0 && numbers.last - numbers.first === 6;
    return isWeek ? nameWeek(numbers.first) : first;
  }

  /* What some days are called in a seed: the name of their period, or the first and the last of them. */
  function nameDays(first, last) {
    const name = namePeriod({ first: toNumber(first), last: toNumber(last) });
    return name === first && last !== first ? `${first}..${last}` : name;
  }

  /* The period of a recurrence rule in which a day lies: its first and last day, and its name. */
  function findPeriod(rule, iso) {
    const numbers = findNumbers(readRule(rule), iso);
    return { first: toIso(numbers.first), last: toIso(numbers.last), name: namePeriod(numbers) };
  }

  /* The period before the one in which a day lies. */
  function findPeriodBefore(rule, iso) {
    return findPeriod(rule, addDays(findPeriod(rule, iso).first, -1));
  }

  function addDays(iso, days) {
    return toIso(toNumber(iso) + days);
  }

  audit.periods = { addDays, findPeriod, findPeriodBefore, nameDays };
})();
