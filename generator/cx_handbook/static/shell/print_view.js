/* The one button of a print view. The page hides it, because without scripts it could do
   nothing. */
(() => {
  "use strict";

  /** @type {HTMLButtonElement} */
  const button = document.querySelector("[data-print]");
  button.hidden = false;
  button.addEventListener("click", () => window.print());
})();
