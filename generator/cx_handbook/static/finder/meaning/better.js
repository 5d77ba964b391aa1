/* Says whether what was found by meaning is better than what the words found. Pure: a list that is
   shown stays, whatever comes out. */
(() => {
  "use strict";

  const { finder } = Handbook;

  /* `words` is the answer by words, `refined` the one by words and meaning. Return the result to offer
     and whether the answer by words is to be doubted, which a clear one is not. An emergency that was
     found by its words stays first. */
  finder.findBetter = (entries, words, refined) => {
    const isUrgent = ({ entry }) => entries[entry].urgent === true;
    const [first] = words.refused ? [] : words.results;
    const nothing = { result: null, isDoubtful: false };
    if (first && isUrgent(first)) {
      return nothing;
    }
    if (refined.refused || !refined.results.length) {
      return { result: null, isDoubtful: !words.refused && !words.isClear };
    }
    const [result] = refined.results;
    const isLedTo = entries[first?.entry]?.do?.includes(result.entry);
    return first?.entry === result.entry || isLedTo ? nothing : { result, isDoubtful: false };
  };
})();
