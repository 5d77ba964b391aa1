/* The audits on this device: what is in progress, what is finished, and how results move. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeButton, makeElement } = Handbook.shell;
  const { draftStore, importing, recordFormat, scoring } = audit;
  const { downloadFile, findForm, makeScroller, makeTable, nameSite, readClock, showAlarm } =
    audit.page;
  const { countNoun, formatDay, printPoints } = audit.wording;
  const results = audit.resultWording;
  const { applyQuestions, findRecordQuestions } = audit.recordQuestions;
  const { labels } = audit.definitions;
  const TREND_LENGTH = 12; // results
  const SVG = "http://www.w3.org/2000/svg";
  let shown = [];

  function showFailure(error) {
    const what = makeElement("strong", {}, "The audits on this device cannot be reached. ");
    showAlarm("[data-hb-alarm]", makeElement("p", {}, what, draftStore.explainError(error)));
  }

  /* An audit with its form and its score; both are null when the handbook has no such form. */
  async function scoreStored(draft) {
    const form = await importing.loadForm(draft.form);
    return { audit: draft, form, result: form && scoreDraft(draft, form) };
  }

  function scoreDraft(draft, form) {
    const record = recordFormat.toRecord(draft, form, new Map());
    const asked = findRecordQuestions(record, form, readClock().date);
    return applyQuestions(scoring.scoreAudit(form, record.answers || {}), asked);
  }

  // The two lists

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

  function describeOutcome(result) {
    const grade = result.points === null ? [] : [`${printPoints(result.points)} of 10`];
    return [...grade, ...listJudgements(result)].join(" · ");
  }

  /* Too close to call, or too little answered: it stands above the verdict, in every list. */
  function makeHeadline(form, result) {
    const headline = form ? results.describeHeadlineInList(form, result) : "";
    return headline && makeElement("strong", "hb-headline", headline);
  }

  function describeState({ audit: draft, form, result }) {
    if (!form) {
      return "Its form is no longer in this handbook. Export it from the handbook it came from.";
    }
    const outcome = describeOutcome(result);
    return draft.state === "draft" ? `${describeProgress(result)} · ${outcome}` : outcome;
  }

  /* A button in a row; screen readers hear which audit it is for. */
  function makeRowButton(draft, label, className, onClick) {
    const name = makeElement("span", "hb-sr", `: ${draft.name}`);
    return makeButton(className, [label, name], onClick);
  }

  /* A full dot beside what is final, a hollow one beside what may still change. */
  function makeDot({ audit: draft, result }) {
    const isOpen = draft.state === "draft" || !result || result.provisional;
    return makeElement("span", {
      class: `hb-dot${isOpen ? " hb-dot--hollow" : ""}`,
      "aria-hidden": "true",
    });
  }

  function makeRow(one) {
    const { audit: draft, form } = one;
    // While it is filled in, too little is answered; that need not be said.
    const isAnswered = draft.state === "finished" || one.result?.counts.unanswered === 0;
    const address = () => `${findForm(draft.form).page}#audit=${draft.key}`;
    const facts = [nameSite(draft.site), formatDay(draft.date), draft.id, describeState(one)];
    return makeElement(
      "li",
      { class: "hb-row", "data-hb-key": draft.key },
      makeElement(
        "p",
        "hb-do",
        makeDot(one),
        form ? makeElement("a", { href: address() }, draft.name) : draft.name,
      ),
      isAnswered && makeHeadline(form, one.result),
      makeElement("p", "hb-reason", facts.join(" · ")),
      makeElement(
        "p",
        "hb-actions",
        form && makeRowButton(draft, "Download", "md-button", () => downloadOne(one)),
        makeRowButton(draft, "Delete", "md-button hb-danger", () => askToDelete(draft)),
      ),
    );
  }

  function showList(box, audits, none) {
    const list = audits.length
      ? makeElement("ul", "hb-audits", audits.map(makeRow))
      : makeElement("p", {}, none);
    findElement(box).replaceChildren(list);
  }

  async function showDevice() {
    try {
      const drafts = await draftStore.listDrafts();
      drafts.sort((a, b) => (a.date + a.changed < b.date + b.changed ? 1 : -1));
      shown = await Promise.all(drafts.map(scoreStored));
    } catch (error) {
      showFailure(error);
      return;
    }
    const select = (state) => shown.filter((one) => one.audit.state === state);
    showList("[data-hb-drafts]", select("draft"), "No audit is in progress.");
    showList("[data-hb-finished]", select("finished"), "No audit is finished yet.");
    showTrends(select("finished").filter((one) => one.form));
  }

  // The last twelve results of each checklist

  function showTrends(finished) {
    const checklists = new Map();
    finished.forEach((one) => {
      const { checklist } = one.audit;
      checklists.set(checklist, [...(checklists.get(checklist) || []), one]);
    });
    const trends = Array.from(checklists.values(), makeTrend);
    const none = makeElement("p", {}, "They appear once an audit is finished.");
    findElement("[data-hb-twelve]").replaceChildren(...(trends.length ? trends : [none]));
  }

  /* Provisional results stay in, at their worst: left out, a bad month would vanish behind a blank. */
  function makeTrend(audits) {
    const last = audits.slice(0, TREND_LENGTH).reverse();
    const { title } = findForm(audits[0].audit.form);
    const isOpen = last.some((one) => one.result.provisional);
    return makeElement(
      "section",
      {},
      makeElement("h3", {}, title),
      makeLine(last),
      makeResultTable(title, last),
      isOpen &&
        makeElement(
          "p",
          "hb-reason",
          "A hollow dot is provisional: it stands where the worst answers to what is open would put it.",
        ),
    );
  }

  /* The grade that is drawn and listed: while a result may still change, its worst. */
  function findShownGrade({ points, provisional, worst }) {
    return provisional ? worst.points : points;
  }

  function describeShownGrade(result) {
    const grade = printPoints(findShownGrade(result));
    return result.provisional && grade !== "–" ? `${grade} at worst` : grade;
  }

  function makeResultRow(one) {
    const { audit: draft, form, result } = one;
    const cells = [
      formatDay(draft.date),
      [makeDot(one), describeShownGrade(result)],
      [makeHeadline(form, result), listJudgements(result).join(" · ") || "–"],
      nameSite(draft.site),
    ];
    return makeElement(
      "tr",
      {},
      cells.map((content) => makeElement("td", {}, content)),
    );
  }

  function makeResultTable(title, shownResults) {
    const heads = ["Date", "Grade", "Result", "Site"];
    const rows = shownResults.map(makeResultRow);
    return makeScroller(`Results: ${title}`, makeTable(heads, rows, "hb-sheet"));
  }

  function makeShape(tag, attributes, ...children) {
    const shape = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => shape.setAttribute(name, value));
    shape.append(...children);
    return shape;
  }

  /* A line of grades from 0 to 10, oldest first. The table beside it says the same in words. */
  function makeLine(last) {
    const graded = last
      .map(({ result }) => ({ grade: findShownGrade(result), isOpen: result.provisional }))
      .filter(({ grade }) => grade !== null);
    if (graded.length < 2) {
      return null;
    }
    const step = 300 / (graded.length - 1);
    const dots = graded.map(({ grade, isOpen }, place) => ({
      cx: 10 + place * step,
      cy: 70 - grade * 6,
      class: isOpen ? "hb-spark-open" : "",
    }));
    return makeShape(
      "svg",
      { viewBox: "0 0 320 80", class: "hb-spark", "aria-hidden": "true" },
      makeShape("line", { x1: 10, x2: 310, y1: 70, y2: 70 }),
      makeShape("line", { x1: 10, x2: 310, y1: 10, y2: 10 }),
      makeShape("polyline", { points: dots.map(({ cx, cy }) => `${cx},${cy}`).join(" ") }),
      ...dots.map((dot) => makeShape("circle", { ...dot, r: 3 })),
    );
  }

  // Export

  async function readRecord({ audit: draft, form }) {
    const { photos } = await draftStore.readDraft(draft.key);
    return recordFormat.toRecord(draft, form, importing.mapPhotos(photos));
  }

  async function downloadOne(one) {
    try {
      const text = recordFormat.toFileText(await readRecord(one));
      downloadFile(`${recordFormat.nameFile(one.audit)}.json`, "application/json", text);
    } catch (error) {
      showFailure(error);
    }
  }

  async function downloadAll() {
    try {
      const records = await Promise.all(shown.filter((one) => one.form).map(readRecord));
      const lines = records.map(audit.answers.toCanonicalJson).sort();
      downloadFile("audits.json", "application/json", `[${lines.join(",\n")}]\n`);
    } catch (error) {
      showFailure(error);
    }
  }

  // Import

  function describeImport({ taken, there, beside, refusals }) {
    const sentences = [
      `${countNoun(taken + beside, "record")} imported.`,
      there ? `${there} here already, unchanged.` : "",
      beside ? `${countNoun(beside, "record")} kept beside another with the same reference.` : "",
    ];
    /** @type {HTMLElement[]} */
    const lines = [makeElement("p", {}, sentences.filter(Boolean).join(" "))];
    if (refusals.length) {
      const list = makeElement(
        "ul",
        {},
        refusals.map((why) => makeElement("li", {}, why)),
      );
      lines.push(
        makeElement("p", {}, makeElement("strong", {}, `${refusals.length} not taken:`)),
        list,
      );
    }
    return lines;
  }

  async function onImport({ target }) {
    const files = Array.from(target.files);
    target.value = "";
    const done = await importing.importFiles(files);
    findElement("[data-hb-imported]").replaceChildren(...describeImport(done));
    await showDevice();
  }

  // Deleting

  let keyToDelete = null;

  function askToDelete(draft) {
    keyToDelete = draft.key;
    findElement("[data-hb-sure-what]").textContent = draft.name;
    findQuestion().showModal();
    findElement("[data-hb-keep]").focus();
  }

  /** @returns {HTMLDialogElement} */
  function findQuestion() {
    return findElement("[data-hb-sure]");
  }

  function closeQuestion() {
    findQuestion().close();
  }

  async function onDelete() {
    closeQuestion();
    try {
      await draftStore.removeDraft(keyToDelete);
    } catch (error) {
      showFailure(error);
    }
    await showDevice();
    // The button that had the focus is gone: reading goes on at the first list.
    const head = findElement("#in-progress");
    head.tabIndex = -1;
    head.focus();
  }

  function startPage() {
    findElement("[data-hb-keep]").addEventListener("click", closeQuestion);
    findElement("[data-hb-delete]").addEventListener("click", onDelete);
    findElement("[data-hb-export]").addEventListener("click", downloadAll);
    findElement("[data-hb-import]").addEventListener("change", onImport);
    // A page that comes back from the browser's cache shows what was there when it was left.
    window.addEventListener("pageshow", (event) => event.persisted && showDevice());
    showDevice();
  }

  document.addEventListener("DOMContentLoaded", startPage);
})();
