/* What is said about the time at which a promise falls due: the answer, why it is then and no
   earlier, and the words to tell the customer. Viewer and site may be in different time zones: the
   answer is in the viewer's, or in the site's for a reader that is "site". */
(() => {
  "use strict";

  const { call } = Handbook;
  const NAMED = 4; // closed days that are told one by one
  const MINUTE = 60000; // ms
  const formatters = {};

  // Dates and times as the company's language writes them. Without a zone, the viewer's is taken.

  function format(kind, options, at, zone) {
    const name = `${kind} ${zone || ""}`;
    const { language } = call.companyHours;
    formatters[name] ??= new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
    return formatters[name].format(at);
  }

  const formatYear = (at, zone) => format("year", { year: "numeric" }, at, zone);
  const formatTime = (at, zone) => format("time", { hour: "numeric", minute: "2-digit" }, at, zone);

  function formatDay(at, zone) {
    const options = { weekday: "long", day: "numeric", month: "long" };
    return formatYear(at, zone) === formatYear(Date.now(), zone)
      ? format("day", options, at, zone)
      : format("day of a year", { ...options, year: "numeric" }, at, zone);
  }

  const formatMoment = (at, zone) => `${formatDay(at, zone)}, ${formatTime(at, zone)}`;
  const differsAtSite = (at, site) => formatMoment(at) !== formatMoment(at, site.zone);

  /* For the viewer: their own time, and the site's where it differs. */
  function writeForViewer(at, site) {
    if (!differsAtSite(at, site)) {
      return formatMoment(at);
    }
    const sameDay = formatDay(at) === formatDay(at, site.zone);
    const there = sameDay ? formatTime(at, site.zone) : formatMoment(at, site.zone);
    return `${formatMoment(at)} (your time; ${there} at ${site.name})`;
  }

  /* For the customer, who may be anywhere: the site's time. */
  function writeForCustomer(at, site, between) {
    const zone = differsAtSite(at, site) ? ` (${site.name} time)` : "";
    return `${formatDay(at, site.zone)}${between}${formatTime(at, site.zone)}${zone}`;
  }

  const writeFor = (reader, at, site) =>
    reader === "site" ? writeForCustomer(at, site, ", ") : writeForViewer(at, site);

  const writeNextOpening = (site, at, reader) =>
    writeFor(reader, call.findNextOpening(site, at), site);

  // Reasons

  const toDate = (iso) => new Date(`${iso}T12:00Z`);
  const writeDate = (iso) => formatDay(toDate(iso), "UTC");
  const writeClosedDay = ({ date, name }) =>
    name ? `${name} (${writeDate(date)})` : writeDate(date);

  function listClosedReasons(site, start, at) {
    const days = call.listClosedDays(site, start, at);
    const holidays = days.filter(({ name }) => name);
    const named = days.length > NAMED ? holidays.slice(0, NAMED) : days;
    const more = days.length - named.length;
    const rest = `${more}${named.length ? " more" : ""} closed day${more > 1 ? "s" : ""}`;
    const texts = [...named.map(writeClosedDay), ...(more ? [rest] : [])];
    return days.length ? [`Not counted, because closed: ${texts.join("; ")}.`] : [];
  }

  /* After the last holiday in company.yml nobody has entered any yet. */
  function listCalendarReasons(site, at) {
    const last = Object.keys(site.closed).sort().pop();
    return last && at > toDate(last).getTime()
      ? [`No holidays are listed after ${writeDate(last)}. Check the calendar.`]
      : [];
  }

  function listReasons(site, { clock }, start, at, reader) {
    if (clock === "elapsed") {
      return call.isOpen(site, at)
        ? []
        : [`${site.name} is closed then. It opens next: ${writeNextOpening(site, at, reader)}.`];
    }
    const startsClosed = clock === "opening_hours" && !call.isOpen(site, start);
    return [
      ...(startsClosed
        ? [`We were closed then. Time counts from: ${writeNextOpening(site, start, reader)}.`]
        : []),
      ...(clock === "working_days" ? ["The day itself does not count. Due at closing time."] : []),
      ...listClosedReasons(site, start, at),
      ...listCalendarReasons(site, at),
    ];
  }

  // Answers

  function answerDue(limit, site, start, reader) {
    const at = call.computeDue(site, limit.duration, start);
    const isCall = limit.element.dataset.hbSay === "call";
    const words = isCall ? "I’ll ring you by" : "You’ll have it by";
    return {
      answer: `Due: ${writeFor(reader, at, site)}`,
      reasons: listReasons(site, limit.duration, start, at, reader),
      words: `${words} ${writeForCustomer(at, site, ", ")}.`,
    };
  }

  function answerAgreed(site, at, reader) {
    const time = writeFor(reader, at, site);
    if (at < Date.now() - MINUTE) {
      return { isWarning: true, answer: `That time has passed: ${time}`, reasons: [] };
    }
    if (call.isOpen(site, at)) {
      const words = `I’ll ring you on ${writeForCustomer(at, site, " at ")}.`;
      return { answer: `${site.name} is open then: ${time}`, reasons: [], words };
    }
    const [today] = call.listClosedDays(site, at, at);
    const holiday = today?.name ? [`It is ${today.name}.`] : [];
    return {
      isWarning: true,
      answer: `${site.name} is closed then: ${time}`,
      reasons: [...holiday, `It opens next: ${writeNextOpening(site, at, reader)}.`],
    };
  }

  /* Whether a site is open now, and until or from when, in its own time. */
  call.writeOpenNow = (site, now) => {
    try {
      const clock = differsAtSite(now, site) ? ` It is ${formatTime(now, site.zone)} there.` : "";
      if (call.isOpen(site, now)) {
        const closes = formatTime(call.findClosing(site, now), site.zone);
        return `${site.name} is open now, until ${closes}.${clock}`;
      }
      return `${site.name} is closed now. It opens next: ${writeNextOpening(site, now, "site")}.${clock}`;
    } catch (error) {
      if (error instanceof RangeError) {
        return `Not known for ${site.name}: ${error.message}`;
      }
      throw error;
    }
  };

  /* `at` is in ms; NaN where nothing usable was typed. */
  call.writeDueAnswer = (limit, site, at, reader = "viewer") => {
    if (Number.isNaN(at)) {
      const answer = limit.duration ? "Type a day and a time." : "Type the time you agreed.";
      return { answer, reasons: [] };
    }
    try {
      return limit.duration ? answerDue(limit, site, at, reader) : answerAgreed(site, at, reader);
    } catch (error) {
      if (error instanceof RangeError) {
        const answer = `Not known for ${site.name}: ${error.message}`;
        return { isWarning: true, answer, reasons: [] };
      }
      throw error;
    }
  };
})();
