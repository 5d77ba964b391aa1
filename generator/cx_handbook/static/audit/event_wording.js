/* What happened to an audit, a sentence an event. */
(() => {
  "use strict";

  const { audit } = Handbook;

  const COUNTED_AS = {
    replacement: "Counts instead of the first audit of its period",
    second_auditor: "Kept beside the first as that of a second auditor",
  };

  function join(texts) {
    return texts.filter(Boolean).join(", ");
  }

  function formatDay(day) {
    return day ? audit.wording.formatDay(day) : "";
  }

  /* What each kind of event says; `what` is the action that it is about. */
  const SENTENCES = {
    agreed: (event) => {
      const until = event.until && `by ${formatDay(event.until)}`;
      return `Agreed: ${join([event.what, event.who, until])}`;
    },
    moved: (event, what) => `Moved to ${formatDay(event.until)}: ${what}`,
    done: (_event, what) => `Done: ${what}`,
    given_up: (_event, what) => `Given up: ${what}`,
    accepted: (event) => `Finding accepted: ${event.standard}`,
    challenged: (event) => `Finding challenged: ${event.standard}`,
    settled: (event) =>
      `Challenge settled: ${event.standard}, ` +
      (event.outcome === "upheld" ? "the finding stands" : "the audit is corrected"),
    counted_as: (event) => COUNTED_AS[event.count_as],
    sealed: (event) => `Revision ${event.revision} sealed`,
  };

  /* What an event says in one line: the day, what happened, who says so and why. */
  function describeEvent(event, actions) {
    const action = actions.find((one) => one.name === event.action);
    const what = action ? action.what : `action ${event.action}`;
    const describe = SENTENCES[event.event];
    const sentence = describe ? describe(event, what) : event.event.replace(/_/g, " ");
    const reason = event.why ? `: ${event.why}` : "";
    const who = event.by ? ` (${event.by})` : "";
    return `${formatDay(event.on)}: ${sentence}${reason}${who}`;
  }

  /* A correction in one line. */
  function describeChange(change) {
    const what = change.what?.length ? ` (${change.what.join(", ")})` : "";
    const by = change.by ? `, ${change.by}` : "";
    return `${formatDay(change.on)}: Corrected to revision ${change.revision}${by}: ${change.why}${what}`;
  }

  audit.eventWording = { describeChange, describeEvent };
})();
