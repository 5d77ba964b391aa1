/* The boxes of one entry: each change is kept as it is typed. */
(() => {
  "use strict";

  const { logs } = Handbook;
  const { findAll, findElement, makeButton, makeElement, storage } = Handbook.shell;
  const { store, values } = logs;
  const { data, readClock, showAlarm } = Handbook.audit.page;
  const { log, limits } = data;
  const UNSAVED = "log-unsaved"; // what was typed last when a page was left, as localStorage keeps it
  const QUIET = 400; // ms without a key before what was typed is kept
  const TYPES = { moment: "datetime-local", date: "date", time: "time", text: "text" };
  const state = { entry: null, waiting: 0, saving: Promise.resolve(), isChanged: false };
  let announce = () => {};

  // Boxes

  function makeChoice(column, value) {
    const picks = column.choices.map((choice) => {
      const box = makeElement("input", {
        type: "radio",
        name: column.id,
        value: choice,
        autocomplete: "off",
      });
      box.checked = choice === value;
      return makeElement("label", "hb-pick", box, " ", makeElement("span", {}, choice));
    });
    const clear = makeButton("hb-quiet", "Clear", () => clearChoice(column));
    return makeElement(
      "fieldset",
      "hb-log-choice",
      makeElement("legend", {}, column.title),
      makeElement("div", "hb-picks", picks, clear),
    );
  }

  function makeBox(column, value) {
    if (column.kind === "choice" && values.fitsBox(column, value)) {
      return makeChoice(column, value);
    }
    const isLong = column.kind === "words";
    const type = values.fitsBox(column, value) ? TYPES[column.kind] || "text" : "text";
    /** @type {HTMLInputElement | HTMLTextAreaElement} */
    const box = makeElement(isLong ? "textarea" : "input", {
      name: column.id,
      maxlength: String(isLong ? limits.longText : limits.shortText),
      autocomplete: "off",
      ...(isLong ? { rows: "2" } : { type }),
    });
    box.value = value;
    return makeElement(
      "label",
      `hb-field${isLong ? " hb-field--wide" : ""}`,
      makeElement("span", {}, column.title, column.hint && ` (${column.hint})`),
      " ",
      box,
    );
  }

  function showBoxes(entry) {
    const asked = log.columns.filter((column) => column.kind !== "reference");
    const boxes = asked.map((column) => makeBox(column, entry.values[column.id] || ""));
    findElement("[data-hb-boxes]").replaceChildren(...boxes);
    findElement("[data-hb-number]").textContent = entry.number;
    findElement("[data-hb-entry]").hidden = false;
    showState("");
  }

  function showState(text) {
    findElement("[data-hb-kept]").textContent = text;
  }

  // Keeping

  function onInput({ target }) {
    const { entry } = state;
    if (!entry || !target.name || (target.type !== "radio" && !target.validity.valid)) {
      return;
    }
    entry.values = { ...entry.values, [target.name]: target.value };
    touchEntry();
  }

  function clearChoice(column) {
    /** @type {HTMLInputElement[]} */
    const picks = findAll(`[name="${column.id}"]`);
    picks.forEach((box) => {
      box.checked = false;
    });
    state.entry.values = { ...state.entry.values, [column.id]: "" };
    touchEntry();
  }

  function touchEntry() {
    state.isChanged = true;
    clearTimeout(state.waiting);
    state.waiting = setTimeout(keepEntry, QUIET);
  }

  /* Writes what was changed. One write at a time, so that revisions follow each other. */
  function keepEntry() {
    clearTimeout(state.waiting);
    state.saving = state.saving.then(async () => {
      if (!state.entry || !state.isChanged) {
        return;
      }
      const { entry } = state;
      state.isChanged = false;
      try {
        const written = await store.writeEntry({ ...entry });
        entry.revision = written.revision;
        storage.write(UNSAVED, null);
        showState(`Saved ${readClock().time}`);
        announce();
      } catch (error) {
        state.isChanged = true;
        showFailure(error);
      }
    });
    return state.saving;
  }

  /* A page that is being left has no time for the database; a few words it can still note down. */
  function noteUnsaved() {
    if (state.entry && state.isChanged) {
      storage.write(UNSAVED, state.entry);
    }
    keepEntry();
  }

  /* Keeps what was noted down when a page was left, unless the entry was written since. */
  async function keepUnsaved() {
    const entry = storage.read(UNSAVED);
    storage.write(UNSAVED, null);
    if (entry) {
      await store.writeEntry(entry).catch(showFailure);
    }
  }

  function showFailure(error) {
    const isElsewhere = error instanceof store.EntryChanged;
    const why = isElsewhere
      ? "This entry was changed in another tab. Note down what you typed here, then open it again."
      : `Not saved. ${store.explainError(error)}`;
    showState("Not saved");
    showAlarm("[data-hb-alarm]", makeElement("p", {}, why));
  }

  // Opening and closing

  async function openEntry(entry) {
    await keepEntry();
    state.entry = { ...entry };
    state.isChanged = false;
    showBoxes(entry);
    const panel = findElement("[data-hb-entry]");
    panel.scrollIntoView({ block: "nearest" });
    /** @type {HTMLInputElement[]} */
    const boxes = findAll("input:not([type=radio]), textarea", panel);
    (boxes.find((box) => !box.value) || boxes[0]).focus({ preventScroll: true });
  }

  async function closeEntry() {
    await keepEntry();
    if (!state.isChanged) {
      state.entry = null;
      findElement("[data-hb-entry]").hidden = true;
    }
  }

  /* Drops the entry without writing it: it is being deleted. */
  function dropEntry() {
    clearTimeout(state.waiting);
    state.entry = null;
    state.isChanged = false;
    findElement("[data-hb-entry]").hidden = true;
  }

  function startEditor(onKept) {
    announce = onKept;
    findElement("[data-hb-entry]").addEventListener("input", onInput);
    findElement("[data-hb-entry]").addEventListener("submit", (event) => {
      event.preventDefault();
      closeEntry();
    });
    document.addEventListener("visibilitychange", noteUnsaved);
    window.addEventListener("pagehide", noteUnsaved);
  }

  logs.editor = { closeEntry, dropEntry, keepEntry, keepUnsaved, openEntry, startEditor, state };
})();
