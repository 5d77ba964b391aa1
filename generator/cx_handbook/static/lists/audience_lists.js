/* Lists say how many entries they hide because of the chosen role and channel, and show them
   again. */
(() => {
  "use strict";

  const { audience, findAll, makeButton, makeElement } = Handbook.shell;
  const notes = new WeakMap(); // list -> the line above it

  function hideEmptyParts(list) {
    findAll("section, .hb-phrase-group", list).forEach((part) => {
      const entries = part.matches("[data-hb-roles]") ? [] : findAll("[data-hb-roles]", part);
      const isEmpty = entries.length > 0 && entries.every(audience.isHidden);
      part.toggleAttribute("data-hb-mine-empty", isEmpty);
    });
  }

  function findNote(list) {
    if (!notes.has(list)) {
      const note = makeElement("p", "hb-mine-note");
      list.before(note);
      notes.set(list, note);
    }
    return notes.get(list);
  }

  /* The filter counts what is shown, so it counts again. */
  function countFilteredAgain() {
    /** @type {HTMLInputElement[]} */
    const controls = findAll("[data-hb-filter]");
    controls.forEach((control) => {
      if (control.value) {
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }

  function toggleOthers(list) {
    list.toggleAttribute("data-hb-mine-shown");
    showNote(list);
    countFilteredAgain();
    findNote(list).querySelector("button")?.focus();
  }

  function showNote(list) {
    const others = findAll("[data-hb-roles], [data-hb-channels]", list).filter(
      (entry) => !entry.hidden && !entry.closest(".hb-urgent") && !audience.includes(entry),
    );
    const shown = list.hasAttribute("data-hb-mine-shown");
    const note = findNote(list);
    note.replaceChildren();
    note.hidden = others.length === 0;
    if (others.length) {
      const are = others.length === 1 ? "is" : "are";
      const what = shown ? "shown as well" : "hidden";
      const text = `${others.length} not for ${audience.describe()} ${are} ${what}.`;
      const label = shown ? "Hide them" : "Show them";
      note.append(
        makeElement("span", {}, text),
        makeButton("hb-mine-link", label, () => toggleOthers(list)),
      );
    }
    hideEmptyParts(list);
  }

  function showNotes() {
    findAll("[data-hb-mine-list]").forEach(showNote);
  }

  function startAgain() {
    findAll("[data-hb-mine-list]").forEach((list) => list.removeAttribute("data-hb-mine-shown"));
    showNotes();
  }

  showNotes();
  audience.showLists();
  document.addEventListener("handbook:mine", startAgain);
  document.addEventListener("input", (event) => {
    const name = event.target.dataset?.hbFilter;
    const list = name && document.querySelector(`[data-hb-list="${name}"][data-hb-mine-list]`);
    if (list) {
      showNote(list);
    }
  });
})();
