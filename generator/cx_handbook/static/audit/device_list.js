/* The lists of audits on this device: what is in progress, what is finished, filtered, and so many at a
   time. Only the rows that are shown are scored. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { announce, findElement, makeButton, makeElement } = Handbook.shell;
  const { deviceData, deviceHistory, deviceRows, importing, recordFormat, saved } = audit;
  const { downloadFile, findForm, nameSite } = audit.page;
  const { countNoun, formatDay, printPoints } = audit.wording;
  const results = audit.resultWording;
  const { labels } = audit.definitions;
  const AT_A_TIME = 25; // rows
  const FILTERS = ["site", "checklist", "state", "month"];
  const LISTS = {
    draft: { box: "[data-hb-drafts]", none: "No audit is in progress." },
    finished: { box: "[data-hb-finished]", none: "No audit is finished yet." },
  };

  // What a row says

  function describeProgress({ items, counts }) {
    return `${items.length - counts.unanswered} of ${items.length} answered`;
  }

  /* What is said of a result below its headline; the grade apart. */
  function listJudgements(result) {
    return [
      results.describePromises(result),
      result.verdict ? results.describeVerdict(result) : "",
      ...results.listLeftOut(result),
      result.provisional ? labels.provisional : "",
      results.isByRules2(result) ? "" : labels.earlierRules,
    ].filter(Boolean);
  }

  /* Too close to call, or too little answered: it stands above the verdict, in every list. */
  function makeHeadline(form, result) {
    const headline = form ? results.describeHeadlineInList(form, result) : "";
    return headline && makeElement("strong", "hb-headline", headline);
  }

  function describeOutcome({ audit: draft, form, result }) {
    if (!form) {
      return "Its form is no longer in this handbook. Export it from the handbook it came from.";
    }
    if (draft.state === "draft") {
      return describeProgress(result);
    }
    const grade = result.points === null ? [] : [`${printPoints(result.points)} of 10`];
    return [...grade, ...listJudgements(result)].join(" · ");
  }

  /* A full dot beside what is final, a hollow one beside what may still change. */
  function makeDot({ audit: draft, result }) {
    const isOpen = draft.state === "draft" || !result || result.provisional;
    return makeElement("span", {
      class: `hb-dot${isOpen ? " hb-dot--hollow" : ""}`,
      "aria-hidden": "true",
    });
  }

  /* A button in a row; screen readers hear which audit it is for. */
  function makeRowButton(draft, label, className, onClick) {
    const name = makeElement("span", "hb-sr", `: ${draft.name}`);
    return makeButton(className, [label, name], onClick);
  }

  /* The record, and what happened since, as one file: a list where there are events. */
  async function writeFile(draft) {
    const text = recordFormat.toFileText(await importing.readRecord(draft));
    const events = (deviceData.current.events.get(draft.id) || [])
      .filter((event) => event.checklist === draft.checklist)
      .map(audit.answers.toCanonicalJson);
    return events.length ? `[${[text.trim(), ...events].join(",\n")}]\n` : text;
  }

  async function downloadOne({ draft }) {
    try {
      const text = await writeFile(draft);
      downloadFile(`${recordFormat.nameFile(draft)}.json`, "application/json", text);
      await saved.markSaved([draft]);
      await deviceData.loadDevice();
    } catch (error) {
      deviceData.showFailure(error);
    }
  }

  function makeTitle({ draft }, scored) {
    const address = () => `${findForm(draft.form).page}#audit=${draft.key}`;
    const name = scored.form ? makeElement("a", { href: address() }, draft.name) : draft.name;
    return makeElement("p", "hb-do", makeDot(scored), name);
  }

  async function makeRow(row) {
    const { draft } = row;
    const scored = await deviceData.scoreStored(draft);
    const facts = [nameSite(draft.site), formatDay(draft.date), draft.id, describeOutcome(scored)];
    return makeElement(
      "li",
      { class: "hb-row", "data-hb-key": draft.key },
      makeTitle(row, scored),
      draft.state === "finished" && makeHeadline(scored.form, scored.result),
      makeElement("p", "hb-reason", facts.join(" · ")),
      deviceHistory.makeStates(row),
      makeElement(
        "p",
        "hb-actions",
        scored.form && makeRowButton(draft, "Download", "md-button", () => downloadOne(row)),
        makeRowButton(draft, "Delete", "md-button hb-danger", () =>
          audit.deviceTidy.askToDelete(row),
        ),
      ),
      deviceHistory.makeHistory(row),
    );
  }

  // So many rows at a time

  function makeMore(list, rows) {
    const shown = list.children.length;
    const next = Math.min(AT_A_TIME, rows.length - shown);
    const more = makeButton("md-button", `Show ${next} more`, async () => {
      const added = await Promise.all(rows.slice(shown, shown + next).map(makeRow));
      list.append(...added);
      more.parentElement.replaceWith(makeMore(list, rows));
      added[0].querySelector("a, button").focus();
    });
    const count = `${shown} of ${rows.length} shown.`;
    return rows.length > shown
      ? makeElement("p", { class: "hb-show-more", "data-hb-more": true }, count, " ", more)
      : makeElement("p", "hb-show-more", rows.length > AT_A_TIME ? count : "");
  }

  async function showList({ box, none }, rows) {
    const target = findElement(box);
    if (rows.length === 0) {
      target.replaceChildren(makeElement("p", {}, none));
      return;
    }
    const first = await Promise.all(rows.slice(0, AT_A_TIME).map(makeRow));
    const list = makeElement("ul", "hb-audits", first);
    target.replaceChildren(list, makeMore(list, rows));
  }

  // Filters

  /** @returns {HTMLSelectElement} */
  function findFilter(name) {
    return findElement(`[data-hb-rows-by=${name}]`);
  }

  function readFilter() {
    const [site, checklist, state, month] = FILTERS.map((name) => findFilter(name).value);
    return { site, checklist, state, month };
  }

  /* Fills a select with what there is to choose; what was chosen stays chosen. */
  function fillChoices(name, choices) {
    const select = findFilter(name);
    const { value } = select;
    const [all] = select.options;
    const options = choices.map((choice) =>
      makeElement("option", { value: choice.value }, choice.label),
    );
    select.replaceChildren(all, ...options);
    select.value = choices.some((choice) => choice.value === value) ? value : "";
  }

  function showFilters(rows) {
    const choices = deviceRows.listChoices(rows, nameSite, deviceData.nameChecklist);
    FILTERS.forEach((name) => fillChoices(name, choices[name]));
    findElement("[data-hb-filters]").hidden = rows.length < 2;
  }

  async function showRows() {
    const filter = readFilter();
    const rows = deviceRows.filterRows(deviceData.current.rows, filter);
    const isFiltered = Object.values(filter).some(Boolean);
    const none = isFiltered ? { none: "None fits these filters." } : {};
    for (const [state, list] of Object.entries(LISTS)) {
      await showList(
        { ...list, ...none },
        rows.filter((row) => row.states.includes(state)),
      );
    }
    const count = countNoun(rows.length, "audit");
    findElement("[data-hb-count]").textContent = isFiltered
      ? `${count} of ${deviceData.current.rows.length}`
      : count;
    audit.deviceBetter.showBetter(rows);
    return count;
  }

  async function onFilter() {
    announce(await showRows());
  }

  /* On a device without audits the page begins with starting one. */
  function showStart(isEmpty) {
    const before = isEmpty ? "[data-hb-file-actions]" : "[data-hb-tidy]";
    findElement(before).before(findElement("[data-hb-new]"));
    findElement("[data-hb-device]").classList.toggle("hb-device--empty", isEmpty);
  }

  /* Offers the state of a broken seal once one is found: each sealed audit is read for that. */
  async function offerBrokenSeals(rows) {
    const isFound = await deviceHistory.markBrokenSeals(rows);
    if (isFound && rows === deviceData.current.rows) {
      showFilters(rows);
    }
  }

  deviceData.listeners.push(async ({ drafts, rows }) => {
    showStart(drafts.length === 0);
    // Who filters by it sees the same after a change; everybody else need not wait.
    const isChosen = findFilter("state").value === "broken_seal";
    const offered = offerBrokenSeals(rows);
    if (isChosen) {
      await offered;
    }
    showFilters(rows);
    await showRows();
  });

  function startPage() {
    FILTERS.forEach((name) => findFilter(name).addEventListener("change", onFilter));
    // A page that comes back from the browser's cache shows what was there when it was left.
    window.addEventListener("pageshow", (event) => event.persisted && deviceData.loadDevice());
    deviceData.loadDevice();
  }

  document.addEventListener("DOMContentLoaded", startPage);

  audit.deviceList = { listJudgements, makeDot, makeHeadline };
})();
