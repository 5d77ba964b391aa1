/* What the recurrence of a checklist proposes: the days to look at, and by when something is done. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { addDays, findPeriod, findPeriodBefore } = audit.periods;
  const LONG = 28; // days: what is agreed for longer than this is out of sight
  const LEAST = 7; // days: sooner, a team has hardly read it

  function findRule(checklist) {
    return (audit.page.data.rules || {})[checklist] || "";
  }

  function countsCases(form) {
    return form.sections.some(({ items }) => items.some((item) => item.answer === "count"));
  }

  /* The days to look at: the last period that is over. None where no question counts cases. */
  function proposePeriod(form, today) {
    const rule = findRule(form.checklist);
    if (!rule || !countsCases(form)) {
      return { first: "", last: "" };
    }
    const { first, last } = findPeriodBefore(rule, today);
    return { first, last };
  }

  function getWeekday(iso) {
    return ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][new Date(`${iso}T00:00:00Z`).getUTCDay()];
  }

  /* The day of a period on which its rule falls: the first one that it names, or its first day. */
  function findOccurrence(rule, period) {
    const named = /BYDAY=(-1|[1-4])?([A-Z]{2})/.exec(rule);
    if (!named) {
      return period.first;
    }
    const days = [];
    for (let day = period.first; day <= period.last && days.length < 5; day = addDays(day, 1)) {
      if (getWeekday(day) === named[2]) {
        days.push(day);
      }
    }
    return (
      (named[1] === "-1" ? days[days.length - 1] : days[Number(named[1] || 1) - 1]) || period.first
    );
  }

  /* By when an action is proposed to be done: the next audit, or in four weeks, whichever comes first;
     four weeks where the next audit is too near. */
  function proposeDay(checklist, today) {
    const rule = findRule(checklist);
    const inFourWeeks = addDays(today, LONG);
    if (!rule) {
      return inFourWeeks;
    }
    const next = findPeriod(rule, addDays(findPeriod(rule, today).last, 1));
    const due = findOccurrence(rule, next);
    return due < addDays(today, LEAST) || due > inFourWeeks ? inFourWeeks : due;
  }

  audit.rhythm = { findOccurrence, proposeDay, proposePeriod };
})();
