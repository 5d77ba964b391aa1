/* What can be done about a finding on the result page: agree an action, accept it, challenge it. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findAll, findElement, makeButton, makeElement } = Handbook.shell;
  const { draftStore, formState, memory } = audit;
  const { limits } = audit.definitions;
  const { readClock } = audit.page;
  const { formatDay } = audit.wording;
  const { state } = formState;
  /** @type {(event: AuditEvent) => Promise<void>} */
  let onEvent = async () => {};

  function makeField(label, name, attributes) {
    const tag = attributes.rows ? "textarea" : "input";
    const box = makeElement(tag, { name, ...attributes });
    return makeElement(
      "label",
      attributes.rows ? "hb-field hb-field--wide" : "hb-field",
      makeElement("span", {}, label),
      " ",
      box,
    );
  }

  /* A small form that is closed until its button is pressed; `onDone` gets what was filled in. */
  function makeForm(fields, button, onDone) {
    const form = makeElement(
      "form",
      { class: "hb-fields hb-tool-form", hidden: true },
      fields,
      makeElement("p", "hb-actions", makeElement("button", "md-button md-button--primary", button)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onDone(Object.fromEntries(new FormData(form)));
    });
    return form;
  }

  function openForm(form) {
    const wasOpen = !form.hidden;
    findAll(".hb-tool-form", form.parentElement).forEach((other) => {
      other.hidden = true;
    });
    form.hidden = wasOpen;
    if (!wasOpen) {
      findElement("input, textarea", form).focus();
    }
  }

  /* Keeps an event of this audit, and shows the result anew. */
  async function tellEvent(kind, fields) {
    const event = audit.events.makeEvent(kind, state.draft, readClock(), fields);
    try {
      await audit.saved.keepEvent(event);
    } catch (error) {
      const what = makeElement("strong", {}, "Not saved on this device. ");
      audit.page.showAlarm(
        "[data-hb-notice]",
        makeElement("p", {}, what, draftStore.explainError(error)),
      );
      return;
    }
    memory.remember({ who: fields.who || fields.by });
    await onEvent(event);
  }

  // The forms

  function makeAgreeForm(standard) {
    const proposed = audit.formActions.proposeAction(standard);
    const form = makeForm(
      [
        makeField("What", "what", { rows: "2", maxlength: limits.longText, required: true }),
        makeField("Who", "who", { maxlength: limits.shortText, list: "hb-names" }),
        makeField("By when", "until", { type: "date", min: limits.firstDay, max: limits.lastDay }),
      ],
      "Agree this",
      (given) => tellEvent("agreed", { standard, by: state.draft.auditor, ...given }),
    );
    const boxes = /** @type {Record<string, any>} */ (form.elements);
    boxes.what.value = proposed.what;
    boxes.who.value = proposed.who;
    boxes.until.value = proposed.by;
    return form;
  }

  function makeAcceptForm(standard) {
    return makeForm(
      [makeField("Your name", "by", { maxlength: limits.shortText, required: true })],
      "I accept this finding",
      (given) => tellEvent("accepted", { standard, ...given }),
    );
  }

  function makeChallengeForm(standard) {
    return makeForm(
      [
        makeField("Why you see it differently", "why", {
          rows: "2",
          maxlength: limits.longText,
          required: true,
        }),
        makeField("Your name", "by", { maxlength: limits.shortText, required: true }),
      ],
      "Challenge this finding",
      (given) => tellEvent("challenged", { standard, ...given }),
    );
  }

  /* The last day on which a finding can be challenged: the days count from that of the audit, or of the
     last correction that changed the answer. */
  function findLastDay(standard) {
    const { date, lifecycle } = state.draft;
    const corrected = (lifecycle.changes || [])
      .filter(({ what }) => (what || []).includes(standard))
      .map(({ on }) => on);
    const from = [date, ...corrected].sort().pop();
    return audit.periods.addDays(from, audit.page.data.challenge.days);
  }

  /* What the audited person can do. A challenge has to come within the days that the company sets. */
  function makeAnswers(standard) {
    const last = findLastDay(standard);
    const accept = makeAcceptForm(standard);
    const buttons = [makeButton("md-button", "Accept", () => openForm(accept))];
    if (readClock().date > last) {
      const note = `It could be challenged until ${formatDay(last)}.`;
      return { buttons, forms: [accept], note };
    }
    const challenge = makeChallengeForm(standard);
    buttons.push(makeButton("md-button", "Challenge", () => openForm(challenge)));
    const note = `It can be challenged until ${formatDay(last)}.`;
    return { buttons, forms: [accept, challenge], note };
  }

  /* The buttons below a finding, and the forms that they open. Each button names its finding. */
  function makeTools(standard, hasAction) {
    const agree = makeAgreeForm(standard);
    const answers = makeAnswers(standard);
    const label = hasAction ? "Agree more" : "Agree an action";
    const name = hasAction ? "md-button" : "md-button md-button--primary";
    const buttons = [makeButton(name, label, () => openForm(agree)), ...answers.buttons];
    buttons.forEach((button) => button.append(makeElement("span", "hb-sr", ` for ${standard}`)));
    return makeElement(
      "div",
      "hb-tools",
      makeElement("p", "hb-actions", buttons),
      answers.note && makeElement("p", "hb-reason", answers.note),
      agree,
      answers.forms,
    );
  }

  // What was said

  const SAID = { accepted: "Accepted", challenged: "Challenged", settled: "Settled" };

  /* The last word on a finding in a sentence; nothing when nobody answered. */
  function describeOpinion(event) {
    if (!event) {
      return "";
    }
    const { challenge } = audit.page.data;
    const outcome = { upheld: "the finding stands", changed: "the audit is corrected" }[
      event.outcome
    ];
    const who = event.by ? ` by ${event.by}` : "";
    const parts = [outcome, event.why].filter(Boolean).join(": ");
    const settles =
      event.event === "challenged" && challenge.role ? ` ${challenge.role} settles it.` : "";
    const more = parts ? `: ${parts}` : "";
    return `${SAID[event.event]} on ${formatDay(event.on)}${who}${more}.${settles}`;
  }

  audit.findingTools = {
    describeOpinion,
    listenToEvents: (listener) => {
      onEvent = listener;
    },
    makeField,
    makeForm,
    makeTools,
    openForm,
    tellEvent,
  };
})();
