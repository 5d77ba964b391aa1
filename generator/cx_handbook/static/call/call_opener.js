/* Opens the call view, which is loaded when somebody first does: by its link, or by an address that
   ends in #call. */
(() => {
  "use strict";

  const { useParts } = Handbook.shell;
  const { call } = Handbook;
  /** @type {HTMLAnchorElement} */
  const link = document.querySelector('#call a[href="#call"]');
  const isAddressed = () => /^#call(-|$)/.test(location.hash);

  const openView = (work) => useParts(["call_view.js"], "The call view", link, work);
  // before_paint.js hides the page that is not asked for.
  const showPage = () => document.documentElement.classList.remove("hb-call-waiting");

  /* Once it is there, the view listens itself. */
  function followAddress() {
    if (!call.enterView && isAddressed()) {
      openView(() => {}).finally(showPage);
    }
  }

  function followLink(event) {
    const pressed = event.target.closest?.('a[href^="#call"]');
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (pressed && isPlain && !call.enterView) {
      event.preventDefault();
      openView(() => call.enterView(pressed));
    }
  }

  if (link && call.ticks) {
    document.addEventListener("click", followLink);
    window.addEventListener("hashchange", followAddress);
    followAddress();
  }
})();
