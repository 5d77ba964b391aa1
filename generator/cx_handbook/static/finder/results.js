/* What the finder's dialog shows below its field: pages that were found, or where else to look. */
(() => {
  "use strict";

  const { audience, findAll, findElement, makeElement, ownLanguage, resolveAddress } =
    Handbook.shell;
  const { finder } = Handbook;
  const URGENT_HEAD = "Before everything else";
  const UNCERTAIN_HEAD = "Not sure. One of these?";
  const ANNOUNCE_AFTER = 400; // ms without a key
  let announcing = 0;
  let latest = ""; // what is about to be announced

  /* Screen readers hear it once nobody types any more. It is the dialog's own live region,
     because what lies outside an open dialog is not read. */
  function announceLater(dialog, text) {
    clearTimeout(announcing);
    latest = text;
    announcing = setTimeout(() => {
      latest = "";
      findElement(".hb-finder-said", dialog).textContent = text;
    }, ANNOUNCE_AFTER);
  }

  /* Say it as well as what is about to be said. */
  finder.announceMore = (dialog, text) =>
    announceLater(dialog, latest ? `${latest}. ${text}` : text);
  finder.announceLater = announceLater;

  /* Hits as marks; all between two of them is one piece of text. */
  function makeMarks(pieces) {
    const made = [];
    pieces.forEach(({ text, hit }) => {
      if (hit) {
        made.push(makeElement("mark", {}, text));
      } else if (typeof made.at(-1) === "string") {
        made[made.length - 1] += text;
      } else {
        made.push(text);
      }
    });
    return made;
  }

  /* A note where a page does not apply to the chosen channel. */
  function nameChannels(entry) {
    const { channel } = audience.current();
    if (!channel || entry.channels.includes(channel)) {
      return "";
    }
    return `only ${entry.channels.map((id) => finder.index.channels[id]).join(", ")}`;
  }

  /* Words of a colleague are no quotation; they stand behind those of customers. */
  finder.namePhraseClass = (entry, phrase) => {
    const isNote = entry.said.indexOf(phrase) >= entry.said.length - (entry.notes || 0);
    return isNote ? "hb-finder-phrase hb-finder-note" : "hb-finder-phrase";
  };

  /* An emergency is red as the first answer; further down it would only alarm. */
  const nameFirstClass = (entry, number) =>
    entry.urgent && number === 0 ? "hb-finder-first hb-finder-first--urgent" : "hb-finder-first";

  /* What an option says. A step of a procedure has no phrase. */
  function describeOption(entry, markText, phrase, place) {
    const { title } = finder.index.entries[entry];
    const other = phrase && phrase !== title ? phrase : "";
    return {
      entry,
      place,
      isStep: phrase === null,
      title: markText(title),
      only: nameChannels(finder.index.entries[entry]),
      phrase: other,
      said: other ? markText(other) : [],
    };
  }

  /* A situation with its procedure below it, or a policy by itself. */
  function describeGroup({ entry, text }, markText, first) {
    // Of the first alone: twenty lines for six answers are more than anybody reads in a call.
    const steps = first === 0 ? finder.index.entries[entry].do || [] : [];
    return [
      describeOption(entry, markText, text, first),
      ...steps.map((step, n) => describeOption(step, markText, null, `${first}-${n}`)),
    ];
  }

  function makeOption({ entry: number, place, isStep, title, only, phrase, said }) {
    const entry = finder.index.entries[number];
    const attributes = {
      role: "option",
      id: `hb-option-${place}`,
      href: resolveAddress(entry.path),
      tabindex: "-1", // the arrow keys choose; the keyboard stays in the field
      "aria-selected": "false",
      class: isStep ? "hb-finder-step" : nameFirstClass(entry, place),
    };
    return makeElement(
      "a",
      attributes,
      makeElement("span", { class: "hb-finder-title", lang: ownLanguage }, makeMarks(title)),
      only && makeElement("span", "hb-finder-only", only),
      phrase &&
        makeElement(
          "span",
          { class: finder.namePhraseClass(entry, phrase), lang: ownLanguage },
          makeMarks(said),
        ),
    );
  }

  const makeGroup = (options) =>
    makeElement(
      "div",
      {
        role: "group",
        class: "hb-finder-group",
        "aria-label": finder.index.entries[options[0].entry].title,
      },
      options.map(makeOption),
    );

  const drawn = new WeakMap(); // a group in the list -> what it says

  /* Put groups into the list. One that says the same as before stays: each that is drawn anew leaves the
     page something to clear away, and a sentence has many keys. */
  function drawGroups(list, groups) {
    groups.forEach((group, n) => {
      const [shown, said] = [list.children[n], JSON.stringify(group)];
      if (!shown || drawn.get(shown) !== said) {
        const made = makeGroup(group);
        drawn.set(made, said);
        list.insertBefore(made, shown ?? null);
        shown?.remove();
      }
    });
    while (list.children.length > groups.length) {
      list.lastElementChild.remove();
    }
  }

  function showGroups(dialog, results, markText, head) {
    const groups = results.map((result, n) => describeGroup(result, markText, n));
    findElement(".hb-finder-head", dialog).textContent = head;
    const list = findElement("#hb-found", dialog);
    list.hidden = groups.length === 0; // an empty list has no name, and is read out as one
    drawGroups(list, groups);
    findElement(".hb-finder-none", dialog).replaceChildren();
    findElement(".hb-finder-danger", dialog).hidden = !finder.hasUrgent() || head === URGENT_HEAD;
    findElement("input", dialog).setAttribute("aria-expanded", String(results.length > 0));
    finder.chooseOption(dialog, undefined);
  }

  finder.listOptions = (dialog) => findAll("[role=option]", dialog);

  finder.chooseOption = (dialog, option) => {
    const input = findElement("input", dialog);
    finder.listOptions(dialog).forEach((other) => {
      other.setAttribute("aria-selected", String(other === option));
    });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  finder.hasUrgent = () => finder.index.entries.some((entry) => entry.urgent);

  /* Before anything is typed: what goes before everything else. */
  finder.showUrgent = (dialog) => {
    const urgent = finder.index.entries
      .map((entry, number) => ({ entry: number, text: "", urgent: entry.urgent }))
      .filter((result) => result.urgent);
    const markNothing = (text) => [{ text, hit: false }];
    showGroups(dialog, urgent, markNothing, urgent.length ? URGENT_HEAD : "");
    announceLater(dialog, "");
  };

  finder.showResults = (dialog, { results, isUncertain }, markText) => {
    showGroups(dialog, results, markText, isUncertain ? UNCERTAIN_HEAD : "What to do");
    finder.chooseOption(dialog, finder.listOptions(dialog)[0]);
    const sure = isUncertain ? `${UNCERTAIN_HEAD} ` : "";
    const count = results.length === 1 ? "1 result" : `${results.length} results`;
    announceLater(
      dialog,
      `${sure}${count}. First: ${finder.index.entries[results[0].entry].title}`,
    );
  };

  function writeMailLink(query) {
    const subject = encodeURIComponent("Missing in the handbook");
    const body = encodeURIComponent(
      `I searched for: ${query}\n\nI found nothing that fits.\nWhat the ${Handbook.shell.customer.one} wanted: `,
    );
    return `mailto:${finder.index.owner}?subject=${subject}&body=${body}`;
  }

  function makeSuggestion(before, page) {
    const link = makeElement(
      "a",
      { href: resolveAddress(page.path), lang: ownLanguage },
      page.title,
    );
    return makeElement("li", {}, before, link);
  }

  function listSuggestions({ results, section, isNear }, query) {
    const { sections, entries } = finder.index;
    // A page on shouting does not help whoever asks how to boil an egg.
    const nearest = isNear && entries[results[0].entry];
    const textSearch = makeElement(
      "button",
      { type: "button", "data-hb-all-text": true },
      "Search all text",
    );
    const owner = makeElement("a", { href: writeMailLink(query) }, "Tell the owner");
    return [
      isNear && section !== null && makeSuggestion("Nearest section: ", sections[section]),
      nearest && makeSuggestion("Closest page, though it may not fit: ", nearest),
      document.querySelector(".md-search__input, [data-hb-foot]") &&
        makeElement("li", {}, textSearch, " for these words"),
      makeElement("li", {}, owner, " what you looked for, so that it gets a page"),
    ];
  }

  /* Where no words fitted and something is offered, it is no longer true that nothing fits. */
  finder.showBetter = (dialog) => {
    const none = dialog.querySelector(".hb-finder-no");
    if (none) {
      none.textContent = "By the words alone, nothing fits this.";
    }
  };

  /* Nothing fits: where to look next, and whom to tell. */
  finder.showNothing = (dialog, found, query) => {
    showGroups(dialog, [], () => [], "");
    findElement(".hb-finder-none", dialog).replaceChildren(
      makeElement("p", "hb-finder-no", "Nothing in the handbook fits this."),
      makeElement("ul", {}, listSuggestions(found, query)),
    );
    announceLater(dialog, "Nothing in the handbook fits this. Press Tab for what you can do.");
  };
})();
