/* Sites beside each other as pictures, which are plain data: the same as reports/charts.py makes. */
(() => {
  "use strict";

  const { findLimits } = Handbook.reports.comparison;
  const { NARROW, WIDE } = Handbook.reports.funnel;
  const { sortBy } = Handbook.reports.ranking;
  const MOST_ROWS = 20; // sites of one chart
  const LEAST_FUNNEL = 10; // sites; a funnel of fewer shows nothing that rows do not
  const FUNNEL_STEPS = 36;

  function writeOrdinal(place) {
    const isTeen = Math.floor(place / 10) % 10 === 1;
    return `${place}${isTeen ? "th" : ["th", "st", "nd", "rd"][place % 10] || "th"}`;
  }

  /* A range of places in words: 3rd, 1st or 2nd, 1st to 3rd. */
  function formatPlaces({ best, worst }, sites) {
    if (best === worst) {
      return writeOrdinal(best);
    }
    if (best === 1 && worst === sites) {
      return "any place";
    }
    return `${writeOrdinal(best)} ${worst === best + 1 ? "or" : "to"} ${writeOrdinal(worst)}`;
  }

  /* At most MOST_ROWS sites: the named ones first, then those at the ends, by their share. */
  function chooseFigures(figures) {
    if (figures.length <= MOST_ROWS) {
      return figures;
    }
    const ordered = sortBy(figures, ({ estimate, site }) => [estimate.value, site]);
    // From both ends inwards: the middle of many sites says least.
    const fromEnds = ordered.map((_, n) =>
      n % 2 ? ordered[ordered.length - 1 - Math.floor(n / 2)] : ordered[n / 2],
    );
    const ranked = sortBy(fromEnds, ({ isNamed }) => [isNamed ? 0 : 1]);
    const kept = new Set(ranked.slice(0, MOST_ROWS));
    return ordered.filter((figure) => kept.has(figure));
  }

  function plotSite({ site, count, estimate, places, isNamed }, nameSite, sites) {
    return {
      name: nameSite(site),
      met: count.met,
      cases: count.looked_at,
      low: estimate.low,
      high: estimate.high,
      places: formatPlaces(places, sites),
      named: isNamed,
    };
  }

  /* A row for each site; `head` is { name, title, description }. */
  function pictureSites({ figures, share }, nameSite, head) {
    const shown = chooseFigures(figures);
    const sites = shown.map((figure) => plotSite(figure, nameSite, figures.length));
    return { ...head, share, sites };
  }

  /* The numbers of cases at which the funnel is drawn, closer where it is steep. */
  function chooseSteps(cases) {
    const least = Math.max(1, Math.floor((Math.min(...cases) * 2) / 3));
    const most = Math.max(...cases);
    // Equal ratios: limits fall with the root of the cases.
    const ratio = most > least ? (most / least) ** (1 / FUNNEL_STEPS) : 1;
    const steps = Array.from({ length: FUNNEL_STEPS }, (_, n) => {
      const at = least * ratio ** n;
      return Math.abs(at % 1) === 0.5 ? 2 * Math.round(at / 2) : Math.round(at);
    });
    return [...new Set([...steps, most])].sort((a, b) => a - b);
  }

  /* The funnel plot of ten sites or more; null for fewer. */
  function pictureFunnel({ figures, share, dispersion }, nameSite, head) {
    if (figures.length < LEAST_FUNNEL) {
      return null;
    }
    const sites = figures.map((figure) => plotSite(figure, nameSite, figures.length));
    const steps = chooseSteps(sites.map(({ cases }) => cases)).map((cases) => {
      const [outer, inner] = [WIDE, NARROW].map((inside) =>
        findLimits(cases, share, dispersion, inside),
      );
      return {
        cases,
        outer_low: outer[0],
        outer_high: outer[1],
        inner_low: inner[0],
        inner_high: inner[1],
      };
    });
    return { ...head, share, sites, steps };
  }

  Handbook.reports.sitePictures = { formatPlaces, pictureFunnel, pictureSites };
})();
