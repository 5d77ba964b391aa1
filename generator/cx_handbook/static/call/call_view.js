/* The call view: the same page, one step at a time, for the phone beside the customer on the
   line. Its address is the page's with #call, #call-3 for the third step, #call-ask for a part
   with a name. */
(() => {
  "use strict";

  const { announce, findAll, findElement, makeElement } = Handbook.shell;
  const { call } = Handbook;
  const head = document.getElementById("call");
  if (!head || !call.ticks) {
    return;
  }
  const LONG = 160; // characters of limits, above which they wait to be opened
  const TIGHTEST = 5; // levels of data-hb-tight that call_view.css has
  const KEYS = { ArrowLeft: -1, p: -1, ArrowRight: 1, n: 1 };
  const THEME_KEYS = ["f", "s", "/", ".", ","];
  const article = head.parentElement;
  const places = call.gatherPlaces(article);
  let current = null; // the place that is shown; null while the whole page is
  let lastStep = places.find((place) => place.step); // where *Steps* leads
  let scrolled = 0; // how far down the whole page was

  const frame = call.addFrame(article, head, places, {
    leave: leaveView,
    move: movePart,
    go: goBy,
    tick: tickCurrent,
  });

  const findFragment = (place) => (place === places[0] ? "#call" : `#call-${place.key}`);

  function findAddressedPlace() {
    const match = /^#call(?:-([a-z0-9-]+))?$/.exec(location.hash);
    return match && (places.find((place) => place.key === match[1]) || places[0]);
  }

  // One place on screen

  /* A style hides all but the marked parts and the path of elements down to each. */
  function markPlace(place) {
    unmarkPlace();
    place.shown.forEach((part) => {
      part.setAttribute("data-hb-now", "");
      for (let up = part.parentElement; up; up = up.parentElement) {
        up.setAttribute("data-hb-path", "");
      }
    });
  }

  function unmarkPlace() {
    findAll("[data-hb-now], [data-hb-path]").forEach((part) => {
      part.removeAttribute("data-hb-now");
      part.removeAttribute("data-hb-path");
    });
    if (current) {
      const heading = call.findHeading(current.shown[0]);
      ["tabindex", "aria-describedby", "role", "aria-level"].forEach((name) => {
        heading.removeAttribute(name);
      });
    }
  }

  function showFrame(place) {
    const at = places.indexOf(place);
    const following = places[at + 1];
    frame.which.replaceChildren(
      makeElement("strong", { id: "hb-call-which" }, call.namePlace(place)),
      makeElement("span", {}, following ? `Next: ${following.title}` : "The last one"),
    );
    frame.previous.disabled = at === 0;
    frame.next.disabled = !following;
    frame.done.hidden = !place.step;
    frame.ways.forEach((way) => {
      const isShown = way.place ? way.place === place : Boolean(place.step);
      way.button.setAttribute("aria-pressed", String(isShown));
    });
    showTick();
  }

  function showTick() {
    if (current?.step) {
      const isTicked = call.ticks.isTicked(current.shown[0].id);
      frame.done.classList.toggle("hb-call-done--yes", isTicked);
    }
  }

  const isTooLong = () =>
    frame.more.getBoundingClientRect().bottom + window.scrollY >
    frame.bar.getBoundingClientRect().top;

  /* Leave out, one after the other, what can wait: open limits, reasons, what to avoid, a second
     way to tick, all but the first line of promises and reasons. */
  function fitScreen() {
    if (!current) {
      return;
    }
    document.documentElement.style.setProperty("--hb-bar", `${frame.bar.offsetHeight}px`);
    const areShort = frame.limits?.querySelector("ul").textContent.length < LONG;
    let tight = 0;
    do {
      if (frame.limits) {
        frame.limits.open = areShort && tight === 0;
      }
      document.body.dataset.hbTight = String(tight);
      tight += 1;
    } while (isTooLong() && tight <= TIGHTEST);
  }

  function focusHeading(place) {
    const heading = call.findHeading(place.shown[0]);
    if (heading.matches("p")) {
      heading.setAttribute("role", "heading");
    }
    heading.setAttribute("aria-level", "2");
    heading.setAttribute("tabindex", "-1");
    heading.setAttribute("aria-describedby", "hb-call-which");
    heading.focus({ preventScroll: true });
  }

  function showPlace(place) {
    markPlace(place);
    current = place;
    document.body.classList.add("hb-calling");
    document.body.setAttribute("data-hb-busy", ""); // nothing interrupts a call
    call.closeFolds(article);
    showFrame(place);
    window.scrollTo({ top: 0, behavior: "instant" });
    fitScreen();
    focusHeading(place);
  }

  /* `top` is how far down the page to go on; null: where the place that was shown is. */
  function hidePlace(top) {
    const before = current;
    unmarkPlace();
    current = null;
    document.body.classList.remove("hb-calling");
    document.body.removeAttribute("data-hb-busy");
    window.dispatchEvent(new Event("resize")); // the theme measures its side bars again
    if (top === null) {
      before.shown[0].scrollIntoView({ behavior: "instant" });
    } else {
      window.scrollTo({ top, behavior: "instant" });
    }
    findElement('a[href="#call"]', head).focus({ preventScroll: true });
  }

  // From place to place

  /* The address decides what is shown, whoever changed it. */
  function followAddress() {
    const place = findAddressedPlace();
    if (place && place !== current) {
      showPlace(place);
    } else if (!place && current) {
      hidePlace(scrolled);
    }
  }

  function enterView(event) {
    const link = event.target.closest?.('a[href^="#call"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    scrolled = window.scrollY;
    history.pushState({ ...history.state, entered: scrolled }, "", link.hash);
    followAddress();
  }

  /* Within the call view the history stays one entry, so that going back leaves it. */
  function movePlace(place) {
    history.replaceState(history.state, "", findFragment(place));
    followAddress();
  }

  /* `null` stands for the steps: the one from which somebody went to a part with a name. */
  function movePart(place) {
    lastStep = current.step ? current : lastStep;
    movePlace(place || lastStep);
  }

  function goBy(number) {
    const place = places[places.indexOf(current) + number];
    if (place) {
      movePlace(place);
    }
  }

  function tickCurrent() {
    call.ticks.tickStep(current.shown[0].id, true);
    goBy(1);
    announce(call.ticks.writeProgress());
  }

  function leaveView() {
    const { entered, ...state } = history.state || {};
    if (entered !== undefined) {
      scrolled = entered;
      history.back();
    } else {
      history.replaceState(state, "", location.pathname + location.search);
      hidePlace(null);
    }
  }

  const isTyping = (target) =>
    target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

  /* Heard before the theme does, which turns pages and opens its search by the same keys. */
  function onKey(event) {
    if (!current || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape") {
      leaveView();
    } else if (event.key in KEYS) {
      event.preventDefault();
      goBy(KEYS[event.key]);
    } else if (!THEME_KEYS.includes(event.key)) {
      return;
    }
    event.stopImmediatePropagation();
  }

  call.addFolds(article, places, () => current.step);
  call.addWayBack(frame.wayOut);
  window.addEventListener("keydown", onKey, true);
  document.addEventListener("click", enterView);
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("popstate", followAddress);
  window.addEventListener("resize", fitScreen);
  document.addEventListener("hb-ticked", showTick);
  document.fonts?.ready.then(fitScreen);
  followAddress();
})();
