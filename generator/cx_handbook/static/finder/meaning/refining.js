/* Asks by meaning once the words have answered, and offers what fits better in a line of its own above
   the list. Nothing that is shown moves: the line is there from the key on that asks. */
(() => {
  "use strict";

  const { findElement, makeElement, ownLanguage, resolveAddress } = Handbook.shell;
  const { finder } = Handbook;
  const PAUSE = 50; // ms without a key, before the encoder is asked: an answer takes twice as long
  const LOOKING = "Looking for a better match …";
  const NONE = "No better match.";
  const DOUBTFUL = "Perhaps nothing here fits.";
  const key = (name) => makeElement("kbd", {}, name);
  const makeKeys = () => [key("Alt"), "+", key("Enter")];

  /* Sixteen megabytes are not taken from somebody who pays for each; on a disk they are there. */
  function mustSpare() {
    const { saveData, type } = /** @type {any} */ (navigator).connection ?? {};
    return location.protocol !== "file:" && (saveData === true || type === "cellular");
  }

  finder.Refining = class {
    #dialog;
    #search;
    #line = makeElement("p", { class: "hb-finder-better", hidden: true });
    #state = mustSpare() ? "off" : "new"; // then starting, ready; off where it cannot be
    #send = null; // asks the encoder, once it is ready
    #question = null; // what was last asked, and its answer by words
    #pausing = 0;

    constructor(dialog, search) {
      this.#dialog = dialog;
      this.#search = search;
      findElement(".hb-finder-bar", dialog).after(this.#line);
    }

    /* Ask what a query means whose answer by words is shown. */
    ask(query, words) {
      this.#start();
      if (this.#state === "off" || !this.#search.isSentence(query)) {
        return;
      }
      this.#question = { query, words };
      this.#show("hb-finder-soft", LOOKING);
      this.#pausing = setTimeout(() => this.#pass(), PAUSE);
    }

    /* Forget what was asked: something else is shown. */
    drop() {
      clearTimeout(this.#pausing);
      this.#question = null;
      this.#line.hidden = true;
      this.#line.replaceChildren();
    }

    /* Open what is offered. Return whether anything was asked for at all. */
    openBetter() {
      this.#line.querySelector("a")?.click();
      return !this.#line.hidden;
    }

    async #start() {
      if (this.#state !== "new") {
        return;
      }
      this.#state = "starting";
      try {
        this.#send = await finder.startMeaning(
          () => this.#setReady(),
          (text, meaning) => this.#judge(text, meaning),
          () => this.#giveUp(),
        );
      } catch {
        this.#giveUp();
      }
    }

    #setReady() {
      this.#state = "ready";
      const keys = findElement(".hb-finder-keys", this.#dialog);
      keys.append(", ", ...makeKeys(), " open a better match");
      this.#pass();
    }

    /* The line keeps its place until the next key; whatever was looked for was not found. */
    #giveUp() {
      this.#state = "off";
      this.#question = null;
      this.#line.replaceChildren();
    }

    #pass() {
      if (this.#question && this.#state === "ready") {
        const { query } = this.#question;
        this.#send(query, this.#search.suggestMeant(query));
      }
    }

    #judge(query, meaning) {
      if (query !== this.#question?.query) {
        return;
      }
      const { words } = this.#question;
      const refined = this.#search.findEntries(query, meaning);
      const { entries } = finder.index;
      const { result, isDoubtful } = finder.findBetter(entries, words, refined);
      if (result) {
        this.#offer(entries[result.entry], result.text, words.refused);
      } else {
        this.#show("hb-finder-soft", isDoubtful ? DOUBTFUL : NONE);
      }
      if (isDoubtful) {
        finder.announceMore(this.#dialog, DOUBTFUL);
      }
    }

    #show(name, ...content) {
      this.#line.hidden = false;
      this.#line.replaceChildren(makeElement("span", name, ...content));
    }

    #offer(entry, phrase, isOnly) {
      const found = isOnly ? "This may be meant: " : "A better match: ";
      const lead = entry.urgent ? "This may be urgent: " : found;
      const link = makeElement(
        "a",
        {
          href: resolveAddress(entry.path),
          "aria-keyshortcuts": "Alt+Enter",
          class: entry.urgent ? "hb-finder-offer hb-finder-offer--urgent" : "hb-finder-offer",
        },
        makeElement(
          "span",
          {},
          lead,
          makeElement("span", { class: "hb-finder-title", lang: ownLanguage }, entry.title),
        ),
        makeElement("span", "hb-finder-way", makeKeys()),
        phrase &&
          makeElement(
            "span",
            { class: finder.namePhraseClass(entry, phrase), lang: ownLanguage },
            phrase,
          ),
      );
      this.#line.hidden = false;
      this.#line.replaceChildren(link);
      finder.showBetter(this.#dialog);
      // That nothing fits is not said once something is offered.
      const announce = isOnly ? finder.announceLater : finder.announceMore;
      announce(this.#dialog, `${lead}${entry.title}. Alt and Enter open it.`);
    }
  };
})();
