/* The first version of the scoring rules, as audit/scoring/scoring_rules_1.py has them: the same digits.

   Forms that were handed out before there was a second version are scored by it for ever. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { scoring: rules } = audit.definitions;
  const { addUp, clampTo, round9 } = audit.rounding;
  const parts = audit.scoringParts;
  const Z = 1.959963984540054; // two-sided 95 %

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
  function moverInterval(weighed) {
    let total = 0;
    let below = 0;
    let above = 0;
    weighed.forEach(({ points, scored }) => {
      total += points * scored.share;
      below += square(points * (scored.share - scored.low));
      above += square(points * (scored.high - scored.share));
    });
    return [total - Math.sqrt(below), total + Math.sqrt(above)];
  }

  // Questions, factors and the grade

  function scoreRatio(item, { k, n, cases = null }) {
    if (n === 0 || k > n) {
      const nothing = n === 0 && k === 0;
      return parts.withState(item, "unanswered", [
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
    return { ...parts.withShare(item, k / n), low, high, remarks };
  }

  function findInterval(weighed, most) {
    const counting = weighed.filter((part) => parts.isSampled(part.scored));
    const sampled = addUp(counting.map((part) => part.points)) / most;
    if (!sampled) {
      return null;
    }
    const [low, high] = moverInterval(weighed);
    return { low: clampTo(most, low), high: clampTo(most, high), sampled: round9(sampled) };
  }

  /* The grade's interval, when at least half of its weight was sampled. */
  function findGradeInterval(form, items, factors) {
    const whole = rules.compliancePoints + rules.otherPoints;
    const interval = findInterval(parts.listPartsOfGrade(form, items, factors), whole);
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
    const filled = parts.fillIn(items, share);
    const factors = parts.scoreFactors(filled, findInterval);
    const points = parts.gradeFactors(factors, form.weights);
    const promises = judgeAnswered(form, filled, parts.findCompliance(factors));
    return { points, promises, verdict: points === null ? null : judgePoints(points, promises) };
  }

  /* What is certain: an open question decides nothing, unless no answer to it can help. */
  function judgePromises(items, worst, best) {
    if (best.promises === "broken") {
      return "broken";
    }
    const waiting = items.some(
      (scored) =>
        parts.isOpen(scored) && (scored.item.critical || scored.item.factor === "compliance"),
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

  /* The result of an audit, with the names that audit/scoring/score_answers.py gives to its parts. */
  function scoreAudit(form, answers) {
    const items = parts.scoreItems(form, answers, scoreRatio);
    const worst = findOutcome(form, items, 0);
    const best = findOutcome(form, items, 1);
    const factors = parts.scoreFactors(items, findInterval);
    const compliance = parts.findCompliance(factors);
    const points = parts.gradeFactors(factors, form.weights);
    const promises = judgePromises(items, worst, best);
    return {
      items,
      factors,
      points,
      compliance_points: compliance ? round9(rules.compliancePoints * compliance.share) : null,
      promises,
      verdict: worst.points === null ? null : judgePoints(worst.points, promises),
      provisional: items.some(
        (scored) => parts.isOpen(scored) || scored.remarks.includes("below_sample"),
      ),
      worst,
      best,
      interval: points === null ? null : findGradeInterval(form, items, factors),
      too_close: straddlesGate(form, items, compliance, promises),
      findings: parts.listFindings(items),
      counts: parts.countStates(items),
    };
  }

  audit.scoringRules1 = { scoreAudit };
})();
