/* What all scripts of the handbook's pages share: where the page is, what is said to screen readers,
   what the device keeps. Works from file://, so each is a classic script that asks nobody for anything. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const meta = (name) => document.querySelector(`meta[name="handbook-${name}"]`)?.content || "";

  /* Which handbook this is: all those opened from one disk share one storage. */
  Handbook.id = meta("id");
  const base = new URL(meta("base") || ".", document.baseURI);
  const loading = {};

  /* The address of a file of the site, given from its root. */
  Handbook.address = (path) => new URL(path, base).href;

  /* Say something to those who do not see it. The same words twice are said twice. */
  Handbook.announce = (text) => {
    let live = document.getElementById("hb-live");
    if (!live) {
      live = document.createElement("div");
      live.id = "hb-live";
      live.className = "hb-sr";
      live.setAttribute("role", "status");
      document.body.appendChild(live);
    }
    live.textContent = live.textContent === text ? `${text}\u00a0` : text;
  };

  /* Small things that this device remembers, as JSON. A browser that keeps nothing forgets them. */
  Handbook.kept = {
    get(name) {
      try {
        return JSON.parse(localStorage.getItem(`${Handbook.id}-${name}`));
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        if (value === null) {
          localStorage.removeItem(`${Handbook.id}-${name}`);
        } else {
          localStorage.setItem(`${Handbook.id}-${name}`, JSON.stringify(value));
        }
        return true;
      } catch {
        return false;
      }
    },
  };

  /* Load a script of the site once, when it is first needed; files know no other way. */
  Handbook.load = (path) => {
    loading[path] ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = Handbook.address(path);
      script.onload = done;
      script.onerror = () => {
        delete loading[path];
        script.remove();
        failed(new Error(`${path} could not be loaded`));
      };
      document.head.append(script);
    });
    return loading[path];
  };
})();
