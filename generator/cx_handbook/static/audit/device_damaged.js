/* Entries of the device that cannot be read: each can be taken along and deleted, and holds up none
   of the others. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeButton, makeElement } = Handbook.shell;
  const { deviceData, deviceTidy, draftStore } = audit;

  /* What there is of it, for whoever can make something of it. */
  async function downloadEntry({ key }) {
    try {
      const stored = await draftStore.readDraft(key);
      const text = `${JSON.stringify(stored, null, 1)}\n`;
      audit.page.downloadFile("entry-that-cannot-be-read.json", "application/json", text);
    } catch (error) {
      deviceData.showFailure(error);
    }
  }

  function askToDelete({ key }) {
    deviceTidy.ask({
      title: "Delete this entry?",
      lines: ["It cannot be brought back. Download it first, if somebody may still read it."],
      yes: "Delete it",
      work: () => draftStore.removeDrafts([key]),
    });
  }

  function makeRow(entry) {
    const name = typeof entry.name === "string" && entry.name ? entry.name : String(entry.key);
    return makeElement(
      "li",
      "hb-row",
      makeElement("p", "hb-do", name),
      makeElement(
        "p",
        "hb-actions",
        makeButton("md-button", "Download", () => downloadEntry(entry)),
        makeButton("md-button hb-danger", "Delete", () => askToDelete(entry)),
      ),
    );
  }

  deviceData.listeners.push(({ damaged }) => {
    findElement("[data-hb-damaged]").hidden = damaged.length === 0;
    findElement("[data-hb-damaged] ul").replaceChildren(...damaged.map(makeRow));
  });
})();
