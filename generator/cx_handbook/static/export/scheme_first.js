/* Light or dark, before anything is shown. The choice is kept where the theme of MkDocs keeps it, so
   that it holds when the shell of a site changes, and for reports, which read it there. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const root = document.documentElement;
  const base = document.querySelector('meta[name="handbook-base"]').getAttribute("content");
  const KEY = `${new URL(base, document.baseURI).pathname}.__palette`;
  const SCHEMES = { light: "default", dark: "slate" };
  const MEDIA = ["auto", "light", "dark"].map((name) =>
    name === "auto" ? "(prefers-color-scheme)" : `(prefers-color-scheme: ${name})`,
  );
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  /** @type {SchemeChoice[]} */
  const CHOICES = ["auto", "light", "dark"];

  function readChoice() {
    try {
      const index = MEDIA.indexOf(JSON.parse(localStorage.getItem(KEY)).color.media);
      return CHOICES[Math.max(index, 0)];
    } catch {
      return "auto"; // nothing is kept, or what is there may be anything
    }
  }

  let chosen = readChoice();

  function show() {
    const name = chosen === "auto" ? (device.matches ? "dark" : "light") : chosen;
    root.dataset.mdColorScheme = SCHEMES[name];
    if (chosen === "auto") {
      delete root.dataset.shChosen;
    } else {
      root.dataset.shChosen = chosen;
    }
  }

  shell.scheme = {
    current: () => chosen,
    choose(choice) {
      chosen = choice;
      show();
      const index = CHOICES.indexOf(choice);
      const color = { media: MEDIA[index], scheme: root.dataset.mdColorScheme };
      try {
        localStorage.setItem(
          KEY,
          JSON.stringify({ index, color: { ...color, primary: "custom", accent: "custom" } }),
        );
      } catch {
        // Then it holds until the page is left.
      }
    },
  };

  device.addEventListener("change", show);
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) {
      chosen = readChoice(); // another tab chose
      show();
    }
  });
  show();
})();
