/* When a sample cannot decide on which side of a limit the truth lies, and how many cases would.
   The same rules as audit/scoring/close_calls.py. Sampled questions are those of pooled_share.js. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { mostCasesToSettle } = audit.definitions.scoring;
  const { addUp, round9 } = audit.rounding;
  const { poolShares } = audit.pooledShare;

  /* On the limit itself counts as reached, so the low end may lie on it. */
  function isTooClose([low, high], limit) {
    return round9(low) < round9(limit) && round9(limit) <= round9(high);
  }

  function countLookedAt(sampled) {
    return addUp(sampled.map((one) => one.looked_at));
  }

  function countCases(one) {
    return one.cases === null ? Number.POSITIVE_INFINITY : one.cases;
  }

  /* By what factor samples grow that have so many cases together. Where a sample reaches the number
     of cases there were, the others take over what is left. */
  function findGrowth(sampled, total) {
    const room = (one) => countCases(one) / one.looked_at;
    const order = [...sampled].sort((a, b) => (room(a) < room(b) ? -1 : Number(room(a) > room(b))));
    let left = total;
    let growing = countLookedAt(sampled);
    for (const one of order) {
      if ((one.looked_at * left) / growing <= countCases(one)) {
        return left / growing;
      }
      left -= countCases(one);
      growing -= one.looked_at;
    }
    return Number.POSITIVE_INFINITY; // every case of every question
  }

  function settles(sampled, limit, fixed, total) {
    const growth = findGrowth(sampled, total);
    const enlarged = sampled.map((one) => ({
      ...one,
      looked_at: Math.min(one.looked_at * growth, countCases(one)),
    }));
    return !isTooClose(poolShares(enlarged, fixed).limits, limit);
  }

  /* The least number of cases whose interval no longer holds the limit, or null when 500 cases, or
     all there were, would not settle it. Those looked at already are counted. */
  function findCasesToSettle(sampled, limit, fixed = 0) {
    const lookedAt = Math.ceil(countLookedAt(sampled));
    const most = Math.min(mostCasesToSettle, addUp(sampled.map(countCases)));
    if (lookedAt > most || !settles(sampled, limit, fixed, most)) {
      return null;
    }
    // The interval narrows as the samples grow, so the least number can be found by halving.
    let tooFew = lookedAt - 1;
    let enough = most;
    while (enough - tooFew > 1) {
      const middle = Math.floor((tooFew + enough) / 2);
      if (settles(sampled, limit, fixed, middle)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return enough;
  }

  audit.closeCalls = { findCasesToSettle, isTooClose };
})();
