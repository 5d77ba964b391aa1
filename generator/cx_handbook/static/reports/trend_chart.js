/* The chart of a trend, as reports/trend_chart.py and reports/spark_chart.py draw it. */
(() => {
  "use strict";

  const { formatHighEnd, formatPercent, formatPoints } = Handbook.audit.rounding;
  const {
    drawCircle,
    drawDiamond,
    drawLine,
    drawPath,
    drawText,
    findLowestTenth,
    findWidest,
    makePlacer,
    makeScale,
    makeSpot,
  } = Handbook.reports.chartShapes;
  const [WIDTH, HEIGHT] = [720, 308];
  const [LEFT, RIGHT, TOP, BOTTOM] = [52, 624, 40, 264];
  const CHANGE_ROWS = [12, 26];
  const LEAST_GAP = 14; // pixels between labels below each other
  const HEADS = ["Period", "Result", "95% interval", "Remark"];
  const SPARK = { width: 160, height: 40, edge: 7 };

  /* Each thing of a list with its place in it, and with the number of all points before it. */
  function countStretches(stretches) {
    let first = 0;
    return stretches.map((stretch) => {
      const counted = { stretch, first };
      first += stretch.points.length;
      return counted;
    });
  }

  function hits(stretch, place, rule) {
    return stretch.signals.some(
      (signal) => signal.rule === rule && signal.first <= place && place <= signal.last,
    );
  }

  function makeLayout(picture) {
    const points = picture.stretches.flatMap((stretch) => stretch.points);
    const isGrade = picture.unit === "grade";
    const most = isGrade ? 10 : 1;
    const limits = picture.stretches.flatMap((stretch) => stretch.limits);
    const lowest = findLowestTenth([...points, ...limits].map(({ low }) => low / most));
    const slots = Math.max(1, points.length);
    const across = makeScale(-0.5, slots - 0.5, LEFT, RIGHT);
    const upwards = makeScale((lowest / 10) * most, most, BOTTOM, TOP);
    const counted = countStretches(picture.stretches);
    const placed = counted.map(({ stretch, first }) =>
      stretch.points.map((point, place) => ({
        point,
        x: across(first + place),
        y: upwards(point.value),
        top: upwards(point.high),
        bottom: upwards(point.low),
        isOutside: hits(stretch, place, "outside"),
        isInRun: hits(stretch, place, "run"),
      })),
    );
    return {
      picture,
      points,
      isGrade,
      most,
      lowest,
      across,
      upwards,
      counted,
      placed,
      slot: (RIGHT - LEFT) / slots,
      radius: Math.min(5, Math.max(1.5, ((RIGHT - LEFT) / slots) * 0.3)),
      formatLow: (value) => (isGrade ? formatPoints(value) : `${formatPercent(value)}%`),
      formatHigh: (value) =>
        isGrade ? formatHighEnd(value) : `${formatPercent(value, { up: true })}%`,
    };
  }

  // Marks

  function drawGrid({ lowest, upwards, most, isGrade }) {
    const shapes = [];
    for (let step = lowest; step <= 10; step += 1) {
      const y = upwards((step / 10) * most);
      const label = isGrade ? String(step) : `${10 * step}%`;
      shapes.push(
        drawLine(LEFT, y, RIGHT, y, "hb-chart-grid"),
        drawText(LEFT - 8, y + 4, label, "hb-chart-label", "end"),
      );
    }
    return shapes;
  }

  function drawBand({ across, upwards }, limits, first) {
    // Limits of counts differ from point to point: the band has a corner for each.
    const follow = (name) =>
      limits.flatMap((limit, place) =>
        [across(first + place - 0.5), across(first + place + 0.5)].map((x) => [
          x,
          upwards(limit[name]),
        ]),
      );
    const [upper, lower] = [follow("high"), follow("low")];
    return [
      drawPath("polygon", [...upper, ...[...lower].reverse()], "hb-chart-band"),
      drawPath("polyline", upper, "hb-chart-edge"),
      drawPath("polyline", lower, "hb-chart-edge"),
      drawPath("polyline", follow("centre"), "hb-chart-centre"),
    ];
  }

  function drawBands(layout) {
    return layout.counted.flatMap(({ stretch, first }) =>
      stretch.limits.length ? drawBand(layout, stretch.limits, first) : [],
    );
  }

  function drawChangeLines({ picture, across }) {
    return picture.changes.map((change) => {
      const x = across(change.at - 0.5);
      return drawLine(x, TOP, x, BOTTOM, "hb-chart-change");
    });
  }

  /* Where the line along a run stands: beyond the intervals, on the run's own side. */
  function findRunHeight(placed, signal) {
    const part = placed.slice(signal.first, signal.last + 1);
    return signal.side > 0
      ? Math.max(TOP - 6, Math.min(...part.map((one) => one.top)) - 8)
      : Math.min(BOTTOM - 4, Math.max(...part.map((one) => one.bottom)) + 8);
  }

  function drawPoint({ radius }, one) {
    const suffix = one.isOutside || one.isInRun ? " hb-chart-signal" : "";
    const kind = (one.point.hollow ? "hb-chart-hollow" : "hb-chart-dot") + suffix;
    const shapes = [];
    if (one.point.low < one.point.high) {
      shapes.push(drawLine(one.x, one.bottom, one.x, one.top, `hb-chart-interval${suffix}`));
    }
    shapes.push(
      one.isInRun
        ? drawDiamond(one.x, one.y, radius * 1.4, kind)
        : drawCircle(one.x, one.y, radius, kind),
    );
    if (one.isOutside) {
      shapes.push(drawCircle(one.x, one.y, radius + 4, "hb-chart-ring"));
    }
    return shapes;
  }

  function drawPoints(layout) {
    return layout.counted.flatMap(({ stretch }, place) => {
      const placed = layout.placed[place];
      const runs = stretch.signals.filter((signal) => signal.rule === "run");
      return [
        drawPath(
          "polyline",
          placed.map((one) => [one.x, one.y]),
          "hb-chart-line",
        ),
        ...runs.map((signal) => {
          const y = findRunHeight(placed, signal);
          return drawLine(placed[signal.first].x, y, placed[signal.last].x, y, "hb-chart-run");
        }),
        ...placed.flatMap((one) => drawPoint(layout, one)),
      ];
    });
  }

  // Labels

  function keepMarksFree({ picture, placed, radius, across }, placer) {
    // The figures of the scale stand at the left, and nothing may cover them.
    placer.take(0, TOP - 10, LEFT - 2, BOTTOM + 8);
    for (const stretch of placed) {
      for (const { x, y, top, bottom, isOutside } of stretch) {
        const reach = radius + (isOutside ? 5 : 2);
        placer.take(x - reach, y - reach, x + reach, y + reach);
        placer.take(x - 2, top, x + 2, bottom);
      }
      stretch.slice(1).forEach((after, place) => {
        placer.takeSegment(stretch[place].x, stretch[place].y, after.x, after.y);
      });
    }
    for (const change of picture.changes) {
      const x = across(change.at - 0.5);
      placer.take(x - 1, TOP, x + 1, BOTTOM);
    }
  }

  function labelLimits({ picture, upwards, formatLow, formatHigh }, placer) {
    const limits = picture.stretches.at(-1)?.limits.at(-1);
    if (!limits) {
      return [];
    }
    const centre = upwards(limits.centre);
    const high = Math.min(upwards(limits.high), centre - LEAST_GAP);
    const low = Math.max(upwards(limits.low), centre + LEAST_GAP);
    const said = [
      [centre, `usual ${formatLow(limits.centre)}`, "hb-chart-strong"],
      [high, `to ${formatHigh(limits.high)}`, "hb-chart-label"],
      [low, `from ${formatLow(limits.low)}`, "hb-chart-label"],
    ];
    return said.flatMap(([y, text, name]) =>
      placer.place([text], name, [makeSpot(RIGHT + 6, y + 4)]),
    );
  }

  function labelPeriods({ points, slot, across }, placer) {
    const every = Math.max(1, Math.ceil((findWidest(points.map((one) => one.label)) + 6) / slot));
    const shapes = [];
    let year = "";
    points.forEach((point, place) => {
      if (place % every) {
        return;
      }
      const x = across(place);
      shapes.push(
        ...placer.place([point.label], "hb-chart-label", [makeSpot(x, BOTTOM + 18, "middle")]),
      );
      if (point.year !== year) {
        shapes.push(
          ...placer.place([point.year], "hb-chart-label", [makeSpot(x, BOTTOM + 33, "middle")]),
        );
        ({ year } = point);
      }
    });
    return shapes;
  }

  function labelChanges({ picture, across }, placer) {
    return picture.changes.flatMap((change) => {
      const x = across(change.at - 0.5);
      const spots = CHANGE_ROWS.flatMap((y) => [makeSpot(x + 4, y), makeSpot(x - 4, y, "end")]);
      return placer.place([change.label, "questions changed"], "hb-chart-label", spots);
    });
  }

  function labelOutside({ radius, formatLow }, placer, { point, x, y, top, bottom }) {
    const value = formatLow(point.value);
    const texts = [`${value}, beyond chance`, value];
    if (point.note) {
      texts.unshift(`${value}, beyond chance: ${point.note}`);
    }
    const reach = radius + 8;
    const [below, above] = [bottom + 16, top - 8];
    return placer.place(texts, "hb-chart-strong", [
      makeSpot(x + reach, y + 4),
      makeSpot(x - reach, y + 4, "end"),
      makeSpot(x, below, "middle"),
      makeSpot(x, above, "middle"),
      makeSpot(x, below, "end"),
      makeSpot(x, below),
      makeSpot(x, above, "end"),
      makeSpot(x, above),
    ]);
  }

  function labelRun(placer, placed, signal) {
    const [first, last] = [placed[signal.first].x, placed[signal.last].x];
    const height = findRunHeight(placed, signal);
    const y = signal.side > 0 ? height - 5 : height + 14;
    const side = signal.side > 0 ? "above" : "below";
    const count = signal.last - signal.first + 1;
    return placer.place([`${count} in a row ${side} usual`], "hb-chart-strong", [
      makeSpot((first + last) / 2, y, "middle"),
      makeSpot(first, y),
      makeSpot(last, y, "end"),
    ]);
  }

  function labelSignals(layout, placer) {
    return layout.counted.flatMap(({ stretch }, place) => {
      const placed = layout.placed[place];
      return [
        ...placed.flatMap((one) => (one.isOutside ? labelOutside(layout, placer, one) : [])),
        ...stretch.signals.flatMap((signal) =>
          signal.rule === "run" ? labelRun(placer, placed, signal) : [],
        ),
      ];
    });
  }

  function labelHollowPoints({ placed }, placer) {
    const hollow = placed.flat().filter((one) => one.point.hollow);
    return hollow.flatMap(({ x, top, bottom }) =>
      placer.place(["provisional"], "hb-chart-label", [
        makeSpot(x, bottom + 18, "middle"),
        makeSpot(x, top - 10, "middle"),
      ]),
    );
  }

  // Table

  function listRows({ placed, formatLow, formatHigh, isGrade }) {
    return placed.flat().map(({ point, isOutside, isInRun }) => {
      const value = formatLow(point.value);
      const low = isGrade ? formatLow(point.low) : formatPercent(point.low);
      const remarks = [
        point.hollow && "provisional, at its worst",
        isOutside && "beyond chance",
        isInRun && "one of a run on one side",
        point.note,
      ];
      return [
        point.period,
        point.cases ? `${value} (${point.cases})` : value,
        point.low === point.high ? "–" : `${low} to ${formatHigh(point.high)}`,
        remarks.filter(Boolean).join("; "),
      ];
    });
  }

  function drawTrend(picture) {
    const layout = makeLayout(picture);
    const placer = makePlacer(WIDTH, HEIGHT);
    const marks = [drawGrid, drawBands, drawChangeLines, drawPoints].flatMap((draw) =>
      draw(layout),
    );
    keepMarksFree(layout, placer);
    const labels = [
      labelLimits,
      labelPeriods,
      labelChanges,
      labelSignals,
      labelHollowPoints,
    ].flatMap((label) => label(layout, placer));
    const { name, title, description } = picture;
    const shapes = [...marks, ...labels];
    const rows = listRows(layout);
    return { name, title, description, width: WIDTH, height: HEIGHT, shapes, heads: HEADS, rows };
  }

  // Sparks

  function scaleSpark(values, unit) {
    const least = unit === "grade" ? 0.2 : 0.02;
    const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 0];
    // A flat line stands in the middle, and a ripple is not blown up to a wave.
    const middle = (low + high) / 2;
    const reach = values.length ? Math.max((high - low) / 2, least * 2) : least;
    return makeScale(middle - reach, middle + reach, SPARK.height - SPARK.edge, SPARK.edge);
  }

  function drawSparkPoint(stretch, place, [x, y]) {
    const isOutside = stretch.signals.some(
      (signal) => signal.rule === "outside" && signal.first === place,
    );
    if (isOutside) {
      return [
        drawCircle(x, y, 3, "hb-chart-dot hb-chart-signal"),
        drawCircle(x, y, 5.5, "hb-chart-ring"),
      ];
    }
    const kind = stretch.points[place].hollow ? "hb-chart-hollow" : "hb-chart-dot";
    return [drawCircle(x, y, 2, kind)];
  }

  function drawSpark({ name, title, description, unit, stretches }) {
    const points = stretches.flatMap((stretch) => stretch.points);
    const upwards = scaleSpark(
      points.map((point) => point.value),
      unit,
    );
    const most = Math.max(1, points.length - 1);
    const across = makeScale(0, most, SPARK.edge, SPARK.width - SPARK.edge);
    const shapes = countStretches(stretches).flatMap(({ stretch, first }) => {
      const placed = stretch.points.map((one, n) => [across(first + n), upwards(one.value)]);
      return [
        drawPath("polyline", placed, "hb-chart-line"),
        ...placed.flatMap((at, place) => drawSparkPoint(stretch, place, at)),
      ];
    });
    const { width, height } = SPARK;
    return {
      name: `${name}-small`,
      title,
      description,
      width,
      height,
      shapes,
      heads: [],
      rows: [],
    };
  }

  Handbook.reports.trendChart = { drawSpark, drawTrend };
})();
