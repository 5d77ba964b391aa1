/* Asks by meaning once the words have answered, and offers what fits better in a line of its own above
   the list. Nothing that is shown moves: the line is there from the key on that asks. */
(() => {
  "use strict";

  const { findElement, hasOptionalPart, makeElement, ownLanguage, resolveAddress } = Handbook.shell;
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

  /* What stands before the first page that is offered: how sure it is. */
  function nameLead([first, second], isOnly) {
    if (finder.index.entries[first.entry].urgent) {
      return "This may be urgent: ";
    }
    return second || isOnly ? "This may be meant: " : "A better match: ";
  }

  const makePhrase = (entry, text) =>
    text &&
    makeElement("span", { class: finder.namePhraseClass(entry, text), lang: ownLanguage }, text);

  /* A page that is offered. The key opens the first; why it is offered, its phrase says. */
  function makeOffer({ entry: number, text }, lead, place) {
    const entry = finder.index.entries[number];
    const title = makeElement("span", { class: "hb-finder-title", lang: ownLanguage }, entry.title);
    return makeElement(
      "a",
      {
        href: resolveAddress(entry.path),
        ...(place === 0 ? { "aria-keyshortcuts": "Alt+Enter" } : {}),
        class: entry.urgent ? "hb-finder-offer hb-finder-offer--urgent" : "hb-finder-offer",
      },
      makeElement("span", {}, place === 0 ? lead : "or ", title),
      place === 0 && makeElement("span", "hb-finder-way", makeKeys()),
      makePhrase(entry, text),
    );
  }

  finder.Refining = class {
    #dialog;
    #search;
    #line = makeElement("p", { class: "hb-finder-better", hidden: true });
    #state = "new"; // then looking, starting, ready; off where it cannot be
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
      if (["off", "looking"].includes(this.#state) || !this.#search.isSentence(query)) {
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
      if (mustSpare()) {
        this.#state = "looking"; // whether this device has it already
        if (!(await hasOptionalPart?.())) {
          this.#state = "off";
          return;
        }
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
      const { results, isDoubtful } = finder.findBetter(entries, words, refined, meaning);
      if (results.length) {
        this.#offer(results, words.refused);
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

    #offer(results, isOnly) {
      const lead = nameLead(results, isOnly);
      this.#line.hidden = false;
      this.#line.classList.toggle("hb-finder-better--two", results.length > 1);
      this.#line.replaceChildren(...results.map((result, n) => makeOffer(result, lead, n)));
      finder.showBetter(this.#dialog);
      // That nothing fits is not said once something is offered.
      const announce = isOnly ? finder.announceLater : finder.announceMore;
      const [first, ...others] = results.map(({ entry }) => finder.index.entries[entry].title);
      const further = others.map((title) => ` Or: ${title}.`).join("");
      announce(this.#dialog, `${lead}${first}. Alt and Enter open it.${further}`);
    }
  };
})();
