/* Runs the sentence encoder beside the page, which goes on answering meanwhile. Over a network it
   fetches its data itself; in pages opened from a folder, where it may not, the page hands them in. */
(() => {
  "use strict";

  const { finder } = Handbook;
  let meaning = null; // made once the data are there

  /* `scripts` are addresses of scripts that set the data; without them, the data come along. */
  function load({ scripts, encoder, phrases, danger }) {
    if (scripts) {
      const own = /** @type {any} */ (globalThis);
      // Where a server insists on trusted types, it does so in workers too. The page named them.
      const policy = own.trustedTypes?.createPolicy("handbook", { createScriptURL: (url) => url });
      own.importScripts(...scripts.map((url) => policy?.createScriptURL(url) ?? url));
    }
    meaning = new finder.Meaning(
      encoder ?? Handbook.encoder,
      phrases ?? finder.meaning,
      danger ?? Handbook.dangerExamples,
    );
    Handbook.encoder = null; // fifteen megabytes that are read by now
    Handbook.dangerExamples = null;
    finder.meaning = null;
    postMessage({ ready: true });
  }

  /* A later question takes the place of those that wait: whoever types asks with each key. */
  let waiting = null;
  function answer() {
    if (waiting) {
      const { text, meant } = waiting;
      waiting = null;
      postMessage({ text, found: meaning.readText(text, meant) });
    }
  }

  addEventListener("message", ({ data }) => {
    if (data.load) {
      load(data.load);
    } else {
      waiting = data;
      setTimeout(answer);
    }
  });
})();
