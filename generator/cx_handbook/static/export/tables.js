/* A table that is wider than the screen is moved sideways, and so it must be reached by keyboard. */
(() => {
  "use strict";

  const { findAll } = Handbook.shell;

  function makeReachable(entries) {
    entries.forEach(({ target }) => {
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
      } else {
        target.removeAttribute("tabindex");
      }
    });
  }

  const watcher = new ResizeObserver(makeReachable);
  findAll(".hb-table, .md-typeset table:not([class])").forEach((table) => watcher.observe(table));
})();
