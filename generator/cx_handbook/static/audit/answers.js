/* From what stands in the boxes of a question to an answer, as in generator/answers.py, and a record
   as canonical JSON: the same texts and the same bytes as Python's. */
(function () {
  "use strict";

  var Handbook = (window.Handbook = window.Handbook || {});

  var NUMBER = /^[0-9]{1,5}$/; // the digits 0 to 9 alone: no other script's
  var MOST_CHARACTERS = 4000;
  var MARKS = [
    ["yes", "met", "Yes"],
    ["no", "not_met", "No"],
    ["na", "not_applicable", "N/A"],
  ];

  /* Python's idea of white space, which is not JavaScript's. */
  var SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  var EDGES = new RegExp("^" + SPACE + "|" + SPACE + "$", "g");

  /* Half a pair of surrogates is no character: it becomes the sign for what cannot be shown. */
  function whole(character) {
    return /^[\ud800-\udfff]$/.test(character) ? "\ufffd" : character;
  }

  function stripped(text) {
    return Array.from(text || "").map(whole).join("").replace(EDGES, "");
  }

  /* A text as a record may hold it: what is too long is cut, and ends in … */
  function kept(text) {
    var characters = Array.from(text);
    if (characters.length <= MOST_CHARACTERS) {
      return text;
    }
    return characters.slice(0, MOST_CHARACTERS - 1).join("") + "…";
  }

  function marked(mark) {
    return MARKS.filter(function (known) {
      return known[0] === mark;
    })[0];
  }

  /* What stands in the boxes as one line of text: N/A; 3 of …; 40 in all. */
  function words(boxes) {
    var known = marked(boxes.mark);
    return [
      known ? known[2] : boxes.mark,
      boxes.k || boxes.n ? (boxes.k || "…") + " of " + (boxes.n || "…") : "",
      boxes.cases ? boxes.cases + " in all" : "",
      boxes.grade,
    ]
      .filter(Boolean)
      .join("; ");
  }

  function isNumber(text) {
    return NUMBER.test(text);
  }

  function counted(boxes) {
    var said = { answer: "count", k: Number(boxes.k), n: Number(boxes.n) };
    if (isNumber(boxes.cases)) {
      said.cases = Number(boxes.cases);
    } else if (boxes.cases) {
      said.unread = boxes.cases + " in all";
    }
    return said;
  }

  function answered(item, boxes) {
    var numbers = boxes.k || boxes.n || boxes.cases;
    if (!boxes.mark && item.answer === "count" && !boxes.grade && isNumber(boxes.k) && isNumber(boxes.n)) {
      return counted(boxes);
    }
    if (!boxes.mark && item.answer === "grade" && !numbers) {
      if (isNumber(boxes.grade) && Number(boxes.grade) <= 10) {
        return { answer: "grade", grade: Number(boxes.grade) };
      }
      return { unread: boxes.grade };
    }
    var known = marked(boxes.mark);
    var fits = boxes.mark === "na" || item.answer === "yes_no";
    if (known && fits && !numbers && !boxes.grade) {
      return { answer: known[1] };
    }
    return { unread: words(boxes) };
  }

  /* The answer to a question, or null when nothing at all was written. What cannot be read as an
     answer of the question's kind is kept, word for word, as `unread`. */
  function readAnswer(item, written) {
    var boxes = {};
    var photos = written.photos || [];
    var note = kept(stripped(written.note));
    ["mark", "k", "n", "cases", "grade"].forEach(function (name) {
      boxes[name] = stripped(written[name]);
    });
    var filled = words(boxes) !== "";
    if (!filled && !note && !photos.length) {
      return null;
    }
    var said = filled ? answered(item, boxes) : {};
    if (said.unread) {
      said.unread = kept(said.unread);
    }
    if (note) {
      said.note = note;
    }
    if (photos.length) {
      said.photos = photos;
    }
    return said;
  }

  /* What a record leaves out: nothing, and lists that hold nothing. */
  function isSaid(value) {
    return value !== null && value !== undefined && !(Array.isArray(value) && !value.length);
  }

  function ordered(value) {
    if (Array.isArray(value)) {
      return value.map(ordered);
    }
    if (value === null || typeof value !== "object") {
      return value;
    }
    var sorted = {};
    Object.keys(value)
      .sort()
      .forEach(function (key) {
        if (isSaid(value[key])) {
          sorted[key] = ordered(value[key]);
        }
      });
    return sorted;
  }

  /* A record as canonical JSON: sorted keys, no spaces, nothing that is left at its default. */
  function canonical(record) {
    var sorted = ordered(record);
    if (sorted.answers && !Object.keys(sorted.answers).length) {
      delete sorted.answers;
    }
    return JSON.stringify(sorted);
  }

  Handbook.readAnswer = readAnswer;
  Handbook.canonical = canonical;
})();
