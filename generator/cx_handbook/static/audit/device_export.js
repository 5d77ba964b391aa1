/* Export everything: what it takes, how far it is, and the files to download. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { announce, findElement, makeButton, makeElement } = Handbook.shell;
  const { deviceData, exportPlan } = audit;
  const { downloadBlob } = audit.page;
  let isStopped = false;

  /** @returns {HTMLInputElement} */
  function findChoice(name) {
    return findElement(`[data-hb-export-${name}]`);
  }

  /* What would be exported as the choices stand. */
  function chooseDrafts() {
    const { drafts, saved } = deviceData.current;
    const isUnsavedOnly = findChoice("unsaved").checked;
    const hasDrafts = findChoice("drafts").checked;
    return drafts.filter(
      (draft) =>
        audit.page.findForm(draft.form) &&
        (hasDrafts || draft.state !== "draft") &&
        (!isUnsavedOnly || saved[draft.key] !== draft.revision),
    );
  }

  function countPhotos(drafts) {
    const entries = drafts.flatMap((draft) => Object.values(draft.written));
    return entries.reduce((sum, entry) => sum + (entry.photos || []).length, 0);
  }

  function countEvents(drafts) {
    const ids = new Set(drafts.map(({ id }) => id));
    return [...ids].reduce((sum, id) => sum + (deviceData.current.events.get(id) || []).length, 0);
  }

  function countContent(drafts) {
    const finished = drafts.filter(({ state }) => state !== "draft").length;
    return {
      finished,
      drafts: drafts.length - finished,
      photos: countPhotos(drafts),
      events: countEvents(drafts),
    };
  }

  /* Says what the export takes, and what it has to leave out. */
  function showContent() {
    const all = deviceData.current.drafts;
    const content = countContent(chooseDrafts());
    const left = all.filter((draft) => !audit.page.findForm(draft.form)).length;
    findElement("[data-hb-export-what]").textContent = exportPlan.describeContent(
      content,
      findChoice("photos").checked,
    );
    findElement("[data-hb-export-left]").textContent = left
      ? `${left} of an older handbook are left out: export them from the handbook they came from.`
      : "";
    const everything = countContent(all);
    findChoice("photos").parentElement.hidden = everything.photos === 0;
    findChoice("drafts").parentElement.hidden = everything.drafts === 0;
    /** @type {HTMLButtonElement} */
    const start = findElement("[data-hb-export-start]");
    start.disabled = content.finished + content.drafts === 0;
  }

  async function download(file) {
    downloadBlob(file.name, file.blob);
    await audit.saved.markSaved(file.drafts);
    await deviceData.loadDevice();
  }

  /* Browsers let a page start one download by itself; of several files each has a button. */
  function showFiles(files) {
    const box = findElement("[data-hb-export-files]");
    const rows = files.map((file) => {
      const label = `Download ${file.name}`;
      const button = makeButton("md-button", label, async () => {
        await download(file);
        done.textContent = "Downloaded";
      });
      const done = makeElement("span", { role: "status" });
      const size = `${file.audits} audits, ${exportPlan.describeSize(file.blob.size)}`;
      return makeElement("li", {}, button, ` ${size} `, done);
    });
    box.replaceChildren(makeElement("ul", "hb-export-files", rows));
    rows[0].querySelector("button").focus();
  }

  function showProgress(done, of) {
    /** @type {HTMLProgressElement} */
    const bar = findElement("[data-hb-export-bar]");
    bar.max = of;
    bar.value = done;
    findElement("[data-hb-export-done]").textContent = `${done} of ${of}`;
  }

  async function runExport() {
    const drafts = chooseDrafts();
    const options = {
      hasPhotos: findChoice("photos").checked,
      onProgress: (done) => showProgress(done, drafts.length),
      isStopped: () => isStopped,
    };
    showProgress(0, drafts.length);
    return audit.exporting.writeFiles(drafts, deviceData.current.events, options);
  }

  async function startExport() {
    const running = findElement("[data-hb-export-running]");
    isStopped = false;
    running.hidden = false;
    findElement("[data-hb-export-files]").replaceChildren();
    try {
      const files = await runExport();
      if (!files) {
        announce("Stopped. Nothing was downloaded.");
      } else if (files.length === 1) {
        await download(files[0]);
        announce(`${files[0].name} downloaded.`);
      } else {
        showFiles(files);
        announce(`${files.length} files are ready.`);
      }
    } catch (error) {
      deviceData.showFailure(error);
    }
    running.hidden = true;
  }

  /* All finished audits that are chosen, as a table; a photograph is only named in it. */
  async function downloadTable() {
    const keys = new Set(chooseDrafts().map(({ key }) => key));
    const rows = deviceData.current.rows.filter(
      ({ draft, states }) => keys.has(draft.key) && states.includes("finished"),
    );
    const reports = [];
    for (const row of rows) {
      reports.push(await makeTableReport(row));
    }
    const text = audit.auditTable.writeTable(reports);
    audit.page.downloadFile("audits.csv", "text/csv;charset=utf-8", text);
  }

  async function makeTableReport({ draft, standing }) {
    const { form, result } = await deviceData.scoreStored(draft);
    const record = audit.recordFormat.toRecord(draft, form, new Map());
    const { date } = audit.page.readClock();
    return {
      audit: draft,
      form,
      result,
      answers: record.answers || {},
      asked: audit.recordQuestions.findRecordQuestions(record, form, date),
      site: audit.page.nameSite(draft.site),
      standing,
      period: audit.standings.findPeriod(draft, deviceData.rules).name,
    };
  }

  function showUnsaved({ drafts, saved }) {
    const sentence = audit.saved.describeUnsaved(drafts, saved);
    const box = findElement("[data-hb-unsaved]");
    box.hidden = sentence === "";
    findElement("p", box).textContent = sentence
      ? `${sentence} Export them, so that they are safe when it is lost.`
      : "";
    showContent();
  }

  function startPage() {
    ["drafts", "photos", "unsaved"].forEach((name) => {
      findChoice(name).addEventListener("change", showContent);
    });
    findElement("[data-hb-export-start]").addEventListener("click", startExport);
    findElement("[data-hb-export-table]").addEventListener("click", downloadTable);
    findElement("[data-hb-export-stop]").addEventListener("click", () => {
      isStopped = true;
    });
    findElement("[data-hb-export]").addEventListener("click", () => {
      const panel = findElement("[data-hb-export-panel]");
      panel.hidden = !panel.hidden;
      findElement("[data-hb-export]").setAttribute("aria-expanded", String(!panel.hidden));
    });
    deviceData.listeners.push(showUnsaved);
  }

  document.addEventListener("DOMContentLoaded", startPage);
})();
