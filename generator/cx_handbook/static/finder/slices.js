/* Long work in slices. It is a generator that yields wherever it may be left for a while, so that the page
   answers keys and draws in between. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const LONGEST = 12; // ms of a slice, if the work yields that often

  /* Let everything go first that waits already. */
  const giveWay = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(undefined);
      };
      port2.postMessage(null);
    });

  /* Do work in slices; resolves to what it returns. */
  finder.runInSlices = async (work) => {
    for (;;) {
      const end = performance.now() + LONGEST;
      let step = work.next();
      while (!step.done && performance.now() < end) {
        step = work.next();
      }
      if (step.done) {
        return step.value;
      }
      await giveWay();
    }
  };

  /* Do work at once; return what it returns. */
  finder.runAtOnce = (work) => {
    let step = work.next();
    while (!step.done) {
      step = work.next();
    }
    return step.value;
  };
})();
