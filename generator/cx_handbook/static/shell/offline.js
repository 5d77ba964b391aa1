/* On the web, the handbook is kept on this device and opens without a network. A new version waits
   until somebody takes it. Opened from a folder it is on the device already, and nothing is done. */
(function () {
  "use strict";

  const Handbook = window.Handbook;
  if (!/^https?:$/.test(location.protocol)) {
    return;
  }
  const workers = navigator.serviceWorker;
  const scope = Handbook.address("");
  const ours = `handbook:${new URL(scope).pathname}:`;
  const shipped = document.querySelector('meta[name="handbook-offline"]') !== null;
  const WAIT = 2000;
  const AN_HOUR = 3600000;
  const NOT_KEPT = {
    full: "There is no room on this device to keep the handbook. It opens while you are online.",
    mismatch: "The handbook is just being published, so it is not kept on this device yet.",
    network: "The handbook could not be kept on this device. The next page you open tries again.",
    refused: "This browser does not keep the handbook. It opens while you are online.",
  };
  let typed = false;
  let checked = Date.now();
  let line = null;
  let bar = null;
  let updating = false;
  let reloading = false;

  function make(name, attributes, ...parts) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "click") {
        element.addEventListener("click", value);
      } else {
        element.setAttribute(key, value);
      }
    }
    element.append(...parts);
    return element;
  }

  /* What the worker is doing, for styles and for whoever looks on. */
  function state(name) {
    document.documentElement.dataset.hbOffline = name;
  }

  const busy = () => typed || document.querySelector("[data-hb-busy]") !== null;

  function button(words, click) {
    return make("button", { type: "button", class: "hb-kept-button", click }, words);
  }

  /* The line at the foot of each page */

  function tell(words, ...buttons) {
    if (!line) {
      line = make("div", { class: "hb-kept" });
      document.querySelector(".md-footer-meta__inner")?.append(line);
    }
    line.replaceChildren(make("span", {}, words), ...buttons);
  }

  function day(at) {
    const language = document.documentElement.lang || "en";
    const options = { day: "numeric", month: "long", year: "numeric" };
    return new Date(at).toLocaleDateString(language === "en" ? "en-GB" : language, options);
  }

  function ask(worker) {
    return new Promise((done) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = (event) => done(event.data);
      worker.postMessage("about", [channel.port2]);
    });
  }

  async function tellKept(registration) {
    const said = await ask(workers.controller || registration.active);
    if (!said) {
      return;
    }
    const sheets = said.onDemand ? " A PDF or spreadsheet is kept once you have opened it." : "";
    tell(
      `Works offline: version of ${day(said.at)}, ${said.pages} pages kept on this device.${sheets}`,
      button("Remove from this device", remove),
    );
    if (document.documentElement.dataset.hbOffline !== "waiting") {
      state("ready");
    }
  }

  async function forget() {
    for (const registration of await workers.getRegistrations()) {
      if (registration.scope === scope) {
        await registration.unregister();
      }
    }
    for (const name of await caches.keys()) {
      if (name.startsWith(ours)) {
        await caches.delete(name);
      }
    }
  }

  async function remove() {
    Handbook.kept.set("offline", "off");
    await forget();
    bar?.remove();
    tellOff();
    line.querySelector("button").focus();
    Handbook.announce("Removed from this device. Your audits stay.");
  }

  function tellOff() {
    state("off");
    tell("Not kept on this device. It opens while you are online.", button("Keep it on this device", again));
  }

  function again() {
    Handbook.kept.set("offline", null);
    line.tabIndex = -1;
    line.focus();
    keep();
  }

  /* The bar that offers a new version */

  function offer(words, name, click) {
    bar?.remove();
    const later = make("button", { type: "button", class: "hb-bar-later", click: () => bar.remove() }, "Later");
    const now = make("button", { type: "button", class: "hb-bar-now", click }, name);
    bar = make("section", { class: "hb-bar", "aria-label": "New version" }, make("p", {}, words), now, later);
    document.body.append(bar);
    Handbook.announce(words);
  }

  /* A worker that takes over is seen by up to three events here. A second reload aborts the first. */
  function reloadOnce() {
    if (!reloading) {
      reloading = true;
      location.reload();
    }
  }

  function offerUpdate(worker) {
    state("waiting");
    /* One that only removes what is kept takes any word as leave to begin; others just answer. */
    ask(worker);
    offer("A new version of the handbook is ready.", "Update", () => {
      worker.addEventListener("statechange", () => {
        if (worker.state === "activated") {
          reloadOnce();
        }
      });
      updating = true;
      worker.postMessage("activate");
      bar.replaceChildren(make("p", {}, "Updating…"));
      Handbook.announce("Updating…");
    });
  }

  /* The new version was taken here or in another tab. One with something typed goes on with the old
     one, whole, until somebody reloads it. */
  function taken() {
    if (busy() && !updating) {
      offer("This page is from the version before.", "Reload", () => location.reload());
    } else {
      reloadOnce();
    }
  }

  function watch(registration) {
    const worker = registration.installing;
    if (!worker) {
      return;
    }
    if (!registration.active) {
      state("keeping");
      tell("Being kept on this device, to open without a network…");
    }
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) {
        offerUpdate(worker);
      } else if (worker.state === "activated") {
        tellKept(registration);
      }
    });
  }

  function heard({ data }) {
    if (data?.offline === "failed") {
      state("failed");
      if (!workers.controller) {
        tell(NOT_KEPT[data.why]);
      }
    } else if (data?.offline === "gone" && !busy()) {
      reloadOnce();
    }
  }

  async function keep() {
    try {
      const registration = await workers.register(`${scope}sw.js`, { scope, updateViaCache: "none" });
      registration.addEventListener("updatefound", () => watch(registration));
      watch(registration);
      if (registration.waiting) {
        offerUpdate(registration.waiting);
      }
      if (registration.active) {
        await tellKept(registration);
      }
      document.addEventListener("visibilitychange", () => lookAgain(registration));
    } catch (error) {
      state("failed");
      tell(error.name === "SecurityError" ? NOT_KEPT.refused : NOT_KEPT.network);
    }
  }

  /* An app that stays open for days asks now and then whether there is something new. */
  function lookAgain(registration) {
    if (!document.hidden && Date.now() - checked > AN_HOUR) {
      checked = Date.now();
      registration.update().catch(() => {});
    }
  }

  function start() {
    if (Handbook.kept.get("offline") === "off") {
      tellOff();
    } else {
      keep();
    }
  }

  function whenIdle(work) {
    (window.requestIdleCallback || ((later) => setTimeout(later, WAIT)))(work);
  }

  function whenLoaded(work) {
    if (document.readyState === "complete") {
      whenIdle(work);
    } else {
      window.addEventListener("load", () => whenIdle(work), { once: true });
    }
  }

  if (shipped) {
    document.head.append(make("link", { rel: "manifest", href: Handbook.address("manifest.webmanifest") }));
  }
  if (!workers || !window.caches) {
    return;
  }
  if (!shipped) {
    forget().catch(() => {});
    return;
  }
  document.addEventListener("input", () => { typed = true; }, { capture: true });
  workers.addEventListener("message", heard);
  if (workers.controller) {
    workers.addEventListener("controllerchange", taken, { once: true });
  }
  whenLoaded(start);
})();
