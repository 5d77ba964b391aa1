/* The button for light and dark: as the device, light, dark, and round again. */
(() => {
  "use strict";

  const { scheme } = Handbook.shell;
  /** @type {Record<SchemeChoice, [next: SchemeChoice, label: string]>} */
  const STEPS = {
    auto: ["light", "Light or dark as the device; change to light"],
    light: ["dark", "Light; change to dark"],
    dark: ["auto", "Dark; change to the device's choice"],
  };

  const button = document.querySelector("[data-sh-scheme]");

  function writeLabel() {
    const [, label] = STEPS[scheme.current()];
    button.setAttribute("aria-label", label);
    button.setAttribute("title", label);
  }

  if (button) {
    writeLabel();
    button.addEventListener("click", () => {
      scheme.choose(STEPS[scheme.current()][0]);
      writeLabel();
    });
    window.addEventListener("storage", writeLabel);
  }
})();
