/* The call view: the same page, one step at a time, for the phone beside the customer on the line.
   Its address is the page's with #call, #call-3 for the third step, #call-ask for a part with a name. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const head = document.getElementById("call");
  if (!head || !Handbook.steps) {
    return;
  }
  const WAY = "handbook-way";
  const LONG = 160; // characters of limits, above which they wait to be opened
  const TIGHTEST = 5;
  const steps = Handbook.steps.all;
  const article = head.parentElement;
  const places = [];
  let current = null;
  let here = 0; // how far the whole page was scrolled

  function element(tag, name, text) {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text || "";
    return made;
  }

  function button(name, text, pressed) {
    const made = element("button", name, text);
    made.type = "button";
    made.addEventListener("click", pressed);
    return made;
  }

  /* What the call view goes through: the parts with a name that come first, the steps, the others. */
  function gather() {
    const named = Array.from(article.querySelectorAll("[data-hb-name]"), (part) => {
      const key = part.dataset.hbPanel;
      const shown = Array.from(article.querySelectorAll(`[data-hb-panel="${key}"]`));
      return { key, shown, title: part.dataset.hbName, first: "hbFirst" in part.dataset };
    });
    const numbered = steps.map((step, index) => ({
      key: String(index + 1),
      shown: [step],
      title: step.querySelector(".hb-do").textContent.trim(),
      step: index + 1,
    }));
    const first = named.filter((part) => part.first);
    places.push(...first, ...numbered, ...named.filter((part) => !part.first));
  }

  const heading = (place) => place.shown[0].querySelector(".hb-do, h2, h3");
  const fragment = (place) => (place === places[0] ? "#call" : `#call-${place.key}`);
  const name = (place) =>
    place.step ? `Step ${place.step} of ${steps.length}` : place.title;

  function asked() {
    const said = /^#call(?:-([a-z0-9-]+))?$/.exec(location.hash);
    return said && (places.find((place) => place.key === said[1]) || places[0]);
  }

  /* What the call view has beside the page's own parts. */
  const wayOut = element("p", "hb-call-out", "");
  const leaving = button("hb-call-button hb-call-leave", "Whole page", leave);
  const ways = element("nav", "hb-call-ways", "");
  const promised = element("p", "hb-call-line", "");
  const more = element("div", "hb-call-more hb-callkeep", "");
  const limits = element("details", "hb-fold hb-call-limits", "");
  const bar = element("nav", "hb-call-bar hb-callkeep", "");
  const which = element("p", "hb-call-which", "");
  const previous = button("hb-call-button", "Previous", () => go(-1));
  const next = button("hb-call-button", "Next", () => go(1));
  const done = button("hb-call-button hb-call-done", "Done", tick);

  function build() {
    leaving.title = "Escape";
    wayOut.append(leaving);
    head.prepend(wayOut);
    ways.setAttribute("aria-label", "Parts of this call");
    bar.setAttribute("aria-label", "Steps of this call");
    const keys = element("div", "hb-call-keys", "");
    keys.append(previous, next, done);
    bar.append(which, keys);
    buildWays();
    buildLine();
    buildMore();
    article.append(bar);
    places.forEach(addPartFolds);
    article.querySelectorAll("[data-hb-open]").forEach(addOpen);
    steps.forEach(addFold);
    article.querySelectorAll('[data-hb-panel="sorry"]').forEach(addCauses);
  }

  function buildWays() {
    const named = places.filter((place) => !place.step);
    if (!named.length) {
      return;
    }
    const wanted = [...named.filter((one) => one.first), null, ...named.filter((one) => !one.first)];
    let last = places.find((place) => place.step);
    wanted.forEach((place) => {
      const way = button("hb-call-way", place ? place.title : "Steps", () => {
        last = current?.step ? current : last;
        move(place || last);
      });
      way.place = place;
      ways.append(way);
    });
    head.append(ways);
  }

  /* A call-back's promise in one line. */
  function buildLine() {
    const line = article.querySelector("[data-hb-line]");
    if (line) {
      const [label, value] = line.children;
      promised.append(`${label.textContent} `, element("strong", "", value.textContent));
      head.append(promised);
    }
  }

  function buildMore() {
    const list = article.querySelector("[data-hb-limits] ul");
    if (list) {
      const inside = element("div", "hb-fold-in", "");
      inside.append(list.cloneNode(true));
      limits.append(element("summary", "", `Limits (${list.children.length})`), inside);
      more.append(limits);
    }
    const link = button("hb-call-link", "", () => {});
    link.dataset.hbLink = "";
    link.append(element("span", "", "Copy link to this step"));
    more.append(link);
    article.append(more);
  }

  /* A policy within a situation opens in its own call view, which knows the way back. */
  function addOpen(title) {
    const row = element("p", "hb-open", "");
    const link = element("a", "md-button", `Open: ${title.textContent}`);
    link.href = `${title.href}#call`;
    link.addEventListener("click", () => {
      const to = title.href.split("#")[0];
      const label = document.querySelector("h1").textContent.trim();
      remember({ to, from: location.href, said: `Back to ${label}, step ${current.step}` });
    });
    row.append(link);
    title.closest("li").querySelector(".hb-step-tools").before(row);
  }

  function remember(way) {
    try {
      sessionStorage.setItem(WAY, JSON.stringify(way));
    } catch {
      /* The browser's own way back is still there. */
    }
  }

  /* The way back is this visit's: kept with its place in the history, gone from everywhere else. */
  function addWayBack() {
    let way = null;
    try {
      way = JSON.parse(sessionStorage.getItem(WAY));
      sessionStorage.removeItem(WAY);
    } catch {
      /* Nothing was kept. */
    }
    way = way?.to === location.href.split("#")[0] ? way : history.state?.way;
    if (way) {
      history.replaceState({ ...history.state, way }, "");
      const link = element("a", "hb-call-button hb-call-back", way.said);
      link.href = way.from;
      wayOut.append(link);
      wayOut.classList.add("hb-call-out--back");
    }
  }

  /* Where the screen is too small, what to avoid waits behind a button. */
  function addFold(step) {
    const words = step.querySelectorAll(".hb-avoid");
    if (words.length) {
      const fold = button("hb-call-fold hb-quiet", `Rather not (${words.length})`, () => {
        const open = step.classList.toggle("hb-call-open");
        fold.setAttribute("aria-expanded", String(open));
      });
      fold.setAttribute("aria-expanded", "false");
      words[0].before(fold);
    }
  }

  function close(part) {
    part.classList.remove("hb-call-open");
    const fold = part.querySelector(".hb-call-fold") || part.previousElementSibling.firstChild;
    fold.setAttribute("aria-expanded", "false");
  }

  /* The same for all but the first part of a place that has several. */
  function addPartFolds(place) {
    place.shown.slice(1).forEach((part) => {
      const row = element("div", "hb-call-part", "");
      const fold = button("hb-quiet", heading({ shown: [part] }).textContent, () => {
        fold.setAttribute("aria-expanded", String(part.classList.toggle("hb-call-open")));
      });
      fold.setAttribute("aria-expanded", "false");
      row.append(fold);
      part.before(row);
      part.classList.add("hb-call-later");
      place.shown.splice(place.shown.indexOf(part), 0, row);
    });
  }

  /* The words for one cause at a time. */
  function addCauses(section) {
    const causes = Array.from(section.querySelectorAll(".hb-cause"));
    const row = element("div", "hb-call-causes", "");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", "Whose doing it was");
    const choose = (chosen) =>
      causes.forEach((cause, index) => {
        cause.toggleAttribute("data-hb-chosen", cause === chosen);
        row.children[index].setAttribute("aria-pressed", String(cause === chosen));
      });
    row.append(
      ...causes.map((cause) =>
        button("hb-call-way", cause.querySelector("h3").textContent.trim(), () => choose(cause))
      )
    );
    section.querySelector("h2").after(row);
    choose(causes[0]);
  }

  /* Show one place and nothing else: the way down to it is marked, all beside that way is hidden. */
  function mark(place) {
    unmark();
    place.shown.forEach((part) => {
      part.setAttribute("data-hb-now", "");
      for (let up = part.parentElement; up; up = up.parentElement) {
        up.setAttribute("data-hb-path", "");
      }
    });
  }

  function unmark() {
    document.querySelectorAll("[data-hb-now], [data-hb-path]").forEach((part) => {
      part.removeAttribute("data-hb-now");
      part.removeAttribute("data-hb-path");
    });
    if (current) {
      const old = heading(current);
      ["tabindex", "aria-describedby", "role", "aria-level"].forEach((what) => {
        old.removeAttribute(what);
      });
    }
  }

  function say(place) {
    const at = places.indexOf(place);
    const following = places[at + 1];
    const title = element("strong", "", name(place));
    title.id = "hb-call-which";
    which.replaceChildren(title);
    which.append(element("span", "", following ? `Next: ${following.title}` : "The last one"));
    previous.disabled = at === 0;
    next.disabled = !following;
    done.hidden = !place.step;
    for (const way of ways.children) {
      const on = way.place ? way.place === place : Boolean(place.step);
      way.setAttribute("aria-pressed", String(on));
    }
    ticked();
  }

  function ticked() {
    if (current?.step) {
      done.classList.toggle("hb-call-done--yes", Handbook.steps.isDone(current.shown[0].id));
    }
  }

  const tooLong = () =>
    more.getBoundingClientRect().bottom + window.scrollY > bar.getBoundingClientRect().top;

  /* Leave out, one after the other, what can wait: open limits, reasons, what to avoid, a second
     way to tick, all but the first line of promises and reasons. */
  function fit() {
    if (!current) {
      return;
    }
    document.documentElement.style.setProperty("--hb-bar", `${bar.offsetHeight}px`);
    let tight = 0;
    const short = limits.querySelector("ul")?.textContent.length < LONG;
    do {
      limits.open = short && tight === 0;
      document.body.dataset.hbTight = String(tight);
      tight += 1;
    } while (tooLong() && tight <= TIGHTEST);
  }

  function show(place) {
    mark(place);
    current = place;
    document.body.classList.add("hb-calling");
    document.body.setAttribute("data-hb-busy", ""); // nothing interrupts a call
    article.querySelectorAll(".hb-call-open").forEach((part) => close(part));
    say(place);
    window.scrollTo({ top: 0, behavior: "instant" });
    fit();
    const focused = heading(place);
    if (focused.matches("p")) {
      focused.setAttribute("role", "heading");
    }
    focused.setAttribute("aria-level", "2");
    focused.setAttribute("tabindex", "-1");
    focused.setAttribute("aria-describedby", "hb-call-which");
    focused.focus({ preventScroll: true });
  }

  function hide(down) {
    const was = current;
    unmark();
    current = null;
    document.body.classList.remove("hb-calling");
    document.body.removeAttribute("data-hb-busy");
    window.dispatchEvent(new Event("resize")); // the theme measures its side bars anew
    if (down === null) {
      was.shown[0].scrollIntoView({ behavior: "instant" });
    } else {
      window.scrollTo({ top: down, behavior: "instant" });
    }
    head.querySelector('a[href="#call"]').focus({ preventScroll: true });
  }

  /* The address decides what is shown, whoever changed it. */
  function sync() {
    const place = asked();
    if (place && place !== current) {
      show(place);
    } else if (!place && current) {
      hide(here);
    }
  }

  function enter(event) {
    const link = event.target.closest?.('a[href^="#call"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    here = window.scrollY;
    history.pushState({ ...history.state, entered: here }, "", link.hash);
    sync();
  }

  /* Within the call view the history stays one entry, so that going back leaves it. */
  function move(place) {
    history.replaceState(history.state, "", fragment(place));
    sync();
  }

  function go(by) {
    const place = places[places.indexOf(current) + by];
    if (place) {
      move(place);
    }
  }

  function tick() {
    const { id } = current.shown[0];
    Handbook.steps.set(id, true);
    if (places[places.indexOf(current) + 1]) {
      go(1);
    }
    Handbook.announce(Handbook.steps.said());
  }

  function leave() {
    const { entered, ...state } = history.state || {};
    if (entered !== undefined) {
      here = entered;
      history.back();
    } else {
      history.replaceState(state, "", location.pathname + location.search);
      hide(null);
    }
  }

  const typing = (target) =>
    target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const KEYS = { ArrowLeft: -1, p: -1, ArrowRight: 1, n: 1 };

  /* Before the theme, which turns pages and opens its search by the same keys. */
  function onKey(event) {
    if (!current || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape") {
      leave();
    } else if (event.key in KEYS) {
      event.preventDefault();
      go(KEYS[event.key]);
    } else if (!["f", "s", "/", ".", ","].includes(event.key)) {
      return;
    }
    event.stopImmediatePropagation();
  }

  gather();
  build();
  addWayBack();
  window.addEventListener("keydown", onKey, true);
  document.addEventListener("click", enter);
  window.addEventListener("hashchange", sync);
  window.addEventListener("popstate", sync);
  window.addEventListener("resize", fit);
  document.addEventListener("hb-ticked", ticked);
  document.fonts?.ready.then(fit);
  sync();
})();
