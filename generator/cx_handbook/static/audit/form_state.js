/* The audit that is being filled in: its draft, its photographs, its answers and their score.

   Nothing here touches the page or the device. Who shows or saves the audit listens to it: a change
   names the standard it belongs to, or "" when it belongs to none. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { answerTypes, boxes: BOXES, limits } = audit.definitions;
  const { data, readClock } = audit.page;
  const { applyQuestions, findRecordQuestions } = audit.recordQuestions;
  const format = audit.recordFormat;
  const { form } = data;
  const items = format.mapItems(form);
  const ANSWER_BOXES = BOXES.filter((name) => name !== "note");
  const changeListeners = [];
  const openListeners = [];

  /* `draft` is what the device keeps, null until an audit is begun or opened. `photos` are by key;
     `unsaved` are those that the device does not have yet, and the keys of those it is to forget. */
  const state = { draft: null, photos: new Map(), unsaved: { added: [], removed: [] } };
  let answers = {};
  let lastChange = 0; // when, in ms

  function announceOpen() {
    answers = format.toAnswers(state.draft, form, state.photos);
    openListeners.forEach((listener) => listener());
  }

  /* Reads the answer anew to the question that has changed, and to no other: this runs at each key. */
  function announceChange(standard = "") {
    if (items.has(standard)) {
      const { draws = {} } = state.draft.lifecycle;
      const entry = findEntry(standard);
      const answer = format.toAnswer(items.get(standard), entry, state.photos, draws[standard]);
      answers = { ...answers, [standard]: answer };
      if (!answer) {
        delete answers[standard];
      }
    }
    countTime();
    changeListeners.forEach((listener) => listener(standard));
  }

  /* Counts the time that was worked on a draft. A draft of an older version of this page has none. */
  function countTime() {
    const now = Date.now();
    const { draft } = state;
    if (draft.state === "draft" && draft.active !== undefined) {
      draft.active = audit.care.addTime(draft.active, now - lastChange);
    }
    lastChange = now;
  }

  function scoreDraft() {
    const result = audit.scoring.scoreAudit(form, answers);
    return { answers, result: applyQuestions(result, listQuestions()) };
  }

  /* What is asked about the dates and times of the audit. */
  function listQuestions() {
    const record = format.toRecord({ ...state.draft, written: {} }, form, state.photos);
    return findRecordQuestions(record, form, readClock().date);
  }

  function buildRecord() {
    return format.toRecord(state.draft, form, state.photos);
  }

  // Beginning and opening

  /* The name that an audit has on the device unless somebody gives it another. */
  function nameDraft({ site, date }) {
    const { title } = audit.page.findForm(data.fingerprint);
    return `${title}, ${audit.page.nameSite(site)}, ${audit.wording.formatDay(date)}`;
  }

  /* `device` is the running number on this device; null where nothing is kept. */
  function beginDraft(site, auditor, device = null) {
    const { date, time } = readClock();
    const reference = format.drawReference();
    state.draft = {
      key: reference,
      id: reference,
      revision: 0,
      state: "draft",
      name: nameDraft({ site, date }),
      form: data.fingerprint,
      checklist: form.checklist,
      site,
      auditor,
      date,
      start: time,
      end: "",
      ...audit.rhythm.proposePeriod(form, date),
      active: 0,
      written: {},
      actions: [],
      lifecycle: device ? { device } : {},
    };
    lastChange = Date.now();
    announceOpen();
    announceChange();
  }

  function openDraft(stored) {
    state.draft = stored.audit;
    state.draft.actions = format.numberActions(state.draft.actions);
    state.draft.lifecycle = state.draft.lifecycle || {};
    lastChange = Date.now();
    state.photos.clear();
    stored.photos.forEach((photo) => state.photos.set(photo.key, photo));
    announceOpen();
  }

  /* Whether nothing may be changed: the audit is finished, or an earlier version of one. */
  function isClosed() {
    return state.draft.state !== "draft";
  }

  /* Goes on with a copy of the audit, under a reference of its own and with copies of its photos. */
  function copyDraft() {
    const { draft, photos } = state;
    const reference = format.drawReference();
    draft.written = structuredClone(draft.written);
    const copies = new Map();
    Object.values(draft.written).forEach((entry) => {
      entry.photos = (entry.photos || [])
        .filter((key) => photos.has(key))
        .map((key) => {
          const [, ...rest] = key.split("/");
          const copy = { ...photos.get(key), key: [reference, ...rest].join("/") };
          copies.set(copy.key, copy);
          return copy.key;
        });
    });
    photos.clear();
    copies.forEach((photo, key) => photos.set(key, photo));
    // A copy is an audit of its own: it replaces no version, and has no number of this device.
    const { draws, taken_over, changed_after_result } = draft.lifecycle;
    delete draft.replacedKey;
    Object.assign(draft, {
      key: reference,
      id: reference,
      revision: 0,
      name: `${draft.name} (copy)`,
      lifecycle: { draws, taken_over, changed_after_result },
    });
    state.unsaved = { added: Array.from(photos.values()), removed: [] };
    announceOpen();
    announceChange();
  }

  // What is filled in

  /* What was written for a question; empty when nothing was. */
  function findEntry(standard) {
    const { written } = state.draft;
    return Object.hasOwn(written, standard) ? written[standard] : {};
  }

  function ensureEntry(standard) {
    const { written } = state.draft;
    if (!Object.hasOwn(written, standard)) {
      written[standard] = {};
    }
    return written[standard];
  }

  function setField(name, value) {
    state.draft[name] = value;
    announceChange();
  }

  /* `boxes` holds the texts of all boxes of the question. A new answer replaces what came with a
     record and fitted no box; a note does not. */
  function setBoxes(standard, boxes, isAnswer) {
    const entry = ensureEntry(standard);
    if (isAnswer) {
      delete entry.kept;
      forgetSources(standard);
    }
    Object.assign(entry, boxes);
    announceChange(standard);
  }

  /* An answer that was typed anew is no longer the sum of other audits. */
  function forgetSources(standard) {
    const { lifecycle } = state.draft;
    if (lifecycle.taken_over && lifecycle.taken_over[standard]) {
      lifecycle.taken_over = { ...lifecycle.taken_over };
      delete lifecycle.taken_over[standard];
    }
  }

  /* Answers a question with the counts of other audits, which the record then names. */
  function takeOver(standard, boxes, references) {
    setBoxes(standard, boxes, true);
    const { lifecycle } = state.draft;
    lifecycle.taken_over = { ...lifecycle.taken_over, [standard]: references };
    announceChange(standard);
  }

  function clearAnswer(standard) {
    setBoxes(standard, Object.fromEntries(ANSWER_BOXES.map((name) => [name, ""])), true);
  }

  function hasAnswer(standard) {
    const entry = findEntry(standard);
    return Boolean(entry.kept) || ANSWER_BOXES.some((name) => entry[name]);
  }

  /* Whether not applicable stands beside other boxes, instead of among the choices. */
  function hasNumbers(standard) {
    return answerTypes[items.get(standard).answer].boxes.length > 0;
  }

  // Photographs and actions

  function isFullOfPhotos(standard) {
    return (findEntry(standard).photos || []).length >= limits.photos;
  }

  function addPhoto(standard, photo) {
    const entry = ensureEntry(standard);
    const kept = { ...photo, key: `${state.draft.key}/${standard}/${format.drawReference()}` };
    state.photos.set(kept.key, kept);
    entry.photos = [...(entry.photos || []), kept.key];
    state.unsaved.added.push(kept);
    announceChange(standard);
  }

  function removePhoto(standard, key) {
    const entry = ensureEntry(standard);
    entry.photos = entry.photos.filter((other) => other !== key);
    state.photos.delete(key);
    state.unsaved.added = state.unsaved.added.filter((photo) => photo.key !== key);
    state.unsaved.removed.push(key);
    announceChange(standard);
  }

  function listPhotos(standard) {
    const keys = findEntry(standard).photos || [];
    return keys.filter((key) => state.photos.has(key)).map((key) => state.photos.get(key));
  }

  function isFullOfActions() {
    return state.draft.actions.length >= limits.actions;
  }

  /* Returns the action, with a number that it keeps; `given` may hold what, who and by. */
  function addAction(standard, given = {}) {
    const action = { standard, what: "", who: "", by: "", ...given };
    state.draft.actions = format.numberActions([...state.draft.actions, action]);
    announceChange(standard);
    return state.draft.actions[state.draft.actions.length - 1];
  }

  function removeAction(action) {
    state.draft.actions = state.draft.actions.filter((other) => other !== action);
    announceChange(action.standard);
  }

  // Finishing

  /* Answers as they stand, each as text, by standard: what later ones are compared with. */
  function snapAnswers() {
    const texts = Object.entries(answers).map(([standard, answer]) => [
      standard,
      audit.answers.toCanonicalJson({ ...answer, photos: [] }),
    ]);
    return Object.fromEntries(texts);
  }

  function countChanges(seen, now) {
    const standards = new Set([...Object.keys(seen), ...Object.keys(now)]);
    return Array.from(standards).filter((standard) => seen[standard] !== now[standard]).length;
  }

  /* Counts the answers that differ from those of which somebody has seen the result. From now on the
     result of those that stand is seen. */
  function noteResultSeen() {
    const { draft } = state;
    const now = snapAnswers();
    const changed = draft.seen ? countChanges(draft.seen, now) : 0;
    if (changed) {
      const { changed_after_result: before = 0 } = draft.lifecycle;
      draft.lifecycle.changed_after_result = Math.min(before + changed, limits.cases);
    }
    draft.seen = now;
  }

  function finishDraft() {
    const { date, time } = readClock();
    const { draft } = state;
    draft.end = draft.end || time;
    draft.endDate = draft.endDate || date;
    noteResultSeen();
    draft.state = "finished";
    announceChange();
  }

  audit.formState = {
    addAction,
    addPhoto,
    announceChange,
    beginDraft,
    buildRecord,
    changeListeners,
    clearAnswer,
    copyDraft,
    findEntry,
    finishDraft,
    form,
    hasAnswer,
    hasNumbers,
    isClosed,
    isFullOfActions,
    isFullOfPhotos,
    items,
    listPhotos,
    listQuestions,
    nameDraft,
    noteResultSeen,
    openDraft,
    openListeners,
    removeAction,
    removePhoto,
    scoreDraft,
    setBoxes,
    setField,
    state,
    takeOver,
  };
})();
