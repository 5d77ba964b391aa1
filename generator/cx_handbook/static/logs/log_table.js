/* A log as a table: read from CSV and written as CSV, and the entries of it that are cases of a
   question. audit/reading/log_table.py does the same. */
(() => {
  "use strict";

  const { draws } = Handbook.audit;
  const { csvText } = Handbook.shell;
  const DELIMITERS = [",", ";", "\t"];
  const MOST_ENTRIES = 99999;
  const MOST_COLUMNS = 200;
  const LEADING_DAY = /^\d{1,4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,4}(?!\d)/;
  const ISO_DAY = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
  const NUMERIC_DAY = /^(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4}|\d{2})$/;
  const FIRST_YEAR = 1900;
  const LAST_YEAR = 2199;

  /* What is wrong with a file, and what to do instead. */
  class UnreadableLog extends Error {}

  function tidyCell(cell) {
    return csvText.unguard(cell.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ""));
  }

  // From CSV

  function countSigns(text, sign) {
    return text.split(sign).length - 1;
  }

  function chooseDelimiter(text) {
    const [first] = text.split("\n", 1);
    const counts = DELIMITERS.map((sign) => countSigns(first, sign));
    return DELIMITERS[counts.indexOf(Math.max(...counts))];
  }

  function refuseQuotes(line) {
    throw new UnreadableLog(
      `line ${line} has a quotation mark that is never closed, or text after one; save the log again as CSV`,
    );
  }

  /* A field in quotes that begins at a place: its text, and the place behind it. */
  function readQuoted(text, start, line) {
    let end = start + 1;
    for (;;) {
      end = text.indexOf('"', end);
      if (end === -1) {
        refuseQuotes(line + countSigns(text.slice(start).trimEnd(), "\n"));
      }
      if (text[end + 1] !== '"') {
        return { field: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
      }
      end += 2;
    }
  }

  function readBare(text, start, delimiter) {
    let end = start;
    while (end < text.length && ![delimiter, "\n", "\r"].includes(text[end])) {
      end += 1;
    }
    return { field: text.slice(start, end), end };
  }

  /* The rows of a text, each with the number of its last line. */
  function splitRows(text, delimiter) {
    const rows = [];
    let row = [];
    let line = 1;
    let at = 0;
    while (at < text.length || row.length) {
      const isQuoted = text[at] === '"';
      const { field, end } = isQuoted ? readQuoted(text, at, line) : readBare(text, at, delimiter);
      line += countSigns(field, "\n");
      row.push(field);
      if (text[end] === delimiter) {
        at = end + 1;
      } else if (end >= text.length || text[end] === "\n" || text[end] === "\r") {
        rows.push({ line, cells: row.map(tidyCell) });
        row = [];
        line += 1;
        at = end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1);
      } else {
        refuseQuotes(line);
      }
    }
    return rows;
  }

  function checkSize(headings, entries) {
    if (headings.length > MOST_COLUMNS) {
      throw new UnreadableLog(
        `the log has ${headings.length} columns, and at most ${MOST_COLUMNS} are read; leave some out`,
      );
    }
    if (entries.length > MOST_ENTRIES) {
      throw new UnreadableLog(
        `the log has more than ${MOST_ENTRIES} entries; save one period alone`,
      );
    }
  }

  function checkWidth({ line, cells }, width) {
    if (cells.slice(width).some(Boolean)) {
      throw new UnreadableLog(
        `line ${line} has ${cells.length} fields, and there are ${width} headings; save the log again as CSV, or put texts with a separator in quotes`,
      );
    }
  }

  /* The table in a CSV file, with the separator that its first line has most of. */
  function parseCsv(given) {
    const text = given.replace(/^\ufeff/, "");
    if (text.includes("\0")) {
      throw new UnreadableLog("this is no text file; save the log as CSV");
    }
    const rows = splitRows(text, chooseDelimiter(text)).filter(({ cells }) => cells.some(Boolean));
    if (!rows.length) {
      throw new UnreadableLog("the file is empty; save the log again, with its headings");
    }
    const headings = rows[0].cells;
    const entries = rows.slice(1);
    checkSize(headings, entries);
    entries.forEach((row) => checkWidth(row, headings.length));
    const pad = ({ cells }) => headings.map((_, place) => cells[place] ?? "");
    return { headings, entries: entries.map(pad) };
  }

  /* Bytes that are no UTF-8 are refused: letters with accents would come out wrong, and unseen. */
  function readFile(bytes) {
    try {
      return parseCsv(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (error) {
      if (error instanceof UnreadableLog) {
        throw error;
      }
      throw new UnreadableLog(
        "the file is no CSV in UTF-8; in the spreadsheet program, save it as CSV UTF-8",
      );
    }
  }

  // To CSV

  const writeCell = (text) => csvText.quoteCell(csvText.guard(text));

  /* The text of a CSV file that a spreadsheet shows as text and never runs as a formula. */
  function formatCsv(headings, rows) {
    const lines = [headings, ...rows].map((row) => `${row.map(writeCell).join(",")}\r\n`);
    return `\ufeff${lines.join("")}`;
  }

  // Cases

  function listNames(log, id) {
    return [log.columns.find((column) => column.id === id).title, id];
  }

  function findHeading(table, names) {
    const wanted = names.map((name) => tidyCell(name).toLowerCase());
    const places = table.headings.flatMap((heading, place) =>
      wanted.includes(heading.toLowerCase()) ? [place] : [],
    );
    if (places.length > 1) {
      throw new UnreadableLog(
        `two columns are called ${table.headings[places[0]]}; rename one of them`,
      );
    }
    return places.length ? places[0] : null;
  }

  /* The place of the column that names a case; null when the table has none. */
  function findCaseColumn(table, log) {
    return findHeading(table, listNames(log, log.cases));
  }

  function makeDay(year, month, day) {
    const date = new Date(Date.UTC(2000, 0, 1));
    date.setUTCFullYear(year, month - 1, day);
    const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    const isNear = year >= FIRST_YEAR && year <= LAST_YEAR;
    return isThere && isNear ? date.toISOString().slice(0, 10) : null;
  }

  /* The day that a text begins with, as 2026-11-30; null when it cannot be read. */
  function readMoment(text, isMonthFirst) {
    const [word] = LEADING_DAY.exec(text) || [""];
    const iso = ISO_DAY.exec(word);
    if (iso) {
      return makeDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
    }
    const numeric = NUMERIC_DAY.exec(word);
    if (!numeric) {
      return null;
    }
    const [first, second] = [Number(numeric[1]), Number(numeric[2])];
    const year = Number(numeric[3]) + (numeric[3].length === 2 ? 2000 : 0);
    return isMonthFirst ? makeDay(year, first, second) : makeDay(year, second, first);
  }

  function makeCondition(table, log, { column, is_one_of: oneOf, filled }) {
    const names = listNames(log, column);
    const place = findHeading(table, names);
    if (place === null) {
      throw new UnreadableLog(
        `there is no column ${names[0]}, and only some of the entries are meant; add the column`,
      );
    }
    const choices = (oneOf || []).map((choice) => choice.toLowerCase());
    return (row) => {
      const said = row[place].toLowerCase();
      const isNamed = !choices.length || choices.includes(said);
      return isNamed && (filled === undefined || filled === null || filled === Boolean(said));
    };
  }

  /* The entries that are cases of a question in a period, and how many were left out. `days` are the
     first and last day; `only` the conditions, as the log has them. */
  function selectCases(table, place, log, only, days, isMonthFirst) {
    const conditions = only.map((condition) => makeCondition(table, log, condition));
    const meant = table.entries.filter((row) => conditions.every((meets) => meets(row)));
    const day = findHeading(table, listNames(log, log.day));
    const moments = meant.map((row) => (day === null ? null : readMoment(row[day], isMonthFirst)));
    const inside = meant.filter(
      (_, n) => moments[n] === null || (moments[n] >= days.first && moments[n] <= days.last),
    );
    return {
      references: draws.sortOutReferences(inside.map((row) => row[place])),
      outside: meant.length - inside.length,
      other: table.entries.length - meant.length,
      undated: day === null ? 0 : moments.filter((moment) => moment === null).length,
    };
  }

  Handbook.logs.table = {
    UnreadableLog,
    findCaseColumn,
    findHeading,
    formatCsv,
    parseCsv,
    readFile,
    selectCases,
  };
})();
