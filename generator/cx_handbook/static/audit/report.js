/* The report on one audit: verdict, grade, factors, findings, actions; and the same as a table.

   A report is { audit, form, answers, result, asked, photos, site, actions, findCheck, findImprovement,
   findTools }: the draft, its form, its answers and their score, what is asked about its dates, its
   photographs by key, the name of its site, its actions as they stand, and functions that return, as
   elements of the page, a standard's question, what to do when it is not met, and what can be done
   about it now. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { makeElement } = Handbook.shell;
  const { labels, limits } = audit.definitions;
  const { formatHighEnd, formatPoints } = audit.scoring;
  const words = audit.wording;
  const results = audit.resultWording;

  function makeSection(title, ...content) {
    return makeElement("section", {}, makeElement("h3", {}, title), ...content);
  }

  // What it says at the top

  function joinSpan(from, to) {
    return from && to ? `${from} to ${to}` : from || to;
  }

  /* From and to, with their days when it ran over midnight. The end of an audit that came from
     elsewhere has no day: what is sure is that it was a later one. */
  function describeTime({ date, endDate, start, end }) {
    const isLater = endDate ? endDate > date : Boolean(start && end && end < start);
    if (!isLater || !start || !end) {
      return joinSpan(start, end);
    }
    const day = endDate ? words.formatDay(endDate) : "a later day";
    return `${words.formatDay(date)}, ${start} to ${day}, ${end}`;
  }

  function makeFacts(report) {
    const draft = report.audit;
    const { first, last } = draft;
    const facts = [
      ["Company", audit.page.data.company],
      ["Site", report.site],
      ["Date", words.formatDay(draft.date)],
      ["Time", describeTime(draft)],
      ["Auditor", draft.auditor],
      ["Period", first && last ? joinSpan(words.formatDay(first), words.formatDay(last)) : ""],
      ["Reference", draft.id],
      ["Form", draft.form.slice(0, limits.fingerprintDigits)],
    ];
    const shown = facts.filter(([, value]) => value);
    return makeElement(
      "dl",
      "hb-facts hb-report-facts",
      shown.map(([name, value]) =>
        makeElement("div", {}, makeElement("dt", {}, name), makeElement("dd", {}, value)),
      ),
    );
  }

  /* What is asked about dates and times: some of it keeps the result from being final. */
  function makeQuestions({ asked = [] }) {
    const list = () =>
      makeElement(
        "ul",
        {},
        asked.map((question) =>
          makeElement("li", {}, audit.recordQuestions.describeQuestion(question)),
        ),
      );
    return asked.length ? makeSection("To clear up", list()) : null;
  }

  // Factors

  function makeBar(share) {
    const filled = makeElement("span", "hb-meter-in");
    filled.style.width = `${Math.round(share * 1000) / 10}%`;
    return makeElement("span", { class: "hb-meter", "aria-hidden": "true" }, filled);
  }

  function makeFactorRow({ factor, share, interval }, isByRules2) {
    const formatEnd = isByRules2 ? formatHighEnd : formatPoints;
    const [low, high] = interval
      ? [formatPoints(interval.low * 100), formatEnd(interval.high * 100)]
      : ["", ""];
    // Where every case was looked at, there is no span to speak of.
    const ends = low === high ? "" : ` (${low} to ${high})`;
    return makeElement(
      "tr",
      {},
      makeElement("th", { scope: "row" }, audit.page.data.factors[factor]),
      makeElement("td", "hb-meter-cell", makeBar(share)),
      makeElement("td", {}, words.printPercent(share) + ends),
    );
  }

  function makeFactors(result) {
    const { factors } = result;
    const table = () =>
      audit.page.makeTable(
        ["Factor", "", "Share"],
        factors.map((one) => makeFactorRow(one, results.isByRules2(result))),
        "hb-sheet hb-factors",
      );
    return factors.length ? makeSection("Factors", table()) : null;
  }

  // Findings and actions

  function describeAction(action) {
    const by = action.by ? `by ${words.formatDay(action.by)}` : "";
    const state = action.state === "open" ? "" : describeState(action);
    return [action.what, action.who, by, state].filter(Boolean).join(" · ");
  }

  /* Open, done or given up, with the day and the reason. */
  function describeState({ state, moved, last }) {
    if (state === "open") {
      return moved ? "open, moved" : "open";
    }
    const name = state === "done" ? "done" : "given up";
    return [`${name} on ${words.formatDay(last.on)}`, last.why].filter(Boolean).join(": ");
  }

  function makePictures(report, standard) {
    const entry = report.audit.written[standard] || {};
    const shown = (entry.photos || []).map((key) => report.photos.get(key)).filter(Boolean);
    return shown.map((photo) =>
      photo.data
        ? makeElement("img", {
            class: "hb-evidence",
            src: audit.photos.toAddress(photo),
            alt: `Evidence: ${photo.name}`,
          })
        : makeElement("p", "hb-reason", `Photo ${photo.name}: its picture is not on this device.`),
    );
  }

  function makeFinding(report, scored) {
    const { standard, critical } = scored.item;
    const answer = report.answers[standard] || {};
    const agreed = report.actions.filter((one) => one.standard === standard);
    return makeElement(
      "li",
      { class: "hb-finding", "data-hb-finding": standard },
      makeElement(
        "p",
        "hb-do",
        makeElement("span", "hb-id", standard),
        " ",
        report.findCheck(standard),
        critical && [" ", makeElement("span", "hb-critical", "Critical")],
      ),
      makeElement(
        "p",
        "hb-reason",
        [words.describeAnswer(answer), answer.note].filter(Boolean).join(" · "),
      ),
      makeElement(
        "p",
        {},
        makeElement("strong", {}, "What to do: "),
        report.findImprovement(standard),
      ),
      agreed.map((action) =>
        makeElement("p", {}, makeElement("strong", {}, "Agreed: "), describeAction(action)),
      ),
      makePictures(report, standard),
      report.findTools(standard, agreed.length > 0),
    );
  }

  function makeFindings(report) {
    const { findings } = report.result;
    const list = findings.length
      ? makeElement(
          "ol",
          "hb-findings",
          findings.map((scored) => makeFinding(report, scored)),
        )
      : makeElement("p", {}, "Every standard that was answered is met.");
    return makeSection("Findings", list);
  }

  function makeActions(report) {
    const rows = report.actions.map((action) => {
      const { standard, what, who, by } = action;
      const texts = [what, who, by ? words.formatDay(by) : "", describeState(action), standard];
      return makeElement(
        "tr",
        {},
        texts.map((text) => makeElement("td", {}, text)),
      );
    });
    const heads = ["What", "Who", "By when", "State", "Standard"];
    return makeSection(
      "Actions",
      rows.length
        ? audit.page.makeScroller(
            "Actions",
            audit.page.makeTable(heads, rows, "hb-sheet hb-agreed"),
          )
        : makeElement("p", {}, "None was agreed."),
    );
  }

  // Remarks and all answers

  /* What the scorer remarks, what the form does not ask, and what had no box on the sheet. */
  function listRemarks(report) {
    const remarks = report.result.items.flatMap(({ item, remarks: names }) =>
      names.map((name) => {
        const answer = report.answers[item.standard] || {};
        const unread = name === "unread" ? ` It came as ‘${answer.unread}’.` : "";
        return `${item.standard}: ${words.describeRemark(name, item, answer)}${unread}`;
      }),
    );
    const asked = new Set(report.result.items.map((scored) => scored.item.standard));
    const strange = Object.keys(report.answers).filter((standard) => !asked.has(standard));
    return [
      ...remarks,
      ...strange.map(
        (standard) => `${standard}: this form does not ask it. The answer is kept, not counted.`,
      ),
      ...(report.audit.oddities || []).map((oddity) => `On the sheet, without a box: ${oddity}`),
    ];
  }

  function makeRemarks(report) {
    const remarks = listRemarks(report);
    const list = () =>
      makeElement(
        "ul",
        {},
        remarks.map((line) => makeElement("li", {}, line)),
      );
    return remarks.length ? makeSection("Remarks", list()) : null;
  }

  function makeAnswerRow(report, scored) {
    const { standard } = scored.item;
    const answer = report.answers[standard] || {};
    const hasFailed = scored.state === "not_met";
    return makeElement(
      "tr",
      {},
      makeElement("td", {}, makeElement("span", "hb-id", standard)),
      makeElement("td", {}, report.findCheck(standard)),
      makeElement("td", {}, words.describeAnswer(answer) || answer.unread || "–"),
      makeElement("td", { class: hasFailed ? "hb-failed" : "" }, labels.states[scored.state]),
      makeElement("td", {}, answer.note, hasFailed ? null : makePictures(report, standard)),
    );
  }

  function makeAnswers(report) {
    const rows = report.result.items.map((scored) => makeAnswerRow(report, scored));
    const heads = ["Standard", "Question", "Answer", "State", "Note"];
    const table = audit.page.makeTable(heads, rows, "hb-sheet hb-all");
    return makeSection("All answers", audit.page.makeScroller("All answers", table));
  }

  /* The report as elements of a page. */
  function makeReport(report) {
    return [
      makeFacts(report),
      audit.verdictBox.makeVerdict(report),
      report.customers,
      makeQuestions(report),
      makeFactors(report.result),
      makeFindings(report),
      makeActions(report),
      makeRemarks(report),
      makeAnswers(report),
    ].filter(Boolean);
  }

  /* The same as a table. */
  function writeCsv(report) {
    return audit.auditTable.writeTable([report]);
  }

  audit.report = { listRemarks, makeReport, writeCsv };
})();
