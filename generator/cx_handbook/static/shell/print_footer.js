/* Printing a page: its button, and what stands at the foot of every sheet. */
(function () {
  "use strict";

  const LONGEST = 60;
  const title = (document.querySelector("h1")?.textContent || document.title).trim();
  const known = document.querySelector('meta[name="handbook-paper"]')?.content;

  /* A text as a CSS string: whatever is no letter, digit or space by its code. */
  const css = (text) =>
    `"${text.replace(/[^\p{L}\p{N} ]/gu, (sign) => `\\${sign.codePointAt(0).toString(16)} `)}"`;

  const short = title.length > LONGEST ? `${title.slice(0, LONGEST - 1)}…` : title;
  const foot = [short, known].filter(Boolean).join(" · ");
  document.documentElement.style.setProperty("--hb-paper", css(foot));

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-hb-print]")) {
      window.print();
    }
  });
})();
