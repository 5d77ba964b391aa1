/* Before a no, one question at a time: what is asked, may I, what fits, the words. The address
   says where somebody is: #policy, #policy:offers, #policy:words, #policy:words-2. */
(() => {
  "use strict";

  const { announce, audience, decodeAddress } = Handbook.shell;
  const { findAll, findElement, makeButton, makeElement } = Handbook.shell;
  const root = document.querySelector("[data-hb-decide]");
  if (!root) {
    return;
  }
  const STEPS = ["ask", "may", "offers", "words"];
  const NAMES = ["What is asked", "May I?", "What fits?", "What to say"];
  const refusals = findAll("[data-hb-refusal]", root);
  const promise = document.querySelector(".hb-head .hb-promise");
  const progress = findElement(".hb-stage", root);
  let chosen = null; // the role chosen here; until then, that of the whole site holds
  const written = new Map(); // entry -> its place in the order in which entries are written

  // The address

  /* The refusal, the step, the offer that was picked; a bad address leads to the first question. */
  function readAddress() {
    const [slug, rest = "may"] = decodeAddress(location.hash.slice(1)).split(":");
    const [step, pick = ""] = rest.split("-");
    const refusal = refusals.find((other) => other.dataset.hbRefusal === slug);
    return refusal && STEPS.indexOf(step) > 0
      ? { refusal, slug, step, pick }
      : { refusal: null, slug: "", step: "ask", pick: "" };
  }

  function goTo(slug, step, pick) {
    const at = pick ? `${step}-${pick}` : step;
    const rest = step === "may" ? "" : `:${at}`;
    location.hash = slug ? `${slug}${rest}` : "what_is_asked";
  }

  function goBack() {
    const { slug, step } = readAddress();
    const before = STEPS[STEPS.indexOf(step) - 1];
    goTo(before === "ask" ? "" : slug, before);
  }

  function goOn() {
    const { slug, step } = readAddress();
    goTo(slug, STEPS[STEPS.indexOf(step) + 1]);
  }

  // What the page lacks without scripts

  function makeRoleChoice() {
    const options = audience.choices.roles.map(([id, name]) => new Option(name, id));
    const select = makeElement(
      "select",
      { id: "hb-as" },
      new Option("Choose your role", ""),
      options,
    );
    select.addEventListener("change", () => {
      chosen = select.value;
      showStep();
    });
    const label = makeElement("label", { for: "hb-as" }, "I work as");
    const note = makeElement("span", "hb-reason", "On this page only");
    return { select, row: makeElement("p", "hb-as", label, select, note) };
  }

  function addPick(offer) {
    const pick = () => goTo(readAddress().slug, "words", offer.dataset.hbOffer);
    const which = makeElement("span", "hb-sr", `: ${findElement(".hb-do", offer).textContent}`);
    offer.append(makeButton("md-button hb-pick", ["This fits", which], pick));
  }

  const { select, row: roleRow } = makeRoleChoice();
  const next = makeButton("md-button md-button--primary", "Next", goOn);
  const back = makeButton("md-button", "Back", goBack);
  const over = makeButton("md-button", "Start over", () => goTo(""));
  const bar = makeElement("p", "hb-decide-bar", next, back, over);

  // What each role may offer

  const findRole = () => chosen ?? audience.current().role;
  const mayOffer = (entry) => entry.dataset.hbGrants.split(" ").includes(findRole());
  const capitalize = (text) => text[0].toUpperCase() + text.slice(1);

  /* What I may offer myself comes first, else the order in which it is written: the best first. */
  function sortEntries(entries) {
    entries.forEach((entry, n) => {
      if (!written.has(entry)) {
        written.set(entry, n);
      }
    });
    const list = entries[0].parentElement;
    const compare = (a, b) =>
      Number(mayOffer(b)) - Number(mayOffer(a)) || written.get(a) - written.get(b);
    list.append(...entries.sort(compare));
  }

  /* `texts` are for a role that may offer it, for another role, and for an unknown one. */
  function labelEntry(entry, texts) {
    const role = findRole();
    const isMine = Boolean(role) && mayOffer(entry);
    const [mine, others, unknown] = texts;
    entry.classList.toggle("hb-grant--mine", isMine);
    const text = role ? (isMine ? mine : others) : unknown;
    findElement("[data-hb-verdict]", entry).textContent = text;
  }

  function showGrants(refusal) {
    const grants = findAll(".hb-grant", refusal);
    const offers = findAll("[data-hb-offer]", refusal);
    grants.forEach((entry) => {
      const names = entry.dataset.hbNames;
      labelEntry(entry, [
        "Yes, you may offer, without asking:",
        `Ask ${names} for:`,
        `${capitalize(names)} may offer, without asking:`,
      ]);
    });
    offers.forEach((entry) => {
      const names = entry.dataset.hbNames;
      labelEntry(entry, ["You may", `Ask ${names}`, capitalize(names)]);
    });
    sortEntries(grants);
    sortEntries(offers);
    const notice = findElement("[data-hb-where]", refusal);
    notice.textContent = audience.explainMismatch(notice);
    notice.hidden = !notice.textContent;
  }

  // One step on screen. An attribute hides on screen alone; paper has everything.

  function setAway(part, away) {
    part.toggleAttribute("data-hb-away", away);
  }

  function showAmounts(step, refusal) {
    const role = findRole();
    const helps = step === "may" && refusal?.hasAttribute("data-hb-money");
    findAll("[data-hb-purse]", root).forEach((line) => {
      setAway(line, Boolean(role) && line.dataset.hbPurse !== role);
    });
    findAll("[data-hb-part=money]", root).forEach((part) => setAway(part, !helps));
  }

  function showProgress(step) {
    const n = STEPS.indexOf(step) + 1;
    progress.textContent = `Step ${n} of ${STEPS.length}: ${NAMES[n - 1]}`;
    progress.style.setProperty("--hb-done", `${(n / STEPS.length) * 100}%`);
  }

  function showParts(refusal, step) {
    setAway(findElement("[data-hb-part=ask]", root), step !== "ask");
    setAway(findElement("[data-hb-part=rests]", root), step !== "may" && step !== "ask");
    setAway(roleRow, step === "ask" || step === "words");
    setAway(bar, step === "ask");
    setAway(next, step === "words");
    if (promise) {
      setAway(promise, step !== "ask");
    }
    refusals.forEach((other) => {
      setAway(other, other !== refusal);
      findAll("[data-hb-part]", other).forEach((part) => {
        setAway(part, part.dataset.hbPart !== step);
      });
    });
  }

  function showRefusal(refusal, step, pick) {
    showGrants(refusal);
    findAll("[data-hb-words]", refusal).forEach((part) => {
      setAway(part, Boolean(pick) && part.dataset.hbWords !== pick);
    });
    next.textContent = step === "may" ? "What fits?" : "Words for all of them";
  }

  function showStep() {
    const { refusal, step, pick } = readAddress();
    root.dataset.hbAt = step;
    showProgress(step);
    showParts(refusal, step);
    select.value = findRole();
    showAmounts(step, refusal);
    if (refusal) {
      showRefusal(refusal, step, step === "words" ? pick : "");
    }
  }

  /* After a move: show the step, announce it, and put the keyboard where it begins. */
  function arriveAtStep() {
    showStep();
    const { refusal, step } = readAddress();
    const heading = refusal
      ? findElement(`[data-hb-part=${step}] h3`, refusal)
      : findElement("[data-hb-part=ask] h2", root);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    progress.scrollIntoView({ block: "start" });
    announce(progress.textContent);
  }

  findAll("[data-hb-offer]", root).forEach(addPick);
  progress.after(roleRow);
  findElement("[data-hb-part=rests]", root).before(bar);
  root.classList.add("hb-decide--on");
  window.addEventListener("hashchange", arriveAtStep);
  document.addEventListener("handbook:mine", () => {
    chosen = null; // the role was chosen for the whole site, after that for this page
    showStep();
  });
  if (readAddress().refusal) {
    arriveAtStep();
  } else {
    showStep();
  }
})();
