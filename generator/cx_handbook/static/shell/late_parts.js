/* Parts of a page that are loaded at their first use: in bundles.json, those whose *when* is "use". */
(() => {
  "use strict";

  const { shell } = Handbook;
  const { announce, loadScript, makeElement } = shell;
  const FOLDER = "assets/handbook";
  const told = new WeakMap(); // what was pressed -> the sentence beside it

  /* `names` are addresses of bundles, and of data that come with them. */
  shell.loadParts = (...names) => Promise.all(names.map((name) => loadScript(`${FOLDER}/${name}`)));

  function tellBeside(pressed, text) {
    const sentence = makeElement("p", { class: "hb-late", lang: "en" }, text);
    told.set(pressed, sentence);
    (pressed.closest("p") || pressed).after(sentence);
    announce(text);
  }

  /* Load parts, then do `work`. Where one cannot be had, a sentence beside what was pressed says so,
     all else on the page goes on, and the next press tries again. */
  shell.useParts = async (names, what, pressed, work) => {
    told.get(pressed)?.remove();
    let isLoaded = false;
    try {
      await shell.loadParts(...names);
      isLoaded = true;
      work();
    } catch (error) {
      const now = isLoaded ? "started. Reload the page" : "loaded. Try again, or reload the page";
      tellBeside(pressed, `${what} could not be ${now}.`);
      if (isLoaded) {
        throw error; // a mistake of ours stays an error of the page
      }
    }
  };
})();
