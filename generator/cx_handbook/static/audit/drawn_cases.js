/* The drawn cases beside their question: drawn on a press, ticked while looking, replaced for a
   reason. */
(() => {
  "use strict";

  const { audit, logs } = Handbook;
  const { findElement, makeButton, makeElement } = Handbook.shell;
  const { caseDraw, draws, formState, periods } = audit;
  const { labels, limits } = audit.definitions;
  const { items, state } = formState;
  const shown = { notes: {} };

  function findBox(standard) {
    return findElement("[data-hb-drawn]", audit.formActions.findQuestion(standard));
  }

  function hide(text) {
    return makeElement("span", "hb-sr", ` ${text}`);
  }

  // Before the draw

  function describeFailure(error) {
    const isKnown = error instanceof logs.table.UnreadableLog;
    return isKnown ? `${error.message}.` : logs.store.explainError(error);
  }

  /* Draws, and says at each question what was left out. */
  async function draw(standard, work) {
    const { first, last } = state.draft;
    if (!first || !last) {
      note(standard, "Say first which days you look at: they decide which entries are drawn from.");
      return;
    }
    try {
      const notes = await work();
      Object.assign(shown.notes, { [standard]: [] }, notes);
      Object.keys(notes).forEach((drawn) => formState.announceChange(drawn));
    } catch (error) {
      note(standard, `Nothing is drawn: ${describeFailure(error)}`);
    }
    findElement("[data-hb-drawn-head]", findBox(standard)).focus({ preventScroll: true });
  }

  function note(standard, sentence) {
    shown.notes[standard] = [sentence];
    show(standard);
  }

  function makeFileButton(standard, log) {
    const box = makeElement("input", { class: "hb-sr", type: "file", accept: ".csv,text/csv" });
    box.addEventListener("change", () => {
      const [file] = box.files;
      if (file) {
        draw(standard, () => caseDraw.drawFromFile(log, file));
      }
    });
    return makeElement("label", "md-button hb-file", "From a CSV file", box);
  }

  function makeOffer(standard, log) {
    const fromDevice = () => draw(standard, () => caseDraw.drawFromDevice(log));
    const head = `Draw the cases from the log ${log.title}, so that nobody chooses them.`;
    return [
      makeElement("p", { "data-hb-drawn-head": true, tabindex: "-1" }, head),
      makeElement(
        "p",
        "hb-actions",
        makeButton("md-button", ["From this device", hide(`for ${standard}`)], fromDevice),
        makeFileButton(standard, log),
      ),
    ];
  }

  // The cases

  function makeTick(standard, name, isMet, isOn) {
    const kind = isMet ? "met" : "not-met";
    const press = () => {
      caseDraw.setTick(standard, name, isOn ? null : isMet);
      focusCase(standard, name, kind);
    };
    const attributes = {
      class: `hb-tick${isMet ? "" : " hb-tick--no"}`,
      "aria-pressed": String(isOn),
      "data-hb-tick": kind,
    };
    return makeButton(attributes, [isMet ? "Yes" : "No", hide(`, ${name}`)], press);
  }

  /* The buttons are made anew at each press; the focus stays where it was. */
  function focusCase(standard, name, kind) {
    const row = `[data-hb-case="${CSS.escape(name)}"]`;
    findElement(`${row} [data-hb-tick="${kind}"]`, findBox(standard)).focus();
  }

  function makeCase(standard, name, place) {
    const tick = caseDraw.listTicks(standard)[name];
    const isOpen = !formState.isClosed();
    return makeElement(
      "li",
      { "data-hb-case": name },
      makeElement("span", "hb-case-number", `${place + 1}`),
      makeElement("span", "hb-case-name", name),
      isOpen && makeTick(standard, name, true, tick === true),
      isOpen && makeTick(standard, name, false, tick === false),
    );
  }

  /* For a case that cannot be looked at: the next one takes its place, for a reason. */
  function makeReplacement(standard, cases) {
    const next = draws.findNextCase(caseDraw.findDraw(standard));
    const options = cases.map((name) => makeElement("option", { value: name }, name));
    const which = makeElement("select", { "data-hb-which": true }, options);
    const why = makeElement("input", {
      "data-hb-why": true,
      maxlength: String(limits.shortText),
      autocomplete: "off",
    });
    const remark = makeElement("p", { class: "hb-remark", role: "status" });
    const press = () => replace(standard, which.value, why, remark);
    const label = next === null ? "There is no other" : `Look at ${next} instead`;
    return makeElement(
      "details",
      { class: "hb-case-why", "data-hb-replace": true },
      makeElement("summary", {}, "A case cannot be looked at?", hide(`For ${standard}`)),
      makeElement("label", "hb-field", makeElement("span", {}, "Which"), which),
      makeElement("label", "hb-field", makeElement("span", {}, "Why not"), why),
      makeButton({ class: "md-button", disabled: next === null }, label, press),
      remark,
    );
  }

  function replace(standard, name, why, remark) {
    try {
      caseDraw.replace(standard, name, why.value);
      findElement("[data-hb-drawn-head]", findBox(standard)).focus({ preventScroll: true });
    } catch (error) {
      remark.textContent = `${error.message}.`;
      why.focus();
    }
  }

  function describeReplaced(drawn) {
    return (drawn.replaced || []).map(({ case: name, by, why }) =>
      makeElement("li", {}, `${name} could not be looked at (${why}): ${by} instead.`),
    );
  }

  function makeCases(standard, drawn) {
    const cases = draws.listCases(drawn);
    const seen = cases.filter((name) => name in caseDraw.listTicks(standard)).length;
    const replaced = describeReplaced(drawn);
    const head = `Drawn: ${drawn.drawn.length} of ${drawn.of}, from ${drawn.log || "a log"}.`;
    const count = formState.isClosed() ? "" : ` Looked at: ${seen}. Was it met?`;
    return [
      makeElement("p", { "data-hb-drawn-head": true, tabindex: "-1" }, `${head}${count}`),
      makeElement(
        "ol",
        "hb-cases",
        cases.map((name, place) => makeCase(standard, name, place)),
      ),
      replaced.length ? makeElement("ul", "hb-reason", replaced) : null,
      formState.isClosed() ? null : makeReplacement(standard, cases),
    ];
  }

  /* A log without a case of the question: not applicable is proposed, and not set by itself. */
  function makeNoCases(standard, drawn) {
    const { first, last } = state.draft;
    const period = first && last ? periods.nameDays(first, last) : "";
    const reason = labels.noCases.replace("{log}", drawn.log || "").replace("{period}", period);
    const take = () => {
      formState.setBoxes(
        standard,
        { k: "", n: "", cases: "", casesFrom: "", mark: "na", note: reason },
        true,
      );
      audit.formView.showQuestion(standard);
    };
    const mayDropOut = items.get(standard).may_be_na && !formState.isClosed();
    const button = mayDropOut && makeButton("md-button", "Mark it as not applicable", take);
    return [
      makeElement("p", { "data-hb-drawn-head": true, tabindex: "-1" }, reason),
      button && makeElement("p", "hb-actions", button),
    ];
  }

  function makeContent(standard, drawn, log) {
    if (drawn) {
      return drawn.of ? makeCases(standard, drawn) : makeNoCases(standard, drawn);
    }
    return log && !formState.isClosed() ? makeOffer(standard, log) : [];
  }

  function show(standard) {
    const box = findBox(standard);
    const content = makeContent(standard, caseDraw.findDraw(standard), caseDraw.findLog(standard));
    const notes = (shown.notes[standard] || []).map((text) => makeElement("p", "hb-reason", text));
    box.hidden = !content.length;
    box.replaceChildren(...[...content, ...notes].filter(Boolean));
  }

  function showAll() {
    shown.notes = {};
    items.forEach((_item, standard) => show(standard));
  }

  function onChange(standard) {
    if (items.has(standard) && (caseDraw.findDraw(standard) || caseDraw.findLog(standard))) {
      show(standard);
    }
  }

  formState.openListeners.push(showAll);
  formState.changeListeners.push(onChange);
})();
