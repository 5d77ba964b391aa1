/* Score a self-audit as audit/scoring.py does: the same rules, the same names, the same digits.

   Both are tested with the cases in tests/cases/score. A form and answers are as they stand in a
   record; shares run from 0 to 1, points from 0 to 10. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { answerTypes, choices, scoring: rules } = audit.definitions;
  const choicesByRecord = new Map(
    Object.entries(choices).map(([mark, choice]) => [choice.recorded, { mark, ...choice }]),
  );
  const Z = 1.959963984540054; // two-sided 95 %

  // Numbers

  /* What is compared is rounded to nine decimals, halves up, so that equal shares compare equal. */
  function round9(value) {
    return Math.floor(value * 1e9 + 0.5) / 1e9;
  }

  /* From left to right, as Python's scorer adds: another order gives other last digits. */
  function addUp(values) {
    return values.reduce((total, value) => total + value, 0);
  }

  function clampTo(most, value) {
    return round9(Math.min(Math.max(value, 0), most));
  }

  /* Points as printed: one decimal, rounded down, so that 8.99 never reads as 9.0. */
  function formatPoints(points) {
    const tenths = Math.floor(Math.floor(points * 1e9 + 0.5) / 1e8);
    return (tenths / 10).toFixed(1);
  }

  // Intervals

  /* Wilson (1927) with the finite-population correction; `cases` is null when it is not known. */
  function wilsonInterval(k, n, cases) {
    const share = k / n;
    if (cases !== null && cases <= n) {
      return [share, share]; // all cases were looked at: nothing is left to chance
    }
    const z2 = Z * Z * (cases === null ? 1 : (cases - n) / (cases - 1));
    const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    const half = Math.sqrt(z2 * ((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
    return [
      Math.max(0, Math.min(middle - half, share)),
      Math.min(1, Math.max(middle + half, share)),
    ];
  }

  function square(value) {
    return value * value;
  }

  /* The interval of a weighted sum: MOVER of Zou and Donner (2008). */
  function moverInterval(parts) {
    let total = 0;
    let below = 0;
    let above = 0;
    parts.forEach(({ points, scored }) => {
      total += points * scored.share;
      below += square(points * (scored.share - scored.low));
      above += square(points * (scored.high - scored.share));
    });
    return [total - Math.sqrt(below), total + Math.sqrt(above)];
  }

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

  function scoreRatio(item, { k, n, cases = null }) {
    if (n === 0 || k > n) {
      const nothing = n === 0 && k === 0;
      return withState(item, "unanswered", [
        nothing ? "none_looked_at" : "more_met_than_looked_at",
      ]);
    }
    const remarks = [];
    const known = cases !== null && cases < n ? null : cases;
    if (known !== cases) {
      remarks.push("fewer_cases_than_looked_at");
    }
    if (n < (item.sample || 0) && n !== known) {
      remarks.push("below_sample");
    }
    const [low, high] = wilsonInterval(k, n, known);
    return { ...withShare(item, k / n), low, high, remarks };
  }

  function scoreLinear(item, answer) {
    const [{ name, lowest, highest }] = answerTypes[item.answer].boxes;
    return withShare(item, (answer[name] - lowest) / (highest - lowest));
  }

  const SHARE_RULES = { choice: scoreChoice, ratio: scoreRatio, linear: scoreLinear };

  function scoreNotApplicable(item, answer) {
    if (!item.may_be_na) {
      return withState(item, "unanswered", ["na_not_allowed"]);
    }
    return answer.note
      ? withState(item, "not_applicable")
      : withState(item, "unanswered", ["na_without_reason"]);
  }

  function scoreAnswer(item, answer) {
    const type = answerTypes[item.answer];
    const choice = findChoice(answer.answer);
    if (choice && choice.share === null) {
      return scoreNotApplicable(item, answer);
    }
    const fits = choice ? type.marks.includes(choice.mark) : answer.answer === item.answer;
    return fits
      ? SHARE_RULES[type.rule](item, answer)
      : withState(item, "unanswered", ["wrong_kind"]);
  }

  function scoreItem(item, answer) {
    const scored =
      answer && answer.answer ? scoreAnswer(item, answer) : withState(item, "unanswered");
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

  // Factors and the grade

  function selectFactor(items, factor) {
    return items.filter((scored) => scored.item.factor === factor && scored.share !== null);
  }

  /* What each question counts for when all of them together earn so many points. */
  function sharePoints(items, points) {
    const total = addUp(items.map((scored) => scored.item.weight));
    return items.map((scored) => ({ points: (points * scored.item.weight) / total, scored }));
  }

  function findInterval(parts, most) {
    const counting = parts.filter((part) => isSampled(part.scored));
    const sampled = addUp(counting.map((part) => part.points)) / most;
    if (!sampled) {
      return null;
    }
    const [low, high] = moverInterval(parts);
    return { low: clampTo(most, low), high: clampTo(most, high), sampled: round9(sampled) };
  }

  function scoreFactors(items) {
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

  /* The grade's interval, when at least half of its weight was sampled. */
  function findGradeInterval(form, items, factors) {
    const weights = addWeights(factors, form.weights);
    const parts = factors.flatMap(({ factor }) => {
      const points =
        factor === "compliance"
          ? rules.compliancePoints
          : (rules.otherPoints * form.weights[factor]) / weights;
      return sharePoints(selectFactor(items, factor), points);
    });
    const interval = findInterval(parts, rules.compliancePoints + rules.otherPoints);
    return interval && interval.sampled >= rules.leastSampled ? interval : null;
  }

  // Promises and verdicts

  function judgePoints(points, promises) {
    if (promises === "open") {
      return "open";
    }
    if (promises === "broken" || points === null || points < rules.satisfiedFrom) {
      return "dissatisfied";
    }
    return points >= rules.delightedFrom ? "delighted" : "satisfied";
  }

  /* Whether promises are kept when nothing is open; null when the form asks about none. */
  function judgeAnswered(form, items, compliance) {
    const critical = items.filter(
      (scored) => scored.item.critical && scored.state !== "not_applicable",
    );
    if (!compliance && !critical.length) {
      return null;
    }
    const reached = round9(compliance ? compliance.share : 1) >= round9(form.gate);
    return reached && critical.every((scored) => scored.state === "met") ? "kept" : "broken";
  }

  /* One way the audit may end: each unanswered question is answered with the same share. */
  function findOutcome(form, items, share) {
    const filled = items.map((scored) => (isOpen(scored) ? withShare(scored.item, share) : scored));
    const factors = scoreFactors(filled);
    const points = gradeFactors(factors, form.weights);
    const promises = judgeAnswered(form, filled, findCompliance(factors));
    return { points, promises, verdict: points === null ? null : judgePoints(points, promises) };
  }

  /* What is certain: an open question decides nothing, unless no answer to it can help. */
  function judgePromises(items, worst, best) {
    if (best.promises === "broken") {
      return "broken";
    }
    const waiting = items.some(
      (scored) => isOpen(scored) && (scored.item.critical || scored.item.factor === "compliance"),
    );
    return waiting ? "open" : worst.promises;
  }

  /* Whether the gate lies within the interval of compliance, and nothing else decides. */
  function straddlesGate(form, items, compliance, promises) {
    const failed = items.some((scored) => scored.item.critical && scored.state === "not_met");
    const decided = promises === "kept" || promises === "broken";
    if (!compliance || !compliance.interval || failed || !decided) {
      return false;
    }
    const gate = round9(form.gate);
    return round9(compliance.interval.low) < gate && gate <= round9(compliance.interval.high);
  }

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

  function scoreItems(form, answers) {
    // A standard may have the name of something that every object inherits.
    const find = (standard) => (Object.hasOwn(answers, standard) ? answers[standard] : null);
    return form.sections.flatMap((section) =>
      section.items.map((item) => scoreItem(item, find(item.standard))),
    );
  }

  /* The result of an audit, with the names that audit/scoring.py gives to its parts. */
  function scoreAudit(form, answers) {
    const items = scoreItems(form, answers);
    const worst = findOutcome(form, items, 0);
    const best = findOutcome(form, items, 1);
    const factors = scoreFactors(items);
    const compliance = findCompliance(factors);
    const points = gradeFactors(factors, form.weights);
    const promises = judgePromises(items, worst, best);
    return {
      items,
      factors,
      points,
      compliance_points: compliance ? round9(rules.compliancePoints * compliance.share) : null,
      promises,
      verdict: worst.points === null ? null : judgePoints(worst.points, promises),
      provisional: items.some(
        (scored) => isOpen(scored) || scored.remarks.includes("below_sample"),
      ),
      worst,
      best,
      interval: points === null ? null : findGradeInterval(form, items, factors),
      too_close: straddlesGate(form, items, compliance, promises),
      findings: listFindings(items),
      counts: countStates(items),
    };
  }

  audit.scoring = { findChoice, formatPoints, isOpen, scoreAudit };
})();
