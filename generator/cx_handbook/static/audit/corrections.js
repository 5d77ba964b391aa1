/* Correcting a finished audit: a new version with a reason, beside which the older one stays. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { draftStore, formState, recordFormat, standings } = audit;
  const { makeActionButton, readClock } = audit.page;
  const { formatDay } = audit.wording;
  const { state } = formState;
  const { toCanonicalJson } = audit.answers;
  /* In the order of the sheet, as audit/entry/correction.py names them: the questions stand between. */
  const HEAD = ["site", "period", "auditor", "date", "start", "end"];
  const REST = ["actions", "draws", "taken_over"];

  /* All versions of an audit that the device has. */
  async function listVersions({ id, site, checklist }) {
    const drafts = await draftStore.listDrafts();
    return drafts.filter(
      (one) => one.id === id && one.site === site && one.checklist === checklist,
    );
  }

  /* The audit and its photographs under another key. */
  function moveTo(stored, key) {
    const moved = new Map(
      stored.photos.map((photo) => {
        const [, ...rest] = photo.key.split("/");
        return [photo.key, [key, ...rest].join("/")];
      }),
    );
    const written = structuredClone(stored.audit.written);
    Object.values(written).forEach((entry) => {
      entry.photos = (entry.photos || [])
        .filter((one) => moved.has(one))
        .map((one) => moved.get(one));
    });
    return {
      audit: { ...stored.audit, key, written },
      photos: stored.photos.map((photo) => ({ ...photo, key: moved.get(photo.key), audit: key })),
    };
  }

  /* A key for a version of an audit beside it; another audit is never overwritten. */
  async function findFreeKey(key, revision) {
    const taken = new Set((await draftStore.listDrafts()).map((one) => one.key));
    let free = `${key}-r${revision}`;
    for (let place = 2; taken.has(free); place += 1) {
      free = `${key}-r${revision}-${place}`;
    }
    return free;
  }

  /* Keeps the finished audit as it is under a key of its own, and opens it for a correction. */
  async function beginCorrection(why, by) {
    const { draft } = state;
    const record = formState.buildRecord();
    const replaces = await audit.recordDigest.digestRecord(record);
    const revision = standings.findRevision(draft);
    const stored = { audit: draft, photos: Array.from(state.photos.values()) };
    const older = moveTo(stored, await findFreeKey(draft.key, revision));
    await draftStore.writeDraft({ ...older.audit, revision: 0 }, older.photos, []);
    draft.replacedKey = older.audit.key;
    const change = { revision: revision + 1, on: readClock().date, by, why, what: [] };
    const changes = [...(draft.lifecycle.changes || []), change];
    formState.noteResultSeen();
    draft.lifecycle = { ...draft.lifecycle, revision: revision + 1, replaces, changes };
    draft.state = "draft";
    delete draft.active; // how long a correction took says nothing about the audit
    formState.announceChange();
  }

  /* IDs of the standards, and names of the fields, in which two records differ, in the order of the
     sheet. */
  function listDifferences(before, after) {
    const isOther = (a, b) =>
      toCanonicalJson({ one: a ?? null }) !== toCanonicalJson({ one: b ?? null });
    const [old, now] = [before.answers || {}, after.answers || {}];
    const written = [...Object.keys(old), ...Object.keys(now)].sort();
    const standards = Array.from(new Set([...formState.items.keys(), ...written]));
    const differ = (name) => isOther(before[name], after[name]);
    return [
      ...HEAD.filter(differ),
      ...standards.filter((standard) => isOther(old[standard], now[standard])),
      ...REST.filter(differ),
    ];
  }

  function isCorrection(draft) {
    return draft.state === "draft" && standings.findRevision(draft) > 1;
  }

  /* The version that is being replaced, as the device has it; undefined when it has it no more. */
  function readReplaced(draft) {
    return draftStore.readDraft(draft.replacedKey || "");
  }

  /* What the correction changed so far; null when the version before is not on this device. */
  async function listChanged() {
    const stored = await readReplaced(state.draft);
    if (!stored) {
      return null;
    }
    const photos = new Map(stored.photos.map((photo) => [photo.key, photo]));
    const before = recordFormat.toRecord(stored.audit, formState.form, photos);
    return listDifferences(before, formState.buildRecord());
  }

  /* Writes down what the correction changed. */
  async function describeCorrection() {
    const { lifecycle } = state.draft;
    const what = await listChanged();
    const changes = [...lifecycle.changes];
    const last = changes.pop();
    lifecycle.changes = [...changes, { ...last, what: what || last.what }];
  }

  /* Gives the correction up: the version before is the audit again. */
  async function leaveCorrection() {
    const { draft } = state;
    const stored = await readReplaced(draft);
    if (!stored) {
      return;
    }
    const back = moveTo(stored, draft.key);
    const old = Array.from(state.photos.keys());
    const kept = new Set(back.photos.map((photo) => photo.key));
    await audit.formSaving.saveDraft();
    await draftStore.writeDraft(
      { ...back.audit, state: "finished", revision: draft.revision },
      back.photos,
      old.filter((key) => !kept.has(key)),
    );
    await draftStore.removeDraft(stored.audit.key);
    await audit.formSaving.openAudit(draft.key);
  }

  // What is shown

  /** @param {RecordChange} change */
  function describeChange({ revision, on, by, why, what }) {
    const who = by ? ` by ${by}` : "";
    const which = (what || []).length ? ` (${what.join(", ")})` : "";
    return `Version ${revision}, corrected on ${formatDay(on)}${who}: ${why}${which}`;
  }

  /* Above the questions: that this is a correction, why, and the way out of it. */
  function showCorrecting() {
    const { draft } = state;
    const box = findElement("[data-hb-correcting]");
    box.hidden = !isCorrection(draft);
    if (isCorrection(draft)) {
      const { changes } = draft.lifecycle;
      box.className = "hb-alarm hb-alarm--mild";
      box.replaceChildren(
        makeElement("p", {}, makeElement("strong", {}, "You are correcting a finished audit. ")),
        makeElement("p", {}, `${describeChange(changes[changes.length - 1])}.`),
        makeElement("p", {}, "Until you finish, the version before counts."),
        makeElement("p", "hb-actions", makeActionButton("Leave it as it was", leaveCorrection)),
      );
    }
  }

  function makeVersionLink(draft) {
    const revision = standings.findRevision(draft);
    const name = `Version ${revision}, ${formatDay(draft.date)}`;
    return makeElement("li", {}, makeElement("a", { href: `#audit=${draft.key}` }, name));
  }

  /* Below the report: what was corrected, and the earlier versions that this device has. */
  async function showVersions() {
    const { draft } = state;
    const own = await listVersions(draft).catch(() => []);
    const revision = standings.findRevision(draft);
    const earlier = own.filter((one) => standings.findRevision(one) < revision);
    const newer = own.filter(
      (one) => standings.findRevision(one) > revision && one.state === "finished",
    );
    const changes = draft.lifecycle.changes || [];
    const lines = changes.map((change) => makeElement("li", {}, `${describeChange(change)}.`));
    const content = [
      lines.length && makeElement("h3", {}, "Corrections"),
      lines.length && makeElement("ul", {}, lines),
      earlier.length && makeElement("h3", {}, "Earlier versions"),
      earlier.length && makeElement("ul", {}, earlier.map(makeVersionLink)),
    ].filter(Boolean);
    findElement("[data-hb-revisions]").replaceChildren(...content);
    showVersionNotice(
      newer.sort((a, b) => standings.findRevision(b) - standings.findRevision(a))[0],
    );
  }

  /* At the top: that a newer version counts, or that answers were changed after the result was seen. */
  function showVersionNotice(newest) {
    const { changed_after_result: changed = 0 } = state.draft.lifecycle;
    const many = changed === 1 ? "1 answer was" : `${changed} answers were`;
    const content = [
      newest &&
        makeElement(
          "p",
          {},
          makeElement("strong", {}, "This is an earlier version. "),
          makeElement("a", { href: `#audit=${newest.key}` }, "The newest one"),
          " counts.",
        ),
      changed && makeElement("p", {}, `${many} changed after the result was seen.`),
    ].filter(Boolean);
    const box = findElement("[data-hb-version]");
    box.className = "hb-alarm hb-alarm--mild";
    box.replaceChildren(...content);
    box.hidden = content.length === 0;
    findElement("[data-hb-correct]").hidden = Boolean(newest);
  }

  formState.openListeners.push(showCorrecting);

  audit.corrections = {
    beginCorrection,
    describeCorrection,
    isCorrection,
    listChanged,
    listDifferences,
    showCorrecting,
    showVersions,
  };
})();
