/* The preview tells an open page when it has changed, and how far the rest of the site is. A page that
   nobody looks at does not listen: a browser has few connections to one address. */
(() => {
  "use strict";

  /** @type {HTMLElement} */
  const note = document.querySelector(".hb-follows");
  const line = note.querySelector("p");
  /** @type {EventSource} */
  let source = null;

  function hear(event) {
    const news = JSON.parse(event.data);
    if (news.reload) {
      location.reload();
      return;
    }
    const said = note.getAttribute(`data-hb-${news.progress}`);
    if (said !== line.textContent) {
      line.textContent = said;
    }
    line.hidden = !said;
  }

  function listen() {
    source?.close();
    source = null;
    if (document.visibilityState === "visible") {
      source = new EventSource(note.dataset.hbEvents);
      source.addEventListener("message", hear);
    }
  }

  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      listen();
    }
  });
  listen();
})();
