/* The 95 % interval of a weighted mean of sampled shares: Wilson's, with the effective sample size.
   The same steps as statistics/pooled_share.py, which gives the sources, and so the same digits.

   A sampled question is {points, share, looked_at, cases}; cases is null when the number of cases is
   not known or not believed. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { addUp } = audit.rounding;
  const Z = 1.959963984540054; // two-sided 95 %

  /* Wilson's limits of a share from 0 to 1, of a sample of so many cases; a fraction will do. */
  function findWilsonLimits(share, size) {
    const z2 = (Z * Z) / size;
    const middle = (share + z2 / 2) / (1 + z2);
    const half = Math.sqrt(z2 * share * (1 - share) + (z2 * z2) / 4) / (1 + z2);
    // The share lies within its limits; binary digits would deny it at 0 and at 1.
    return [
      Math.max(0, Math.min(middle - half, share)),
      Math.min(1, Math.max(middle + half, share)),
    ];
  }

  /* The finite-population correction, from 0 (all cases looked at) to 1. */
  function findCorrection(one) {
    if (one.cases === null) {
      return 1;
    }
    return one.cases <= one.looked_at ? 0 : (one.cases - one.looked_at) / (one.cases - 1);
  }

  /* The size of a simple random sample that is as sure, by the points alone and by the estimated
     variance; the smaller counts. */
  function findEffectiveSize(counting, points, share) {
    const byPoints =
      (points * points) /
      addUp(counting.map((one) => (one.points * one.points * findCorrection(one)) / one.looked_at));
    if (counting.length === 1) {
      return byPoints; // Wilson's own interval: there is no other question to differ from
    }
    const variance = addUp(
      counting.map((one) => {
        const part = one.points / points;
        const spread = part * part * findCorrection(one) * one.share * (1 - one.share);
        return spread / Math.max(one.looked_at - 1, 1);
      }),
    );
    return variance === 0 ? byPoints : Math.min(byPoints, (share * (1 - share)) / variance);
  }

  function findLimits(pooled) {
    if (pooled.effective_size === null) {
      const sum = pooled.fixed + pooled.points * pooled.share;
      return [sum, sum];
    }
    const ends = findWilsonLimits(pooled.share, pooled.effective_size);
    return ends.map((end) => pooled.fixed + pooled.points * end);
  }

  /* The sum of fixed points and the points of sampled questions, with its limits. A question all of
     whose cases were looked at has no sampling error and counts as fixed. */
  function poolShares(sampled, fixed = 0) {
    const counting = sampled.filter((one) => findCorrection(one) > 0);
    const seenWhole = sampled.filter((one) => findCorrection(one) === 0);
    const pooled = {
      fixed: seenWhole.reduce((total, one) => total + one.points * one.share, fixed),
      points: 0,
      share: 0,
      effective_size: null,
      looked_at: addUp(sampled.map((one) => one.looked_at)),
    };
    if (counting.length) {
      pooled.points = addUp(counting.map((one) => one.points));
      const mean = addUp(counting.map((one) => one.points * one.share)) / pooled.points;
      pooled.share = Math.min(mean, 1);
      pooled.effective_size = findEffectiveSize(counting, pooled.points, pooled.share);
    }
    return {
      ...pooled,
      estimate: pooled.fixed + pooled.points * pooled.share,
      limits: findLimits(pooled),
    };
  }

  audit.pooledShare = { findWilsonLimits, poolShares };
})();
