/* Keeps the audit that is being filled in: begins or opens it, and saves every change at once.

   What cannot be saved is said, and stays on the page; another tab's changes are never overwritten. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { draftStore, formActions, formState, formView, memory } = audit;
  const { makeActionButton, showAlarm } = audit.page;
  const { state } = formState;
  const RETRY_AFTER = 5000; // ms until a save that failed is tried again

  let isDirty = false;
  let hasFailed = false;
  let isStopped = false; // another tab has the audit: saving waits until somebody decides
  let saving = null; // the promise of the write under way
  let retry = 0;
  let shownReason = "";

  // Saving

  /* Writes one after the other, the newest state each time, until nothing is left to write. */
  async function writeChanges() {
    while (isDirty && !isStopped) {
      const { added, removed } = state.unsaved;
      isDirty = false;
      state.unsaved = { added: [], removed: [] };
      try {
        state.draft.revision = await draftStore.writeDraft(state.draft, added, removed);
        showSaved();
      } catch (error) {
        const { unsaved } = state;
        isDirty = true;
        state.unsaved = {
          added: [...added, ...unsaved.added],
          removed: [...removed, ...unsaved.removed],
        };
        onFailure(error);
        return;
      }
    }
  }

  /* Saves the audit as it is now. Returns the promise of the write, null while saving is stopped. */
  function saveDraft() {
    isDirty = true;
    clearTimeout(retry);
    if (!saving && !isStopped) {
      hasFailed = false;
      saving = writeChanges().finally(() => {
        saving = null;
        return isDirty && !hasFailed ? saveDraft() : null; // what came in while the last write ended
      });
    }
    return saving;
  }

  function showSaved() {
    const now = new Date().toTimeString().slice(0, 5);
    findElement("[data-hb-saved]").textContent = `Saved ${now}`;
    shownReason = "";
    showAlarm("[data-hb-alarm]");
  }

  function onFailure(error) {
    findElement("[data-hb-saved]").textContent = "Not saved";
    hasFailed = true;
    if (error instanceof draftStore.ChangedElsewhere) {
      isStopped = true;
      showConflict(error.stored);
      return;
    }
    retry = setTimeout(saveDraft, RETRY_AFTER);
    showFailure(draftStore.explainError(error));
  }

  function showFailure(reason) {
    if (shownReason === reason) {
      return; // drawn again, the alarm would take the focus away
    }
    shownReason = reason;
    showAlarm(
      "[data-hb-alarm]",
      makeElement("p", {}, makeElement("strong", {}, "Not saved on this device. "), reason),
      makeElement(
        "p",
        {},
        "Keep this page open, and download the record now: it holds everything.",
      ),
      makeElement(
        "p",
        "hb-actions",
        makeActionButton("Download the record", formView.downloadRecord, true),
        makeActionButton("Try again", saveDraft),
      ),
    );
  }

  function showConflict(stored) {
    const change = stored ? "changed" : "deleted";
    shownReason = "";
    showAlarm(
      "[data-hb-alarm]",
      makeElement(
        "p",
        {},
        makeElement("strong", {}, `This audit was ${change} in another tab. `),
        "What you see here is not saved, and nothing there was overwritten.",
      ),
      makeElement(
        "p",
        "hb-actions",
        makeActionButton("Save mine as a copy", saveCopy, true),
        stored && makeActionButton("Show what is there", () => window.location.reload()),
        makeActionButton("Download the record", formView.downloadRecord),
      ),
    );
  }

  function saveCopy() {
    isStopped = false;
    formState.copyDraft();
  }

  // Beginning and opening

  /* The address names the audit, so that a reload and the history lead back to it. */
  function writeAddress() {
    window.history.replaceState(null, "", `#audit=${state.draft.key}`);
  }

  function readAddress() {
    const match = /^#audit=([a-z0-9-]+)$/.exec(window.location.hash);
    return match && match[1];
  }

  async function beginAudit(site, auditor) {
    draftStore.requestPersistence();
    const device = await memory.takeNumber();
    formState.beginDraft(site, auditor, device);
    memory.remember({ site, auditor });
    findElement("#about").focus();
  }

  /* Site and auditor of the last time stand in the boxes already. */
  async function fillBegin() {
    const { site, auditor } = await memory.recall();
    const { elements } = findBegin();
    const isThere = Array.from(elements.site.options).some((option) => option.value === site);
    elements.site.value = isThere && site ? site : elements.site.value;
    elements.auditor.value = auditor;
    formActions.showNames();
  }

  /** @returns {HTMLFormElement & { elements: Record<string, any> }} */
  function findBegin() {
    return findElement("[data-hb-begin]");
  }

  /* A link from the home page begins at once, at the site that it names or the last one, or goes on with
     what was begun today. Returns whether it could: a device that does not know its site has to be told first. */
  async function beginFromLink() {
    const { site, auditor } = findBegin().elements;
    const match = /^#begin(?:=([a-z0-9-]+))?$/.exec(window.location.hash);
    const named = match?.[1];
    if (named && Array.from(site.options).some((option) => option.value === named)) {
      site.value = named;
    }
    if (!match || !site.value) {
      return false;
    }
    const { date } = audit.page.readClock();
    const own = (await draftStore.listDrafts()).find(
      (draft) =>
        draft.state === "draft" &&
        draft.form === audit.page.data.fingerprint &&
        draft.site === site.value &&
        draft.date === date,
    );
    if (own) {
      return openAudit(own.key);
    }
    await beginAudit(site.value, auditor.value);
    return true;
  }

  async function openAudit(key) {
    const stored = await draftStore.readDraft(key);
    const isHere = stored && stored.audit.form === audit.page.data.fingerprint;
    if (!isHere || !audit.draftCheck.isReadable(stored.audit)) {
      const sentence = isHere
        ? "This audit cannot be read. The list of audits on this device has a download of it."
        : "The audit in this address is not on this device.";
      showAlarm("[data-hb-notice]", makeElement("p", {}, sentence));
      return false;
    }
    formState.openDraft(stored);
    return true;
  }

  /* The audits of this checklist that are in progress, each on the page of its own form. */
  async function showInProgress() {
    const drafts = await draftStore.listDrafts();
    const { checklist } = formState.form;
    const own = drafts.filter((draft) => draft.checklist === checklist && draft.state === "draft");
    own.sort((a, b) => (a.changed < b.changed ? 1 : -1));
    const lines = own.map((draft) => {
      const form = audit.page.findForm(draft.form);
      const name = form
        ? makeElement("a", { href: `${form.page}#audit=${draft.key}` }, draft.name)
        : draft.name;
      return makeElement("li", {}, name);
    });
    findElement(".hb-going").replaceChildren(...lines);
    findElement("[data-hb-going]").hidden = lines.length === 0;
  }

  async function startPage() {
    const key = readAddress();
    const begin = findElement("[data-hb-start]");
    try {
      await fillBegin();
      if ((key && (await openAudit(key))) || (await beginFromLink())) {
        return;
      }
      begin.hidden = false;
      await showInProgress();
      await audit.secondAudit.showBeforeBegin();
    } catch (error) {
      begin.hidden = false;
      showAlarm(
        "[data-hb-alarm]",
        makeElement(
          "p",
          {},
          makeElement("strong", {}, "This device keeps nothing at the moment. "),
          draftStore.explainError(error),
        ),
        makeElement("p", {}, "You can fill in, and download the record before you close the page."),
      );
    }
  }

  /* Another tab may have gone on with this audit while this one was out of sight. */
  async function readAgain() {
    if (document.visibilityState !== "visible" || !state.draft || isDirty || saving || isStopped) {
      return;
    }
    const { key, revision } = state.draft;
    const stored = await draftStore.readDraft(key).catch(() => null);
    const hasMoved =
      stored && stored.audit.revision !== revision && state.draft.revision === revision;
    if (hasMoved && !isDirty && !saving) {
      await openAudit(key);
    }
  }

  /* A jump within the page takes the audit out of the address: it goes back in. */
  function onHashChange() {
    const key = readAddress();
    if (key && (!state.draft || key !== state.draft.key)) {
      window.location.reload();
    } else if (state.draft && !key) {
      writeAddress();
    }
  }

  function listenToPage() {
    const form = findBegin();
    form.addEventListener("submit", (event) => {
      const { site, auditor } = form.elements;
      event.preventDefault();
      beginAudit(site.value, auditor.value);
    });
    window.addEventListener("beforeunload", (event) => {
      if (state.draft && isDirty) {
        event.preventDefault();
      }
    });
    window.addEventListener("hashchange", onHashChange);
    document.addEventListener("visibilitychange", readAgain);
    startPage();
  }

  formState.openListeners.push(writeAddress);
  formState.changeListeners.push(saveDraft);
  document.addEventListener("DOMContentLoaded", listenToPage);

  audit.formSaving = { openAudit, saveDraft };
})();
