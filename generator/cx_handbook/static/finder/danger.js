/* Hears danger in what somebody typed, whatever the ranking says. A language brings its words, by
   kind of danger; what only sounds alike is left out first. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const PART = /<<([a-z]+)>>/g;
  const WORD = /[a-z]+/g;
  const PIECE = /^(?:<<[a-z]+>>|\[[^\]]*\]|\\.|[a-z0-9 ]+|.)/;
  const COUNT = /^(?:[?*+]|\{\d+(?:,\d*)?\})\??/;
  const LEAST_LETTERS = 2;
  const LONGEST_ANCHOR = 1500; // characters

  /* A pattern with its parts put in, and theirs; a part never has itself in it. */
  const putPartsIn = (pattern, parts) =>
    pattern.replace(PART, (_, name) => `(?:${putPartsIn(parts[name], parts)})`);

  /* The alternatives of a pattern. No pattern escapes a bracket or has one in a class. */
  const splitAlternatives = (pattern) => {
    const found = [];
    let [depth, start] = [0, 0];
    [...pattern, "|"].forEach((sign, place) => {
      depth += Number(sign === "(") - Number(sign === ")");
      if (depth === 0 && sign === "|") {
        found.push(pattern.slice(start, place));
        start = place + 1;
      }
    });
    return found;
  };

  /* Where the group that begins at a place ends. */
  const findGroupEnd = (text, start) => {
    let depth = 0;
    for (let place = start; place < text.length; place += 1) {
      depth += Number(text[place] === "(") - Number(text[place] === ")");
      if (depth === 0) {
        return place + 1;
      }
    }
    return text.length;
  };

  /* The pieces of an alternative, each with how often it comes: groups, parts, classes, escaped
     signs and runs of words. */
  const splitPieces = (text) => {
    const found = [];
    for (let place = 0; place < text.length;) {
      const [piece] =
        text[place] === "("
          ? [text.slice(place, findGroupEnd(text, place))]
          : text.slice(place).match(PIECE);
      const [count] = text.slice(place + piece.length).match(COUNT) || [""];
      found.push({ piece, count });
      place += piece.length + count.length;
    }
    return found;
  };

  /* The groups, parts and words that an alternative cannot do without. */
  const findMandatory = (text) =>
    splitPieces(text).flatMap(({ piece, count }) => {
      if (/^[a-z0-9 ]/.test(piece)) {
        return count ? piece.slice(0, -1) : piece; // a count is that of the last letter
      }
      return !count && /^(?:<<|\(\?:)/.test(piece) ? piece : [];
    });

  /* How many letters the shortest way to put a piece has: the more, the seldomer it is typed. */
  const countLetters = (piece) => {
    if (!piece.startsWith("(")) {
      return piece.replaceAll(" ", "").length;
    }
    const add = (sum, inner) => sum + countLetters(inner);
    const ways = splitAlternatives(piece.slice(3, -1));
    return Math.min(...ways.map((way) => findMandatory(way).reduce(add, 0)));
  };

  /* What is looked for before an alternative is: its seldomest mandatory piece, if one is short
     enough to be compiled soon and has letters enough to be worth it. */
  const findAnchor = (text, parts) => {
    const pieces = findMandatory(text)
      .map((piece) => putPartsIn(piece, parts))
      .filter((piece) => piece.length < LONGEST_ANCHOR)
      .map((piece) => ({ piece, letters: countLetters(piece) }));
    const [best] = pieces.sort((one, other) => other.letters - one.letters);
    return best?.letters >= LEAST_LETTERS ? new RegExp(best.piece) : null;
  };

  /* Finds a pattern as whole words, in text that has been split into words and joined again. Parts
     are long lists of people and things, and a browser compiles what it first searches for: so an
     alternative is searched for only where its anchor is found. */
  const makeFinder = (pattern, parts) => {
    const compile = (text) => new RegExp(`(?<![^ ])(?:${putPartsIn(text, parts)})(?![^ ])`, "g");
    let alternatives = null; // made when the first words are searched
    const listAlternatives = () =>
      splitAlternatives(pattern).map((text) => ({
        text,
        anchor: findAnchor(text, parts),
        whole: null,
      }));
    return (words) => {
      alternatives ??= listAlternatives();
      return alternatives.flatMap((way) => {
        if (way.anchor && !way.anchor.test(words)) {
          return [];
        }
        way.whole ??= compile(way.text);
        return words.search(way.whole) < 0 ? [] : [way.whole];
      });
    };
  };

  finder.Danger = class {
    #known; // words that stay as they are
    #spelling;
    #harmless;
    #kinds; // in their order: what comes first goes first

    /* `data` has `parts`, patterns by name, `words`, `harmless`, patterns to leave out, and `kinds`,
       each with its name, its patterns and the kinds that it goes `over`. */
    constructor({ parts, words, harmless, kinds }) {
      const make = (pattern) => makeFinder(pattern, parts);
      const patterns = [...Object.values(parts), ...harmless, ...kinds.flatMap((k) => k.patterns)];
      this.#known = new Set([...words, ...patterns.join(" ").match(WORD)]);
      this.#spelling = new finder.Spelling(words, () => 0);
      this.#harmless = harmless.map(make);
      this.#kinds = kinds.map((kind) => ({
        ...kind,
        finders: kind.patterns.map(make),
        strong: new Set(kind.strong),
      }));
    }

    /* Make at leisure what the first query would make at once. Work in slices, see slices.js. */
    *prepare() {
      for (const find of [...this.#harmless, ...this.#kinds.flatMap(({ finders }) => finders)]) {
        find("");
        yield;
      }
    }

    /* Whether the language has words for danger at all. */
    get knowsWords() {
      return this.#kinds.length > 0;
    }

    /* A word as it was meant: people in danger type in a hurry. The first letter is seldom wrong. */
    #correctWord(word) {
      if (this.#known.has(word)) {
        return word;
      }
      const near = this.#spelling.suggestNearest(word);
      return near.find((other) => other[0] === word[0]) ?? word;
    }

    /* The kinds of danger that a text speaks of, and whether it has words that only sound alike.
       What says more exactly who did what goes over what says less: a shelf that fell and hit
       somebody is no violence. `byMeaning` is what finder.DangerByMeaning says, once it is known: it
       hears danger that no words were thought of for, and rules out what words only seem to say,
       but nothing that a strong pattern found. `surest` is the kind that it hears. */
    hearDanger(text, byMeaning = null) {
      const typed = finder.splitWords(text).map((word) => this.#correctWord(word));
      const words = this.#harmless.reduce(
        (left, find) => find(left).reduce((rest, pattern) => rest.replace(pattern, "-"), left),
        typed.join(" "),
      );
      const heard = this.#findKinds(words, byMeaning?.isRuledOut);
      const lesser = heard.flatMap(({ over }) => over);
      const names = heard.map(({ name }) => name).filter((name) => !lesser.includes(name));
      const isSure = byMeaning?.isHeard || (names.length > 0 && byMeaning?.isLikely);
      const surest = isSure ? byMeaning.kind : null;
      if (surest) {
        names.unshift(surest);
      }
      const soundsAlike = words.includes("-") || Boolean(byMeaning?.isRuledOut);
      return { kinds: [...new Set(names)], surest, soundsAlike };
    }

    /* The kinds with a pattern in the text; where only strong ones count, one has to be strong. */
    #findKinds(words, onlyStrong) {
      const isFound = ({ finders }) => finders.some((find) => find(words).length);
      const heard = this.#kinds.filter(isFound);
      const isStrong = ({ finders, strong }) =>
        finders.some((find, place) => strong.has(place) && find(words).length);
      return !onlyStrong || heard.some(isStrong) ? heard : [];
    }
  };
})();
