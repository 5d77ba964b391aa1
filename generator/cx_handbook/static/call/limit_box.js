/* The limits that hold at a step of a call: the one that matters there first, the others behind a
   button. */
(() => {
  "use strict";

  const { findAll, makeElement } = Handbook.shell;
  const { call } = Handbook;
  const SHORT = 4; // letters of a word up to which it says nothing about the matter

  function listWords(text) {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
    return new Set(words.filter((word) => word.length > SHORT));
  }

  /* How many words of the matter two texts share. */
  function countShared(words, text) {
    return [...listWords(text)].filter((word) => words.has(word)).length;
  }

  /* The positions of limits, the one that shares most words with a step first; the others keep the
     order in which they are written, and so do all where none shares a word. */
  call.sortLimits = (step, limits) => {
    const words = listWords(step);
    const shared = limits.map((limit) => countShared(words, limit));
    const best = shared.indexOf(Math.max(...shared));
    const positions = limits.map((_, index) => index);
    return best > 0 ? [best, ...positions.filter((index) => index !== best)] : positions;
  };

  /* Limits of the policy that a situation's step leads to, or those of the policy's own page. */
  function findLimits(place, article) {
    const own = place.shown.flatMap((part) => findAll("[data-hb-step-limits] li", part));
    return own.length ? own : findAll("[data-hb-limits] li", article);
  }

  function copyLimit(limit) {
    const copy = limit.cloneNode(true);
    copy.removeAttribute("id");
    return copy;
  }

  call.makeLimitBox = () => {
    const first = makeElement("ul", "hb-call-limit");
    const summary = makeElement("summary");
    const rest = makeElement("ul");
    const others = makeElement("details", "hb-call-others", summary, rest);
    const box = makeElement("section", { class: "hb-call-limits", "aria-label": "Limits" }, [
      first,
      others,
    ]);
    function show(place, article) {
      const limits = findLimits(place, article);
      const matter = place.shown.flatMap((part) => findAll(".hb-do, .hb-because, .hb-say", part));
      const text = matter.map((part) => part.textContent).join(" ");
      const order = call.sortLimits(
        text,
        limits.map((limit) => limit.textContent),
      );
      const [best, ...more] = order.map((index) => copyLimit(limits[index]));
      first.replaceChildren(...[best].filter(Boolean));
      rest.replaceChildren(...more);
      summary.textContent = more.length === 1 ? "1 more limit" : `${more.length} more limits`;
      others.hidden = !more.length;
      box.hidden = !limits.length;
    }
    return { box, others, show };
  };
})();
