/* The finder: from a few words of what a customer said to the page with the procedure.

   It opens at once, so that nothing typed is lost, and loads what it searches when first used. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const PARTS = ["finder", "index"].map((name) => `assets/handbook/finder/${name}.js`);
  const SHOWN = 6; // groups
  const QUIET = 400; // ms without a key before the results are said aloud
  let dialog = null;
  let finder = null; // the ranking, once it is loaded
  let answered = null; // what was last searched, with what was found
  let entering = false; // Enter was pressed before there was anything to open
  let saying = 0;

  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (value !== null) {
        made.setAttribute(name, value);
      }
    });
    made.append(...children);
    return made;
  }

  /* Parts of the dialog */

  function build() {
    const made = make("dialog", { class: "hb-finder", "aria-label": "Find what to do" });
    made.append(
      make("div", { class: "hb-finder-bar" },
        make("label", { class: "hb-sr", for: "hb-finder-input" }, "What did the customer say?"),
        make("input", {
          id: "hb-finder-input", type: "search", role: "combobox", placeholder: "What did the customer say?",
          autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go", maxlength: "300",
          "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "hb-found",
          "aria-describedby": "hb-finder-keys",
        }),
        make("button", { type: "button", class: "hb-finder-close" }, "Close")),
      make("div", { class: "hb-finder-body" },
        make("p", { class: "hb-finder-head", id: "hb-finder-head" }),
        make("div", { id: "hb-found", role: "listbox", "aria-labelledby": "hb-finder-head" }),
        make("div", { class: "hb-finder-none" })),
      make("p", { class: "hb-finder-keys", id: "hb-finder-keys" },
        make("kbd", {}, "↑"), " ", make("kbd", {}, "↓"), " choose, ", make("kbd", {}, "Enter"), " open, ",
        make("kbd", {}, "Esc"), " close"),
      make("p", { class: "hb-sr hb-finder-said", role: "status" })
    );
    made.querySelector("input").addEventListener("input", answer);
    made.addEventListener("keydown", onKey);
    made.addEventListener("click", (event) => {
      if (event.target === made || event.target.closest(".hb-finder-close")) {
        made.close();
      }
      if (event.target.closest("[data-hb-all-text]")) {
        made.close();
        Handbook.searchText(input().value);
      }
    });
    made.addEventListener("close", () => input().blur());
    document.body.append(made);
    return made;
  }

  const part = (selector) => dialog.querySelector(selector);
  const input = () => part("input");
  const options = () => Array.from(dialog.querySelectorAll("[role=option]"));
  const chosen = () => part("[aria-selected=true]");

  function choose(option) {
    options().forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    if (option) {
      input().setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input().removeAttribute("aria-activedescendant");
    }
  }

  /* What is shown */

  function marked(pieces) {
    return pieces.map(({ text, hit }) => (hit ? make("mark", {}, text) : text));
  }

  function note(entry) {
    const mine = Handbook.mine ? Handbook.mine().channel : "";
    const elsewhere = mine && !entry.channels.includes(mine);
    const names = entry.channels.map((channel) => Handbook.finder.channels[channel]).join(", ");
    return elsewhere ? [make("span", { class: "hb-finder-only" }, `only ${names}`)] : [];
  }

  function option(entry, query, phrase, number) {
    const made = make("a", {
      role: "option", id: `hb-option-${number}`, href: Handbook.address(entry.path), tabindex: "-1",
      "aria-selected": "false", class: phrase === null ? "hb-finder-step" : "hb-finder-first",
    });
    made.append(make("span", { class: "hb-finder-title" }, ...marked(finder.marks(query, entry.title))));
    made.append(...note(entry));
    if (phrase && phrase !== entry.title) {
      made.append(make("span", { class: "hb-finder-phrase" }, ...marked(finder.marks(query, phrase))));
    }
    return made;
  }

  /* A situation with its procedure below it, or a policy by itself. */
  function group(result, query, first) {
    const { entries } = Handbook.finder;
    const entry = entries[result.entry];
    const made = make("div", { role: "group", class: "hb-finder-group", "aria-label": entry.title });
    made.append(option(entry, query, result.text, first));
    (entry.do || []).forEach((number, n) => {
      made.append(option(entries[number], query, null, `${first}-${n}`));
    });
    return made;
  }

  function showGroups(results, query, head) {
    part(".hb-finder-head").textContent = head;
    part("#hb-found").replaceChildren(...results.map((result, n) => group(result, query, n)));
    part(".hb-finder-none").replaceChildren();
    input().setAttribute("aria-expanded", String(results.length > 0));
    input().removeAttribute("aria-activedescendant");
  }

  function showBefore() {
    const urgent = Handbook.finder.entries
      .map((entry, number) => ({ entry: number, text: "", urgent: entry.urgent }))
      .filter((result) => result.urgent);
    showGroups(urgent, "", urgent.length ? "Before everything else" : "");
    say("");
  }

  /* Nothing fits: where to look next, and whom to tell. */
  function showNone(found, query) {
    const { sections, entries, owner } = Handbook.finder;
    const near = found.results[0] && entries[found.results[0].entry];
    const section = found.section === null ? null : sections[found.section];
    const letter = `mailto:${owner}?subject=${encodeURIComponent("Missing in the handbook")}&body=${encodeURIComponent(
      `I searched for: ${query}\n\nI found nothing that fits.\nWhat the customer wanted: `
    )}`;
    showGroups([], query, "");
    const list = make("ul", {});
    if (section) {
      list.append(make("li", {}, "Nearest section: ", make("a", { href: Handbook.address(section.path) }, section.title)));
    }
    if (near) {
      list.append(make("li", {}, "Closest page, though it may not fit: ", make("a", { href: Handbook.address(near.path) }, near.title)));
    }
    if (document.querySelector(".md-search__input")) {
      list.append(make("li", {}, make("button", { type: "button", "data-hb-all-text": "" }, "Search all text"), " for these words"));
    }
    list.append(make("li", {}, make("a", { href: letter }, "Tell the owner"), " what you looked for, so that it gets a page"));
    part(".hb-finder-none").replaceChildren(make("p", { class: "hb-finder-no" }, "Nothing in the handbook fits this."), list);
    say("Nothing in the handbook fits this. Press Tab for what you can do.");
  }

  function say(text) {
    clearTimeout(saying);
    saying = setTimeout(() => (part(".hb-finder-said").textContent = text), QUIET);
  }

  /* Searching */

  function answer() {
    const query = input().value.trim();
    if (!finder) {
      return; // it answers as soon as it is loaded
    }
    if (!query) {
      answered = null;
      showBefore();
      return;
    }
    const found = finder.find(query);
    answered = { query, found };
    if (found.refused) {
      showNone(found, query);
    } else {
      const results = found.results.slice(0, SHOWN);
      showGroups(results, query, "What to do");
      choose(options()[0]);
      const count = results.length === 1 ? "1 result" : `${results.length} results`;
      say(`${count}. First: ${Handbook.finder.entries[results[0].entry].title}`);
    }
    if (entering) {
      entering = false;
      go();
    }
  }

  function go() {
    if (!finder || (answered === null && input().value.trim())) {
      entering = true; // as soon as there is something to open
      return;
    }
    const target = chosen() || options()[0];
    if (target) {
      target.click();
    }
  }

  function step(by) {
    const all = options();
    if (all.length) {
      const now = all.indexOf(chosen());
      choose(all[(now + by + all.length) % all.length]);
    }
  }

  function onKey(event) {
    if (event.target !== input() || event.isComposing) {
      return;
    }
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(chosen() ? -1 : 0), Enter: go }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  }

  /* Opening */

  async function load() {
    part(".hb-finder-head").textContent = "Loading what customers say …";
    try {
      await Promise.all(PARTS.map(Handbook.load));
    } catch {
      part(".hb-finder-head").textContent = "The finder could not be loaded. Close it and try again.";
      return;
    }
    finder = Handbook.newFinder();
    answer();
  }

  Handbook.openFinder = function () {
    dialog = dialog || build();
    if (!dialog.open) {
      dialog.showModal();
    }
    input().focus();
    input().select();
    entering = false;
    if (finder) {
      answer();
    } else {
      load();
    }
  };

  function isTyping(element) {
    return !element.closest("dialog:not([open])") && element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  }

  /* Before the theme hears of it: there, the key opens the search of all text. */
  window.addEventListener("keydown", (event) => {
    const plainKey = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plainKey && !isTyping(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      Handbook.openFinder();
    }
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hb-find]")) {
      Handbook.openFinder();
    }
  });
})();
