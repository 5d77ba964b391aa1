/* When a checklist is due at a site: its recurrence rule as days on which the site is open. The same
   days as audit/history/due_dates.py gives; a day is a text such as 2026-11-30. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const DAY = 86400000; // ms
  const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
  const LONGEST_MOVE = 366; // days as far as the next open one is looked for
  const LENGTHS = { DAILY: 1, WEEKLY: 7, MONTHLY: 30.4, YEARLY: 365.2 }; // days

  function readDay(day) {
    return Date.parse(`${day}T00:00:00Z`);
  }

  function writeDay(time) {
    return new Date(time).toISOString().slice(0, 10);
  }

  function addDays(day, number) {
    return writeDay(readDay(day) + number * DAY);
  }

  function findWeekday(day) {
    return (new Date(readDay(day)).getUTCDay() + 6) % 7; // 0 is Monday
  }

  /* FREQ=MONTHLY;BYDAY=1MO in its parts; a day is [which of the month or year, weekday]. */
  function readRule(rule) {
    const parts = Object.fromEntries(rule.split(";").map((part) => part.split("=")));
    const days = parts.BYDAY ? parts.BYDAY.split(",") : [];
    return {
      frequency: parts.FREQ,
      interval: Number(parts.INTERVAL || 1),
      days: days.map((day) => [Number(day.slice(0, -2)), WEEKDAYS.indexOf(day.slice(-2))]),
    };
  }

  /* The days of one week that a rule names, from the day on which the week begins. */
  function listInWeek(monday, days, anchor) {
    const weekdays = days.length ? days.map(([, weekday]) => weekday) : [findWeekday(anchor)];
    return weekdays.map((weekday) => addDays(monday, weekday));
  }

  /* The first, second … or last such weekday from one day to another. */
  function findOrdinal(first, last, [ordinal, weekday]) {
    if (ordinal < 0) {
      return addDays(last, -((findWeekday(last) - weekday + 7) % 7));
    }
    return addDays(first, ((weekday - findWeekday(first) + 7) % 7) + 7 * (ordinal - 1));
  }

  /* The days of some months in a row that a rule names; without a named day that of the anchor,
     where the month has it. `start` counts months from year 0. */
  function listInMonths(start, length, days, anchor) {
    const [first, next] = [start, start + length].map((months) =>
      writeDay(Date.UTC(Math.floor(months / 12), months % 12, 1)),
    );
    if (days.length) {
      return days.map((day) => findOrdinal(first, addDays(next, -1), day));
    }
    const own =
      length === 12
        ? `${first.slice(0, 4)}${anchor.slice(4)}`
        : first.slice(0, 8) + anchor.slice(8);
    return Number.isNaN(readDay(own)) || writeDay(readDay(own)) !== own ? [] : [own];
  }

  function countMonths(day) {
    return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  }

  /* The days of each turn of a rule, turn by turn, from that of the anchor to the last day. */
  function listTurns({ frequency, interval, days }, anchor, last) {
    const turns = [];
    if (frequency === "DAILY" || frequency === "WEEKLY") {
      const isWeekly = frequency === "WEEKLY";
      const step = (isWeekly ? 7 : 1) * interval;
      const start = isWeekly ? addDays(anchor, -findWeekday(anchor)) : anchor;
      for (let day = start; day <= last; day = addDays(day, step)) {
        turns.push(...(isWeekly ? listInWeek(day, days, anchor) : [day]));
      }
      return turns;
    }
    const length = frequency === "YEARLY" ? 12 : 1;
    const start = Math.floor(countMonths(anchor) / length) * length;
    for (let at = start; at <= countMonths(last); at += length * interval) {
      turns.push(...listInMonths(at, length, days, anchor));
    }
    return turns;
  }

  /* The days on which a checklist's rule falls, from the first to the last, both included. */
  function listPlannedDays({ rule, starts }, first, last) {
    const anchor = starts || audit.periods.findPeriod(rule, first).first;
    const from = anchor > first ? anchor : first;
    return listTurns(readRule(rule), anchor, last)
      .filter((day) => day >= from && day <= last)
      .sort();
  }

  /* The day itself when the site is open, else the next one on which it is. `site` has closed
     weekdays, 0 for Monday, and closed days. */
  function findOpenDay(site, day) {
    for (let later = 0; later < LONGEST_MOVE; later += 1) {
      const moved = addDays(day, later);
      if (!site.closedWeekdays.includes(findWeekday(moved)) && !site.closed.includes(moved)) {
        return moved;
      }
    }
    return day;
  }

  /* The days on which a checklist is due at a site. Two that meet on an open day are one. */
  function listDueDays(checklist, site, first, last) {
    const planned = listPlannedDays(checklist, addDays(first, -LONGEST_MOVE), last);
    const days = new Set(planned.map((day) => findOpenDay(site, day)));
    return [...days].filter((day) => day >= first && day <= last).sort();
  }

  /* How far two occurrences may lie apart, in days, and more. */
  function findReach(rule) {
    const { frequency, interval, days } = readRule(rule);
    const between = (LENGTHS[frequency] * interval) / Math.max(days.length, 1);
    return Math.floor(2 * between) + 62;
  }

  /* What is due of a checklist at a site today, or was before: the days, the one that is due longest
     first. After an audit these are the days since its period; without one, the latest alone.
     `begun` is the day on which the last finished audit was begun, or "". */
  function listOverdue(checklist, site, begun, today) {
    const { rule } = checklist;
    if (!begun) {
      return listDueDays(checklist, site, addDays(today, -findReach(rule)), today).slice(-1);
    }
    const after = addDays(audit.periods.findPeriod(rule, begun).last, 1);
    return after <= today ? listDueDays(checklist, site, after, today) : [];
  }

  audit.dueDates = { listDueDays, listOverdue };
})();
