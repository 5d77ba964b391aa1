/* What is said of sites beside each other and of two auditors: the sentences of reports/words.py. */
(() => {
  "use strict";

  const { formatPercent } = Handbook.audit.rounding;
  const { countCases, findStricterChance, measureAc1, measureAgreement } = Handbook.reports.pairs;
  const { sortBy } = Handbook.reports.ranking;
  const { writeNumber } = Handbook.reports.words;
  const MOST_NAMED = 8; // sites in one sentence
  const UNLIKE = [
    ["form", "has another form", "have another form"],
    ["periods", "has other periods", "have other periods"],
    ["draw", "chose its cases in another way", "chose their cases in another way"],
    ["provisional", "has provisional audits only", "have provisional audits only"],
  ];

  /* The names of some sites; of many the first ones, and how many more. */
  function listSites(sites, nameSite) {
    const more = sites.length - MOST_NAMED;
    const names = sites.slice(0, MOST_NAMED).map(nameSite).join(", ");
    return more > 0 ? `${names} and ${writeNumber(more)} more` : names;
  }

  function describeNamed({ figures, share }, nameSite) {
    const named = figures.filter(({ isNamed }) => isNamed);
    const worse = named.filter(({ estimate }) => estimate.value < share);
    const better = named.filter(({ estimate }) => estimate.value >= share);
    const said = [
      ["Worse", worse],
      ["Better", better],
    ]
      .filter(([, sites]) => sites.length)
      .map(([side, sites]) => {
        const names = sites.map(({ site }) => site);
        return `${side} than chance explains: ${listSites(names, nameSite)}.`;
      });
    return said.join(" ") || "Chance alone explains how the sites differ.";
  }

  /* Which sites chance does not explain, and what was compared. */
  function describePlaces(comparison, nameSite) {
    const { figures, unlike } = comparison;
    const said = describeNamed(comparison, nameSite);
    const left = UNLIKE.map(([reason, ofOne, ofMany]) => {
      const sites = [...unlike].filter(([, why]) => why === reason).map(([site]) => site);
      const ordered = sortBy(sites, (site) => [site]);
      const words = sites.length > 1 ? ofMany : ofOne;
      return sites.length ? `${listSites(ordered, nameSite)} ${words}` : "";
    }).filter(Boolean);
    const cases = figures.reduce((sum, { count }) => sum + count.looked_at, 0);
    const rest = left.length ? ` Not compared: ${left.join("; ")}.` : "";
    return `${said} Same form, same periods, ${writeNumber(cases)} cases in all.${rest}`;
  }

  /* How far two auditors agree, in a sentence or two. */
  function describeAgreement({ ratings }) {
    const agreement = measureAgreement(ratings);
    if (!agreement) {
      return "No question was answered by both.";
    }
    const { bothRight, bothWrong, firstRight, secondRight } = ratings;
    const span = `${formatPercent(agreement.low)} to ${formatPercent(agreement.high, { up: true })}%`;
    const cases = countCases(ratings);
    let said = `Both judged ${bothRight + bothWrong} of ${cases} questions alike (${span}).`;
    const ac1 = measureAc1(ratings);
    if (ac1) {
      const [value, low, high] = [ac1.value, ac1.low, ac1.high].map((part) => part.toFixed(2));
      said += ` On a scale where 0 is what guessing would give and 1 is all alike (AC1): ${value} (${low} to ${high}).`;
    }
    // Only where they differ can one be stricter than the other.
    if (firstRight + secondRight && findStricterChance(ratings) < 0.05) {
      said += ` The ${firstRight > secondRight ? "second" : "first"} auditor is stricter.`;
    }
    return said;
  }

  /* A question, what each auditor found, and who is stricter. */
  function describeDifference({ first, second, stricter }) {
    const [one, two] = [first, second].map(({ share }) => `${formatPercent(share || 0)}%`);
    return [`${first.item.standard}: ${first.item.rule}`, one, two, stricter];
  }

  Handbook.reports.comparisonWords = { describeAgreement, describeDifference, describePlaces };
})();
