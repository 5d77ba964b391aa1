/* The report on one audit: verdict, grade, factors, findings, actions; and the same as a table. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const { make } = Handbook.dom;
  const words = Handbook.words;

  function section(title, ...content) {
    return make("section", {}, make("h3", {}, title), ...content);
  }

  function facts(pairs) {
    const shown = pairs.filter(([, value]) => value);
    return make(
      "dl",
      { class: "hb-facts hb-report-facts" },
      shown.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))
    );
  }

  function span(from, to) {
    return from && to ? `${from} to ${to}` : from || to;
  }

  function head(report) {
    const { audit } = report;
    const { first, last } = audit;
    return facts([
      ["Company", Handbook.data.company],
      ["Site", report.site],
      ["Date", words.day(audit.date)],
      ["Time", span(audit.start, audit.end)],
      ["Auditor", audit.auditor],
      ["Period", first && last ? span(words.day(first), words.day(last)) : ""],
      ["Reference", audit.id],
      ["Form", audit.form.slice(0, 12)],
    ]);
  }

  function caseOf(one) {
    const parts = [
      one.points === null ? "" : `${words.printed(one.points)} of 10`,
      one.promises ? words.PROMISES[one.promises].toLowerCase() : "",
      one.verdict ? words.VERDICTS[one.verdict].toLowerCase() : "",
    ];
    return parts.filter(Boolean).join(", ");
  }

  function compliance(report) {
    const { result, form } = report;
    if (result.compliance_points === null) {
      return "";
    }
    const gate = words.printed(6 * form.gate);
    return `Compliance: ${words.printed(result.compliance_points)} of 6 points; the gate is ${gate}.`;
  }

  function certain(report) {
    const { result } = report;
    const lines = [];
    if (result.interval) {
      const sampled = words.percent(result.interval.sampled);
      lines.push(`The span of the grade is a 95 % interval; ${sampled} of its weight was sampled.`);
    }
    if (result.too_close) {
      lines.push("Too close to call: the sample leaves compliance on either side of the gate.");
    }
    if (result.provisional) {
      lines.push(`Provisional. At worst: ${caseOf(result.worst) || "no result"}.`);
      lines.push(`At best: ${caseOf(result.best) || "no result"}.`);
    }
    return lines;
  }

  function shares(result) {
    const many = result.items.length;
    const counted = (state) => result.items.filter((scored) => scored.state === state).length;
    const said = (state, name) => {
      const count = counted(state);
      return `${count} of ${many} ${name} (${words.percent(count / many)})`;
    };
    return `${said("not_applicable", "not applicable")}, ${said("unanswered", "unanswered")}.`;
  }

  function verdict(report) {
    const { result } = report;
    const failed = result.promises === "broken" || result.verdict === "dissatisfied";
    return make(
      "div",
      { class: `hb-outcome${failed ? " hb-outcome--no" : ""}` },
      make("p", { class: "hb-outcome-verdict" }, words.verdict(result)),
      make("p", { class: "hb-outcome-grade" }, words.grade(result)),
      result.points === null ? make("p", {}, words.noGrade(result)) : null,
      result.promises ? make("p", { class: "hb-outcome-promises" }, words.promises(result)) : null,
      make("p", {}, compliance(report)),
      certain(report).map((line) => make("p", {}, line)),
      make("p", {}, shares(result)),
      result.verdict ? make("p", { class: "hb-reason" }, "Only customers give the real verdict.") : null
    );
  }

  function bar(share) {
    const filled = make("span", { class: "hb-meter-in" });
    filled.style.width = `${Math.round(share * 1000) / 10}%`;
    return make("span", { class: "hb-meter", "aria-hidden": "true" }, filled);
  }

  function factors(result) {
    if (!result.factors.length) {
      return null;
    }
    const rows = result.factors.map(({ factor, share, interval }) => {
      const ends = interval
        ? ` (${Handbook.printed(interval.low * 100)} to ${Handbook.printed(interval.high * 100)})`
        : "";
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, Handbook.data.factors[factor]),
        make("td", { class: "hb-meter-cell" }, bar(share)),
        make("td", {}, words.percent(share) + ends)
      );
    });
    return section("Factors", table(["Factor", "", "Share"], rows, "hb-factors"));
  }

  function table(heads, rows, name) {
    const cells = heads.map((head) =>
      head ? make("th", { scope: "col" }, head) : make("td", {})
    );
    return make(
      "table",
      { class: `hb-sheet ${name || ""}` },
      make("thead", {}, make("tr", {}, cells)),
      make("tbody", {}, rows)
    );
  }

  function actionLine(action) {
    const by = action.by ? `by ${words.day(action.by)}` : "";
    return [action.what, action.who, by].filter(Boolean).join(" · ");
  }

  function pictures(report, standard) {
    const entry = report.audit.written[standard] || {};
    const shown = (entry.photos || []).map((key) => report.photos.get(key)).filter(Boolean);
    return shown.map((photo) =>
      make("img", { class: "hb-evidence", src: Handbook.photos.address(photo), alt: `Evidence: ${photo.name}` })
    );
  }

  function finding(report, scored) {
    const { standard, critical } = scored.item;
    const answer = report.answers[standard] || {};
    const agreed = report.audit.actions.filter((a) => a.standard === standard && a.what.trim());
    return make(
      "li",
      { class: "hb-finding" },
      make(
        "p",
        { class: "hb-do" },
        make("span", { class: "hb-id" }, standard),
        " ",
        report.check(standard),
        critical ? " " : null,
        critical ? make("span", { class: "hb-critical" }, "Critical") : null
      ),
      make("p", { class: "hb-reason" }, [words.answered(answer), answer.note].filter(Boolean).join(" · ")),
      make("p", {}, make("strong", {}, "What to do: "), report.improvement(standard)),
      agreed.map((action) => make("p", {}, make("strong", {}, "Agreed: "), actionLine(action))),
      pictures(report, standard)
    );
  }

  function findings(report) {
    const found = report.result.findings;
    return section(
      "Findings",
      found.length
        ? make("ol", { class: "hb-findings" }, found.map((scored) => finding(report, scored)))
        : make("p", {}, "Every standard that was answered is met.")
    );
  }

  function actions(report) {
    const agreed = report.audit.actions.filter((action) => action.what.trim());
    const rows = agreed.map(({ standard, what, who, by }) =>
      make("tr", {}, [what, who, by ? words.day(by) : "", standard].map((text) => make("td", {}, text)))
    );
    return rows.length
      ? section("Actions", table(["What", "Who", "By when", "Standard"], rows, "hb-agreed"))
      : section("Actions", make("p", {}, "None was agreed."));
  }

  function remarksOf(report) {
    const said = report.result.items.flatMap((scored) =>
      scored.remarks.map((name) => {
        const answer = report.answers[scored.item.standard] || {};
        const unread = name === "unread" ? ` It came as ‘${answer.unread}’.` : "";
        return `${scored.item.standard}: ${words.remark(name, answer)}${unread}`;
      })
    );
    const asked = new Set(report.result.items.map((scored) => scored.item.standard));
    const strange = Object.keys(report.answers).filter((standard) => !asked.has(standard));
    return said.concat(
      strange.map((standard) => `${standard}: this form does not ask it. The answer is kept, not counted.`),
      (report.audit.oddities || []).map((oddity) => `On the sheet, without a box: ${oddity}`)
    );
  }

  function remarks(report) {
    const said = remarksOf(report);
    return said.length
      ? section("Remarks", make("ul", {}, said.map((line) => make("li", {}, line))))
      : null;
  }

  function everything(report) {
    const rows = report.result.items.map((scored) => {
      const { standard } = scored.item;
      const answer = report.answers[standard] || {};
      const failed = scored.state === "not_met";
      return make(
        "tr",
        {},
        make("td", {}, make("span", { class: "hb-id" }, standard)),
        make("td", {}, report.check(standard)),
        make("td", {}, words.answered(answer) || answer.unread || "–"),
        make("td", { class: failed ? "hb-failed" : "" }, words.STATES[scored.state]),
        make("td", {}, answer.note || "", failed ? null : pictures(report, standard))
      );
    });
    const heads = ["Standard", "Question", "Answer", "State", "Note"];
    return section("All answers", make("div", { class: "hb-wide", tabindex: "0", role: "region", "aria-label": "All answers" }, table(heads, rows, "hb-all")));
  }

  /* A report is { audit, form, answers, result, photos, site, check, improvement }. */
  function draw(report) {
    return [
      head(report),
      verdict(report),
      factors(report.result),
      findings(report),
      actions(report),
      remarks(report),
      everything(report),
    ].filter(Boolean);
  }

  // The same as a table

  /* Spreadsheets run what looks like a formula; a quote in front makes it text again. */
  function cell(value) {
    let text = value === undefined || value === null ? "" : String(value);
    if (/^[=+\-@\t\r\n]/.test(text)) {
      text = `'${text}`;
    }
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  const COLUMNS = [
    "reference", "checklist", "form", "site", "date", "auditor", "section", "standard", "question",
    "factor", "critical", "answer", "k", "n", "cases", "grade", "state", "share", "note", "unread",
    "photos",
  ];

  function rowOf(report, section_, scored) {
    const { audit } = report;
    const { item } = scored;
    const answer = report.answers[item.standard] || {};
    const { k, n, cases, grade, note, unread } = answer;
    return [
      audit.id, audit.checklist, audit.form, audit.site, audit.date, audit.auditor, section_.title,
      item.standard, item.check, item.factor, item.critical ? "yes" : "no", answer.answer, k, n,
      cases, grade, scored.state, scored.share, note, unread, (answer.photos || []).length,
    ];
  }

  function csv(report) {
    const scored = new Map(report.result.items.map((one) => [one.item.standard, one]));
    const rows = report.form.sections.flatMap((part) =>
      part.items.map((item) => rowOf(report, part, scored.get(item.standard)))
    );
    const lines = [COLUMNS, ...rows].map((row) => row.map(cell).join(","));
    return `\ufeff${lines.join("\r\n")}\r\n`;
  }

  Handbook.report = { csv, draw, remarksOf };
})();
