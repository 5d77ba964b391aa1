/* Says whether what was found by meaning is better than what the words found. Pure: a list that is
   shown stays, whatever comes out. */
(() => {
  "use strict";

  const { finder } = Handbook;
  // Chosen on labelled phrases, see benchmarks/offers.py.
  const LEAST_NEAR = 0.37; // of a page that is offered, less talk that is out of domain
  const STRAY_WEIGHT = 0.45;
  const MOST_NEAR = 1.5; // see finder.Nearness
  const LEAD = 0.15; // over the page that the words put first
  const ALIKE = 0.2; // between two pages, where either may be meant
  const MOST = 2; // pages that are offered

  /* `words` is the answer by words, `refined` the one by words and meaning, `meaning` what
     finder.Meaning says. Return the results to offer, and whether the answer by words is to be doubted,
     which a clear one is not. An emergency that was found by its words stays first. */
  finder.findBetter = (entries, words, refined, meaning) => {
    const isUrgent = (result) => entries[result?.entry]?.urgent === true;
    const leadsTo = (one, other) =>
      one?.entry === other.entry || Boolean(entries[one?.entry]?.do?.includes(other.entry));
    const offer = (results) => ({ results, isDoubtful: false });
    const [first] = words.refused ? [] : words.results;
    if (isUrgent(first)) {
      return offer([]);
    }
    if (refined.refused || !refined.results.length) {
      return { results: [], isDoubtful: !words.refused && !words.isClear };
    }
    const [best, ...others] = refined.results;
    if (leadsTo(first, best)) {
      return offer([]);
    }
    if (isUrgent(best)) {
      return offer([best]); // that it is danger was judged by limits of its own
    }
    const totalOf = ({ entry }) => refined.totals[entry] ?? 0;
    const near = meaning.near[best.entry] / MOST_NEAR - STRAY_WEIGHT * meaning.stray;
    const lead = totalOf(best) - (first ? totalOf(first) : 0);
    if (near < LEAST_NEAR || lead < LEAD) {
      return offer([]);
    }
    const mayBe = (other) =>
      totalOf(best) - totalOf(other) <= ALIKE && ![first, best].some((one) => leadsTo(one, other));
    return offer([best, ...others.filter(mayBe)].slice(0, MOST));
  };
})();
