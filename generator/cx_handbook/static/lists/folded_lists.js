/* The home page on a telephone: the list of each section is folded until it is asked for. What
   comes before everything else is no part of this, and stays open. */
(() => {
  "use strict";

  const { findAll, findElement } = Handbook.shell;
  const lists = document.querySelector(".hb-now");
  if (!lists) {
    return;
  }
  /** @type {HTMLDetailsElement[]} */
  const parts = findAll(".hb-now-part", lists);
  const narrow = window.matchMedia("(max-width: 44.9844em)"); // as in home.css

  /* A wide screen shows all, and there is nothing to press there. */
  function foldParts() {
    parts.forEach((part) => {
      part.open = !narrow.matches;
      findElement("summary", part).tabIndex = narrow.matches ? 0 : -1;
    });
    lists.toggleAttribute("data-hb-folds", narrow.matches);
  }

  /* Whoever comes by the table of contents wants to read the list. */
  function openNamed() {
    const named = location.hash && document.getElementById(location.hash.slice(1));
    const part = named && parts.find((other) => other.contains(named));
    if (part) {
      part.open = true;
    }
  }

  parts.forEach((part) =>
    findElement("summary", part).addEventListener("click", (event) => {
      if (!narrow.matches) {
        event.preventDefault();
      }
    }),
  );
  // Paper shows everything.
  window.addEventListener("beforeprint", () => parts.forEach((part) => (part.open = true)));
  window.addEventListener("afterprint", foldParts);
  narrow.addEventListener("change", foldParts);
  window.addEventListener("hashchange", openNamed);
  foldParts();
  openNamed();
})();
