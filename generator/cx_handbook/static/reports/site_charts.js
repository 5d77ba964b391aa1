/* Sites beside each other, and before and after an action, as reports/site_charts.py draws them. */
(() => {
  "use strict";

  const { formatPercent } = Handbook.audit.rounding;
  const {
    clipText,
    drawCircle,
    drawLine,
    drawPath,
    drawSquare,
    drawText,
    findLowestTenth,
    findWidest,
    makePlacer,
    makeScale,
    makeSpot,
  } = Handbook.reports.chartShapes;
  const WIDTH = 520;
  const ROW = 30; // pixels a site
  const NAME_ROOM = 170; // pixels for names at the left, at most
  const FUNNEL = { height: 340, left: 52, right: 500, top: 20, bottom: 290 };
  const EFFECT = { width: 720, row: 44 };

  /* The upright lines of a scale in percent; every second figure where they are close. */
  function drawScale(across, first, top, bottom) {
    const every = across((first + 1) / 10) - across(first / 10) < 44 ? 2 : 1;
    const shapes = [];
    for (let step = first; step <= 10; step += 1) {
      const x = across(step / 10);
      shapes.push(drawLine(x, top, x, bottom, "hb-chart-grid"));
      if ((10 - step) % every === 0) {
        shapes.push(drawText(x, bottom + 18, `${10 * step}%`, "hb-chart-label", "middle"));
      }
    }
    return shapes;
  }

  function writeSpan(low, high) {
    return `${formatPercent(low)} to ${formatPercent(high, { up: true })}%`;
  }

  // Rows of sites

  /* What marks a site: nothing where chance explains it, else worse or better than all. */
  function findClass({ named, met, cases }, share) {
    if (!named) {
      return "";
    }
    return met / cases > share ? " hb-chart-better" : " hb-chart-signal";
  }

  function drawSite(site, name, across, y, right, share) {
    const suffix = findClass(site, share);
    const x = across(site.met / site.cases);
    return [
      drawText(0, y + 4, name, site.named ? "hb-chart-strong" : "hb-chart-name"),
      drawLine(across(site.low), y, across(site.high), y, `hb-chart-reach${suffix}`),
      site.named
        ? drawSquare(x, y, 6, `hb-chart-dot${suffix}`)
        : drawCircle(x, y, 5.5, "hb-chart-dot"),
      drawText(right, y + 4, site.places, "hb-chart-label"),
    ];
  }

  function drawSites({ name, title, description, share, sites }) {
    const names = sites.map((site) => clipText(site.name, NAME_ROOM));
    const left = findWidest(names) + 14;
    const right = WIDTH - findWidest(sites.map((site) => site.places)) - 14;
    const first = findLowestTenth(sites.map((site) => site.low));
    // The figures of the scale are centred on its ends and need room there.
    const across = makeScale(first / 10, 1, left + 10, right - 12);
    const bottom = 22 + ROW * sites.length;
    const x = across(share);
    const spots = [makeSpot(x, 12, "middle"), makeSpot(WIDTH, 12, "end")];
    const said = `all sites ${formatPercent(share)}%`;
    const shapes = [
      ...drawScale(across, first, 18, bottom),
      drawLine(x, 18, x, bottom, "hb-chart-change"),
      ...makePlacer(WIDTH, bottom).place([said], "hb-chart-label", spots),
      ...sites.flatMap((site, row) =>
        drawSite(site, names[row], across, 22 + ROW * row + ROW / 2, right + 4, share),
      ),
    ];
    const heads = ["Site", "Cases right", "95% interval", "Place"];
    const rows = sites.map((site) => [
      site.name,
      `${site.met} of ${site.cases}`,
      writeSpan(site.low, site.high),
      site.places,
    ]);
    return { name, title, description, width: WIDTH, height: bottom + 30, shapes, heads, rows };
  }

  // Funnel

  /* About five round numbers from 0 up to the highest. */
  function findRoundSteps(most) {
    const size = 10 ** (String(Math.max(1, Math.floor(most / 5))).length - 1);
    const step = size * [1, 2, 5, 10].find((factor) => size * factor * 5 >= most);
    return Array.from({ length: Math.floor(most / step) + 1 }, (_, place) => place * step);
  }

  function drawFunnelGrid(first, most, across, upwards) {
    const shapes = [];
    for (let step = first; step <= 10; step += 1) {
      const y = upwards(step / 10);
      shapes.push(
        drawLine(FUNNEL.left, y, FUNNEL.right, y, "hb-chart-grid"),
        drawText(FUNNEL.left - 8, y + 4, `${10 * step}%`, "hb-chart-label", "end"),
      );
    }
    for (const cases of findRoundSteps(most)) {
      const x = across(cases);
      shapes.push(drawText(x, FUNNEL.bottom + 18, String(cases), "hb-chart-label", "middle"));
    }
    const middle = (FUNNEL.left + FUNNEL.right) / 2;
    const below = FUNNEL.bottom + 40;
    return [...shapes, drawText(middle, below, "cases looked at", "hb-chart-label", "middle")];
  }

  function drawFunnelLimits({ share, steps }, across, upwards) {
    const sides = [
      ["outer_low", "hb-chart-edge"],
      ["outer_high", "hb-chart-edge"],
      ["inner_low", "hb-chart-inner"],
      ["inner_high", "hb-chart-inner"],
    ];
    const y = upwards(share);
    return [
      ...sides.map(([side, name]) =>
        drawPath(
          "polyline",
          steps.map((step) => [across(step.cases), upwards(step[side])]),
          name,
        ),
      ),
      drawLine(across(steps[0].cases), y, across(steps.at(-1).cases), y, "hb-chart-centre"),
    ];
  }

  function drawUnnamedSites(placed) {
    // Thousands of dots on one spot are one dot.
    const spots = new Map(
      placed.map(({ x, y }) => {
        const spot = [Math.floor(x + 0.5), Math.floor(y + 0.5)];
        return [spot.join(), spot];
      }),
    );
    return [...spots.values()].map(([x, y]) => drawCircle(x, y, 3, "hb-chart-small"));
  }

  function drawFunnelSites(sites, share, across, upwards, placer) {
    const placed = sites.map((site) => ({
      site,
      x: across(site.cases),
      y: upwards(site.met / site.cases),
    }));
    const named = placed.filter(({ site }) => site.named);
    const marks = named.map(({ site, x, y }) => {
      placer.take(x - 5, y - 5, x + 5, y + 5);
      return drawSquare(x, y, 4.5, `hb-chart-dot${findClass(site, share)}`);
    });
    const labels = named.flatMap(({ site, x, y }) =>
      placer.place([clipText(site.name, NAME_ROOM)], "hb-chart-strong", [
        makeSpot(x + 8, y + 4),
        makeSpot(x - 8, y + 4, "end"),
        makeSpot(x, y + 17, "middle"),
        makeSpot(x, y - 8, "middle"),
      ]),
    );
    return [...drawUnnamedSites(placed.filter(({ site }) => !site.named)), ...marks, ...labels];
  }

  function drawFunnel(picture) {
    const { name, title, description, share, sites, steps } = picture;
    const lows = [
      ...steps.map((step) => step.outer_low),
      ...sites.map((site) => site.met / site.cases),
    ];
    const first = findLowestTenth(lows);
    const upwards = makeScale(first / 10, 1, FUNNEL.bottom, FUNNEL.top);
    const most = Math.max(...steps.map((step) => step.cases));
    const across = makeScale(0, most * 1.04, FUNNEL.left, FUNNEL.right);
    const placer = makePlacer(WIDTH, FUNNEL.height);
    placer.take(0, FUNNEL.top - 10, FUNNEL.left - 2, FUNNEL.bottom + 8);
    const shapes = [
      ...drawFunnelGrid(first, most, across, upwards),
      ...drawFunnelLimits(picture, across, upwards),
      ...drawFunnelSites(sites, share, across, upwards, placer),
    ];
    const heads = ["Cases", "99.8% of sites lie between", "95% of sites lie between"];
    const rows = steps.map((step) => [
      String(step.cases),
      writeSpan(step.outer_low, step.outer_high),
      writeSpan(step.inner_low, step.inner_high),
    ]);
    const { height } = FUNNEL;
    return { name, title, description, width: WIDTH, height, shapes, heads, rows };
  }

  // Before and after

  function drawEffect(effect, name, across, top, right) {
    const middle = top + EFFECT.row / 2;
    const drawSpan = (value, low, high, y, kind) => [
      drawLine(across(low), y, across(high), y, "hb-chart-interval"),
      drawCircle(across(value), y, 5, kind),
    ];
    const { before, before_low, before_high, after, after_low, after_high } = effect;
    return [
      drawText(0, middle + 4, name, "hb-chart-name"),
      ...drawSpan(before, before_low, before_high, middle - 8, "hb-chart-hollow"),
      ...drawSpan(after, after_low, after_high, middle + 8, "hb-chart-dot"),
      drawText(right, middle + 4, effect.said, "hb-chart-label"),
    ];
  }

  function drawEffects({ name, title, description, effects }) {
    const names = effects.map((effect) => clipText(effect.name, NAME_ROOM + 30));
    const left = findWidest(names) + 14;
    const right = EFFECT.width - findWidest(effects.map((effect) => effect.said)) - 14;
    const first = findLowestTenth(
      effects.flatMap((effect) => [effect.before_low, effect.after_low]),
    );
    const across = makeScale(first / 10, 1, left + 10, right - 12);
    const bottom = 8 + EFFECT.row * effects.length;
    const shapes = [
      ...drawScale(across, first, 4, bottom),
      ...effects.flatMap((effect, row) =>
        drawEffect(effect, names[row], across, 8 + EFFECT.row * row, right + 4),
      ),
    ];
    const heads = ["Action", "Before", "After", "What can be said"];
    const rows = effects.map((one) => [one.name, one.before_count, one.after_count, one.said]);
    const [width, height] = [EFFECT.width, bottom + 30];
    return { name, title, description, width, height, shapes, heads, rows };
  }

  Handbook.reports.siteCharts = { drawEffects, drawFunnel, drawSites };
})();
