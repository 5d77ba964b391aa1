/* What was agreed in all audits of this device: open or overdue, by whom, where. What happens to an
   action is an event, which is written once. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { announce, findAll, findElement, makeButton, makeElement } = Handbook.shell;
  const { deviceData } = audit;
  const { downloadFile, findForm, nameSite, readClock } = audit.page;
  const { countNoun, formatDay } = audit.wording;
  const AT_A_TIME = 10; // rows
  const MOST_DRAWS = 100; // of a reference
  const FILTERS = ["state", "who", "site"];
  let actions = [];
  let shownCount = AT_A_TIME;

  /* The actions of all finished audits, each in its newest revision, the earliest day first. */
  function gatherActions({ rows, events }) {
    const finished = rows.filter(
      ({ draft, standing }) => draft.state !== "draft" && standing.why !== "conflict",
    );
    const today = readClock().date;
    const found = finished.flatMap(({ draft }) => {
      const own = (events.get(draft.id) || []).filter((one) => one.checklist === draft.checklist);
      return audit.actionStates.listActions(draft, own).map((action) => ({
        ...action,
        draft,
        isOverdue: action.state === "open" && action.by !== "" && action.by < today,
      }));
    });
    const rank = (one) => `${one.by || "9999"} ${one.draft.site} ${one.draft.id} ${one.name}`;
    return found.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }

  /** @returns {HTMLSelectElement} */
  function findFilter(name) {
    return findElement(`[data-hb-action-${name}]`);
  }

  function readFilter() {
    return Object.fromEntries(FILTERS.map((name) => [name, findFilter(name).value]));
  }

  function listShown() {
    const { state, who, site } = readFilter();
    return actions.filter(
      (one) =>
        (state === "all" || (state === "overdue" ? one.isOverdue : one.state === "open")) &&
        (!who || one.who === who) &&
        (!site || one.draft.site === site),
    );
  }

  function fillChoices(name, values, label) {
    const select = findFilter(name);
    const { value } = select;
    const [all] = select.options;
    const sorted = [...new Set(values)].filter(Boolean).sort();
    select.replaceChildren(
      all,
      ...sorted.map((one) => makeElement("option", { value: one }, label(one))),
    );
    select.value = sorted.includes(value) ? value : "";
  }

  // A row

  const STATES = { done: "Done", given_up: "Given up" };

  function describeDay({ state, by, moved, last, isOverdue }) {
    if (state !== "open") {
      const why = last.why ? `: ${last.why}` : "";
      return `${STATES[state]} ${formatDay(last.on)}${why}`;
    }
    const times = moved ? `, moved ${countNoun(moved, "time")}` : "";
    return by ? `${isOverdue ? "Overdue since" : "By"} ${formatDay(by)}${times}` : "No day agreed";
  }

  /* An event about an action. Of two within a minute the greater reference is the later one, so it is
     drawn until it is. */
  function makeEvent(action, kind, fields) {
    const make = () =>
      audit.events.makeEvent(kind, action.draft, readClock(), { action: action.name, ...fields });
    let event = make();
    for (let draw = 0; draw < MOST_DRAWS && isBefore(event, action.last); draw += 1) {
      event = make();
    }
    return event;
  }

  function isBefore(event, last) {
    return last && audit.events.sortEvents([event, last])[0] === event;
  }

  async function record(action, kind, fields) {
    const event = makeEvent(action, kind, fields);
    try {
      await audit.saved.keepEvent(event);
    } catch (error) {
      deviceData.showFailure(error);
    }
    await deviceData.loadDevice();
    deviceData.focusHeading("#actions");
    announce("Saved.");
  }

  /* A small form below a row: a new day, or a reason. Cancel puts the focus back. */
  function openForm(row, button, { label, type, isNeeded, onSend }) {
    const input = makeElement("input", { type, required: isNeeded, maxlength: "200" });
    const close = () => {
      form.remove();
      button.focus();
    };
    const form = makeElement(
      "form",
      {
        class: "hb-action-form",
        submit: (event) => {
          event.preventDefault();
          onSend(input.value);
        },
      },
      makeElement("label", "hb-field", makeElement("span", {}, label), input),
      makeElement(
        "p",
        "hb-actions",
        makeElement("button", { class: "md-button md-button--primary", type: "submit" }, "Save"),
        makeButton("md-button", "Cancel", close),
      ),
    );
    row.querySelector("form")?.remove();
    row.append(form);
    input.focus();
  }

  /* The three things that may happen to an open action. */
  function makeButtons(action, row) {
    const make = (label, options) => {
      const name = makeElement("span", "hb-sr", `: ${action.what}`);
      const button = makeButton("md-button", [label, name], () => openForm(row, button, options));
      return button;
    };
    return [
      make("Done", {
        label: "How it went (optional)",
        type: "text",
        isNeeded: false,
        onSend: (why) => record(action, "done", { why }),
      }),
      make("Move", {
        label: "New day",
        type: "date",
        isNeeded: true,
        onSend: (until) => record(action, "moved", { until }),
      }),
      make("Give up", {
        label: "Why",
        type: "text",
        isNeeded: true,
        onSend: (why) => record(action, "given_up", { why }),
      }),
    ];
  }

  function makeRow(action) {
    const { draft } = action;
    const form = findForm(draft.form);
    const name = form
      ? makeElement("a", { href: `${form.page}#audit=${draft.key}` }, draft.name)
      : draft.name;
    const row = makeElement(
      "li",
      { class: "hb-row", "data-hb-action": `${draft.id} ${action.name}` },
      makeElement("p", "hb-do", action.what),
      makeElement(
        "p",
        action.isOverdue ? "hb-reason hb-overdue" : "hb-reason",
        [describeDay(action), action.who, action.standard].filter(Boolean).join(" · "),
      ),
      makeElement("p", "hb-reason", name),
    );
    if (action.state === "open") {
      row.append(makeElement("p", "hb-actions", makeButtons(action, row)));
    }
    return row;
  }

  function showActions() {
    const shown = listShown();
    const box = findElement("[data-hb-action-list]");
    const rows = shown.slice(0, shownCount).map(makeRow);
    const left = shown.length - rows.length;
    const more = makeButton("md-button", `Show ${Math.min(left, AT_A_TIME)} more`, () => {
      const first = shownCount;
      shownCount += AT_A_TIME;
      showActions();
      findElement("a, button", findAll("li.hb-row", box)[first]).focus();
    });
    box.replaceChildren(
      ...(rows.length
        ? [makeElement("ul", "hb-audits", rows), left > 0 && makeElement("p", "hb-show-more", more)]
        : [makeElement("p", {}, actions.length ? "None." : "Nothing was agreed yet.")]
      ).filter(Boolean),
    );
    /** @type {HTMLButtonElement} */
    const calendar = findElement("[data-hb-action-calendar]");
    calendar.disabled = listDated().length === 0;
    return countNoun(shown.length, "action");
  }

  // Calendar and print

  function listDated() {
    return listShown().filter(({ state, by }) => state === "open" && by);
  }

  function toEntry(action) {
    const { draft, what, who, by, name, standard } = action;
    return {
      uid: `action-${draft.checklist}-${draft.id}-${name}@${audit.page.data.host}`,
      day: by,
      stamp: action.last ? action.last.on : action.agreed,
      title: who ? `${what} (${who})` : what,
      text: [draft.name, standard].filter(Boolean).join("\n"),
      address: "",
    };
  }

  function downloadCalendar() {
    const text = audit.calendar.writeCalendar("Agreed in audits", listDated().map(toEntry));
    downloadFile("agreed-actions.ics", "text/calendar", text);
  }

  /* Prints the list alone: the style of the page hides everything else. */
  function printList() {
    const device = findElement("[data-hb-device]");
    const all = shownCount;
    shownCount = Infinity;
    showActions();
    device.classList.add("hb-device--actions");
    window.print();
    device.classList.remove("hb-device--actions");
    shownCount = all;
    showActions();
  }

  function onFilter() {
    shownCount = AT_A_TIME;
    announce(showActions());
  }

  function startPage() {
    FILTERS.forEach((name) => {
      findFilter(name).addEventListener("change", onFilter);
    });
    findElement("[data-hb-action-calendar]").addEventListener("click", downloadCalendar);
    findElement("[data-hb-action-print]").addEventListener("click", printList);
    deviceData.listeners.push((current) => {
      actions = gatherActions(current);
      fillChoices(
        "who",
        actions.map((one) => one.who),
        String,
      );
      fillChoices(
        "site",
        actions.map((one) => one.draft.site),
        nameSite,
      );
      showActions();
    });
  }

  document.addEventListener("DOMContentLoaded", startPage);
})();
