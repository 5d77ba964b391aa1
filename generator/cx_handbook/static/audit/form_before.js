/* What the last audit of a site found, and what was agreed there since: above the questions. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, findAll, makeButton, makeElement } = Handbook.shell;
  const { actionStates, draftStore, formState, periodAudits, recordFormat } = audit;
  const { limits } = audit.definitions;
  const { readClock } = audit.page;
  const { describeAnswer, formatDay } = audit.wording;
  const { items, state } = formState;
  let known = { drafts: [], events: [] };

  // What is known

  /* Everything on the device about this site: the page asks once, and after each event. */
  async function readDevice() {
    try {
      const [drafts, events] = await Promise.all([
        draftStore.listDrafts(),
        draftStore.listEvents(),
      ]);
      known = { drafts, events };
    } catch {
      known = { drafts: [], events: [] }; // that the device keeps nothing is said elsewhere
    }
    return known;
  }

  /* The audits of this site that count and were begun before this one, the last one first. */
  function listBefore() {
    const { draft } = state;
    return periodAudits
      .listCounting(known.drafts, known.events)
      .filter((one) => one.site === draft.site && one.id !== draft.id)
      .filter((one) => periodAudits.compareBegin(one, draft) < 0)
      .reverse();
  }

  /* Actions of the site that are still open, each with its audit, the oldest first. */
  function listOpenActions() {
    return periodAudits
      .listNewest(known.drafts, known.events)
      .filter((one) => one.site === state.draft.site && one.id !== state.draft.id)
      .flatMap((draft) =>
        actionStates.listActions(draft, known.events).map((action) => ({ draft, action })),
      )
      .filter(({ action }) => action.state === "open");
  }

  /* The last audit with this checklist, and what of it each question had as its answer. */
  function readLast() {
    const last = listBefore().find((one) => one.checklist === state.draft.checklist);
    const answers = last ? recordFormat.toAnswers(last, formState.form, new Map()) : {};
    const scored = last ? audit.scoring.scoreAudit(formState.form, answers).items : [];
    return { last, answers, states: new Map(scored.map((one) => [one.item.standard, one.state])) };
  }

  // What is shown

  function describeLast({ last, answers, states }, standard) {
    const answer = answers[standard] || {};
    const said = describeAnswer(answer);
    if (!last || !said || states.get(standard) !== "not_met") {
      return "";
    }
    return [`On ${formatDay(last.date)} it fell short: ${said}`, answer.note]
      .filter(Boolean)
      .join(" – ");
  }

  function describeAction({ what, who, by, moved }) {
    const until = by ? `by ${formatDay(by)}${moved ? " (moved)" : ""}` : "";
    return [what, who, until].filter(Boolean).join(" · ");
  }

  /* A part that opens below the buttons: a box, and a button that says what it does. */
  function makeAnswerForm(label, box, button, onAnswer) {
    const form = makeElement(
      "div",
      { class: "hb-fields", "data-hb-answer": "", hidden: true },
      makeElement("label", "hb-field", makeElement("span", {}, label), " ", box),
      makeElement(
        "p",
        "hb-actions",
        makeButton("md-button", button, () => {
          if (box.value && box.validity.valid) {
            onAnswer(box.value);
          } else {
            box.focus();
          }
        }),
      ),
    );
    return form;
  }

  function openForm(holder, form) {
    findAll("[data-hb-answer]", holder).forEach((one) => {
      one.hidden = one !== form;
    });
    findElement("input", form).focus();
  }

  async function tellEvent(kind, { draft, action }, fields) {
    const event = audit.events.makeEvent(kind, draft, readClock(), {
      action: action.name,
      by: state.draft.auditor,
      ...fields,
    });
    try {
      await audit.saved.keepEvent(event);
    } catch (error) {
      const what = makeElement("strong", {}, "Not saved on this device. ");
      const why = makeElement("p", {}, what, draftStore.explainError(error));
      audit.page.showAlarm("[data-hb-notice]", why);
      return false;
    }
    known.events.push(event);
    return true;
  }

  const ANSWERS = {
    done: "Done.",
    moved: "Not yet; it has a new day.",
    given_up: "Given up.",
  };

  /* Writes what somebody answered, and says so in place of the buttons. */
  async function answerAction(holder, open, kind, fields = {}) {
    if (await tellEvent(kind, open, fields)) {
      const undo = makeButton("hb-quiet", "Answer again", () => {
        const again = makeActionBox(open);
        holder.replaceWith(again);
        findElement("button", again).focus();
      });
      findElement("[data-hb-asked]", holder).replaceChildren(
        makeElement("strong", {}, ANSWERS[kind]),
        " ",
        undo,
      );
      undo.focus();
      audit.page.announceAfter(0, ANSWERS[kind]);
    }
  }

  /* One open action, and whether it is done. */
  function makeActionBox(open) {
    const days = { type: "date", min: limits.firstDay, max: limits.lastDay };
    const day = makeElement("input", days);
    day.value = audit.rhythm.proposeDay(state.draft.checklist, readClock().date);
    const reason = makeElement("input", { maxlength: String(limits.longText) });
    const answer = (kind, fields) => answerAction(holder, open, kind, fields);
    const move = makeAnswerForm("By when, then", day, "Keep the new day", (until) =>
      answer("moved", { until }),
    );
    const giveUp = makeAnswerForm("Why it is given up", reason, "Give it up", (why) =>
      answer("given_up", { why }),
    );
    const asked = makeElement(
      "div",
      { "data-hb-asked": "" },
      makeElement("span", {}, "Is it done? "),
      makeButton("md-button", "Yes, done", () => answer("done")),
      makeButton("md-button", "Not yet", () => openForm(holder, move)),
      makeButton("md-button", "Given up", () => openForm(holder, giveUp)),
      move,
      giveUp,
    );
    const holder = makeElement(
      "div",
      { class: "hb-agreed-before", "data-hb-open-action": open.action.name },
      makeElement(
        "p",
        {},
        makeElement("strong", {}, `Agreed on ${formatDay(open.action.agreed)}: `),
        describeAction(open.action),
      ),
      asked,
    );
    return holder;
  }

  function showBefore(standard, found, open) {
    const box = findElement(`[data-hb-earlier="${standard}"]`);
    const content = [
      found && makeElement("p", {}, found),
      ...open.map((one) => makeActionBox(one)),
    ].filter(Boolean);
    box.replaceChildren(...content);
    box.hidden = content.length === 0;
  }

  function showLastTime({ answers }, standard) {
    const answer = answers[standard];
    const hasNumber =
      answer && audit.answers.NUMBER_BOXES.some((name) => answer[name] !== undefined);
    const said = hasNumber ? describeAnswer(answer) : "";
    const shown = findElement("[data-hb-last-time]", audit.formActions.findQuestion(standard));
    shown.textContent = said ? ` · last time ${said}` : "";
  }

  async function showAll() {
    await readDevice();
    if (!state.draft) {
      return;
    }
    const last = readLast();
    const open = listOpenActions();
    items.forEach((_item, standard) => {
      const own = open.filter(({ action }) => action.standard === standard);
      showBefore(standard, describeLast(last, standard), own);
      showLastTime(last, standard);
    });
    const others = open.filter(
      ({ draft, action }) =>
        !items.has(action.standard) && draft.checklist === state.draft.checklist,
    );
    showBefore("free", "", others);
    audit.takeOver.showAll();
  }

  /* What is known of the device, read anew when it may have changed. */
  formState.openListeners.push(showAll);

  audit.formBefore = { getKnown: () => known, listBefore, readDevice, showAll };
})();
