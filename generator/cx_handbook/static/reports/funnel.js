/* Sites beside each other: funnel limits, and which differences chance does not explain. The formulas
   are those of statistics/funnel.py, which names their sources. A site is { met, looked_at }. */
(() => {
  "use strict";

  const { addUp } = Handbook.audit.rounding;
  const { correctByHolm, listBinomial } = Handbook.audit.chance;
  const [WIDE, NARROW] = [0.998, 0.95]; // the two pairs of limits
  const FALSE_DISCOVERIES = 0.05;
  const LEVEL_OF_PLACES = 0.05; // over all pairs of sites

  function findShare({ met, looked_at: cases }) {
    return met / cases;
  }

  function poolCounts(sites) {
    const all = (name) => sites.reduce((total, site) => total + site[name], 0);
    return all("met") / all("looked_at");
  }

  /* The count at which the distribution reaches a level, between whole numbers. */
  function interpolateQuantile(chances, level) {
    let reached = 0;
    for (const [place, chance] of chances.entries()) {
      reached += chance;
      if (reached > level) {
        return place - (reached - level) / chance;
      }
    }
    return chances.length - 1;
  }

  /* The exact limits of a share at a number of cases, interpolated between whole counts. */
  function findFunnelLimits(cases, share, inside) {
    const tail = (1 - inside) / 2;
    const chances = listBinomial(cases, share);
    return [
      Math.max(0, interpolateQuantile(chances, tail) / cases),
      Math.min(1, interpolateQuantile(chances, 1 - tail) / cases),
    ];
  }

  /* The two-sided mid-p of a count: half of its own chance, and twice the smaller tail. */
  function findMiddleChance({ met, looked_at: cases }, share) {
    const chances = listBinomial(cases, share);
    const [below, own] = [addUp(chances.slice(0, met)), chances[met]];
    const smaller = Math.min(below + own / 2, 1 - below - own / 2);
    return Math.min(1, 2 * Math.max(0, smaller));
  }

  /* Which of several tests are discoveries, of which about one in twenty is by chance. */
  function findDiscoveries(chances, rate = FALSE_DISCOVERIES) {
    const order = chances.map((_, place) => place).sort((a, b) => chances[a] - chances[b]);
    let kept = 0;
    order.forEach((index, place) => {
      if (chances[index] <= (rate * (place + 1)) / chances.length) {
        kept = place + 1;
      }
    });
    const named = new Set(order.slice(0, kept));
    return chances.map((_, place) => named.has(place));
  }

  // Over-dispersion

  function winsorise(scores, pulled) {
    const ordered = [...scores].sort((a, b) => a - b);
    const [low, high] = [ordered[pulled], ordered[ordered.length - 1 - pulled]];
    return scores.map((score) => Math.min(high, Math.max(low, score)));
  }

  /* How much the sites differ beyond chance, a tenth of them at each end pulled in: the ratio, about 1
     when chance explains all, and the variance between sites that has to be added. */
  function measureDispersion(sites, share) {
    const count = sites.length;
    const deviations = sites.map((site) => Math.sqrt((share * (1 - share)) / site.looked_at));
    if (count < 2 || deviations.some((deviation) => deviation === 0)) {
      return { ratio: 1, added: 0 };
    }
    const scores = sites.map((site, place) => (findShare(site) - share) / deviations[place]);
    const pulled = winsorise(scores, Math.floor(count / 10));
    const ratio = addUp(pulled.map((score) => score * score)) / count;
    if (ratio <= 1 + 2 * Math.sqrt(2 / count)) {
      return { ratio, added: 0 };
    }
    const weights = deviations.map((deviation) => 1 / (deviation * deviation));
    const total = addUp(weights);
    const squares = addUp(weights.map((weight) => weight * weight));
    return { ratio, added: Math.max(0, (count * ratio - (count - 1)) / (total - squares / total)) };
  }

  /* The limits of a share where sites differ by more than chance; `z` is 1.96 or 3.09. */
  function findDispersedLimits(cases, share, added, z) {
    const reach = z * Math.sqrt((share * (1 - share)) / cases + added);
    return [Math.max(0, share - reach), Math.min(1, share + reach)];
  }

  // Places

  /* The part of a normal distribution beyond z on both sides, by the series of the error function with
     terms that are all positive, so that nothing cancels; exact to 14 digits below 1. */
  function findNormalTails(z) {
    const x = z / Math.SQRT2;
    if (x > 6) {
      return 0; // less than 1e-16
    }
    let [sum, term] = [x, x];
    for (let n = 1; term > sum * 1e-17; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return Math.max(0, 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum);
  }

  function comparePair(a, b) {
    const share = poolCounts([a, b]);
    const variance = share * (1 - share) * (1 / a.looked_at + 1 / b.looked_at);
    return variance === 0
      ? 1
      : findNormalTails(Math.abs(findShare(a) - findShare(b)) / Math.sqrt(variance));
  }

  /* The places { best, worst } that each site may have; sites that chance alone parts share theirs. All
     pairs are compared by the normal test of two shares, corrected together by Holm. */
  function findPlaceRanges(sites) {
    const pairs = sites.flatMap((_, a) => sites.slice(a + 1).map((__, n) => [a, a + 1 + n]));
    const chances = correctByHolm(pairs.map(([a, b]) => comparePair(sites[a], sites[b])));
    const [better, worse] = [sites.map(() => 0), sites.map(() => 0)];
    pairs.forEach(([a, b], place) => {
      if (chances[place] < LEVEL_OF_PLACES) {
        const isFirst = findShare(sites[a]) > findShare(sites[b]);
        const [winner, loser] = isFirst ? [a, b] : [b, a];
        better[loser] += 1;
        worse[winner] += 1;
      }
    });
    return sites.map((_, n) => ({ best: 1 + better[n], worst: sites.length - worse[n] }));
  }

  Handbook.reports.funnel = {
    NARROW,
    WIDE,
    findDiscoveries,
    findDispersedLimits,
    findFunnelLimits,
    findMiddleChance,
    findPlaceRanges,
    findShare,
    measureDispersion,
    poolCounts,
  };
})();
