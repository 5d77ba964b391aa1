/* Asks the sentence encoder, which runs in a worker, what a text means. It is started when somebody
   first searches, never before. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const { loadScript, resolveAddress, trustScript, Worker } = Handbook.shell;
  const FOLDER = "assets/handbook";
  const WORKER = `${FOLDER}/finder/encoder.js`;
  const CODE = `${FOLDER}/finder/encoder_code.js`; // the same as a text, for pages from a folder
  const DATA = [
    `${FOLDER}/vendor/all-minilm-l6-v2/encoder.js`,
    `${FOLDER}/vendor/all-minilm-l6-v2/danger.js`,
    `${FOLDER}/finder/meaning.js`,
  ];

  /* Over a network a worker has an address, so that no rule of the server has to allow more. */
  function startFromNetwork() {
    const worker = new Worker(trustScript(WORKER));
    worker.postMessage({
      load: { scripts: DATA.map((path) => new URL(resolveAddress(path), location.href).href) },
    });
    return worker;
  }

  /* From a folder, a worker may neither have an address nor load anything. */
  async function startFromFolder() {
    await Promise.all([CODE, ...DATA].map(loadScript));
    const code = new Blob([finder.encoderCode], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(code));
    worker.postMessage({
      load: {
        encoder: Handbook.encoder,
        phrases: finder.meaning,
        danger: Handbook.dangerExamples,
      },
    });
    Handbook.encoder = null;
    Handbook.dangerExamples = null;
    finder.meaning = null;
    return worker;
  }

  /* Start the encoder. `onReady` hears that it can be asked, `onFound` each text with what it means,
     see finder.Meaning, `onFail` that no answer will come any more. Return a function that asks; a
     later question may take the place of an earlier one. Rejects where a file is missing or the
     browser has no workers. */
  finder.startMeaning = async (onReady, onFound, onFail) => {
    const isFolder = location.protocol === "file:";
    const worker = await (isFolder ? startFromFolder() : startFromNetwork());
    worker.addEventListener("message", ({ data }) => {
      if (data.ready) {
        onReady();
      } else {
        onFound(data.text, data.found);
      }
    });
    worker.addEventListener("error", () => {
      worker.terminate();
      onFail();
    });
    return (text, meant) => worker.postMessage({ text, meant });
  };
})();
