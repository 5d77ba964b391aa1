/* A time to promise, in words that can be said aloud: *by five today*, *by ten tomorrow, Saturday*.
   Only times that can be kept: a promise for today needs enough of today's opening hours. */
(() => {
  "use strict";

  const { call } = Handbook;
  const MINUTE = 60000; // ms
  const HOUR = 60 * MINUTE;
  const QUARTER = 15 * MINUTE;
  const SPARE = HOUR; // before closing: what is promised for the same day is done by then
  const SOONEST = 10 * MINUTE; // a nearer time cannot be said and kept
  const HOURS = [
    "midnight", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "noon",
  ]; // prettier-ignore
  const EARLY = 7; // before this hour it is said which half of the day is meant
  const LATE = 21; // from this hour on too
  const formatters = {};

  function format(options, at, zone) {
    const name = `${zone} ${Object.entries(options)}`;
    formatters[name] ??= new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    return formatters[name].format(at);
  }

  function readClock(at, zone) {
    const written = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, at, zone);
    const [hour, minute] = written.split(":").map(Number);
    return { hour, minute };
  }

  const formatDate = (at, zone) =>
    format({ year: "numeric", month: "2-digit", day: "2-digit" }, at, zone);

  function nameHour(hour) {
    return HOURS[hour === 12 ? 12 : hour % 12];
  }

  function writeMinutes(hour, minute) {
    if (minute === 0) {
      return nameHour(hour);
    }
    if (minute === 15) {
      return `a quarter past ${nameHour(hour)}`;
    }
    if (minute === 30) {
      return `half past ${nameHour(hour)}`;
    }
    if (minute === 45) {
      return `a quarter to ${nameHour((hour + 1) % 24)}`;
    }
    return minute < 30
      ? `${minute} minutes past ${nameHour(hour)}`
      : `${60 - minute} minutes to ${nameHour((hour + 1) % 24)}`;
  }

  function writeClock(at, zone) {
    const { hour, minute } = readClock(at, zone);
    const said = writeMinutes(hour, minute);
    if (minute === 0 && hour % 12 === 0) {
      return said; // noon and midnight say themselves which they are
    }
    if (hour < EARLY) {
      return `${said} in the morning`;
    }
    return hour >= LATE ? `${said} at night` : said;
  }

  function writeDay(at, now, zone) {
    const day = formatDate(at, zone);
    if (day === formatDate(now, zone)) {
      return "today";
    }
    const weekday = format({ weekday: "long" }, at, zone);
    if (day === formatDate(now + 24 * HOUR, zone)) {
      return `tomorrow, ${weekday}`;
    }
    const isNear = at - now < 6 * 24 * HOUR;
    return `on ${isNear ? weekday : format({ weekday: "long", day: "numeric", month: "long" }, at, zone)}`;
  }

  /* The last quarter of an hour before a time, where it is not too near; otherwise the next five
     minutes at or after the time. */
  function roundForSaying(at, now) {
    const early = Math.floor(at / QUARTER) * QUARTER;
    return early - now >= SOONEST ? early : Math.ceil(at / (5 * MINUTE)) * 5 * MINUTE;
  }

  /* Today with an hour to spare before closing, where that leaves an hour; otherwise about an hour
     after the next opening. */
  function findSameDay(site, now) {
    const closes = call.isOpen(site, now) ? call.findClosing(site, now) : 0;
    const today = Math.floor((closes - SPARE) / QUARTER) * QUARTER;
    if (today - now >= HOUR) {
      return today;
    }
    const opens = call.findNextOpening(site, now);
    const full = Math.floor((opens + HOUR) / HOUR) * HOUR;
    return full - opens >= 2 * QUARTER ? full : full + HOUR;
  }

  /* The words for a limit: `same day`, or a duration as `{n, unit, clock}`. Null where the hours do
     not say, as at a site that opens no more. `now` is in ms. */
  call.writeBy = (site, limit, now) => {
    try {
      const due = limit === "same day" ? findSameDay(site, now) : call.computeDue(site, limit, now);
      const at = roundForSaying(due, now);
      return `by ${writeClock(at, site.zone)} ${writeDay(at, now, site.zone)}`;
    } catch (error) {
      if (error instanceof RangeError) {
        return null;
      }
      throw error;
    }
  };
})();
