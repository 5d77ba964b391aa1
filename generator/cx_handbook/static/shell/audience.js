/* The role and the channel that somebody chose, and what applies to them. An element names its
   roles and channels in attributes; before_paint.js hides. The choice stays on this device. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const { audience } = shell;
  const KEY = "mine";
  /** @type {[group: AudienceGroup, key: keyof Choice][]} */
  const GROUPS = [
    ["channels", "channel"],
    ["roles", "role"],
  ];
  let kept = true; // false once the browser refused to store a choice

  function findName(group, id) {
    const found = audience.choices[group].find(([other]) => other === id);
    return found ? found[1] : "";
  }

  function listIds(element, group) {
    return (element.getAttribute(`data-hb-${group}`) || "").split(" ").filter(Boolean);
  }

  audience.listIds = listIds;

  audience.joinNames = (group, ids) =>
    ids
      .map((id) => findName(group, id))
      .filter(Boolean)
      .join(", ");

  audience.describe = () => {
    const { role, channel } = audience.current();
    return [findName("roles", role), findName("channels", channel)].filter(Boolean).join(" · ");
  };

  /* An attribute that is missing or empty means all. */
  audience.matches = (element, group) => {
    const { role, channel } = audience.current();
    const id = group === "roles" ? role : channel;
    const ids = listIds(element, group);
    return !id || !ids.length || ids.includes(id);
  };

  audience.includes = (element) => GROUPS.every(([group]) => audience.matches(element, group));

  /* Whether an entry of a list is out of sight because it does not apply. */
  audience.isHidden = (entry) => {
    const list = entry.closest("[data-hb-mine-list]");
    const filtered =
      list && !list.hasAttribute("data-hb-mine-shown") && !entry.closest(".hb-urgent");
    return Boolean(filtered && !audience.includes(entry));
  };

  /* Why a page or a part of it does not apply, in a sentence each; "" where it does. */
  audience.explainMismatch = (element) => {
    const choice = audience.current();
    return GROUPS.filter(([group]) => !audience.matches(element, group))
      .map(([group, key]) => {
        const names = audience.joinNames(group, listIds(element, group));
        return `This holds for ${names}, not for ${findName(group, choice[key])}.`;
      })
      .join(" ");
  };

  audience.isKept = () => kept;

  const tellPage = () => document.dispatchEvent(new CustomEvent("handbook:mine"));

  /* Stored where the browser allows that, else it holds until the page is left. */
  audience.choose = (change) => {
    audience.apply({ ...audience.current(), ...change });
    const { role, channel } = audience.current();
    kept = shell.storage.write(KEY, role || channel ? { role, channel } : null);
    tellPage();
    const hidden = document.querySelector(".hb-mine-note:not([hidden])");
    const others = hidden ? " Some entries are hidden." : "";
    shell.announce(`For: ${audience.describe() || "everyone"}.${others}`);
  };

  function takeStoredChoice() {
    audience.reload();
    tellPage();
  }

  window.addEventListener("storage", (event) => {
    if (shell.storage.owns(event, KEY)) {
      takeStoredChoice(); // another tab chose
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && kept) {
      takeStoredChoice(); // the page comes back as it was left, perhaps with an older choice
    }
  });
})();
