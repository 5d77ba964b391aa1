/* What the pages of self-audits share: the data that a page carries, its messages, its downloads. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeButton, makeElement } = Handbook.shell;
  const data = JSON.parse(document.getElementById("hb-data").textContent);
  const REVOKE_AFTER = 60000; // ms; by then the browser has taken the file
  let waiting = 0;

  /* What the page knows of a form: its title, its page, its script; undefined when it is not known. */
  function findForm(fingerprint) {
    return data.forms.find((form) => form.fingerprint === fingerprint);
  }

  /* The name of a site, or its ID when the handbook no longer has it. */
  function nameSite(id) {
    const site = data.sites.find((one) => one.id === id);
    return site ? site.name : id;
  }

  /* Date and time on this device's clock, as a record has them. */
  function readClock() {
    const now = new Date();
    const pad = (number) => String(number).padStart(2, "0");
    return {
      date: `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`,
      time: `${pad(now.getHours())}:${pad(now.getMinutes())}`,
    };
  }

  function downloadFile(name, type, content) {
    downloadBlob(name, new Blob([content], { type }));
  }

  /* Opened from disk, the browser keeps the file among the downloads. */
  function downloadBlob(name, blob) {
    const address = URL.createObjectURL(blob);
    const link = makeElement("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER);
  }

  /* Screen readers say the text once nothing has changed for so many milliseconds. */
  function announceAfter(delay, text) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const live = findElement("[data-hb-said]");
      if (live.textContent !== text) {
        live.textContent = text;
      }
    }, delay);
  }

  /* Shows a message in one of the page's boxes for them; no content hides the box. */
  function showAlarm(selector, ...content) {
    const box = findElement(selector);
    box.replaceChildren(...content.filter(Boolean));
    box.hidden = content.length === 0;
  }

  function makeActionButton(label, onClick, isPrimary) {
    const names = isPrimary ? "md-button md-button--primary" : "md-button";
    return makeButton(names, label, onClick);
  }

  /* A table in the look of the sheets; a head without a word is an empty cell. */
  function makeTable(heads, rows, className) {
    const cells = heads.map((head) =>
      makeElement(head ? "th" : "td", head ? { scope: "col" } : {}, head),
    );
    return makeElement(
      "table",
      className,
      makeElement("thead", {}, makeElement("tr", {}, cells)),
      makeElement("tbody", {}, rows),
    );
  }

  /* Wide tables scroll in a box of their own, which the keyboard can reach. */
  function makeScroller(label, table) {
    return makeElement(
      "div",
      { class: "hb-wide", tabindex: "0", role: "region", "aria-label": label },
      table,
    );
  }

  audit.page = {
    announceAfter,
    data,
    downloadBlob,
    downloadFile,
    findForm,
    makeActionButton,
    makeScroller,
    makeTable,
    nameSite,
    readClock,
    showAlarm,
  };
})();
