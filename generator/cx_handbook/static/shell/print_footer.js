/* Prints a page: its button, and what stands at the foot of every sheet. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const LONGEST = 60; // characters of a title

  /* Write a text as a CSS string: whatever is no letter, digit or space by its code. */
  function quoteForCss(text) {
    const escape = (sign) => `\\${sign.codePointAt(0).toString(16)} `;
    return `"${text.replace(/[^\p{L}\p{N} ]/gu, escape)}"`;
  }

  function writeFooter() {
    const title = (document.querySelector("h1")?.textContent || document.title).trim();
    const short = title.length > LONGEST ? `${title.slice(0, LONGEST - 1)}…` : title;
    return [short, shell.readMeta("paper")].filter(Boolean).join(" · ");
  }

  document.documentElement.style.setProperty("--hb-paper", quoteForCss(writeFooter()));

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-hb-print]")) {
      window.print();
    }
  });
})();
