/* The menu opens and closes without a script. What a script adds: the page that is open is in sight,
   and a menu that is open on a narrow screen closes when the screen becomes wide. */
(() => {
  "use strict";

  const WIDE = "(min-width: 76.25em)"; // where the menu is a column; as in navigation.css
  /** @type {HTMLElement} */
  const menu = document.querySelector(".sh-nav");

  function showCurrent() {
    const current = menu.querySelector('[aria-current="page"]');
    if (current) {
      // Not by scrollIntoView, which would move the page as well.
      const below = current.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
      menu.scrollTop += Math.max(0, below + menu.clientHeight / 2);
    }
  }

  if (menu) {
    showCurrent();
    menu.addEventListener("toggle", showCurrent);
    window.matchMedia(WIDE).addEventListener("change", () => {
      if (menu.matches(":popover-open")) {
        menu.hidePopover();
      }
    });
  }
})();
