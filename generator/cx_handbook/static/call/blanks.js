/* Fills the blanks in words to say: names that somebody types in, and times that follow from the
   opening hours. Your own name and your lead's stay on this device until the end of the day; the
   customer's name and the product are kept in memory, for this call and this page only. */
(() => {
  "use strict";

  const { announce, customer, findAll, loadParts, makeButton, makeElement, storage } =
    Handbook.shell;
  const { call } = Handbook;
  const SHIFT = "shift"; // the name under which the day's names are stored
  const SITE = "site"; // the site that was chosen where a time was worked out
  const OF_SHIFT = ["me", "lead"];
  const LABELS = {
    me: "Your name",
    lead: "Your lead’s name",
    customer: `Name of ${customer.aOne}`,
    product: "The product",
    day: "The day",
    time: "The time",
  };
  const LONGEST = 60; // characters of a name
  const EVERY = 30000; // ms after which times are worked out anew
  const names = findAll("[data-hb-blank]");
  const times = findAll("[data-hb-by]");
  const unfilled = new Map([...names, ...times].map((blank) => [blank, blank.textContent]));
  const ofCall = {}; // customer and product
  let opened = null; // the form that is open

  const findToday = () => new Date().toDateString();

  /* Another day's names are of no use to anybody, and are removed. */
  function readShift() {
    const stored = storage.read(SHIFT);
    if (stored && stored.day === findToday()) {
      return stored;
    }
    if (stored) {
      storage.write(SHIFT, null);
    }
    return { day: findToday() };
  }

  function readName(name) {
    const value = OF_SHIFT.includes(name) ? readShift()[name] : ofCall[name];
    return typeof value === "string" ? value.slice(0, LONGEST) : "";
  }

  function keepName(name, value) {
    if (OF_SHIFT.includes(name)) {
      storage.write(SHIFT, { ...readShift(), [name]: value });
    } else {
      ofCall[name] = value;
    }
  }

  function fill(blank, text) {
    const shown = text || unfilled.get(blank);
    // Text that stays is left alone: whoever has selected it goes on doing so.
    if (blank.textContent !== shown) {
      blank.textContent = shown;
      document.dispatchEvent(new Event("hb-filled")); // the words may need more room now
    }
    blank.classList.toggle("hb-blank--filled", Boolean(text));
  }

  function fillNames() {
    names.forEach((blank) => {
      const name = blank.dataset.hbBlank;
      const value = readName(name);
      fill(blank, value);
      blank.setAttribute(
        "aria-label",
        value ? `${value}: change` : `Fill in: ${unfilled.get(blank).replace(/[[\]]/g, "")}`,
      );
    });
  }

  function readLimit(blank) {
    const [n, unit, clock] = blank.dataset.hbBy.split(" ");
    return Number(n) > 0 ? { n: Number(n), unit, clock } : "same day";
  }

  /* Paper outlives the call and the clock: blanks are blank on it. */
  function emptyForPaper() {
    closeForm();
    unfilled.forEach((_, blank) => fill(blank, ""));
  }

  function fillTimes() {
    const { language, sites } = call.companyHours;
    if (!/^en\b/.test(language)) {
      return; // the words for a time are English
    }
    const stored = storage.read(SITE);
    const site = sites.find(({ id }) => id === stored) || sites[0];
    times.forEach((blank) => fill(blank, call.writeBy(site, readLimit(blank), Date.now())));
  }

  async function startTimes() {
    try {
      await loadParts(...call.hoursParts);
    } catch {
      return; // the blanks stay blanks
    }
    fillTimes();
    setInterval(fillTimes, EVERY);
    document.addEventListener("visibilitychange", fillTimes);
    document.addEventListener("hb-site", fillTimes);
    window.addEventListener("afterprint", fillTimes);
  }

  function closeForm(blank) {
    opened?.remove();
    opened = null;
    blank?.focus();
  }

  function makeForm(blank, name) {
    const input = makeElement("input", {
      value: readName(name),
      maxlength: String(LONGEST),
      autocomplete: "off",
      "aria-label": LABELS[name],
      placeholder: LABELS[name],
    });
    const until = OF_SHIFT.includes(name)
      ? "Kept until the end of the day."
      : "Kept for this call.";
    const save = makeElement("button", { class: "hb-limit", type: "submit" }, "Fill in");
    const cancel = makeButton("hb-quiet", "Cancel", () => closeForm(blank));
    const hint = makeElement("span", "hb-hint", until);
    const form = makeElement("form", { class: "hb-blank-form" }, input, save, cancel, hint);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keepName(name, input.value.trim());
      fillNames();
      closeForm(blank);
      announce(input.value.trim() ? `Filled in: ${input.value.trim()}` : "Empty again");
    });
    form.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the call view turns pages by letters
      if (event.key === "Escape") {
        closeForm(blank);
      }
    });
    return { form, input };
  }

  function openForm(blank) {
    closeForm();
    const { form, input } = makeForm(blank, blank.dataset.hbBlank);
    (blank.closest(".hb-say") || blank.parentElement).after(form);
    opened = form;
    input.focus();
  }

  function makeFillable(blank) {
    blank.setAttribute("role", "button");
    blank.setAttribute("tabindex", "0");
    blank.addEventListener("click", () => openForm(blank));
    blank.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        openForm(blank);
      }
    });
  }

  /* Forget what belongs to one call: the customer's name and the product, and what is half typed. */
  call.forgetCustomer = () => {
    Object.keys(ofCall).forEach((name) => delete ofCall[name]);
    closeForm();
    fillNames();
  };

  /* The names of the shift, for whoever offers to fill them in. */
  call.shift = {
    names: OF_SHIFT.map((name) => ({ name, label: LABELS[name] })),
    read: readName,
    keep(name, value) {
      keepName(name, value.trim().slice(0, LONGEST));
      fillNames();
    },
  };

  names.forEach(makeFillable);
  readShift();
  fillNames();
  document.addEventListener("hb-next-customer", call.forgetCustomer);
  window.addEventListener("beforeprint", emptyForPaper);
  window.addEventListener("afterprint", fillNames);
  window.addEventListener("storage", (event) => {
    if (storage.owns(event, SHIFT)) {
      fillNames();
    }
  });
  if (times.length) {
    startTimes();
  }
})();
