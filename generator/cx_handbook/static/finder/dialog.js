/* The finder's dialog: from a few words of what a customer said to the page with the procedure.
   It opens at once, so that nothing typed is lost, and loads what it searches when it is first
   used. */
(() => {
  "use strict";

  const { customer, findElement, loadScript, makeButton, makeElement, openTextSearch, takeDoor } =
    Handbook.shell;
  const { finder } = Handbook;
  const SCRIPTS = ["finder", "index"].map((name) => `assets/handbook/finder/${name}.js`);
  const MOST_TYPED = 300; // characters
  const SHOWN = 6; // groups of results
  let dialog = null; // made when it is first opened
  let search = null; // made once the scripts are loaded
  let loading = Promise.resolve(); // until they are
  let refining = null; // by meaning, where the handbook has it
  let answered = null; // the query that was last searched for
  let isSentHere = false; // by an address that asks for a clear answer to open by itself
  let isEntering = false; // Enter was pressed before there was anything to open

  // The dialog

  function makeBar() {
    const label = `What did the ${customer.one} say?`;
    const input = makeElement("input", {
      id: "hb-finder-input",
      type: "search",
      role: "combobox",
      placeholder: label,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      maxlength: String(MOST_TYPED),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "hb-found",
      "aria-describedby": "hb-finder-keys",
      input: onInput,
    });
    return makeElement(
      "div",
      "hb-finder-bar",
      makeElement("label", { class: "hb-sr", for: "hb-finder-input" }, label),
      input,
      makeButton("hb-finder-close", "Close", () => dialog.close()),
    );
  }

  function makeKeys() {
    const key = (name) => makeElement("kbd", {}, name);
    return makeElement("p", { class: "hb-finder-keys", id: "hb-finder-keys" }, [
      key("↑"),
      " ",
      key("↓"),
      " choose, ",
      key("Enter"),
      " open, ",
      key("Esc"),
      " close",
    ]);
  }

  function makeDialog() {
    dialog = makeElement(
      "dialog",
      {
        class: "hb-finder",
        lang: "en",
        "aria-label": "Find what to do",
        keydown: onKey,
        click: onClick,
      },
      makeBar(),
      makeElement(
        "div",
        "hb-finder-body",
        makeElement("p", { class: "hb-finder-head", id: "hb-finder-head" }),
        makeElement("div", {
          id: "hb-found",
          role: "listbox",
          "aria-labelledby": "hb-finder-head",
        }),
        makeElement("div", "hb-finder-none"),
        finder.makeTextButton?.(),
        makeElement(
          "p",
          { class: "hb-finder-danger", hidden: true },
          makeButton("hb-finder-urgent", "If somebody is in danger", showUrgent),
        ),
      ),
      makeKeys(),
      makeElement("p", { class: "hb-sr hb-finder-said", role: "status" }),
    );
    dialog.addEventListener("close", () => findInput().blur());
    document.body.append(dialog);
  }

  const findInput = () => findElement("input", dialog);
  const findChosen = () => dialog.querySelector("[aria-selected=true]");

  function onClick(event) {
    if (event.target === dialog) {
      dialog.close(); // a click on the backdrop
    }
    if (event.target.closest("[data-hb-all-text]")) {
      // What the finder answers when its scripts arrive is not drawn over it.
      loading.then(() => {
        refining?.drop();
        openTextSearch(findInput().value, dialog);
      });
    }
  }

  // Searching

  /* Whoever types chooses, whatever the address asked for. */
  function onInput() {
    isSentHere = false;
    answerQuery();
  }

  function answerQuery() {
    const query = findInput().value.trim();
    if (!search) {
      return; // answered as soon as the scripts are loaded
    }
    refining?.drop();
    answered = query || null;
    if (!query) {
      finder.showUrgent(dialog);
      return;
    }
    const found = search.findEntries(query);
    if (found.refused) {
      finder.showNothing(dialog, found, query);
    } else {
      const markText = (text) => search.markText(query, text);
      finder.showResults(dialog, { ...found, results: found.results.slice(0, SHOWN) }, markText);
    }
    if (isEntering || (isSentHere && found.isClear && !found.refused)) {
      isEntering = false;
      isSentHere = false;
      openChosen();
    } else {
      refining?.ask(query, found);
    }
  }

  /* Whatever was typed: the pages for an emergency, one press away. */
  function showUrgent() {
    findInput().value = "";
    answerQuery();
    findInput().focus();
  }

  function openChosen() {
    if (!search || (answered === null && findInput().value.trim())) {
      isEntering = true; // as soon as there is something to open
      return;
    }
    const target = findChosen() || finder.listOptions(dialog)[0];
    target?.click();
  }

  function moveChoice(by) {
    const options = finder.listOptions(dialog);
    if (options.length) {
      const now = options.indexOf(findChosen());
      finder.chooseOption(dialog, options[(now + by + options.length) % options.length]);
    }
  }

  const ACTIONS = {
    ArrowDown: () => moveChoice(1),
    ArrowUp: () => moveChoice(findChosen() ? -1 : 0),
    Enter: openChosen,
  };

  const isBetterKey = ({ altKey, key }) => altKey && key === "Enter";

  /* While an input method composes a word, its keys are not ours. */
  function onKey(event) {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault(); // a search field would take it: Safari's never lets the dialog close
      dialog.close();
      return;
    }
    const act = ACTIONS[event.key];
    if (act && event.target === findInput() && !event.isComposing) {
      event.preventDefault();
      // Pressed too soon, it opens nothing else.
      if (!isBetterKey(event) || !refining?.openBetter()) {
        act();
      }
    }
  }

  // Opening

  async function loadSearch() {
    const head = findElement(".hb-finder-head", dialog);
    head.textContent = `Loading what ${customer.many} say …`;
    try {
      await Promise.all(SCRIPTS.map(loadScript));
    } catch {
      head.textContent = "The finder could not be loaded. Close it and try again.";
      return;
    }
    search = new finder.Search(finder.index);
    refining = finder.index.meaning ? new finder.Refining(dialog, search) : null;
    answerQuery();
  }

  function openFinder() {
    if (!dialog) {
      makeDialog();
    }
    if (!dialog.open) {
      dialog.showModal();
    }
    findInput().focus();
    findInput().select();
    isEntering = false;
    if (search) {
      answerQuery();
    } else {
      loading = loadSearch();
    }
  }

  /* The telephone or the ticket system opened a page with what the customer said. */
  function openByDoor() {
    const door = takeDoor();
    if (!door) {
      return;
    }
    if (!dialog) {
      makeDialog();
    }
    findInput().value = door.words.slice(0, MOST_TYPED);
    isSentHere = door.opens;
    openFinder();
  }

  finder.open = openFinder;

  /* What one customer said is not shown to whoever asks for the next. */
  document.addEventListener("hb-next-customer", () => {
    if (dialog) {
      findInput().value = "";
      refining?.drop();
      answered = null;
    }
  });

  const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  const isTyping = (target) => !target.closest("dialog:not([open])") && target.closest(FIELDS);

  /* Heard before the theme does, which opens its own search by this key. */
  function onSlash(event) {
    const isPlain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isPlain && !isTyping(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      openFinder();
    }
  }

  openByDoor();
  window.addEventListener("hashchange", openByDoor);
  window.addEventListener("keydown", onSlash, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hb-find]")) {
      openFinder();
    }
  });
})();
