/* What the theme leaves out for those who use a keyboard: its menu, its search, words that come up. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});

  /* Escape hides the words that a mouse or the Tab key brought up, until it moves on. */
  function hush(event) {
    document.body.classList.toggle("hb-hush", event.type === "keydown" && event.key === "Escape");
  }

  /* Open the theme's search of all text, with words in it. */
  Handbook.searchText = function (words) {
    var toggle = document.getElementById("__search");
    var field = document.querySelector(".md-search__input");
    toggle.checked = true;
    toggle.dispatchEvent(new Event("change"));
    field.focus();
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /* The theme opens its menu by a label, which a keyboard cannot reach and which may not be called
     a button, and leaves the links of the closed menu in the way of the Tab key. */
  function makeMenuReachable() {
    var label = document.querySelector(".md-header__button[for=__drawer]");
    var toggle = document.getElementById("__drawer");
    var menu = document.querySelector(".md-sidebar--primary");
    if (!label || !toggle || !menu) {
      return;
    }
    var narrow = window.matchMedia("(max-width: 76.2344em)");
    var button = document.createElement("button");
    function show() {
      menu.inert = narrow.matches && !toggle.checked;
      button.setAttribute("aria-expanded", String(toggle.checked));
    }
    function open(checked) {
      toggle.checked = checked;
      toggle.dispatchEvent(new Event("change", { bubbles: true }));
    }
    button.type = "button";
    button.className = label.className + " hb-menu";
    button.setAttribute("aria-label", "Menu");
    button.append.apply(button, Array.from(label.childNodes));
    label.replaceWith(button);
    button.addEventListener("click", function () {
      open(!toggle.checked);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && toggle.checked) {
        open(false);
        button.focus();
      }
    });
    toggle.addEventListener("change", show);
    narrow.addEventListener("change", show);
    show();
  }

  /* What the theme's search has found is a stop of the Tab key even while nobody sees it. */
  function closeWhatIsClosed() {
    const toggle = document.getElementById("__search");
    const found = document.querySelector(".md-search__output");
    if (toggle && found) {
      const show = () => (found.inert = !toggle.checked);
      toggle.addEventListener("change", show);
      show();
    }
  }

  makeMenuReachable();
  closeWhatIsClosed();

  if (document.querySelector(".hb-tip")) {
    ["keydown", "mouseover", "focusin"].forEach(function (name) {
      document.addEventListener(name, hush);
    });
  }
})();
