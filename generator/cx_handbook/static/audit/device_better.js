/* Is it getting better? Works out the report of the audits in the list, once somebody comes to it, and
   again when the filters or the audits change. The scripts for it are loaded then. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, loadScript, makeButton, makeElement } = Handbook.shell;
  const { deviceData } = audit;
  const SCRIPT = "assets/handbook/reports/device_report.js";
  const AT_ONCE = 50; // audits; more are worked out when their section comes into sight
  const SLICE = 8; // milliseconds between two looks at what else the page has to do
  const current = { rows: [], isWanted: false, turn: 0 };

  function findBox() {
    return findElement("[data-hb-better]");
  }

  function wait() {
    return new Promise((resolve) => {
      setTimeout(resolve);
    });
  }

  /* The audits of some rows with their scores; null when a newer turn began meanwhile. */
  async function scoreRows(rows, isOver) {
    const scored = [];
    let began = performance.now();
    for (const { draft } of rows) {
      scored.push(await deviceData.scoreStored(draft));
      if (performance.now() - began >= SLICE) {
        await wait();
        began = performance.now();
      }
      if (isOver()) {
        return null;
      }
    }
    return scored;
  }

  function listActions({ draft }) {
    const events = deviceData.current.events.get(draft.id) || [];
    return audit.actionStates.listActions(draft, events).map((action) => ({
      site: draft.site,
      checklist: draft.checklist,
      audit: draft.id,
      standard: action.standard,
      what: action.what,
      done: action.state === "done" ? action.last.on : null,
    }));
  }

  function toPeriodAudit({ audit: draft, ...one }) {
    return { ...one, period: audit.standings.findPeriod(draft, deviceData.rules) };
  }

  /* The audits that two people made of the same: the one that counts, and that of a second auditor. On
     other questions two people cannot disagree. */
  async function listPairs(rows) {
    const second = rows.filter(({ standing }) => standing.why === "second_auditor");
    const scored = await Promise.all(
      second.map(({ draft, standing }) =>
        Promise.all([standing.of, draft].map(deviceData.scoreStored)),
      ),
    );
    return scored.filter(([one, other]) => one.form && one.record.form === other.record?.form);
  }

  function describeInput(rows, scored, pairs) {
    const known = scored.filter(({ form }) => form);
    const slugs = new Set(known.map(({ record }) => record.checklist));
    return {
      audits: known.map(toPeriodAudit),
      pairs,
      actions: rows.flatMap(listActions),
      titles: Object.fromEntries([...slugs].map((slug) => [slug, deviceData.nameChecklist(slug)])),
    };
  }

  function show(...content) {
    const box = findBox();
    box.replaceChildren(...content);
    box.setAttribute("aria-busy", "false");
  }

  function showNone(text) {
    show(makeElement("p", {}, text));
  }

  async function workOut() {
    current.turn += 1;
    const own = current.turn;
    const isOver = () => own !== current.turn;
    const rows = current.rows.filter(({ standing }) => standing.counts);
    if (rows.length === 0) {
      showNone("It appears once a finished audit fits the filters above.");
      return;
    }
    findBox().setAttribute("aria-busy", "true");
    try {
      await loadScript(SCRIPT);
    } catch {
      showNone("A part of this page could not be loaded. Load the page again.");
      return;
    }
    const scored = await scoreRows(rows, isOver);
    const pairs = scored && (await listPairs(current.rows));
    if (scored && !isOver()) {
      show(...Handbook.reports.deviceReport.makeReport(describeInput(rows, scored, pairs)));
    }
  }

  function wantReport() {
    if (!current.isWanted) {
      current.isWanted = true;
      workOut();
    }
  }

  function showOffer() {
    const count = audit.wording.countNoun(current.rows.length, "audit");
    const button = makeButton("md-button", "Work it out", wantReport);
    show(makeElement("p", {}, `${count} in the list. `, button));
  }

  /* Shows the report of the rows that the filters leave, or offers it. */
  function showBetter(rows) {
    current.rows = rows;
    if (current.isWanted || rows.length <= AT_ONCE) {
      workOut();
    } else {
      showOffer();
    }
  }

  function watch() {
    const observer = new IntersectionObserver((entries) => {
      const isSeen = entries.some((entry) => entry.isIntersecting);
      if (isSeen && current.rows.length) {
        observer.disconnect();
        wantReport();
      }
    });
    observer.observe(findBox());
  }

  document.addEventListener("DOMContentLoaded", watch);

  audit.deviceBetter = { showBetter };
})();
