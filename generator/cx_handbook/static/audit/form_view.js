/* The form as it is filled in: shows the audit, and passes on what is typed, chosen and pressed. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findAll, findElement, makeElement } = Handbook.shell;
  const { NUMBER_BOXES, dropsOut } = audit.answers;
  const { boxes: BOXES, labels } = audit.definitions;
  const { announceAfter, nameSite, readClock } = audit.page;
  const { countNoun, describeAnswer, describeRemark, formatDay } = audit.wording;
  const results = audit.resultWording;
  const { formActions, formState } = audit;
  const { findQuestion } = formActions;
  const { items, state } = formState;
  const FIELDS = ["name", "site", "auditor", "date", "start", "end", "first", "last"];
  /* What stands beside a question that is answered. */
  const STATE_WORDS = {
    met: "Met",
    not_applicable: labels.states.not_applicable,
  };
  const QUIET = 1200; // ms without a change before the score is announced
  /** @type {HTMLFormElement} */
  const area = document.querySelector("[data-hb-fill]");
  let lastQuestion = null;

  function openNotes(question) {
    findElement("details", question).open = true;
  }

  // Boxes

  function isMark(box) {
    return box.type === "radio" || box.type === "checkbox";
  }

  /** @returns {HTMLInputElement[]} */
  function findBoxes(question, name) {
    return findAll(`[data-hb-box="${name}"]`, question);
  }

  function fillBox(question, name, value) {
    findBoxes(question, name).forEach((box) => {
      if (isMark(box)) {
        box.checked = box.value === value;
      } else {
        box.value = value;
      }
    });
  }

  function readBox(question, name) {
    const boxes = findBoxes(question, name);
    const box = boxes.some(isMark) ? boxes.find((one) => one.checked) : boxes[0];
    return box ? box.value : "";
  }

  // What is shown

  function showField(field, value) {
    if (
      field.tagName === "SELECT" &&
      !Array.from(field.options).some((one) => one.value === value)
    ) {
      field.append(makeElement("option", { value }, value)); // a site that is gone from the handbook
    }
    field.value = value;
  }

  function showQuestion(standard) {
    const question = findQuestion(standard);
    const entry = formState.findEntry(standard);
    BOXES.forEach((name) => fillBox(question, name, entry[name] || ""));
    audit.formPhotos.showPhotos(standard);
    if (entry.note || (entry.photos || []).length) {
      openNotes(question);
    }
  }

  /* The grade and what follows from it: only where the checklist shows it while it is filled in. */
  function listScore(result) {
    const { form } = formState;
    const cause = results.findNoGradeCause(form, result);
    return [
      results.describeHeadlineInList(form, result),
      cause ? labels.noGrade[cause] : results.describeGrade(result),
      results.describePromises(result),
      results.describeVerdict(result),
      ...results.listLeftOut(result),
      result.provisional && labels.provisional,
    ].filter(Boolean);
  }

  function countShort({ counts }) {
    const count = counts.not_met;
    return count ? `${count} ${count === 1 ? "falls" : "fall"} short` : "";
  }

  function showScore(result) {
    const done = items.size - result.counts.unanswered;
    const count = `${done} of ${items.size} answered`;
    const line = [
      countShort(result),
      ...(audit.page.data.showGrade ? listScore(result) : []),
    ].filter(Boolean);
    /** @type {HTMLProgressElement} */
    const progress = findElement("#hb-progress");
    progress.value = done;
    findElement("[data-hb-count]").textContent = count;
    findElement("[data-hb-live-score]").textContent = line.join(" · ");
    announceAfter(QUIET, [count, ...line].map((one) => `${one}.`).join(" "));
    if (audit.page.data.showGrade && !result.counts.unanswered && !state.draft.seen) {
      formState.noteResultSeen();
    }
  }

  /* The head of the audit in one line: what is in the boxes that unfold from it. */
  function showAbout() {
    const { site, auditor, date, start, first, last } = state.draft;
    const period = first && last ? `looks at ${formatDay(first)} to ${formatDay(last)}` : "";
    const name = date === readClock().date ? "today" : formatDay(date);
    const day = start ? `${name}, from ${start}` : name;
    const parts = [nameSite(site), auditor.trim() || "nobody named", day, period];
    findElement("[data-hb-about]").textContent = parts.filter(Boolean).join(" · ");
  }

  function describeState(scored, answer, entry) {
    const remarks = scored.remarks.map((name) => describeRemark(name, scored.item, answer));
    const kept = entry.kept ? [`It came as ‘${answer.unread || describeAnswer(answer)}’.`] : [];
    return [...kept, ...remarks].join(" ");
  }

  function showState(scored, answer) {
    const { standard } = scored.item;
    const question = findQuestion(standard);
    const entry = formState.findEntry(standard);
    const remark = findElement("[data-hb-remark]", question);
    const text = describeState(scored, answer, entry);
    question.dataset.hbState = scored.state;
    const isShort = scored.state === "not_met";
    findElement("[data-hb-state-word]", question).textContent = STATE_WORDS[scored.state] || "";
    findElement("[data-hb-short-word]", question).textContent = isShort ? "This falls short." : "";
    findElement("[data-hb-short]", question).hidden = !isShort;
    findElement("[data-hb-clear]", question).hidden = !formState.hasAnswer(standard);
    if (remark.textContent !== text) {
      remark.textContent = text; // the same text again would be announced again
    }
    showNotes(question, entry);
  }

  /* What a note is for, and what stands in the fold while it is closed. */
  function showNotes(question, entry) {
    const isReason = dropsOut(entry.mark);
    const actions = state.draft.actions.filter(
      (one) => one.standard === question.dataset.hbStandard,
    );
    const photos = entry.photos || [];
    const contents = [
      entry.note ? "note" : "",
      photos.length ? countNoun(photos.length, "photo") : "",
      actions.length ? countNoun(actions.length, "action") : "",
    ].filter(Boolean);
    findElement("[data-hb-note-label]", question).textContent = isReason
      ? "Why it does not apply"
      : "Note";
    findElement("textarea", question).required = isReason;
    findElement("[data-hb-has]", question).textContent = contents.length
      ? `– ${contents.join(", ")}`
      : "";
  }

  function showAudit() {
    findElement("[data-hb-start]").hidden = true;
    FIELDS.forEach((name) => showField(area.elements[name], state.draft[name] || ""));
    findElement("[data-hb-reference]").textContent = state.draft.id;
    items.forEach((_item, standard) => showQuestion(standard));
    showAbout();
    formActions.showActions();
    const { answers, result } = formState.scoreDraft();
    result.items.forEach((scored) => showState(scored, answers[scored.item.standard] || {}));
    showScore(result);
  }

  /* A change touches the state of one question at most; the score, in any case. */
  function showChange(standard) {
    const { answers, result } = formState.scoreDraft();
    const scored = result.items.find((one) => one.item.standard === standard);
    if (scored) {
      showState(scored, answers[standard] || {});
    }
    if (!standard) {
      showAbout();
    }
    showScore(result);
  }

  // Answers

  /* Not applicable and numbers rule each other out; the newer one stands. */
  function clearOpposite(question, name) {
    const opposite = name === "mark" ? NUMBER_BOXES : ["mark"];
    opposite.forEach((other) => fillBox(question, other, ""));
  }

  function onBox(box, question) {
    const standard = question.dataset.hbStandard;
    const name = box.dataset.hbBox;
    const isAnswer = name !== "note";
    if (isAnswer && formState.hasNumbers(standard)) {
      clearOpposite(question, name);
    }
    const boxes = Object.fromEntries(BOXES.map((one) => [one, readBox(question, one)]));
    if (name === "mark" && dropsOut(boxes.mark)) {
      openNotes(question);
    }
    formState.setBoxes(standard, boxes, isAnswer);
  }

  function onClear(question) {
    ["mark", ...NUMBER_BOXES].forEach((name) => fillBox(question, name, ""));
    formState.clearAnswer(question.dataset.hbStandard);
    findElement("input", question).focus();
  }

  /* An audit has a date and a site at all times; a box that is empty meanwhile changes neither. */
  function onField(field) {
    const isNeeded = field.name === "date" || field.name === "site";
    const isHalfTyped = field.type === "date" && !field.validity.valid;
    if ((isNeeded && !field.value) || isHalfTyped) {
      return;
    }
    // The name on the device says site and date: it follows them, unless somebody gave it another.
    const isUsual = state.draft.name === formState.nameDraft(state.draft);
    formState.setField(field.name, field.value);
    if (field.name === "site") {
      audit.formBefore.showAll();
    }
    if (isUsual && field.name !== "name") {
      const name = formState.nameDraft(state.draft);
      showField(findElement("[name=name]", area), name);
      formState.setField("name", name);
    }
  }

  // Moving on

  function goToQuestion(standard) {
    const question = findQuestion(standard);
    question.scrollIntoView({ block: "center" });
    findElement("input", question).focus({ preventScroll: true });
  }

  /* From the question where one is to the next that is open; after the last, again from the top. */
  function goToNext() {
    const open = findAll('[data-hb-state="unanswered"]', area);
    const current = document.activeElement.closest("[data-hb-standard]") || lastQuestion;
    const isAfter = (question) =>
      current && current.compareDocumentPosition(question) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = open.find(isAfter) || open[0];
    if (next) {
      goToQuestion(next.dataset.hbStandard);
    } else {
      announceAfter(0, "Every question is answered.");
      findElement("[data-hb-finish]").focus();
    }
  }

  function downloadRecord() {
    const { name, text } = writeFile();
    audit.page.downloadFile(name, "application/json", text);
  }

  /* The name and the text of what the page holds as a file: the record alone, or with its events. */
  function writeFile() {
    const { nameFile, toFileText } = audit.recordFormat;
    return { name: `${nameFile(state.draft)}.json`, text: toFileText(formState.buildRecord()) };
  }

  // Events

  function onInput({ target }) {
    if (target.dataset.hbBox) {
      onBox(target, target.closest("[data-hb-standard]"));
    } else if (FIELDS.includes(target.name)) {
      onField(target);
    }
  }

  function onClick({ target }) {
    const button = target.closest("button");
    if (!button) {
      return;
    }
    if (button.matches("[data-hb-clear]")) {
      onClear(button.closest("[data-hb-standard]"));
    } else if (button.matches("[data-hb-next]")) {
      goToNext();
    }
  }

  function listenToForm() {
    area.addEventListener("input", onInput);
    area.addEventListener("click", onClick);
    area.addEventListener("submit", (event) => event.preventDefault());
    area.addEventListener("focusout", (event) => {
      const target = /** @type {HTMLInputElement} */ (event.target);
      if (target.name === "date" && !target.value) {
        target.value = state.draft.date;
      }
    });
    area.addEventListener("focusin", ({ target }) => {
      lastQuestion = target.closest("[data-hb-standard]") || lastQuestion;
    });
    findElement("[data-hb-download]", area).addEventListener("click", downloadRecord);
  }

  formState.openListeners.push(showAudit);
  formState.changeListeners.push(showChange);
  document.addEventListener("DOMContentLoaded", listenToForm);

  audit.formView = { area, downloadRecord, goToQuestion, showQuestion, writeFile };
})();
