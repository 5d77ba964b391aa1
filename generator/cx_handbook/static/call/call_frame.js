/* What the call view shows around a place: at the top the page's name, the next customer and the way
   out; beside or below the words what may be needed; at the foot *Back*, *Next* and *Done*. */
(() => {
  "use strict";

  const { copyWords, customer, findAll, findElement, makeButton, makeElement, makeIcon } =
    Handbook.shell;
  const { call } = Handbook;
  const CLOSE =
    "m5.7 4.3 6.3 6.3 6.3-6.3 1.4 1.4-6.3 6.3 6.3 6.3-1.4 1.4-6.3-6.3-6.3 6.3-1.4-1.4 6.3-6.3-6.3-6.3 1.4-1.4Z";

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

  /* What customers can count on; of a policy. */
  function copyPromise(head) {
    const promise = head.querySelector(".hb-promise");
    return promise && makeElement("p", "hb-call-promise", promise.textContent);
  }

  /* The heading of the page becomes the head of the call. */
  function makeTop(head, leave) {
    const heading = findElement("h1", head);
    const wayOut = makeElement("div", "hb-call-out");
    const next = makeButton("hb-call-button hb-call-next", `Next ${customer.one}`, () =>
      call.askForNextCustomer(),
    );
    const label = makeElement("span", {}, "Whole page");
    const out = makeButton(
      { class: "hb-call-button hb-call-leave", title: "Whole page (Escape)" },
      [makeIcon(CLOSE, "hb-icon"), label],
      leave,
    );
    const top = makeElement("div", "hb-call-top");
    heading.before(top);
    top.append(heading, wayOut);
    wayOut.append(next, out);
    return top;
  }

  /* All words of the page, filled as they are now, for an email or a chat. */
  function makeCopyAll(article) {
    const label = makeElement("span", {}, "Copy all words");
    const button = makeButton("hb-call-button hb-call-copy", label, () => {
      const words = findAll(".hb-say .hb-words", article).filter(
        (said) => !said.closest(".hb-due"),
      );
      copyWords(button, words.map((said) => said.textContent).join("\n"));
    });
    return button;
  }

  function makeBar(actions) {
    const which = makeElement("p", "hb-call-which");
    const more = makeButton("hb-quiet hb-call-morekey", "More", actions.open);
    const previous = makeButton("hb-call-button", "Back", () => actions.go(-1));
    const next = makeButton("hb-call-button", "Next", () => actions.go(1));
    const done = makeButton("hb-call-button hb-call-done", "Done", actions.tick);
    const keys = makeElement("div", "hb-call-keys", previous, next, done);
    const fill = makeElement("span", {});
    const progress = makeElement("div", { class: "hb-call-progress", "aria-hidden": "true" }, fill);
    const line = makeElement("div", "hb-call-row", which, more);
    const named = { class: "hb-call-bar hb-callkeep", "aria-label": "Steps of this call" };
    const bar = makeElement("nav", named, progress, line, keys);
    return { bar, which, openMore: more, previous, next, done, progress: fill };
  }

  /* Add the frame to a page. `actions` has what its buttons do: `leave`, `move` to a place
     (null: the steps), `go` by so many places, `tick`, `open` what else there is. Return what
     changes with the place that is shown. */
  call.addFrame = (article, head, places, actions) => {
    const top = makeTop(head, actions.leave);
    const ways = places.some((place) => !place.step) ? makeWays(places, actions.move) : [];
    const limits = call.makeLimitBox();
    const tools = makeElement("div", "hb-call-tools", [
      copyPromise(head),
      call.makeHoursFold(),
      call.makeShiftFold(),
      makeCopyAll(article),
    ]);
    const named = { class: "hb-call-more hb-callkeep", "aria-label": "What else you may need" };
    const more = makeElement("aside", named, limits.box, tools);
    const bar = makeBar(actions);
    if (ways.length) {
      const parts = { class: "hb-call-ways hb-callkeep", "aria-label": "Parts of this call" };
      head.after(makeElement("nav", parts, ...ways.map(({ button }) => button)));
    }
    more.prepend(...[makePromise(article)].filter(Boolean));
    article.append(more, bar.bar);
    article.classList.add("hb-call-page");
    return { ...bar, top, ways, limits, more, tools };
  };
})();
