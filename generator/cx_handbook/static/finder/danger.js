/* Hears danger in what somebody typed, whatever the ranking says. A language brings its words, by
   kind of danger; what only sounds alike is left out first. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const PART = /<<([a-z]+)>>/g;

  /* A pattern with its parts put in, and theirs; a part never has itself in it. */
  const putPartsIn = (pattern, parts) =>
    pattern.replace(PART, (_, name) => `(?:${putPartsIn(parts[name], parts)})`);

  /* The alternatives of a pattern, and of each how long it is before the first group, or part, that
     has a part in it. No pattern escapes a bracket or has one in a class. */
  const splitAlternatives = (pattern) => {
    const found = [];
    let [depth, start, group, simple] = [0, 0, 0, -1];
    [...pattern, "|"].forEach((sign, place) => {
      if (depth === 0 && "(<|".includes(sign)) {
        group = place;
      }
      if (sign === "<" && pattern[place + 1] === "<" && simple < 0 && group > start) {
        simple = group - start;
      }
      depth += Number(sign === "(") - Number(sign === ")");
      if (depth === 0 && sign === "|") {
        found.push({ text: pattern.slice(start, place), simple });
        [start, simple] = [place + 1, -1];
      }
    });
    return found;
  };

  /* Finds a pattern as whole words, in text that has been split into words and joined again. Parts
     are long lists of people and things, and a browser compiles what it first searches for: so an
     alternative with parts is searched for only where its beginning is found. */
  const makeFinder = (pattern, parts) => {
    const compile = (text, end) => new RegExp(`(?<![^ ])(?:${putPartsIn(text, parts)})${end}`, "g");
    const alternatives = splitAlternatives(pattern).map(({ text, simple }) => ({
      text,
      beginning: simple > 0 ? compile(text.slice(0, simple), "") : null,
      whole: null,
    }));
    return (words) =>
      alternatives.flatMap((way) => {
        if (way.beginning && words.search(way.beginning) < 0) {
          return [];
        }
        way.whole ??= compile(way.text, "(?![^ ])");
        return words.search(way.whole) < 0 ? [] : [way.whole];
      });
  };

  finder.Danger = class {
    #harmless;
    #kinds; // in their order: what comes first goes first

    /* `data` has `parts`, patterns by name, `harmless`, patterns to leave out, and `kinds`, each
       with its name and patterns. */
    constructor({ parts, harmless, kinds }) {
      const make = (pattern) => makeFinder(pattern, parts);
      this.#harmless = harmless.map(make);
      this.#kinds = kinds.map(({ name, patterns }) => ({ name, finders: patterns.map(make) }));
    }

    /* Whether the language has words for danger at all. */
    get knowsWords() {
      return this.#kinds.length > 0;
    }

    /* The kinds of danger that a text speaks of. */
    findKinds(text) {
      const words = this.#harmless.reduce(
        (left, find) => find(left).reduce((rest, pattern) => rest.replace(pattern, "-"), left),
        finder.splitWords(text).join(" "),
      );
      return this.#kinds
        .filter(({ finders }) => finders.some((find) => find(words).length))
        .map(({ name }) => name);
    }
  };
})();
