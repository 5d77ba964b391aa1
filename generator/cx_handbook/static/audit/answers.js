/* Read what is in the boxes of a question as an answer, as audit/reading/answer_rules.py does, and write a
   record as canonical JSON: the same texts and the same bytes as Python's. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { answerTypes, boxes: BOXES, choices, limits, unreadPhrases } = audit.definitions;
  const NUMBER_BOXES = BOXES.filter((name) => name !== "mark" && name !== "note");
  // The digits 0 to 9 alone, no other script's, and no more of them than the largest count has.
  const NUMBER = new RegExp(`^[0-9]{1,${String(limits.cases).length}}$`);

  // What Python's str.strip takes for white space is more than JavaScript's \s, and less: no \ufeff.
  const SPACE =
    "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  const EDGES = new RegExp(`^${SPACE}|${SPACE}$`, "g");

  /* An unpaired surrogate cannot be written as UTF-8: the replacement character stands for it. */
  function replaceSurrogates(text) {
    return text.replace(/\p{Surrogate}/gu, "\ufffd");
  }

  function stripText(text) {
    return replaceSurrogates(text || "").replace(EDGES, "");
  }

  /* A text as a record may hold it: one that is too long is cut, and ends in … */
  function cutText(text) {
    const characters = Array.from(text); // Python counts characters, not halves of pairs
    if (characters.length <= limits.longText) {
      return text;
    }
    return `${characters.slice(0, limits.longText - 1).join("")}…`;
  }

  /* A phrase such as "{k} of {n}" with what is in the boxes; nothing when all of them are blank. */
  function fillPhrase(phrase, boxes) {
    const names = Array.from(phrase.matchAll(/\{(\w+)\}/g), ([, name]) => name);
    return names.some((name) => boxes[name])
      ? phrase.replace(/\{(\w+)\}/g, (_braces, name) => boxes[name] || "…")
      : "";
  }

  function findChoice(mark) {
    return Object.hasOwn(choices, mark) ? choices[mark] : null;
  }

  /* Whether a mark takes its question out of the score: not applicable, which needs a reason. */
  function dropsOut(mark) {
    return Boolean(mark) && findChoice(mark)?.share === null;
  }

  /* What is in the boxes as one line of text: N/A; 3 of …; 40 in all. */
  function describeBoxes(boxes) {
    const choice = findChoice(boxes.mark);
    const phrases = unreadPhrases.map((phrase) => fillPhrase(phrase, boxes));
    return [choice ? choice.label : boxes.mark, ...phrases].filter(Boolean).join("; ");
  }

  function fitsBox({ lowest, highest }, text) {
    return NUMBER.test(text) && Number(text) >= lowest && Number(text) <= highest;
  }

  /* The numbers of an answer, or null when a box that is needed holds none. A box that may stay
     blank and holds something else is kept as unread, beside the answer. */
  function readNumbers(item, boxes) {
    const own = answerTypes[item.answer].boxes;
    if (!own.length || own.some((box) => box.needed && !fitsBox(box, boxes[box.name]))) {
      return null;
    }
    const read = { answer: item.answer };
    const unread = {};
    own.forEach((box) => {
      if (fitsBox(box, boxes[box.name])) {
        read[box.name] = Number(boxes[box.name]);
      } else {
        unread[box.name] = boxes[box.name];
      }
    });
    const left = describeBoxes(unread);
    return left ? { ...read, unread: left } : read;
  }

  function readChoice(item, mark) {
    const choice = findChoice(mark);
    const fits = choice && (choice.share === null || answerTypes[item.answer].marks.includes(mark));
    return fits ? { answer: choice.recorded } : null;
  }

  /* Boxes of another type count against an answer: which of them is meant, nobody can tell. */
  function readBoxes(item, boxes) {
    const own = answerTypes[item.answer].boxes.map((box) => box.name);
    const filled = NUMBER_BOXES.filter((name) => boxes[name]);
    let read = null;
    if (boxes.mark) {
      read = filled.length ? null : readChoice(item, boxes.mark);
    } else if (filled.every((name) => own.includes(name))) {
      read = readNumbers(item, boxes);
    }
    return read || { unread: describeBoxes(boxes) };
  }

  /* The answer to a question, or null when nothing at all was written. What cannot be read as an
     answer of the question's type is kept, word for word, as `unread`. */
  function readAnswer(item, written) {
    const boxes = Object.fromEntries(BOXES.map((name) => [name, stripText(written[name])]));
    const photos = written.photos || [];
    const note = cutText(boxes.note);
    const isFilled = describeBoxes(boxes) !== "";
    if (!isFilled && !note && !photos.length) {
      return null;
    }
    const answer = isFilled ? readBoxes(item, boxes) : {};
    if (answer.unread) {
      answer.unread = cutText(answer.unread);
    }
    return { ...answer, ...(note && { note }), ...(photos.length && { photos }) };
  }

  /* A record leaves out what says nothing: null and empty lists. */
  function isEmpty(value) {
    return value === null || value === undefined || (Array.isArray(value) && !value.length);
  }

  const DEFAULTS = { revision: 1, changed_after_result: 0 }; // of a record, which alone has a state
  // Members that stay in a record though they are empty: they have no default.
  const KEPT = ["drawn"];

  function sortKeys(value, isKept = (key) => KEPT.includes(key)) {
    if (Array.isArray(value)) {
      return value.map((one) => sortKeys(one));
    }
    if (value === null || typeof value !== "object") {
      return value;
    }
    const kept = Object.keys(value).filter((key) => isKept(key) || !isEmpty(value[key]));
    const sortMember = (key) =>
      key === "taken_over" ? sortKeys(value[key], () => true) : sortKeys(value[key]);
    return Object.fromEntries(kept.sort().map((key) => [key, sortMember(key)]));
  }

  /* A record or an event as canonical JSON: sorted keys, no spaces, nothing that is left at its default. */
  function toCanonicalJson(record) {
    const sorted = sortKeys(record);
    ["answers", "draws", "taken_over"]
      .filter((name) => sorted[name] && !Object.keys(sorted[name]).length)
      .forEach((name) => delete sorted[name]);
    Object.entries(record.state ? DEFAULTS : {})
      .filter(([name, value]) => sorted[name] === value)
      .forEach(([name]) => delete sorted[name]);
    return JSON.stringify(sorted);
  }

  audit.answers = { NUMBER_BOXES, dropsOut, readAnswer, toCanonicalJson };
})();
