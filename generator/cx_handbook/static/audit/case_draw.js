/* Draws the cases of an audit from a log, keeps what was seen of them, and counts it.

   A draw is made once: whoever could draw again would draw until the cases please. */
(() => {
  "use strict";

  const { audit, logs } = Handbook;
  const { draws, formState, periods } = audit;
  const { data } = audit.page;
  const { labels } = audit.definitions;
  const { items, state } = formState;
  const NAMES_SHOWN = 10;
  const LISTED = data.logs || [];

  function findEvidence(log, standard) {
    return log.evidence.find(({ standards }) => standards.includes(standard));
  }

  /* The log that answers a question; undefined when none does. */
  function findLog(standard) {
    const item = items.get(standard);
    const isCounted = item && item.answer === "count";
    return isCounted ? LISTED.find((log) => findEvidence(log, standard)) : undefined;
  }

  function findDraw(standard) {
    return (state.draft.lifecycle.draws || {})[standard];
  }

  function setDraw(standard, draw) {
    const { lifecycle } = state.draft;
    lifecycle.draws = { ...lifecycle.draws, [standard]: draw };
  }

  // Drawing

  function listSome(names) {
    const more = names.length - NAMES_SHOWN;
    const shown = names.slice(0, NAMES_SHOWN).join(", ");
    return more > 0 ? `${shown} and ${more} more` : shown;
  }

  /* A sentence for each sort of entries that was left out, or was odd. */
  function describeSelection({ outside, other, undated, references }) {
    const found = {
      outside,
      other,
      undated,
      blank: listSome(references.blank.map(String)),
      repeated: listSome(references.repeated),
    };
    return Object.entries(found)
      .filter(([, value]) => value)
      .map(([name, value]) => labels.logNotes[name].replace("{value}", String(value)));
  }

  function drawQuestion(log, table, place, standard) {
    const { first, last, site, id } = state.draft;
    const { only } = findEvidence(log, standard);
    const days = { first, last };
    const found = logs.table.selectCases(table, place, log, only, days, data.isMonthFirst);
    const seed = draws.makeSeed(site, periods.nameDays(first, last), standard, id);
    const size = items.get(standard).sample;
    setDraw(standard, draws.drawCases(seed, found.references.names, size, log.title));
    return describeSelection(found);
  }

  /* Draws for every question that the log answers and that has no cases yet. Returns sentences about
     what was left out, by question. */
  function drawFrom(log, table) {
    const place = logs.table.findCaseColumn(table, log);
    if (place === null) {
      throw new logs.table.UnreadableLog(
        `there is no column ${log.columns.find(({ id }) => id === log.cases).title}; export the log with its headings`,
      );
    }
    const asked = [...items.keys()].filter((standard) => findLog(standard) === log);
    const open = asked.filter((standard) => !findDraw(standard));
    return Object.fromEntries(
      open.map((standard) => [standard, drawQuestion(log, table, place, standard)]),
    );
  }

  async function drawFromDevice(log) {
    const all = await logs.store.listEntries(log.name);
    const entries = all.filter((entry) => entry.site === state.draft.site);
    if (!entries.length) {
      throw new logs.table.UnreadableLog("this device has no entry of it for this site");
    }
    return drawFrom(log, logs.values.toTable(log, entries));
  }

  async function drawFromFile(log, file) {
    return drawFrom(log, logs.table.readFile(await file.arrayBuffer()));
  }

  // What was seen

  function listTicks(standard) {
    return (state.draft.ticks || {})[standard] || {};
  }

  /* The boxes of the question follow from the ticks; without one they are blank. */
  function countTicks(standard) {
    const draw = findDraw(standard);
    const ticks = listTicks(standard);
    const seen = draws.listCases(draw).filter((name) => name in ticks);
    const met = seen.filter((name) => ticks[name]);
    const isBlank = !seen.length;
    const boxes = {
      k: isBlank ? "" : String(met.length),
      n: isBlank ? "" : String(seen.length),
      cases: isBlank ? "" : String(draw.of),
      casesFrom: isBlank ? "" : "log",
      mark: "",
    };
    formState.setBoxes(standard, boxes, true);
    audit.formView.showQuestion(standard);
  }

  /* `isMet` is null for a case that nobody has looked at after all. */
  function setTick(standard, name, isMet) {
    const ticks = { ...listTicks(standard), [name]: isMet };
    if (isMet === null) {
      delete ticks[name];
    }
    state.draft.ticks = { ...state.draft.ticks, [standard]: ticks };
    countTicks(standard);
  }

  /* Takes the next case in the place of one. Throws with the reason why that is not possible. */
  function replace(standard, name, reason) {
    setDraw(standard, draws.replaceCase(findDraw(standard), name, reason));
    setTick(standard, name, null);
  }

  audit.caseDraw = {
    drawFromDevice,
    drawFromFile,
    findDraw,
    findLog,
    listTicks,
    replace,
    setTick,
  };
})();
