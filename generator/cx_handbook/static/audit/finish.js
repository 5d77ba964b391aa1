/* From the last answer to the report: what is asked, the result, and what can be done with it. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { beforeFinish, corrections, findingTools, formActions, formState, formView } = audit;
  const { memory, recordFormat, report: reports, secondAudit } = audit;
  const { state } = formState;
  let events = []; // of the audit on the page

  function copyContent(standard, selector) {
    const original = findElement(selector, formActions.findQuestion(standard));
    return Array.from(original.cloneNode(true).childNodes);
  }

  function describeReport() {
    const opinions = audit.actionStates.mapOpinions(state.draft, events);
    const isOpen = state.draft.state === "finished";
    return {
      ...formState.scoreDraft(),
      asked: formState.listQuestions(),
      audit: state.draft,
      form: formState.form,
      photos: state.photos,
      site: audit.page.nameSite(state.draft.site),
      findCheck: beforeFinish.copyCheck,
      findImprovement: (standard) => copyContent(standard, "[data-hb-if-not]"),
      actions: audit.actionStates.listActions(state.draft, events),
      customers: audit.customers.makeBlock(events, isOpen),
      findTools: (standard, hasAction) => {
        const said = findingTools.describeOpinion(opinions.get(standard));
        const tools = isOpen ? [findingTools.makeTools(standard, hasAction)] : [];
        return said ? [makeElement("p", "hb-opinion", said), ...tools] : tools;
      },
    };
  }

  function setStage(stage) {
    findElement("[data-hb-audit]").dataset.hbStage = stage;
  }

  // Before finishing

  async function onFinish() {
    const asked = await beforeFinish.listAsked();
    const isTwice = await secondAudit.askBeforeFinish();
    const isNameless = !state.draft.auditor.trim();
    if (!asked.length && !isTwice && !isNameless) {
      await finishAudit();
      return;
    }
    findElement("[data-hb-gaps]").replaceChildren(...asked);
    findElement("[data-hb-name-asked]").hidden = !isNameless;
    findElement("[data-hb-before]").hidden = false;
    findElement("#before").focus();
  }

  /* The name that is given at the last moment is that of the audit. */
  function takeName() {
    const name = findElement("input", findElement("[data-hb-name-asked]")).value;
    if (!state.draft.auditor.trim() && name.trim()) {
      formState.setField("auditor", name);
      formView.area.elements.auditor.value = name;
      memory.remember({ auditor: name });
    }
  }

  async function onFinishAnyway() {
    takeName();
    if (await secondAudit.keepAnswer()) {
      await finishAudit();
    }
  }

  function onBack() {
    const [first] = beforeFinish.listOpenQuestions();
    findElement("[data-hb-before]").hidden = true;
    if (first) {
      formView.goToQuestion(first.item.standard);
    } else {
      findElement("#about").focus();
    }
  }

  // Finished

  async function finishAudit() {
    if (corrections.isCorrection(state.draft)) {
      await corrections.describeCorrection().catch(showFailure);
    }
    formState.finishDraft();
    formView.area.elements.end.value = state.draft.end;
    await showResult();
    findElement("#result").focus();
  }

  function showFailure(error) {
    const what = makeElement("strong", {}, "Not saved on this device. ");
    const why = audit.draftStore.explainError(error);
    audit.page.showAlarm("[data-hb-notice]", makeElement("p", {}, what, why));
  }

  async function showResult() {
    events = await audit.draftStore.listEvents(state.draft).catch(() => []);
    setStage("result");
    findElement("[data-hb-before]").hidden = true;
    findElement("[data-hb-correction]").hidden = true;
    formView.area.hidden = true;
    findElement("[data-hb-report]").replaceChildren(...reports.makeReport(describeReport()));
    findElement("[data-hb-result]").hidden = false;
    await Promise.all([
      audit.formSeal.showOnResult(),
      corrections.showVersions(),
      secondAudit.showOnResult(),
    ]);
  }

  /* What was said about a finding stands there at once, and the focus stays with the finding. */
  /** @param {AuditEvent} event */
  async function onEvent({ standard }) {
    if (state.draft.state !== "finished") {
      return; // it was said on the way to the result
    }
    await showResult();
    const finding = standard && findElement(`[data-hb-finding="${standard}"] button`);
    (finding || findElement("#result")).focus();
    audit.page.announceAfter(0, "Kept.");
  }

  function showForm() {
    setStage("filling");
    corrections.showCorrecting();
    findElement("[data-hb-result]").hidden = true;
    findElement("[data-hb-before]").hidden = true;
    formView.area.hidden = false;
  }

  function showOpened() {
    if (formState.isClosed()) {
      showResult();
    } else {
      showForm();
    }
  }

  // Correcting

  /** @returns {HTMLFormElement & { elements: Record<string, any> }} */
  function findCorrection() {
    return findElement("[data-hb-correction]");
  }

  function onCorrect() {
    const form = findCorrection();
    form.hidden = false;
    form.elements.by.value = memory.getRemembered().auditor;
    form.elements.why.focus();
  }

  async function onBeginCorrection(event) {
    event.preventDefault();
    const { why, by } = findCorrection().elements;
    try {
      await corrections.beginCorrection(why.value.trim(), by.value.trim());
    } catch (error) {
      showFailure(error);
      return;
    }
    showForm();
    findElement("#about").focus();
  }

  // Taking it elsewhere

  /* The record, and what happened since, as one file: a list where there are events. */
  function writeResultFile() {
    const { name, text } = formView.writeFile();
    const lines = audit.events
      .sortEvents(events)
      .map((event) => audit.answers.toCanonicalJson(event));
    return { name, text: lines.length ? `[${[text.trim(), ...lines].join(",\n")}]\n` : text };
  }

  function downloadRecord() {
    const { name, text } = writeResultFile();
    audit.page.downloadFile(name, "application/json", text);
    noteSaved();
  }

  /* The audit is elsewhere now, as it is. */
  async function noteSaved() {
    await audit.formSaving.saveDraft();
    await audit.saved.markSaved([state.draft]).catch(() => {});
  }

  /* The file as what this browser can share: some share a text, and no other kind. */
  function makeSharedFile() {
    const { name, text } = writeResultFile();
    const files = [
      new File([text], name, { type: "application/json" }),
      new File([text], `${name}.txt`, { type: "text/plain" }),
    ];
    return files.find((file) => navigator.canShare && navigator.canShare({ files: [file] }));
  }

  async function shareRecord() {
    const file = makeSharedFile();
    try {
      await navigator.share({ files: [file], title: state.draft.name });
      noteSaved();
    } catch (error) {
      if (error.name !== "AbortError") {
        downloadRecord(); // what cannot be shared is not lost
      }
    }
  }

  function showShare() {
    const button = findElement("[data-hb-share]");
    button.hidden = !navigator.canShare || !makeTestShare();
    findElement("[data-hb-result-actions] [data-hb-download]").classList.toggle(
      "md-button--primary",
      button.hidden,
    );
  }

  function makeTestShare() {
    const file = new File(["x"], "audit.txt", { type: "text/plain" });
    return navigator.canShare({ files: [file] });
  }

  function downloadCsv() {
    const name = `${recordFormat.nameFile(state.draft)}.csv`;
    audit.page.downloadFile(name, "text/csv;charset=utf-8", reports.writeCsv(describeReport()));
  }

  function listenToButtons() {
    const onClick = (selector, act) => findElement(selector).addEventListener("click", act);
    onClick("[data-hb-finish]", onFinish);
    onClick("[data-hb-finish-anyway]", onFinishAnyway);
    onClick("[data-hb-back]", onBack);
    onClick("[data-hb-correct]", onCorrect);
    onClick("[data-hb-no-correction]", () => {
      findCorrection().hidden = true;
      findElement("[data-hb-correct]").focus();
    });
    onClick("[data-hb-csv]", downloadCsv);
    onClick("[data-hb-share]", shareRecord);
    onClick("[data-hb-result-actions] [data-hb-download]", downloadRecord);
    findCorrection().addEventListener("submit", onBeginCorrection);
    showShare();
  }

  findingTools.listenToEvents(onEvent);
  formState.openListeners.push(showOpened);
  document.addEventListener("DOMContentLoaded", listenToButtons);
})();
