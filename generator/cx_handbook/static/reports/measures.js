/* What a trend can show: the grade, the cases of a factor, or those of a single standard, as
   reports/measures.py has it. A measure is { kind, name }. */
(() => {
  "use strict";

  const { isSampled } = Handbook.audit.scoringParts;
  const { keepQuestions, listItems } = Handbook.reports.series;
  const GRADE = { kind: "grade", name: "grade" };
  const COMPLIANCE = { kind: "factor", name: "compliance" };

  function covers({ kind, name }, item) {
    return kind === "grade" || name === (kind === "factor" ? item.factor : item.standard);
  }

  /* The factors and standards that some audits ask about, those of the newest form first. */
  function listMeasures(audits) {
    const forms = new Map([...audits].reverse().map((one) => [one.record.form, one.form]));
    const items = [...forms.values()].flatMap(listItems);
    const asked = new Set(items.map(({ factor }) => factor));
    const standards = [...new Set(items.map(({ standard }) => standard))];
    return [
      ...Handbook.audit.definitions.scoring.factors
        .filter((name) => asked.has(name))
        .map((name) => ({ kind: "factor", name })),
      ...standards.map((name) => ({ kind: "standard", name })),
    ];
  }

  /* The audits that ask about what is measured, each with that part of its form alone. */
  function choosePart(audits, measure) {
    if (measure.kind === "grade") {
      return audits;
    }
    return audits
      .map((one) => {
        const items = listItems(one.form).filter((item) => covers(measure, item));
        const part = keepQuestions(one.form, new Set(items.map(({ standard }) => standard)));
        return { ...one, form: part, isPart: true };
      })
      .filter(({ form }) => form.sections.length);
  }

  /* The cases of one question of an audit; a blank is a sample that is all wrong: its worst case. */
  function countQuestion({ source }, scored) {
    const { item, share, state } = scored;
    if (state === "not_applicable") {
      return { met: 0, looked_at: 0 };
    }
    if (share === null) {
      return { met: 0, looked_at: item.sample || 1 };
    }
    // From the record: the first version of the rules keeps no cases with a score.
    const { k, n } = source.record.answers[item.standard];
    return isSampled(scored)
      ? { met: k || 0, looked_at: n || 0 }
      : { met: Math.round(share), looked_at: 1 };
  }

  /* The cases of an audit's questions, a yes or no as one case; null without any. A grade from 0 to 10
     is no count. */
  function countCases(audit) {
    const counts = audit.items
      .filter(({ item }) => item.answer !== "grade")
      .map((scored) => countQuestion(audit, scored));
    const total = (name) => counts.reduce((sum, one) => sum + one[name], 0);
    const cases = total("looked_at");
    return cases ? { met: total("met"), looked_at: cases } : null;
  }

  /* The one question's grade out of 10; null where it is a count, or there is no answer. */
  function findGradeGiven({ items }) {
    if (items.length !== 1 || items[0].item.answer !== "grade") {
      return null;
    }
    const [{ share, state }] = items;
    if (share === null) {
      return state === "unanswered" ? 0 : null;
    }
    return 10 * share;
  }

  Handbook.reports.measures = {
    COMPLIANCE,
    GRADE,
    choosePart,
    countCases,
    countQuestion,
    findGradeGiven,
    listMeasures,
  };
})();
