/* What the panel below a limit says: when it falls due, counted from now or from a time typed in.
   Loaded when due_buttons.js first opens one. */
(() => {
  "use strict";

  const { customer, makeButton, makeElement, makeIcon, storage } = Handbook.shell;
  const { call } = Handbook;
  const COPY =
    "M8 3h10a2 2 0 0 1 2 2v11h-2V5H8V3Zm-3 4h9a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2Zm0 2v10h9V9H5Z";
  const SITE = "site"; // the name under which the chosen site is stored
  const YEARS = [2000, 2199]; // what may be typed; further away the calendar is not known

  function readTime(input) {
    const at = new Date(input.value);
    const isKnown = YEARS[0] <= at.getFullYear() && at.getFullYear() <= YEARS[1];
    return isKnown ? at.getTime() : NaN;
  }

  /* A field of a day and a time takes the viewer's own, without a zone. */
  function setToNow(input) {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
    input.value = `${date}T${two(now.getHours())}:${two(now.getMinutes())}`;
  }

  function makeSiteChoice() {
    const { sites } = call.companyHours;
    const stored = storage.read(SITE);
    const options = sites.map(({ id, name }) => new Option(name, id));
    const choice = makeElement("select", {}, options);
    choice.value = sites.some(({ id }) => id === stored) ? stored : sites[0].id;
    choice.addEventListener("change", () => {
      storage.write(SITE, choice.value);
      document.dispatchEvent(new Event("hb-site"));
    });
    return choice;
  }

  /* The clipboard script copies for every button of this class. */
  function makeCopyButton() {
    const attributes = { class: "hb-copy", "aria-label": "Copy: the words with the time" };
    const label = [makeIcon(COPY, "hb-icon"), makeElement("span", {}, "Copy")];
    return makeButton(attributes, label, () => {});
  }

  function writeFieldName(limit) {
    if (!limit.duration) {
      return "Agreed time (your time)";
    }
    const isCall = limit.element.dataset.hbSay === "call";
    return isCall ? `The ${customer.one} rang at (your time)` : "Counted from (your time)";
  }

  function makeField(label, control) {
    return makeElement("label", "hb-due-field", makeElement("span", {}, label), control);
  }

  function makeFields(limit, input, choice, update) {
    const row = makeElement("div", "hb-due-fields", makeField(writeFieldName(limit), input));
    if (limit.duration) {
      const now = makeButton("hb-limit", "Now", () => {
        setToNow(input);
        update();
      });
      row.append(now);
    }
    if (call.companyHours.sites.length > 1) {
      row.append(makeField("Site", choice));
    }
    return row;
  }

  function makeAnswer() {
    const answer = makeElement("p", { class: "hb-due-answer", role: "status" });
    const reasons = makeElement("ul", "hb-due-why");
    const words = makeElement("span", "hb-words");
    const say = makeElement("div", "hb-say", words, makeCopyButton());

    function show(due) {
      answer.textContent = due.answer;
      answer.classList.toggle("hb-due-answer--warn", Boolean(due.isWarning));
      reasons.replaceChildren(...due.reasons.map((reason) => makeElement("li", {}, reason)));
      reasons.hidden = !due.reasons.length;
      words.textContent = due.words || "";
      say.hidden = !due.words;
    }

    return { parts: [answer, reasons, say], show };
  }

  call.fillDuePanel = (panel, limit) => {
    const input = makeElement("input", { type: "datetime-local" });
    const choice = makeSiteChoice();
    const { parts, show } = makeAnswer();

    function update() {
      const site = call.companyHours.sites.find(({ id }) => id === choice.value);
      show(call.writeDueAnswer(limit, site, readTime(input)));
    }

    if (limit.duration) {
      setToNow(input);
    }
    panel.replaceChildren(...parts, makeFields(limit, input, choice, update));
    input.addEventListener("input", update);
    choice.addEventListener("change", update);
    update();
  };
})();
