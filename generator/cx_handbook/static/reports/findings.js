/* Findings that come back: which standards fail again and again, at one site or at all of them, as
   reports/findings.py counts them. Audits are by site, in the order of their periods. */
(() => {
  "use strict";

  const { sortBy } = Handbook.reports.ranking;
  const LEAST_AUDITS = 3; // two failures in two audits are no pattern
  const LEAST_FAILED = 0.5; // of the audits that asked it

  function addTo(groups, name, one) {
    groups.set(name, [...(groups.get(name) || []), one]);
  }

  function countStandard(site, seen) {
    const newestMet = [...seen].reverse().findIndex(({ isMissed }) => !isMissed);
    const { item, one } = seen.at(-1);
    const failed = seen.filter(({ isMissed }) => isMissed).length;
    return {
      site,
      item,
      failed,
      asked: seen.length,
      inARow: newestMet < 0 ? seen.length : newestMet,
      last: one,
    };
  }

  /* What fails in many audits comes before what fails in one of one. */
  function rankFinding({ site, item, failed, asked }) {
    return [
      asked < LEAST_AUDITS ? 1 : 0,
      -failed / asked,
      -failed,
      item.critical ? 0 : 1,
      item.standard,
      site,
    ];
  }

  /* Each standard that failed at least once, by site; what fails most often comes first. */
  function countFindings(bySite) {
    const found = [...bySite].flatMap(([site, own]) => {
      const states = new Map();
      own.forEach((one) => {
        one.result.items
          .filter(({ state }) => state === "met" || state === "not_met")
          .forEach(({ item, state }) => {
            addTo(states, item.standard, { one, item, isMissed: state === "not_met" });
          });
      });
      return [...states.values()]
        .filter((seen) => seen.some(({ isMissed }) => isMissed))
        .map((seen) => countStandard(site, seen));
    });
    return sortBy(found, rankFinding);
  }

  /* The findings that make a pattern: asked and failed often enough. */
  function listRecurring(findings) {
    return findings.filter(
      ({ asked, failed }) => asked >= LEAST_AUDITS && failed / asked >= LEAST_FAILED,
    );
  }

  function findSitesAsking(bySite) {
    const asking = new Map();
    bySite.forEach((own, site) => {
      const items = own.flatMap(({ form }) => form.sections.flatMap((section) => section.items));
      new Set(items.map((item) => item.standard)).forEach((name) => addTo(asking, name, site));
    });
    return asking;
  }

  /* The standards that fail at every site, of at least two, that asks about them often. */
  function findHandbookFindings(findings, bySite) {
    const asking = findSitesAsking(bySite);
    const byStandard = new Map();
    listRecurring(findings).forEach((found) => addTo(byStandard, found.item.standard, found));
    const total = (group, name) => group.reduce((sum, found) => sum + found[name], 0);
    return [...byStandard]
      .filter(([name, group]) => group.length >= 2 && group.length === asking.get(name).length)
      .map(([, group]) => ({
        item: group[0].item,
        failed: total(group, "failed"),
        asked: total(group, "asked"),
        sites: group.map(({ site }) => site).sort(),
      }));
  }

  Handbook.reports.findings = { LEAST_AUDITS, countFindings, findHandbookFindings, listRecurring };
})();
