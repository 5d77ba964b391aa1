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
    return `${formatPoints(share * 100)}%`;
  }

  function countNoun(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
  }

  function spellNumber(number) {
    return NUMBERS[number] || String(number);
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
    describeRemark,
    formatDay,
    printPercent,
    printPoints,
    spellNumber,
  };
})();
