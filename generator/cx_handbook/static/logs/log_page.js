/* The page of a log: a new entry, the entries there are, and how they come and go as files. */
(() => {
  "use strict";

  const { logs } = Handbook;
  const { findElement, makeButton, makeElement } = Handbook.shell;
  const { editor, store, table, values } = logs;
  const { data, downloadFile, makeScroller, readClock, showAlarm } = Handbook.audit.page;
  const { log } = data;
  const STEP = 200; // rows shown at a time
  const state = { site: "", entries: [], shown: STEP, conflicts: [] };

  /** @returns {HTMLInputElement} */
  function findBox(selector) {
    return findElement(selector);
  }

  function showFailure(error) {
    const what = makeElement("strong", {}, "The log on this device cannot be reached. ");
    showAlarm("[data-hb-alarm]", makeElement("p", {}, what, store.explainError(error)));
  }

  // The entries

  function findDay(entry) {
    return (entry.values[log.day] || "").slice(0, 10);
  }

  function isFound(entry, words, month) {
    const text = log.columns.map((column) => values.readCell(entry, column)).join(" ");
    const has = (word) => text.toLowerCase().includes(word);
    return words.every(has) && (!month || findDay(entry).startsWith(month));
  }

  function listShown() {
    const words = findBox("[data-hb-words]").value.toLowerCase().split(/\s+/).filter(Boolean);
    const month = findBox("[data-hb-month]").value;
    return state.entries.filter((entry) => isFound(entry, words, month));
  }

  function makeCell(entry, column) {
    const text = values.readCell(entry, column);
    const open = column.kind === "reference";
    const content = open ? makeButton("hb-quiet", text, () => editor.openEntry(entry)) : text;
    const names = `hb-log-${column.kind}`;
    return makeElement(open ? "th" : "td", { class: names, "data-label": column.title }, content);
  }

  function makeRow(entry, columns) {
    const cells = columns.map((column) => makeCell(entry, column));
    return makeElement("tr", { "data-hb-key": entry.key }, cells);
  }

  /* Columns in which nothing stands yet would only take room. */
  function makeTable(entries) {
    const isUsed = (column) => entries.some((entry) => values.readCell(entry, column));
    const columns = log.columns.filter(isUsed);
    const heads = columns.map((column) => makeElement("th", { scope: "col" }, column.title));
    return makeElement(
      "table",
      "hb-sheet hb-log-table",
      makeElement("thead", {}, makeElement("tr", {}, heads)),
      makeElement(
        "tbody",
        {},
        entries.map((entry) => makeRow(entry, columns)),
      ),
    );
  }

  function showEntries() {
    const found = listShown();
    const none = state.entries.length ? "No entry fits." : "There is no entry yet.";
    const isMore = found.length > state.shown;
    findElement("[data-hb-count]").textContent =
      found.length === state.entries.length
        ? `${found.length} in all`
        : `${found.length} of ${state.entries.length}`;
    findElement("[data-hb-entries]").replaceChildren(
      found.length
        ? makeScroller("Entries", makeTable(found.slice(0, state.shown)))
        : makeElement("p", {}, none),
      ...(isMore ? [makeButton("md-button", "Show more", showMore)] : []),
    );
  }

  function showMore() {
    state.shown += STEP;
    showEntries();
  }

  function showMonths() {
    const box = findBox("[data-hb-month]");
    const { value } = box;
    const days = state.entries.map(findDay).filter((day) => /^\d{4}-\d{2}/.test(day));
    const months = [...new Set(days.map((day) => day.slice(0, 7)))].sort().reverse();
    const options = months.map((month) => makeElement("option", { value: month }, month));
    box.replaceChildren(makeElement("option", { value: "" }, "All"), ...options);
    box.value = months.includes(value) ? value : "";
  }

  async function showLog() {
    try {
      const all = await store.listEntries(log.name);
      state.entries = all
        .filter((entry) => entry.site === state.site)
        .sort((one, other) => (one.number < other.number ? 1 : -1));
    } catch (error) {
      showFailure(error);
      return;
    }
    showMonths();
    showEntries();
  }

  // A new entry

  /* The first column that says when is filled in: an entry is made as it happens. */
  function makeValues() {
    const { date, time } = readClock();
    const first = log.columns.find(({ kind }) => kind === "moment" || kind === "date");
    return first ? { [first.id]: first.kind === "date" ? date : `${date}T${time}` } : {};
  }

  async function addEntry() {
    await editor.closeEntry();
    try {
      const year = readClock().date.slice(0, 4);
      const entry = await store.addEntry(log.name, state.site, log.prefix, year, makeValues());
      await editor.openEntry(entry);
      await showLog();
    } catch (error) {
      showFailure(error);
    }
  }

  // Deleting

  /** @returns {HTMLDialogElement} */
  function findQuestion() {
    return findElement("[data-hb-sure]");
  }

  function askToDelete() {
    findElement("[data-hb-sure-what]").textContent = editor.state.entry.number;
    findQuestion().showModal();
    findElement("[data-hb-keep]").focus();
  }

  async function onDelete() {
    findQuestion().close();
    const { key } = editor.state.entry;
    editor.dropEntry();
    try {
      await store.removeEntry(key);
    } catch (error) {
      showFailure(error);
    }
    await showLog();
    findElement("[data-hb-new]").focus();
  }

  // Files

  async function exportLog() {
    await editor.keepEntry();
    await showLog();
    const headings = log.columns.map((column) => column.title);
    const text = table.formatCsv(headings, values.toRows(log, state.entries));
    const name = [log.name, data.sites.length > 1 && state.site].filter(Boolean).join("-");
    downloadFile(`${name}.csv`, "text/csv", text);
  }

  /* What becomes of an entry of a file: new to this device, here already, or here with other words. */
  function sortEntry({ number, values: given }, found) {
    const key = store.makeKey(log.name, state.site, number);
    const entry = { key, log: log.name, site: state.site, number, values: given, revision: 0 };
    const stored = number && found.stored.get(key);
    if (!number) {
      found.unnumbered.push(given);
    } else if (!stored) {
      found.stored.set(key, entry); // a file may name an entry twice
      found.taken.push(entry);
    } else if (values.areEqual(stored.values, given)) {
      found.there += 1;
    } else {
      found.differ.push({ ...entry, revision: stored.revision });
    }
  }

  async function importFile(file) {
    const { entries, unknown } = values.fromTable(log, table.readFile(await file.arrayBuffer()));
    const stored = new Map(state.entries.map((entry) => [entry.key, entry]));
    const found = { stored, taken: [], differ: [], unnumbered: [], there: 0, unknown };
    entries.forEach((entry) => sortEntry(entry, found));
    await store.writeEntries(found.taken);
    const year = readClock().date.slice(0, 4);
    for (const given of found.unnumbered) {
      await store.addEntry(log.name, state.site, log.prefix, year, given);
    }
    state.conflicts = found.differ.filter(({ revision }) => revision > 0);
    return found;
  }

  function describeImport({ taken, differ, unnumbered, there, unknown }) {
    const twice = differ.length - state.conflicts.length;
    const facts = [
      `Taken in: ${taken.length + unnumbered.length}.`,
      there ? `Here already: ${there}.` : "",
      state.conflicts.length
        ? `Here with other words, and left as they are: ${state.conflicts.length}.`
        : "",
      twice ? `In the file twice with other words, and not taken: ${twice}.` : "",
      unknown.length
        ? `Not taken, because this log has no such column: ${unknown.join(", ")}.`
        : "",
    ];
    const take = makeButton("md-button", "Take those of the file instead", takeConflicts);
    return [
      makeElement("p", {}, facts.filter(Boolean).join(" ")),
      state.conflicts.length ? makeElement("p", "hb-actions", take) : null,
    ].filter(Boolean);
  }

  async function takeConflicts() {
    try {
      await store.writeEntries(state.conflicts);
      findElement("[data-hb-imported]").replaceChildren(
        makeElement("p", {}, `Taken from the file: ${state.conflicts.length}.`),
      );
    } catch (error) {
      showFailure(error);
    }
    await showLog();
  }

  async function onImport({ target }) {
    const [file] = target.files;
    await editor.closeEntry();
    state.conflicts = [];
    const said = findElement("[data-hb-imported]");
    try {
      said.replaceChildren(...describeImport(await importFile(file)));
    } catch (error) {
      const isUnreadable = error instanceof table.UnreadableLog;
      const why = isUnreadable ? `${error.message}.` : store.explainError(error);
      said.replaceChildren(makeElement("p", {}, `${file.name}: ${why}`));
    }
    target.value = "";
    await showLog();
  }

  // Starting

  function chooseSite() {
    const remembered = Handbook.shell.storage.read("log-site");
    const known = data.sites.map(({ id }) => id);
    state.site = known.includes(remembered) ? remembered : known[0];
    const box = findBox("[data-hb-site]");
    box.value = state.site;
    box.addEventListener("change", async () => {
      await editor.closeEntry();
      state.site = box.value;
      Handbook.shell.storage.write("log-site", state.site);
      await showLog();
    });
  }

  function listen(selector, event, listener) {
    findElement(selector).addEventListener(event, listener);
  }

  async function startPage() {
    chooseSite();
    editor.startEditor(showLog);
    listenToPage();
    await editor.keepUnsaved();
    await showLog();
  }

  function listenToPage() {
    listen("[data-hb-new]", "click", addEntry);
    listen("[data-hb-remove]", "click", askToDelete);
    listen("[data-hb-keep]", "click", () => findQuestion().close());
    listen("[data-hb-delete]", "click", onDelete);
    listen("[data-hb-export]", "click", exportLog);
    listen("[data-hb-import]", "change", onImport);
    listen("[data-hb-words]", "input", showEntries);
    listen("[data-hb-month]", "change", showEntries);
    // A page that comes back from the browser's cache shows what was there when it was left.
    window.addEventListener("pageshow", (event) => event.persisted && showLog());
  }

  document.addEventListener("DOMContentLoaded", startPage);
})();
