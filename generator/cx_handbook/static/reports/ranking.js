/* Sorts by several things, one after the other, as Python sorts tuples. */
(() => {
  "use strict";

  function compareRanks(left, right) {
    const place = left.findIndex((one, index) => one !== right[index]);
    if (place < 0) {
      return 0;
    }
    return left[place] < right[place] ? -1 : 1;
  }

  /* A sorted copy; what ranks alike keeps its order. */
  function sortBy(list, findRank) {
    const ranked = list.map((one) => ({ one, rank: findRank(one) }));
    return ranked.sort((a, b) => compareRanks(a.rank, b.rank)).map(({ one }) => one);
  }

  Handbook.reports.ranking = { sortBy };
})();
