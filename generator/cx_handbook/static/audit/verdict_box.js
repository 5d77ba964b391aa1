/* The box at the top of a report: the headline, the grade, and how sure they are. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { makeElement } = Handbook.shell;
  const { labels, scoring: rules } = audit.definitions;
  const words = audit.wording;
  const results = audit.resultWording;

  /* One way the audit may end, in the middle of a sentence. */
  function describeOutcome(outcome, rulesOfForm) {
    const said = { ...outcome, rules: rulesOfForm };
    const parts = [
      outcome.points === null ? "" : `${words.printPoints(outcome.points)} of 10`,
      results.describePromises(said).toLowerCase(),
      outcome.verdict ? results.describeVerdict(said).toLowerCase() : "",
    ];
    return parts.filter(Boolean).join(", ") || "no result";
  }

  function describeCompliance({ result, form }) {
    if (result.compliance_points === null) {
      return "";
    }
    const most = rules.compliancePoints;
    const points = words.printPoints(result.compliance_points);
    if (form.grade === false) {
      return `Compliance: ${points} of ${most} points.`;
    }
    const gate = words.printPoints(most * form.gate);
    return `Compliance: ${points} of ${most} points; the gate is ${gate}.`;
  }

  /* What a provisional result may come to. Where blanks are not what keeps it open, its worst and its
     best are one, and said once. */
  function describeOpenResult(result) {
    const outcomes = [result.worst, result.best];
    const [low, high] = outcomes.map((outcome) => describeOutcome(outcome, result.rules));
    return low === high
      ? [`${labels.provisional}: no blank, but a sample or a date keeps it open.`]
      : [`${labels.provisional}. At worst: ${low}.`, `At best: ${high}.`];
  }

  function describeCertainty(result) {
    const isEarlier = !results.isByRules2(result);
    const lines = [];
    if (result.interval && isEarlier) {
      const sampled = words.printPercent(result.interval.sampled);
      lines.push(`The span of the grade is a 95% interval; ${sampled} of its weight was sampled.`);
    }
    if (result.too_close && isEarlier) {
      lines.push(`${labels.tooClose}: the sample leaves compliance on either side of the gate.`);
    }
    if (result.provisional) {
      lines.push(...describeOpenResult(result));
    }
    if (isEarlier) {
      lines.push(`${labels.earlierRules[0].toUpperCase()}${labels.earlierRules.slice(1)}.`);
    }
    return lines;
  }

  function describeShares(result) {
    const { items, counts } = result;
    if (results.isByRules2(result)) {
      const of = (state) => `${counts[state]} of ${items.length} ${labels.states[state]}`;
      const open = `${of("not_applicable")}, ${of("unanswered")}`;
      return `${[open, ...results.listLeftOut(result)].join("; ")}.`;
    }
    const parts = ["not_applicable", "unanswered"].map((state) => {
      const share = words.printPercent(counts[state] / items.length);
      return `${counts[state]} of ${items.length} ${labels.states[state]} (${share})`;
    });
    return `${parts.join(", ")}.`;
  }

  function joinReasons(line, reasons) {
    return reasons ? `${line}: ${reasons}.` : line;
  }

  /* The class of the box: a verdict that is clear and bad, none yet or one that chance may have made,
     or neither. */
  function findTone(form, result) {
    const { promises, verdict } = result;
    const isUnclear = results.describeHeadline(form, result) || promises === "open";
    if (results.isByRules2(result) && isUnclear) {
      return " hb-outcome--close";
    }
    const hasFailed = promises === "broken" || ["dissatisfied", "below_6"].includes(verdict);
    return hasFailed ? " hb-outcome--no" : "";
  }

  /* The lines at the top, the headline first. What decides over the verdict stands above it. */
  function listLines({ form, result }) {
    const isEarlier = !results.isByRules2(result);
    const promises = joinReasons(
      results.describePromises(result),
      results.explainPromises(form, result),
    );
    const headline = isEarlier ? "" : results.describeHeadline(form, result);
    const verdict = results.describeVerdict(result);
    const [first = labels.noVerdict, ...others] = [headline, verdict, promises].filter(Boolean);
    return { first, others };
  }

  function describeGrade({ form, result }) {
    const cause = results.findNoGradeCause(form, result);
    return cause ? labels.noGrade[cause] : results.describeGrade(result);
  }

  function makeVerdict(report) {
    const { form, result } = report;
    const { first, others } = listLines(report);
    const makeLine = (line) => makeElement("p", {}, line);
    return makeElement(
      "div",
      `hb-outcome${findTone(form, result)}${result.provisional ? " hb-outcome--open" : ""}`,
      makeElement("p", "hb-outcome-verdict", first),
      makeElement("p", "hb-outcome-grade", describeGrade(report)),
      others.map((line) => makeElement("p", "hb-outcome-promises", line)),
      results.listDetails(form, result).map(makeLine),
      makeLine(describeCompliance(report)),
      describeCertainty(result).map(makeLine),
      makeLine(describeShares(result)),
      result.verdict &&
        makeElement(
          "p",
          "hb-reason",
          `Only ${Handbook.shell.customer.many} give the real verdict.`,
        ),
    );
  }

  audit.verdictBox = { makeVerdict };
})();
