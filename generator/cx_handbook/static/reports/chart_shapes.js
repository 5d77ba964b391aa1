/* Charts as plain shapes, as reports/chart_shapes.py has them: the same sums in the same order, so
   that the same picture gives the same text. */
(() => {
  "use strict";

  const FONT_SIZE = 12; // pixels
  const ASCENT = 10;
  const DESCENT = 3;
  // Widths of the characters from space to ~ in Inter Bold, in hundredths of the font's size.
  const WIDTHS = [
    24, 34, 56, 65, 66, 102, 68, 34, 38, 38, 56, 68, 34, 47, 34, 39, 68, 44, 63, 65, 68, 63, 65, 59,
    66, 65, 34, 35, 68, 68, 68, 56, 102, 75, 67, 74, 73, 61, 59, 76, 75, 29, 59, 72, 57, 94, 77, 78,
    65, 78, 66, 66, 67, 74, 75, 104, 74, 74, 67, 38, 39, 38, 49, 48, 37, 59, 64, 59, 64, 60, 40, 64,
    63, 28, 28, 59, 28, 92, 63, 62, 64, 64, 41, 57, 37, 63, 60, 86, 59, 61, 58, 47, 38, 47, 68,
  ];
  const WIDTH_OF_OTHERS = 104;
  const ELLIPSIS = "…";
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

  function formatNumber(value) {
    const tenths = Math.floor(value * 10 + 0.5);
    const size = Math.abs(tenths);
    const rest = size % 10;
    const sign = tenths < 0 ? "-" : "";
    return `${sign}${Math.floor(size / 10)}` + (rest ? `.${rest}` : "");
  }

  /* A function from values to pixels: the ends of the scale for what lies beyond them. */
  function makeScale(low, high, start, end) {
    return (value) => {
      const inside = Math.min(high, Math.max(low, value));
      return start + ((inside - low) / (high - low)) * (end - start);
    };
  }

  /* The tenth of a scale of shares at which a chart begins: whole steps that people know. */
  function findLowestTenth(lows) {
    const lowest = lows.length ? Math.min(...lows) : 0;
    // Nine decimals, so that 0.7 is not taken for a little less than seven tenths.
    return Math.max(0, Math.min(8, Math.floor(Math.floor(lowest * 1e10 + 0.5) / 1e9)));
  }

  function drawLine(x1, y1, x2, y2, name) {
    return {
      tag: "line",
      attributes: [
        ["x1", x1],
        ["y1", y1],
        ["x2", x2],
        ["y2", y2],
        ["class", name],
      ],
    };
  }

  function drawPath(tag, corners, name) {
    const points = corners.map(([x, y]) => `${formatNumber(x)},${formatNumber(y)}`).join(" ");
    return {
      tag,
      attributes: [
        ["points", points],
        ["class", name],
      ],
    };
  }

  function drawCircle(x, y, radius, name) {
    return {
      tag: "circle",
      attributes: [
        ["cx", x],
        ["cy", y],
        ["r", radius],
        ["class", name],
      ],
    };
  }

  function drawDiamond(x, y, radius, name) {
    const corners = [
      [x, y - radius],
      [x + radius, y],
      [x, y + radius],
      [x - radius, y],
    ];
    return drawPath("polygon", corners, name);
  }

  function drawSquare(x, y, radius, name) {
    const [left, right, top, bottom] = [x - radius, x + radius, y - radius, y + radius];
    return drawPath(
      "polygon",
      [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ],
      name,
    );
  }

  function drawText(x, y, text, name, anchor = "start") {
    return {
      tag: "text",
      attributes: [
        ["x", x],
        ["y", y],
        ["text-anchor", anchor],
        ["class", name],
      ],
      text,
    };
  }

  // Room for words

  /* The width of a text in pixels, rather too wide than too narrow. */
  function measureText(text) {
    let total = 0;
    for (const character of text) {
      total += WIDTHS[character.codePointAt(0) - 32] ?? WIDTH_OF_OTHERS;
    }
    return (total * FONT_SIZE) / 100;
  }

  function findWidest(texts) {
    return texts.reduce((widest, text) => Math.max(widest, measureText(text)), 0);
  }

  function clipText(text, room) {
    if (measureText(text) <= room) {
      return text;
    }
    const kept = [...text];
    while (kept.length && measureText(kept.join("") + ELLIPSIS) > room) {
      kept.pop();
    }
    return kept.join("").replace(/ +$/, "") + ELLIPSIS;
  }

  function findBox(text, spot) {
    const width = measureText(text);
    const left = spot.x - { start: 0, middle: width / 2, end: width }[spot.anchor];
    return { left, top: spot.y - ASCENT, right: left + width, bottom: spot.y + DESCENT };
  }

  function meets(one, other) {
    return (
      one.left < other.right &&
      other.left < one.right &&
      one.top < other.bottom &&
      other.top < one.bottom
    );
  }

  function crosses([x1, y1, x2, y2], box) {
    const [left, right] = [Math.max(x1, box.left), Math.min(x2, box.right)];
    if (left > right) {
      return false;
    }
    const slope = x2 > x1 ? (y2 - y1) / (x2 - x1) : 0;
    const ends = [y1 + slope * (left - x1), y1 + slope * (right - x1)];
    return Math.min(...ends) < box.bottom && Math.max(...ends) > box.top;
  }

  /* A place where a label might stand. */
  function makeSpot(x, y, anchor = "start") {
    return { x, y, anchor };
  }

  /* Finds room for labels: none overlaps another or a mark, and none leaves the drawing. */
  function makePlacer(width, height) {
    const taken = [];
    const segments = [];
    const isFree = (box) =>
      box.left >= 0 &&
      box.right <= width &&
      box.top >= 0 &&
      box.bottom <= height &&
      !taken.some((other) => meets(box, other)) &&
      !segments.some((segment) => crosses(segment, box));
    return {
      take: (left, top, right, bottom) => taken.push({ left, top, right, bottom }),
      takeSegment: (x1, y1, x2, y2) => segments.push([x1, y1, x2, y2]),
      place(texts, name, spots) {
        for (const text of texts.filter(Boolean)) {
          for (const spot of spots) {
            const box = findBox(text, spot);
            if (isFree(box)) {
              taken.push(box);
              return [drawText(spot.x, spot.y, text, name, spot.anchor)];
            }
          }
        }
        return [];
      },
    };
  }

  // Text

  function escapeText(text) {
    return text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
  }

  function writeShape({ tag, attributes, text = "" }) {
    const written = attributes.map(
      ([name, value]) =>
        ` ${name}="${escapeText(typeof value === "string" ? value : formatNumber(value))}"`,
    );
    return `<${tag}${written.join("")}>${escapeText(text)}</${tag}>`;
  }

  /* A chart as SVG, as the macro `templates/reports/_chart.svg.j2` writes it. */
  function writeChart({ name, title, description, width, height, shapes }) {
    const id = escapeText(name);
    return (
      `<svg class="hb-chart" viewBox="0 0 ${width} ${height}" role="img" ` +
      `aria-labelledby="${id}-title ${id}-description">` +
      `<title id="${id}-title">${escapeText(title)}</title>` +
      `<desc id="${id}-description">${escapeText(description)}</desc>` +
      `${shapes.map(writeShape).join("")}</svg>`
    );
  }

  Handbook.reports.chartShapes = {
    clipText,
    drawCircle,
    drawDiamond,
    drawLine,
    drawPath,
    drawSquare,
    drawText,
    findLowestTenth,
    findWidest,
    formatNumber,
    makePlacer,
    makeScale,
    makeSpot,
    measureText,
    writeChart,
  };
})();
