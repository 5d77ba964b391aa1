/* A result in words: its headline, the limits that are too close to call, and why there is no grade.
   The same as audit/wording/result_wording.py, sentence for sentence. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { labels, scoring: rules } = audit.definitions;
  const { formatHighEnd, formatPercent, formatPoints, round9 } = audit.rounding;
  const { measureCoverage } = audit.formCoverage;
  const BANDS = ["from_9", "from_6", "below_6"];
  const OF_GRADE = ["satisfied", "delighted"]; // close calls about the grade
  const MOST_POINTS = rules.compliancePoints + rules.otherPoints;

  function fillIn(template, values) {
    return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function lowerFirst(text) {
    return text.slice(0, 1).toLowerCase() + text.slice(1);
  }

  function isByRules2(result) {
    return result.rules === 2;
  }

  function isTooSmall(share, least) {
    return round9(share) < round9(least);
  }

  function listItems(form) {
    return form.sections.flatMap((section) => section.items);
  }

  // The headline

  /* What stands above everything else, or "": then the verdict is the headline. */
  function describeHeadline(form, result) {
    if (result.too_close) {
      return labels.tooClose;
    }
    const isLittle = ["yet", "left_out"].includes(findNoGradeCause(form, result));
    return isByRules2(result) && isLittle ? labels.tooLittle : "";
  }

  function nameCloseCall(call) {
    return fillIn(labels.closeCallNames[call.name], call);
  }

  /* The headline with the limits it is about, for a line in a list. */
  function describeHeadlineInList(form, result) {
    const headline = describeHeadline(form, result);
    const names = (result.close_calls || []).map(nameCloseCall).join(", ");
    return names ? `${headline}: ${names}` : headline;
  }

  /* The verdict as a line of its own, without what the line on promises says already. By the second
     version a band is not named while there is no grade to lie in it; why there is none stands below. */
  function describeVerdict(result) {
    const isBand = BANDS.includes(result.verdict);
    const isSaid = result.verdict === "broken" || (!result.verdict && isByRules2(result));
    if (isSaid || (isBand && result.points === null)) {
      return "";
    }
    return result.verdict ? labels.verdicts[result.verdict] : labels.noVerdict;
  }

  // Too close to call

  function describeSpan(call) {
    const sentence = labels.closeCalls[call.name];
    if (call.name === "critical") {
      return fillIn(sentence, {
        standard: call.standard,
        low: formatPercent(call.low),
        high: formatPercent(call.high, { up: true }),
        limit: formatPercent(call.limit, { decimals: 1 }),
      });
    }
    const points = call.name === "gate" ? rules.compliancePoints : 1;
    return fillIn(sentence, {
      low: formatPoints(points * call.low),
      high: formatHighEnd(points * call.high),
      limit: formatPoints(points * call.limit),
    });
  }

  /* What was seen of a limit, and what would settle it, in sentences. */
  function describeCloseCall(call) {
    const settling =
      call.cases_to_settle === null
        ? fillIn(labels.neverSettled, { most: rules.mostCasesToSettle })
        : fillIn(labels.settledBy, { looked_at: call.looked_at, cases: call.cases_to_settle });
    return `${describeSpan(call)} ${settling}`;
  }

  // Promises

  function describePromises(outcome) {
    const { promises } = outcome;
    if (!promises) {
      return "";
    }
    const isEnough = isByRules2(outcome) && promises === "kept";
    return isEnough ? labels.enoughKept : labels.promises[promises];
  }

  function nameStandards(reason, items) {
    const standards = items.map(({ item }) => item.standard).join(", ");
    return standards ? [fillIn(labels.promiseReasons[reason], { standards })] : [];
  }

  function isGraded(form) {
    return form.grade !== false;
  }

  function findReasonsOfBroken(form, { factors, items }) {
    const compliance = factors.find((one) => one.factor === "compliance");
    const below = isGraded(form) && compliance && isTooSmall(compliance.share, form.gate);
    const toPoints = (share) => formatPoints(rules.compliancePoints * share);
    const missed = items.filter(({ item, state }) => item.critical && state === "not_met");
    return [
      ...(below
        ? [
            fillIn(labels.promiseReasons.gate, {
              points: toPoints(compliance.share),
              gate: toPoints(form.gate),
            }),
          ]
        : []),
      ...nameStandards("missed", missed),
    ];
  }

  function findReasonsOfOpen(form, result) {
    const counts = ({ critical, factor }) =>
      critical || (isGraded(form) && factor === "compliance");
    const { items } = result;
    const isLeftOut = ({ item, state }) => item.critical && state === "not_applicable";
    const blank = items.filter(({ item, state }) => state === "unanswered" && counts(item));
    const isLittle = isGraded(form) && !measure(form, result).is_enough_of_compliance;
    return [
      ...nameStandards("left_out", items.filter(isLeftOut)),
      ...nameStandards("blank", blank),
      ...(isLittle ? [labels.promiseReasons.little] : []),
    ];
  }

  /* Why promises are broken or open, to stand after a colon; "" when enough are kept. */
  function explainPromises(form, result) {
    if (!isByRules2(result) || !["broken", "open"].includes(result.promises)) {
      return "";
    }
    const find = result.promises === "broken" ? findReasonsOfBroken : findReasonsOfOpen;
    return find(form, result).join("; ");
  }

  // The grade

  /* A grade with its interval: 8.4 of 10 (8.1 to 9.2); "" without a grade. By the second version the
     ends are rounded outwards; by the first they stay as they were printed. */
  function describeGrade(result) {
    if (result.points === null) {
      return "";
    }
    const grade = `${formatPoints(result.points)} of ${MOST_POINTS}`;
    if (!result.interval) {
      return grade;
    }
    const { low, high } = result.interval;
    const end = isByRules2(result) ? formatHighEnd(high) : formatPoints(high);
    return `${grade} (${formatPoints(low)} to ${end})`;
  }

  /* Why there is no grade: never, yet, none or left_out; null when there is one. */
  function findNoGradeCause(form, result) {
    if (result.points !== null) {
      return null;
    }
    const nothing = result.worst.points === null;
    if (!isByRules2(result)) {
      return nothing ? "never" : "yet";
    }
    if (!isGraded(form)) {
      return "none";
    }
    const asked = new Set(listItems(form).map((item) => item.factor));
    if (!asked.has("compliance") || asked.size <= rules.leastOtherFactors) {
      return "never";
    }
    return nothing ? "left_out" : "yet";
  }

  function measure(form, { items }) {
    const answered = items.filter(({ share }) => share !== null);
    return measureCoverage(form, new Set(answered.map(({ item }) => item.standard)));
  }

  function describeShortfall(name, share, least, factor = "") {
    return isTooSmall(share, least)
      ? [
          fillIn(labels.shortfalls[name], {
            share: formatPercent(share),
            least: formatPercent(least),
            factor: factor && lowerFirst(labels.factors[factor]),
          }),
        ]
      : [];
  }

  function listShortfalls({ form, factors }) {
    return [
      ...describeShortfall("form", form, rules.leastAnswered),
      ...Object.entries(factors).flatMap(([factor, share]) => {
        const least = factor === "compliance" ? rules.leastAnswered : rules.leastAnsweredOfFactor;
        return describeShortfall("factor", share, least, factor);
      }),
    ];
  }

  /* Why there is no grade, with how much is answered; "" when there is one. */
  function explainNoGrade(form, result) {
    const cause = findNoGradeCause(form, result);
    if (!cause) {
      return "";
    }
    const reason = labels.noGradeReasons[cause];
    const isShort = isByRules2(result) && ["yet", "left_out"].includes(cause);
    return [reason, ...(isShort ? listShortfalls(measure(form, result)) : [])].join(" ");
  }

  // What stands beside the grade

  /* How much of the form's points does not apply, and how much is blank, where any is. */
  function listLeftOut(result) {
    return ["not_applicable", "unanswered"]
      .filter((name) => result[name])
      .map((name) =>
        fillIn(labels.leftOutParts[name], { share: formatPercent(result[name], { up: true }) }),
      );
  }

  /* What the grade's interval means, where no close call has said it; "" without one. */
  function describeGradeSpan(result) {
    const said = (result.close_calls || []).some(({ name }) => OF_GRADE.includes(name));
    if (!isByRules2(result) || !result.interval || said) {
      return "";
    }
    const { low, high, sampled } = result.interval;
    return fillIn(labels.gradeSpan, {
      low: formatPoints(low),
      high: formatHighEnd(high),
      sampled: formatPercent(sampled),
    });
  }

  /* What stands below the score, in sentences: what is too close, why no grade, what may never fail. */
  function listDetails(form, result) {
    const calls = (result.close_calls || []).map(describeCloseCall);
    return [
      ...calls,
      calls.length ? labels.howSure : "",
      describeGradeSpan(result),
      explainNoGrade(form, result),
      describeZeroTolerance(result),
    ].filter(Boolean);
  }

  /* Which standards failed of which no case may fail; "" when none did. */
  function describeZeroTolerance({ zero_tolerance: missed = [] }) {
    const standards = missed.map(({ item }) => item.standard).join(", ");
    return standards ? fillIn(labels.zeroTolerance, { standards }) : "";
  }

  audit.resultWording = {
    describeCloseCall,
    describeGrade,
    describeHeadline,
    describeHeadlineInList,
    describePromises,
    describeVerdict,
    explainNoGrade,
    explainPromises,
    findNoGradeCause,
    isByRules2,
    listDetails,
    listLeftOut,
  };
})();
