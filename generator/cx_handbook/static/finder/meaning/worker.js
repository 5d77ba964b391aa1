/* Runs the sentence encoder beside the page, which goes on answering meanwhile. Over a network it
   fetches its data itself; in pages opened from a folder, where it may not, the page hands them in. */
(() => {
  "use strict";

  const { finder } = Handbook;
  let meaning = null; // made once the data are there

  async function fetchBytes(address) {
    const response = await fetch(address);
    if (!response.ok) {
      throw new Error(`${address} could not be loaded`);
    }
    return response.arrayBuffer();
  }

  /* `bytes` are those of the data, one after the other; `addresses` where they are to be had. */
  async function load({ bytes, addresses }) {
    meaning = new finder.Meaning(...(bytes ?? (await Promise.all(addresses.map(fetchBytes)))));
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
      load(data.load).catch((error) => {
        setTimeout(() => {
          throw error; // the page hears errors, but no promise that was broken
        });
      });
    } else {
      waiting = data;
      setTimeout(answer);
    }
  });
})();
