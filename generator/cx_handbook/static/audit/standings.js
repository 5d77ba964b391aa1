/* Which of the audits on a device counts: one for a site, a checklist and a period, the first that was
   begun, in its newest revision. The same as audit/history/counting.py finds in a folder. */
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

  /* What an audit is named by: a correction may change its site and its date. */
  function nameAudit({ checklist, id }) {
    return `${checklist} ${id}`;
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
      (event) => event.event === "counted_as" && event.checklist === draft.checklist,
    );
    return audit.events.sortEvents(own).at(-1);
  }

  /* The audits of one period as they were begun, each with why it does not count: second (nobody has
     said yet what it is), second_auditor, replaced, or "" for the one that counts. */
  function decidePeriod(drafts, events) {
    const begin = ({ date, start, id }) => [date, start || "", id];
    const begun = [...drafts].sort((a, b) => compareLists(begin(a), begin(b)));
    const said = new Map(begun.map((draft) => [draft, findDecision(draft, events)]));
    const isSaid = (draft, countAs) => said.get(draft)?.count_as === countAs;
    const first = begun.find((draft) => !isSaid(draft, "second_auditor")) || begun[0];
    const replacing = begun.filter((draft) => isSaid(draft, "replacement"));
    const last = audit.events.sortEvents(replacing.map((draft) => said.get(draft))).at(-1);
    const counting = last ? replacing.find((draft) => said.get(draft) === last) : first;
    return begun.map((draft) => {
      if (draft === counting) {
        return { draft, why: "", of: counting };
      }
      const isReplaced = draft === first || replacing.includes(draft);
      const other = isSaid(draft, "second_auditor") ? "second_auditor" : "second";
      return { draft, why: isReplaced ? "replaced" : other, of: counting };
    });
  }

  /* The revisions of one audit: of all but the newest, why they do not count. */
  function standRevisions(all, digests, standings) {
    const [first, ...rest] = orderRevisions(all, digests);
    rest.forEach((draft) => {
      const why = findRevision(draft) === findRevision(first) ? "conflict" : "earlier";
      standings.set(draft.key, { counts: false, why, of: first, older: [] });
    });
    const older = rest.filter((draft) => findRevision(draft) < findRevision(first));
    standings.set(first.key, { counts: true, why: "", older });
    return first;
  }

  /* Key -> what an audit is: `counts`, or why not: draft, earlier (there is a newer revision), conflict
     (another file of this revision counts), second, second_auditor or replaced; `of` is the one that
     counts. `events` are by audit, `rules` the recurrences by checklist. */
  function findStandings(drafts, events, rules, digests = new Map()) {
    const standings = new Map();
    drafts.forEach((draft) => {
      standings.set(draft.key, { counts: false, why: "draft", older: [] });
    });
    const finished = drafts.filter((draft) => draft.state !== "draft");
    const newest = groupBy(finished, nameAudit).map((all) =>
      standRevisions(all, digests, standings),
    );
    const inPeriod = (draft) =>
      [draft.site, draft.checklist, findPeriod(draft, rules).first].join(" ");
    groupBy(newest, inPeriod).forEach((all) => {
      decidePeriod(all, events).forEach(({ draft, why, of }) => {
        const { older } = standings.get(draft.key);
        standings.set(draft.key, { counts: why === "", why, of, older });
      });
    });
    return standings;
  }

  /* The audits of which there is another file of the same revision: only of these a digest is needed. */
  function listConflicts(drafts) {
    const finished = drafts.filter((draft) => draft.state !== "draft");
    const name = (draft) => `${nameAudit(draft)} ${findRevision(draft)}`;
    return groupBy(finished, name)
      .filter((all) => all.length > 1)
      .flat();
  }

  audit.standings = { findPeriod, findRevision, findStandings, groupBy, listConflicts };
})();
