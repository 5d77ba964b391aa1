/* The audits on a device as rows of a list: what is known of each without opening it, which filters
   there are, and which rows they leave. Nothing is scored here. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findRevision, findStandings } = audit.standings;
  /* The states that a list can be filtered by, with their labels. */
  const STATES = {
    draft: "In progress",
    finished: "Finished",
    corrected: "Corrected",
    sealed: "Sealed",
    broken_seal: "Sealed and changed",
    second: "Second audit of a period",
    second_auditor: "Second auditor",
    replaced: "Replaced by another",
    conflict: "In conflict",
    nowhere: "Not saved elsewhere",
  };

  function hasSeal(draft, events) {
    return (events.get(draft.id) || []).some(
      (event) => event.event === "sealed" && event.checklist === draft.checklist,
    );
  }

  /* The names of the states in which an audit is. */
  function listStates(draft, standing, events, isNowhere) {
    const isDraft = draft.state === "draft";
    return [
      isDraft ? "draft" : "finished",
      findRevision(draft) > 1 && !isDraft && "corrected",
      hasSeal(draft, events) && "sealed",
      standing.why,
      isNowhere && "nowhere",
    ].filter((name, place, all) => name && all.indexOf(name) === place);
  }

  /* Rows, the newest first. An earlier revision is no row: it stands in the history of the newest.
     `saved` says, by key, which writing of an audit is elsewhere as well. */
  function listRows({ drafts, events, rules, saved, digests }) {
    const standings = findStandings(drafts, events, rules, digests);
    return drafts
      .map((draft) => {
        const standing = standings.get(draft.key);
        const isNowhere = saved[draft.key] !== draft.revision;
        const states = listStates(draft, standing, events, isNowhere);
        return { draft, standing, states, month: draft.date.slice(0, 7) };
      })
      .filter(({ standing }) => standing.why !== "earlier")
      .sort((a, b) => compareNewest(a.draft, b.draft));
  }

  function compareNewest(a, b) {
    const [left, right] = [a, b].map((draft) => draft.date + (draft.changed || ""));
    if (left === right) {
      return a.key < b.key ? -1 : 1;
    }
    return left < right ? 1 : -1;
  }

  /* What a filter may choose from: only what there is, sites and checklists by name. */
  function listChoices(rows, nameSite, nameChecklist) {
    const collect = (find, name, reverse) => {
      const values = [...new Set(rows.flatMap(find))];
      const named = values.map((value) => ({ value, label: name(value) }));
      return named.sort((a, b) =>
        reverse ? (a.value < b.value ? 1 : -1) : a.label < b.label ? -1 : 1,
      );
    };
    const states = new Set(rows.flatMap((row) => row.states));
    return {
      site: collect((row) => [row.draft.site], nameSite, false),
      checklist: collect((row) => [row.draft.checklist], nameChecklist, false),
      state: Object.keys(STATES)
        .filter((name) => states.has(name))
        .map((value) => ({ value, label: STATES[value] })),
      month: collect((row) => [row.month], nameMonth, true),
    };
  }

  /* 2026-11 as November 2026. */
  function nameMonth(month) {
    return audit.wording.formatDay(`${month}-01`).replace(/^1 /, "");
  }

  /* The rows that fit all parts of a filter; an empty part fits every row. */
  function filterRows(rows, { site, checklist, state, month }) {
    return rows.filter(
      (row) =>
        (!site || row.draft.site === site) &&
        (!checklist || row.draft.checklist === checklist) &&
        (!month || row.month === month) &&
        (!state || row.states.includes(state)),
    );
  }

  audit.deviceRows = { filterRows, listChoices, listRows };
})();
