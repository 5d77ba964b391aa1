/* The button beside each short limit that starts its timer. The timers themselves are loaded at the
   first press, and on every page while one of them runs. */
(() => {
  "use strict";

  const { storage, useParts } = Handbook.shell;
  const { call } = Handbook;
  const PARTS = ["timers.js"];
  const STORED = ["timers", "timer-sound"]; // names under which timers.js and timer_alarm.js store

  /* Key of a timer -> the limit of this page, what its timer is called, and the button. */
  call.starters = new Map();

  function addStarter(limit) {
    const { n, unit } = limit.duration;
    const key = `${n} ${unit} ${limit.name}`;
    const label = `${n}-${unit} timer`;
    const button = call.addLimitButton(limit, `Start ${label}`, () => {
      const pressed = Date.now(); // a slow network takes nothing from what was promised
      useParts(PARTS, "The timer", button, () => call.timers.start(key, pressed));
    });
    call.starters.set(key, { limit, label, button });
  }

  /* A sound needs the press before it, so whoever has it switched on has the timers at once. */
  function loadStored() {
    if (!call.timers && STORED.some((name) => storage.read(name))) {
      const heading = document.querySelector("h1") || document.body.firstElementChild;
      useParts(PARTS, "Your timers", heading, () => {});
    }
  }

  call.limits.filter((limit) => limit.hasTimer).forEach(addStarter);
  loadStored();
  // Another tab, or the page that was left, may have started one.
  window.addEventListener("storage", loadStored);
  window.addEventListener("pageshow", loadStored);
})();
