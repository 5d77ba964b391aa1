/* The panel, 360 px beside another program: the finder on top instead of the header and the bars at
   the sides. */
(() => {
  "use strict";

  const { makeButton, makeElement, resolveAddress } = Handbook.shell;

  function addBar() {
    const find = makeButton(
      { class: "hb-panel-find", "data-hb-find": true },
      "What did they say?",
      () => {},
    );
    const whole = makeElement(
      "a",
      { href: `${resolveAddress("index.html")}?panel=off`, target: "_blank", rel: "noopener" },
      "Whole handbook",
    );
    const bar = makeElement(
      "nav",
      { class: "hb-panel-bar", lang: "en", "aria-label": "Panel" },
      find,
      whole,
    );
    document.body.prepend(bar);
  }

  if (document.documentElement.classList.contains("hb-panel")) {
    addBar();
  }
})();
