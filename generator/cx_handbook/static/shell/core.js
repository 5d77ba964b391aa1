/* What all scripts of the handbook's pages share: where the page is, what screen readers say,
   what the device keeps. Pages also open from file://, where browsers refuse modules, fetch and
   workers. So each script is a classic one, and data are scripts too. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const loading = {}; // path -> promise of a script that was asked for

  shell.readMeta = (name) =>
    document.querySelector(`meta[name="handbook-${name}"]`)?.getAttribute("content") || "";

  /* All handbooks opened from one disk share one storage, so each key begins with this. */
  shell.handbookId = shell.readMeta("id");

  /* What customers are called, in the forms that sentences need. */
  shell.customer = JSON.parse(shell.readMeta("customer"));

  const base = new URL(shell.readMeta("base") || ".", document.baseURI);

  shell.resolveAddress = (path) => new URL(path, base).href;

  /* The address of a place in this handbook, "" for anything else. For what was stored: any page
     opened from the same disk may have written it. */
  shell.findOwnAddress = (stored) => {
    try {
      const address = typeof stored === "string" ? shell.resolveAddress(stored) : "";
      return address.startsWith(base.href) ? address : "";
    } catch {
      return "";
    }
  };

  /* What stands in an address, as text; what is not well formed stays as it is. */
  shell.decodeAddress = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  /* Where a server insists on trusted types, scripts come from this site or not at all. */
  const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("handbook", {
    createScriptURL(address) {
      if (!address.startsWith(base.href)) {
        throw new TypeError(`${address} is no script of the handbook`);
      }
      return address;
    },
  });

  shell.trustScript = (path) => {
    const address = shell.resolveAddress(path);
    return policy ? policy.createScriptURL(address) : address;
  };

  /* Scripts speak English; what the company wrote is in the language of the document. */
  shell.ownLanguage = document.documentElement.lang;

  function findLiveRegion() {
    const live = document.getElementById("hb-live");
    if (live) {
      return live;
    }
    const made = shell.makeElement("div", {
      id: "hb-live",
      class: "hb-sr",
      role: "status",
      lang: "en",
    });
    document.body.append(made);
    return made;
  }

  shell.announce = (text) => {
    const live = findLiveRegion();
    // Screen readers pass over a text that stays the same; a space makes it another one.
    live.textContent = live.textContent === text ? `${text}\u00a0` : text;
  };

  const keyOf = (name) => `${shell.handbookId}-${name}`;

  /* Small things that this device remembers, as JSON. A browser may refuse to keep anything: then
     reading gives null and writing gives false. */
  shell.storage = {
    read(name) {
      try {
        return JSON.parse(localStorage.getItem(keyOf(name)));
      } catch {
        return null;
      }
    },

    write(name, value) {
      try {
        if (value === null) {
          localStorage.removeItem(keyOf(name));
        } else {
          localStorage.setItem(keyOf(name), JSON.stringify(value));
        }
        return true;
      } catch {
        return false;
      }
    },

    owns: (event, name) => event.key === keyOf(name),
  };

  /* A script element is the one way to load data that works from file://. A script that could
     not be loaded is forgotten, so that the next call tries again. */
  shell.loadScript = (path) => {
    loading[path] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = shell.trustScript(path);
      script.onload = () => resolve(undefined);
      script.onerror = () => {
        delete loading[path];
        script.remove();
        reject(new Error(`${path} could not be loaded`));
      };
      document.head.append(script);
    });
    return loading[path];
  };
})();
