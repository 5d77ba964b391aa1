/* The call view: the same page, one step at a time, for the phone beside the customer on the
   line. Its address is the page's with #call, #call-3 for the third step, #call-ask for a part
   with a name. Loaded by call_opener.js. */
(() => {
  "use strict";

  const { announce, findAll, findElement, makeElement } = Handbook.shell;
  const { call } = Handbook;
  const head = document.getElementById("call");
  if (!head || !call.ticks) {
    return;
  }
  const TIGHTEST = 6; // levels of data-hb-tight that call_view.css has
  const WIDE = window.matchMedia("(min-width: 60em)"); // as in call_wide.css
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
    open: toggleMore,
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
      makeElement("span", {}, following ? `then: ${following.title}` : "the last one"),
    );
    frame.limits.show(place, article);
    setMore(false);
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
    const { steps, isTicked } = call.ticks;
    const ticked = steps.filter((step) => isTicked(step.id)).length;
    frame.progress.style.width = `${(100 * ticked) / steps.length}%`;
    document.body.classList.toggle("hb-call-over", ticked === steps.length);
  }

  /* What may be needed stands beside the words where there is room, else behind *More*. */
  function setMore(open) {
    frame.more.classList.toggle("hb-call-more--open", open);
    frame.openMore.setAttribute("aria-expanded", String(open));
  }

  function toggleMore() {
    const open = !isMoreOpen();
    setMore(open);
    if (open) {
      frame.tools.scrollIntoView({ block: "nearest", behavior: "instant" });
    }
  }

  /* The limit stands right below the words on a narrow screen, and beside them on a wide one. */
  function placeLimits() {
    const before = current.shown[0].querySelector(":scope > :is(.hb-avoid, .hb-step-tools)");
    const fold = current.shown[0].querySelector(":scope > .hb-call-fold");
    if (WIDE.matches || !before) {
      frame.tools.before(frame.limits.box);
    } else {
      (fold || before).before(frame.limits.box);
    }
  }

  /* To a fraction of a pixel; the height of a document is a whole number. */
  const isTooLong = () =>
    document.documentElement.scrollHeight > window.innerHeight ||
    (!WIDE.matches &&
      frame.more.getBoundingClientRect().bottom > frame.bar.getBoundingClientRect().top);
  const isMoreOpen = () => frame.more.classList.contains("hb-call-more--open");

  /* Leave out, one after the other, what can wait: further limits, reasons, what to avoid, all but
     the first line of reasons and of the limit, words after the first. */
  function fitScreen() {
    if (!current || isMoreOpen()) {
      return;
    }
    placeLimits();
    const height = Math.ceil(frame.bar.getBoundingClientRect().height);
    document.documentElement.style.setProperty("--hb-bar", `${height}px`);
    let tight = 0;
    do {
      frame.limits.others.open = tight === 0;
      document.body.dataset.hbTight = String(tight);
      tight += 1;
    } while (isTooLong() && tight <= TIGHTEST);
    call.showFittingWords(current, isTooLong);
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
    document.documentElement.classList.remove("hb-call-waiting"); // what is hidden takes no focus
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

  call.enterView = (link) => {
    scrolled = window.scrollY;
    history.pushState({ ...history.state, entered: scrolled }, "", link.hash);
    followAddress();
  };

  function followLink(event) {
    const link = event.target.closest?.('a[href^="#call"]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      call.enterView(link);
    }
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

  /* After the last step the next customer is what there is to do. */
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

  /* The next customer's call begins on a whole page, without the way back of this one. */
  function endCall() {
    if (current) {
      call.forgetWayBack(frame.top);
      leaveView();
    }
  }

  const isTyping = (target) =>
    target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

  /* Heard before the theme does, which turns pages and opens its search by the same keys. */
  function onKey(event) {
    if (
      !current ||
      isTyping(event.target) ||
      event.target.closest?.("dialog") ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    ) {
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
  call.addWayBack(frame.top);
  window.addEventListener("keydown", onKey, true);
  document.addEventListener("click", followLink);
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("popstate", followAddress);
  window.addEventListener("resize", fitScreen);
  document.addEventListener("hb-ticked", showTick);
  document.addEventListener("hb-timers", fitScreen);
  document.addEventListener("hb-filled", fitScreen);
  document.addEventListener("hb-leave-call", endCall);
  document.fonts?.ready.then(fitScreen);
  followAddress();
})();
