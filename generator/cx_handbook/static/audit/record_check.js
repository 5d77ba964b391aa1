/* Read audit records from files that anybody may have written: each is a record in every field, or
   it is refused with the reason.

   The fields are checked against the JSON Schema that is generated from audit/record.py. What a
   schema cannot say stands here, and Python refuses the same records: tests/cases/records. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { NUMBER_BOXES } = audit.answers;
  const { answerTypes } = audit.definitions;
  const { FORMAT } = audit.recordFormat;
  const { Refusal, SchemaChecker, isObject, refuse } = audit.schemaCheck;
  const MOST_MEGABYTES = 200;
  const MOST_RECORDS = 1000;
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
    site: "this is not the name of a site",
    standard: "this is not the ID of a standard",
    start: "this is not a time such as 09:30",
    type: "this is not a kind of photograph we take",
  };
  const checker = new SchemaChecker(audit.recordSchema, SENTENCES, { answers: SENTENCES.standard });

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

  function checkPhoto({ data, type }, where) {
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
    if (format !== FORMAT) {
      refuse("", `this is not an audit record of format ${FORMAT}`);
    }
  }

  /* Throws a Refusal unless this is a record. Whether its numbers count is the scorer's to say. */
  function checkRecord(record) {
    checkFormat(record);
    checker.checkData(record);
    Object.entries(record.answers || {}).forEach(([standard, answer]) => {
      const where = `answers.${standard}`;
      checkNumbers(answer, where);
      (answer.photos || []).forEach((photo, place) =>
        checkPhoto(photo, `${where}.photos.${place}`),
      );
    });
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
    const records = Array.isArray(content) ? content : [content];
    if (records.length > MOST_RECORDS) {
      refuse("", `this file holds more than ${MOST_RECORDS} records`);
    }
    return records;
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

  /* The records in a text, one or a list, and why others in it cannot be taken. */
  function readText(text) {
    const { result: all, reason } = catchRefusal(() => parseText(text));
    if (reason) {
      return { records: [], refusals: [reason] };
    }
    const reasons = all.map((record) => catchRefusal(() => checkRecord(record)).reason);
    const name = (place) => (all.length > 1 ? `Record ${place + 1}: ` : "");
    return {
      records: all.filter((_record, place) => !reasons[place]),
      refusals: reasons.map((why, place) => why && name(place) + why).filter(Boolean),
    };
  }

  /* The same of a file, given as bytes. */
  function readFile(bytes) {
    const { result: text, reason } = catchRefusal(() => decodeFile(bytes));
    return reason ? { records: [], refusals: [reason] } : readText(text);
  }

  audit.recordCheck = { readFile, readText };
})();
