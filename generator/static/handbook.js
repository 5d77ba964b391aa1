/* What the handbook's pages can do beyond being read: copy words, filter a list, open the search.
   Works from file://, so it is one classic script and asks nobody for anything. */
(function () {
  "use strict";

  function announce(text) {
    var live = document.getElementById("hb-live");
    if (!live) {
      live = document.createElement("div");
      live.id = "hb-live";
      live.className = "hb-sr";
      live.setAttribute("role", "status");
      document.body.appendChild(live);
    }
    live.textContent = text;
  }

  /* Pages opened from disk may be refused the clipboard; then the old way still works. */
  function copyByHand(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "hb-sr";
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("refused"));
  }

  function copy(text) {
    if (navigator.clipboard && navigator.clipboard.writeText) {
      return navigator.clipboard.writeText(text).catch(function () {
        return copyByHand(text);
      });
    }
    return copyByHand(text);
  }

  function showCopied(button, said) {
    var label = button.querySelector("span");
    label.textContent = said;
    button.setAttribute("data-copied", "");
    announce(said);
    setTimeout(function () {
      label.textContent = "Copy";
      button.removeAttribute("data-copied");
    }, 2000);
  }

  function onCopy(button) {
    var words = button.parentElement.querySelector(".hb-words").textContent;
    copy(words).then(
      function () {
        showCopied(button, "Copied");
      },
      function () {
        showCopied(button, "Not copied: select the words and press Ctrl+C");
      }
    );
  }

  function entriesOf(list) {
    return list.querySelectorAll(".hb-row, .hb-pair, .hb-item");
  }

  /* A heading without an entry below it is hidden as well. */
  function hideEmpty(list) {
    list.querySelectorAll("section, .hb-phrase-group").forEach(function (part) {
      part.hidden = !Array.prototype.some.call(entriesOf(part), function (entry) {
        return !entry.hidden;
      });
    });
  }

  function controlsOf(target) {
    return document.querySelectorAll('[data-hb-filter="' + target + '"]');
  }

  /* An entry is shown when it holds every word that was typed and has every property chosen. */
  function passes(entry, control) {
    if (control.dataset.hbBy) {
      var has = (entry.dataset[control.dataset.hbBy] || "").split(" ");
      return !control.value || has.indexOf(control.value) !== -1;
    }
    var text = entry.textContent.toLowerCase();
    return control.value
      .toLowerCase()
      .split(/\s+/)
      .every(function (word) {
        return text.indexOf(word) !== -1;
      });
  }

  function onFilter(changed) {
    var list = document.querySelector('[data-hb-list="' + changed.dataset.hbFilter + '"]');
    var controls = Array.prototype.filter.call(
      controlsOf(changed.dataset.hbFilter),
      function (control) {
        return control.value.trim();
      }
    );
    var shown = 0;
    entriesOf(list).forEach(function (entry) {
      entry.hidden = !controls.every(function (control) {
        return passes(entry, control);
      });
      shown += entry.hidden ? 0 : 1;
    });
    hideEmpty(list);
    var count = changed.closest(".hb-filter").querySelector(".hb-filter-count");
    count.textContent = controls.length ? shown + " found" : "";
  }

  /* What a browser filled in again when somebody came back to the page holds as if just typed. */
  function filterAgain() {
    document.querySelectorAll("[data-hb-filter]").forEach(function (control) {
      if (control.value) {
        onFilter(control);
      }
    });
  }

  /* Escape hides the words that a mouse or the Tab key brought up, until it moves on. */
  function hush(event) {
    document.body.classList.toggle("hb-hush", event.type === "keydown" && event.key === "Escape");
  }

  function openSearch() {
    var toggle = document.getElementById("__search");
    toggle.checked = true;
    toggle.dispatchEvent(new Event("change"));
    document.querySelector(".md-search__input").focus();
  }

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

  makeMenuReachable();

  if (!document.querySelector(".md-search__input")) {
    document.querySelectorAll("[data-hb-search]").forEach(function (button) {
      button.hidden = true;
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".hb-copy");
    if (button) {
      onCopy(button);
    }
    var find = event.target.closest("[data-hb-search]");
    if (find) {
      event.preventDefault();
      openSearch();
    }
  });

  if (document.querySelector(".hb-tip")) {
    ["keydown", "mouseover", "focusin"].forEach(function (name) {
      document.addEventListener(name, hush);
    });
  }

  window.addEventListener("pageshow", filterAgain);

  document.addEventListener("input", function (event) {
    if (event.target.dataset && event.target.dataset.hbFilter) {
      onFilter(event.target);
    }
  });
})();
