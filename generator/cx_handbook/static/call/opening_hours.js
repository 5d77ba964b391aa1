/* When a promise falls due, as in generator/hours.py: the same rules, the same names, the same instants.
   Handbook.due(hours, duration, start) takes a site of company-hours.js and milliseconds, and gives them. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  const DAY = 24 * 60 * MINUTE;
  const UNITS = { minute: MINUTE, hour: 60 * MINUTE, day: DAY, week: 7 * DAY };
  const LONGEST_CLOSED = 400; // days: who opens on none of so many is taken to open never
  const NEAR = 1.5 * DAY; // on either side of a time, so that a change of the clocks lies between
  const clocks = {};

  /* Dates are counted in days since 1 January 1970, a Thursday; weeks begin on Monday. */
  const dateOf = (wall) => Math.floor(wall / DAY);
  const weekday = (day) => (((day + 3) % 7) + 7) % 7;
  const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);

  /* Formatters cost more than what they write, so each zone keeps its own. */
  function clock(zone) {
    clocks[zone] ??= new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    return clocks[zone];
  }

  /* What the clock on the wall shows, written as if it were UTC. */
  function local(zone, at) {
    const part = {};
    clock(zone)
      .formatToParts(at)
      .forEach(({ type, value }) => (part[type] = Number(value)));
    const { year, month, day, hour, minute, second } = part;
    const rest = ((at % SECOND) + SECOND) % SECOND;
    return Date.UTC(year, month - 1, day, hour, minute, second) + rest;
  }

  /* The first instant at which the clock on the wall shows this time or a later one. */
  function instant(zone, wall) {
    const offsets = [wall - NEAR, wall + NEAR].map((at) => local(zone, at) - at);
    const shown = offsets.map((off) => wall - off).filter((at) => local(zone, at) === wall);
    if (shown.length) {
      return Math.min(...shown); // of a time that comes twice, the first
    }
    let early = wall - Math.max(...offsets);
    let late = wall - Math.min(...offsets);
    while (late - early > SECOND) {
      const middle = early + Math.floor((late - early) / 2 / SECOND) * SECOND;
      [early, late] = local(zone, middle) < wall ? [middle, late] : [early, middle];
    }
    return late;
  }

  function period(hours, day) {
    const times = iso(day) in hours.closed ? null : hours.week[weekday(day)];
    if (!times) {
      return null;
    }
    const [opens, closes] = times.map((at) => instant(hours.zone, day * DAY + at * MINUTE));
    return opens < closes ? { opens, closes } : null;
  }

  function* periodsFrom(hours, first) {
    let shutSince = first;
    for (let day = first; ; day += 1) {
      const found = period(hours, day);
      if (found) {
        yield found;
        shutSince = day + 1;
      }
      if (day + 1 - shutSince >= LONGEST_CLOSED) {
        throw new RangeError(`closed on all of ${LONGEST_CLOSED} days from ${iso(shutSince)}`);
      }
    }
  }

  function* periods(hours, start) {
    for (const found of periodsFrom(hours, dateOf(local(hours.zone, start)))) {
      if (found.closes > start) {
        yield found;
      }
    }
  }

  function afterOpenTime(hours, length, start) {
    let left = length;
    for (const { opens, closes } of periods(hours, start)) {
      const begins = Math.max(opens, start);
      if (left <= closes - begins) {
        return begins + left;
      }
      left -= closes - begins;
    }
    throw new Error("periods have no end");
  }

  function endOfWorkingDay(hours, n, start) {
    let count = 0;
    for (const { closes } of periodsFrom(hours, dateOf(local(hours.zone, start)) + 1)) {
      count += 1;
      if (count === n) {
        return closes;
      }
    }
    throw new Error("periods have no end");
  }

  /* When a duration is over. Throws a RangeError where that depends on hours and there are none. */
  Handbook.due = (hours, duration, start) => {
    if (duration.clock === "working_days") {
      return endOfWorkingDay(hours, duration.n, start);
    }
    const length = duration.n * UNITS[duration.unit];
    return duration.clock === "opening_hours"
      ? afterOpenTime(hours, length, start)
      : start + length;
  };

  Handbook.isOpen = (hours, now) => {
    const today = period(hours, dateOf(local(hours.zone, now)));
    return Boolean(today) && today.opens <= now && now < today.closes;
  };

  /* The first opening at or after an instant. */
  Handbook.opensNext = (hours, now) => {
    for (const { opens } of periods(hours, now)) {
      if (opens >= now) {
        return opens;
      }
    }
    throw new Error("periods have no end");
  };

  /* The dates from one instant to another on which the site stays closed, as 2026-12-25, each with
     the holiday's name if it is one. */
  Handbook.closedDays = (hours, from, to) => {
    const found = [];
    const last = dateOf(local(hours.zone, to));
    for (let day = dateOf(local(hours.zone, from)); day <= last; day += 1) {
      if (!period(hours, day)) {
        found.push({ date: iso(day), name: hours.closed[iso(day)] || "" });
      }
    }
    return found;
  };
})();
