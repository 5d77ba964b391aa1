/* From a ranking to an answer: what belongs together, whether it fits at all, and where else to look. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});

  /* Tuned on labelled phrases, see benchmarks/search.py. */
  const NEARLY = 0.6; // of a policy's score, for the situation that leads to it
  const LEAST = 0.125; // nearness to the best entry, less STRAY of that to what is said elsewhere
  const STRAY = 0.3;
  const BEST = 5; // results that tell which section is nearest

  /* The finder of the handbook whose index is loaded. */
  Handbook.newFinder = function () {
    const { parts, groups, synonyms, entries } = Handbook.finder;
    const language = Handbook.language(parts, [...groups, ...synonyms]);
    const ranking = Handbook.ranking(Handbook.finder, language);

    /* A policy is not named by itself where a situation leads to it that is nearly as near. */
    function grouped(results) {
      const leading = new Map(); // policy -> the score of the best situation that has it
      results.forEach(({ entry, score }) => {
        (entries[entry].do || []).forEach((policy) => {
          leading.set(policy, Math.max(leading.get(policy) || 0, score));
        });
      });
      return results.filter(({ entry, score }) => !(leading.get(entry) >= NEARLY * score));
    }

    /* The section that the best entries belong to, each by its weight; null where none has one. */
    function sectionOf(results) {
      const sums = new Map();
      results.forEach(({ entry, score }) => {
        const { section, do: policies = [] } = entries[entry];
        const place = section ?? entries[policies[0]]?.section ?? null;
        sums.set(place, (sums.get(place) || 0) + score);
      });
      const [first] = [...sums].filter(([place]) => place !== null).sort((a, b) => b[1] - a[1]);
      return first ? first[0] : null;
    }

    /* Whether anything fits; one or two words that are known lead somewhere in any case. */
    function fits(query, results) {
      const best = results.reduce((most, { central }) => Math.max(most, central), 0);
      return best > 0 && (ranking.isShort(query) || best - STRAY * ranking.strayness(query) >= LEAST);
    }

    /* Search; and say when nothing fits, and in which section it would be nearest. */
    function find(query) {
      const results = grouped(ranking.search(query));
      return { results, refused: !fits(query, results), section: sectionOf(results.slice(0, BEST)) };
    }

    return { find, marks: ranking.marks };
  };
})();
