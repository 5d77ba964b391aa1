/* Puts the finder into the header of another site builder's theme, within reach on every page. */
(() => {
  "use strict";

  const { customer, makeButton, makeElement, makeIcon } = Handbook.shell;
  const ICON =
    "M5 4h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm0 2v8h4v2l2.500-2H19V6Z";

  const header = document.querySelector(".md-header__inner");
  if (header && !header.querySelector("[data-hb-find]")) {
    const attributes = {
      class: "md-header__button hb-header-find",
      lang: "en",
      "data-hb-find": true,
      "aria-label": `What did the ${customer.one} say?`,
    };
    const label = [
      makeIcon(ICON),
      makeElement("span", {}, "What did they say?"),
      makeElement("kbd", { "aria-hidden": "true" }, "/"),
    ];
    // The finder opens for whatever has the attribute.
    header.append(makeButton(attributes, label, () => {}));
  }
})();
