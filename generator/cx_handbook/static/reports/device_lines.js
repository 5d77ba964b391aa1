/* Choose a site, a checklist, and the grade, a factor or a standard: its chart, drawn when it is asked
   for. */
(() => {
  "use strict";

  const { announce, makeElement } = Handbook.shell;
  const { data, nameSite } = Handbook.audit.page;
  const { makeFigure } = Handbook.reports.deviceCharts;
  const { GRADE } = Handbook.reports.measures;
  const { pictureTrend } = Handbook.reports.pictures;
  const { describeLine } = Handbook.reports.sentences;
  const { drawTrend } = Handbook.reports.trendChart;
  const { listItems } = Handbook.reports.series;
  const words = Handbook.reports.words;
  const chosen = { site: "", checklist: "", measure: "" }; // stays when the report is made anew

  function makeOption(value, label) {
    return makeElement("option", { value }, label);
  }

  function makeSelect(label, onChange) {
    const select = makeElement("select", { change: onChange });
    return {
      select,
      field: makeElement("label", "hb-field", makeElement("span", {}, label), select),
    };
  }

  /* Fills a select; what was chosen stays chosen where it still is to be had. */
  function fillSelect(select, options, wanted) {
    select.replaceChildren(...options);
    select.value = wanted;
    if (select.selectedIndex < 0) {
      select.selectedIndex = 0;
    }
    return select.value;
  }

  function nameFactor(name) {
    return data.factors[name];
  }

  /* What each standard asks for, as the newest form that asks it says. */
  function listRules({ audits }) {
    const items = audits.flatMap(({ form }) => listItems(form));
    return new Map(items.map(({ standard, rule }) => [standard, rule]));
  }

  /* The grade where there is one, the factors, and the standards, those of the newest form first. */
  function listChoices(charts) {
    const rules = listRules(charts);
    const measures = charts.listMeasures();
    const pick = (kind, name) =>
      measures
        .filter((measure) => measure.kind === kind)
        .map((measure) => makeOption(measure.name, name(measure.name)));
    const hasGrade = charts.build(GRADE).stretches.length > 0;
    return [
      ...(hasGrade ? [makeOption(GRADE.name, "Grade")] : []),
      makeElement("optgroup", { label: "Factors" }, pick("factor", nameFactor)),
      makeElement(
        "optgroup",
        { label: "Standards" },
        pick("standard", (name) => `${name}: ${rules.get(name)}`),
      ),
    ];
  }

  function findMeasure(charts, name) {
    return charts.listMeasures().find((measure) => measure.name === name) || GRADE;
  }

  function nameMeasure(charts, { kind, name }) {
    if (kind === "grade") {
      return { short: "Grade", long: "Grade" };
    }
    const short = kind === "factor" ? nameFactor(name) : name;
    const long = kind === "factor" ? short : `${name}: ${listRules(charts).get(name)}`;
    return { short, long };
  }

  /* The chart of a measure with its sentences, its changes, and how often it is wrong. */
  function makeLine(charts, title) {
    const measure = findMeasure(charts, chosen.measure);
    const trend = charts.build(measure);
    const { short, long } = nameMeasure(charts, measure);
    if (!trend.stretches.length) {
      return { said: "", parts: [makeElement("p", {}, `${long}: nothing was counted yet.`)] };
    }
    const said = describeLine(trend, short).map(({ text }) => text);
    const chart = drawTrend(
      pictureTrend(trend, "line", `${short}, ${title}, ${nameSite(chosen.site)}`),
    );
    return {
      said: said.join(" "),
      parts: [
        makeElement("p", "hb-reason", long === short ? "" : long),
        ...said.map((text) => makeElement("p", "hb-better-said", text)),
        ...trend.changes.map((one) => makeElement("p", "hb-reason", words.describeChange(one))),
        makeFigure(chart, words.describeRules(trend), "hb-drawing--newest"),
      ],
    };
  }

  /* Fills the selects by each other, draws what is chosen, and returns what is said of it. */
  function showChosen({ site, checklist, measure, box }, sites, titles) {
    const sitesByName = sites.map((one) => makeOption(one.site, nameSite(one.site)));
    chosen.site = fillSelect(site.select, sitesByName, chosen.site);
    const { trends } = sites.find((one) => one.site === chosen.site);
    const checklists = [...trends.keys()].map((name) => makeOption(name, titles[name]));
    chosen.checklist = fillSelect(checklist.select, checklists, chosen.checklist);
    const charts = trends.get(chosen.checklist);
    chosen.measure = fillSelect(measure.select, listChoices(charts), chosen.measure);
    const { said, parts } = makeLine(charts, titles[chosen.checklist]);
    box.replaceChildren(...parts);
    return said;
  }

  /* The section with its three selects. */
  function makeLines(sites, titles) {
    const choose =
      (name) =>
      ({ target }) => {
        chosen[name] = target.value;
        announce(showChosen(parts, sites, titles));
      };
    const parts = {
      site: makeSelect("Site", choose("site")),
      checklist: makeSelect("Checklist", choose("checklist")),
      measure: makeSelect("Grade, factor or standard", choose("measure")),
      box: makeElement("div", {}),
    };
    showChosen(parts, sites, titles);
    const fields = [parts.site, parts.checklist, parts.measure].map(({ field }) => field);
    return [
      makeElement("h3", {}, "Factors and standards"),
      makeElement("div", "hb-fields hb-filters hb-better-choice", fields),
      parts.box,
    ];
  }

  Handbook.reports.deviceLines = { makeLines };
})();
