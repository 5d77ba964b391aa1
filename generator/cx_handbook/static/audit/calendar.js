/* Days in a file that calendars read (RFC 5545). The same days give the same bytes, and an entry that
   is read in again takes the place of the one with its identifier. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const MOST_BYTES = 75; // of a line, without its end; longer ones are folded

  function escapeText(text) {
    return text
      .replace(/[\\;,]/g, "\\$&")
      .replace(/\r\n|\r|\n/g, "\\n")
      .replace(/\p{Cc}/gu, "");
  }

  /* How many bytes a character has in UTF-8. */
  function countBytes(character) {
    const code = character.codePointAt(0);
    return 1 + Number(code > 0x7f) + Number(code > 0x7ff) + Number(code > 0xffff);
  }

  /* Lines are measured in bytes of UTF-8, and cut between characters. */
  function foldLine(line) {
    const rows = [];
    let row = "";
    let bytes = 0;
    for (const character of line) {
      const own = countBytes(character);
      if (bytes + own > MOST_BYTES) {
        rows.push(row);
        row = " ";
        bytes = 1;
      }
      row += character;
      bytes += own;
    }
    return [...rows, row].join("\r\n");
  }

  function writeDay(day) {
    return day.replace(/-/g, "");
  }

  function nextDay(day) {
    return new Date(Date.parse(`${day}T00:00:00Z`) + 86400000).toISOString().slice(0, 10);
  }

  /* One whole day with a reminder on it. `stamp` is the day from which the entry stems. */
  function listLines({ uid, day, stamp, title, text, address }) {
    return [
      "BEGIN:VEVENT",
      `UID:${escapeText(uid)}`,
      `DTSTAMP:${writeDay(stamp)}T000000Z`,
      `DTSTART;VALUE=DATE:${writeDay(day)}`,
      `DTEND;VALUE=DATE:${writeDay(nextDay(day))}`,
      `SUMMARY:${escapeText(title)}`,
      text && `DESCRIPTION:${escapeText(text)}`,
      address && `URL:${address}`,
      "TRANSP:TRANSPARENT",
      "BEGIN:VALARM",
      "ACTION:DISPLAY",
      `DESCRIPTION:${escapeText(title)}`,
      "TRIGGER:PT9H",
      "END:VALARM",
      "END:VEVENT",
    ].filter(Boolean);
  }

  /* The text of a calendar file: { uid, day, stamp, title, text, address } an entry. */
  function writeCalendar(name, entries) {
    const lines = [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//cx-handbook//audits//EN",
      "CALSCALE:GREGORIAN",
      `X-WR-CALNAME:${escapeText(name)}`,
      ...entries.flatMap(listLines),
      "END:VCALENDAR",
    ];
    return lines.map((line) => `${foldLine(line)}\r\n`).join("");
  }

  audit.calendar = { writeCalendar };
})();
