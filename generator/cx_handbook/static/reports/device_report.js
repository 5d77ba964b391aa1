/* Is it getting better? The report of the audits on a device: sites, findings, and what helped. */
(() => {
  "use strict";

  const { copyText, makeButton, makeElement } = Handbook.shell;
  const { data, nameSite } = Handbook.audit.page;
  const { makeFigure, makeFold } = Handbook.reports.deviceCharts;
  const { listComparisons, listPairs } = Handbook.reports.deviceComparison;
  const { makeLines } = Handbook.reports.deviceLines;
  const { pictureEffects, pictureTrend } = Handbook.reports.pictures;
  const { drawEffects } = Handbook.reports.siteCharts;
  const { rankSites } = Handbook.reports.report;
  const { drawTrend } = Handbook.reports.trendChart;
  const words = Handbook.reports.words;
  const MOST_SITES = 12; // with their charts in sight
  const MOST_FINDINGS = 6;
  const MOST_MORE = 60; // findings behind a fold
  const MOST_EFFECTS = 12; // rows of the chart
  const MOST_HELPED = 6;

  /* Prose without its marks: *Name it* as Name it. */
  function writePlain(text) {
    return text.replace(/\*([^*]+)\*/g, "$1");
  }

  // Sites

  function nameChart(site, checklist) {
    return `better-${site}-${checklist}`;
  }

  function makeSentence({ site, grades }, { text, checklist }) {
    const address = `#${nameChart(site, checklist)}`;
    const content = grades.has(checklist) ? makeElement("a", { href: address }, text) : text;
    return makeElement("p", "hb-better-said", content);
  }

  function makeTrendFigure(trend, name, title) {
    const chart = drawTrend(pictureTrend(trend, name, title));
    return makeFigure(chart, words.describeRules(trend), "hb-drawing--newest");
  }

  /* The charts of one checklist, with what changed in its questions. */
  function makeCharts({ site, grades, compliance }, checklist, title) {
    const [grade, counts] = [grades.get(checklist), compliance.get(checklist)];
    const heading = `${data.factors.compliance}: cases right`;
    const where = `${title}, ${nameSite(site)}`;
    const name = `compliance-${site}-${checklist}`;
    return [
      ...grade.changes.map((one) => makeElement("p", "hb-reason", words.describeChange(one))),
      makeTrendFigure(grade, `grade-${site}-${checklist}`, `Grade, ${where}`),
      counts.stretches.length > 0 &&
        makeFold(heading, () => [makeTrendFigure(counts, name, `${heading}, ${where}`)]),
    ].filter(Boolean);
  }

  /* The checklists whose charts are in sight: those that sentences are about, or the newest. */
  function listShown({ sentences, grades, newest }) {
    const named = sentences.map(({ checklist }) => checklist).filter((name) => grades.has(name));
    const first = newest ? [newest.record.checklist] : [];
    return [...new Set(named.length ? named : first)].filter((name) => grades.has(name));
  }

  function makeSiteCharts(site, titles) {
    const shown = listShown(site);
    const rest = [...site.grades.keys()].filter((name) => !shown.includes(name));
    return [
      ...shown.map((checklist) =>
        makeElement(
          "section",
          {},
          makeElement("h4", { id: nameChart(site.site, checklist) }, titles[checklist]),
          ...makeCharts(site, checklist, titles[checklist]),
        ),
      ),
      ...rest.map((checklist) =>
        makeFold(titles[checklist], () => makeCharts(site, checklist, titles[checklist])),
      ),
    ];
  }

  /* Daily floor walk: 12 results: 10 promises kept, 1 broken. For checklists that give no grade. */
  function makeCounts({ audits, grades }, titles) {
    const without = audits.filter(({ record }) => !grades.has(record.checklist));
    return Handbook.audit.standings
      .groupBy(without, ({ record }) => record.checklist)
      .map((own) => {
        const count = (name) => own.filter(({ result }) => result.promises === name).length;
        const said = [
          ["kept", "promises kept"],
          ["broken", "broken"],
          ["open", "open"],
        ]
          .filter(([name]) => count(name))
          .map(([name, what]) => `${count(name)} ${what}`);
        const results = words.countNoun(own.length, "result");
        const title = titles[own[0].record.checklist];
        const all = said.length ? `: ${said.join(", ")}` : " without a grade";
        return makeElement("p", "hb-reason", `${title}, ${results}${all}.`);
      });
  }

  function makeSiteParts(site, titles) {
    const { grade, interval } = words.describeInterval(site);
    const newest = words.describeNewest(site, titles);
    return [
      ...site.sentences.map((one) => makeSentence(site, one)),
      grade &&
        makeElement("p", "hb-better-grade", makeElement("strong", {}, grade), ` ${interval}`),
      newest && makeElement("p", "hb-reason", newest),
      ...makeSiteCharts(site, titles),
      ...makeCounts(site, titles),
    ].filter(Boolean);
  }

  function makeSite(site, titles) {
    const heading = makeElement("h3", {}, nameSite(site.site));
    const isFallen = site.sentences[0].tone === "fell";
    const look = `hb-better-site${isFallen ? " hb-better-site--fell" : ""}`;
    return makeElement("section", look, heading, makeSiteParts(site, titles));
  }

  function listSites(report, titles) {
    const ranked = rankSites(report.sites);
    const [shown, rest] = [ranked.slice(0, MOST_SITES), ranked.slice(MOST_SITES)];
    const label = (site) => `${nameSite(site.site)}: ${site.sentences[0].text}`;
    const alarm = words.describeAlarm(ranked);
    return [
      ...shown.map((site) => makeSite(site, titles)),
      ...rest.map((site) => makeFold(label(site), () => makeSiteParts(site, titles))),
      alarm && makeElement("p", "hb-reason", alarm),
    ];
  }

  // Findings

  function makeBar({ failed, asked }) {
    const part = makeElement("span", {});
    part.style.width = `${Math.round((100 * failed) / asked)}%`;
    return makeElement("span", { class: "hb-better-bar", "aria-hidden": "true" }, part);
  }

  function makeFinding(found) {
    const where = [nameSite(found.site), words.describeRow(found)].filter(Boolean).join(" · ");
    return makeElement(
      "li",
      {},
      makeElement("strong", {}, found.item.standard),
      makeElement(
        "span",
        {},
        found.item.rule,
        makeElement("br"),
        makeElement("span", "hb-reason", where),
      ),
      makeElement("span", "hb-better-count", `${found.failed} of ${found.asked}`),
      makeBar(found),
    );
  }

  function makeFindings(findings) {
    return makeElement("ol", "hb-better-findings", findings.map(makeFinding));
  }

  /* A standard that fails everywhere is a finding about the handbook: whom to tell, and in what words. */
  function makeHandbookNote(found) {
    const policy = (data.policies || {})[found.item.policy];
    const text = words.describeHandbookFinding(found);
    const owner = policy ? ` It goes to ${policy.owner}, who owns “${policy.title}”.` : "";
    const copy = makeButton("md-button", "Copy this", () =>
      copyText(copy, text, "Copied", "Select the text and copy it"),
    );
    return makeElement(
      "div",
      "hb-better-note",
      makeElement(
        "p",
        {},
        makeElement("strong", {}, `${found.item.standard} fails at every site.`),
        ` That is a finding about the handbook, not about a site.${owner}`,
      ),
      makeElement("p", {}, text),
      makeElement("p", "hb-actions", copy),
    );
  }

  function listFindings({ findings, handbookFindings }) {
    const { LEAST_AUDITS } = Handbook.reports.findings;
    const often = findings.filter(({ asked }) => asked >= LEAST_AUDITS);
    const [first, rest] = [often.slice(0, MOST_FINDINGS), often.slice(MOST_FINDINGS)];
    const more = `${words.countNoun(rest.length, "more finding")}`;
    return [
      makeElement("h3", {}, "What failed most often"),
      first.length > 0
        ? makeFindings(first)
        : makeElement("p", {}, "Nothing failed in three audits or more."),
      rest.length > 0 && makeFold(more, () => [makeFindings(rest.slice(0, MOST_MORE))]),
      ...handbookFindings.map(makeHandbookNote),
    ];
  }

  // What helped

  function namePlace({ site, standard }) {
    return `${standard} · ${nameSite(site)}`;
  }

  function listEffectRow({ action, effect }) {
    const count = ({ met, looked_at: cases }) => `${met} of ${cases}`;
    const what = `${writePlain(action.what)} (${namePlace(action)})`;
    return [what, count(effect.before), count(effect.after), words.describeEffect(effect)];
  }

  /* What helped, in a line each: on a phone the chart is wider than the screen. */
  function makeHelped(results) {
    const helped = results.filter(({ effect }) => effect.helped).slice(0, MOST_HELPED);
    const items = helped.map((result) => {
      const [what, before, after, said] = listEffectRow(result);
      return makeElement("li", {}, `${what}: ${before}, then ${after}; ${said}`);
    });
    return items.length > 0 && makeElement("ul", {}, items);
  }

  function makeEffects(results) {
    const shown = results.slice(0, MOST_EFFECTS);
    const said = words.describeEffects(results);
    const effects = shown.map(({ action, effect }) => ({
      name: namePlace(action),
      effect,
      said: words.describeEffect(effect),
    }));
    const chart = drawEffects(pictureEffects(effects, "effects", "Did it help?", said));
    const more = shown.length < results.length ? ` The chart shows ${shown.length} of them.` : "";
    const table = {
      ...chart,
      heads: ["Action", "Before", "After", "What can be said"],
      rows: results.map(listEffectRow),
    };
    return makeFigure(table, `${said}${more} Hollow is before, filled is after.`);
  }

  function listEffects({ results }) {
    const none = "No action has audits before and after it yet.";
    return [
      makeElement("h3", {}, "Did it help?"),
      makeHelped(results),
      results.length ? makeEffects(results) : makeElement("p", {}, none),
    ];
  }

  /* The parts of the report of some audits, in the order in which they are read. */
  function makeReport(given) {
    const report = Handbook.reports.report.buildReport(given);
    return [
      makeElement("p", "hb-reason", words.describeSpan(report)),
      ...listSites(report, given.titles),
      ...makeLines(rankSites(report.sites), given.titles),
      ...listFindings(report),
      ...listEffects(report),
      ...listComparisons(report, given.titles),
      ...listPairs(report, given.titles),
    ].filter(Boolean);
  }

  Handbook.reports.deviceReport = { makeReport };
})();
