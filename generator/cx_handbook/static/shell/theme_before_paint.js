/* What the theme writes into each page as scripts, which a strict Content-Security-Policy refuses:
   the storage that its own script uses, and the colours that somebody chose. Runs in the head. */
(() => {
  "use strict";

  const AS_DEVICE = "(prefers-color-scheme)"; // the theme's word for: as light or dark as the device
  const root = document.documentElement;
  const readMeta = (name) =>
    document.querySelector(`meta[name="handbook-${name}"]`)?.getAttribute("content");
  const scope = new URL(readMeta("scope") || readMeta("base") || ".", document.baseURI);

  /* The theme's names and keys, which its script and older visits know. */
  function getStored(key, storage, within = scope) {
    try {
      return JSON.parse((storage || localStorage).getItem(`${within.pathname}.${key}`));
    } catch {
      return null; // a browser may refuse even to be asked, and what is there may be anything
    }
  }

  function setStored(key, value, storage, within = scope) {
    try {
      (storage || localStorage).setItem(`${within.pathname}.${key}`, JSON.stringify(value));
    } catch {
      // A browser that stores nothing forgets the choice with the page.
    }
  }

  const hashText = (text) =>
    [...text].reduce((hash, sign) => (hash << 5) - hash + sign.charCodeAt(0), 0);

  Object.assign(globalThis, {
    __md_scope: scope,
    __md_hash: hashText,
    __md_get: getStored,
    __md_set: setStored,
  });

  /* Where the device decides, the buttons know the colours of light and dark. */
  function resolveColours(colours) {
    if (colours.media !== AS_DEVICE) {
      return colours;
    }
    const isLight = matchMedia("(prefers-color-scheme: light)").matches;
    const media = `(prefers-color-scheme: ${isLight ? "light" : "dark"})`;
    const button = document.querySelector(`[data-md-color-media="${media}"]`);
    const names = ["media", "scheme", "primary", "accent"];
    const read = (name) => [name, button.getAttribute(`data-md-color-${name}`)];
    return button ? Object.fromEntries(names.map(read)) : colours;
  }

  function applyColours(colours) {
    for (const [name, value] of Object.entries(resolveColours(colours))) {
      document.body.setAttribute(`data-md-color-${name}`, value);
    }
  }

  /* As soon as the parser has come to the theme's buttons: a browser paints after that. */
  function applyWhenParsed(colours) {
    const observer = new MutationObserver(() => {
      if (document.querySelector("[data-md-component=palette]")) {
        observer.disconnect();
        applyColours(colours);
      }
    });
    observer.observe(root, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", () => observer.disconnect());
  }

  const chosen = getStored("__palette")?.color;
  if (chosen) {
    applyWhenParsed(chosen);
  }
})();
