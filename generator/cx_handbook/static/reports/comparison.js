/* Sites beside each other on one checklist, as reports/comparison.py compares them: only audits of the
   same form, over the same periods, with cases chosen in the same way. What is unlike is said. */
(() => {
  "use strict";

  const { isSampled } = Handbook.audit.scoringParts;
  const { estimateShare } = Handbook.reports.difference;
  const funnel = Handbook.reports.funnel;
  const { countQuestion } = Handbook.reports.measures;
  const { sortBy } = Handbook.reports.ranking;
  const { buildSeries } = Handbook.reports.series;
  const { NARROW, WIDE } = funnel;
  const LEAST_DISPERSED = 10; // house choice: among fewer, one bad site would hide itself in the spread
  const MOST_PLACED = 100; // sites; all pairs of more correct each other to no place at all
  const Z_OF = new Map([
    [WIDE, 3.090232306167813],
    [NARROW, 1.959963984540054],
  ]);

  function listOnce(names) {
    return [...new Set(names)].sort();
  }

  function nameDraw({ draws }) {
    return Object.keys(draws || {}).length ? "drawn" : "chosen";
  }

  /* What has to be the same at all sites that are compared, in this order: without a common form,
     neither periods nor draws mean the same. */
  const TRAITS = {
    form: (audits) => listOnce(audits.map(({ record }) => record.form)),
    periods: (audits) => audits.map(({ period }) => period.name),
    draw: (audits) => listOnce(audits.map(({ record }) => nameDraw(record))),
  };

  /* What most sites have; of several, the first in order. */
  function findUsual(described) {
    const ranked = sortBy(described, (one) => [
      -described.filter((other) => other.join("\n") === one.join("\n")).length,
      one.join("\n"),
    ]);
    return ranked.length ? ranked[0].join("\n") : "";
  }

  /* Counted cases only: yes-or-no questions are not drawn by chance from many. */
  function countSite(audits) {
    const counts = buildSeries(audits)
      .stretches.flat()
      .flatMap((one) =>
        one.items
          .filter((scored) => scored.item.factor === "compliance" && isSampled(scored))
          .map((scored) => countQuestion(one, scored)),
      );
    const total = (name) => counts.reduce((sum, one) => sum + one[name], 0);
    return { met: total("met"), looked_at: total("looked_at") };
  }

  /* The limits of the funnel at a number of cases; `inside` is WIDE or NARROW. */
  function findLimits(cases, share, { added }, inside) {
    return added
      ? funnel.findDispersedLimits(cases, share, added, Z_OF.get(inside))
      : funnel.findFunnelLimits(cases, share, inside);
  }

  function findDispersion(sites, share) {
    const dispersion = funnel.measureDispersion(sites, share);
    return sites.length < LEAST_DISPERSED ? { ...dispersion, added: 0 } : dispersion;
  }

  /* Sites by their counts, [site, count] in order; fewer than two leave nothing to compare. */
  function judgeSites(counts, unlike) {
    const counted = counts.filter(([, count]) => count.looked_at);
    if (counted.length < 2) {
      return { figures: [], share: null, dispersion: null, unlike };
    }
    const sites = counted.map(([, count]) => count);
    const share = funnel.poolCounts(sites);
    const dispersion = findDispersion(sites, share);
    const places =
      sites.length <= MOST_PLACED
        ? funnel.findPlaceRanges(sites)
        : sites.map(() => ({ best: 1, worst: sites.length }));
    const chances = sites.map((site) => funnel.findMiddleChance(site, share));
    const discovered = funnel.findDiscoveries(chances);
    const figures = counted.map(([site, count], place) => {
      const [limits, narrowLimits] = [WIDE, NARROW].map((inside) =>
        findLimits(count.looked_at, share, dispersion, inside),
      );
      const value = funnel.findShare(count);
      const isOutside = value < limits[0] || value > limits[1];
      // Where sites differ by nature, only the wider limits can name one.
      const isNamed = isOutside || (discovered[place] && !dispersion.added);
      const estimate = estimateShare(count);
      return {
        site,
        count,
        estimate,
        limits,
        narrowLimits,
        places: places[place],
        isNamed,
      };
    });
    return { figures, share, dispersion, unlike };
  }

  /* Compares sites on the audits of one checklist, a Map by site and in the order of their periods. */
  function compareSites(bySite) {
    const unlike = new Map();
    let left = [];
    bySite.forEach((own, site) => {
      // A provisional figure may still move to either side of any limit.
      const solid = own.filter((one) => !one.isOpen && !one.result.provisional);
      if (solid.length) {
        left.push([site, solid]);
      } else {
        unlike.set(site, "provisional");
      }
    });
    for (const [reason, describe] of Object.entries(TRAITS)) {
      const usual = findUsual(left.map(([, own]) => describe(own)));
      const isUsual = ([, own]) => describe(own).join("\n") === usual;
      left.filter((one) => !isUsual(one)).forEach(([site]) => unlike.set(site, reason));
      left = left.filter(isUsual);
    }
    return judgeSites(
      left.map(([site, own]) => [site, countSite(own)]),
      unlike,
    );
  }

  Handbook.reports.comparison = { compareSites, findLimits };
})();
