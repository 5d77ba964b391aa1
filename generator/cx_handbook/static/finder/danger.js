/* Hears danger in what somebody typed, whatever the ranking says. A language brings its words, by
   kind of danger; what only sounds alike is left out first. */
(() => {
  "use strict";

  const { finder } = Handbook;

  /* Whole words only, in text that has been split into words and joined again. */
  const compileWords = (pattern) => new RegExp(`(?<![^ ])(?:${pattern})(?![^ ])`, "gu");

  finder.Danger = class {
    #harmless;
    #kinds; // in their order: what comes first goes first

    /* `data` has `harmless`, patterns to leave out, and `kinds`, each with its name and patterns. */
    constructor({ harmless, kinds }) {
      this.#harmless = harmless.map(compileWords);
      this.#kinds = kinds.map(({ name, patterns }) => ({
        name,
        patterns: patterns.map(compileWords),
      }));
    }

    /* The kinds of danger that a text speaks of. */
    findKinds(text) {
      const words = this.#harmless.reduce(
        (left, pattern) => left.replace(pattern, "-"),
        finder.splitWords(text).join(" "),
      );
      return this.#kinds
        .filter(({ patterns }) => patterns.some((pattern) => words.search(pattern) >= 0))
        .map(({ name }) => name);
    }
  };
})();
