/* What was meant by a word that is known nowhere? Only such words are looked at, because
   leniency with every word would cost more right answers than it finds. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const SHORTEST = 4; // letters; shorter words are too near to too many others
  const LONG = 9; // letters from which two slips are looked for
  const MOST = 3; // candidates
  const MOST_COMPLETIONS = 6;

  /* The edit distance of two words, or a larger number where it is above `limit`: letters left
     out, put in, taken for another, or two neighbours swapped (optimal string alignment; Damerau
     1964, Levenshtein 1965). */
  function computeEditDistance(a, b, limit) {
    let twoAbove = null;
    let above = Array.from({ length: b.length + 1 }, (_, n) => n);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        let cost = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + same);
        if (twoAbove && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          cost = Math.min(cost, twoAbove[j - 2] + 1);
        }
        row.push(cost);
        least = Math.min(least, cost);
      }
      if (least > limit) {
        return limit + 1;
      }
      twoAbove = above;
      above = row;
    }
    return above[b.length];
  }

  /* The letters of a word as bits. A slip changes at most two of them, so that most words need
     no closer look. */
  function packLetters(word) {
    let bits = 0;
    for (let n = 0; n < word.length; n += 1) {
      bits |= 1 << (word.charCodeAt(n) % 31);
    }
    return bits;
  }

  function countDifferentBits(a, b) {
    let bits = a ^ b;
    let count = 0;
    while (bits) {
      bits &= bits - 1; // drops the lowest bit that is set
      count += 1;
    }
    return count;
  }

  finder.Spelling = class {
    #frequencyOf;
    #byLength = new Map(); // letters -> words of that length, each with its bits
    #suggestions = new Map(); // word -> what was found for it

    constructor(words, frequencyOf) {
      this.#frequencyOf = frequencyOf;
      words.forEach((word) => {
        if (!this.#byLength.has(word.length)) {
          this.#byLength.set(word.length, []);
        }
        this.#byLength.get(word.length).push({ word, bits: packLetters(word) });
      });
    }

    /* The most frequent first; of equal ones in the order of the alphabet. */
    #compareFrequency(a, b) {
      return this.#frequencyOf(b) - this.#frequencyOf(a) || (a < b ? -1 : 1);
    }

    #findNear(word, limit) {
      const found = [];
      const bits = packLetters(word);
      for (let length = word.length - limit; length <= word.length + limit; length += 1) {
        (this.#byLength.get(length) || []).forEach((other) => {
          const mayBeNear = countDifferentBits(bits, other.bits) <= 2 * limit;
          if (mayBeNear && computeEditDistance(word, other.word, limit) <= limit) {
            found.push(other.word);
          }
        });
      }
      // People seldom get the first letter wrong.
      const firstDiffers = (other) => (other[0] === word[0] ? 0 : 1);
      const compare = (a, b) => firstDiffers(a) - firstDiffers(b) || this.#compareFrequency(a, b);
      return found.sort(compare).slice(0, MOST);
    }

    /* The known words that are one slip away, best first. */
    suggestNearest(word) {
      return word.length <= SHORTEST ? [] : this.#findNear(word, 1);
    }

    /* The known words that one may have been meant for, best first. */
    suggestWords(word) {
      if (word.length < SHORTEST || /\d/.test(word)) {
        return [];
      }
      if (!this.#suggestions.has(word)) {
        const near = this.#findNear(word, 1);
        const isEnough = near.length || word.length < LONG;
        this.#suggestions.set(word, isEnough ? near : this.#findNear(word, 2));
      }
      return this.#suggestions.get(word);
    }

    /* The known words that begin with what is still being typed, the most frequent first. */
    completeWord(start) {
      const found = [];
      this.#byLength.forEach((sameLength, length) => {
        if (length > start.length) {
          found.push(...sameLength.filter(({ word }) => word.startsWith(start)));
        }
      });
      return found
        .map(({ word }) => word)
        .sort((a, b) => this.#compareFrequency(a, b))
        .slice(0, MOST_COMPLETIONS);
    }
  };
})();
