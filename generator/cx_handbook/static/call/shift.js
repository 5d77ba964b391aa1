/* *My shift*: your own name and your lead's, which stand in the words to say until the end of the
   day. */
(() => {
  "use strict";

  const { makeElement } = Handbook.shell;
  const { call } = Handbook;

  function writeNames() {
    const names = call.shift.names.map(({ name }) => call.shift.read(name)).filter(Boolean);
    return names.length ? `My shift: ${names.join(", ")}` : "My shift";
  }

  function makeField({ name, label }, showNames) {
    const input = makeElement("input", { autocomplete: "off", maxlength: "60" });
    input.value = call.shift.read(name);
    input.addEventListener("input", () => {
      call.shift.keep(name, input.value);
      showNames();
    });
    const field = makeElement("label", "hb-due-field", makeElement("span", {}, label), input);
    return { field, show: () => (input.value = call.shift.read(name)) };
  }

  call.makeShiftFold = () => {
    const summary = makeElement("summary", {}, writeNames());
    const showNames = () => (summary.textContent = writeNames());
    const fields = call.shift.names.map((name) => makeField(name, showNames));
    const hint = makeElement("p", "hb-hint", "Kept on this device until the end of the day.");
    const inside = makeElement("div", "hb-fold-in", ...fields.map(({ field }) => field), hint);
    const fold = makeElement("details", "hb-fold hb-call-shift", summary, inside);
    // The names may have been filled in among the words meanwhile.
    fold.addEventListener("toggle", () => {
      fields.forEach(({ show }) => show());
      showNames();
    });
    return fold;
  };
})();
