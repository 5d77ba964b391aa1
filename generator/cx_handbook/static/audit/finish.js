/* From the last answer to the report: what is still open, the result, and what can be done with it. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { formState, formView, recordFormat, report: reports, scoring } = audit;
  const { state } = formState;

  /* A copy of what the page says about a standard, its links and emphasis included. */
  function copyContent(standard, selector) {
    const original = findElement(selector, formView.findQuestion(standard));
    return Array.from(original.cloneNode(true).childNodes);
  }

  function describeReport() {
    return {
      ...formState.scoreDraft(),
      asked: formState.listQuestions(),
      audit: state.draft,
      form: formState.form,
      photos: state.photos,
      site: audit.page.nameSite(state.draft.site),
      findCheck: (standard) => copyContent(standard, "[data-hb-check]"),
      findImprovement: (standard) => copyContent(standard, "[data-hb-if-not]"),
    };
  }

  // Before finishing

  function listOpenQuestions() {
    return formState.scoreDraft().result.items.filter(scoring.isOpen);
  }

  function listOtherGaps() {
    const { first, last, actions } = state.draft;
    const gaps = [];
    if (Boolean(first) !== Boolean(last)) {
      gaps.push("The period needs its first and its last day; with one alone it is left out.");
    }
    if (actions.some((one) => !one.what.trim() && (one.who.trim() || one.by))) {
      gaps.push("An action does not say what is to be done; it is left out.");
    }
    return gaps;
  }

  function makeGapLink({ item }) {
    const goThere = (event) => {
      event.preventDefault();
      formView.goToQuestion(item.standard);
    };
    const id = makeElement("span", "hb-id", item.standard);
    const check = copyContent(item.standard, "[data-hb-check]");
    const link = makeElement("a", { href: `#${item.standard}`, click: goThere }, id, " ", check);
    return makeElement("li", {}, link);
  }

  function makeGapList(open) {
    if (!open.length) {
      return [];
    }
    const many = open.length === 1 ? "1 question is" : `${open.length} questions are`;
    return [
      makeElement("p", {}, `${many} unanswered. Each counts as its worst answer for the verdict.`),
      makeElement("ul", "hb-gap-list", open.map(makeGapLink)),
    ];
  }

  // What is asked before finishing

  /* The last audit of this site on the same form that is finished on this device; null without one. */
  async function findAuditBefore() {
    const { form, site, date, key } = state.draft;
    const drafts = await audit.draftStore.listDrafts();
    const [last] = drafts
      .filter((one) => one.state === "finished" && one.form === form && one.site === site)
      .filter((one) => one.key !== key && one.date <= date)
      .sort((a, b) => (a.date < b.date ? 1 : -1));
    if (!last) {
      return null;
    }
    const answers = recordFormat.toAnswers(last, formState.form, new Map());
    return { answers, result: scoring.scoreAudit(formState.form, answers) };
  }

  /* What is asked, as if the audit ended now. */
  async function listCare() {
    const { date: today, time } = audit.page.readClock();
    const { draft } = state;
    const before = await findAuditBefore().catch(() => null); // a device that keeps nothing
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

  async function onFinish() {
    const care = await listCare();
    const open = listOpenQuestions();
    const others = listOtherGaps();
    if (!open.length && !others.length && !care.length) {
      finishAudit();
      return;
    }
    const lines = others.map((gap) => makeElement("p", {}, gap));
    const content = [...makeGapList(open), ...lines, ...makeCareList(care)];
    findElement("[data-hb-gaps]").replaceChildren(...content);
    findElement("[data-hb-before]").hidden = false;
    findElement("#before").focus();
  }

  function onBack() {
    const [first] = listOpenQuestions();
    findElement("[data-hb-before]").hidden = true;
    if (first) {
      formView.goToQuestion(first.item.standard);
    } else {
      findElement("#about").focus();
    }
  }

  // Finished

  function finishAudit() {
    formState.finishDraft();
    formView.area.elements.end.value = state.draft.end;
    showResult();
    findElement("#result").focus();
  }

  function showResult() {
    findElement("[data-hb-before]").hidden = true;
    formView.area.hidden = true;
    findElement("[data-hb-report]").replaceChildren(...reports.makeReport(describeReport()));
    findElement("[data-hb-result]").hidden = false;
  }

  function showForm() {
    findElement("[data-hb-result]").hidden = true;
    findElement("[data-hb-before]").hidden = true;
    formView.area.hidden = false;
  }

  function showOpened() {
    if (state.draft.state === "finished") {
      showResult();
    } else {
      showForm();
    }
  }

  function reopenAudit() {
    formState.reopenDraft();
    showForm();
    findElement("#about").focus();
  }

  function downloadCsv() {
    const name = `${recordFormat.nameFile(state.draft)}.csv`;
    audit.page.downloadFile(name, "text/csv;charset=utf-8", reports.writeCsv(describeReport()));
  }

  function listenToButtons() {
    const onClick = (selector, act) => findElement(selector).addEventListener("click", act);
    onClick("[data-hb-finish]", onFinish);
    onClick("[data-hb-finish-anyway]", finishAudit);
    onClick("[data-hb-back]", onBack);
    onClick("[data-hb-reopen]", reopenAudit);
    onClick("[data-hb-print]", () => window.print());
    onClick("[data-hb-csv]", downloadCsv);
  }

  formState.openListeners.push(showOpened);
  document.addEventListener("DOMContentLoaded", listenToButtons);
})();
