/* The audits on this device by their periods: which count, and which share one with another. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { standings: audits } = audit;
  const SUPERSEDED = ["draft", "earlier", "conflict"]; // by another file of the same audit

  function compareTexts(a, b) {
    return a < b ? -1 : Number(a > b);
  }

  /* The order in which audits were begun. */
  function compareBegin(a, b) {
    return (
      compareTexts(a.date, b.date) ||
      compareTexts(a.start || "", b.start || "") ||
      compareTexts(a.id, b.id)
    );
  }

  function findStandings(drafts, events) {
    const byAudit = audits.groupBy(events, (event) => event.audit);
    const rules = audit.page.data.rules || {};
    const finished = drafts.filter((draft) => draft.state === "finished");
    return audits.findStandings(
      finished,
      new Map(byAudit.map((own) => [own[0].audit, own])),
      rules,
    );
  }

  function select(drafts, events, isWanted) {
    const standings = findStandings(drafts, events);
    return drafts
      .filter((draft) => standings.has(draft.key) && isWanted(standings.get(draft.key)))
      .sort(compareBegin);
  }

  /* The audits that count, in the order in which they were begun. */
  function listCounting(drafts, events) {
    return select(drafts, events, ({ counts }) => counts);
  }

  /* The finished audits, each in its newest revision, whether they count or not. */
  function listNewest(drafts, events) {
    return select(drafts, events, ({ why }) => !SUPERSEDED.includes(why));
  }

  function findPeriod(draft) {
    return audits.findPeriod(draft, audit.page.data.rules || {});
  }

  function nameGroup(draft) {
    return [draft.site, draft.checklist, findPeriod(draft).first].join(" ");
  }

  /* The other finished audits of the same site, checklist and period, the first begun before. */
  function listTwins(draft, drafts, events) {
    const name = nameGroup(draft);
    return listNewest(drafts, events).filter(
      (one) => one.id !== draft.id && nameGroup(one) === name,
    );
  }

  /* The last word on why there is a second audit; undefined when nobody has said anything. */
  function findDecision(draft, events) {
    const own = events.filter((one) => one.event === "counted_as" && one.audit === draft.id);
    return audit.events.sortEvents(own).pop();
  }

  audit.periodAudits = {
    compareBegin,
    findDecision,
    findPeriod,
    listCounting,
    listNewest,
    listTwins,
  };
})();
