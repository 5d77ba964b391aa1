/* Which pages have the words that somebody types, wherever on them: the search of all text. */
(() => {
  "use strict";

  const { finder } = Handbook;
  // As usual for BM25: how soon more of the same word stops counting, and how much length does.
  const SATURATION = 1.2;
  const LENGTH = 0.75;
  const IN_TITLE = 3; // times a word counts there
  const BEGINNING = 0.5; // of a word that only begins as the one that is being typed
  const SHORTEST = 3; // letters of a beginning that is looked for

  finder.TextRanking = class {
    #language;
    #sections = []; // { page, anchor, title, text, boost, length }
    #places = new Map(); // stem -> [section, count] of each section that has it
    #average = 1;

    /* `pages` as in the index: address, title, sections. */
    constructor(pages, language) {
      this.#language = language;
      pages.forEach(([path, title, sections]) => {
        sections.forEach(([anchor, heading, text, boost]) => {
          this.#addSection({ path, page: title, anchor, title: heading, text, boost, length: 0 });
        });
      });
      const total = this.#sections.reduce((sum, { length }) => sum + length, 0);
      this.#average = total / Math.max(1, this.#sections.length);
    }

    #addSection(section) {
      const number = this.#sections.push(section) - 1;
      const counts = new Map();
      const count = (text, times) => {
        for (const word of finder.splitWords(text)) {
          const stem = this.#language.findStem(word);
          counts.set(stem, (counts.get(stem) || 0) + times);
          section.length += 1;
        }
      };
      count(section.title, IN_TITLE);
      count(section.text, 1);
      counts.forEach((times, stem) => {
        if (!this.#places.has(stem)) {
          this.#places.set(stem, []);
        }
        this.#places.get(stem).push([number, times]);
      });
    }

    /* The stems that count for a word, each with its weight; the last word may not be finished. */
    #listStems(word, isLast) {
      const stem = this.#language.findStem(word);
      const stems = [[stem, 1]];
      if (isLast && word.length >= SHORTEST) {
        for (const other of this.#places.keys()) {
          if (other !== stem && other.startsWith(word)) {
            stems.push([other, BEGINNING]);
          }
        }
      }
      return stems;
    }

    /* Sections that have every word of a query, or else the most of them; best first, and of each
       page its best alone. */
    findSections(query) {
      const all = finder.splitWords(query);
      const telling = all.filter((word) => !this.#language.isStopWord(word));
      const words = telling.length ? telling : all;
      const scores = new Map();
      const counts = new Map(); // section -> how many of the words it has
      words.forEach((word, n) => {
        this.#scoreWord(this.#listStems(word, n === words.length - 1)).forEach((score, number) => {
          scores.set(number, (scores.get(number) || 0) + score);
          counts.set(number, (counts.get(number) || 0) + 1);
        });
      });
      const most = Math.max(0, ...counts.values());
      const kept = [...scores].filter(([number]) => counts.get(number) === most);
      return { hasAll: most === words.length, sections: this.#listBest(kept) };
    }

    #scoreWord(stems) {
      const scores = new Map();
      stems.forEach(([stem, weight]) => {
        const places = this.#places.get(stem) || [];
        const rarity = Math.log(1 + this.#sections.length / (places.length + 0.5));
        places.forEach(([number, times]) => {
          const { length, boost } = this.#sections[number];
          const long = 1 - LENGTH + (LENGTH * length) / this.#average;
          const score = (times * (SATURATION + 1)) / (times + SATURATION * long);
          const add = weight * rarity * score * Math.sqrt(boost);
          scores.set(number, Math.max(scores.get(number) || 0, add));
        });
      });
      return scores;
    }

    #listBest(scores) {
      const pages = new Map();
      scores
        .sort(([one, first], [other, second]) => second - first || one - other)
        .forEach(([number]) => {
          const section = this.#sections[number];
          if (!pages.has(section.path)) {
            pages.set(section.path, section);
          }
        });
      return [...pages.values()];
    }
  };
})();
