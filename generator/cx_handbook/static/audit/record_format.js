/* Between a draft on the device and the record that every medium shares; and reading one back. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const FORMAT = 1;
  const MOST_BYTES = 200 * 1024 * 1024;
  const MOST_RECORDS = 1000;
  const BOXES = ["mark", "k", "n", "cases", "grade"];
  const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const STANDARD = /^[A-Z]{2,4}-[0-9]{2,3}$/;
  const FIELDS = {
    record: ["format", "id", "form", "checklist", "site", "date", "auditor", "start", "end",
      "period", "answers", "actions", "oddities"],
    answer: ["answer", "k", "n", "cases", "grade", "note", "unread", "photos"],
    photo: ["name", "type", "data"],
    action: ["standard", "what", "who", "by"],
    period: ["first", "last"],
  };

  /* A file or a record that cannot be taken; the message says why, in a sentence. */
  class Refusal extends Error {}

  function refuse(where, what) {
    throw new Refusal(where ? `${where}: ${what}` : what);
  }

  // From a draft to a record

  function newReference() {
    const letters = "abcdefghjkmnpqrstuvwxyz23456789";
    const drawn = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => letters[byte % 31]);
    return `${drawn.slice(0, 4).join("")}-${drawn.slice(4).join("")}`;
  }

  function itemsOf(form) {
    return form.sections.flatMap((section) => section.items);
  }

  function tidy(text) {
    return (text || "").replace(/^[\s\u0085]+|[\s\u0085]+$/g, "");
  }

  function pruned(object) {
    const kept = Object.entries(object).filter(
      ([, value]) => value !== undefined && value !== null && value !== "" &&
        !(Array.isArray(value) && value.length === 0)
    );
    return Object.fromEntries(kept);
  }

  function photosOf(entry, photos) {
    return (entry.photos || [])
      .map((key) => photos.get(key))
      .filter(Boolean)
      .map(({ name, type, data }) => ({ name, type, data }));
  }

  /* What stands in the boxes of one question as an answer, or null when nothing does.
     What came with a record and fits no box is `kept` as it came. */
  function answerOf(item, entry, photos) {
    const pictures = photosOf(entry, photos);
    const note = tidy(entry.note);
    if (entry.kept || !item) {
      const answer = pruned({ ...(entry.kept || {}), note, photos: pictures });
      return Object.keys(answer).length ? answer : null;
    }
    const written = { note, photos: pictures };
    BOXES.forEach((name) => {
      written[name] = entry[name] || "";
    });
    const answer = Handbook.readAnswer(item, written);
    return answer && pruned(answer);
  }

  function answersOf(audit, form, photos) {
    const items = new Map(itemsOf(form).map((item) => [item.standard, item]));
    const answers = {};
    Object.keys(audit.written).forEach((standard) => {
      const answer = answerOf(items.get(standard), audit.written[standard], photos);
      if (answer) {
        answers[standard] = answer;
      }
    });
    return answers;
  }

  /* What was typed and has no place in a record, in the words that a sheet's reader uses. */
  function strayOf(audit, whole) {
    const days = whole ? [] : [["first", audit.first], ["last", audit.last]];
    const rows = audit.actions
      .filter((action) => !tidy(action.what) && (tidy(action.who) || action.by))
      .map((action) => [action.standard, tidy(action.who), action.by].filter(Boolean).join(" | "));
    return days
      .filter(([, day]) => day)
      .map(([which, day]) => `${which} day of the period: ${day}`)
      .concat(rows.map((row) => `an action that does not say what is done: ${row}`));
  }

  function toRecord(audit, form, photos) {
    const actions = audit.actions
      .map((action) => pruned({ ...action, what: tidy(action.what), who: tidy(action.who) }))
      .filter((action) => action.what);
    const whole = audit.first && audit.last;
    return pruned({
      format: FORMAT,
      id: audit.id,
      form: audit.form,
      checklist: audit.checklist,
      site: audit.site,
      date: audit.date,
      auditor: tidy(audit.auditor),
      start: audit.start,
      end: audit.end,
      period: whole ? { first: audit.first, last: audit.last } : null,
      answers: answersOf(audit, form, photos),
      actions,
      oddities: (audit.oddities || []).concat(strayOf(audit, whole)).slice(0, 200),
    });
  }

  function fileName(audit) {
    return `${audit.date}-${audit.checklist}-${audit.id}`;
  }

  // From a record to a draft

  function boxesOf(answer) {
    const mark = { met: "yes", not_met: "no", not_applicable: "na" }[answer.answer];
    const text = (value) => (value === undefined ? "" : String(value));
    return pruned({
      mark,
      k: text(answer.k),
      n: text(answer.n),
      cases: text(answer.cases),
      grade: text(answer.grade),
    });
  }

  function entryOf(item, answer) {
    const { note, photos, ...said } = answer;
    const boxes = boxesOf(answer);
    const back = item && (answerOf(item, boxes, new Map()) || {});
    const same = back && Handbook.canonical(back) === Handbook.canonical(said);
    return { ...(same ? boxes : { kept: said }), note: note || "" };
  }

  /* A draft from a record, with its photographs beside it; `title` is the form's. */
  function fromRecord(record, form, key, name) {
    const items = new Map(itemsOf(form).map((item) => [item.standard, item]));
    const written = {};
    const photos = [];
    Object.entries(record.answers || {}).forEach(([standard, answer]) => {
      const entry = entryOf(items.get(standard), answer);
      entry.photos = (answer.photos || []).map((photo, place) => {
        photos.push({ key: `${key}/${standard}/${place}`, audit: key, ...photo });
        return photos[photos.length - 1].key;
      });
      written[standard] = entry;
    });
    const period = record.period || {};
    const audit = {
      key, name, revision: 0, state: "finished", written,
      id: record.id, form: record.form, checklist: record.checklist, site: record.site,
      date: record.date, auditor: record.auditor || "", start: record.start || "",
      end: record.end || "", first: period.first || "", last: period.last || "",
      oddities: record.oddities || [],
      actions: (record.actions || []).map((action) => ({
        standard: action.standard || "", what: action.what, who: action.who || "", by: action.by || "",
      })),
    };
    return { audit, photos };
  }

  // Reading what may be anything

  function fields(value, known, where) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      refuse(where, "this is not a set of named fields");
    }
    Object.keys(value).forEach((name) => {
      if (!known.includes(name)) {
        refuse(where, `‘${name.slice(0, 40)}’ is not a field of it`);
      }
    });
  }

  function text(value, most, where) {
    if (typeof value !== "string" || /[\ud800-\udfff]/u.test(value)) {
      refuse(where, "this is not text");
    }
    if (!tidy(value)) {
      refuse(where, "this is empty; leave the field out");
    }
    if (value.length > most && Array.from(value).length > most) {
      refuse(where, `this is longer than ${most} characters`);
    }
  }

  function formed(value, pattern, most, where, what) {
    if (typeof value !== "string" || value.length > most || !pattern.test(value)) {
      refuse(where, `this is not ${what}`);
    }
  }

  function whole(value, most, where) {
    if (!Number.isInteger(value) || value < 0 || value > most || Object.is(value, -0)) {
      refuse(where, `this is not a whole number from 0 to ${most}`);
    }
  }

  function date(value, where) {
    formed(value, /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 10, where, "a date such as 2026-11-30");
    const exists = new Date(`${value}T00:00:00Z`);
    const known = !Number.isNaN(exists.getTime()) && exists.toISOString().startsWith(value);
    if (!known || value < "1900" || value > "2199-12-31") {
      refuse(where, "this day is not in the calendar from 1900 to 2199");
    }
  }

  function optional(value, check, ...rest) {
    if (value !== undefined) {
      check(value, ...rest);
    }
  }

  function many(value, most, where, check) {
    if (!Array.isArray(value) || value.length > most) {
      refuse(where, `this is not a list of at most ${most}`);
    }
    value.forEach((one, place) => check(one, `${where}.${place}`));
  }

  function checkPhoto(photo, where) {
    fields(photo, FIELDS.photo, where);
    text(photo.name, 200, `${where}.name`);
    if (!["image/jpeg", "image/png", "image/webp"].includes(photo.type)) {
      refuse(`${where}.type`, "this is not a kind of photograph we take");
    }
    formed(photo.data, /^[A-Za-z0-9+/]+={0,2}$/, 2000000, `${where}.data`, "a picture in base64");
  }

  function checkNumbers(answer, where) {
    const counted = answer.answer === "count";
    ["k", "n"].forEach((name) => {
      if ((answer[name] !== undefined) !== counted) {
        refuse(where, `a count, and nothing else, has ${name}`);
      }
    });
    if (answer.cases !== undefined && !counted) {
      refuse(where, "only a count has cases");
    }
    if ((answer.grade !== undefined) !== (answer.answer === "grade")) {
      refuse(where, "a grade and its number go together");
    }
  }

  function checkAnswer(answer, where) {
    fields(answer, FIELDS.answer, where);
    const said = ["met", "not_met", "count", "grade", "not_applicable"];
    if (answer.answer !== undefined && !said.includes(answer.answer)) {
      refuse(`${where}.answer`, "this is no answer we know");
    }
    ["k", "n", "cases"].forEach((name) => optional(answer[name], whole, 99999, `${where}.${name}`));
    optional(answer.grade, whole, 10, `${where}.grade`);
    ["note", "unread"].forEach((name) => optional(answer[name], text, 4000, `${where}.${name}`));
    optional(answer.photos, many, 5, `${where}.photos`, checkPhoto);
    checkNumbers(answer, where);
  }

  function checkAnswers(answers, where) {
    if (typeof answers !== "object" || answers === null || Array.isArray(answers)) {
      refuse(where, "this is not a set of answers");
    }
    Object.keys(answers).forEach((standard) => {
      formed(standard, STANDARD, 8, where, "the ID of a standard");
      checkAnswer(answers[standard], `${where}.${standard}`);
    });
  }

  function checkAction(action, where) {
    fields(action, FIELDS.action, where);
    optional(action.standard, formed, STANDARD, 8, `${where}.standard`, "the ID of a standard");
    text(action.what, 4000, `${where}.what`);
    optional(action.who, text, 200, `${where}.who`);
    optional(action.by, date, `${where}.by`);
  }

  function checkPeriod(period, where) {
    fields(period, FIELDS.period, where);
    date(period.first, `${where}.first`);
    date(period.last, `${where}.last`);
  }

  function checkFormat(record) {
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      refuse("", "this is not an audit record");
    }
    const format = Object.hasOwn(record, "format") ? record.format : undefined;
    if (Number.isInteger(format) && format > FORMAT) {
      refuse("", `this record has format ${format}, and we read format ${FORMAT}; ` +
        "open it with the newest handbook");
    }
    if (format !== FORMAT) {
      refuse("", "this is not an audit record of format 1");
    }
  }

  /* Raises a Refusal unless the record is one in every field. Its numbers are not taken on trust. */
  function check(record) {
    checkFormat(record);
    fields(record, FIELDS.record, "");
    formed(record.id, SLUG, 40, "id", "a reference such as k3x9-2fq7");
    formed(record.form, /^[0-9a-f]{64}$/, 64, "form", "the fingerprint of a form");
    formed(record.checklist, SLUG, 60, "checklist", "the name of a checklist");
    formed(record.site, SLUG, 60, "site", "the name of a site");
    date(record.date, "date");
    optional(record.auditor, text, 200, "auditor");
    const clock = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;
    ["start", "end"].forEach((name) => optional(record[name], formed, clock, 5, name, "a time such as 09:30"));
    optional(record.period, checkPeriod, "period");
    optional(record.answers, checkAnswers, "answers");
    optional(record.actions, many, 200, "actions", checkAction);
    optional(record.oddities, many, 200, "oddities", (oddity, where) => text(oddity, 4000, where));
    return record;
  }

  function parsed(bytes) {
    if (bytes.byteLength > MOST_BYTES) {
      refuse("", "this file is larger than 200 MB; export fewer audits at once");
    }
    let content;
    try {
      content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (error) {
      refuse("", "this file is damaged, or no audit record at all");
    }
    const records = Array.isArray(content) ? content : [content];
    if (records.length > MOST_RECORDS) {
      refuse("", `this file holds more than ${MOST_RECORDS} records`);
    }
    return records;
  }

  /* The records in a file, one or a list; and why others in it cannot be taken. Never throws. */
  function readFile(bytes) {
    const found = { records: [], refusals: [] };
    try {
      parsed(bytes).forEach((record, place, records) => {
        try {
          found.records.push(check(record));
        } catch (error) {
          noted(found, error, records.length > 1 ? `Record ${place + 1}: ` : "");
        }
      });
    } catch (error) {
      noted(found, error, "");
    }
    return found;
  }

  function noted(found, error, before) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    found.refusals.push(before + error.message);
  }

  Handbook.record = {
    answerOf,
    answersOf,
    check,
    fileName,
    fromRecord,
    itemsOf,
    newReference,
    readFile,
    tidy,
    toRecord,
  };
})();
