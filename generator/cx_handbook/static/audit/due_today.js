/* Due today, on the home page of a device that chose its site. Nothing is sent and nothing is asked of
   a server: rules and closed days stand in the page, what was done in the device's own storage. */
(() => {
  "use strict";

  const { audit, shell } = Handbook;
  const { findElement, makeButton, makeElement, storage } = shell;
  const MOST_NAMED = 2; // overdue checklists that are not folded away
  const SITE = "site"; // the name under which the device remembers its site
  const MONTHS =
    "January February March April May June July August September October November December".split(
      " ",
    );
  /** @type {DueData} what website/pages/home.py writes into the page */
  const data = JSON.parse(document.getElementById("hb-due").textContent);

  function readToday() {
    const now = new Date();
    const pad = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  }

  function formatDay(day) {
    const [, month, date] = day.split("-").map(Number);
    return `${date} ${MONTHS[month - 1]}`;
  }

  // What was done on this device

  /* Opens the storage of self-audits, when there is one; a page that only looks makes none. */
  function openDatabase() {
    return new Promise((resolve) => {
      const asked = window.indexedDB.open(`${data.handbook}-audits`);
      asked.onupgradeneeded = () => asked.transaction.abort();
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(null);
      asked.onblocked = () => resolve(null);
    });
  }

  /* The site of the last audit on this device, or "". */
  function readLastSite(database) {
    return new Promise((resolve) => {
      const asked = database.transaction(["settings"]).objectStore("settings").get("remembered");
      asked.onsuccess = () => resolve(asked.result?.site || "");
      asked.onerror = () => resolve("");
    });
  }

  /* The newest audit of a checklist at a site, as its key and day, or null. */
  function findNewest(index, state, site, checklist) {
    const range = IDBKeyRange.bound([state, site, checklist, ""], [state, site, checklist, "~"]);
    return new Promise((resolve, reject) => {
      const asked = index.openKeyCursor(range, "prev");
      asked.onsuccess = () => {
        const { result } = asked;
        resolve(result && { key: result.primaryKey, day: result.key[3] });
      };
      asked.onerror = () => reject(asked.error);
    });
  }

  /* Checklist -> its newest finished audit, and the newest in progress. */
  async function readAudits(database, site) {
    const found = {};
    if (database) {
      const index = database.transaction(["audits"]).objectStore("audits").index("place");
      for (const { slug } of data.checklists) {
        found[slug] = {
          finished: await findNewest(index, "finished", site, slug),
          draft: await findNewest(index, "draft", site, slug),
        };
      }
    }
    return found;
  }

  /* Works with the storage, where there is one, and lets go of it again: a page that keeps it open
     would hold back a newer version. */
  async function withDatabase(work) {
    const database = await openDatabase().catch(() => null);
    try {
      return await work(database);
    } finally {
      database?.close();
    }
  }

  // What is due

  /* A line for each checklist that is due: today, or since a day. */
  function listDue(site, audits, today) {
    const checklists = data.checklists.filter(
      ({ sites }) => !sites.length || sites.includes(site.id),
    );
    return checklists.flatMap((checklist) => {
      const { finished, draft } = audits[checklist.slug] || {};
      const days = audit.dueDates.listOverdue(checklist, site, finished ? finished.day : "", today);
      const isToday = days[days.length - 1] === today;
      return days.length
        ? [{ checklist, draft, isToday, since: days[0], missed: days.length - (isToday ? 1 : 0) }]
        : [];
    });
  }

  /* Today: Daily floor walk, Eastford. Overdue since 17 November: Conversation review. */
  function describeDue({ checklist, isToday, since, missed }, site) {
    const title = `${checklist.title}, ${site.name}`;
    if (!isToday) {
      return [`Overdue since ${formatDay(since)}: `, title];
    }
    return ["Today: ", missed ? `${title} (not done since ${formatDay(since)})` : title];
  }

  function makeLine(due, site) {
    const { checklist, draft } = due;
    const [when, what] = describeDue(due, site);
    // A draft of today is gone on with; the form begins at once for a site in its address.
    const isBegun = draft && draft.day === readToday();
    const begin = isBegun ? `audit=${draft.key}` : `begin=${site.id}`;
    const address = `${checklist.page}#${begin}`;
    const name = makeElement("span", "hb-sr", `: ${checklist.title}`);
    return makeElement(
      "li",
      due.isToday ? "" : "hb-today-late",
      makeElement("span", {}, makeElement("strong", {}, when), what),
      makeElement("a", { class: "md-button", href: address }, isBegun ? "Go on" : "Start", name),
    );
  }

  // The site of this device

  function chooseSite(id) {
    storage.write(SITE, id);
    showDue();
  }

  function makeChooser(current) {
    const none = makeElement("option", { value: "" }, current ? "No site" : "Choose a site");
    const options = data.sites.map(({ id, name }) => makeElement("option", { value: id }, name));
    const select = makeElement(
      "select",
      { change: (event) => chooseSite(event.target.value) },
      none,
      options,
    );
    select.value = current ? current.id : "";
    return makeElement(
      "label",
      "hb-today-site",
      makeElement("span", {}, "This device is at"),
      select,
    );
  }

  /* Without a site nothing is listed: a small button offers to choose it. */
  function makeOffer() {
    const button = makeButton("hb-quiet", "Which checklists are due today?", () => {
      const chooser = makeChooser(null);
      button.replaceWith(chooser);
      findElement("select", chooser).focus();
    });
    return button;
  }

  function makeLines(due, site) {
    const lines = due.map((one) => makeLine(one, site));
    return makeElement("ul", "hb-today-list", lines);
  }

  /* Overdue: the names of two, and how many more. */
  function nameSome(late) {
    const names = late.slice(0, MOST_NAMED).map(({ checklist }) => checklist.title);
    const more = late.length - names.length;
    const others = more ? ` and ${more} more` : "";
    return `Overdue: ${names.join(", ")}${others}`;
  }

  /* What is overdue, folded away when it would push everything else off the screen. */
  function makeLate(late, site) {
    if (late.length <= MOST_NAMED) {
      return late.length > 0 && makeLines(late, site);
    }
    const summary = makeElement("summary", {}, nameSome(late));
    return makeElement("details", "hb-fold", summary, makeLines(late, site));
  }

  function makeList(site, audits) {
    const due = listDue(site, audits, readToday());
    const today = due.filter((one) => one.isToday);
    const late = due.filter((one) => !one.isToday);
    const change = makeButton("hb-quiet", "Another site", () => {
      const chooser = makeChooser(site);
      change.replaceWith(chooser);
      findElement("select", chooser).focus();
    });
    return [
      due.length === 0 && makeElement("p", {}, `Nothing is due at ${site.name} today.`),
      today.length > 0 && makeLines(today, site),
      makeLate(late, site),
      makeElement("p", "hb-today-foot", "As this device knows it. ", change),
    ].filter(Boolean);
  }

  /* The site that was chosen here, else that of the last audit; "" is chosen for none. */
  async function findSite(database) {
    const chosen = storage.read(SITE);
    const id = chosen ?? (database ? await readLastSite(database) : "");
    return data.sites.find((site) => site.id === id);
  }

  async function listContent(database) {
    const site = await findSite(database);
    return site ? makeList(site, await readAudits(database, site.id)) : [makeOffer()];
  }

  async function showDue() {
    const box = findElement("[data-hb-due]");
    // A storage that cannot be read, as one of an older version, is as good as none.
    const content = await withDatabase(listContent).catch(() => listContent(null));
    const isFirst = box.hidden;
    box.replaceChildren(...content);
    box.hidden = false;
    if (isFirst && location.hash === `#${box.id}`) {
      box.scrollIntoView(); // the browser looked for it before there was anything to see
    }
  }

  document.addEventListener("DOMContentLoaded", showDue);
  window.addEventListener("pageshow", (event) => event.persisted && showDue());
})();
