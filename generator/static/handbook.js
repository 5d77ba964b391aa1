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

  function onFilter(input) {
    var list = document.querySelector('[data-hb-list="' + input.dataset.hbFilter + '"]');
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    entriesOf(list).forEach(function (entry) {
      var text = entry.textContent.toLowerCase();
      entry.hidden = !words.every(function (word) {
        return text.indexOf(word) !== -1;
      });
      shown += entry.hidden ? 0 : 1;
    });
    hideEmpty(list);
    var count = input.parentElement.querySelector(".hb-filter-count");
    count.textContent = words.length ? shown + " found" : "";
  }

  function openSearch() {
    var toggle = document.getElementById("__search");
    toggle.checked = true;
    toggle.dispatchEvent(new Event("change"));
    document.querySelector(".md-search__input").focus();
  }

  /* The theme opens its menu by a label, which a keyboard cannot reach, and leaves the links of the
     closed menu in the way of the Tab key. */
  function makeMenuReachable() {
    var label = document.querySelector(".md-header__button[for=__drawer]");
    var toggle = document.getElementById("__drawer");
    var menu = document.querySelector(".md-sidebar--primary");
    if (!label || !toggle || !menu) {
      return;
    }
    var narrow = window.matchMedia("(max-width: 76.2344em)");
    function show() {
      menu.inert = narrow.matches && !toggle.checked;
      label.setAttribute("aria-expanded", String(toggle.checked));
    }
    label.setAttribute("role", "button");
    label.setAttribute("tabindex", "0");
    label.setAttribute("aria-label", "Menu");
    label.addEventListener("keydown", function (event) {
      if (event.key === " ") { /* the theme itself sees to Enter */
        event.preventDefault();
        label.click();
      }
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && toggle.checked) {
        toggle.checked = false;
        toggle.dispatchEvent(new Event("change", { bubbles: true }));
        label.focus();
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

  document.addEventListener("input", function (event) {
    if (event.target.dataset && event.target.dataset.hbFilter) {
      onFilter(event.target);
    }
  });
})();
