/* Did it help? A standard before a finding and after its action was done, as reports/effect.py has it:
   the audit that raised the finding is left out, because it was chosen for being bad. */
(() => {
  "use strict";

  const { countNeededCases, isTold, subtractShares } = Handbook.reports.difference;
  const { isSampled } = Handbook.audit.scoringParts;
  const AUDITS_BEFORE = 3;

  /* Right cases and cases of a standard over some audits; a yes or no is one case. */
  function addCases(audits, standard) {
    const total = { met: 0, looked_at: 0 };
    for (const { record, result } of audits) {
      for (const scored of result.items) {
        if (scored.item.standard === standard && scored.share !== null) {
          // From the answer: the first version of the rules does not keep how many were looked at.
          const cases = isSampled(scored) ? record.answers[standard].n || 0 : 1;
          total.met += Math.round(scored.share * cases);
          total.looked_at += cases;
        }
      }
    }
    return total;
  }

  /* What an action changed; null while there is nothing before it, or nothing after. `audits` are
     those of one site and checklist; `raised` is the reference of the audit with the finding; after
     means periods that begin after the day `done`. */
  function measureEffect(audits, standard, raised, done) {
    const place = audits.findIndex(({ record }) => record.id === raised);
    if (place < 0) {
      return null;
    }
    const later = audits.slice(place + 1).filter(({ period }) => period.first > done);
    const before = addCases(audits.slice(0, place).slice(-AUDITS_BEFORE), standard);
    const after = addCases(later, standard);
    if (!before.looked_at || !after.looked_at) {
      return null;
    }
    const difference = subtractShares(after, before);
    const [was, is] = [before, after].map(({ met, looked_at: cases }) => met / cases);
    const isOpen = !isTold(difference) && was !== is;
    return {
      before,
      after,
      difference,
      helped: difference.low > 0,
      needed: isOpen ? countNeededCases(was, is) : null,
    };
  }

  Handbook.reports.effect = { measureEffect };
})();
