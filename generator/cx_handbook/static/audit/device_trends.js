/* The last twelve results of each checklist at each site, as a line and as a table. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { deviceData } = audit;
  const { makeScroller, makeTable, nameSite } = audit.page;
  const { countNoun, formatDay, printPoints } = audit.wording;
  const TREND_LENGTH = 12; // results
  const MOST_TRENDS = 24; // lines at once: eight checklists at three sites
  const SVG = "http://www.w3.org/2000/svg";
  let turn = 0; // of showing; an older one stops when a newer begins

  /* The audits that count, by site and checklist; the lines that have most results come first. */
  function groupTrends(rows) {
    const counted = rows.filter(({ standing }) => standing.counts).map(({ draft }) => draft);
    const name = ({ site, checklist }) => `${checklist} ${site}`;
    return audit.standings.groupBy(counted, name).map((drafts) => ({
      title: `${deviceData.nameChecklist(drafts[0].checklist)}, ${nameSite(drafts[0].site)}`,
      drafts: drafts.slice(0, TREND_LENGTH).reverse(),
    }));
  }

  /* The grade that is drawn and listed: while a result may still change, its worst. */
  function findShownGrade({ points, provisional, worst }) {
    return provisional ? worst.points : points;
  }

  function describeShownGrade(result) {
    const grade = printPoints(findShownGrade(result));
    return result.provisional && grade !== "–" ? `${grade} at worst` : grade;
  }

  function makeResultRow(one) {
    const { listJudgements, makeDot, makeHeadline } = audit.deviceList;
    const { audit: draft, form, result } = one;
    const cells = [
      formatDay(draft.date),
      [makeDot(one), describeShownGrade(result)],
      [makeHeadline(form, result), listJudgements(result).join(" · ") || "–"],
    ];
    return makeElement(
      "tr",
      {},
      cells.map((content) => makeElement("td", {}, content)),
    );
  }

  function makeResultTable(title, shown) {
    const rows = shown.map(makeResultRow);
    return makeScroller(
      `Results: ${title}`,
      makeTable(["Date", "Grade", "Result"], rows, "hb-sheet"),
    );
  }

  function makeShape(tag, attributes, ...children) {
    const shape = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => shape.setAttribute(name, value));
    shape.append(...children);
    return shape;
  }

  function makeMark(grade, y) {
    return makeShape("text", { x: 22, y: y + 3, class: "hb-spark-mark" }, String(grade));
  }

  /* A line of grades from 0 to 10, oldest first. The table beside it says the same in words. */
  function makeLine(shown) {
    const graded = shown
      .map(({ result }) => ({ grade: findShownGrade(result), isOpen: result.provisional }))
      .filter(({ grade }) => grade !== null);
    if (graded.length < 2) {
      return null;
    }
    const step = 280 / (graded.length - 1);
    const dots = graded.map(({ grade, isOpen }, place) => ({
      cx: 30 + place * step,
      cy: 70 - grade * 6,
      class: isOpen ? "hb-spark-open" : "",
    }));
    return makeShape(
      "svg",
      { viewBox: "0 0 320 80", class: "hb-spark", "aria-hidden": "true" },
      makeMark(0, 70),
      makeMark(10, 10),
      makeShape("line", { x1: 30, x2: 310, y1: 70, y2: 70 }),
      makeShape("line", { x1: 30, x2: 310, y1: 10, y2: 10 }),
      makeShape("polyline", { points: dots.map(({ cx, cy }) => `${cx},${cy}`).join(" ") }),
      ...dots.map((dot) => makeShape("circle", { ...dot, r: 3 })),
    );
  }

  /* 12 results: 10 promises kept, 1 broken, 1 open. For checklists that give no grade. */
  function describeCounts(shown) {
    const count = (name) => shown.filter(({ result }) => result.promises === name).length;
    const parts = [
      ["kept", "promises kept"],
      ["broken", "broken"],
      ["open", "open"],
    ].map(([name, words]) => (count(name) ? `${count(name)} ${words}` : ""));
    const said = parts.filter(Boolean).join(", ");
    const results = countNoun(shown.length, "result");
    return said ? `${results}: ${said}.` : `${results} without a grade.`;
  }

  /* Provisional results stay in, at their worst: left out, a bad month would vanish behind a blank. */
  async function makeTrend({ title, drafts }, isOnly) {
    const scored = await Promise.all(drafts.map(deviceData.scoreStored));
    const shown = scored.filter((one) => one.form);
    const isOpen = shown.some((one) => one.result.provisional);
    const hollow =
      "A hollow dot is provisional: it stands where the worst answers to what is open would put it.";
    return makeElement(
      "section",
      "hb-trend",
      makeElement("h3", {}, title),
      makeLine(shown) || makeElement("p", {}, describeCounts(shown)),
      makeElement(
        "details",
        { class: "hb-fold", open: isOnly },
        makeElement("summary", {}, "As a table"),
        makeResultTable(title, shown),
        isOpen && makeElement("p", "hb-reason", hollow),
      ),
    );
  }

  /* Each line is scored and shown by itself, so that the page can be used meanwhile. */
  async function showTrends(rows) {
    turn += 1;
    const own = turn;
    const box = findElement("[data-hb-twelve]");
    const trends = groupTrends(rows);
    const none = makeElement("p", {}, "They appear once an audit is finished.");
    box.replaceChildren(...(trends.length ? [] : [none]));
    for (const trend of trends.slice(0, MOST_TRENDS)) {
      const section = await makeTrend(trend, trends.length === 1);
      if (own !== turn) {
        return;
      }
      box.append(section);
      await new Promise((resolve) => {
        setTimeout(resolve);
      });
    }
    if (trends.length > MOST_TRENDS) {
      const left = trends.length - MOST_TRENDS;
      box.append(makeElement("p", {}, `${left} more: choose a site or a checklist above.`));
    }
  }

  audit.deviceTrends = { showTrends };
})();
