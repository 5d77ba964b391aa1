/* Import on the page of the device: how far it is, and what became of the files. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { deviceData, importing } = audit;
  const MOST_LINES = 20; // that are listed; a damaged file may give thousands
  let isStopped = false;

  function makeList(title, lines) {
    const shown = lines.slice(0, MOST_LINES).map((line) => makeElement("li", {}, line));
    const left = lines.length - shown.length;
    return lines.length
      ? [
          makeElement("p", {}, makeElement("strong", {}, title)),
          makeElement("ul", {}, shown, left > 0 && makeElement("li", {}, `and ${left} more`)),
        ]
      : [];
  }

  function showReport(done) {
    const sentences = importing.describeImport(done);
    if (isStopped) {
      sentences.push("Stopped: the rest was not read. What was imported stays.");
    }
    findElement("[data-hb-imported]").replaceChildren(
      makeElement("p", {}, sentences.join(" ")),
      ...makeList("Please look at these:", done.notes),
      ...makeList(`${done.refusals.length} not taken:`, done.refusals),
    );
  }

  function makeControl(files) {
    /** @type {HTMLProgressElement} */
    const bar = findElement("[data-hb-import-bar]");
    const counts = findElement("[data-hb-import-done]");
    let file = 0;
    bar.max = files.length;
    return {
      onProgress(share, done) {
        bar.value = file + share;
        counts.textContent = `${done.place} read`;
        file += share === 1 ? 1 : 0;
      },
      isStopped: () => isStopped,
    };
  }

  /* Audits that a file holds are saved elsewhere: in that file. */
  async function markSaved(keys) {
    const own = new Set(keys);
    const drafts = await audit.draftStore.listDrafts();
    await audit.saved.markSaved(drafts.filter(({ key }) => own.has(key)));
  }

  async function onImport({ target }) {
    const files = Array.from(target.files);
    const running = findElement("[data-hb-import-running]");
    target.value = "";
    isStopped = false;
    running.hidden = false;
    try {
      const done = await importing.importFiles(files, makeControl(files));
      await markSaved(done.saved);
      showReport(done);
    } catch (error) {
      deviceData.showFailure(error);
    }
    running.hidden = true;
    await deviceData.loadDevice();
  }

  function startPage() {
    findElement("[data-hb-import]").addEventListener("change", onImport);
    findElement("[data-hb-import-stop]").addEventListener("click", () => {
      isStopped = true;
    });
  }

  document.addEventListener("DOMContentLoaded", startPage);
})();
