/* Two auditors, one audit: how far they agree, where they differ, and who is stricter, as
   statistics/agreement.py and reports/pairs.py have it. */
(() => {
  "use strict";

  const { listBinomial } = Handbook.audit.chance;
  const { addUp } = Handbook.audit.rounding;
  const { estimateShare } = Handbook.reports.difference;
  const { sortBy } = Handbook.reports.ranking;
  const LEAST_CASES = 20; // fewer are listed and give no coefficient

  function isJudged({ state }) {
    return state === "met" || state === "not_met";
  }

  function countCases({ bothRight, firstRight, secondRight, bothWrong }) {
    return bothRight + firstRight + secondRight + bothWrong;
  }

  /* The share of questions that both judged alike, with its interval; null without a common one. */
  function measureAgreement(ratings) {
    const cases = countCases(ratings);
    const met = ratings.bothRight + ratings.bothWrong;
    return cases ? estimateShare({ met, looked_at: cases }) : null;
  }

  /* Gwet's AC1 with its interval; null below twenty common questions. */
  function measureAc1(ratings) {
    const cases = countCases(ratings);
    if (cases < LEAST_CASES) {
      return null;
    }
    const { bothRight, firstRight, secondRight } = ratings;
    const right = (2 * bothRight + firstRight + secondRight) / (2 * cases);
    const byChance = 2 * right * (1 - right);
    const correct = (part) => (part - byChance) / (1 - byChance);
    const { value, low, high } = measureAgreement(ratings);
    return { value: correct(value), low: correct(low), high: correct(high) };
  }

  /* The two-sided exact chance of so uneven a split of what was seen differently; 1 without any. */
  function findStricterChance({ firstRight, secondRight }) {
    const differing = firstRight + secondRight;
    if (differing === 0) {
      return 1;
    }
    const fewer = Math.min(firstRight, secondRight);
    return Math.min(1, 2 * addUp(listBinomial(differing, 0.5).slice(0, fewer + 1)));
  }

  /* Two audits of the same form, each { record, result }, question by question. What moves the grade
     most comes first. */
  function comparePair(first, second) {
    const other = new Map(second.result.items.map((scored) => [scored.item.standard, scored]));
    const ratings = { bothRight: 0, firstRight: 0, secondRight: 0, bothWrong: 0 };
    const differences = [];
    // A blank of one auditor is no disagreement with the other.
    const judged = first.result.items
      .map((scored) => [scored, other.get(scored.item.standard)])
      .filter(([scored, twin]) => twin && isJudged(scored) && isJudged(twin));
    for (const [scored, twin] of judged) {
      const [one, two] = [scored, twin].map(({ state }) => state === "met");
      const both = one ? "bothRight" : "bothWrong";
      ratings[one === two ? both : one ? "firstRight" : "secondRight"] += 1;
      if (one !== two || scored.share !== twin.share) {
        const stricter = scored.share < twin.share ? "first" : "second";
        differences.push({ first: scored, second: twin, stricter });
      }
    }
    const rank = ({ first: one, second: two }) => [
      -one.item.weight * Math.abs(one.share - two.share),
      one.item.standard,
    ];
    return { first, second, ratings, differences: sortBy(differences, rank) };
  }

  Handbook.reports.pairs = {
    comparePair,
    countCases,
    findStricterChance,
    measureAc1,
    measureAgreement,
  };
})();
