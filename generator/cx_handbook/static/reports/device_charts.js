/* Charts as elements of a page: the shapes of the report's charts, with the table that says the same. */
(() => {
  "use strict";

  const { makeElement } = Handbook.shell;
  const { makeScroller, makeTable } = Handbook.audit.page;
  const { formatNumber } = Handbook.reports.chartShapes;
  const SVG = "http://www.w3.org/2000/svg";
  const WIDE = 600; // pixels; wider drawings scroll on a phone

  function makeShape(tag, attributes, ...children) {
    const shape = document.createElementNS(SVG, tag);
    attributes.forEach(([name, value]) => {
      shape.setAttribute(name, typeof value === "number" ? formatNumber(value) : value);
    });
    shape.append(...children);
    return shape;
  }

  /* The drawing as `chartShapes.writeChart` writes it, made of elements: text only becomes text. */
  function makeDrawing({ name, title, description, width, height, shapes }) {
    return makeShape(
      "svg",
      [
        ["class", "hb-chart"],
        ["viewBox", `0 0 ${width} ${height}`],
        ["role", "img"],
        ["aria-labelledby", `${name}-title ${name}-description`],
      ],
      makeShape("title", [["id", `${name}-title`]], title),
      makeShape("desc", [["id", `${name}-description`]], description),
      ...shapes.map(({ tag, attributes, text = "" }) => makeShape(tag, attributes, text)),
    );
  }

  function makeRow(cells) {
    const [first, ...rest] = cells;
    return makeElement(
      "tr",
      {},
      makeElement("th", { scope: "row" }, first),
      rest.map((cell) => makeElement("td", {}, cell)),
    );
  }

  function makeChartTable({ title, heads, rows }) {
    const table = makeTable(heads, rows.map(makeRow), "hb-sheet");
    return makeScroller(`${title}, table`, table);
  }

  /* What is folded is made when somebody first opens it. */
  function makeFold(label, makeContent) {
    const fold = makeElement("details", "hb-fold", makeElement("summary", {}, label));
    const fill = () => fold.append(...makeContent());
    fold.addEventListener("toggle", fill, { once: true });
    return fold;
  }

  /* A chart with what its lines mean, and its figures as a table. `look` is a further class. */
  function makeFigure(chart, note, look = "") {
    const wide = chart.width > WIDE ? " hb-drawing--wide" : "";
    return makeElement(
      "figure",
      "hb-figure",
      makeElement(
        "div",
        {
          class: `hb-drawing${wide} ${look}`,
          tabindex: "0",
          role: "group",
          "aria-label": `${chart.title}, chart`,
        },
        makeDrawing(chart),
      ),
      makeElement(
        "figcaption",
        {},
        makeElement("p", "hb-reason", note),
        makeFold("The same as a table", () => [makeChartTable(chart)]),
      ),
    );
  }

  Handbook.reports.deviceCharts = { makeDrawing, makeFigure, makeFold };
})();
