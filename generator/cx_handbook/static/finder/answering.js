/* Answers what is typed into the finder's dialog: pages below the field, keys that choose among them.
   Loaded with what is searched, when somebody first opens the dialog that opener.js makes. */
(() => {
  "use strict";

  const { findElement, makeButton, makeElement, openTextSearch } = Handbook.shell;
  const { finder } = Handbook;
  const SHOWN = 6; // groups of results

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

  const isBetterKey = ({ altKey, key }) => altKey && key === "Enter";

  finder.Answering = class {
    #dialog;
    #input;
    #search = null; // until it is prepared
    #refining = null; // by meaning, where the handbook has it
    #isSentHere = false; // a clear answer opens by itself, once there is one
    #answered = null; // the query that was last searched for
    #isEntering = false; // Enter was pressed before there was anything to open
    #actions = {
      ArrowDown: () => this.#moveChoice(1),
      ArrowUp: () => this.#moveChoice(this.#findChosen() ? -1 : 0),
      Enter: () => this.#openChosen(),
    };

    constructor(dialog) {
      this.#dialog = dialog;
      this.#input = findElement("input", dialog);
      this.#addParts();
      dialog.addEventListener("click", (event) => {
        if (event.target.closest("[data-hb-all-text]")) {
          this.#refining?.drop();
          this.#answered = this.#input.value.trim();
          openTextSearch(this.#input.value, dialog);
        }
      });
    }

    /* Prepare the search, then answer what was typed meanwhile, unless all text was searched for it. */
    async prepare() {
      this.#search = await finder.Search.prepare(finder.index);
      if (finder.index.meaning) {
        this.#refining = new finder.Refining(this.#dialog, this.#search);
      }
      if (this.#input.value.trim() && this.#answered === null) {
        this.#answer(this.#isSentHere);
      }
    }

    /* Answer what stands in the field. `opens` has a clear answer open by itself, `enters` any. */
    begin(opens, enters) {
      this.#isEntering = enters;
      this.#answer(opens);
    }

    onInput() {
      this.#answer(false);
    }

    onKey(event) {
      const act = this.#actions[event.key];
      if (act) {
        event.preventDefault();
        // Pressed too soon, it opens nothing else.
        if (!isBetterKey(event) || !this.#refining?.openBetter()) {
          act();
        }
      }
    }

    /* What one customer said is not shown to whoever asks for the next. */
    forget() {
      this.#refining?.drop();
      this.#answered = null;
    }

    /* Below the head, which is there. */
    #addParts() {
      const urgent = makeButton("hb-finder-urgent", "If somebody is in danger", () =>
        this.#showUrgent(),
      );
      const found = { id: "hb-found", role: "listbox", "aria-labelledby": "hb-finder-head" };
      const parts = [
        makeElement("div", found),
        makeElement("div", "hb-finder-none"),
        finder.makeTextButton?.(),
        makeElement("p", { class: "hb-finder-danger", hidden: true }, urgent),
      ];
      findElement(".hb-finder-body", this.#dialog).append(...parts.filter(Boolean));
      const said = makeElement("p", { class: "hb-sr hb-finder-said", role: "status" });
      this.#dialog.append(makeKeys(), said);
    }

    #answer(opens) {
      const query = this.#input.value.trim();
      this.#refining?.drop();
      this.#answered = null;
      this.#isSentHere = opens;
      if (!query) {
        finder.showUrgent(this.#dialog);
      } else if (this.#search) {
        this.#answered = query;
        this.#answerQuery(query, opens);
      }
    }

    #answerQuery(query, opens) {
      const found = this.#search.findEntries(query);
      this.#show(found, query);
      if (this.#isEntering || (opens && found.isClear && !found.refused)) {
        this.#isEntering = false;
        this.#openChosen();
      } else {
        this.#refining?.ask(query, found);
      }
    }

    #show(found, query) {
      if (found.refused) {
        finder.showNothing(this.#dialog, found, query);
      } else {
        const markText = (text) => this.#search.markText(query, text);
        const results = found.results.slice(0, SHOWN);
        finder.showResults(this.#dialog, { ...found, results }, markText);
      }
    }

    /* Whatever was typed: the pages for an emergency, one press away. */
    #showUrgent() {
      this.#input.value = "";
      this.#answer(false);
      this.#input.focus();
    }

    #findChosen() {
      /** @type {HTMLElement} */
      const chosen = this.#dialog.querySelector("[aria-selected=true]");
      return chosen;
    }

    #openChosen() {
      if (this.#answered === null && this.#input.value.trim()) {
        this.#isEntering = true; // as soon as there is something to open
        return;
      }
      const target = this.#findChosen() || finder.listOptions(this.#dialog)[0];
      target?.click();
    }

    #moveChoice(by) {
      const options = finder.listOptions(this.#dialog);
      if (options.length) {
        const now = options.indexOf(this.#findChosen());
        const place = (now + by + options.length) % options.length;
        finder.chooseOption(this.#dialog, options[place]);
      }
    }
  };
})();
