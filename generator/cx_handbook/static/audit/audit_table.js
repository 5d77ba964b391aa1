/* Audits as a table for spreadsheets: a row for each question of each audit, in the columns that
   `handbook audit export --csv` has (audit/folder/answer_table.py). */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { csvText } = Handbook.shell;
  const { NUMBER_BOXES } = audit.answers;
  const REVISED = ["earlier", "conflict"]; // another revision counts
  const LONGEST_ACTION = 500; // characters, as audit/wording/report.py cuts them

  function formatValue(value) {
    if (value === undefined || value === null) {
      return "";
    }
    if (typeof value === "boolean") {
      return value ? "yes" : "no";
    }
    return String(value);
  }

  function formatCell(value) {
    const text = formatValue(value);
    return csvText.quoteCell(typeof value === "string" ? csvText.guard(text) : text);
  }

  function joinLine(text) {
    const line = text.replace(/\s+/g, " ").trim();
    return line.length > LONGEST_ACTION ? `${line.slice(0, LONGEST_ACTION - 1)}…` : line;
  }

  function describeActions(draft, standard) {
    return draft.actions
      .filter((action) => action.what.trim() && (action.standard || "") === standard)
      .map(({ what, who, by }) => joinLine([what, who, by].filter(Boolean).join(" – ")))
      .join("; ");
  }

  // Columns: name and value

  function listHead({ audit: draft, form, site }) {
    const isWhole = draft.first && draft.last;
    return {
      file: `${draft.site}/${audit.recordFormat.nameFile(draft)}.json`,
      reference: draft.id,
      checklist: draft.checklist,
      title: form.title,
      form: draft.form,
      site: draft.site,
      site_name: site,
      date: draft.date,
      auditor: draft.auditor,
      start: draft.start,
      end: draft.end,
      first_day: isWhole ? draft.first : "",
      last_day: isWhole ? draft.last : "",
    };
  }

  /* A correction: what, who, when, why. */
  function describeChange({ what, by, on, why }) {
    const which = what?.length ? what.join(", ") : "what was changed is not said";
    return joinLine(`${which}, by ${by || "somebody who gave no name"} on ${on}: ${why}`);
  }

  function nameStanding({ counts, why }) {
    return counts ? "counts" : REVISED.includes(why) ? "revised" : why;
  }

  /* What an audit is among the others of the device; blank where nobody knows them. */
  function listLife({ audit: draft, standing, period }) {
    const lifecycle = draft.lifecycle || {};
    return {
      audit_state: draft.state === "draft" ? "draft" : "finished",
      revision: lifecycle.revision || 1,
      counts: standing ? standing.counts : "",
      standing: standing ? nameStanding(standing) : "",
      counts_for: period || "",
      changed_after_result: lifecycle.changed_after_result || 0,
      corrected: (lifecycle.changes || []).map(describeChange).join("; "),
    };
  }

  function listQuestion(item, section) {
    return {
      section,
      standard: item.standard,
      check: item.check,
      factor: item.factor,
      critical: item.critical,
      weight: item.weight,
      target: item.target,
      sample: item.sample,
    };
  }

  function listAnswer(answer) {
    const numbers = NUMBER_BOXES.map((name) => [name, answer[name]]);
    return {
      answer: answer.answer,
      ...Object.fromEntries(numbers),
      note: answer.note,
      unread: answer.unread,
      photos: (answer.photos || []).map((photo) => photo.name).join(", "),
    };
  }

  function listItemScore(draft, scored, answer) {
    const describe = (name) => audit.wording.describeRemark(name, scored.item, answer);
    return {
      state: scored.state,
      share: scored.share,
      low: scored.low,
      high: scored.high,
      remarks: scored.remarks.map(describe).join(" "),
      actions: describeActions(draft, scored.item.standard),
    };
  }

  function listScore({ audit: draft, form, result, asked = [] }) {
    const questions = asked.map(audit.recordQuestions.describeQuestion);
    return {
      headline: audit.resultWording.describeHeadlineInList(form, result),
      grade_of_10: result.points,
      grade_low: result.interval?.low,
      grade_high: result.interval?.high,
      compliance_of_6: result.compliance_points,
      promises: result.promises,
      too_close: result.too_close,
      verdict: result.verdict,
      provisional: result.provisional,
      worst: result.worst.points,
      best: result.best.points,
      part_not_applicable: result.not_applicable,
      part_unanswered: result.unanswered,
      rules: result.rules || 1,
      questions: questions.join(" "),
      other_actions: describeActions(draft, ""),
      oddities: (draft.oddities || []).join("; "),
    };
  }

  /* The title of the section in which a question is asked. */
  function findSection(sections, { standard }) {
    const asks = ({ items }) => items.some((item) => item.standard === standard);
    return sections.find(asks)?.title;
  }

  function listRows(report) {
    const { audit: draft, answers, result } = report;
    const before = { ...listHead(report), ...listLife(report) };
    const after = listScore(report);
    const sections = report.form.sections || [];
    return result.items.map((scored) => {
      const answer = answers[scored.item.standard] || {};
      return {
        ...before,
        ...listQuestion(scored.item, findSection(sections, scored.item)),
        ...listAnswer(answer),
        ...listItemScore(draft, scored, answer),
        ...after,
      };
    });
  }

  /* The text of the table: UTF-8 with its mark, without which Excel does not read it. A report may
     have `standing` and `period`: whether and for which period the audit counts. */
  function writeTable(reports) {
    const rows = reports.flatMap(listRows);
    const heads = rows.length ? [Object.keys(rows[0])] : [];
    const lines = [...heads, ...rows.map(Object.values)].map((row) =>
      row.map(formatCell).join(","),
    );
    return `\ufeff${lines.join("\r\n")}\r\n`;
  }

  audit.auditTable = { writeTable };
})();
