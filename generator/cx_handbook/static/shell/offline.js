/* On the web, a service worker keeps the handbook on this device, so that it opens without a
   network. A new version waits until somebody takes it. Pages from a folder are on the device
   already, and browsers refuse them a worker. */
(() => {
  "use strict";

  const { shell } = Handbook;
  if (!/^https?:$/.test(location.protocol)) {
    return;
  }
  const workers = navigator.serviceWorker;
  const scope = shell.resolveAddress("");
  const cachePrefix = `handbook:${new URL(scope).pathname}:`; // as in service_worker.js
  const isOffered = document.querySelector('meta[name="handbook-offline"]') !== null;
  /* The names under which is stored whether it is kept, and when a new version was last looked for.
     Two copies of one handbook may stand on one server, each with a choice of its own. */
  const CHOICE = `offline ${new URL(scope).pathname}`;
  const EARLIER_CHOICE = "offline";
  const LOOKED = `looked ${new URL(scope).pathname}`;
  const IDLE_WAIT = 2000; // ms, where a browser does not say when it is idle
  const HOUR = 3600000; // ms
  const OPTIONAL_SIZE = 18; // MB, nearly all of it the encoder
  const DAY = 24 * HOUR;
  const PATIENCE = 3 * DAY; // without having been able to look for a new version
  const FAILURES = {
    full: "There is no room on this device to keep the handbook. It opens while you are online.",
    mismatch: "The handbook is just being published, so it is not kept on this device yet.",
    network: "The handbook could not be kept on this device. The next page you open tries again.",
    refused: "This browser does not keep the handbook. It opens while you are online.",
    unsafe:
      "Not kept on this device, because its address begins with http. Ask for one with https.",
  };
  const NO_ROOM = "There is a new version, and no room for it on this device.";
  let typed = false;
  let line = null; // at the foot of the page
  let optionalLine = null; // below it, of the part that the finder understands by
  let bar = null; // with the offer of a new version
  let activeWorker = null;
  let updating = false;
  let reloading = false;

  /* For styles and tests: what the worker is doing. */
  function setState(name) {
    document.documentElement.dataset.hbOffline = name;
  }

  const isBusy = () => typed || document.querySelector("[data-hb-busy]") !== null;

  // The line at the foot of each page

  function showLine(text, label, onClick) {
    if (!line) {
      line = shell.makeElement("div", "hb-kept");
      document.querySelector(".md-footer-meta__inner, [data-hb-foot]")?.append(line);
    }
    const button = label ? shell.makeButton("hb-kept-button", label, onClick) : "";
    line.replaceChildren(shell.makeElement("span", {}, text), button);
  }

  function writeDay(at) {
    const language = document.documentElement.lang || "en";
    /** @type {Intl.DateTimeFormatOptions} */
    const options = { day: "numeric", month: "long", year: "numeric" };
    return new Date(at).toLocaleDateString(language === "en" ? "en-GB" : language, options);
  }

  function askForVersion(worker) {
    return new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = (event) => resolve(event.data);
      worker.postMessage("about", [channel.port2]);
    });
  }

  /* `remark` is what is wrong with it, if anything is. */
  async function showKept(registration, remark = "") {
    activeWorker = registration.active;
    const version = await askForVersion(workers.controller || activeWorker);
    if (!version) {
      return;
    }
    const sheets = version.onDemand ? " A PDF or spreadsheet is kept once you have opened it." : "";
    const kept = `version of ${writeDay(version.at)}, ${version.pages} pages kept on this device.`;
    const lead = remark ? `${remark} You see the` : "Works offline:";
    showLine(`${lead} ${kept}${sheets}`, "Remove from this device", switchOff);
    if (version.optional) {
      showOptional(version.optional.isKept);
    }
    if (document.documentElement.dataset.hbOffline !== "waiting") {
      setState("ready");
    }
  }

  // What the finder understands other words by: sixteen megabytes, kept once it was used or on request

  function showOptionalLine(text, label, message) {
    if (!optionalLine) {
      optionalLine = shell.makeElement("div", "hb-kept-optional");
      line.after(optionalLine);
    }
    const button = label
      ? shell.makeButton("hb-kept-button", label, () => askForOptional(message))
      : "";
    optionalLine.replaceChildren(shell.makeElement("span", {}, text), button);
  }

  function showOptional(isKept) {
    if (isKept) {
      const text = "The part that understands other words is kept as well.";
      showOptionalLine(text, "Remove that part", "remove optional part");
    } else {
      const text = `Without a network, the finder goes by words alone. To understand other words takes ${OPTIONAL_SIZE} MB more.`;
      showOptionalLine(text, "Keep that part too", "keep optional part");
    }
  }

  /* Have the part kept or removed, and say how far it is. */
  function askForOptional(message) {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => {
      if ("bytes" in data) {
        showOptionalLine(`${Math.floor(data.bytes / 1e6)} of ${OPTIONAL_SIZE} MB have come …`);
        return;
      }
      if ("isKept" in data) {
        showOptional(data.isKept);
        shell.announce(data.isKept ? "Kept on this device." : "Removed from this device.");
      } else {
        showOptionalLine(FAILURES[data.why], "Try again", message);
        shell.announce(FAILURES[data.why]);
      }
      shell.findElement("button", optionalLine).focus();
    };
    (workers.controller || activeWorker).postMessage(message, [channel.port2]);
  }

  /* Whether the finder's part can be had without a byte from the network. */
  shell.hasOptionalPart = async () => {
    const version = workers?.controller && (await askForVersion(workers.controller));
    return version?.optional?.isKept === true;
  };

  function showOff() {
    setState("off");
    const text = "Not kept on this device. It opens while you are online.";
    showLine(text, "Keep it on this device", switchOn);
  }

  async function removeKept() {
    for (const registration of await workers.getRegistrations()) {
      if (registration.scope === scope) {
        await registration.unregister();
      }
    }
    for (const name of await caches.keys()) {
      if (name.startsWith(cachePrefix)) {
        await caches.delete(name);
      }
    }
  }

  async function switchOff() {
    shell.storage.write(CHOICE, "off");
    await removeKept();
    bar?.remove();
    optionalLine?.remove();
    optionalLine = null;
    showOff();
    shell.findElement("button", line).focus();
    shell.announce("Removed from this device. Your audits stay.");
  }

  function switchOn() {
    shell.storage.write(CHOICE, "on");
    line.tabIndex = -1;
    line.focus();
    registerWorker();
  }

  // The bar that offers a new version

  function showBar(text, label, onClick) {
    bar?.remove();
    bar = shell.makeElement(
      "section",
      { class: "hb-bar", lang: "en", "aria-label": "New version" },
      shell.makeElement("p", {}, text),
      shell.makeButton("hb-bar-now", label, onClick),
      shell.makeButton("hb-bar-later", "Later", () => bar.remove()),
    );
    document.body.append(bar);
    shell.announce(text);
  }

  /* A worker that takes over is seen by up to three events here. A second reload aborts the
     first. */
  function reloadOnce() {
    if (!reloading) {
      reloading = true;
      location.reload();
    }
  }

  function takeUpdate(worker) {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") {
        reloadOnce();
      }
    });
    updating = true;
    worker.postMessage("activate");
    bar.replaceChildren(shell.makeElement("p", {}, "Updating…"));
    shell.announce("Updating…");
  }

  function offerUpdate(worker) {
    setState("waiting");
    // service_worker_removal.js activates on any message; the normal worker only replies.
    askForVersion(worker);
    showBar("A new version of the handbook is ready.", "Update", () => takeUpdate(worker));
  }

  /* The new version was taken here or in another tab. A page with something typed goes on with
     the old version, whole, until somebody reloads it. */
  function onNewController() {
    if (isBusy() && !updating) {
      showBar("This page is from the version before.", "Reload", () => location.reload());
    } else {
      reloadOnce();
    }
  }

  // The worker

  function watchInstall(registration) {
    const worker = registration.installing;
    if (!worker) {
      return;
    }
    if (!registration.active) {
      setState("keeping");
      showLine("Being kept on this device, to open without a network…");
    }
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) {
        offerUpdate(worker);
      } else if (worker.state === "activated") {
        showKept(registration);
      }
    });
  }

  function onMessage({ data }) {
    if (data?.offline === "failed") {
      setState("failed");
      if (!workers.controller) {
        showLine(FAILURES[data.why]);
      } else if (data.why === "full") {
        workers.ready.then((registration) => showKept(registration, NO_ROOM));
      }
    } else if (data?.offline === "gone" && !isBusy()) {
      reloadOnce();
    }
  }

  async function registerWorker() {
    try {
      /** @type {RegistrationOptions} */
      const options = { scope, updateViaCache: "none" };
      const registration = await workers.register(shell.trustScript("sw.js"), options);
      registration.addEventListener("updatefound", () => watchInstall(registration));
      watchInstall(registration);
      if (registration.waiting) {
        offerUpdate(registration.waiting);
      }
      if (registration.active) {
        await showKept(registration);
      }
      document.addEventListener("visibilitychange", () => checkForUpdate(registration));
      await checkForUpdate(registration);
    } catch (error) {
      setState("failed");
      const isRefused = error.name === "SecurityError" && (await askServer()) === "there";
      showLine(isRefused ? FAILURES.refused : FAILURES.network);
    }
  }

  // Whether there is a new version

  /* What the server says of the worker's file: "there", "gone" for good, or "unclear", as where a
     network asks for a password first. The worker itself answers no such request. */
  async function askServer() {
    try {
      const answer = await fetch(shell.resolveAddress("sw.js"), {
        method: "HEAD",
        cache: "no-store",
      });
      if (answer.status === 404 || answer.status === 410) {
        return "gone";
      }
      const type = answer.headers.get("content-type") || "";
      return answer.ok && /javascript/.test(type) ? "there" : "unclear";
    } catch {
      return "unclear";
    }
  }

  /* When a new version was last looked for with success, in ms. */
  function readLooked() {
    const stored = shell.storage.read(LOOKED);
    return Number.isFinite(stored) && stored <= Date.now() ? stored : 0;
  }

  /* An installed app may stay open for days, a browser looks for a new version at navigations, and
     neither says when it could not. */
  async function checkForUpdate(registration) {
    const looked = readLooked();
    if (document.hidden || !registration.active || Date.now() - looked < HOUR) {
      return;
    }
    try {
      await registration.update();
      shell.storage.write(LOOKED, Date.now());
    } catch {
      if ((await askServer()) === "gone") {
        await showKept(registration, "The handbook has gone from this address, or moved.");
      } else if (!looked) {
        shell.storage.write(LOOKED, Date.now()); // from today on
      } else if (Date.now() - looked > PATIENCE) {
        const since = `No new version could be looked for since ${writeDay(looked)}.`;
        await showKept(registration, since);
      }
    }
  }

  function startWorker() {
    if ((shell.storage.read(CHOICE) ?? shell.storage.read(EARLIER_CHOICE)) === "off") {
      showOff();
    } else {
      registerWorker();
    }
  }

  function runWhenIdle(work) {
    (window.requestIdleCallback || ((later) => setTimeout(later, IDLE_WAIT)))(work);
  }

  function runWhenLoaded(work) {
    if (document.readyState === "complete") {
      runWhenIdle(work);
    } else {
      window.addEventListener("load", () => runWhenIdle(work), { once: true });
    }
  }

  if (isOffered) {
    const href = shell.resolveAddress("manifest.webmanifest");
    document.head.append(shell.makeElement("link", { rel: "manifest", href }));
  }
  if (!workers || !window.caches) {
    if (isOffered) {
      runWhenLoaded(() => showLine(window.isSecureContext ? FAILURES.refused : FAILURES.unsafe));
    }
    return;
  }
  if (!isOffered) {
    removeKept().catch(() => {}); // kept by an older version of this site
    return;
  }
  const markTyped = () => {
    typed = true;
  };
  document.addEventListener("input", markTyped, { capture: true });
  workers.addEventListener("message", onMessage);
  if (workers.controller) {
    workers.addEventListener("controllerchange", onNewController, { once: true });
  }
  runWhenLoaded(startWorker);
})();
