/* What the page of the audits on a device works with: the audits, their events, and their scores, each
   computed when it is first shown and again when its audit was written anew. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { draftStore, importing, recordFormat, scoring } = audit;
  const { findElement, makeElement } = Handbook.shell;
  const { findForm, readClock, showAlarm } = audit.page;
  const { applyQuestions, findRecordQuestions } = audit.recordQuestions;
  const rules = Object.fromEntries(
    (audit.page.data.checklists || []).map(({ slug, rule }) => [slug, rule]),
  );
  const scores = new Map(); // key -> { revision, scored }
  const listeners = [];
  const current = { drafts: [], damaged: [], rows: [], events: new Map(), saved: {} };

  function showFailure(error) {
    const what = makeElement("strong", {}, "The audits on this device cannot be reached. ");
    showAlarm("[data-hb-alarm]", makeElement("p", {}, what, draftStore.explainError(error)));
  }

  /* Events by the reference of their audit, in the order in which they happened. */
  function groupEvents(events) {
    const ordered = audit.events.sortEvents(events);
    return new Map(
      audit.standings.groupBy(ordered, (one) => one.audit).map((all) => [all[0].audit, all]),
    );
  }

  /* The digests of audits in conflict: the smaller one counts, on every machine. */
  async function digestConflicts(drafts) {
    const digests = new Map();
    for (const draft of audit.standings
      .listConflicts(drafts)
      .filter(({ form }) => findForm(form))) {
      const record = await importing.readRecord(draft);
      digests.set(draft.key, await audit.recordDigest.digestRecord(record));
    }
    return digests;
  }

  /* Reads everything anew, and lets all parts of the page show it. */
  async function loadDevice() {
    try {
      const [{ drafts, damaged }, events, saved] = await Promise.all([
        draftStore.readEntries(),
        draftStore.listEvents(),
        audit.saved.readSaved(),
      ]);
      Object.assign(current, { drafts, damaged, events: groupEvents(events), saved });
      const digests = await digestConflicts(drafts);
      current.rows = audit.deviceRows.listRows({ ...current, rules, digests });
    } catch (error) {
      showFailure(error);
      return;
    }
    for (const show of listeners) {
      await show(current);
    }
  }

  async function computeScore(draft) {
    const form = await importing.loadForm(draft.form);
    if (!form) {
      return { audit: draft, form: null, record: null, result: null, isOpen: false };
    }
    const record = recordFormat.toRecord(draft, form, new Map());
    const asked = findRecordQuestions(record, form, readClock().date);
    const result = applyQuestions(scoring.scoreAudit(form, record.answers || {}), asked);
    const isOpen = result.rules === 2 && asked.some((one) => one.keeps_from_final);
    return { audit: draft, form, record, result, isOpen };
  }

  /* An audit with its form and its score; both are null when the handbook has no such form. */
  function scoreStored(draft) {
    const known = scores.get(draft.key);
    if (known && known.revision === draft.revision) {
      return known.scored;
    }
    const scored = computeScore(draft);
    scores.set(draft.key, { revision: draft.revision, scored });
    return scored;
  }

  function nameChecklist(slug) {
    const { checklists = [], forms } = audit.page.data;
    const today = checklists.find((one) => one.slug === slug);
    const issued = forms.find((form) => form.checklist === slug);
    return (today || issued || { title: slug }).title;
  }

  /* The heading that reading goes on at when what had the focus is gone. */
  function focusHeading(selector) {
    const heading = findElement(selector);
    heading.tabIndex = -1;
    heading.focus();
  }

  audit.deviceData = {
    current,
    focusHeading,
    listeners,
    loadDevice,
    nameChecklist,
    rules,
    scoreStored,
    showFailure,
  };
})();
