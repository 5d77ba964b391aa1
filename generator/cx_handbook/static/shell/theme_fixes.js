/* What the theme leaves out for people who use a keyboard: its menu, its search, its tooltips. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const NARROW = "(max-width: 76.2344em)"; // where the theme turns its menu into a drawer

  shell.openTextSearch = (words, dialog) => {
    dialog.close();
    /** @type {HTMLInputElement} */
    const toggle = shell.findElement("#__search");
    /** @type {HTMLInputElement} */
    const field = shell.findElement(".md-search__input");
    toggle.checked = true;
    toggle.dispatchEvent(new Event("change"));
    field.focus();
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /* The theme opens its menu by a label, which no keyboard reaches and which may not be named a
     button. */
  function replaceByButton(label) {
    const button = shell.makeButton(`${label.className} hb-menu`, [...label.childNodes], () => {});
    button.setAttribute("aria-label", "Menu");
    label.replaceWith(button);
    return button;
  }

  function makeMenuReachable() {
    const label = document.querySelector(".md-header__button[for=__drawer]");
    /** @type {HTMLInputElement} */
    const toggle = document.querySelector("#__drawer");
    /** @type {HTMLElement} */
    const menu = document.querySelector(".md-sidebar--primary");
    if (!label || !toggle || !menu) {
      return;
    }
    const narrow = window.matchMedia(NARROW);
    const button = replaceByButton(label);

    function showState() {
      // Links of a closed menu are no stops of the Tab key.
      menu.inert = narrow.matches && !toggle.checked;
      button.setAttribute("aria-expanded", String(toggle.checked));
    }

    function setOpen(open) {
      toggle.checked = open;
      toggle.dispatchEvent(new Event("change", { bubbles: true }));
    }

    button.addEventListener("click", () => setOpen(!toggle.checked));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && toggle.checked) {
        setOpen(false);
        button.focus();
      }
    });
    toggle.addEventListener("change", showState);
    narrow.addEventListener("change", showState);
    showState();
  }

  /* Results of the theme's search are stops of the Tab key even while nobody sees them. */
  function skipClosedSearch() {
    /** @type {HTMLInputElement} */
    const toggle = document.querySelector("#__search");
    /** @type {HTMLElement} */
    const output = document.querySelector(".md-search__output");
    if (toggle && output) {
      const showState = () => {
        output.inert = !toggle.checked;
      };
      toggle.addEventListener("change", showState);
      showState();
    }
  }

  /* The theme closes its search at the Tab key and takes the focus away. Safari then goes on from
     the top of the page, and its reader never comes out of the header. So the search is closed
     here, and the Tab key goes where it goes. */
  function closeSearchAtTab() {
    /** @type {HTMLInputElement} */
    const toggle = document.querySelector("#__search");
    document.querySelector(".md-search__input")?.addEventListener("keydown", (event) => {
      if (/** @type {KeyboardEvent} */ (event).key === "Tab" && toggle) {
        event.stopPropagation();
        toggle.checked = false;
        toggle.dispatchEvent(new Event("change"));
      }
    });
  }

  /* Escape hides a tooltip that the mouse or the Tab key brought up, until the next move. */
  function hideTooltip(event) {
    const escaped = event.type === "keydown" && event.key === "Escape";
    document.body.classList.toggle("hb-hush", escaped);
  }

  makeMenuReachable();
  skipClosedSearch();
  closeSearchAtTab();
  if (document.querySelector(".hb-tip")) {
    ["keydown", "mouseover", "focusin"].forEach((name) => {
      document.addEventListener(name, hideTooltip);
    });
  }
})();
