/* The quiz: checks an answer, says why, counts. Without it every explanation can be unfolded.
   Works from file://, and keeps nothing: a page that is left is forgotten. */
(function () {
  "use strict";

  function element(tag, name, text) {
    var made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  }

  /* A line with the reason for a choice, copied from where it stands. */
  function reasonFor(question, letter, name) {
    var line = element("p", "", name);
    var reason = question.querySelector('[data-hb-choice="' + letter + '"] dd').cloneNode(true);
    while (reason.firstChild) {
      line.appendChild(reason.firstChild);
    }
    return line;
  }

  function rightLetter(question) {
    return question.querySelector("[data-hb-right]").getAttribute("data-hb-choice");
  }

  function chosenIn(question) {
    return question.querySelector("input:checked");
  }

  function clear(question) {
    question.removeAttribute("data-hb-result");
    question.querySelector(".hb-verdict").textContent = "";
    question.querySelector(".hb-after").hidden = true;
    question.querySelectorAll(".hb-option").forEach(function (choice) {
      choice.classList.remove("hb-option--right", "hb-option--wrong");
    });
    question.querySelectorAll(".hb-said").forEach(function (mark) {
      mark.remove();
    });
  }

  /* Right or wrong is told by a sign and in words, not by a colour alone. */
  function signed(question, letter, made) {
    var sign = question.querySelector('[data-hb-choice="' + letter + '"] svg').cloneNode(true);
    made.insertBefore(sign, made.firstChild);
    return made;
  }

  function mark(question, letter, name, said) {
    var label = question.querySelector('input[value="' + letter + '"]').parentElement;
    label.classList.add("hb-option--" + name);
    label.appendChild(signed(question, letter, element("span", "hb-said", said)));
  }

  /* One change to the live region, so that it is read out once and whole. */
  function say(question, result, reasons) {
    var said = document.createDocumentFragment();
    said.appendChild(result);
    reasons.forEach(function (line) {
      said.appendChild(line);
    });
    question.querySelector(".hb-verdict").replaceChildren(said);
  }

  function check(question) {
    var chosen = chosenIn(question);
    clear(question);
    if (!chosen) {
      say(question, element("p", "hb-result", "Choose an answer first."), []);
      return;
    }
    var right = rightLetter(question);
    var letter = chosen.value;
    var result;
    if (letter === right) {
      result = element("p", "hb-result", letter + " is right.");
      mark(question, letter, "right", "Right");
      say(question, signed(question, letter, result), [reasonFor(question, letter, "")]);
    } else {
      result = element("p", "hb-result", "Not " + letter + ". The right answer is " + right + ".");
      mark(question, letter, "wrong", "Not this one");
      mark(question, right, "right", "Right");
      say(question, signed(question, letter, result), [
        reasonFor(question, letter, letter + ": "),
        reasonFor(question, right, right + ": "),
      ]);
    }
    question.setAttribute("data-hb-result", letter === right ? "right" : "wrong");
    question.querySelector(".hb-after").hidden = false;
  }

  function start(quiz) {
    var questions = Array.prototype.slice.call(quiz.querySelectorAll(".hb-question"));
    var tally = quiz.querySelector("[data-hb-tally]");

    function count() {
      var right = quiz.querySelectorAll('[data-hb-result="right"]').length;
      var answered = quiz.querySelectorAll("[data-hb-result]").length;
      var open = questions.length - answered;
      tally.textContent =
        right + " of " + questions.length + " right" + (open ? ", " + open + " to go" : ". That was all.");
    }

    function again() {
      questions.forEach(function (question) {
        var chosen = chosenIn(question);
        if (chosen) {
          chosen.checked = false;
        }
        clear(question);
        question.querySelector("details").open = false;
      });
      count();
      questions[0].scrollIntoView();
      questions[0].querySelector("input").focus({ preventScroll: true });
    }

    questions.forEach(function (question) {
      question.querySelector(".hb-check").hidden = false;
      question.querySelector(".hb-after").hidden = true;
      question.addEventListener("change", function () {
        clear(question);
        count();
      });
      question.querySelector("[data-hb-check]").addEventListener("click", function () {
        check(question);
        count();
      });
    });
    quiz.querySelector("[data-hb-again]").addEventListener("click", again);
    quiz.querySelector(".hb-tally").hidden = false;
    count();
  }

  document.querySelectorAll("[data-hb-quiz]").forEach(start);
})();
