/* A second audit of one site, checklist and period: shown when it begins, and asked about. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { draftStore, formState, periodAudits } = audit;
  const { limits } = audit.definitions;
  const { readClock } = audit.page;
  const { formatDay } = audit.wording;
  const { state } = formState;

  /* The audits that were begun before this one, for the same period; with them what was said. */
  /** @returns {Promise<{ first?: Draft, decision?: AuditEvent }>} */
  async function findFirst(draft) {
    const [drafts, events] = await Promise.all([draftStore.listDrafts(), draftStore.listEvents()]);
    const [first] = periodAudits
      .listTwins(draft, drafts, events)
      .filter((one) => periodAudits.compareBegin(one, draft) < 0);
    return { first, decision: periodAudits.findDecision(draft, events) };
  }

  /* A device that keeps nothing knows of no other audit. */
  /** @returns {{ first?: Draft, decision?: AuditEvent }} */
  function forgetFirst() {
    return {};
  }

  function describeFirst(first) {
    const who = first.auditor ? ` by ${first.auditor}` : "";
    const { name } = periodAudits.findPeriod(first);
    return `There is an audit of this period (${name}) already: ${formatDay(first.date)}${who}.`;
  }

  /* Before it begins: the site that is chosen may have its audit of this period. */
  async function showBeforeBegin() {
    const { site } = /** @type {any} */ (findElement("[data-hb-begin]")).elements;
    const { date, time } = readClock();
    const { form } = formState;
    const draft = /** @type {Draft} */ ({
      ...audit.rhythm.proposePeriod(form, date),
      id: "",
      checklist: form.checklist,
      site: site.value,
      date,
      start: time,
    });
    const box = findElement("[data-hb-twice-begin]");
    const { first } = site.value ? await findFirst(draft).catch(forgetFirst) : forgetFirst();
    box.hidden = !first;
    box.textContent = first
      ? `${describeFirst(first)} A second one does not count by itself: at the end you say why there are two.`
      : "";
  }

  function makeChoice(value, label) {
    return makeElement(
      "label",
      "hb-pick",
      makeElement("input", { type: "radio", name: "count_as", value }),
      " ",
      makeElement("span", {}, label),
    );
  }

  /* The question why there are two, as a part of a form; empty boxes decide nothing. */
  function makeQuestion(first) {
    return makeElement(
      "fieldset",
      { class: "hb-twice" },
      makeElement("legend", {}, describeFirst(first)),
      makeElement("p", {}, "Why is there a second one? Until somebody says, the first counts."),
      makeElement(
        "div",
        "hb-picks",
        makeChoice("replacement", "It replaces the first"),
        makeChoice("second_auditor", "A second auditor, to compare"),
      ),
      makeElement(
        "label",
        "hb-field hb-field--wide",
        makeElement("span", {}, "The reason; a replacement needs one"),
        " ",
        makeElement("input", { name: "why_twice", maxlength: String(limits.longText) }),
      ),
      makeElement("p", { class: "hb-remark", role: "status" }),
    );
  }

  /* What was chosen in the question; null when nothing was, or when a replacement has no reason. */
  function readQuestion(box, first) {
    /** @type {HTMLInputElement} */
    const chosen = box.querySelector("input[type=radio]:checked");
    /** @type {HTMLInputElement} */
    const reason = box.querySelector("[name=why_twice]");
    if (!chosen) {
      return null;
    }
    const why = reason.value.trim();
    if (chosen.value === "replacement" && !why) {
      findElement(".hb-remark", box).textContent = "A replacement needs a reason.";
      reason.focus();
      return null;
    }
    return { count_as: chosen.value, of: first.id, why, by: state.draft.auditor };
  }

  let asked = null;

  /* Puts the question into the box before finishing. Returns whether it is asked. */
  async function askBeforeFinish() {
    const box = findElement("[data-hb-twice-before]");
    const { first, decision } = await findFirst(state.draft).catch(forgetFirst);
    asked = first && !decision ? first : null;
    box.replaceChildren(...(asked ? [makeQuestion(asked)] : []));
    return Boolean(asked);
  }

  /* Keeps what was chosen before finishing. Returns false when a reason is missing. */
  async function keepAnswer() {
    const box = findElement("[data-hb-twice-before]");
    const isChosen = box.querySelector("input[type=radio]:checked");
    if (!asked || !isChosen) {
      return true;
    }
    const fields = readQuestion(box, asked);
    if (fields) {
      await audit.findingTools.tellEvent("counted_as", fields);
    }
    return Boolean(fields);
  }

  const DECIDED = {
    replacement: "It counts instead of the first",
    second_auditor: "It is kept beside the first to compare, and does not count",
  };

  /** @param {Draft} first @param {AuditEvent} decision */
  function describeDecision(first, { count_as: choice, why }) {
    const reason = why ? `: ${why}` : "";
    return `${describeFirst(first)} ${DECIDED[choice]}${reason}.`;
  }

  /* On the result: what this audit is to the first one, or the question. */
  async function showOnResult() {
    const box = findElement("[data-hb-twice-result]");
    const { first, decision } = await findFirst(state.draft).catch(forgetFirst);
    if (!first || state.draft.state !== "finished") {
      box.replaceChildren();
    } else if (decision) {
      box.replaceChildren(makeElement("p", "hb-older", describeDecision(first, decision)));
    } else {
      const question = makeQuestion(first);
      const keep = audit.page.makeActionButton("Keep this", () => {
        const fields = readQuestion(question, first);
        return fields && audit.findingTools.tellEvent("counted_as", fields);
      });
      question.append(makeElement("p", "hb-actions", keep));
      box.replaceChildren(question);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    findElement("[data-hb-begin]").addEventListener("change", showBeforeBegin);
  });

  audit.secondAudit = { askBeforeFinish, keepAnswer, showBeforeBegin, showOnResult };
})();
