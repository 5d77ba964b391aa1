/* One call. What belongs to it (ticks, names, times typed in, the search) is forgotten when the next
   customer begins, on every open page of this device. Whoever keeps something listens to the event
   hb-next-customer. */
(() => {
  "use strict";

  const { storage } = Handbook.shell;
  const { call } = Handbook;
  const KEY = "call"; // the name under which it is stored when the last customer began, in ms
  const LONGEST = 2 * 60 * 60 * 1000; // ms without a press, after which it is another call
  let begun = storage.read(KEY);
  let pressed = Date.now();

  function forget() {
    document.getElementById("hb-live")?.replaceChildren(); // it may still say a name
    document.dispatchEvent(new Event("hb-next-customer"));
  }

  /* A page that waited in another tab, or in the browser's memory, has missed the event. */
  function followDevice() {
    const stored = storage.read(KEY);
    if (stored !== begun) {
      begun = stored;
      forget();
    }
  }

  function notePress() {
    const isAnother = Date.now() - pressed > LONGEST;
    pressed = Date.now();
    if (isAnother) {
      forget();
    }
  }

  call.LONGEST_CALL = LONGEST;

  call.beginNextCustomer = () => {
    begun = Date.now();
    storage.write(KEY, begun);
    forget();
  };

  ["pointerdown", "keydown"].forEach((name) => window.addEventListener(name, notePress, true));
  window.addEventListener("storage", followDevice);
  window.addEventListener("pageshow", followDevice);
})();
