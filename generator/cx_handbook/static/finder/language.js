/* From what somebody types to what is compared: words, their stems, and the groups of words that
   mean the same. A language brings its stemmer and its stop words; groups come from it and from
   the company. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const WORD = /[\p{L}\p{N}]+/gu;
  const UNSPACED = /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}/u;
  const ASCII = /^[\x20-\x7e]*$/;
  const ASCII_WORD = /[a-z0-9]+/g;
  const NOWHERE = { groups: [], next: null };

  /* Case, accents and apostrophes make no difference. */
  function normalizeText(text) {
    return text
      .normalize("NFKD")
      .replace(/[\p{M}’‘']/gu, "")
      .toLowerCase();
  }

  /* Scripts without spaces are taken in pairs of letters. */
  function splitPairs(run) {
    const letters = Array.from(run);
    return letters.slice(1).map((letter, n) => letters[n] + letter);
  }

  /* The index was split by the same rules in Python, in finder/languages.py; a test compares
     both. */
  finder.splitWords = (text) => {
    if (ASCII.test(text)) {
      // Nearly every text, and in a quarter of the time.
      const plain = text.includes("'") ? text.replace(/'/g, "") : text;
      return plain.toLowerCase().match(ASCII_WORD) || [];
    }
    const runs = normalizeText(text).match(WORD) || [];
    return runs.flatMap((run) => (UNSPACED.test(run) ? splitPairs(run) : [run]));
  };

  const makeNode = () => ({ groups: [], next: null });

  finder.Language = class {
    #stemmer;
    #stems = new Map(); // word -> its stem
    #stopWords;
    #root = makeNode(); // a tree of stems that follow each other, down to the groups they belong to
    groupCount = 0;
    words = new Set(); // those of all groups

    /* `parts` has the language's stemmer and stop words, if any. */
    constructor(parts) {
      this.#stemmer = parts.stemmer || ((word) => word);
      this.#stopWords = new Set((parts.stopwords || []).map(normalizeText));
    }

    /* Each of `groups` is a list of meanings, of one word or several, that stand for the same. Work in
       slices, see slices.js. */
    *addGroups(groups) {
      for (const meanings of groups) {
        meanings.forEach((meaning) => {
          this.#addMeaning(finder.splitWords(meaning), this.groupCount);
        });
        this.groupCount += 1;
        yield;
      }
    }

    #addMeaning(words, group) {
      let node = this.#root;
      words.forEach((word) => {
        const stem = this.findStem(word);
        this.words.add(word);
        node.next ??= new Map();
        if (!node.next.has(stem)) {
          node.next.set(stem, makeNode());
        }
        node = node.next.get(stem);
      });
      if (!node.groups.includes(group)) {
        node.groups.push(group);
      }
    }

    /* Stemming takes most of the time of getting ready, so each word is stemmed once. */
    findStem(word) {
      let stem = this.#stems.get(word);
      if (stem === undefined) {
        stem = this.#stemmer(word);
        this.#stems.set(word, stem);
      }
      return stem;
    }

    /* The groups that a stem belongs to by itself, and where it leads with the stem that comes
       next. */
    lookUpStem(stem) {
      return this.#root.next?.get(stem) || NOWHERE;
    }

    isStopWord(word) {
      return this.#stopWords.has(word);
    }
  };
})();
