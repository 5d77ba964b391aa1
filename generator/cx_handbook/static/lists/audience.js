/* My role and channel: the control in the head of each page, and what it leaves out, always saying so.
   early.js hides; this counts, names and brings back. Kept on this device alone. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  if (!Handbook.mine) {
    return;
  }

  const ICON =
    "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm0 2a2 2 0 1 0 0 4 2 2 0 0 0 0-4Zm0 7.5c3.7 0 7.5 1.8 7.5 4.5v2h-15v-2c0-2.7 3.8-4.5 7.5-4.5Zm0 2c-2.6 0-5.4 1.2-5.5 2.5h11c-.1-1.3-2.9-2.5-5.5-2.5Z";
  const GROUPS = [
    ["roles", "role", "I work as", "Any role"],
    ["channels", "channel", "The customer is on", "Any channel"],
  ];
  let stays = true;
  let panel = null;

  function element(tag, name, text) {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text || "";
    return made;
  }

  function button(name, text, onClick) {
    const made = element("button", name, text);
    made.type = "button";
    made.addEventListener("click", onClick);
    return made;
  }

  function nameOf(group, id) {
    const found = Handbook.choices[group].find(([one]) => one === id);
    return found ? found[1] : "";
  }

  const idsOf = (entry, attribute) => (entry.getAttribute(attribute) || "").split(" ").filter(Boolean);
  const named = (group, ids) =>
    ids
      .map((id) => nameOf(group, id))
      .filter(Boolean)
      .join(", ");

  function chosenNames() {
    const { role, channel } = Handbook.mine();
    return [nameOf("roles", role), nameOf("channels", channel)].filter(Boolean).join(" · ");
  }

  /* Whether an element concerns me; an attribute that is missing or empty means all. */
  function fits(entry, attribute, id) {
    const ids = idsOf(entry, attribute);
    return !id || !ids.length || ids.includes(id);
  }

  Handbook.holds = (entry) => {
    const { role, channel } = Handbook.mine();
    return fits(entry, "data-hb-roles", role) && fits(entry, "data-hb-channels", channel);
  };

  /* Whether an entry of a list is out of sight because it does not concern me. */
  Handbook.concealed = (entry) => {
    const list = entry.closest("[data-hb-mine-list]");
    return Boolean(
      list && !list.hasAttribute("data-hb-mine-shown") && !entry.closest(".hb-urgent") && !Handbook.holds(entry)
    );
  };

  /* Choose a role and a channel: kept on this device where that is allowed, else until the page is left. */
  Handbook.choose = (choice) => {
    Handbook.takeMine({ ...Handbook.mine(), ...choice });
    const { role, channel } = Handbook.mine();
    stays = Handbook.kept.set("mine", role || channel ? { role, channel } : null);
    changed();
    const hidden = document.querySelector(".hb-mine-note:not([hidden])");
    Handbook.announce(`For: ${chosenNames() || "everyone"}.${hidden ? " Some entries are hidden." : ""}`);
  };

  // Lists

  const entriesOf = (list) =>
    [...list.querySelectorAll("[data-hb-roles], [data-hb-channels]")].filter((entry) => !entry.hidden);

  function hideEmpty(list) {
    list.querySelectorAll("section, .hb-phrase-group").forEach((part) => {
      const entries = part.matches("[data-hb-roles]") ? [] : [...part.querySelectorAll("[data-hb-roles]")];
      part.toggleAttribute("data-hb-mine-empty", entries.length > 0 && entries.every(Handbook.concealed));
    });
  }

  function noteFor(list) {
    if (!list.hbNote) {
      list.hbNote = element("p", "hb-mine-note", "");
      list.before(list.hbNote);
    }
    return list.hbNote;
  }

  function toggle(list) {
    list.toggleAttribute("data-hb-mine-shown");
    noteOn(list);
    document.querySelectorAll("[data-hb-filter]").forEach((control) => {
      if (control.value) {
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    list.hbNote.querySelector("button")?.focus();
  }

  function noteOn(list) {
    const note = noteFor(list);
    const others = entriesOf(list).filter((entry) => !entry.closest(".hb-urgent") && !Handbook.holds(entry));
    const shown = list.hasAttribute("data-hb-mine-shown");
    note.replaceChildren();
    note.hidden = others.length === 0;
    if (others.length) {
      const are = others.length === 1 ? "is" : "are";
      const what = shown ? "shown as well" : "hidden";
      note.append(
        element("span", "", `${others.length} not for ${chosenNames()} ${are} ${what}.`),
        button("hb-mine-link", shown ? "Hide them" : "Show them", () => toggle(list))
      );
    }
    hideEmpty(list);
  }

  // Steps

  function sayWho(step) {
    step.querySelector(":scope > .hb-mine-who")?.remove();
    const { role } = Handbook.mine();
    const other = !fits(step, "data-hb-roles", role);
    step.classList.toggle("hb-mine-other", other);
    if (other) {
      const names = named("roles", idsOf(step, "data-hb-roles"));
      const does = idsOf(step, "data-hb-roles").length === 1 ? "does" : "do";
      step.prepend(element("p", "hb-mine-who", `${names} ${does} this`));
    }
  }

  /* Steps for other channels that follow each other, as one line that keeps the numbers right. */
  function fold(run) {
    const channels = [...new Set(run.flatMap((step) => idsOf(step, "data-hb-channels")))];
    const line = element("li", "hb-mine-run", "");
    const many = run.length === 1 ? "1 step is" : `${run.length} steps are`;
    line.style.counterIncrement = `step ${run.length}`;
    line.append(
      element("span", "", `${many} for ${named("channels", channels)} only.`),
      button("hb-mine-link", "Show", () => {
        run.forEach((step) => step.setAttribute("data-hb-mine-shown", ""));
        line.remove();
        run[0].tabIndex = -1;
        run[0].focus();
      })
    );
    run[0].before(line);
  }

  function isAimedAt(step) {
    return Boolean(step.id) && location.hash === `#${step.id}`;
  }

  function foldSteps(list) {
    list.querySelectorAll(":scope > .hb-mine-run").forEach((line) => line.remove());
    let run = [];
    [...list.children].forEach((step) => {
      sayWho(step);
      step.toggleAttribute("data-hb-mine-shown", isAimedAt(step));
      if (!isAimedAt(step) && !fits(step, "data-hb-channels", Handbook.mine().channel)) {
        run.push(step);
      } else if (run.length) {
        fold(run);
        run = [];
      }
    });
    if (run.length) {
      fold(run);
    }
  }

  // A page that is not for me

  Handbook.notice = (entry) => {
    const { role, channel } = Handbook.mine();
    const said = [
      ["channels", channel],
      ["roles", role],
    ]
      .filter(([group, id]) => !fits(entry, `data-hb-${group}`, id))
      .map(([group, id]) => `This holds for ${named(group, idsOf(entry, `data-hb-${group}`))}, not for ${nameOf(group, id)}.`);
    return said.join(" ");
  };

  function noticeOn(head) {
    head.querySelector(":scope > .hb-mine-notice")?.remove();
    const said = Handbook.notice(head);
    if (said) {
      head.append(element("p", "hb-mine-notice", said));
    }
  }

  // The control

  function showChosen() {
    const names = chosenNames();
    document.querySelectorAll("[data-hb-mine-label]").forEach((label) => {
      label.textContent = `For: ${names || "everyone"}`;
    });
    document.documentElement.toggleAttribute("data-hb-mine-on", Boolean(names));
    if (panel) {
      GROUPS.forEach(([, key]) => {
        panel.querySelectorAll(`input[name="hb-mine-${key}"]`).forEach((input) => {
          input.checked = input.value === Handbook.mine()[key];
        });
      });
      panel.querySelector(".hb-mine-kept").textContent = stays
        ? "Kept on this device only. Nothing is sent."
        : "This browser keeps nothing, so it holds until you leave this page.";
    }
  }

  function option(key, id, name) {
    const label = element("label", "hb-mine-option", "");
    const input = document.createElement("input");
    input.type = "radio";
    input.name = `hb-mine-${key}`;
    input.value = id;
    input.addEventListener("change", () => Handbook.choose({ [key]: id }));
    label.append(input, element("span", "", name));
    return label;
  }

  function group([list, key, legend, all]) {
    const made = element("fieldset", "hb-mine-group", "");
    made.append(element("legend", "", legend), option(key, "", all));
    Handbook.choices[list].forEach(([id, name]) => made.append(option(key, id, name)));
    return made;
  }

  function makePanel() {
    panel = element("dialog", "hb-mine-panel", "");
    const title = element("h2", "hb-mine-title", "Show what is for me");
    const foot = element("p", "hb-mine-foot", "");
    title.id = "hb-mine-title";
    panel.setAttribute("aria-labelledby", title.id);
    foot.append(
      button("hb-mine-done", "Done", () => panel.close()),
      button("hb-mine-clear", "Show everything", () => Handbook.choose({ role: "", channel: "" }))
    );
    panel.append(title, ...GROUPS.map(group), element("p", "hb-mine-kept", ""), foot);
    panel.addEventListener("click", (event) => {
      if (event.target === panel) {
        panel.close();
      }
    });
    document.body.append(panel);
  }

  function openPanel() {
    if (!panel) {
      makePanel();
    }
    showChosen();
    panel.showModal();
    panel.querySelector("input:checked").focus();
  }

  /* First in the header, so that the Tab key finds it right after the link that skips the header. */
  function makeControl() {
    const header = document.querySelector(".md-header__inner");
    if (!header) {
      return;
    }
    const made = button("md-header__button hb-mine-open", "", openPanel);
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const label = element("span", "hb-mine-label", "");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICON);
    icon.append(path);
    label.setAttribute("data-hb-mine-label", "");
    made.setAttribute("aria-haspopup", "dialog");
    made.append(icon, label);
    header.prepend(made);
  }

  function showAll() {
    document.querySelectorAll("[data-hb-mine-list]").forEach(noteOn);
    document.querySelectorAll("[data-hb-mine-steps]").forEach(foldSteps);
    document.querySelectorAll("[data-hb-mine-page]").forEach(noticeOn);
    showChosen();
  }

  function changed() {
    document.querySelectorAll("[data-hb-mine-list]").forEach((list) => list.removeAttribute("data-hb-mine-shown"));
    showAll();
    document.dispatchEvent(new CustomEvent("handbook:mine", { detail: Handbook.mine() }));
  }

  makeControl();
  showAll();
  Handbook.mineIsShown();

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hb-mine]")) {
      openPanel();
    }
  });
  document.addEventListener("input", (event) => {
    const target = event.target.dataset?.hbFilter;
    const list = target && document.querySelector(`[data-hb-list="${target}"][data-hb-mine-list]`);
    if (list) {
      noteOn(list);
    }
  });
  window.addEventListener("hashchange", () => document.querySelectorAll("[data-hb-mine-steps]").forEach(foldSteps));
  window.addEventListener("storage", (event) => {
    if (event.key === `${Handbook.id}-mine`) {
      Handbook.rereadMine();
      changed();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && stays) {
      Handbook.rereadMine();
      changed();
    }
  });
})();
