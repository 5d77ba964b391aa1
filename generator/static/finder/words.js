/* From what somebody types to what is compared: words, their stems, and the groups of words that
   mean the same. A language brings its stemmer, its small words and its groups. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const WORD = /[\p{L}\p{N}]+/gu;
  const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2,}/u;

  /* The same letters for what is written in several ways: case, accents, apostrophes. */
  function plain(text) {
    return text
      .normalize("NFKD")
      .replace(/\p{M}|['’‘`´]/gu, "")
      .toLowerCase();
  }

  /* Scripts without spaces are taken in pairs of letters. */
  function pairs(run) {
    const letters = Array.from(run);
    return letters.slice(1).map((letter, n) => letters[n] + letter);
  }

  function split(text) {
    const found = plain(text).match(WORD) || [];
    return found.some((run) => UNSPACED.test(run))
      ? found.flatMap((run) => (UNSPACED.test(run) ? pairs(run) : [run]))
      : found;
  }

  /* Return what a language makes of a text. `parts` has its stemmer and its small words, if any;
     `groups` are lists of words, or of several words each, that stand for one thing. */
  Handbook.language = function (parts, groups) {
    const stems = new Map();
    const small = new Set((parts.stopwords || []).map(plain));
    const meant = new Map();
    let longest = 1;

    function stem(word) {
      let known = stems.get(word);
      if (known === undefined) {
        known = parts.stemmer ? parts.stemmer(word) : word;
        stems.set(word, known);
      }
      return known;
    }

    groups.forEach((group, n) => {
      group.forEach((words) => {
        const said = split(words).map(stem);
        longest = Math.max(longest, said.length);
        const key = said.join(" ");
        meant.set(key, (meant.get(key) || new Set()).add(n));
      });
    });

    /* The groups that words belong to, one by one or together. */
    function meanings(stemmed) {
      const found = new Set();
      stemmed.forEach((_, from) => {
        for (let n = 1; n <= longest && from + n <= stemmed.length; n += 1) {
          const key = n === 1 ? stemmed[from] : stemmed.slice(from, from + n).join(" ");
          (meant.get(key) || []).forEach((group) => found.add(group));
        }
      });
      return found;
    }

    return {
      split,
      stem,
      meanings,
      isSmall: (word) => small.has(word),
      grouped: () => meant.keys(),
    };
  };
})();
