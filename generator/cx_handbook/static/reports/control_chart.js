/* Control charts: which points of a series lie outside what chance alone would give. The rules and
   the digits are those of statistics/control_chart.py, which names their sources. */
(() => {
  "use strict";

  const { addUp, round9 } = Handbook.audit.rounding;
  const { listBinomial } = Handbook.audit.chance;
  const MOVING_RANGE_FACTOR = 2.66;
  const RANGE_OF_TWO = 1.128; // mean range of two normal values, in standard deviations
  const LEAST_POINTS = 12; // fewer give no limits
  const LONGEST_BASELINE = 20; // points; from then on the limits are frozen
  const RUN_LENGTH = 8; // points in a row on one side of the centre
  const TAIL = 0.00135; // of a normal distribution beyond three standard deviations

  function findMean(values) {
    return addUp(values) / values.length;
  }

  function listRanges(values) {
    return values.slice(1).map((after, place) => Math.abs(after - values[place]));
  }

  // Single values

  /* The XmR limits of at least two values, clamped to what is possible. */
  function findIndividualLimits(values, low = -Infinity, high = Infinity) {
    const centre = findMean(values);
    const ranges = listRanges(values);
    const reach = (MOVING_RANGE_FACTOR * addUp(ranges)) / ranges.length;
    return {
      centre,
      low: Math.max(low, centre - reach),
      high: Math.min(high, centre + reach),
    };
  }

  function compareRules(a, b) {
    return a.first - b.first || (a.rule < b.rule ? -1 : 1);
  }

  /* The signals of a chart, in the order of their first points: `outside` is one point, `run` eight or
     more on one side. `side` is -1 below the centre and 1 above. All is compared at nine decimals. */
  function findSignals(values, limits) {
    const [low, high] = [round9(limits.low), round9(limits.high)];
    const found = values.flatMap((value, place) => {
      const isOutside = round9(value) < low || round9(value) > high;
      const side = value < limits.centre ? -1 : 1;
      return isOutside ? [{ rule: "outside", first: place, last: place, side }] : [];
    });
    return [...found, ...findRuns(values, limits.centre)].sort(compareRules);
  }

  /* A value on the centre ends no run and adds nothing to it. */
  function findRuns(values, centre) {
    const runs = [];
    let run = { side: 0, places: [] };
    const close = () => {
      const { side, places } = run;
      if (places.length >= RUN_LENGTH) {
        runs.push({ rule: "run", first: places[0], last: places.at(-1), side });
      }
    };
    values.forEach((value, place) => {
      const side = Math.sign(round9(value) - round9(centre));
      if (side === 0) {
        return;
      }
      if (side !== run.side) {
        close();
        run = { side, places: [] };
      }
      run.places.push(place);
    });
    close();
    return runs;
  }

  // Counts

  /* How many chances from one end stay below the tail that chance is left. */
  function countBelowTail(chances) {
    let below = 0;
    const place = chances.findIndex((chance) => {
      below += chance;
      return below >= TAIL;
    });
    return place < 0 ? chances.length : place;
  }

  /* The highest count of right cases that is too low, -1 when none is, and the lowest that is too high,
     one more than there are cases when none is. */
  function findCountLimits(lookedAt, share) {
    const chances = listBinomial(lookedAt, share);
    const low = countBelowTail(chances) - 1;
    const high = lookedAt + 1 - countBelowTail([...chances].reverse());
    return { low, high };
  }

  /* The chance of a count outside those limits when the share stays what it is. */
  function findChanceOutside(lookedAt, share) {
    const chances = listBinomial(lookedAt, share);
    const { low, high } = findCountLimits(lookedAt, share);
    return addUp(chances.slice(0, low + 1)) + addUp(chances.slice(high));
  }

  /* Laney's limits for each of two or more large counts { met, looked_at }, from 0 to 1. */
  function findSpreadLimits(counts) {
    const all = (name) => counts.reduce((total, one) => total + one[name], 0);
    const share = all("met") / all("looked_at");
    const deviations = counts.map((one) => Math.sqrt((share * (1 - share)) / one.looked_at));
    const scores = counts.map(({ met, looked_at: cases }, place) =>
      deviations[place] ? (met / cases - share) / deviations[place] : 0,
    );
    const spread = Math.max(1, findMean(listRanges(scores)) / RANGE_OF_TWO);
    return deviations.map((deviation) => ({
      centre: share,
      low: Math.max(0, share - 3 * deviation * spread),
      high: Math.min(1, share + 3 * deviation * spread),
    }));
  }

  // Runs about a median

  function findMedian(values) {
    const ordered = [...values].sort((a, b) => a - b);
    const middle = Math.floor(ordered.length / 2);
    return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
  }

  /* A series about its median; values on the median say nothing and are left out. */
  function buildRunChart(values) {
    const median = findMedian(values);
    const sides = values
      .filter((value) => round9(value) !== round9(median))
      .map((value) => value > median);
    let [longest, run, crossings] = [0, 0, 0];
    sides.forEach((side, place) => {
      const isSame = place > 0 && sides[place - 1] === side;
      run = isSame ? run + 1 : 1;
      crossings += place > 0 && !isSame ? 1 : 0;
      longest = Math.max(longest, run);
    });
    const [most, least] = [findMostInRun(sides.length), findLeastCrossings(sides.length)];
    return {
      median,
      useful: sides.length,
      longest_run: longest,
      most_in_run: most,
      crossings,
      least_crossings: least,
      signals: longest > most || crossings < least,
    };
  }

  /* How many points in a row on one side of the median chance still explains. */
  function findMostInRun(points) {
    return points ? Math.floor(Math.log2(points) + 3 + 0.5) : 0;
  }

  /* How few crossings of the median chance still explains: the 5 % quantile of a binomial. */
  function findLeastCrossings(points) {
    if (points < 2) {
      return 0;
    }
    let below = 0;
    return listBinomial(points - 1, 0.5).findIndex((chance) => {
      below += chance;
      return below >= 0.05;
    });
  }

  Handbook.reports.controlChart = {
    LEAST_POINTS,
    LONGEST_BASELINE,
    buildRunChart,
    findChanceOutside,
    findCountLimits,
    findIndividualLimits,
    findLeastCrossings,
    findMostInRun,
    findRuns,
    findSignals,
    findSpreadLimits,
  };
})();
