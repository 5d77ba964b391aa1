/* From a draft on the device to the record that all media share, and from a record to a draft. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { NUMBER_BOXES, readAnswer, toCanonicalJson } = audit.answers;
  const { labels, limits } = audit.definitions;
  const FORMAT = 2;
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

  // Format 1

  /* A record of format 1 as one of today, as audit/records/record_upgrade.py does it; others as they are.
     Whoever handed it in had finished with it; its actions get the numbers of their places. */
  function upgradeRecord(data) {
    if (typeof data !== "object" || data === null || data.format !== 1) {
      return data;
    }
    const number = (action, place) =>
      typeof action === "object" && action !== null && !Array.isArray(action)
        ? { number: place + 1, ...action }
        : action;
    const actions = Array.isArray(data.actions) ? { actions: data.actions.map(number) } : {};
    return { state: "finished", ...data, format: FORMAT, ...actions };
  }

  // From a draft to a record

  function listPhotos(entry, photos) {
    return (entry.photos || [])
      .map((key) => photos.get(key))
      .filter(Boolean)
      .map(({ name, type, data, sha256 }) =>
        dropEmpty({ name: trimText(name), type, ...(data ? { data } : { sha256 }) }),
      );
  }

  /* Whether a draw from a log says the same number of cases, and has those looked at. */
  function isDrawn(answer, draw) {
    const looked = answer.n || 0;
    return Boolean(
      draw?.log_digest &&
      answer.cases === draw.of &&
      looked <= draw.drawn.length &&
      draw.drawn.length <= draw.of,
    );
  }

  /* What is in the boxes of one question as an answer, or null when they are blank.
     What came with a record and fits no box is `kept` as it came. Where a draw supports it, the number
     of cases says that it comes from a log. */
  function toAnswer(item, entry, photos, draw = null) {
    const own = { note: trimText(entry.note), photos: listPhotos(entry, photos) };
    if (entry.kept || !item) {
      const answer = dropEmpty({ ...entry.kept, ...own });
      return Object.keys(answer).length ? answer : null;
    }
    const answer = readAnswer(item, { ...entry, ...own });
    const isFromLog = answer && entry.casesFrom && isDrawn(answer, draw);
    return answer && dropEmpty({ ...answer, ...(isFromLog && { cases_from: entry.casesFrom }) });
  }

  function toAnswers(draft, form, photos) {
    const items = mapItems(form);
    const { draws = {} } = draft.lifecycle || {};
    const read = Object.entries(draft.written).map(([standard, entry]) => [
      standard,
      toAnswer(items.get(standard), entry, photos, draws[standard]),
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

  function findFreeNumber(taken) {
    const next = Math.max(0, ...taken) + 1;
    const isTaken = new Set(taken);
    const free = () =>
      Array.from({ length: limits.actions }, (_, place) => place + 1).find((n) => !isTaken.has(n));
    return next <= limits.actions ? next : free();
  }

  /* Actions with a number each, which an action keeps for good: events name it by that. Drafts of
     format 1 have none; what their records would hold is numbered first, by its place. */
  function numberActions(actions) {
    const taken = actions.map((action) => action.number).filter(Boolean);
    const numbers = new Map();
    const give = (action) => {
      numbers.set(action, findFreeNumber(taken));
      taken.push(numbers.get(action));
    };
    const unnumbered = actions.filter((action) => !action.number);
    unnumbered.filter((action) => trimText(action.what)).forEach(give);
    unnumbered.filter((action) => !trimText(action.what)).forEach(give);
    // One that has its number stays the same object: what is typed goes into it.
    return actions.map((action) =>
      numbers.has(action) ? { ...action, number: numbers.get(action) } : action,
    );
  }

  function toActions(draft) {
    return numberActions(draft.actions)
      .map((action) => ({ ...action, what: trimText(action.what), who: trimText(action.who) }))
      .filter((action) => action.what)
      .map(dropEmpty);
  }

  /* Data without white space around their texts, and without members that hold nothing. */
  function tidyData(data, isKept) {
    if (typeof data === "string") {
      return trimText(data);
    }
    if (Array.isArray(data)) {
      return data.map((one) => tidyData(one, isKept));
    }
    if (typeof data !== "object" || data === null) {
      return data;
    }
    const members = Object.entries(data).filter(([name, value]) => isKept(name) || !isEmpty(value));
    return Object.fromEntries(members.map(([name, value]) => [name, tidyData(value, isKept)]));
  }

  /* What a record says about its revisions, draws and sources, without what is at its default. */
  function tidyLifecycle({ revision, changed_after_result: changes, ...rest }) {
    // A draw of no cases, and an answer taken over from no audit, still say so.
    const taken = tidyData(rest.taken_over || {}, () => true);
    const draws = tidyData(rest.draws || {}, (name) => name === "drawn");
    const { replaces, changes: list = [], device } = rest;
    return dropEmpty({
      revision: revision > 1 ? revision : null,
      replaces,
      changes: tidyData(list || [], () => false),
      changed_after_result: changes || null,
      draws: Object.keys(draws).length ? draws : null,
      taken_over: Object.keys(taken).length ? taken : null,
      device,
    });
  }

  function toRecord(draft, form, photos) {
    const isPeriodWhole = Boolean(draft.first && draft.last);
    const oddities = [...(draft.oddities || []), ...describeStray(draft, isPeriodWhole)];
    return dropEmpty({
      format: FORMAT,
      // An earlier revision that is set aside was finished.
      state: draft.state === "draft" ? "draft" : "finished",
      ...tidyLifecycle(draft.lifecycle || {}),
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
    const { revision = 1 } = draft.lifecycle || {};
    const suffix = revision > 1 ? `.r${revision}` : "";
    return `${draft.date}-${draft.checklist}-${draft.id}${suffix}`;
  }

  /* A record without claims that a log counted its cases, where no draw supports them. Its oddities
     name each of them, in the words of audit/reading/claimed_logs.py. */
  function stripClaimedLogs(record) {
    const given = Object.entries(record.answers || {});
    const claimed = given.filter(
      ([standard, answer]) =>
        !isEmpty(answer.cases_from) && !isDrawn(answer, (record.draws || {})[standard]),
    );
    if (!claimed.length) {
      return record;
    }
    const said = claimed
      .map(([standard]) => standard)
      .sort()
      .map((standard) => labels.claimedLog.replace("{standard}", standard));
    const names = new Set(claimed.map(([standard]) => standard));
    const answers = given.map(([standard, answer]) => [
      standard,
      names.has(standard) ? dropEmpty({ ...answer, cases_from: null }) : answer,
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
  function toEntry(item, answer, draw) {
    const { note, ...rest } = answer;
    delete rest.photos; // they are kept apart, by their own keys
    const isFromLog = !isEmpty(answer.cases_from) && isDrawn(answer, draw);
    const boxes = { ...toBoxes(answer), ...(isFromLog && { casesFrom: answer.cases_from }) };
    const back = item && (toAnswer(item, boxes, new Map(), draw) || {});
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
        ...toEntry(items.get(standard), answer, (record.draws || {})[standard]),
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
      revision: 0, // of what the device keeps; the record's own is in `lifecycle`
      state: record.state,
      lifecycle: tidyLifecycle(record),
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
      actions: (record.actions || []).map(({ number, standard, what, who, by }) => ({
        number,
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
    numberActions,
    stripClaimedLogs,
    toAnswer,
    toAnswers,
    toFileText,
    toRecord,
    trimText,
    upgradeRecord,
  };
})();
