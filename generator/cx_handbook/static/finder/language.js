/* From what somebody types to what is compared: words, their stems, and the groups of words that
   mean the same. A language brings its stemmer, its small words and its groups. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const WORD = /[\p{L}\p{N}]+/gu;
  const UNSPACED = /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}/u;
  const ORDINARY = /^[\x20-\x7e]*$/;
  const ORDINARY_WORD = /[a-z0-9]+/g;
  const NOWHERE = { groups: [], next: null };

  /* The same letters for what is written in several ways: case, accents, apostrophes. */
  function plain(text) {
    return text.normalize("NFKD").replace(/[\p{M}’‘']/gu, "").toLowerCase();
  }

  /* Scripts without spaces are taken in pairs of letters. */
  function pairs(run) {
    const letters = Array.from(run);
    return letters.slice(1).map((letter, n) => letters[n] + letter);
  }

  /* The index was told apart by the same rules, in languages/__init__.py. */
  function split(text) {
    if (ORDINARY.test(text)) {
      const quick = text.includes("'") ? text.replace(/'/g, "") : text;
      return quick.toLowerCase().match(ORDINARY_WORD) || [];
    }
    const found = plain(text).match(WORD) || [];
    return found.flatMap((run) => (UNSPACED.test(run) ? pairs(run) : [run]));
  }

  /* Return what a language makes of words. `parts` has its stemmer and its small words, if any;
     `groups` are lists of words, or of several words each, that stand for one thing. */
  Handbook.language = function (parts, groups) {
    const stems = new Map();
    const small = new Set((parts.stopwords || []).map(plain));
    const words = new Set(); // those of all groups
    const trunk = branch(); // stems after each other, down to the groups they belong to

    function branch() {
      return { groups: [], next: null };
    }

    function stem(word) {
      let known = stems.get(word);
      if (known === undefined) {
        known = parts.stemmer ? parts.stemmer(word) : word;
        stems.set(word, known);
      }
      return known;
    }

    groups.forEach((group, number) => {
      group.forEach((meaning) => {
        const said = split(meaning);
        said.forEach((word) => words.add(word));
        let at = trunk;
        said.map(stem).forEach((stemmed) => {
          at.next ??= new Map();
          at.next.set(stemmed, at.next.get(stemmed) || branch());
          at = at.next.get(stemmed);
        });
        if (!at.groups.includes(number)) {
          at.groups.push(number);
        }
      });
    });

    /* Where a stem leads: the groups that it belongs to by itself, and with what comes next. */
    const leads = (stemmed) => trunk.next?.get(stemmed) || NOWHERE;

    return {
      groups: groups.length,
      split,
      stem,
      leads,
      words,
      isSmall: (word) => small.has(word),
    };
  };
})();
