/* The quiz checks an answer, says why, and counts. Without it every explanation can be unfolded. It
   stores nothing: a page that is left is forgotten. */
(() => {
  "use strict";

  const { findAll, findElement, makeElement } = Handbook.shell;
  const quiz = document.querySelector("[data-hb-quiz]");
  if (!quiz) {
    return;
  }
  const questions = findAll(".hb-question", quiz);

  const findChoice = (question, letter) => findElement(`[data-hb-choice="${letter}"]`, question);
  const findRightLetter = (question) => findElement("[data-hb-right]", question).dataset.hbChoice;
  const findChecked = (question) => question.querySelector("input:checked");

  /* The reason for a choice, copied from where it stands. */
  function makeReason(question, letter, label) {
    const reason = findElement("dd", findChoice(question, letter)).cloneNode(true);
    return makeElement("p", {}, label, [...reason.childNodes]);
  }

  /* Right and wrong are told by a sign and in words, not by a colour alone. */
  function addSign(question, letter, element) {
    element.prepend(findElement("svg", findChoice(question, letter)).cloneNode(true));
    return element;
  }

  function markChoice(question, letter, result, text) {
    const label = findElement(`input[value="${letter}"]`, question).parentElement;
    label.classList.add(`hb-option--${result}`);
    label.append(addSign(question, letter, makeElement("span", "hb-said", text)));
  }

  function clearResult(question) {
    question.removeAttribute("data-hb-result");
    findElement(".hb-verdict", question).replaceChildren();
    findElement(".hb-after", question).hidden = true;
    findAll(".hb-option", question).forEach((choice) => {
      choice.classList.remove("hb-option--right", "hb-option--wrong");
    });
    findAll(".hb-said", question).forEach((mark) => mark.remove());
  }

  /* One change to the live region, so that a screen reader reads it once and whole. */
  function showVerdict(question, text, letter, reasons) {
    const line = makeElement("p", "hb-result", text);
    const result = letter ? addSign(question, letter, line) : line;
    findElement(".hb-verdict", question).replaceChildren(result, ...reasons);
  }

  function showRight(question, letter) {
    markChoice(question, letter, "right", "Right");
    showVerdict(question, `${letter} is right.`, letter, [makeReason(question, letter, "")]);
  }

  function showWrong(question, letter, right) {
    markChoice(question, letter, "wrong", "Not this one");
    markChoice(question, right, "right", "Right");
    showVerdict(question, `Not ${letter}. The right answer is ${right}.`, letter, [
      makeReason(question, letter, `${letter}: `),
      makeReason(question, right, `${right}: `),
    ]);
  }

  function checkAnswer(question) {
    const letter = findChecked(question)?.value;
    const right = findRightLetter(question);
    clearResult(question);
    if (!letter) {
      showVerdict(question, "Choose an answer first.", "", []);
      return;
    }
    if (letter === right) {
      showRight(question, letter);
    } else {
      showWrong(question, letter, right);
    }
    question.setAttribute("data-hb-result", letter === right ? "right" : "wrong");
    findElement(".hb-after", question).hidden = false;
  }

  function showTally() {
    const right = findAll('[data-hb-result="right"]', quiz).length;
    const open = questions.length - findAll("[data-hb-result]", quiz).length;
    const rest = open ? `, ${open} to go` : ". That was all.";
    const text = `${right} of ${questions.length} right${rest}`;
    findElement("[data-hb-tally]", quiz).textContent = text;
  }

  function startAgain() {
    questions.forEach((question) => {
      const checked = findChecked(question);
      if (checked) {
        checked.checked = false;
      }
      clearResult(question);
      findElement("details", question).open = false;
    });
    showTally();
    questions[0].scrollIntoView();
    findElement("input", questions[0]).focus({ preventScroll: true });
  }

  function startQuestion(question) {
    findElement(".hb-check", question).hidden = false;
    findElement(".hb-after", question).hidden = true;
    question.addEventListener("change", () => {
      clearResult(question);
      showTally();
    });
    findElement("[data-hb-check]", question).addEventListener("click", () => {
      checkAnswer(question);
      showTally();
    });
  }

  questions.forEach(startQuestion);
  findElement("[data-hb-again]", quiz).addEventListener("click", startAgain);
  findElement(".hb-tally", quiz).hidden = false;
  showTally();
})();
