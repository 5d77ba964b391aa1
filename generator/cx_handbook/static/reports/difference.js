/* Differences of two shares or two grades with their interval, and how many cases would tell. The
   formulas are those of statistics/difference.py. An estimate is { value, low, high }. */
(() => {
  "use strict";

  const { findWilsonLimits } = Handbook.audit.pooledShare;
  const Z = 1.959963984540054; // two-sided 95 %
  const Z_OF_POWER = 0.8416212335729143; // of a one-sided 80 %

  /* The difference of two independent figures from their own intervals (Newcombe, method 10). */
  function subtractEstimates(after, before) {
    const value = after.value - before.value;
    const low = value - Math.hypot(after.value - after.low, before.high - before.value);
    const high = value + Math.hypot(after.high - after.value, before.value - before.low);
    return { value, low, high };
  }

  /* Whether the interval lies on one side of zero: chance does not explain the difference. */
  function isTold({ low, high }) {
    return low > 0 || high < 0;
  }

  /* The difference of two counts { met, looked_at }, as shares from -1 to 1. */
  function subtractShares(after, before) {
    return subtractEstimates(estimateShare(after), estimateShare(before));
  }

  /* The share of right cases with Wilson's interval; at least one case was looked at. */
  function estimateShare({ met, looked_at: cases }) {
    const [low, high] = findWilsonLimits(met / cases, cases);
    return { value: met / cases, low, high };
  }

  /* How many cases each of two audits needs to tell two shares apart four times in five. */
  function countNeededCases(before, after) {
    const variance = before * (1 - before) + after * (1 - after);
    return Math.ceil(((Z + Z_OF_POWER) ** 2 * variance) / (after - before) ** 2);
  }

  Handbook.reports.difference = {
    countNeededCases,
    estimateShare,
    isTold,
    subtractEstimates,
    subtractShares,
  };
})();
