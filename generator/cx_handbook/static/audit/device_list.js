/* The audits on this device: what is in progress, what is finished, and how results move. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const { alarm, download, find, make } = Handbook.dom;
  const { imports: Imports, record: Records, store: Store, words: Words } = Handbook;
  const TWELVE = 12;
  let shown = [];

  function failed(error) {
    alarm("[data-hb-alarm]", make("p", {},
      make("strong", {}, "The audits on this device cannot be reached. "), Store.reason(error)));
  }

  /* An audit with its form and its score; both are null when the handbook has no such form. */
  async function scored(audit) {
    const form = await Imports.formOf(audit.form);
    const result = form && Handbook.score(form, Records.answersOf(audit, form, new Map()));
    return { audit, form, result };
  }

  function pageOf(audit) {
    return `${Imports.known(audit.form).page}#audit=${audit.key}`;
  }

  function progress({ result }) {
    const open = result.items.filter((one) => one.state === "unanswered").length;
    return `${result.items.length - open} of ${result.items.length} answered`;
  }

  function outcome({ result }) {
    return [
      result.points === null ? "" : `${Words.printed(result.points)} of 10`,
      Words.promises(result),
      result.verdict ? Words.verdict(result) : "",
      result.provisional ? "Provisional" : "",
    ].filter(Boolean).join(" · ");
  }

  function stateOf(one) {
    if (!one.form) {
      return "Its form is no longer in this handbook. Export it from the handbook it came from.";
    }
    return one.audit.state === "draft" ? `${progress(one)} · ${outcome(one)}` : outcome(one);
  }

  function row(one) {
    const { audit, form } = one;
    const sr = () => make("span", { class: "hb-sr" }, `: ${audit.name}`);
    const name = form ? make("a", { href: pageOf(audit) }, audit.name) : audit.name;
    return make("li", { class: "hb-row", "data-hb-key": audit.key },
      make("p", { class: "hb-do" }, name),
      make("p", { class: "hb-reason" },
        `${Imports.siteName(audit.site)} · ${Words.day(audit.date)} · ${audit.id} · ${stateOf(one)}`),
      make("p", { class: "hb-actions" },
        form ? make("button", { type: "button", class: "md-button", click: () => downloadOne(one) }, "Download", sr()) : null,
        make("button", { type: "button", class: "md-button hb-danger", click: () => ask(audit) }, "Delete", sr())));
  }

  function listed(box, audits, none) {
    find(box).replaceChildren(audits.length
      ? make("ul", { class: "hb-audits" }, audits.map(row))
      : make("p", {}, none));
  }

  async function draw() {
    try {
      const audits = await Store.list();
      audits.sort((a, b) => (a.date + a.changed < b.date + b.changed ? 1 : -1));
      shown = await Promise.all(audits.map(scored));
    } catch (error) {
      failed(error);
      return;
    }
    const of = (state) => shown.filter((one) => one.audit.state === state);
    listed("[data-hb-drafts]", of("draft"), "No audit is in progress.");
    listed("[data-hb-finished]", of("finished"), "No audit is finished yet.");
    drawTwelve(of("finished").filter((one) => one.form));
  }

  // The last twelve results of each checklist

  function drawTwelve(finished) {
    const checklists = new Map();
    finished.forEach((one) => {
      const list = checklists.get(one.audit.checklist) || [];
      checklists.set(one.audit.checklist, list.concat(one));
    });
    const parts = Array.from(checklists.values(), resultsOf);
    find("[data-hb-twelve]").replaceChildren(
      ...(parts.length ? parts : [make("p", {}, "They appear once an audit is finished.")]));
  }

  function resultsOf(audits) {
    const sure = audits.filter((one) => !one.result.provisional);
    const last = sure.slice(0, TWELVE).reverse();
    const left = audits.length - sure.length;
    const title = Imports.known(audits[0].audit.form).title;
    return make("section", {},
      make("h3", {}, title),
      last.length ? line(last) : null,
      last.length ? resultTable(title, last) : null,
      left ? make("p", { class: "hb-reason" }, `${Words.plural(left, "provisional result")} left out.`) : null);
  }

  function resultTable(title, results) {
    const rows = results.map(({ audit, result }) => make("tr", {},
      make("td", {}, Words.day(audit.date)),
      make("td", {}, Imports.siteName(audit.site)),
      make("td", {}, Words.printed(result.points)),
      make("td", {}, Words.promises(result) || "–"),
      make("td", {}, result.verdict ? Words.verdict(result) : "–")));
    const heads = ["Date", "Site", "Grade", "Promises", "Verdict"];
    return make("div", { class: "hb-wide", tabindex: "0", role: "region", "aria-label": `Results: ${title}` },
      make("table", { class: "hb-sheet" },
        make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))),
        make("tbody", {}, rows)));
  }

  function drawn(tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  /* A line of grades from 0 to 10, oldest first. The table beside it says the same in words. */
  function line(results) {
    const graded = results.filter(({ result }) => result.points !== null);
    if (graded.length < 2) {
      return null;
    }
    const step = 300 / (graded.length - 1);
    const points = graded.map(({ result }, place) => [10 + place * step, 70 - result.points * 6]);
    const dots = points.map(([x, y]) => drawn("circle", { cx: x, cy: y, r: 3 }));
    return drawn("svg", { viewBox: "0 0 320 80", class: "hb-spark", "aria-hidden": "true" },
      drawn("line", { x1: 10, x2: 310, y1: 70, y2: 70 }),
      drawn("line", { x1: 10, x2: 310, y1: 10, y2: 10 }),
      drawn("polyline", { points: points.map((point) => point.join(",")).join(" ") }),
      ...dots);
  }

  // Taking out

  async function recordOf({ audit, form }) {
    const { photos } = await Store.read(audit.key);
    return Records.toRecord(audit, form, Imports.photoMap(photos));
  }

  async function downloadOne(one) {
    try {
      const record = await recordOf(one);
      download(`${Records.fileName(one.audit)}.json`, "application/json", `${Handbook.canonical(record)}\n`);
    } catch (error) {
      failed(error);
    }
  }

  async function downloadAll() {
    try {
      const records = await Promise.all(shown.filter((one) => one.form).map(recordOf));
      const lines = records.map((record) => Handbook.canonical(record)).sort();
      download("audits.json", "application/json", `[${lines.join(",\n")}]\n`);
    } catch (error) {
      failed(error);
    }
  }

  // Taking in

  function told({ taken, there, beside, refusals }) {
    const said = [
      `${Words.plural(taken + beside, "record")} imported.`,
      there ? `${there} here already, unchanged.` : "",
      beside ? `${Words.plural(beside, "record")} kept beside another with the same reference.` : "",
    ];
    return [
      make("p", {}, said.filter(Boolean).join(" ")),
      refusals.length ? make("p", {}, make("strong", {}, `${refusals.length} not taken:`)) : null,
      refusals.length ? make("ul", {}, refusals.map((why) => make("li", {}, why))) : null,
    ].filter(Boolean);
  }

  async function onImport(input) {
    const files = Array.from(input.files);
    input.value = "";
    const done = await Imports.takeFiles(files);
    find("[data-hb-imported]").replaceChildren(...told(done));
    await draw();
  }

  // Deleting

  let doomed = null;

  function ask(audit) {
    doomed = audit.key;
    find("[data-hb-sure-what]").textContent = audit.name;
    find("[data-hb-sure]").showModal();
    find("[data-hb-keep]").focus();
  }

  async function onDelete() {
    find("[data-hb-sure]").close();
    try {
      await Store.remove(doomed);
    } catch (error) {
      failed(error);
    }
    await draw();
    const head = find("#in-progress");
    head.tabIndex = -1;
    head.focus();
  }

  find("[data-hb-keep]").addEventListener("click", () => find("[data-hb-sure]").close());
  find("[data-hb-delete]").addEventListener("click", onDelete);
  find("[data-hb-export]").addEventListener("click", downloadAll);
  find("[data-hb-import]").addEventListener("change", (event) => onImport(event.target));
  document.addEventListener("DOMContentLoaded", draw);
  window.addEventListener("pageshow", (event) => event.persisted && draw());
})();
