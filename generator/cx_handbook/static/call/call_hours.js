/* Opening hours inside the call view, in the time of a site: whether it is open now, whether an hour
   that a customer asks for is within them, and when a promise made now falls due. */
(() => {
  "use strict";

  const { loadParts, makeElement, storage } = Handbook.shell;
  const { call } = Handbook;
  const SITE = "site"; // the name under which the chosen site is stored
  const NOWHERE = makeElement("span"); // stands for the element of a limit that is on no page
  const USUAL = [
    [1, "hour", "opening_hours", "1 opening hour"],
    [4, "hour", "opening_hours", "4 opening hours"],
    [1, "day", "working_days", "1 working day"],
    [2, "day", "working_days", "2 working days"],
    [5, "day", "working_days", "5 working days"],
  ];

  function findSite() {
    const { sites } = call.companyHours;
    return sites.find(({ id }) => id === storage.read(SITE)) || sites[0];
  }

  const makeLimit = (duration) => ({
    element: NOWHERE,
    duration,
    length: NaN,
    name: "",
    hasTimer: false,
  });

  function makeField(label, control) {
    return makeElement("label", "hb-due-field", makeElement("span", {}, label), control);
  }

  function makeSiteChoice(update) {
    const { sites } = call.companyHours;
    const choice = makeElement(
      "select",
      {},
      sites.map(({ id, name }) => new Option(name, id)),
    );
    choice.value = findSite().id;
    choice.addEventListener("change", () => {
      storage.write(SITE, choice.value);
      document.dispatchEvent(new Event("hb-site"));
      update();
    });
    return choice;
  }

  function makeDueChoice() {
    const options = USUAL.map(
      ([, , , label], index) => new Option(`within ${label}`, String(index)),
    );
    return makeElement("select", {}, new Option("Choose", ""), options);
  }

  function showAnswer(place, due) {
    const parts = due
      ? [
          makeElement(
            "p",
            `hb-due-answer${due.isWarning ? " hb-due-answer--warn" : ""}`,
            due.answer,
          ),
          makeElement(
            "ul",
            "hb-due-why",
            due.reasons.map((reason) => makeElement("li", {}, reason)),
          ),
          due.words ? makeElement("p", "hb-due-said", `“${due.words}”`) : null,
        ]
      : [];
    place.replaceChildren(...parts.filter(Boolean));
  }

  function fillForm(form) {
    const now = makeElement("p", "hb-hours-now");
    const asked = makeElement("input", { type: "datetime-local" });
    const within = makeDueChoice();
    const open = makeElement("div", { role: "status" });
    const due = makeElement("div", { role: "status" });
    const update = () => {
      const site = findSite();
      const at = call.readSiteTime(site, asked.value);
      now.textContent = call.writeOpenNow(site, Date.now());
      showAnswer(open, asked.value && call.writeDueAnswer(makeLimit(null), site, at, "site"));
      const [n, unit, clock] = USUAL[Number(within.value)];
      const limit = makeLimit({ n, unit, clock });
      showAnswer(due, within.value && call.writeDueAnswer(limit, site, Date.now(), "site"));
    };
    const site = call.companyHours.sites.length > 1 && makeField("Site", makeSiteChoice(update));
    form.replaceChildren(
      now,
      ...[site].filter(Boolean),
      makeField("Is it within opening hours? (time of the site)", asked),
      open,
      makeField("Due when? Counted from now", within),
      due,
    );
    [asked, within].forEach((field) => field.addEventListener("input", update));
    document.addEventListener("hb-site", update);
    update();
  }

  /* The form, filled when it is first opened. */
  call.makeHoursFold = () => {
    const form = makeElement("div", "hb-hours hb-fold-in");
    const summary = makeElement("summary", {}, "Opening hours");
    const fold = makeElement("details", "hb-fold hb-call-hours", summary, form);
    const load = () =>
      loadParts(...call.dueParts).then(
        () => fillForm(form),
        () => form.replaceChildren("The opening hours could not be loaded."),
      );
    fold.addEventListener("toggle", () => fold.open && load());
    document.addEventListener("hb-next-customer", () => fold.open && load());
    return fold;
  };
})();
