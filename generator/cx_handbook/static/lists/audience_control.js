/* The control in the header of each page that chooses a role and a channel, and its panel. */
(() => {
  "use strict";

  const { audience, customer, findAll, findElement, makeButton, makeElement, makeIcon } =
    Handbook.shell;
  const ICON =
    "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm0 2a2 2 0 1 0 0 4 2 2 0 0 0 0-4Zm0 7.5c3.7 0 7.5 1.8 7.5 4.5v2h-15v-2c0-2.7 3.8-4.5 7.5-4.5Zm0 2c-2.6 0-5.4 1.2-5.5 2.5h11c-.1-1.3-2.9-2.5-5.5-2.5Z";
  /** @type {[group: AudienceGroup, key: keyof Choice, legend: string, all: string][]} */
  const GROUPS = [
    ["roles", "role", "I work as", "Any role"],
    ["channels", "channel", `The ${customer.one} is on`, "Any channel"],
  ];
  let panel = null; // made when it is first opened

  function checkChosenOptions() {
    const choice = audience.current();
    GROUPS.forEach(([, key]) => {
      /** @type {HTMLInputElement[]} */
      const inputs = findAll(`input[name="hb-mine-${key}"]`, panel);
      inputs.forEach((input) => {
        input.checked = input.value === choice[key];
      });
    });
    findElement(".hb-mine-kept", panel).textContent = audience.isKept()
      ? "Kept on this device only. Nothing is sent."
      : "This browser keeps nothing, so it holds until you leave this page.";
  }

  function showChoice() {
    const names = audience.describe();
    findAll("[data-hb-mine-label]").forEach((label) => {
      label.textContent = `For: ${names || "everyone"}`;
    });
    document.documentElement.toggleAttribute("data-hb-mine-on", Boolean(names));
    if (panel) {
      checkChosenOptions();
    }
  }

  function makeOption(key, id, name) {
    const change = () => audience.choose({ [key]: id });
    const input = makeElement("input", {
      type: "radio",
      name: `hb-mine-${key}`,
      value: id,
      change,
    });
    return makeElement("label", "hb-mine-option", input, makeElement("span", {}, name));
  }

  function makeGroup([group, key, legend, all]) {
    return makeElement(
      "fieldset",
      "hb-mine-group",
      makeElement("legend", {}, legend),
      makeOption(key, "", all),
      audience.choices[group].map(([id, name]) => makeOption(key, id, name)),
    );
  }

  function makePanel() {
    panel = makeElement(
      "dialog",
      { class: "hb-mine-panel", lang: "en", "aria-labelledby": "hb-mine-title" },
      makeElement("h2", { class: "hb-mine-title", id: "hb-mine-title" }, "Show what is for me"),
      GROUPS.map(makeGroup),
      makeElement("p", "hb-mine-kept"),
      makeElement(
        "p",
        "hb-mine-foot",
        makeButton("hb-mine-done", "Done", () => panel.close()),
        makeButton("hb-mine-clear", "Show everything", () =>
          audience.choose({ role: "", channel: "" }),
        ),
      ),
    );
    panel.addEventListener("click", (event) => {
      if (event.target === panel) {
        panel.close(); // a click on the backdrop
      }
    });
    document.body.append(panel);
  }

  function openPanel() {
    if (!panel) {
      makePanel();
    }
    showChoice();
    panel.showModal();
    findElement("input:checked", panel).focus();
  }

  /* First in the header, so that the Tab key finds it right after the link that skips the
     header. */
  function addControl() {
    const header = document.querySelector(".md-header__inner, [data-hb-header]");
    if (header) {
      const attributes = { class: "md-header__button hb-mine-open", "aria-haspopup": "dialog" };
      const label = makeElement("span", { class: "hb-mine-label", "data-hb-mine-label": true });
      header.prepend(makeButton(attributes, [makeIcon(ICON), label], openPanel));
    }
  }

  addControl();
  showChoice();
  document.addEventListener("handbook:mine", showChoice);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hb-mine]")) {
      openPanel();
    }
  });
})();
