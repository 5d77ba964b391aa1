/* A case on a projector: the story a paragraph at a time, then one question at a time, its answer
   on request. Its address is the page's with #projector, #projector-3 for the third picture. All
   is copied from the page, so that there is one text. */
(() => {
  "use strict";

  const { findAll, findElement, makeButton, makeElement } = Handbook.shell;
  /** @type {HTMLElement | null} */
  const opener = document.querySelector("[data-hb-projector]");
  if (!opener) {
    return;
  }
  // A presenter's remote control sends the keys that turn pages.
  const KEYS = { ArrowLeft: -1, PageUp: -1, p: -1, ArrowRight: 1, PageDown: 1, n: 1 };
  const slides = gatherSlides();
  let current = -1; // the picture that is shown; -1 while the page is

  const place = makeElement("span", { role: "status" });
  const slide = makeElement("div", { class: "hb-projector-slide", tabindex: "-1" });
  const answerButton = makeButton("hb-projector-button", "", toggleAnswer);
  const previous = makeButton("hb-projector-button", "Previous", () => goBy(-1));
  const next = makeButton("hb-projector-button", "Next", () => goBy(1));
  const leave = makeButton({ class: "hb-projector-button", title: "Escape" }, "Whole page", close);
  const title = findElement("h1").textContent;
  const dialog = makeElement(
    "dialog",
    { class: "hb-projector", "aria-label": `Projector view: ${title}` },
    makeElement("header", {}, makeElement("span", {}, title), leave),
    slide,
    makeElement(
      "footer",
      {},
      place,
      makeElement("div", "hb-projector-keys", answerButton, previous, next),
    ),
  );

  // What is shown

  /* A copy without links that lead away and without addresses that are there already. */
  function copyNodes(element) {
    const copy = element.cloneNode(true);
    findAll("[id]", copy).forEach((part) => part.removeAttribute("id"));
    findAll(".hb-cite, .hb-sr", copy).forEach((part) => part.remove());
    findAll("a", copy).forEach((link) => link.replaceWith(...link.childNodes));
    return [...copy.childNodes];
  }

  /* Each picture: what the foot calls it, its text, and perhaps an answer or a list. */
  /** @returns {{name: string, text: any[], answer?: any[], list?: any[][], isLarge?: boolean}[]} */
  function gatherSlides() {
    const story = [...findElement("[data-hb-story]").children].map((part) => ({
      name: "What happened",
      text: copyNodes(part),
    }));
    const questions = findAll("[data-hb-questions] > li").map((item, at, all) => ({
      name: `Question ${at + 1} of ${all.length}`,
      text: copyNodes(findElement(".hb-do", item)),
      answer: copyNodes(findElement(".hb-fold-in", item)),
      isLarge: true,
    }));
    const instead = {
      name: "What the handbook would have had us do",
      text: ["What the handbook would have had us do"],
      list: findAll("[data-hb-instead] > li").map((item) => copyNodes(findElement(".hb-do", item))),
      isLarge: true,
    };
    const lesson = {
      name: "To remember",
      text: copyNodes(findElement("[data-hb-lesson]")),
      isLarge: true,
    };
    return [...story, ...questions, instead, lesson];
  }

  const cloneAll = (nodes) =>
    nodes.map((node) => (typeof node === "string" ? node : node.cloneNode(true)));

  function showSlide(at) {
    const { name, text, answer, list, isLarge } = slides[at];
    const heading = makeElement(
      "h2",
      { tabindex: "-1", "data-hb-large": isLarge },
      ...cloneAll(text),
    );
    const items = list && list.map((item) => makeElement("li", {}, ...cloneAll(item)));
    const told =
      answer &&
      makeElement("div", { class: "hb-projector-answer", hidden: true }, ...cloneAll(answer));
    slide.replaceChildren(
      makeElement("div", {}, heading, items && makeElement("ol", {}, ...items), told),
    );
    slide.scrollTop = 0;
    place.textContent = `${name} · ${at + 1} / ${slides.length}`;
    previous.disabled = at === 0;
    next.disabled = at === slides.length - 1;
    answerButton.hidden = !answer;
    showAnswer(false);
    current = at;
    heading.focus({ preventScroll: true });
  }

  /* The answer to the question that is shown; null where there is none. */
  function findAnswer() {
    /** @type {HTMLElement | null} */
    const answer = slide.querySelector(".hb-projector-answer");
    return answer;
  }

  function showAnswer(isShown) {
    const answer = findAnswer();
    if (answer) {
      answer.hidden = !isShown;
      answerButton.setAttribute("aria-expanded", String(isShown));
      answerButton.textContent = isShown ? "Hide the answer" : "Show the answer";
      if (isShown) {
        answer.scrollIntoView({ block: "nearest" });
      }
    }
  }

  function toggleAnswer() {
    const answer = findAnswer();
    if (answer) {
      showAnswer(answer.hidden);
    }
  }

  // From picture to picture

  function findAddressed() {
    const match = /^#projector(?:-([0-9]{1,3}))?$/.exec(location.hash);
    return match ? Math.min(Math.max(Number(match[1] || 1), 1), slides.length) - 1 : -1;
  }

  /* The address decides what is shown, whoever changed it. */
  function followAddress() {
    const at = findAddressed();
    if (at >= 0 && !dialog.open) {
      dialog.showModal();
      document.body.setAttribute("data-hb-busy", ""); // nothing interrupts a session
    }
    if (at < 0 && dialog.open) {
      dialog.close();
    } else if (at >= 0 && at !== current) {
      showSlide(at);
    }
  }

  function moveTo(fragment) {
    history.replaceState(history.state, "", fragment || location.pathname + location.search);
    followAddress();
  }

  function goBy(number) {
    const at = current + number;
    if (at >= 0 && at < slides.length) {
      moveTo(at === 0 ? "#projector" : `#projector-${at + 1}`);
    }
  }

  function close() {
    dialog.close();
  }

  function afterClose() {
    current = -1;
    document.body.removeAttribute("data-hb-busy");
    if (findAddressed() >= 0) {
      moveTo("");
    }
    opener.focus({ preventScroll: true });
  }

  /* Heard before the theme does, which turns pages and opens its search by the same keys. */
  function onKey(event) {
    if (!dialog.open || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.stopPropagation();
    const isOnButton = event.target.matches?.("button");
    if (event.key in KEYS) {
      event.preventDefault();
      goBy(KEYS[event.key]);
    } else if (event.key === "a" || (event.key === "Enter" && !isOnButton)) {
      event.preventDefault();
      toggleAnswer();
    } else if (event.key === " " && !isOnButton) {
      event.preventDefault();
      goBy(1);
    }
  }

  opener.closest("article").append(dialog);
  opener.hidden = false;
  dialog.addEventListener("close", afterClose);
  window.addEventListener("keydown", onKey, true);
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("popstate", followAddress);
  followAddress();
})();
