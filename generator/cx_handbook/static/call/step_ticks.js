/* Steps that are ticked off, for the customer one has now: kept on this device, forgotten overnight. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const list = document.querySelector("[data-hb-steps]");
  if (!list) {
    return;
  }
  const KEPT = "ticks";
  const FORGOTTEN_AFTER = 12 * 60 * 60 * 1000;
  const steps = Array.from(list.querySelectorAll(":scope > li[id]"));
  const page = Handbook.here();
  const boxes = {};
  let undone = null;
  let memory = null; // what is ticked where the browser keeps nothing: until the page is left

  /* Every page that was ticked within the last hours: when, and which steps. */
  function all() {
    const kept = Handbook.kept.get(KEPT);
    const pages = Object.entries(kept && typeof kept === "object" ? kept : {});
    const fresh = ([, one]) =>
      Array.isArray(one?.done) && Math.abs(Date.now() - one.at) < FORGOTTEN_AFTER;
    return Object.fromEntries(pages.filter(fresh));
  }

  const mine = () => (all()[page]?.done || []).filter((id) => id in boxes);

  const done = () => memory || mine();

  function keep(done) {
    const { [page]: _, ...others } = all();
    const kept = done.length ? { ...others, [page]: { at: Date.now(), done } } : others;
    if (!Handbook.kept.set(KEPT, kept)) {
      memory = done;
    }
    show();
  }

  function element(tag, name, text) {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  }

  function button(text, pressed) {
    const made = element("button", "hb-quiet", text);
    made.type = "button";
    made.addEventListener("click", pressed);
    return made;
  }

  const progress = element("p", "hb-progress hb-callkeep", "");
  const count = element("span", "hb-progress-count", "");
  const reset = button("Reset", () => {
    undone = done();
    keep([]);
    Handbook.announce("All ticks removed");
    undo.focus();
  });
  const undo = button("Undo reset", () => {
    const before = undone;
    undone = null;
    keep(before);
    Handbook.announce(Handbook.steps.said());
    reset.focus();
  });

  function show() {
    const ticked = done();
    steps.forEach((step) => {
      const on = ticked.includes(step.id);
      boxes[step.id].checked = on;
      step.classList.toggle("hb-done", on);
    });
    count.textContent = Handbook.steps.said();
    reset.hidden = !ticked.length;
    undo.hidden = !undone;
    progress.classList.toggle("hb-progress--none", !ticked.length && !undone);
    document.dispatchEvent(new CustomEvent("hb-ticked"));
  }

  function tools(step, number) {
    const row = element("p", "hb-step-tools", "");
    const label = element("label", "hb-tick", "");
    const box = element("input", "", "");
    box.type = "checkbox";
    box.autocomplete = "off";
    box.addEventListener("change", () => {
      Handbook.steps.set(step.id, box.checked);
      Handbook.announce(Handbook.steps.said());
    });
    boxes[step.id] = box;
    label.append(box, element("span", "", "Done"), element("span", "hb-sr", ` with step ${number}`));
    row.append(label);
    const words = Array.from(step.querySelectorAll(".hb-words"), (said) => said.textContent);
    if (words.length > 1) {
      const copy = button("", () => Handbook.copyWords(copy, words.join("\n")));
      copy.classList.add("hb-copy-all");
      copy.append(element("span", "", "Copy all words of this step"));
      row.append(copy);
    }
    step.append(row);
  }

  Handbook.steps = {
    all: steps,
    isDone: (id) => done().includes(id),
    set(id, on) {
      const others = done().filter((one) => one !== id);
      const now = on ? [...others, id] : others;
      undone = null;
      keep(steps.map((step) => step.id).filter((one) => now.includes(one)));
    },
    said: () => `${done().length} of ${steps.length} done`,
  };

  steps.forEach((step, index) => tools(step, index + 1));
  progress.append(count, reset, undo);
  list.before(progress);
  show();

  /* The same page in another tab, and a page that was left open overnight or comes back from memory. */
  window.addEventListener("storage", show);
  window.addEventListener("pageshow", show);
  document.addEventListener("visibilitychange", show);
})();
