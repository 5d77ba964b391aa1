/* What happens to a finished audit: events, each written once, as audit/records/events.py has them. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { events: FIELDS } = audit.definitions;
  const FORMAT = 1;

  function isGiven(value) {
    return value !== undefined && value !== null && value !== "";
  }

  /* The names of all fields that some kind of event has beside those that each has. */
  const NAMES = Array.from(
    new Set(Object.values(FIELDS).flatMap(({ needed, allowed }) => [...needed, ...allowed])),
  );

  /* The first field that an event needs and has not, or cannot have; null when it is right. */
  function findMisfit(event) {
    const { needed, allowed } = FIELDS[event.event];
    for (const name of NAMES) {
      const isThere = event[name] !== undefined && event[name] !== null;
      if (needed.includes(name) && !isThere) {
        return { name, wrong: `the event ${event.event} needs ${name}` };
      }
      if (isThere && !needed.includes(name) && !allowed.includes(name)) {
        return { name, wrong: `the event ${event.event} has no ${name}` };
      }
    }
    const { kept, answered, asked } = event;
    return kept > answered || answered > asked
      ? { name: "asked", wrong: "more kept than answered, or more answered than asked" }
      : null;
  }

  /* An event of an audit, which happens now: `clock` is { date, time }. Texts lose the white space
     around them, and what is empty is left out. */
  function makeEvent(kind, draft, clock, fields) {
    const { drawReference, trimText } = audit.recordFormat;
    const texts = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "string" ? trimText(value) : value,
    ]);
    return {
      event: kind,
      format: FORMAT,
      id: drawReference(),
      audit: draft.id,
      checklist: draft.checklist,
      site: draft.site,
      on: clock.date,
      at: clock.time,
      ...Object.fromEntries(texts.filter(([, value]) => isGiven(value))),
    };
  }

  function compareTexts(a, b) {
    return a < b ? -1 : Number(a > b);
  }

  /* In the order in which they happened: by day, time and reference, the same on every machine. */
  function sortEvents(events) {
    return [...events].sort(
      (a, b) =>
        compareTexts(a.on, b.on) ||
        compareTexts(a.at || "", b.at || "") ||
        compareTexts(a.id, b.id),
    );
  }

  /* The name of an event's file, without its ending. */
  function nameFile(event) {
    return `${event.on}-${event.checklist}-${event.audit}.${event.event}-${event.id}`;
  }

  audit.events = { findMisfit, makeEvent, nameFile, sortEvents };
})();
