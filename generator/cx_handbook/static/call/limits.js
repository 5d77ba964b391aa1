/* The limits in time that a page names, such as *within 4 opening hours*, and the button beside
   each. */
(() => {
  "use strict";

  const { findAll, makeButton } = Handbook.shell;
  const LENGTHS = { minute: 60000, hour: 3600000 }; // ms
  const LONGEST_TIMER = 3600000; // ms; a longer limit is a day and an hour, nothing to watch

  /* `duration` is null for *the time agreed*; `length` is in ms, NaN where only a calendar
     tells. */
  function readLimit(element) {
    const [n, unit, clock] = element.dataset.hbWithin.split(" ");
    const isAgreed = !(Number(n) > 0);
    const duration = isAgreed ? null : { n: Number(n), unit, clock };
    const length = !isAgreed && clock === "elapsed" ? Number(n) * LENGTHS[unit] : NaN;
    const name = element.dataset.hbOf || "";
    return { element, duration, length, name, hasTimer: length <= LONGEST_TIMER };
  }

  Handbook.call.limits = findAll("[data-hb-within]").map(readLimit);

  /* Screen readers hear the limit's name too, because several buttons of a page have one label. */
  Handbook.call.labelButton = (button, label, limit) => {
    button.textContent = label;
    button.setAttribute("aria-label", `${label}${label.endsWith("?") ? "" : ":"} ${limit.name}`);
  };

  Handbook.call.addLimitButton = (limit, label, onClick) => {
    const button = makeButton("hb-limit", "", onClick);
    Handbook.call.labelButton(button, label, limit);
    limit.element.after(button);
    return button;
  };
})();
