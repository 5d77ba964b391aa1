/* Text in a CSV file that a spreadsheet shows as text and never runs. csv_text.py does the same.

   Where a semicolon separates cells, one within a cell begins another, and so does a line break. */
(() => {
  "use strict";

  const AT_START = /^(?=[=+\-@＝＋－＠\t\r\n])/;
  const WITHIN = /([;\r\n])(?=[=+\-@＝＋－＠])/g;
  const GUARD_AT_START = /^'(?=[=+\-@＝＋－＠\t\r\n])/;
  const GUARD_WITHIN = /([;\r\n])'(?=[=+\-@＝＋－＠])/g;
  const NEEDS_QUOTES = /[",;\r\n]/;

  const quoteCell = (text) => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  Handbook.shell.csvText = {
    /* An apostrophe stands before whatever a spreadsheet would take for a formula. */
    guard: (text) => text.replace(WITHIN, "$1'").replace(AT_START, "'"),
    quoteCell,
    unguard: (text) => text.replace(GUARD_AT_START, "").replace(GUARD_WITHIN, "$1"),
  };
})();
