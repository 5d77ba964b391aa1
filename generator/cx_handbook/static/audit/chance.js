/* Exact probabilities of counts, and Holm's correction for several tests, as in statistics/chance.py. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { addUp } = audit.rounding;

  /* The probability of k successes in n trials for each k from 0 to n, from the most likely count
     outwards, so that no start underflows. */
  function listBinomial(n, p) {
    const mode = Math.min(n, Math.floor((n + 1) * p));
    const chances = Array.from({ length: n + 1 }, () => 0);
    chances[mode] = 1;
    for (let k = mode; k < n; k += 1) {
      chances[k + 1] = p < 1 ? ((chances[k] * (n - k)) / (k + 1)) * (p / (1 - p)) : 0;
    }
    for (let k = mode; k > 0; k -= 1) {
      chances[k - 1] = ((chances[k] * k) / (n - k + 1)) * ((1 - p) / p);
    }
    const total = addUp(chances);
    return chances.map((chance) => chance / total);
  }

  function findBinomialAtLeast(k, n, p) {
    return Math.min(1, addUp(listBinomial(n, p).slice(Math.max(k, 0)).reverse()));
  }

  /* The probability of at most k marked cases among those drawn at random. */
  function findHypergeometricAtMost(k, drawn, marked, cases) {
    const fewest = Math.max(0, drawn - (cases - marked));
    const most = Math.min(drawn, marked);
    const likely = Math.floor(((drawn + 1) * (marked + 1)) / (cases + 2));
    const mode = Math.min(most, Math.max(fewest, likely));
    const chances = Array.from({ length: most + 1 }, () => 0);
    chances[mode] = 1;
    for (let i = mode; i < most; i += 1) {
      const unmarked = cases - marked - drawn + i + 1;
      chances[i + 1] = (chances[i] * ((marked - i) * (drawn - i))) / ((i + 1) * unmarked);
    }
    for (let i = mode; i > fewest; i -= 1) {
      const unmarked = cases - marked - drawn + i;
      chances[i - 1] = (chances[i] * (i * unmarked)) / ((marked - i + 1) * (drawn - i + 1));
    }
    return Math.min(1, addUp(chances.slice(0, Math.max(0, k + 1))) / addUp(chances));
  }

  /* Probabilities corrected for their number, in the same order (Holm 1979). */
  function correctByHolm(chances) {
    const order = chances.map((_, index) => index).sort((a, b) => chances[a] - chances[b]);
    const corrected = Array.from({ length: chances.length }, () => 1);
    let highest = 0;
    order.forEach((index, place) => {
      highest = Math.max(highest, Math.min(1, (chances.length - place) * chances[index]));
      corrected[index] = highest;
    });
    return corrected;
  }

  audit.chance = { correctByHolm, findBinomialAtLeast, findHypergeometricAtMost, listBinomial };
})();
