/* Counts of other sheets of the same days, added up for a question, on a click. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeButton, makeElement } = Handbook.shell;
  const { formState, periodAudits } = audit;
  const { limits } = audit.definitions;
  const { formatDay } = audit.wording;
  const { items, state } = formState;

  function isNumber(text) {
    return /^[0-9]{1,5}$/.test(String(text ?? ""));
  }

  /* The count that an audit has for a standard, read from its boxes; null when there is none. Its form
     need not be this one. */
  function readCount(draft, standard) {
    const entry = draft.written[standard] || {};
    const { k, n, cases } = entry.kept || entry;
    const isCount = isNumber(k) && isNumber(n) && !entry.mark && Number(n) > 0;
    if (!isCount || Number(k) > Number(n)) {
      return null;
    }
    return { k: Number(k), n: Number(n), cases: isNumber(cases) ? Number(cases) : null };
  }

  function isWithin(draft) {
    const { first, last } = state.draft;
    const from = draft.first && draft.last ? draft.first : draft.date;
    const to = draft.first && draft.last ? draft.last : draft.date;
    return first <= from && to <= last;
  }

  /* The audits that count, of other checklists, whose days lie within those of this one. */
  function listSources() {
    const { drafts, events } = audit.formBefore.getKnown();
    const { draft } = state;
    if (!draft.first || !draft.last) {
      return [];
    }
    return periodAudits
      .listCounting(drafts, events)
      .filter((one) => one.site === draft.site && one.checklist !== draft.checklist)
      .filter(isWithin);
  }

  /* The counts of one question in the audits that have any, and their sum. */
  function addUp(sources, standard) {
    const parts = sources
      .map((draft) => ({ draft, count: readCount(draft, standard) }))
      .filter(({ count }) => count);
    const sum = (name) => parts.reduce((total, { count }) => total + count[name], 0);
    const hasCases = parts.length > 0 && parts.every(({ count }) => count.cases !== null);
    const boxes = {
      k: String(sum("k")),
      n: String(sum("n")),
      cases: hasCases ? String(sum("cases")) : "",
    };
    return { parts, boxes, isPossible: parts.length > 0 && sum("n") <= limits.cases };
  }

  function describeParts(parts, { k, n }) {
    const shown = parts.map(
      ({ draft, count }) => `${count.k} of ${count.n} (${formatDay(draft.date)})`,
    );
    return parts.length > 1 ? `${shown.join(" + ")} = ${k} of ${n}` : shown[0];
  }

  function takeOver(standard, { parts, boxes }) {
    const references = parts.map(({ draft }) => draft.id);
    formState.takeOver(standard, { ...boxes, mark: "" }, references);
    audit.formView.showQuestion(standard);
    show(standard, listSources());
    findElement("[data-hb-box=k]", audit.formActions.findQuestion(standard)).focus();
  }

  function show(standard, sources) {
    const box = findElement("[data-hb-take-over]", audit.formActions.findQuestion(standard));
    const taken = (state.draft.lifecycle.taken_over || {})[standard];
    const added = addUp(sources, standard);
    box.hidden = !taken && !added.isPossible;
    if (taken) {
      const from = taken.length === 1 ? "one audit" : `${taken.length} audits`;
      box.replaceChildren(
        makeElement("p", "hb-reason", `Taken over from ${from}: ${taken.join(", ")}.`),
      );
    } else if (added.isPossible) {
      const button = makeButton("md-button", "Take this over", () => takeOver(standard, added));
      button.append(makeElement("span", "hb-sr", ` for ${standard}`));
      box.replaceChildren(
        makeElement(
          "p",
          {},
          `Counted already: ${describeParts(added.parts, added.boxes)}. `,
          button,
        ),
      );
    }
  }

  function showAll() {
    const sources = listSources();
    items.forEach((item, standard) => {
      if (item.answer === "count") {
        show(standard, sources);
      }
    });
  }

  /* The days or the site have changed, or an answer that was taken over was typed anew. */
  function onChange(standard) {
    if (!standard) {
      showAll();
    } else if (items.get(standard)?.answer === "count") {
      show(standard, listSources());
    }
  }

  formState.changeListeners.push(onChange);

  audit.takeOver = { addUp, readCount, showAll };
})();
