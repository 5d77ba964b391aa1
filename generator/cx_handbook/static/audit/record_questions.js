/* What is asked about the dates and times of an audit, as audit/questions/record_questions.py has it. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { dates } = audit.definitions;
  const DAY = 24 * 60 * 60 * 1000; // milliseconds

  function makeQuestion(name, numbers = {}) {
    return { name, numbers, keeps_from_final: dates.keepFromFinal.includes(name) };
  }

  /* Days from one ISO date to another; midnight in UTC, so that no clock change counts. */
  function countDays(first, last) {
    return (Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY;
  }

  function countNoun(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
  }

  function askAboutLength(count, usual) {
    const days = countNoun(count, "day");
    if (usual && count < dates.leastOfRhythm * usual) {
      return [makeQuestion("period_short", { days, usual })];
    }
    const isLong = usual && count > dates.mostOfRhythm * usual;
    return isLong ? [makeQuestion("period_long", { days, usual })] : [];
  }

  function askAboutPeriod(record, form) {
    const { period } = record;
    if (!period) {
      const counts = form.sections.some(({ items }) => items.some((i) => i.answer === "count"));
      return form.days && counts ? [makeQuestion("period_missing")] : [];
    }
    if (period.first > period.last) {
      return [makeQuestion("period_backwards")];
    }
    const days = countDays(period.first, period.last) + 1;
    return [
      ...(period.last > record.date ? [makeQuestion("period_ahead", { last: period.last })] : []),
      ...askAboutLength(days, form.days),
    ];
  }

  function countMinutes(clock) {
    const [hours, minutes] = clock.split(":").map(Number);
    return 60 * hours + minutes;
  }

  function askAboutTime({ start, end }, form) {
    if (!start || !end) {
      return [];
    }
    const minutes = countMinutes(end) - countMinutes(start);
    if (minutes < 0) {
      return [makeQuestion("time_backwards", { start, end })];
    }
    const isQuick = form.minutes && minutes < dates.leastTime * form.minutes;
    return isQuick
      ? [makeQuestion("quick", { minutes: countNoun(minutes, "minute"), allowed: form.minutes })]
      : [];
  }

  /* What is asked about the dates and times of a record, in the order of the sheet; dates are ISO. */
  function findRecordQuestions(record, form, today) {
    return [
      ...(record.date > today ? [makeQuestion("date_ahead", { date: record.date })] : []),
      ...askAboutPeriod(record, form),
      ...askAboutTime(record, form),
    ];
  }

  /* A question in words for the person who filled in the sheet. */
  function describeQuestion({ name, numbers }) {
    return dates.questions[name].replace(/\{(\w+)\}/g, (_, number) => numbers[number]);
  }

  /* A result that is provisional as long as a question about its dates keeps it from being final. Audits
     by the first version of the rules stay what they were. */
  function applyQuestions(result, questions) {
    const isKept = result.rules === 2 && questions.some((one) => one.keeps_from_final);
    return { ...result, provisional: result.provisional || isKept };
  }

  audit.recordQuestions = { applyQuestions, describeQuestion, findRecordQuestions };
})();
