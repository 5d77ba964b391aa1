/* The second version of the scoring rules, as audit/scoring/scoring_rules_2.py has them: the same digits. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { scoring: rules } = audit.definitions;
  const { addUp, clampTo, round9 } = audit.rounding;
  const { poolShares } = audit.pooledShare;
  const { findCasesToSettle, isTooClose } = audit.closeCalls;
  const { listPoints, measureCoverage } = audit.formCoverage;
  const parts = audit.scoringParts;

  // Questions

  /* A number of cases that was written down makes a small count neither final nor certain: it is a
     claim. From a log it is evidence. */
  function scoreRatio(item, { k, n, cases = null, cases_from: source = null }) {
    if (n === 0 || k > n) {
      const nothing = n === 0 && k === 0;
      return parts.withState(item, "unanswered", [
        nothing ? "none_looked_at" : "more_met_than_looked_at",
      ]);
    }
    const remarks = [];
    let known = cases;
    if (cases !== null && cases < n) {
      known = null;
      remarks.push("fewer_cases_than_looked_at");
    }
    const fromLog = known !== null && source === "log";
    const sample = item.sample || n;
    const small = n < sample;
    if (small && !(fromLog && n === known)) {
      remarks.push("below_sample");
    }
    // Whoever may stop at any case stops when it looks good; whole samples leave no such choice.
    if (n > sample && n % sample && n !== known) {
      remarks.push("between_samples");
    }
    const scored = {
      ...parts.withShare(item, k / n),
      remarks,
      looked_at: n,
      cases: small && !fromLog ? null : known,
    };
    const [low, high] = pool([{ points: 1, scored }]).limits;
    return { ...scored, low, high };
  }

  /* Whether a question keeps the result from being final. */
  function isProvisional(scored) {
    const unfinished = ["below_sample", "between_samples"];
    return parts.isOpen(scored) || scored.remarks.some((remark) => unfinished.includes(remark));
  }

  /* Whether a count of which not one case may fail was missed, without deciding anything. */
  function isZeroTolerance({ item, state }) {
    const exact = item.answer === "count" && item.target !== null && round9(item.target) >= 1;
    return exact && state === "not_met" && !item.critical;
  }

  // Intervals

  function isCounted(scored) {
    return scored.looked_at !== undefined;
  }

  /* The sampled questions, and the points of the others, which have no sampling error. */
  function splitParts(weighed) {
    return {
      sampled: weighed
        .filter(({ scored }) => isCounted(scored))
        .map(({ points, scored }) => ({
          points,
          share: scored.share,
          looked_at: scored.looked_at,
          cases: scored.cases,
        })),
      fixed: addUp(
        weighed
          .filter(({ scored }) => !isCounted(scored))
          .map(({ points, scored }) => points * scored.share),
      ),
    };
  }

  function pool(weighed) {
    const { sampled, fixed } = splitParts(weighed);
    return poolShares(sampled, fixed);
  }

  function findInterval(weighed, most) {
    const counting = weighed.filter(({ scored }) => isCounted(scored));
    const sampled = addUp(counting.map(({ points }) => points)) / most;
    if (!sampled) {
      return null;
    }
    const [low, high] = pool(weighed).limits;
    return { low: clampTo(most, low), high: clampTo(most, high), sampled: round9(sampled) };
  }

  /* The grade's interval, when at least half of its points were sampled. */
  function findGradeInterval(form, items, factors) {
    const whole = rules.compliancePoints + rules.otherPoints;
    const interval = findInterval(parts.listPartsOfGrade(form, items, factors), whole);
    return interval && interval.sampled >= rules.leastSampled ? interval : null;
  }

  // How much was answered, and the grade

  function scoreFactors(items) {
    return parts.scoreFactors(items, findInterval);
  }

  function measure(form, items) {
    const answered = items.filter((scored) => scored.share !== null);
    return measureCoverage(form, new Set(answered.map((scored) => scored.item.standard)));
  }

  function computePoints(form, items) {
    if (form.grade === false || !measure(form, items).is_enough) {
      return null;
    }
    return parts.gradeFactors(scoreFactors(items), form.weights);
  }

  /* The part of the form's points whose questions are in a state, from 0 to 1. */
  function findPart(form, items, state) {
    const points = listPoints(form);
    const inState = items.filter((scored) => scored.state === state);
    const found = addUp(inState.map((scored) => points.get(scored.item.standard)));
    return round9(found / addUp([...points.values()]));
  }

  // Promises and verdicts

  function judgeVerdict(points, promises) {
    if (promises === "broken" || promises === "open") {
      return promises;
    }
    if (points >= rules.delightedFrom) {
      return "from_9";
    }
    return points >= rules.satisfiedFrom ? "from_6" : "below_6";
  }

  /* Whether compliance reaches the gate and every critical question is met. */
  function compareWithLimits(form, items) {
    const compliance = parts.findCompliance(scoreFactors(items));
    const byGate = form.grade !== false && Boolean(compliance);
    const critical = items.filter(({ item, state }) => item.critical && state !== "not_applicable");
    if (!byGate && !critical.length) {
      return null;
    }
    const reached = !byGate || round9(compliance.share) >= round9(form.gate);
    return reached && critical.every(({ state }) => state === "met") ? "kept" : "broken";
  }

  function findOutcome(form, items) {
    const points = computePoints(form, items);
    const promises = compareWithLimits(form, items);
    return { points, promises, verdict: points === null ? null : judgeVerdict(points, promises) };
  }

  /* What is certain of promises. Where too little of compliance is answered, a question that does not
     apply counts as open: leaving questions out must not save a branch either. */
  function judgePromises(form, items, worst, best) {
    const isCompliance = ({ item }) => item.factor === "compliance";
    const byGate = form.grade !== false && items.some(isCompliance);
    const enough = !byGate || measure(form, items).is_enough_of_compliance;
    const filled = parts.fillIn(items, 1, ["unanswered", "not_applicable"]);
    if ((enough ? best.promises : compareWithLimits(form, filled)) === "broken") {
      return "broken";
    }
    const waiting = items.some(
      (scored) =>
        parts.isOpen(scored) && (scored.item.critical || (byGate && isCompliance(scored))),
    );
    const leftOut = items.some(({ item, state }) => item.critical && state === "not_applicable");
    return waiting || leftOut || !enough ? "open" : worst.promises;
  }

  // Too close to call

  function makeCall(name, weighed, limit, standard = null) {
    const { sampled, fixed } = splitParts(weighed);
    const pooled = poolShares(sampled, fixed);
    const [low, high] = pooled.limits;
    const cases_to_settle = findCasesToSettle(sampled, limit, fixed);
    return { name, limit, low, high, looked_at: pooled.looked_at, cases_to_settle, standard };
  }

  function findGateCall(form, items) {
    const compliance = parts.selectFactor(items, "compliance");
    const weighed = parts.sharePoints(compliance, 1);
    const gives = form.grade !== false && weighed.length > 0;
    return gives && isTooClose(pool(weighed).limits, form.gate)
      ? makeCall("gate", weighed, form.gate)
      : null;
  }

  /* Whether the interval of a missed count reaches its target, where that is below 100 %. */
  function isCloseToTarget(scored) {
    const target = scored.item.target === null ? 1 : scored.item.target;
    return isCounted(scored) && round9(target) < 1 && isTooClose([scored.low, scored.high], target);
  }

  /* Whether promises are broken whatever the samples left open. */
  function isClearlyBroken(form, items, gateCall) {
    const missed = items.filter(({ item, state }) => item.critical && state === "not_met");
    const compliance = parts.findCompliance(scoreFactors(items));
    const below =
      form.grade !== false && compliance && round9(compliance.share) < round9(form.gate);
    return !missed.every(isCloseToTarget) || Boolean(below && !gateCall);
  }

  /* The limits that the sample leaves open, unless promises are clearly broken anyway. */
  function listCloseCalls(form, items, factors, promises, interval) {
    const gateCall = findGateCall(form, items);
    const decided = promises === "kept" || promises === "broken";
    if (!decided || isClearlyBroken(form, items, gateCall)) {
      return [];
    }
    const missed = items.filter(({ item, state }) => item.critical && state === "not_met");
    const calls = missed.map((scored) =>
      makeCall("critical", [{ points: 1, scored }], scored.item.target, scored.item.standard),
    );
    const weighed = parts.listPartsOfGrade(form, items, factors);
    /** @type {[string, number][]} */
    const allCuts = [
      ["satisfied", rules.satisfiedFrom],
      ["delighted", rules.delightedFrom],
    ];
    const cuts = allCuts.filter(([, cut]) => interval && isTooClose(pool(weighed).limits, cut));
    return [
      ...(gateCall ? [gateCall] : []),
      ...calls,
      ...cuts.map(([name, cut]) => makeCall(name, weighed, cut)),
    ];
  }

  /* The result of an audit, with the names that audit/scoring/result.py gives to its parts. */
  function scoreAudit(form, answers) {
    const items = parts.scoreItems(form, answers, scoreRatio);
    const worst = findOutcome(form, parts.fillIn(items, 0));
    const best = findOutcome(form, parts.fillIn(items, 1));
    const factors = scoreFactors(items);
    const compliance = parts.findCompliance(factors);
    const points = computePoints(form, items);
    const promises = judgePromises(form, items, worst, best);
    const interval = points === null ? null : findGradeInterval(form, items, factors);
    const closeCalls = listCloseCalls(form, items, factors, promises, interval);
    return {
      items,
      factors,
      points,
      compliance_points: compliance ? round9(rules.compliancePoints * compliance.share) : null,
      promises,
      verdict: worst.points === null ? null : judgeVerdict(worst.points, promises),
      provisional: items.some(isProvisional),
      worst,
      best,
      interval,
      too_close: closeCalls.length > 0,
      rules: 2,
      close_calls: closeCalls,
      zero_tolerance: items.filter(isZeroTolerance),
      not_applicable: findPart(form, items, "not_applicable"),
      unanswered: findPart(form, items, "unanswered"),
      findings: parts.listFindings(items),
      counts: parts.countStates(items),
    };
  }

  audit.scoringRules2 = { scoreAudit };
})();
