/* The entries of a log as a table, and back: what a browser's boxes hold, and what a file says. */
(() => {
  "use strict";

  const { logs } = Handbook;
  const MOMENT = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::\d{2})?$/;
  const SHAPES = { moment: MOMENT, date: /^\d{4}-\d{2}-\d{2}$/, time: /^\d{2}:\d{2}$/ };

  /* A text as the box of its column holds it: a moment with a T. */
  function toBox(column, text) {
    return column.kind === "moment" ? text.replace(MOMENT, "$1T$2") : text;
  }

  /* A text as people and spreadsheets read it: a moment with a space. */
  function toText(column, value) {
    return column.kind === "moment" ? value.replace(MOMENT, "$1 $2") : value;
  }

  /* Whether the box of a column can hold a value; a day in words stays a text. */
  function fitsBox(column, value) {
    const shape = SHAPES[column.kind];
    const isChoice = column.kind !== "choice" || column.choices.includes(value);
    return !value || (isChoice && (!shape || shape.test(value)));
  }

  function readCell(entry, column) {
    return column.kind === "reference"
      ? entry.number
      : toText(column, entry.values[column.id] || "");
  }

  /* The rows of a file, the oldest entry first. */
  function toRows(log, entries) {
    const sorted = [...entries].sort((one, other) => (one.number < other.number ? -1 : 1));
    return sorted.map((entry) => log.columns.map((column) => readCell(entry, column)));
  }

  /* The entries as a table, as a file of them would be read. */
  function toTable(log, entries) {
    return {
      headings: log.columns.map((column) => column.title),
      entries: toRows(log, entries),
    };
  }

  /* What the rows of a table say: the number of each entry, and its values by column. Columns that the
     log does not have are named. */
  function fromTable(log, table) {
    const places = log.columns.map((column) => [
      column,
      logs.table.findHeading(table, [column.title, column.id]),
    ]);
    const known = places.filter(([, place]) => place !== null);
    const taken = new Set(known.map(([, place]) => place));
    const unknown = table.headings.filter((heading, place) => heading && !taken.has(place));
    const entries = table.entries.map((row) => {
      const values = known.map(([column, place]) => [column.id, toBox(column, row[place])]);
      const { [log.cases]: number = "", ...others } = Object.fromEntries(values);
      return { number, values: dropBlank(others) };
    });
    return { entries, unknown };
  }

  function dropBlank(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
  }

  function areEqual(one, other) {
    const [left, right] = [one, other].map((values) =>
      JSON.stringify(Object.entries(dropBlank(values)).sort()),
    );
    return left === right;
  }

  logs.values = { areEqual, fitsBox, fromTable, readCell, toRows, toTable };
})();
