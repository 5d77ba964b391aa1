/* Runs in the head, before anything is shown, so that nothing jumps: entries that do not apply
   to the chosen role and channel are hidden from the start. A style for the screen hides them;
   paper has all. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const { classList } = document.documentElement;

  const readMeta = (name) =>
    document.querySelector(`meta[name="handbook-${name}"]`)?.getAttribute("content") || "";

  function readChoices() {
    try {
      return JSON.parse(readMeta("mine"));
    } catch {
      return { roles: [], channels: [] };
    }
  }

  const choices = readChoices();

  /* A choice from storage may be older than company.yml: an unknown role or channel counts as
     none. */
  function dropUnknown(choice) {
    const known = (group, id) => (choices[group].some(([other]) => other === id) ? id : "");
    return { role: known("roles", choice?.role), channel: known("channels", choice?.channel) };
  }

  function readStored() {
    try {
      return dropUnknown(JSON.parse(localStorage.getItem(`${readMeta("id")}-mine`)));
    } catch {
      return { role: "", channel: "" };
    }
  }

  /* Select what has one of the attributes and does not name the ID. Urgent things are for all. */
  function selectOthers(attribute, id) {
    const named = `[${attribute}=""], [${attribute}~="${id}"]`;
    const shown = ".hb-urgent, .hb-urgent *, [data-hb-mine-shown]";
    return `[${attribute}]:not(${named}, ${shown})`;
  }

  function writeRules({ role, channel }) {
    const list = "[data-hb-mine-list]:not([data-hb-mine-shown])";
    const hidden = [];
    if (role) {
      hidden.push(`${list} ${selectOthers("data-hb-roles", role)}`);
    }
    if (channel) {
      const others = selectOthers("data-hb-channels", channel);
      // A call goes through all steps; each says where it holds.
      hidden.push(`${list} ${others}`, `body:not(.hb-calling) [data-hb-mine-steps] > ${others}`);
    }
    return hidden.length
      ? `@media screen { ${hidden.join(", ")} { display: none !important } }`
      : "";
  }

  /* A strict Content-Security-Policy refuses style elements, but no style sheet that a script makes.
     Older browsers have only the former. */
  function addStyleSheet() {
    try {
      const sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      return (rules) => sheet.replaceSync(rules);
    } catch {
      const style = document.createElement("style");
      document.head.append(style);
      return (rules) => {
        style.textContent = rules;
      };
    }
  }

  const showRules = addStyleSheet();
  let chosen = readStored();

  function applyChoice(choice) {
    chosen = dropUnknown(choice);
    showRules(writeRules(chosen));
  }

  /* audience.js adds the rest, once the page is there. */
  shell.audience = /** @type {Audience} */ ({
    choices,
    current: () => ({ ...chosen }),
    apply: applyChoice,
    reload: () => applyChoice(readStored()),
    showLists: () => classList.remove("hb-mine-waiting"),
  });

  applyChoice(chosen);

  // The theme says that there are scripts when its own have run, which is late.
  classList.replace("no-js", "js");

  // Lists wait out of sight until they say how many entries they hide.
  classList.toggle("hb-mine-waiting", Boolean(chosen.role || chosen.channel));
  window.addEventListener("load", shell.audience.showLists);

  // The call view is loaded for an address that asks for it: the page does not flash up before.
  const showPage = () => classList.remove("hb-call-waiting");
  classList.toggle("hb-call-waiting", /^#call(-|$)/.test(location.hash));
  window.addEventListener("load", showPage);
})();
