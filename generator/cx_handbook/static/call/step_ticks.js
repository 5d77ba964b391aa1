/* Steps are ticked off for the customer one has now: stored on this device until the next customer
   begins, or until nobody has ticked anything for two hours. */
(() => {
  "use strict";

  const { announce, copyWords, findAll, findPagePath, makeButton, makeElement, storage } =
    Handbook.shell;
  const list = document.querySelector("[data-hb-steps]");
  if (!list) {
    return;
  }
  const KEY = "ticks";
  const { LONGEST_CALL } = Handbook.call;
  const steps = findAll(":scope > li[id]", list);
  const page = findPagePath();
  const boxes = {}; // ID of a step -> its box
  let beforeReset = null; // the steps that were ticked then, while that can be undone
  let unstored = null; // what is ticked where the browser stores nothing: until the page is left

  /* Every page that was ticked in this call: when, and which steps. A call goes over several
     pages, so the last tick on any of them says how old all are. */
  function readPages() {
    const stored = storage.read(KEY);
    const pages = Object.entries(stored && typeof stored === "object" ? stored : {});
    const usable = pages.filter(
      ([, ticks]) => Array.isArray(ticks?.done) && Number.isFinite(ticks.at),
    );
    const last = Math.max(...usable.map(([, ticks]) => ticks.at));
    return Math.abs(Date.now() - last) < LONGEST_CALL ? Object.fromEntries(usable) : {};
  }

  function listTicked() {
    return unstored || (readPages()[page]?.done || []).filter((id) => id in boxes);
  }

  function storeTicked(ticked) {
    const pages = readPages();
    delete pages[page];
    if (ticked.length) {
      pages[page] = { at: Date.now(), done: ticked };
    }
    if (!storage.write(KEY, pages)) {
      unstored = ticked;
    }
    showTicks();
  }

  const writeProgress = () => `${listTicked().length} of ${steps.length} done`;

  function tickStep(id, on) {
    const others = listTicked().filter((other) => other !== id);
    const ticked = on ? [...others, id] : others;
    beforeReset = null;
    storeTicked(steps.map((step) => step.id).filter((other) => ticked.includes(other)));
  }

  const count = makeElement("span", "hb-progress-count");
  const reset = makeButton("hb-quiet", "Reset", () => {
    beforeReset = listTicked();
    storeTicked([]);
    announce("All ticks removed");
    undo.focus();
  });
  const undo = makeButton("hb-quiet", "Undo reset", () => {
    const ticked = beforeReset;
    beforeReset = null;
    storeTicked(ticked);
    announce(writeProgress());
    reset.focus();
  });
  const next = makeButton("hb-quiet", `Next ${Handbook.shell.customer.one}`, () =>
    Handbook.call.askForNextCustomer(),
  );
  const progress = makeElement("p", "hb-progress", count, reset, undo, next);

  function showTicks() {
    const ticked = listTicked();
    steps.forEach((step) => {
      const isTicked = ticked.includes(step.id);
      boxes[step.id].checked = isTicked;
      step.classList.toggle("hb-done", isTicked);
    });
    count.textContent = writeProgress();
    progress.style.setProperty("--hb-done", `${(100 * ticked.length) / steps.length}%`);
    reset.hidden = !ticked.length;
    next.hidden = !ticked.length;
    undo.hidden = !beforeReset;
    progress.classList.toggle("hb-progress--none", !ticked.length && !beforeReset);
    document.dispatchEvent(new CustomEvent("hb-ticked"));
  }

  function forgetTicks() {
    storage.write(KEY, null);
    unstored = unstored && [];
    beforeReset = null;
    showTicks();
  }

  function makeTick(step, number) {
    const box = makeElement("input", { type: "checkbox", autocomplete: "off" });
    box.addEventListener("change", () => {
      tickStep(step.id, box.checked);
      announce(writeProgress());
    });
    boxes[step.id] = box;
    const label = makeElement("span", {}, "Done");
    const which = makeElement("span", "hb-sr", ` with step ${number}`);
    return makeElement("label", "hb-tick", box, label, which);
  }

  /* A step with several wordings gets a button that copies them all. */
  function makeCopyAll(step) {
    const words = findAll(".hb-words", step).map((element) => element.textContent);
    if (words.length < 2) {
      return null;
    }
    const label = makeElement("span", {}, "Copy all words of this step");
    const button = makeButton("hb-quiet hb-copy-all", label, () =>
      copyWords(button, words.join("\n")),
    );
    return button;
  }

  function addTools(step, number) {
    step.append(makeElement("p", "hb-step-tools", makeTick(step, number), makeCopyAll(step)));
  }

  Handbook.call.ticks = {
    steps,
    isTicked: (id) => listTicked().includes(id),
    tickStep,
    writeProgress,
  };

  steps.forEach((step, index) => addTools(step, index + 1));
  list.before(progress);
  showTicks();

  /* Another tab ticks on the same page; a page left open overnight, or back from memory, is
     outdated. */
  document.addEventListener("hb-next-customer", forgetTicks);
  window.addEventListener("storage", showTicks);
  window.addEventListener("pageshow", showTicks);
  document.addEventListener("visibilitychange", showTicks);
})();
