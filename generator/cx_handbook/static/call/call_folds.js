/* What the call view adds to the parts of a page: folds for what can wait on a small screen, one
   cause at a time, links to policies and the way back from them. */
(() => {
  "use strict";

  const { findAll, findElement, findOwnAddress, makeButton, makeElement } = Handbook.shell;
  const { call } = Handbook;
  const WAY_BACK = "handbook-way"; // the name under which it is stored for this visit

  function setExpanded(fold, open) {
    fold.setAttribute("aria-expanded", String(open));
  }

  function makeFold(className, label, part) {
    const fold = makeButton(className, label, () => {
      setExpanded(fold, part.classList.toggle("hb-call-open"));
    });
    setExpanded(fold, false);
    return fold;
  }

  /* What to avoid saying waits behind a button, where the screen is too small. */
  function foldAvoided(step) {
    const words = findAll(".hb-avoid", step);
    if (words.length) {
      words[0].before(makeFold("hb-call-fold hb-quiet", `Rather not (${words.length})`, step));
    }
  }

  /* The same for words after the first: what is said first is always in sight. */
  function foldLaterWords(step) {
    const words = findAll(":scope > .hb-say", step);
    if (words.length > 1) {
      const fold = makeButton("hb-call-words-fold hb-quiet", "", () => {
        setExpanded(fold, step.classList.toggle("hb-call-all-words"));
      });
      setExpanded(fold, false);
      words[words.length - 1].after(fold);
    }
  }

  /* Of the words after the first, show as many as fit; `isTooLong` says whether the place is too
     long for the screen as it is. */
  call.showFittingWords = (place, isTooLong) => {
    const [fold] = findAll(":scope > .hb-call-words-fold", place.shown[0]);
    if (!fold) {
      return;
    }
    const later = findAll(":scope > .hb-say", place.shown[0]).slice(1);
    later.forEach((say) => say.classList.remove("hb-call-fits"));
    fold.textContent = `${later.length} more to say`;
    for (const [index, say] of later.entries()) {
      say.classList.add("hb-call-fits");
      fold.hidden = index === later.length - 1;
      if (isTooLong()) {
        say.classList.remove("hb-call-fits");
        fold.hidden = false;
        fold.textContent = `${later.length - index} more to say`;
        return;
      }
    }
  };

  /* The same for all but the first part of a place that has several. */
  function foldLaterParts(place) {
    place.shown.slice(1).forEach((part) => {
      const label = call.findHeading(part).textContent;
      const row = makeElement("div", "hb-call-part", makeFold("hb-quiet", label, part));
      part.before(row);
      part.classList.add("hb-call-later");
      place.shown.splice(place.shown.indexOf(part), 0, row);
    });
  }

  function closeFold(part) {
    part.classList.remove("hb-call-open");
    const fold = part.querySelector(".hb-call-fold") || part.previousElementSibling.firstChild;
    setExpanded(fold, false);
  }

  call.closeFolds = (article) => {
    findAll(".hb-call-open", article).forEach(closeFold);
    findAll(".hb-call-all-words", article).forEach((step) => {
      step.classList.remove("hb-call-all-words");
      setExpanded(findElement(".hb-call-words-fold", step), false);
    });
  };

  /* The words of an apology, for one cause at a time. */
  function addCauseChoice(section) {
    const causes = findAll(".hb-cause", section);
    const chooseCause = (chosen) =>
      causes.forEach((cause, index) => {
        cause.toggleAttribute("data-hb-chosen", cause === chosen);
        row.children[index].setAttribute("aria-pressed", String(cause === chosen));
      });
    const row = makeElement(
      "div",
      { class: "hb-call-causes", role: "group", "aria-label": "Whose doing it was" },
      causes.map((cause) => {
        const label = findElement("h3", cause).textContent.trim();
        return makeButton("hb-call-way", label, () => chooseCause(cause));
      }),
    );
    findElement("h2", section).after(row);
    chooseCause(causes[0]);
  }

  // To a policy within a situation, and back

  function storeWayBack(way) {
    try {
      sessionStorage.setItem(WAY_BACK, JSON.stringify(way));
    } catch {
      // The browser's own way back is still there.
    }
  }

  function takeWayBack() {
    try {
      const way = JSON.parse(sessionStorage.getItem(WAY_BACK));
      sessionStorage.removeItem(WAY_BACK);
      return way;
    } catch {
      return null;
    }
  }

  /* A policy opens in its own call view. */
  function addOpenLink(title, findStep) {
    const href = `${title.href}#call`;
    const link = makeElement("a", { class: "md-button", href }, `Open: ${title.textContent}`);
    link.addEventListener("click", () => {
      const label = findElement("h1").textContent.trim();
      const said = `Back to ${label}, step ${findStep()}`;
      storeWayBack({ to: title.href.split("#")[0], from: location.href, said });
    });
    const row = makeElement("p", "hb-open", link);
    findElement(".hb-step-tools", title.closest("li")).before(row);
  }

  /* The way back belongs to this visit of the page: it moves into the page's entry of the
     history. It stands below the head of the call. It leads nowhere but to our own pages. */
  call.addWayBack = (top) => {
    const stored = takeWayBack();
    const isHere = stored?.to === location.href.split("#")[0];
    const way = isHere ? stored : history.state?.way;
    const href = findOwnAddress(way?.from);
    if (href && typeof way.said === "string") {
      history.replaceState({ ...history.state, way }, "");
      top.after(makeElement("a", { class: "hb-call-button hb-call-back", href }, way.said));
    }
  };

  call.forgetWayBack = (top) => {
    takeWayBack();
    history.replaceState({ ...history.state, way: undefined }, "");
    top.parentElement.querySelector(".hb-call-back")?.remove();
  };

  /* `findStep` gives the number of the step that is shown when somebody follows a link. */
  call.addFolds = (article, places, findStep) => {
    places.forEach(foldLaterParts);
    findAll("[data-hb-open]", article).forEach((title) => addOpenLink(title, findStep));
    call.ticks.steps.forEach(foldAvoided);
    call.ticks.steps.forEach(foldLaterWords);
    findAll('[data-hb-panel="sorry"]', article).forEach(addCauseChoice);
  };
})();
