/* How much of a form was answered, in points: with too little there is no grade.
   The same rules as audit/scoring/form_coverage.py. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { scoring: rules } = audit.definitions;
  const { addUp, round9 } = audit.rounding;

  function listItems(form) {
    return form.sections.flatMap((section) => section.items);
  }

  function listFactors(form) {
    const asked = new Set(listItems(form).map((item) => item.factor));
    return rules.factors.filter((factor) => asked.has(factor));
  }

  function ofFactor(form, factor) {
    return listItems(form).filter((item) => item.factor === factor);
  }

  /* The points out of 10 that each question carries when every question is answered, by standard. */
  function listPoints(form) {
    const others = listFactors(form).filter((factor) => factor !== "compliance");
    const weights = addUp(others.map((factor) => form.weights[factor]));
    const points = new Map();
    for (const factor of listFactors(form)) {
      const items = ofFactor(form, factor);
      const whole =
        factor === "compliance"
          ? rules.compliancePoints
          : (rules.otherPoints * form.weights[factor]) / weights;
      const total = addUp(items.map((item) => item.weight));
      for (const item of items) {
        points.set(item.standard, (whole * item.weight) / total);
      }
    }
    return points;
  }

  function findPart(points, standards, answered) {
    const have = addUp(standards.filter((one) => answered.has(one)).map((one) => points.get(one)));
    const lost = addUp(standards.filter((one) => !answered.has(one)).map((one) => points.get(one)));
    return have / (have + lost);
  }

  function reaches(share, least) {
    return round9(share) >= round9(least);
  }

  /* How much of a form is answered by the standards that have a share, a Set: of the form, and of
     each factor that it asks about. */
  function measureCoverage(form, answered) {
    const points = listPoints(form);
    const factors = {};
    for (const factor of listFactors(form)) {
      const standards = ofFactor(form, factor).map((item) => item.standard);
      factors[factor] = findPart(points, standards, answered);
    }
    const whole = findPart(points, [...points.keys()], answered);
    const least = (factor) =>
      factor === "compliance" ? rules.leastAnswered : rules.leastAnsweredOfFactor;
    const formIsEnough = reaches(whole, rules.leastAnswered);
    return {
      form: whole,
      factors,
      is_enough:
        formIsEnough &&
        Object.entries(factors).every(([factor, share]) => reaches(share, least(factor))),
      is_enough_of_compliance:
        formIsEnough && reaches(factors.compliance || 0, rules.leastAnswered),
    };
  }

  audit.formCoverage = { listPoints, measureCoverage };
})();
