/* What is asked of the auditor before an audit is finished: about its dates, and about answers that
   look as if nobody had looked. The same as audit/questions/care.py. It changes no score. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { care } = audit.definitions;
  const { describeSign, findQuick, findSigns } = audit.carelessSigns;
  const { describeQuestion, findRecordQuestions } = audit.recordQuestions;

  /* Seconds worked so far, with the time since the last change. A tablet left alone does not count, so
     a pause counts up to its limit. A clock that was put back counts as nothing. */
  function addTime(seconds, pause) {
    return seconds + Math.min(Math.max(pause / 1000, 0), care.longestPause);
  }

  /* The answers that say how many cases were right, by standard; a yes or no is one case. */
  function countCases({ items }, answers) {
    const found = {};
    for (const { item } of items) {
      const { answer, k, n } = answers[item.standard] || {};
      if (item.answer === "count" && answer === "count" && k <= n && n > 0) {
        found[item.standard] = { met: k, looked_at: n };
      } else if (item.answer === "yes_no" && ["met", "not_met"].includes(answer)) {
        found[item.standard] = { met: Number(answer === "met"), looked_at: 1 };
      }
    }
    return found;
  }

  function listTotals(answers) {
    const totals = Object.values(answers).map(({ cases }) => cases);
    return totals.filter((total) => total !== undefined && total !== null);
  }

  /* The signs in a scored audit: { form, answers, result }. `before` is the site's last audit in the
     same shape, or null; `minutes` are those worked, undefined where they were not counted. */
  function findAuditSigns({ form, answers, result }, before, minutes) {
    const last = before ? countCases(before.result, before.answers) : {};
    const totals = listTotals(answers);
    const found = findSigns(countCases(result, answers), { before: last, totals });
    const isTimed = minutes !== undefined && Boolean(form.minutes);
    const quick = isTimed ? findQuick(minutes, form.minutes) : null;
    return quick ? [...found, quick] : found;
  }

  /* All that is asked about an audit, in sentences; `scored` holds its record as well. */
  function listCareSentences(scored, { before = null, minutes, today }) {
    const signs = findAuditSigns(scored, before, minutes);
    const isQuick = signs.some(({ name }) => name === "quick");
    // The time worked says it better than the clock.
    const asked = findRecordQuestions(scored.record, scored.form, today).filter(
      ({ name }) => !(isQuick && name === "quick"),
    );
    return [...asked.map(describeQuestion), ...signs.map(describeSign)];
  }

  audit.care = { addTime, listCareSentences };
})();
