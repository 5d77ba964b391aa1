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

  const makeMarks = (pieces) =>
    pieces.map(({ text, hit }) => (hit ? makeElement("mark", {}, text) : text));

  /* A note where a page does not apply to the chosen channel. */
  function makeChannelNote(entry) {
    const { channel } = audience.current();
    if (!channel || entry.channels.includes(channel)) {
      return null;
    }
    const names = entry.channels.map((id) => finder.index.channels[id]).join(", ");
    return makeElement("span", "hb-finder-only", `only ${names}`);
  }

  /* Words of a colleague are no quotation; they stand behind those of customers. */
  finder.namePhraseClass = (entry, phrase) => {
    const isNote = entry.said.indexOf(phrase) >= entry.said.length - (entry.notes || 0);
    return isNote ? "hb-finder-phrase hb-finder-note" : "hb-finder-phrase";
  };

  /* An emergency is red as the first answer; further down it would only alarm. */
  const nameFirstClass = (entry, number) =>
    entry.urgent && number === 0 ? "hb-finder-first hb-finder-first--urgent" : "hb-finder-first";

  function makeOption(entry, markText, phrase, number) {
    const isStep = phrase === null;
    const attributes = {
      role: "option",
      id: `hb-option-${number}`,
      href: resolveAddress(entry.path),
      tabindex: "-1", // the arrow keys choose; the keyboard stays in the field
      "aria-selected": "false",
      class: isStep ? "hb-finder-step" : nameFirstClass(entry, number),
    };
    const isOther = phrase && phrase !== entry.title;
    return makeElement(
      "a",
      attributes,
      makeElement(
        "span",
        { class: "hb-finder-title", lang: ownLanguage },
        makeMarks(markText(entry.title)),
      ),
      makeChannelNote(entry),
      isOther &&
        makeElement(
          "span",
          { class: finder.namePhraseClass(entry, phrase), lang: ownLanguage },
          makeMarks(markText(phrase)),
        ),
    );
  }

  /* A situation with its procedure below it, or a policy by itself. */
  function makeGroup(result, markText, first) {
    const { entries } = finder.index;
    const entry = entries[result.entry];
    // Of the first alone: twenty lines for six answers are more than anybody reads in a call.
    const steps = first === 0 ? entry.do || [] : [];
    return makeElement(
      "div",
      { role: "group", class: "hb-finder-group", "aria-label": entry.title },
      makeOption(entry, markText, result.text, first),
      steps.map((number, n) => makeOption(entries[number], markText, null, `${first}-${n}`)),
    );
  }

  function showGroups(dialog, results, markText, head) {
    const groups = results.map((result, n) => makeGroup(result, markText, n));
    const input = findElement("input", dialog);
    findElement(".hb-finder-head", dialog).textContent = head;
    const list = findElement("#hb-found", dialog);
    list.hidden = groups.length === 0; // an empty list has no name, and is read out as one
    list.replaceChildren(...groups);
    findElement(".hb-finder-none", dialog).replaceChildren();
    findElement(".hb-finder-danger", dialog).hidden = !finder.hasUrgent() || head === URGENT_HEAD;
    input.setAttribute("aria-expanded", String(results.length > 0));
    input.removeAttribute("aria-activedescendant");
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
