/* What a row of the list says about the life of an audit: whether it was corrected, sealed, or is the
   second of its period, and what happened to it, one below the other. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { makeButton, makeElement } = Handbook.shell;
  const { deviceData, draftStore, eventWording, standings } = audit;
  const { findForm, readClock } = audit.page;

  function listEvents(draft) {
    const events = deviceData.current.events.get(draft.id) || [];
    return events.filter((event) => event.checklist === draft.checklist);
  }

  function makeState(text, className = "") {
    return makeElement("span", `hb-state ${className}`.trim(), text);
  }

  /* What a seal says about the revision that is shown. */
  const SEALS = {
    intact: "Sealed, unchanged",
    unknown: "Sealed on another device, unchanged",
    forged: "Its seal is not what it says",
    changed: "Sealed, and changed afterwards",
  };

  /* Whether the newest revision is sealed, as it was sealed, or changed since; "" without a seal. The
     picture of a photograph is read only for this. */
  async function describeSeal(draft) {
    const seals = listEvents(draft).filter((event) => event.event === "sealed");
    if (seals.length === 0) {
      return "";
    }
    const revision = standings.findRevision(draft);
    const own = seals.filter((event) => event.revision === revision);
    if (own.length === 0) {
      return `Revision ${seals.at(-1).revision} was sealed, this one is not`;
    }
    const record = await audit.importing.readRecord(draft);
    const key = await draftStore.readSetting("key");
    const said = await Promise.all(own.map((event) => audit.seals.checkSeal(event, record, key)));
    return SEALS[["intact", "unknown", "forged", "changed"].find((name) => said.includes(name))];
  }

  const BROKEN = [SEALS.changed, SEALS.forged];
  const checked = new Map(); // key -> what was found of a writing of an audit and its events

  /* Adds the state of a broken seal to the rows that have one, and returns whether there is any. Each
     sealed audit is read once for it, so the list does not wait. */
  async function markBrokenSeals(rows) {
    let isFound = false;
    for (const row of rows.filter(({ states }) => states.includes("sealed"))) {
      const { draft } = row;
      const writing = `${draft.revision} ${listEvents(draft).length}`;
      if (checked.get(draft.key)?.writing !== writing) {
        const text = await describeSeal(draft).catch(() => "");
        checked.set(draft.key, { writing, isBroken: BROKEN.includes(text) });
      }
      if (checked.get(draft.key).isBroken && !row.states.includes("broken_seal")) {
        row.states.push("broken_seal");
        isFound = true;
      }
    }
    return isFound;
  }

  async function showSeal(draft, box) {
    const text = await describeSeal(draft).catch(() => "");
    if (text) {
      box.append(makeState(text, BROKEN.includes(text) ? "hb-state--no" : ""));
    }
  }

  /* Why an audit does not count beside another of its period. */
  const WHY_NOT = {
    second: "Second audit of this period: it does not count",
    second_auditor: "Second auditor: kept for comparing, does not count",
    replaced: "Another audit of this period counts instead",
  };

  function listWords({ draft, standing, states }) {
    const revision = standings.findRevision(draft);
    return [
      states.includes("corrected") && [`Corrected: revision ${revision}`],
      WHY_NOT[standing.why] && [WHY_NOT[standing.why], "hb-state--no"],
      standing.why === "conflict" && [
        `In conflict: another file of revision ${revision} counts`,
        "hb-state--no",
      ],
      states.includes("nowhere") && ["On this device only"],
    ].filter(Boolean);
  }

  /* The line of states; a seal is checked after the row is shown. */
  function makeStates(row) {
    const words = listWords(row).map(([text, className]) => makeState(text, className));
    const box = makeElement("p", "hb-states", words);
    if (row.states.includes("sealed")) {
      showSeal(row.draft, box);
    }
    return words.length || row.states.includes("sealed") ? box : null;
  }

  // What happened

  function makeRevisionLink(draft) {
    const form = findForm(draft.form);
    const text = `Revision ${standings.findRevision(draft)}, as it was`;
    return form ? makeElement("a", { href: `${form.page}#audit=${draft.key}` }, text) : text;
  }

  function listHistory({ draft, standing }) {
    const events = listEvents(draft);
    const actions = audit.actionStates.listActions(draft, events);
    const changes = (draft.lifecycle?.changes || []).map((change) => ({
      on: change.on,
      text: eventWording.describeChange(change),
    }));
    const happened = events.map((event) => ({
      on: event.on,
      text: eventWording.describeEvent(event, actions),
    }));
    const dated = [...changes, ...happened].sort((a, b) =>
      a.on < b.on ? -1 : Number(a.on > b.on),
    );
    return [...dated.map(({ text }) => text), ...standing.older.map(makeRevisionLink)];
  }

  // A second audit of one period

  async function decide(row, countAs, why) {
    const { draft, standing } = row;
    const fields = { count_as: countAs, of: standing.of.id, why };
    const event = audit.events.makeEvent("counted_as", draft, readClock(), fields);
    try {
      await audit.saved.keepEvent(event);
    } catch (error) {
      deviceData.showFailure(error);
    }
    await deviceData.loadDevice();
    deviceData.focusHeading("#finished");
  }

  /* Asks what a second audit is; that it counts instead needs a reason. */
  function makeQuestion(row) {
    const why = makeElement("input", { type: "text", maxlength: "200" });
    const missing = makeElement("p", { class: "hb-remark", role: "alert" });
    const replace = () => {
      if (why.value.trim()) {
        decide(row, "replacement", why.value);
      } else {
        missing.textContent = "Say why this one should count instead.";
        why.focus();
      }
    };
    return makeElement(
      "div",
      "hb-second",
      makeElement(
        "p",
        {},
        `${row.standing.of.name} (${row.standing.of.id}) counts for the same period. What is this one?`,
      ),
      makeElement("label", "hb-field", makeElement("span", {}, "Reason"), why),
      missing,
      makeElement(
        "p",
        "hb-actions",
        makeButton("md-button", "It replaces the first", replace),
        makeButton("md-button", "A second auditor, to compare", () =>
          decide(row, "second_auditor", why.value),
        ),
      ),
    );
  }

  /* The history of an audit, to unfold; it is written when somebody does. */
  function makeHistory(row) {
    const { draft, standing } = row;
    const isAsked = standing.why === "second";
    const hasHistory =
      standing.older.length || draft.lifecycle?.changes?.length || listEvents(draft).length;
    if (!hasHistory && !isAsked) {
      return null;
    }
    const box = makeElement("div", {});
    const fold = makeElement(
      "details",
      "hb-fold",
      makeElement("summary", {}, isAsked ? "Two audits of one period" : "History"),
      box,
    );
    fold.addEventListener("toggle", () => {
      const lines = listHistory(row).map((line) => makeElement("li", {}, line));
      box.replaceChildren(
        ...[lines.length && makeElement("ul", {}, lines), isAsked && makeQuestion(row)].filter(
          Boolean,
        ),
      );
    });
    return fold;
  }

  audit.deviceHistory = { makeHistory, makeStates, markBrokenSeals };
})();
