/* Which of the audits on a device counts: one for a site, a checklist and a period, the first that was
   begun, in its newest revision. The same as audit/counting.py finds in a folder. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const NO_RULE = "FREQ=MONTHLY"; // of a checklist that is gone: calendar months

  /* Orders lists of texts and numbers by their first places that differ. */
  function compareLists(left, right) {
    const place = left.findIndex((one, index) => one !== right[index]);
    if (place < 0) {
      return 0;
    }
    return left[place] < right[place] ? -1 : 1;
  }

  function groupBy(list, findName) {
    const groups = new Map();
    list.forEach((one) => {
      const name = findName(one);
      if (groups.has(name)) {
        groups.get(name).push(one);
      } else {
        groups.set(name, [one]);
      }
    });
    return [...groups.values()];
  }

  function findRevision(draft) {
    return draft.lifecycle?.revision || 1;
  }

  function nameAudit({ site, checklist, id }) {
    return [site, checklist, id].join(" ");
  }

  function findPeriod(draft, rules) {
    const day = draft.first && draft.last ? draft.last : draft.date;
    return audit.periods.findPeriod(rules[draft.checklist] || NO_RULE, day);
  }

  /* The revisions of one audit, the newest first; of two of one number, the earlier correction, then
     the smaller digest. A digest is only known where there are two. */
  function orderRevisions(drafts, digests) {
    const rank = (draft) => [
      -findRevision(draft),
      draft.lifecycle?.changes?.at(-1)?.on || "",
      digests.get(draft.key) || draft.key,
    ];
    return [...drafts].sort((a, b) => compareLists(rank(a), rank(b)));
  }

  /* The last word on a second audit, or undefined. */
  function findDecision(draft, events) {
    const own = (events.get(draft.id) || []).filter(
      (event) =>
        event.event === "counted_as" &&
        nameAudit({ ...event, id: event.audit }) === nameAudit(draft),
    );
    return audit.events.sortEvents(own).at(-1);
  }

  /* The audits of one period, the one that counts first, then the others as they were begun. */
  function orderPeriod(drafts, events) {
    const begun = [...drafts].sort((a, b) =>
      compareLists([a.date, a.start || "", a.id], [b.date, b.start || "", b.id]),
    );
    const decided = begun
      .map((draft) => ({ draft, event: findDecision(draft, events) }))
      .filter(({ event }) => event);
    const replacing = audit.events
      .sortEvents(decided.map(({ event }) => event))
      .filter((event) => event.count_as === "replacement")
      .at(-1);
    const replaced = replacing && decided.find(({ event }) => event === replacing);
    const seconds = new Set(
      decided.filter(({ event }) => event.count_as === "second_auditor").map(({ draft }) => draft),
    );
    const first = replaced
      ? replaced.draft
      : begun.find((draft) => !seconds.has(draft)) || begun[0];
    return [first, ...begun.filter((draft) => draft !== first)].map((draft) => ({
      draft,
      countAs: decided.find((one) => one.draft === draft)?.event.count_as || "",
    }));
  }

  /* Key -> what an audit is: `counts`, or why not: `why` is draft, earlier (there is a newer
     revision), conflict (another file of this revision counts) or second; `of` is the one that counts.
     `events` are by audit, `rules` the recurrences by checklist. */
  function findStandings(drafts, events, rules, digests = new Map()) {
    const standings = new Map();
    const isFinished = (draft) => draft.state === "finished";
    drafts.forEach((draft) => standings.set(draft.key, { counts: false, why: "draft", older: [] }));
    const newest = groupBy(drafts.filter(isFinished), nameAudit).map((all) => {
      const [first, ...rest] = orderRevisions(all, digests);
      rest.forEach((draft) => {
        const why = findRevision(draft) === findRevision(first) ? "conflict" : "earlier";
        standings.set(draft.key, { counts: false, why, of: first, older: [] });
      });
      standings.set(first.key, { counts: true, why: "", older: rest });
      return first;
    });
    const inPeriod = (draft) =>
      [draft.site, draft.checklist, findPeriod(draft, rules).first].join(" ");
    groupBy(newest, inPeriod).forEach((all) => {
      const [{ draft: first }, ...others] = orderPeriod(all, events);
      others.forEach(({ draft, countAs }) => {
        const { older } = standings.get(draft.key);
        standings.set(draft.key, { counts: false, why: "second", of: first, countAs, older });
      });
    });
    return standings;
  }

  audit.counting = { findPeriod, findRevision, findStandings, groupBy };
})();
