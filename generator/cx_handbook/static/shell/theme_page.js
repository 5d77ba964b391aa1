/* What the theme writes below a page as scripts, which a strict Content-Security-Policy refuses: the
   tab that a link leads to or that was chosen on another page, and a notice that was put away. */
(() => {
  "use strict";

  /* What is stored may be anything, and the theme's storage may be missing or refuse. */
  function readStored(key) {
    try {
      return __md_get(key);
    } catch {
      return null;
    }
  }

  function openLinkedTab() {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLInputElement && target.name.startsWith("__tabbed_")) {
      target.checked = true;
    }
  }

  /* Only where the theme links tabs of one name, it has stored which were chosen last. */
  function openChosenTabs() {
    const chosen = readStored("__tabs");
    for (const set of Array.isArray(chosen) ? document.querySelectorAll(".tabbed-set") : []) {
      const labels = [...set.querySelectorAll("label")];
      const names = labels.map((label) => label.textContent.trim());
      const name = chosen.find((one) => names.includes(one));
      const input = name && document.getElementById(labels[names.indexOf(name)].htmlFor);
      if (input instanceof HTMLInputElement) {
        input.checked = true;
      }
    }
  }

  function hideDismissedNotice() {
    /** @type {HTMLElement} */
    const notice = document.querySelector("[data-md-component=announce]");
    // Read as the theme reads it, and only compared.
    // oxlint-disable-next-line eslint/no-restricted-properties
    const text = notice?.querySelector(".md-typeset")?.innerHTML;
    if (text !== undefined && __md_hash(text) === readStored("__announce")) {
      notice.hidden = true;
    }
  }

  openChosenTabs();
  openLinkedTab();
  hideDismissedNotice();
})();
