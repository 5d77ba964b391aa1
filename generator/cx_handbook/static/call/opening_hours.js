/* When a promise falls due. The rules are those of website/opening_hours.py: same names, same
   instants.

   `hours` is a site of company-hours.js: `zone`, `week` (for each weekday its spans in minutes from
   midnight; one that ends after 1440 goes on into the next day) and `closed` (date -> name of the
   holiday). Instants are in ms since 1970, as Date has them. A *wall time* is what the clock on the wall shows, written as if it were UTC. */
(() => {
  "use strict";

  const { call } = Handbook;
  const SECOND = 1000; // ms
  const MINUTE = 60 * SECOND;
  const DAY = 24 * 60 * MINUTE;
  const UNITS = { minute: MINUTE, hour: 60 * MINUTE, day: DAY, week: 7 * DAY };
  const LONGEST_CLOSED = 400; // days; a site closed on so many is taken to never open
  const NEAR = 1.5 * DAY; // on either side of a time, so that a change of the clocks lies between
  const clocks = {}; // zone -> its formatter, because making one costs more than formatting

  /* Days are counted from 1 January 1970, a Thursday. Weeks begin on Monday. */
  const findDay = (wall) => Math.floor(wall / DAY);
  const findWeekday = (day) => (((day + 3) % 7) + 7) % 7;
  const formatDay = (day) => new Date(day * DAY).toISOString().slice(0, 10);

  function findClock(zone) {
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

  function toWallTime(zone, instant) {
    const parts = {};
    findClock(zone)
      .formatToParts(instant)
      .forEach(({ type, value }) => {
        parts[type] = Number(value);
      });
    const { year, month, day, hour, minute, second } = parts;
    const rest = ((instant % SECOND) + SECOND) % SECOND;
    return Date.UTC(year, month - 1, day, hour, minute, second) + rest;
  }

  /* The first instant at which the clock on the wall shows this time or a later one. Browsers
     convert only from instants to wall times, so the way back tries the offsets before and
     after. */
  function toInstant(zone, wall) {
    const offsets = [wall - NEAR, wall + NEAR].map((at) => toWallTime(zone, at) - at);
    const exact = offsets
      .map((offset) => wall - offset)
      .filter((at) => toWallTime(zone, at) === wall);
    if (exact.length) {
      return Math.min(...exact); // of a time that comes twice, the first
    }
    // The time is skipped when clocks go forward: search for the instant of the change.
    let early = wall - Math.max(...offsets);
    let late = wall - Math.min(...offsets);
    while (late - early > SECOND) {
      const middle = early + Math.floor((late - early) / 2 / SECOND) * SECOND;
      [early, late] = toWallTime(zone, middle) < wall ? [middle, late] : [early, middle];
    }
    return late;
  }

  /* The periods that begin on a day, in their order: several where there are breaks. */
  function listPeriodsOf(hours, day) {
    const spans = formatDay(day) in hours.closed ? [] : hours.week[findWeekday(day)];
    return spans
      .map((span) => span.map((at) => toInstant(hours.zone, day * DAY + at * MINUTE)))
      .map(([opens, closes]) => ({ opens, closes }))
      .filter(({ opens, closes }) => opens < closes);
  }

  /* The periods of each day from a day on, without end. Throws a RangeError at a site that opens
     no more. */
  function* listDaysFrom(hours, first) {
    let closedSince = first;
    for (let day = first; ; day += 1) {
      const periods = listPeriodsOf(hours, day);
      if (periods.length) {
        yield periods;
        closedSince = day + 1;
      }
      if (day + 1 - closedSince >= LONGEST_CLOSED) {
        const since = formatDay(closedSince);
        throw new RangeError(`closed on all of ${LONGEST_CLOSED} days from ${since}`);
      }
    }
  }

  function* listPeriods(hours, start) {
    const today = findDay(toWallTime(hours.zone, start));
    // The night that began yesterday may not be over.
    yield* listPeriodsOf(hours, today - 1).filter(({ closes }) => closes > start);
    for (const periods of listDaysFrom(hours, today)) {
      yield* periods.filter(({ closes }) => closes > start);
    }
  }

  function addOpenTime(hours, length, start) {
    let left = length;
    for (const { opens, closes } of listPeriods(hours, start)) {
      const begins = Math.max(opens, start);
      if (left <= closes - begins) {
        return begins + left;
      }
      left -= closes - begins;
    }
    throw new Error("periods have no end");
  }

  /* The day itself does not count; a working day is over when the site closes. */
  function addWorkingDays(hours, n, start) {
    let count = 0;
    for (const periods of listDaysFrom(hours, findDay(toWallTime(hours.zone, start)) + 1)) {
      count += 1;
      if (count === n) {
        return periods[periods.length - 1].closes;
      }
    }
    throw new Error("periods have no end");
  }

  /* When a duration `{n, unit, clock}` is over. Throws a RangeError where that depends on
     opening hours and there are none. */
  call.computeDue = (hours, duration, start) => {
    if (duration.clock === "working_days") {
      return addWorkingDays(hours, duration.n, start);
    }
    const length = duration.n * UNITS[duration.unit];
    return duration.clock === "opening_hours" ? addOpenTime(hours, length, start) : start + length;
  };

  /* The instant at which a site's clock shows a day and a time, written 2026-11-28T18:30; NaN where
     nothing usable is written. */
  call.readSiteTime = (hours, written) => {
    const wall = /^2[01]\d\d-\d\d-\d\dT\d\d:\d\d$/.test(written) ? Date.parse(`${written}Z`) : NaN;
    return Number.isNaN(wall) ? NaN : toInstant(hours.zone, wall);
  };

  call.isOpen = (hours, instant) => {
    const today = findDay(toWallTime(hours.zone, instant));
    return [today - 1, today]
      .flatMap((day) => listPeriodsOf(hours, day))
      .some(({ opens, closes }) => opens <= instant && instant < closes);
  };

  /* When a site that is open closes for the day, breaks apart. */
  call.findClosing = (hours, instant) => {
    const today = findDay(toWallTime(hours.zone, instant));
    return [today - 1, today]
      .flatMap((day) => listPeriodsOf(hours, day))
      .reduce((last, { closes }) => Math.max(last, closes), 0);
  };

  /* The first opening at or after an instant. */
  call.findNextOpening = (hours, instant) => {
    for (const { opens } of listPeriods(hours, instant)) {
      if (opens >= instant) {
        return opens;
      }
    }
    throw new Error("periods have no end");
  };

  /* The dates from one instant to another on which the site does not open, as 2026-12-25, each
     with the holiday's name, which is "" on other days. */
  call.listClosedDays = (hours, from, to) => {
    const found = [];
    const last = findDay(toWallTime(hours.zone, to));
    for (let day = findDay(toWallTime(hours.zone, from)); day <= last; day += 1) {
      if (!listPeriodsOf(hours, day).length) {
        found.push({ date: formatDay(day), name: hours.closed[formatDay(day)] || "" });
      }
    }
    return found;
  };
})();
