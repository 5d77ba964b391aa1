/* Due today, on the home page of a device that chose its site. Nothing is sent and nothing is asked of
   a server: rules and closed days stand in the page, what was done in the device's own storage. */
(() => {
  "use strict";

  const { audit, shell } = Handbook;
  const { findElement, makeButton, makeElement, storage } = shell;
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
  async function readAudits(site) {
    const database = await openDatabase();
    const found = {};
    if (!database) {
      return found;
    }
    try {
      const index = database.transaction(["audits"]).objectStore("audits").index("place");
      for (const { slug } of data.checklists) {
        found[slug] = {
          finished: await findNewest(index, "finished", site, slug),
          draft: await findNewest(index, "draft", site, slug),
        };
      }
    } finally {
      database.close();
    }
    return found;
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
    return ["Today: ", missed ? `${title} (since ${formatDay(since)} not done)` : title];
  }

  function makeLine(due, site) {
    const { checklist, draft } = due;
    const [when, what] = describeDue(due, site);
    // A draft of today is gone on with; the form begins at once for a site in its address.
    const isBegun = draft && draft.day === readToday();
    const address = `${checklist.page}#${isBegun ? `audit=${draft.key}` : `begin=${site.id}`}`;
    const name = makeElement("span", "hb-sr", `: ${checklist.title}`);
    return makeElement(
      "li",
      due.isToday ? "" : "hb-due-late",
      makeElement("span", {}, makeElement("strong", {}, when), what),
      makeElement("a", { class: "md-button", href: address }, isBegun ? "Go on" : "Start", name),
    );
  }

  // The site of this device

  function chooseSite(id) {
    storage.write(SITE, id || null);
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
      "hb-due-site",
      makeElement("span", {}, "This device is at"),
      select,
    );
  }

  /* Without a site nothing is listed: a fold of one line offers to choose it. */
  function makeOffer() {
    return makeElement(
      "details",
      "hb-fold hb-due-offer",
      makeElement("summary", {}, "Which checklists are due today?"),
      makeChooser(null),
    );
  }

  async function makeList(site) {
    const due = listDue(site, await readAudits(site.id), readToday());
    const lines = due.sort((a, b) => Number(b.isToday) - Number(a.isToday));
    const change = makeButton("hb-quiet", "Another site", () => {
      change.replaceWith(makeChooser(site));
    });
    return [
      lines.length
        ? makeElement(
            "ul",
            "hb-due-list",
            lines.map((one) => makeLine(one, site)),
          )
        : makeElement("p", {}, `Nothing is due at ${site.name} today.`),
      makeElement("p", "hb-due-foot", "As this device knows it. ", change),
    ];
  }

  async function showDue() {
    const box = findElement("[data-hb-due]");
    const chosen = storage.read(SITE);
    const site = data.sites.find(({ id }) => id === chosen);
    try {
      box.replaceChildren(...(site ? await makeList(site) : [makeOffer()]));
    } catch {
      box.replaceChildren(makeOffer()); // the storage of an older version, or none
    }
    box.hidden = false;
  }

  document.addEventListener("DOMContentLoaded", showDue);
  window.addEventListener("pageshow", (event) => event.persisted && showDue());
})();
