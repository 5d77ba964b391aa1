/* What a score means, in words: verdicts, promises, remarks, numbers as they are printed. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});

  const VERDICTS = {
    delighted: "Expected: delighted",
    satisfied: "Expected: satisfied",
    dissatisfied: "Expected: dissatisfied",
    open: "No verdict yet",
  };
  const PROMISES = { kept: "Promises kept", broken: "Promises broken", open: "Promises open" };
  const STATES = {
    met: "met",
    not_met: "not met",
    not_applicable: "not applicable",
    unanswered: "unanswered",
  };
  const REMARKS = {
    wrong_kind: "This answer is of another kind than the question asks for. It does not count.",
    na_not_allowed: "Not applicable is no answer here. The question counts as unanswered.",
    na_without_reason: "Say why it does not apply. Until then it counts as unanswered.",
    none_looked_at: "0 of 0 says nothing. Look at a case, or say that there was none.",
    below_sample: "Fewer cases than the sample asks for. Until then the result is provisional.",
    unread: "What was written here cannot be read as an answer.",
  };

  /* One remark of the scorer about one question; `answer` is the answer it is about. */
  function remark(name, answer) {
    if (name === "more_met_than_looked_at") {
      return `${answer.k} of ${answer.n} cannot be. It counts as unanswered.`;
    }
    if (name === "fewer_cases_than_looked_at") {
      return `${answer.cases} in all, but ${answer.n} looked at: how many in all is left aside.`;
    }
    return REMARKS[name] || name;
  }

  function printed(points) {
    return points === null || points === undefined ? "–" : Handbook.printed(points);
  }

  function percent(share) {
    return `${Handbook.printed(share * 100)} %`;
  }

  function plural(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
  }

  /* The grade in one line: 7.4 of 10 (6.1 to 8.2). */
  function grade(result) {
    if (result.points === null) {
      return "No grade yet";
    }
    const span = result.interval
      ? ` (${printed(result.interval.low)} to ${printed(result.interval.high)})`
      : "";
    return `${printed(result.points)} of 10${span}`;
  }

  /* Whether the grade stands on too few answers, or the form on too few factors for any grade. */
  function noGrade(result) {
    return result.worst.points === null
      ? "This checklist does not look at enough factors for a grade."
      : "Too little is answered for a grade.";
  }

  function verdict(result) {
    return result.verdict ? VERDICTS[result.verdict] : "No verdict on this checklist";
  }

  function promises(result) {
    return result.promises ? PROMISES[result.promises] : "";
  }

  function answered(answer) {
    const said = answer && answer.answer;
    if (said === "count") {
      return `${answer.k} of ${answer.n}${answer.cases === undefined ? "" : `, ${answer.cases} in all`}`;
    }
    if (said === "grade") {
      return `${answer.grade} of 10`;
    }
    return { met: "Yes", not_met: "No", not_applicable: "Not applicable" }[said] || "";
  }

  function day(iso) {
    const [year, month, date] = iso.split("-").map(Number);
    const names = "January February March April May June July August September October November December";
    return `${date} ${names.split(" ")[month - 1]} ${year}`;
  }

  Handbook.words = {
    STATES,
    VERDICTS,
    PROMISES,
    answered,
    day,
    grade,
    noGrade,
    percent,
    plural,
    printed,
    promises,
    remark,
    verdict,
  };
})();
