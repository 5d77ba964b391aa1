/* Words that are known nowhere: what was meant by them? Only those are looked at, because leniency
   with every word would cost more right answers than it finds. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const SHORTEST = 4; // letters; shorter words are too near to too many others
  const LONG = 9; // letters from which two slips are looked for
  const MEANT = 3; // candidates that are kept

  /* Slips between two words, at most `limit`, or more than it: letters left out, put in, taken for
     another, or two neighbours swapped (optimal string alignment; Damerau 1964, Levenshtein 1965). */
  function slips(a, b, limit) {
    let before = null;
    let above = Array.from({ length: b.length + 1 }, (_, n) => n);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        let cost = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + same);
        if (before && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        row.push(cost);
        least = Math.min(least, cost);
      }
      if (least > limit) {
        return limit + 1;
      }
      before = above;
      above = row;
    }
    return above[b.length];
  }

  /* The letters of a word as bits. Each slip changes two of them at most, so that most words need no
     closer look. */
  function letters(word) {
    let bits = 0;
    for (let n = 0; n < word.length; n += 1) {
      bits |= 1 << (word.charCodeAt(n) % 31);
    }
    return bits;
  }

  function differing(a, b) {
    let bits = a ^ b;
    let count = 0;
    while (bits) {
      bits &= bits - 1;
      count += 1;
    }
    return count;
  }

  /* Return what finds the known words that one may have been meant for, best first. */
  Handbook.spelling = function (words, frequency) {
    const byLength = new Map();
    words.forEach((word) => {
      if (!byLength.has(word.length)) {
        byLength.set(word.length, []);
      }
      byLength.get(word.length).push({ word, bits: letters(word) });
    });
    const asked = new Map();

    function within(word, limit) {
      const found = [];
      const bits = letters(word);
      for (let length = word.length - limit; length <= word.length + limit; length += 1) {
        (byLength.get(length) || []).forEach((other) => {
          const near = differing(bits, other.bits) <= 2 * limit;
          if (near && slips(word, other.word, limit) <= limit) {
            found.push(other.word);
          }
        });
      }
      const first = (other) => (other[0] === word[0] ? 0 : 1);
      return found.sort((a, b) => first(a) - first(b) || frequency(b) - frequency(a) || (a < b ? -1 : 1)).slice(0, MEANT);
    }

    function meant(word) {
      if (word.length < SHORTEST || /\d/.test(word)) {
        return [];
      }
      if (!asked.has(word)) {
        const near = within(word, 1);
        asked.set(word, near.length || word.length < LONG ? near : within(word, 2));
      }
      return asked.get(word);
    }

    /* Known words that begin with what is still being typed, the most frequent first. */
    function begun(start) {
      const found = [];
      byLength.forEach((same, length) => {
        if (length > start.length) {
          same.forEach(({ word }) => word.startsWith(start) && found.push(word));
        }
      });
      return found.sort((a, b) => frequency(b) - frequency(a) || (a < b ? -1 : 1)).slice(0, 2 * MEANT);
    }

    return { meant, begun };
  };
})();
