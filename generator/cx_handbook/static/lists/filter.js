/* Narrows a list by words that are typed and by properties that are chosen. */
(() => {
  "use strict";

  const { findAll, findElement, makeElement, audience } = Handbook.shell;

  const SHORT = 4; // letters; so short a word has no ending to take off

  const findEntries = (part) => findAll(".hb-row, .hb-pair, .hb-item", part);

  /* A heading without an entry below it is hidden as well. */
  function hideEmptyParts(list) {
    findAll("section, .hb-phrase-group", list).forEach((part) => {
      part.hidden = findEntries(part).every((entry) => entry.hidden);
    });
  }

  /* A word without its ending, so that *promised* finds *promise*. */
  const findStem = (word) =>
    word.length > SHORT ? word.replace(/(?:ing|ed|es|['’]s|s|e)$/, "") : word;

  /* An entry passes a field of words if it has every word, and a choice if it has the property. */
  function passesControl(entry, control) {
    const { value } = control;
    if (control.dataset.hbBy) {
      const properties = (entry.dataset[control.dataset.hbBy] || "").split(" ");
      return !value || properties.includes(value);
    }
    const text = entry.textContent.toLowerCase();
    const words = value.toLowerCase().split(/[^\p{L}\p{N}'’]+/u);
    return words.filter(Boolean).every((word) => text.includes(findStem(word)));
  }

  /* The controls that narrow anything now. */
  function listControls(selector) {
    /** @type {HTMLInputElement[]} */
    const controls = findAll(selector);
    return controls.filter((control) => control.value.trim());
  }

  /* The finder knows more words than a list has. */
  const makeWayOn = (words) =>
    makeElement("a", { href: `#q=${encodeURIComponent(words)}` }, "Ask the finder for these words");

  function filterList(changed) {
    const name = changed.dataset.hbFilter;
    const list = findElement(`[data-hb-list="${name}"]`);
    const controls = listControls(`[data-hb-filter="${name}"]`);
    const entries = findEntries(list);
    entries.forEach((entry) => {
      entry.hidden = !controls.every((control) => passesControl(entry, control));
    });
    hideEmptyParts(list);
    const shown = entries.filter((entry) => !entry.hidden && !audience.isHidden(entry));
    const count = findElement(".hb-filter-count", changed.closest(".hb-filter"));
    const words = changed.dataset.hbBy ? "" : changed.value.trim();
    count.replaceChildren(controls.length ? `${shown.length} found` : "");
    if (controls.length && !shown.length && words && document.querySelector("[data-hb-find]")) {
      count.append(". ", makeWayOn(words));
    }
  }

  /* A browser fills the fields in again when somebody comes back to a page, and tells no script. */
  function filterAgain() {
    listControls("[data-hb-filter]").forEach(filterList);
  }

  window.addEventListener("pageshow", filterAgain);

  document.addEventListener("input", (event) => {
    if (event.target.dataset?.hbFilter) {
      filterList(event.target);
    }
  });
})();
