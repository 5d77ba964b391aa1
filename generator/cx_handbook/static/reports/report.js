/* The report over the audits that count, as reports/report.py computes it: the same audits and actions
   give the same report, in whatever order they come. */
(() => {
  "use strict";

  const { compareSites } = Handbook.reports.comparison;
  const { countFindings, findHandbookFindings } = Handbook.reports.findings;
  const { measureEffect } = Handbook.reports.effect;
  const { comparePair } = Handbook.reports.pairs;
  const { sortBy } = Handbook.reports.ranking;
  const { TONES, describeSite, findAlarmRate } = Handbook.reports.sentences;
  const { COMPLIANCE, GRADE, listMeasures } = Handbook.reports.measures;
  const { buildTrend } = Handbook.reports.trend;

  function orderAudit({ period, record }) {
    return [period.first, period.last, record.checklist, record.date, record.id];
  }

  /* Site or checklist -> its audits, in the order in which they are given. */
  function groupAudits(audits, name) {
    const groups = new Map();
    audits.forEach((one) => {
      const key = one.record[name];
      if (!groups.has(key)) {
        groups.set(key, []);
      }
      groups.get(key).push(one);
    });
    return new Map(sortBy([...groups], ([key]) => [key]));
  }

  /* The newest audit of a site that has a grade; undefined without one. */
  function findNewest(audits) {
    const isNewer = (one, other) =>
      one.period.last > other.period.last ||
      (one.period.last === other.period.last && one.record.date > other.record.date);
    return audits
      .filter(({ result }) => result.points !== null)
      .reduce((newest, one) => (!newest || isNewer(one, newest) ? one : newest), undefined);
  }

  /* What can be charted of one site by one checklist; each line is worked out when it is asked for. */
  function makeTrends(audits, notes) {
    return {
      audits,
      listMeasures: () => listMeasures(audits),
      build: (measure) => buildTrend(audits, measure, notes),
    };
  }

  /* One site: what can be said of it, and its charts by checklist. */
  function buildSite(site, audits, { titles, notes = {} }) {
    const [trends, grades, compliance] = [new Map(), new Map(), new Map()];
    groupAudits(audits, "checklist").forEach((own, checklist) => {
      const charts = makeTrends(own, notes[`${site} ${checklist}`] || []);
      const grade = charts.build(GRADE);
      if (grade.stretches.length) {
        grades.set(checklist, grade);
      }
      trends.set(checklist, charts);
      compliance.set(checklist, charts.build(COMPLIANCE));
    });
    return {
      site,
      audits,
      trends,
      grades,
      compliance,
      sentences: describeSite(grades, titles),
      alarmRate: findAlarmRate([...grades.values()]),
      newest: findNewest(audits),
    };
  }

  function rankResult({ action, effect }) {
    const { site, standard, audit } = action;
    return [effect.helped ? 0 : 1, -effect.difference.value, site, standard, audit];
  }

  /* Actions that are done, with what they changed where that can be measured. */
  function listResults(actions, bySite) {
    const results = actions
      .filter(({ done, standard }) => done && standard)
      .map((action) => {
        const { site, checklist, standard, audit, done } = action;
        // A reference is unique within a checklist only.
        const audits = (bySite.get(site) || []).filter(
          ({ record }) => record.checklist === checklist,
        );
        return { action, effect: measureEffect(audits, standard, audit, done) };
      });
    return sortBy(
      results.filter(({ effect }) => effect),
      rankResult,
    );
  }

  /* What puts sites in order: those that fell first, then the lower grade. */
  function rankSite({ site, sentences, newest }) {
    const points = newest ? newest.result.points : null;
    return [TONES.indexOf(sentences[0].tone), points === null ? 1 : 0, points || 0, site];
  }

  /* Sites beside each other, by checklist; only where at least two can be compared. */
  function listComparisons(bySite) {
    const byChecklist = new Map();
    bySite.forEach((audits, site) => {
      groupAudits(audits, "checklist").forEach((own, checklist) => {
        byChecklist.set(checklist, (byChecklist.get(checklist) || new Map()).set(site, own));
      });
    });
    const compared = new Map();
    sortBy([...byChecklist.keys()], (name) => [name]).forEach((checklist) => {
      const one = compareSites(byChecklist.get(checklist));
      // One site alone is compared with nobody.
      if (one.figures.length) {
        compared.set(checklist, one);
      }
    });
    return compared;
  }

  /* The report over audits that count. `actions` are theirs, `titles` those of checklists, `notes` by
     site and checklist, `pairs` a first audit and that of a second auditor. */
  function buildReport(given) {
    const audits = sortBy(given.audits, orderAudit);
    const bySite = groupAudits(audits, "site");
    const findings = countFindings(bySite);
    return {
      audits,
      bySite,
      sites: [...bySite].map(([site, own]) => buildSite(site, own, given)),
      findings,
      handbookFindings: findHandbookFindings(findings, bySite),
      results: listResults(given.actions, bySite),
      comparisons: listComparisons(bySite),
      pairs: (given.pairs || []).map(([first, second]) => comparePair(first, second)),
    };
  }

  function rankSites(sites) {
    return sortBy(sites, rankSite);
  }

  Handbook.reports.report = { buildReport, rankSites };
})();
