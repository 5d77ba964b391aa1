/* A report on a site is as light or dark as the reader chose there with the theme's button. In its own
   folder, and where nothing was chosen, it follows the device. Runs before the page is drawn. */
(() => {
  "use strict";

  /* The theme keeps the choice under the path of the site. */
  function readChoice() {
    const home = new URL(document.currentScript.dataset.hbHome, location.href);
    try {
      return JSON.parse(localStorage.getItem(`${new URL(".", home).pathname}.__palette`));
    } catch {
      return null; // private windows may refuse, and what is there may be anything
    }
  }

  const { media, scheme } = readChoice()?.color || {};
  // The theme's first choice is the device's, whatever that was when it was made.
  const isDevice = media === "(prefers-color-scheme)";
  if (!isDevice && (scheme === "default" || scheme === "slate")) {
    document.documentElement.dataset.mdColorScheme = scheme;
  }
})();
