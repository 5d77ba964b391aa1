/* What has become of the actions and the findings of an audit, from its record and its events. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const MOVES = ["done", "moved", "given_up"];
  const OPINIONS = ["accepted", "challenged", "settled"];

  /* The actions that were agreed in the audit, and those that were agreed afterwards, with the name
     that an event calls each by. */
  function listAgreed(draft, events) {
    const inRecord = audit.recordFormat
      .numberActions(draft.actions || [])
      .filter((action) => audit.recordFormat.trimText(action.what))
      .map(({ number, standard, what, who, by }) => ({
        name: String(number),
        standard: standard || "",
        what,
        who: who || "",
        by: by || "",
        agreed: draft.date,
      }));
    const afterwards = events
      .filter((event) => event.event === "agreed")
      .map(({ id, standard, what, who, until, on }) => ({
        name: id,
        standard: standard || "",
        what,
        who: who || "",
        by: until || "",
        agreed: on,
      }));
    return [...inRecord, ...afterwards];
  }

  function applyMoves(action, moves) {
    const own = moves.filter((event) => event.action === action.name);
    const last = own[own.length - 1];
    const dated = own.filter((event) => event.event === "moved");
    const newest = dated[dated.length - 1] || {};
    // A move that names nobody leaves the action with whoever had it.
    const handed = dated.filter(({ who }) => who);
    return {
      ...action,
      state: last && last.event !== "moved" ? last.event : "open",
      by: newest.until || action.by,
      who: handed.length ? handed[handed.length - 1].who : action.who,
      moved: dated.length,
      last: last || null,
    };
  }

  /* The events of an audit in their order. The same reference may stand on another checklist's sheet. */
  function listOwn(draft, events) {
    return audit.events.sortEvents(
      events.filter((event) => event.audit === draft.id && event.checklist === draft.checklist),
    );
  }

  /* The actions of an audit as they stand. The last event about an action decides: open, done or
     given_up; one that was moved is open, with its newest day. */
  function listActions(draft, events) {
    const own = listOwn(draft, events);
    const moves = own.filter((event) => MOVES.includes(event.event));
    return listAgreed(draft, own).map((action) => applyMoves(action, moves));
  }

  /* The last word on each finding that somebody answered, by standard: an event that is accepted,
     challenged or settled. */
  function mapOpinions(draft, events) {
    const own = listOwn(draft, events);
    const opinions = new Map();
    own
      .filter((event) => OPINIONS.includes(event.event))
      .forEach((event) => {
        const before = opinions.get(event.standard);
        // Of one day the settlement is the later one, whatever the clocks of two devices say.
        if (!before || before.event !== "settled" || before.on < event.on) {
          opinions.set(event.standard, event);
        }
      });
    return opinions;
  }

  audit.actionStates = { listActions, mapOpinions };
})();
