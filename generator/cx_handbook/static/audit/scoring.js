/* Score a self-audit as audit/scoring/score_answers.py does: the form names the version of the rules.

   Both are tested with the cases in tests/cases/score and tests/cases/score_2. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findChoice, isOpen } = audit.scoringParts;
  const { formatHighEnd, formatPoints } = audit.rounding;

  /* The result of an audit, with the names that audit/scoring/result.py gives to its parts. */
  function scoreAudit(form, answers) {
    const rules = form.scoring === 2 ? audit.scoringRules2 : audit.scoringRules1;
    return rules.scoreAudit(form, answers);
  }

  audit.scoring = { findChoice, formatHighEnd, formatPoints, isOpen, scoreAudit };
})();
