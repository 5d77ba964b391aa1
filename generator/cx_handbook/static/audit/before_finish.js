/* What is asked before an audit is finished: what is open, what has no action, what cannot be. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { formActions, formState, formView, recordFormat, scoring } = audit;
  const { formatDay } = audit.wording;
  const { state } = formState;
  const OLDEST = 400; // days back that an audit may have been begun without a question

  function listOpenQuestions() {
    return formState.scoreDraft().result.items.filter(scoring.isOpen);
  }

  function listFindingsWithoutAction() {
    const agreed = state.draft.actions.filter((action) => action.what.trim());
    const standards = new Set(agreed.map((action) => action.standard));
    return formState
      .scoreDraft()
      .result.findings.filter(({ item }) => !standards.has(item.standard));
  }

  /* Days that cannot be meant; what audit/questions/record_questions.py asks is asked apart. */
  function listOddDays() {
    const { actions, date } = state.draft;
    const today = audit.page.readClock().date;
    const gaps = actions
      .filter(({ what, by }) => what.trim() && by && by < date)
      .map(
        ({ what, by }) =>
          `“${what.trim()}” is due on ${formatDay(by)}, before the audit was begun. By which day?`,
      );
    if (date < audit.periods.addDays(today, -OLDEST)) {
      gaps.unshift(`The date ${formatDay(date)} is long past. Which day was it?`);
    }
    return gaps;
  }

  function listOtherGaps() {
    const { first, last, actions } = state.draft;
    const gaps = listOddDays();
    if (Boolean(first) !== Boolean(last)) {
      gaps.push("The period needs its first and its last day; with one alone it is left out.");
    }
    if (actions.some((one) => !one.what.trim() && (one.who.trim() || one.by))) {
      gaps.push("An action does not say what is to be done; it is left out.");
    }
    return gaps;
  }

  function copyCheck(standard) {
    const original = findElement("[data-hb-check]", formActions.findQuestion(standard));
    return Array.from(original.cloneNode(true).childNodes);
  }

  function makeGapLink({ item }) {
    const goThere = (event) => {
      event.preventDefault();
      formView.goToQuestion(item.standard);
    };
    const id = makeElement("span", "hb-id", item.standard);
    const target = { href: `#${item.standard}`, click: goThere };
    return makeElement("li", {}, makeElement("a", target, id, " ", copyCheck(item.standard)));
  }

  function makeLinks(sentence, scored, name) {
    return scored.length
      ? [
          makeElement("p", {}, sentence),
          makeElement("ul", { class: "hb-gap-list", "data-hb-gap": name }, scored.map(makeGapLink)),
        ]
      : [];
  }

  function describeOpen(count) {
    const many = count === 1 ? "1 question is" : `${count} questions are`;
    return `${many} unanswered. Each counts as its worst answer for the verdict.`;
  }

  function describeBare(count) {
    const many = count === 1 ? "1 finding has" : `${count} findings have`;
    return `${many} no action yet. Agree one here, or on the result.`;
  }

  /* The last audit of this site on the same form that is finished on this device; null without one. */
  async function findAuditBefore() {
    const { form, site, date, id } = state.draft;
    const drafts = await audit.draftStore.listDrafts();
    const [last] = drafts
      .filter((one) => one.state === "finished" && one.form === form && one.site === site)
      .filter((one) => one.id !== id && one.date <= date)
      .sort((a, b) => (a.date < b.date ? 1 : -1));
    if (!last) {
      return null;
    }
    const answers = recordFormat.toAnswers(last, formState.form, new Map());
    return { answers, result: scoring.scoreAudit(formState.form, answers) };
  }

  /* What is asked, as if the audit ended now. A correction is no second look at everything. */
  async function listCare() {
    const { date: today, time } = audit.page.readClock();
    const { draft } = state;
    const isCorrection = audit.corrections.isCorrection(draft);
    const before = isCorrection ? null : await findAuditBefore().catch(() => null);
    const record = recordFormat.toRecord(
      { ...draft, end: draft.end || time },
      formState.form,
      new Map(),
    );
    const scored = { ...formState.scoreDraft(), form: formState.form, record };
    const minutes = draft.active === undefined ? undefined : draft.active / 60;
    return audit.care.listCareSentences(scored, { before, minutes, today });
  }

  function makeCareList(sentences) {
    if (!sentences.length) {
      return [];
    }
    const lines = sentences.map((sentence) => makeElement("li", {}, sentence));
    return [
      makeElement("p", {}, "Please look at this once more. It costs no points."),
      makeElement("ul", "hb-care", lines),
    ];
  }

  async function listUnchanged() {
    const isCorrection = audit.corrections.isCorrection(state.draft);
    const changed = isCorrection ? await audit.corrections.listChanged().catch(() => null) : null;
    return changed && !changed.length ? ["Nothing is different from the version before."] : [];
  }

  /* Everything that is asked, as elements; none when the audit can be finished at once. */
  async function listAsked() {
    const care = await listCare();
    const unchanged = await listUnchanged();
    const open = listOpenQuestions();
    const bare = listFindingsWithoutAction();
    return [
      ...makeLinks(describeOpen(open.length), open, "open"),
      ...makeLinks(describeBare(bare.length), bare, "bare"),
      ...[...unchanged, ...listOtherGaps()].map((gap) => makeElement("p", {}, gap)),
      ...makeCareList(care),
    ];
  }

  audit.beforeFinish = { copyCheck, listAsked, listOpenQuestions };
})();
