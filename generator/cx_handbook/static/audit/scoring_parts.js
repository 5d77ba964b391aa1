/* What both versions of the scoring rules calculate alike: questions, factors, grade, findings.

   A form and answers are as they stand in a record; shares run from 0 to 1, points from 0 to 10. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { answerTypes, choices, scoring: rules } = audit.definitions;
  const { addUp, round9 } = audit.rounding;
  const choicesByRecord = new Map(
    Object.entries(choices).map(([mark, choice]) => [choice.recorded, { mark, ...choice }]),
  );

  // One question

  /* The mark that stands in a record as this answer; undefined for an answer in numbers. */
  function findChoice(recorded) {
    return choicesByRecord.get(recorded);
  }

  function withState(item, state, remarks = []) {
    return { item, state, share: null, low: null, high: null, remarks };
  }

  function withShare(item, share) {
    const target = item.target === null ? 1 : item.target;
    const state = round9(share) >= round9(target) ? "met" : "not_met";
    return { ...withState(item, state), share, low: share, high: share };
  }

  function scoreChoice(item, answer) {
    return withShare(item, findChoice(answer.answer).share);
  }

  function scoreLinear(item, answer) {
    const [{ name, lowest, highest }] = answerTypes[item.answer].boxes;
    return withShare(item, (answer[name] - lowest) / (highest - lowest));
  }

  function scoreNotApplicable(item, answer) {
    if (!item.may_be_na) {
      return withState(item, "unanswered", ["na_not_allowed"]);
    }
    return answer.note
      ? withState(item, "not_applicable")
      : withState(item, "unanswered", ["na_without_reason"]);
  }

  function scoreAnswer(item, answer, scoreRatio) {
    const shareRules = { choice: scoreChoice, ratio: scoreRatio, linear: scoreLinear };
    const type = answerTypes[item.answer];
    const choice = findChoice(answer.answer);
    if (choice && choice.share === null) {
      return scoreNotApplicable(item, answer);
    }
    const fits = choice ? type.marks.includes(choice.mark) : answer.answer === item.answer;
    return fits
      ? shareRules[type.rule](item, answer)
      : withState(item, "unanswered", ["wrong_kind"]);
  }

  /* The score of an answer to a question, or of none. `scoreRatio` scores a count: there the versions
     of the rules differ. */
  function scoreItem(item, answer, scoreRatio) {
    const scored =
      answer && answer.answer
        ? scoreAnswer(item, answer, scoreRatio)
        : withState(item, "unanswered");
    if (answer && answer.unread) {
      scored.remarks.push("unread");
    }
    return scored;
  }

  function isSampled(scored) {
    return answerTypes[scored.item.answer].rule === "ratio" && scored.share !== null;
  }

  function isOpen(scored) {
    return scored.state === "unanswered";
  }

  /* The items with each one in one of the states given the same share. */
  function fillIn(items, share, states = ["unanswered"]) {
    return items.map((scored) =>
      states.includes(scored.state) ? withShare(scored.item, share) : scored,
    );
  }

  // Factors and the grade

  function selectFactor(items, factor) {
    return items.filter((scored) => scored.item.factor === factor && scored.share !== null);
  }

  /* What each question counts for when all of them together earn so many points. */
  function sharePoints(items, points) {
    const total = addUp(items.map((scored) => scored.item.weight));
    return items.map((scored) => ({ points: (points * scored.item.weight) / total, scored }));
  }

  /* Each factor's share, with the interval that the rules find for parts of so many points. */
  function scoreFactors(items, findInterval) {
    return rules.factors.flatMap((factor) => {
      const scored = selectFactor(items, factor);
      if (!scored.length) {
        return [];
      }
      const parts = sharePoints(scored, 1);
      const products = parts.map((part) => part.points * part.scored.share);
      // The share is rounded only to be compared.
      return [{ factor, share: Math.min(addUp(products), 1), interval: findInterval(parts, 1) }];
    });
  }

  function findCompliance(factors) {
    return factors.find(({ factor }) => factor === "compliance");
  }

  function listOtherFactors(factors) {
    return factors.filter(({ factor }) => factor !== "compliance");
  }

  function addWeights(factors, weights) {
    return addUp(listOtherFactors(factors).map(({ factor }) => weights[factor]));
  }

  function gradeFactors(factors, weights) {
    const compliance = findCompliance(factors);
    const others = listOtherFactors(factors);
    if (!compliance || others.length < rules.leastOtherFactors) {
      return null;
    }
    const products = others.map(({ factor, share }) => weights[factor] * share);
    const mean = addUp(products) / addWeights(factors, weights);
    return round9(rules.compliancePoints * compliance.share + rules.otherPoints * mean);
  }

  /* The answered questions of the factors with what each counts for in the grade. */
  function listPartsOfGrade(form, items, factors) {
    const weights = addWeights(factors, form.weights);
    return factors.flatMap(({ factor }) => {
      const points =
        factor === "compliance"
          ? rules.compliancePoints
          : (rules.otherPoints * form.weights[factor]) / weights;
      return sharePoints(selectFactor(items, factor), points);
    });
  }

  // What follows from it

  /* The standards not met: critical ones first, then compliance, then by what they cost. */
  function listFindings(items) {
    const ranked = items
      .filter((scored) => scored.state === "not_met")
      .map((scored) => {
        const { critical, factor, weight } = scored.item;
        const cost = weight * (1 - scored.share);
        return { scored, keys: [critical ? 0 : 1, factor === "compliance" ? 0 : 1, -cost] };
      });
    ranked.sort((a, b) => {
      const place = a.keys.findIndex((key, n) => key !== b.keys[n]);
      return place < 0 ? 0 : a.keys[place] - b.keys[place];
    });
    return ranked.map(({ scored }) => scored);
  }

  function countStates(items) {
    const counts = { met: 0, not_met: 0, not_applicable: 0, unanswered: 0 };
    items.forEach((scored) => {
      counts[scored.state] += 1;
    });
    return counts;
  }

  function scoreItems(form, answers, scoreRatio) {
    // A standard may have the name of something that every object inherits.
    const find = (standard) => (Object.hasOwn(answers, standard) ? answers[standard] : null);
    return form.sections.flatMap((section) =>
      section.items.map((item) => scoreItem(item, find(item.standard), scoreRatio)),
    );
  }

  audit.scoringParts = {
    countStates,
    fillIn,
    findChoice,
    findCompliance,
    gradeFactors,
    isOpen,
    isSampled,
    listFindings,
    listPartsOfGrade,
    scoreFactors,
    scoreItems,
    selectFactor,
    sharePoints,
    withShare,
    withState,
  };
})();
