/* From words to numbers. A text has a feature for each of its stems, and for each group of words
   that mean the same. Features are numbered, so that texts can be counted in flat arrays. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const STOP_WORD_WEIGHT = 0.9; // beside 1 of another word

  finder.FeatureTable = class {
    #language;
    #words = new Map(); // word -> what readWord returns
    #lastText; // group -> the number of the last text that used it
    #text = 0;

    constructor(language) {
      this.#language = language;
      this.stems = new Map(); // stem -> feature
      // Feature -> weight. Groups come first, so that their numbers are their features.
      this.weights = Array.from({ length: language.groupCount }, () => 1);
      this.#lastText = this.weights.map(() => 0);
    }

    #numberStem(stem, isStopWord) {
      let feature = this.stems.get(stem);
      if (feature === undefined) {
        feature = this.weights.push(isStopWord ? STOP_WORD_WEIGHT : 1) - 1;
        this.stems.set(stem, feature);
      }
      return feature;
    }

    /* A word's stem with its feature, the groups it belongs to by itself, and where it leads
       next. */
    readWord(word) {
      let known = this.#words.get(word);
      if (known === undefined) {
        const language = this.#language;
        const stem = language.findStem(word);
        const { groups, next } = language.lookUpStem(stem);
        const feature = this.#numberStem(stem, language.isStopWord(word));
        known = { stem, feature, groups, next };
        this.#words.set(word, known);
      }
      return known;
    }

    #useGroups(groups, use) {
      for (const group of groups) {
        if (this.#lastText[group] !== this.#text) {
          this.#lastText[group] = this.#text;
          use(group);
        }
      }
    }

    /* Call `use` with each feature of a text, given as words that were read: stems as often as they
       occur, groups once. Plain loops, because this runs for every text of the index. */
    forEachFeature(words, use) {
      this.#text += 1;
      for (let n = 0; n < words.length; n += 1) {
        use(words[n].feature);
        this.#useGroups(words[n].groups, use);
        let { next } = words[n];
        for (let m = n + 1; next && m < words.length; m += 1) {
          const found = next.get(words[m].stem);
          if (found) {
            this.#useGroups(found.groups, use);
          }
          next = found?.next;
        }
      }
    }
  };
})();
