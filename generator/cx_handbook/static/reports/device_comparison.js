/* Sites beside each other, and two auditors of one audit, on the page of a device. */
(() => {
  "use strict";

  const { makeElement } = Handbook.shell;
  const { makeScroller, makeTable, nameSite } = Handbook.audit.page;
  const { describeAgreement, describeDifference, describePlaces } =
    Handbook.reports.comparisonWords;
  const { makeFigure, makeFold } = Handbook.reports.deviceCharts;
  const { drawFunnel, drawSites } = Handbook.reports.siteCharts;
  const { pictureFunnel, pictureSites } = Handbook.reports.sitePictures;
  const words = Handbook.reports.words;
  const FUNNEL_NOTE =
    "By chance, 99.8% of sites lie between the outer lines, and 95% between the dotted ones.";

  function makeComparison([checklist, one], titles) {
    const said = describePlaces(one, nameSite);
    const title = titles[checklist];
    const head = (name, what) => ({
      name: `${name}-${checklist}`,
      title: `${what}, ${title}`,
      description: said,
    });
    const rows = drawSites(pictureSites(one, nameSite, head("sites", "Compliance by site")));
    const funnel = pictureFunnel(one, nameSite, head("funnel", "Compliance by number of cases"));
    const [shown, all] = [rows.rows.length, one.figures.length];
    const more = shown < all ? ` ${shown} of ${words.writeNumber(all)} sites are shown.` : "";
    return [
      makeFigure(rows, said + more),
      funnel && makeFigure(drawFunnel(funnel), FUNNEL_NOTE),
    ].filter(Boolean);
  }

  /* In sight where a site stands out; what chance explains is folded. */
  function makeComparisonPart(entry, titles) {
    const [checklist, { figures }] = entry;
    const makeFigures = () => makeComparison(entry, titles);
    return figures.some(({ isNamed }) => isNamed)
      ? makeElement("section", {}, makeElement("h4", {}, titles[checklist]), makeFigures())
      : makeFold(`${titles[checklist]}: no site beyond chance`, makeFigures);
  }

  /* The sites beside each other, checklist by checklist; nothing with fewer than two to compare. */
  function listComparisons({ comparisons }, titles) {
    if (!comparisons.size) {
      return [];
    }
    const note =
      "A square with a bold name is a site that chance does not explain. Places are ranges: sites " +
      "that chance alone parts share theirs.";
    return [
      makeElement("h3", {}, "Sites beside each other"),
      makeElement("p", "hb-reason", note),
      ...[...comparisons].map((entry) => makeComparisonPart(entry, titles)),
    ];
  }

  function makeRow(row) {
    const [question, ...cells] = row;
    return makeElement(
      "tr",
      {},
      makeElement("th", { scope: "row" }, question),
      cells.map((cell) => makeElement("td", {}, cell)),
    );
  }

  function makePair(pair, titles) {
    const { checklist, site, date } = pair.first.record;
    const title = `${titles[checklist]}, ${nameSite(site)}, ${Handbook.audit.wording.formatDay(date)}`;
    const heads = ["Question", "First", "Second", "Stricter"];
    const rows = pair.differences.map((one) => makeRow(describeDifference(one)));
    return makeElement(
      "section",
      "hb-better-pair",
      makeElement("h4", {}, title),
      makeElement("p", {}, describeAgreement(pair)),
      rows.length > 0 && makeScroller(`${title}, differences`, makeTable(heads, rows, "hb-sheet")),
    );
  }

  /* What a second auditor found who looked at the same; nothing where nobody did. */
  function listPairs({ pairs }, titles) {
    if (!pairs.length) {
      return [];
    }
    const heading = makeElement("h3", {}, "Two auditors, one audit");
    return [heading, ...pairs.map((pair) => makePair(pair, titles))];
  }

  Handbook.reports.deviceComparison = { listComparisons, listPairs };
})();
