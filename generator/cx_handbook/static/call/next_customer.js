/* *Next customer*: what belongs to this call is forgotten, and the finder waits for what the next one
   says. Of a running timer it is asked first: somebody may be waiting for it. */
(() => {
  "use strict";

  const { announce, customer, makeButton, makeElement, ownLanguage } = Handbook.shell;
  const { call, finder } = Handbook;

  /* The call view leaves first: its page is no part of the next call. */
  function begin() {
    document.dispatchEvent(new Event("hb-leave-call"));
    call.beginNextCustomer();
    finder.open();
    announce(`Ready for the next ${customer.one}. Nothing of the last one is left.`);
  }

  function makeQuestion(names) {
    const close = (then) => () => {
      dialog.close();
      dialog.remove();
      then?.();
    };
    const one = names.length === 1;
    const dialog = makeElement(
      "dialog",
      { class: "hb-next", lang: "en", "aria-labelledby": "hb-next-asked" },
      makeElement(
        "h2",
        { id: "hb-next-asked" },
        one ? "A timer is still running" : `${names.length} timers are still running`,
      ),
      makeElement(
        "ul",
        {},
        names.map((name) => makeElement("li", { lang: ownLanguage }, name)),
      ),
      makeElement(
        "div",
        "hb-next-keys",
        makeButton("hb-call-button", one ? "Keep it running" : "Keep them running", close(begin)),
        makeButton(
          "hb-call-button",
          one ? "Stop it" : "Stop them",
          close(() => {
            call.timers.stopAll();
            begin();
          }),
        ),
        makeButton("hb-quiet", "Back to this call", close(null)),
      ),
    );
    dialog.addEventListener("cancel", () => setTimeout(() => dialog.remove()));
    return dialog;
  }

  call.askForNextCustomer = () => {
    const names = call.timers?.listNames() || []; // they are loaded while one runs
    if (!names.length) {
      begin();
      return;
    }
    const question = makeQuestion(names);
    document.body.append(question);
    question.showModal();
  };
})();
