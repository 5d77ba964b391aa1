/* What the call view shows around a place: the way out, the parts of the call, the promise, the
   limits, and the bar at the foot with *Previous*, *Next* and *Done*. */
(() => {
  "use strict";

  const { makeButton, makeElement } = Handbook.shell;
  const { call } = Handbook;

  /* A button for each named part, and one for all steps together. */
  function makeWays(places, movePlace) {
    const named = places.filter((place) => !place.step);
    const first = named.filter((place) => place.isFirst);
    const ordered = [...first, null, ...named.filter((place) => !place.isFirst)];
    return ordered.map((place) => ({
      place,
      button: makeButton("hb-call-way", place ? place.title : "Steps", () => movePlace(place)),
    }));
  }

  /* A call-back's promise in one line. */
  function makePromise(article) {
    const line = article.querySelector("[data-hb-line]");
    if (!line) {
      return null;
    }
    const [label, value] = line.children;
    const promise = makeElement("strong", {}, value.textContent);
    return makeElement("p", "hb-call-line", `${label.textContent} `, promise);
  }

  function makeLimits(article) {
    const list = article.querySelector("[data-hb-limits] ul");
    if (!list) {
      return null;
    }
    const summary = makeElement("summary", {}, `Limits (${list.children.length})`);
    const inside = makeElement("div", "hb-fold-in", list.cloneNode(true));
    return makeElement("details", "hb-fold hb-call-limits", summary, inside);
  }

  /* The links script copies for every button with this attribute. */
  function makeLinkButton() {
    const label = makeElement("span", {}, "Copy link to this step");
    return makeButton({ class: "hb-call-link", "data-hb-link": true }, label, () => {});
  }

  /* Add the frame to a page. `actions` has what its buttons do: `leave`, `move` to a place
     (null: the steps), `go` by so many places, `tick`. Return what changes with the place that
     is shown. */
  call.addFrame = (article, head, places, actions) => {
    const leave = { class: "hb-call-button hb-call-leave", title: "Escape" };
    const wayOut = makeElement("p", "hb-call-out", makeButton(leave, "Whole page", actions.leave));
    const ways = places.some((place) => !place.step) ? makeWays(places, actions.move) : [];
    const limits = makeLimits(article);
    const more = makeElement("div", "hb-call-more hb-callkeep", limits, makeLinkButton());
    const which = makeElement("p", "hb-call-which");
    const previous = makeButton("hb-call-button", "Previous", () => actions.go(-1));
    const next = makeButton("hb-call-button", "Next", () => actions.go(1));
    const done = makeButton("hb-call-button hb-call-done", "Done", actions.tick);
    const keys = makeElement("div", "hb-call-keys", previous, next, done);
    const named = { class: "hb-call-bar hb-callkeep", "aria-label": "Steps of this call" };
    const bar = makeElement("nav", named, which, keys);
    head.prepend(wayOut);
    if (ways.length) {
      const parts = { class: "hb-call-ways", "aria-label": "Parts of this call" };
      head.append(makeElement("nav", parts, ...ways.map(({ button }) => button)));
    }
    head.append(...[makePromise(article)].filter(Boolean));
    article.append(more, bar);
    return { wayOut, ways, limits, more, bar, which, previous, next, done };
  };
})();
