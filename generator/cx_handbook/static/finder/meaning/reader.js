/* Asks the sentence encoder, which runs in a worker, what a text means. It is started when somebody
   first searches, never before. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const { loadScript, resolveAddress, trustScript, Worker } = Handbook.shell;
  const FOLDER = "assets/handbook";
  const WORKER = `${FOLDER}/finder/encoder.js`;
  const CODE = `${FOLDER}/finder/encoder_code.js`; // the same as a text, for pages from a folder
  const AT_ONCE = 65_536; // signs that are turned into bytes: of each part a copy is made meanwhile
  // What finder.Meaning is made of, in its order: where each is, and what sets it in a page.
  const DATA = [
    { path: `${FOLDER}/vendor/all-minilm-l6-v2/encoder.js`, holder: Handbook, name: "encoder" },
    { path: `${FOLDER}/finder/meaning.js`, holder: finder, name: "meaning" },
    {
      path: `${FOLDER}/vendor/all-minilm-l6-v2/danger.js`,
      holder: Handbook,
      name: "dangerExamples",
    },
  ];

  /* Over a network a worker has an address, so that no rule of the server has to allow more. */
  function startFromNetwork() {
    const worker = new Worker(trustScript(WORKER));
    const addresses = DATA.map(({ path }) => new URL(resolveAddress(path), location.href).href);
    worker.postMessage({ load: { addresses } });
    return worker;
  }

  /* Work in slices, see slices.js. */
  function* turnIntoBytes(text) {
    const bytes = new Uint8Array(text.length);
    const encoder = new TextEncoder();
    for (let begin = 0; begin < text.length; begin += AT_ONCE) {
      encoder.encodeInto(text.slice(begin, begin + AT_ONCE), bytes.subarray(begin));
      yield;
    }
    return bytes.buffer;
  }

  /* The bytes of a script of numbers, all of ASCII. It sets a function that is never called and whose
     comments are read: no string of the page keeps them. */
  async function takeBytes({ path, holder, name }) {
    await loadScript(path);
    const text = String(holder[name]);
    holder[name] = null;
    return finder.runInSlices(turnIntoBytes(text));
  }

  /* From a folder, a worker may neither have an address nor load anything. The bytes move to it, and
     leave no copy. */
  async function startFromFolder() {
    await loadScript(CODE);
    const code = URL.createObjectURL(new Blob([finder.encoderCode], { type: "text/javascript" }));
    const bytes = await Promise.all(DATA.map(takeBytes));
    const worker = new Worker(code);
    worker.addEventListener("message", () => URL.revokeObjectURL(code), { once: true });
    worker.postMessage({ load: { bytes } }, bytes);
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
