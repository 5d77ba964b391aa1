/* Read audit records and events from files that anybody may have written: each is right in every
   field, or it is refused with the reason. Records of format 1 are upgraded.

   The fields are checked against the JSON Schemas that are generated from audit/records/record.py and
   audit/records/events.py. What a schema cannot say stands here and in events.js, and Python refuses the
   same: tests/cases/records, tests/cases/events. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { NUMBER_BOXES } = audit.answers;
  const { answerTypes } = audit.definitions;
  const { FORMAT, upgradeRecord } = audit.recordFormat;
  const OLDEST_FORMAT = 1; // read, and upgraded
  const { Refusal, SchemaChecker, isObject, refuse } = audit.schemaCheck;
  const MOST_MEGABYTES = 200;
  const MOST_RECORDS = 20000; // a chain of shops for years; all of our own exports have fewer
  const DAMAGED = "this file is damaged, or no audit record at all";

  /* What a field should have been, in the words of whoever fills in a self-audit. */
  const SENTENCES = {
    answer: "this is no answer we know",
    answers: "this is not a set of answers",
    checklist: "this is not the name of a checklist",
    data: "this is not a picture in base64",
    end: "this is not a time such as 09:30",
    form: "this is not the fingerprint of a form",
    id: "this is not a reference such as k3x9-2fq7",
    replaces: "this is not the digest of a revision",
    sha256: "this is not the SHA-256 of a picture",
    site: "this is not the name of a site",
    standard: "this is not the ID of a standard",
    start: "this is not a time such as 09:30",
    state: "this is neither draft nor finished",
    type: "this is not a kind of photograph we take",
  };
  const checker = new SchemaChecker(audit.recordSchema, SENTENCES, {
    answers: SENTENCES.standard,
    draws: SENTENCES.standard,
    taken_over: SENTENCES.standard,
  });
  const eventChecker = new SchemaChecker(
    audit.eventSchema,
    {
      ...SENTENCES,
      action: "this is not the number of an action, nor the reference of one",
      audit: SENTENCES.id,
      at: SENTENCES.start,
      event: "this is no event we know",
      key: "this is not the name of a key",
      signature: "this is not a signature",
    },
    {},
  );

  /* How the base64 of a picture begins: the first bytes tell its type. Twelve of them do so for
     WebP, with its length, which may be any, in the middle. */
  const PICTURES = {
    "image/jpeg": /^\/9j\//,
    "image/png": /^iVBORw0KGg[o-r]/,
    "image/webp": /^UklGR[g-v]..[\w+/]{2}[BFJNRVZdhlptx159]XRUJQ/,
  };

  // Rules between fields

  function isGiven(value) {
    return value !== undefined && value !== null;
  }

  /* The numbers of an answer are those that its type has boxes for, each in its range. */
  function checkNumbers(answer, where) {
    const type = Object.hasOwn(answerTypes, answer.answer)
      ? answerTypes[answer.answer]
      : { boxes: [] };
    NUMBER_BOXES.forEach((name) => {
      const value = answer[name];
      const box = type.boxes.find((one) => one.name === name);
      if (!isGiven(value)) {
        if (box && box.needed) {
          refuse(where, `a ${answer.answer} needs ${name}`);
        }
      } else if (!box) {
        refuse(where, `this answer has no ${name}`);
      } else if (value < box.lowest || value > box.highest) {
        refuse(
          `${where}.${name}`,
          `this is not a whole number from ${box.lowest} to ${box.highest}`,
        );
      }
    });
  }

  function checkPhoto({ data, sha256, type }, where) {
    if (isGiven(data) === isGiven(sha256)) {
      refuse(where, "a photograph has either its picture or the SHA-256 of it");
    }
    if (!isGiven(data)) {
      return;
    }
    if (data.length % 4) {
      refuse(`${where}.data`, SENTENCES.data);
    }
    if (!PICTURES[type].test(data)) {
      refuse(`${where}.type`, `the picture is not ${type}`);
    }
  }

  function checkFormat(record) {
    const format = isObject(record) && Object.hasOwn(record, "format") ? record.format : null;
    if (!isObject(record)) {
      refuse("", "this is not an audit record");
    }
    if (Number.isInteger(format) && format > FORMAT) {
      refuse(
        "",
        `this record has format ${format}, and we read format ${FORMAT}; ` +
          "open it with the newest handbook",
      );
    }
    if (!Number.isInteger(format) || format < OLDEST_FORMAT) {
      refuse("", `this is not an audit record of format ${OLDEST_FORMAT} or ${FORMAT}`);
    }
  }

  /* What a record says about its revisions and its actions must not contradict itself. */
  function checkLife({ revision = 1, replaces, changes, actions }) {
    const listed = (changes || []).map((change) => change.revision);
    if (listed.length !== revision - 1 || listed.some((one, place) => one !== place + 2)) {
      refuse("changes", `revision ${revision} does not fit the corrections that are listed`);
    }
    if (isGiven(replaces) !== revision > 1) {
      refuse("replaces", "only a later revision replaces one, and each does");
    }
    const numbers = (actions || []).map((action) => action.number);
    if (new Set(numbers).size < numbers.length) {
      refuse("actions", "two actions have the same number");
    }
  }

  /* The record of today. Throws a Refusal unless it is one. Whether its numbers count is the scorer's
     to say. */
  function checkRecord(given) {
    checkFormat(given);
    const record = upgradeRecord(given);
    checker.checkData(record);
    checkLife(record);
    Object.entries(record.answers || {}).forEach(([standard, answer]) => {
      const where = `answers.${standard}`;
      checkNumbers(answer, where);
      (answer.photos || []).forEach((photo, place) =>
        checkPhoto(photo, `${where}.photos.${place}`),
      );
    });
    return record;
  }

  /* The event. Throws a Refusal unless it is one. */
  function checkEvent(event) {
    eventChecker.checkData(event);
    const misfit = audit.events.findMisfit(event);
    if (misfit) {
      refuse(misfit.name, misfit.wrong);
    }
    return event;
  }

  function isEvent(one) {
    return isObject(one) && Object.hasOwn(one, "event");
  }

  // Files

  /* Members of all objects in a value; in a loop, because a file may be nested without end. */
  function countMembers(value) {
    const left = [value];
    let count = 0;
    while (left.length) {
      const one = left.pop();
      if (typeof one === "object" && one !== null) {
        const inner = Object.values(one);
        count += Array.isArray(one) ? 0 : inner.length;
        inner.forEach((part) => left.push(part));
      }
    }
    return count;
  }

  /* JSON.parse takes 1.0 for 1, which Python does not: a number with a point or an exponent becomes
     one that no field of a record may hold. */
  function markDecimals(text) {
    const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/gs;
    return text.replace(token, (found) => (/^[^"]*[.eE]/.test(found) ? "0.5" : found));
  }

  /* JSON.parse takes the last of two members with one name, and says nothing. There is a colon to
     each member outside of quotes. */
  function checkDuplicates(text, content) {
    const bare = text.replace(/\\./gs, "").replace(/"[^"]*"/g, "");
    if (bare.split(":").length - 1 !== countMembers(content)) {
      refuse("", "a field in this file stands twice");
    }
  }

  /* The text of a file. Throws a Refusal for one that is too large, or not UTF-8. */
  function decodeFile(bytes) {
    if (bytes.byteLength > MOST_MEGABYTES * 1024 * 1024) {
      refuse("", `this file is larger than ${MOST_MEGABYTES} MB; export fewer audits at once`);
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return refuse("", DAMAGED);
    }
  }

  function parseText(text) {
    let content;
    try {
      content = JSON.parse(markDecimals(text));
    } catch {
      refuse("", DAMAGED);
    }
    checkDuplicates(text, content);
    const all = Array.isArray(content) ? content : [content];
    if (all.length > MOST_RECORDS) {
      refuse("", `this file holds more than ${MOST_RECORDS} records`);
    }
    return all;
  }

  /* What the work returns, or why it refused. Another error is a mistake of ours, and goes on. */
  function catchRefusal(work) {
    try {
      return { result: work(), reason: "" };
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      return { result: null, reason: error.message };
    }
  }

  /* The records and events in a text, one or a list of them mixed, and why others in it cannot be
     taken. */
  function readText(text) {
    const { result: all, reason } = catchRefusal(() => parseText(text));
    if (reason) {
      return { records: [], events: [], refusals: [reason] };
    }
    const read = all.map((one) =>
      catchRefusal(() => (isEvent(one) ? checkEvent(one) : checkRecord(one))),
    );
    const nameOne = (place) => (isEvent(all[place]) ? "Event" : "Record");
    const name = (place) => (all.length > 1 ? `${nameOne(place)} ${place + 1}: ` : "");
    const taken = read.map(({ result }) => result).filter(Boolean);
    return {
      records: taken.filter((one) => !isEvent(one)),
      events: taken.filter(isEvent),
      refusals: read.map((one, place) => one.reason && name(place) + one.reason).filter(Boolean),
    };
  }

  /* The same of a file, given as bytes. */
  function readFile(bytes) {
    const { result: text, reason } = catchRefusal(() => decodeFile(bytes));
    return reason ? { records: [], events: [], refusals: [reason] } : readText(text);
  }

  audit.recordCheck = { readFile, readText };
})();
