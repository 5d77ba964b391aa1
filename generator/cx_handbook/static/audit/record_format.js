/* From a draft on the device to the record that all media share, and from a record to a draft. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { NUMBER_BOXES, readAnswer, toCanonicalJson } = audit.answers;
  const { labels, limits } = audit.definitions;
  const FORMAT = 1;
  const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"; // none that is mistaken for another

  function drawReference() {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    const drawn = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]);
    return `${drawn.slice(0, 4).join("")}-${drawn.slice(4).join("")}`;
  }

  function mapItems(form) {
    const items = form.sections.flatMap((section) => section.items);
    return new Map(items.map((item) => [item.standard, item]));
  }

  /* A text without white space around it, as the record model in Python strips it. */
  function trimText(text) {
    return (text || "").replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
  }

  function isEmpty(value) {
    return (
      value === undefined ||
      value === null ||
      value === "" ||
      (Array.isArray(value) && !value.length)
    );
  }

  /** @returns {any} the object without its empty members */
  function dropEmpty(object) {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
  }

  // From a draft to a record

  function listPhotos(entry, photos) {
    return (entry.photos || [])
      .map((key) => photos.get(key))
      .filter(Boolean)
      .map(({ name, type, data }) => ({ name, type, data }));
  }

  /* What is in the boxes of one question as an answer, or null when they are blank.
     What came with a record and fits no box is `kept` as it came. */
  function toAnswer(item, entry, photos) {
    const own = { note: trimText(entry.note), photos: listPhotos(entry, photos) };
    if (entry.kept || !item) {
      const answer = dropEmpty({ ...entry.kept, ...own });
      return Object.keys(answer).length ? answer : null;
    }
    const answer = readAnswer(item, { ...entry, ...own });
    return answer && dropEmpty(answer);
  }

  function toAnswers(draft, form, photos) {
    const items = mapItems(form);
    const read = Object.entries(draft.written).map(([standard, entry]) => [
      standard,
      toAnswer(items.get(standard), entry, photos),
    ]);
    return Object.fromEntries(read.filter(([, answer]) => answer));
  }

  /* What was typed and has no place in a record, in the words that the reader of a sheet uses. */
  function describeStray(draft, isPeriodWhole) {
    const days = isPeriodWhole
      ? []
      : [
          ["first", draft.first],
          ["last", draft.last],
        ];
    const rows = draft.actions
      .filter((action) => !trimText(action.what) && (trimText(action.who) || action.by))
      .map((action) =>
        [action.standard, trimText(action.who), action.by].filter(Boolean).join(" | "),
      );
    return [
      ...days.filter(([, day]) => day).map(([which, day]) => `${which} day of the period: ${day}`),
      ...rows.map((row) => `an action that does not say what is done: ${row}`),
    ];
  }

  function toActions(draft) {
    return draft.actions
      .map((action) => ({ ...action, what: trimText(action.what), who: trimText(action.who) }))
      .filter((action) => action.what)
      .map(dropEmpty);
  }

  function toRecord(draft, form, photos) {
    const isPeriodWhole = Boolean(draft.first && draft.last);
    const oddities = [...(draft.oddities || []), ...describeStray(draft, isPeriodWhole)];
    return dropEmpty({
      format: FORMAT,
      id: draft.id,
      form: draft.form,
      checklist: draft.checklist,
      site: draft.site,
      date: draft.date,
      auditor: trimText(draft.auditor),
      start: draft.start,
      end: draft.end,
      period: isPeriodWhole ? { first: draft.first, last: draft.last } : null,
      answers: toAnswers(draft, form, photos),
      actions: toActions(draft),
      oddities: oddities.slice(0, limits.oddities),
    });
  }

  /* The text of a record's file. */
  function toFileText(record) {
    return `${toCanonicalJson(record)}\n`;
  }

  function nameFile(draft) {
    return `${draft.date}-${draft.checklist}-${draft.id}`;
  }

  /* A record without claims that a log counted its cases: no log came with it. Its oddities name each
     of them, in the words of audit/claimed_logs.py. */
  function stripClaimedLogs(record) {
    const given = Object.entries(record.answers || {});
    const claimed = given.filter(([, answer]) => !isEmpty(answer.cases_from));
    if (!claimed.length) {
      return record;
    }
    const said = claimed
      .map(([standard]) => standard)
      .sort()
      .map((standard) => labels.claimedLog.replace("{standard}", standard));
    const answers = given.map(([standard, answer]) => [
      standard,
      dropEmpty({ ...answer, cases_from: null }),
    ]);
    const oddities = [...(record.oddities || []), ...said].slice(0, limits.oddities);
    return { ...record, answers: Object.fromEntries(answers), oddities };
  }

  // From a record to a draft

  function toBoxes(answer) {
    const choice = audit.scoring.findChoice(answer.answer);
    const numbers = NUMBER_BOXES.filter((name) => !isEmpty(answer[name]));
    return {
      ...(choice && { mark: choice.mark }),
      ...Object.fromEntries(numbers.map((name) => [name, String(answer[name])])),
    };
  }

  /* The boxes of a question, when they say the same as the answer does; else the answer as it is. */
  function toEntry(item, answer) {
    const { note, ...rest } = answer;
    delete rest.photos; // they are kept apart, by their own keys
    const boxes = toBoxes(answer);
    const back = item && (toAnswer(item, boxes, new Map()) || {});
    const same = back && toCanonicalJson(back) === toCanonicalJson(rest);
    return { ...(same ? boxes : { kept: rest }), note: note || "" };
  }

  function toWritten(record, form, key) {
    const items = mapItems(form);
    const photos = [];
    const written = {};
    Object.entries(record.answers || {}).forEach(([standard, answer]) => {
      const own = (answer.photos || []).map((photo, place) => ({
        key: `${key}/${standard}/${place}`,
        audit: key,
        ...photo,
      }));
      photos.push(...own);
      written[standard] = {
        ...toEntry(items.get(standard), answer),
        photos: own.map((photo) => photo.key),
      };
    });
    return { written, photos };
  }

  /* A draft from a record that was checked, with its photographs beside it. */
  function fromRecord(record, form, key, name) {
    const { written, photos } = toWritten(record, form, key);
    const period = record.period || {};
    const draft = {
      key,
      name,
      revision: 0,
      state: "finished",
      written,
      id: record.id,
      form: record.form,
      checklist: record.checklist,
      site: record.site,
      date: record.date,
      auditor: record.auditor || "",
      start: record.start || "",
      end: record.end || "",
      first: period.first || "",
      last: period.last || "",
      oddities: record.oddities || [],
      actions: (record.actions || []).map(({ standard, what, who, by }) => ({
        standard: standard || "",
        what,
        who: who || "",
        by: by || "",
      })),
    };
    return { audit: draft, photos };
  }

  audit.recordFormat = {
    FORMAT,
    drawReference,
    fromRecord,
    mapItems,
    nameFile,
    stripClaimedLogs,
    toAnswer,
    toAnswers,
    toFileText,
    toRecord,
    trimText,
  };
})();
