/* What a score means, in words: the labels that all media share, numbers and days as printed. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { answerTypes, labels } = audit.definitions;
  const { findChoice, formatPoints } = audit.scoring;
  const MONTHS =
    "January February March April May June July August September October November December".split(
      " ",
    );
  const NUMBERS = "no one two three four five six seven eight nine ten".split(" ");

  function hasAll(names, values) {
    return names.every((name) => values[name] !== undefined && values[name] !== null);
  }

  /* A template such as "{k} of {n}" with these values, or nothing when it names one without a value. */
  function fillTemplate(template, values) {
    const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name]) => name);
    return hasAll(names, values)
      ? template.replace(/\{(\w+)\}/g, (_braces, name) => values[name])
      : "";
  }

  /* One remark of the scorer about the answer to a question. */
  function describeRemark(name, item, answer) {
    return fillTemplate(labels.remarks[name], { sample: item.sample, ...answer });
  }

  function printPoints(points) {
    return points === null || points === undefined ? "–" : formatPoints(points);
  }

  function printPercent(share) {
    return `${formatPoints(share * 100)} %`;
  }

  function countNoun(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
  }

  function spellNumber(number) {
    return NUMBERS[number] || String(number);
  }

  /* Without a grade, whether the form can give none at all or the answers are too few as yet. */
  function findNoGradeCause(result) {
    return result.worst.points === null ? "never" : "yet";
  }

  /* The grade in one line: 7.4 of 10 (6.1 to 8.2). */
  function describeGrade(result) {
    if (result.points === null) {
      return labels.noGrade.yet;
    }
    const { interval } = result;
    const span = interval ? ` (${printPoints(interval.low)} to ${printPoints(interval.high)})` : "";
    return `${printPoints(result.points)} of 10${span}`;
  }

  function explainNoGrade(result) {
    return labels.noGradeReasons[findNoGradeCause(result)];
  }

  function describeVerdict(result) {
    return result.verdict ? labels.verdicts[result.verdict] : labels.noVerdict;
  }

  function describePromises(result) {
    return result.promises ? labels.promises[result.promises] : "";
  }

  /* An answer as a reader says it: Yes; 17 of 20, 40 in all; 8 of 10. */
  function describeAnswer(answer) {
    const recorded = answer && answer.answer;
    const choice = findChoice(recorded);
    if (choice) {
      return choice.fullLabel;
    }
    const parts = recorded ? answerTypes[recorded].wording : [];
    return parts
      .map((part) => fillTemplate(part, answer))
      .filter(Boolean)
      .join(", ");
  }

  /* A day such as 2026-11-30 as 30 November 2026. */
  function formatDay(iso) {
    const [year, month, date] = iso.split("-").map(Number);
    return `${date} ${MONTHS[month - 1]} ${year}`;
  }

  audit.wording = {
    countNoun,
    describeAnswer,
    describeGrade,
    describePromises,
    describeRemark,
    describeVerdict,
    explainNoGrade,
    formatDay,
    printPercent,
    printPoints,
    spellNumber,
  };
})();
