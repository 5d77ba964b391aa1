/* The button beside each longer limit that opens a panel below it: when the limit falls due. What the
   panel says is loaded when it is first opened. */
(() => {
  "use strict";

  const { findAll, makeElement, useParts } = Handbook.shell;
  const { call } = Handbook;
  let panels = 0;

  /* What works out times, and the company's opening hours. */
  call.hoursParts = ["hours.js", "company-hours.js"];
  call.dueParts = [...call.hoursParts, "due.js"];

  function togglePanel(button, panel, limit) {
    const opening = panel.hidden;
    panel.hidden = !opening;
    button.setAttribute("aria-expanded", String(opening));
    if (opening) {
      const waiting = makeElement("p", { hidden: true }); // where a sentence goes, if it fails
      panel.replaceChildren(waiting);
      useParts(call.dueParts, "The opening hours", waiting, () => call.fillDuePanel(panel, limit));
    }
  }

  function addPanel(limit) {
    const label = limit.duration ? "Due when?" : "Is it within opening hours?";
    const button = call.addLimitButton(limit, label, () => togglePanel(button, panel, limit));
    panels += 1;
    const panel = makeElement("div", {
      class: "hb-due",
      id: `hb-due-${panels}`,
      hidden: true,
      role: "group",
      "aria-label": button.getAttribute("aria-label"),
    });
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", panel.id);
    (button.closest(".hb-when, .hb-big") || button).after(panel);
  }

  /* What was typed in belongs to one call: a panel that is open begins anew. */
  document.addEventListener("hb-next-customer", () => {
    findAll('.hb-limit[aria-expanded="true"]').forEach((button) => button.click());
  });

  call.limits.filter((limit) => !limit.hasTimer).forEach(addPanel);
})();
