/* The places that the call view goes through, one at a time: steps, and parts of the page with a
   name. */
(() => {
  "use strict";

  const { findAll, findElement } = Handbook.shell;
  const { call } = Handbook;

  /* A part with a name may be spread over the page; its pieces share a key and are shown
     together. */
  function gatherNamedParts(article) {
    return findAll("[data-hb-name]", article).map((part) => ({
      key: part.dataset.hbPanel,
      shown: findAll(`[data-hb-panel="${part.dataset.hbPanel}"]`, article),
      title: part.dataset.hbName,
      isFirst: "hbFirst" in part.dataset,
      step: 0,
    }));
  }

  function gatherSteps() {
    return call.ticks.steps.map((step, index) => ({
      key: String(index + 1),
      shown: [step],
      title: findElement(".hb-do", step).textContent.trim(),
      isFirst: false,
      step: index + 1,
    }));
  }

  /* In order: the named parts that come first, the steps, the other named parts. */
  call.gatherPlaces = (article) => {
    const named = gatherNamedParts(article);
    const first = named.filter((place) => place.isFirst);
    return [...first, ...gatherSteps(), ...named.filter((place) => !place.isFirst)];
  };

  call.findHeading = (part) => findElement(".hb-do, h2, h3", part);

  call.namePlace = (place) =>
    place.step ? `Step ${place.step} of ${call.ticks.steps.length}` : place.title;
})();
