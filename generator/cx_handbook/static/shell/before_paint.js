/* Runs before anything is shown, so that nothing jumps: what needs a script has its place from the
   start, and what does not concern my role and channel is hidden. A style does that, for the screen
   alone; paper shows everything. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const meta = (name) => document.querySelector(`meta[name="handbook-${name}"]`)?.content || "";
  const style = document.createElement("style");
  const NOBODY = { role: "", channel: "" };

  function named() {
    try {
      return JSON.parse(meta("mine"));
    } catch {
      return { roles: [], channels: [] };
    }
  }

  /* All roles and channels there are, as pairs of ID and name. */
  Handbook.choices = named();

  /* What was kept may be older than company.yml: a role or channel that is gone is nobody's. */
  function valid(chosen) {
    const known = (group, id) => (Handbook.choices[group].some(([one]) => one === id) ? id : "");
    return { role: known("roles", chosen?.role), channel: known("channels", chosen?.channel) };
  }

  function kept() {
    try {
      return valid(JSON.parse(localStorage.getItem(`${meta("id")}-mine`)));
    } catch {
      return { ...NOBODY };
    }
  }

  /* What has one of the attributes and does not name the ID. Urgent things are for all. */
  function others(attribute, id) {
    const not = `[${attribute}=""], [${attribute}~="${id}"], .hb-urgent, .hb-urgent *, [data-hb-mine-shown]`;
    const has = `[${attribute}]:not(${not})`;
    return [`[data-hb-mine-list]:not([data-hb-mine-shown]) ${has}`, has];
  }

  function rules({ role, channel }) {
    const hidden = [];
    if (role) {
      hidden.push(others("data-hb-roles", role)[0]);
    }
    if (channel) {
      const [inList, anywhere] = others("data-hb-channels", channel);
      // A call goes through all steps; each says where it holds.
      hidden.push(inList, `body:not(.hb-calling) [data-hb-mine-steps] > ${anywhere}`);
    }
    return hidden.length ? `@media screen { ${hidden.join(", ")} { display: none !important } }` : "";
  }

  let chosen = kept();

  function show() {
    style.textContent = rules(chosen);
  }

  Handbook.mine = () => ({ ...chosen });

  /* Take a choice over for this page; mine.js keeps it. */
  Handbook.takeMine = (choice) => {
    chosen = valid(choice);
    show();
  };

  /* Take over what another page has kept meanwhile. */
  Handbook.rereadMine = () => Handbook.takeMine(kept());

  show();
  document.head.append(style);

  /* The theme says that there are scripts when its own are through, which is late. */
  const { classList } = document.documentElement;
  classList.replace("no-js", "js");

  /* Until the lists say what they leave out, they are not seen. */
  classList.toggle("hb-mine-waiting", Boolean(chosen.role || chosen.channel));
  Handbook.mineIsShown = () => classList.remove("hb-mine-waiting");
  window.addEventListener("load", Handbook.mineIsShown);
})();
