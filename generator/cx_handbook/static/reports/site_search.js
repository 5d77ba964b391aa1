/* Looks up a site in the table of all sites of a report: rows whose site has the words stay. */
(() => {
  "use strict";

  const MOST_CHARACTERS = 100;

  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  /* Whether each word that was typed stands somewhere in a name. */
  function hasWords(name, typed) {
    const words = fold(typed).split(/\s+/).filter(Boolean);
    const folded = fold(name);
    return words.every((word) => folded.includes(word));
  }

  function showFound(input, rows, status) {
    const typed = input.value.slice(0, MOST_CHARACTERS);
    let found = 0;
    for (const row of rows) {
      const isFound = hasWords(row.cells[0].textContent, typed);
      row.hidden = !isFound;
      found += isFound ? 1 : 0;
    }
    status.textContent = typed.trim() ? `${found} of ${rows.length} sites` : "";
  }

  function startSearch() {
    /** @type {HTMLInputElement} */
    const input = document.querySelector("[data-site-search]");
    if (!input) {
      return;
    }
    /** @type {HTMLTableElement} */
    const table = document.querySelector(`#${input.dataset.siteSearch}`);
    const rows = [...table.tBodies[0].rows];
    const status = document.querySelector("#found");
    // The overview sends what was typed there in the address.
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    input.addEventListener("input", () => showFound(input, rows, status));
    input.form.addEventListener("submit", (event) => event.preventDefault());
    showFound(input, rows, status);
  }

  Handbook.reports.siteSearch = { hasWords };
  globalThis.document?.addEventListener("DOMContentLoaded", startSearch);
})();
