/* Opens the finder's dialog at once, with the field in it, so that nothing typed is lost; what answers
   is loaded meanwhile. The field is a real one from the first moment on, because a telephone shows
   its keyboard only for what has the focus when somebody presses. */
(() => {
  "use strict";

  const { customer, findElement, loadParts, makeButton, makeElement, takeDoor } = Handbook.shell;
  const { finder } = Handbook;
  const PARTS = ["finder/finder.js", "finder/index.js"];
  const MOST_TYPED = 300; // characters
  let dialog = null; // made when it is first opened
  let answering = null; // see finder.Answering; made once the parts are loaded
  let loading = null; // until they are
  let isSentHere = false; // by an address that asks for a clear answer to open by itself
  let isEntering = false; // Enter was pressed before there was anything to open

  function makeBar() {
    const label = `What did the ${customer.one} say?`;
    const input = makeElement("input", {
      id: "hb-finder-input",
      type: "search",
      role: "combobox",
      placeholder: label,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      maxlength: String(MOST_TYPED),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "hb-found",
      "aria-describedby": "hb-finder-keys",
      input: onInput,
    });
    return makeElement(
      "div",
      "hb-finder-bar",
      makeElement("label", { class: "hb-sr", for: "hb-finder-input" }, label),
      input,
      makeButton("hb-finder-close", "Close", () => dialog.close()),
    );
  }

  function makeDialog() {
    dialog = makeElement(
      "dialog",
      { class: "hb-finder", lang: "en", "aria-label": "Find what to do", keydown: onKey },
      makeBar(),
      makeElement(
        "div",
        "hb-finder-body",
        makeElement("p", { class: "hb-finder-head", id: "hb-finder-head" }),
      ),
    );
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) {
        dialog.close(); // a click on the backdrop
      }
    });
    dialog.addEventListener("close", () => findInput().blur());
    document.body.append(dialog);
  }

  const findInput = () => findElement("input", dialog);

  /* Whoever types chooses, whatever the address asked for. */
  function onInput() {
    isSentHere = false;
    answering?.onInput();
  }

  /* While an input method composes a word, its keys are not ours. */
  function onKey(event) {
    if (event.isComposing) {
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would take it: Safari's never lets the dialog close
      dialog.close();
    } else if (event.target === findInput()) {
      if (answering) {
        answering.onKey(event);
      } else if (event.key === "Enter") {
        event.preventDefault();
        isEntering = true;
      }
    }
  }

  async function loadAnswers() {
    const head = findElement(".hb-finder-head", dialog);
    head.textContent = `Loading what ${customer.many} say …`;
    try {
      await loadParts(...PARTS);
      answering = new finder.Answering(dialog);
    } catch {
      head.textContent = "The finder could not be loaded. Close it and try again.";
      return;
    }
    beginAnswering();
    await answering.prepare();
  }

  function beginAnswering() {
    const [opens, enters] = [isSentHere, isEntering];
    isSentHere = false;
    isEntering = false;
    answering.begin(opens, enters);
  }

  function openFinder() {
    if (!dialog) {
      makeDialog();
    }
    if (!dialog.open) {
      dialog.showModal();
    }
    findInput().focus();
    findInput().select();
    isEntering = false;
    if (answering) {
      beginAnswering();
    } else {
      loading ??= loadAnswers().finally(() => (loading = null));
    }
  }

  /* The telephone or the ticket system opened a page with what the customer said. */
  function openByDoor() {
    const door = takeDoor();
    if (!door) {
      return;
    }
    if (!dialog) {
      makeDialog();
    }
    findInput().value = door.words.slice(0, MOST_TYPED);
    isSentHere = door.opens;
    openFinder();
  }

  finder.open = openFinder;

  /* What one customer said is not shown to whoever asks for the next. */
  document.addEventListener("hb-next-customer", () => {
    if (dialog) {
      findInput().value = "";
      answering?.forget();
    }
  });

  const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  const isTyping = (target) => !target.closest("dialog:not([open])") && target.closest(FIELDS);

  /* Heard before the theme does, which opens its own search by this key. */
  function onSlash(event) {
    const isPlain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isPlain && !isTyping(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      openFinder();
    }
  }

  openByDoor();
  window.addEventListener("hashchange", openByDoor);
  window.addEventListener("keydown", onSlash, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-hb-find]")) {
      openFinder();
    }
  });
})();
