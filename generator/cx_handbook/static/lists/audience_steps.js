/* Steps and pages that do not apply to the chosen role and channel say so. */
(() => {
  "use strict";

  const { audience, findAll, makeButton, makeElement } = Handbook.shell;

  function nameWhoDoes(step) {
    step.querySelector(":scope > .hb-mine-who")?.remove();
    const isOthers = !audience.matches(step, "roles");
    step.classList.toggle("hb-mine-other", isOthers);
    if (isOthers) {
      const roles = audience.listIds(step, "roles");
      const does = roles.length === 1 ? "does" : "do";
      const text = `${audience.joinNames("roles", roles)} ${does} this`;
      step.prepend(makeElement("p", "hb-mine-who", text));
    }
  }

  function unfoldSteps(steps, line) {
    steps.forEach((step) => step.setAttribute("data-hb-mine-shown", ""));
    line.remove();
    steps[0].tabIndex = -1;
    steps[0].focus();
  }

  /* One line stands for steps of other channels that follow each other. It counts for as many,
     so that the steps after it keep their numbers. */
  function foldSteps(steps) {
    const channels = [...new Set(steps.flatMap((step) => audience.listIds(step, "channels")))];
    const many = steps.length === 1 ? "1 step is" : `${steps.length} steps are`;
    const text = `${many} for ${audience.joinNames("channels", channels)} only.`;
    const line = makeElement("li", "hb-mine-run", makeElement("span", {}, text));
    line.style.counterIncrement = `step ${steps.length}`;
    line.append(makeButton("hb-mine-link", "Show", () => unfoldSteps(steps, line)));
    steps[0].before(line);
  }

  const isAddressed = (step) => Boolean(step.id) && location.hash === `#${step.id}`;

  /* Fold the steps of a list that are for other channels; the one that the address names stays
     open. */
  function showSteps(list) {
    findAll(":scope > .hb-mine-run", list).forEach((line) => line.remove());
    const runs = [[]]; // of steps to fold, next to each other
    [...list.children].forEach((step) => {
      nameWhoDoes(step);
      step.toggleAttribute("data-hb-mine-shown", isAddressed(step));
      if (!isAddressed(step) && !audience.matches(step, "channels")) {
        runs.at(-1).push(step);
      } else {
        runs.push([]);
      }
    });
    runs.filter((run) => run.length).forEach(foldSteps);
  }

  function showNotice(head) {
    head.querySelector(":scope > .hb-mine-notice")?.remove();
    const text = audience.explainMismatch(head);
    if (text) {
      head.append(makeElement("p", "hb-mine-notice", text));
    }
  }

  function showAllSteps() {
    findAll("[data-hb-mine-steps]").forEach(showSteps);
  }

  function showAll() {
    showAllSteps();
    findAll("[data-hb-mine-page]").forEach(showNotice);
  }

  showAll();
  document.addEventListener("handbook:mine", showAll);
  window.addEventListener("hashchange", showAllSteps);
})();
