/* The optional part of what a device keeps: what the finder compares by meaning with. It is stored once
   the finder has fetched it, or when somebody asks for it, and not again once somebody has removed it.
   website/offline.py puts this in front of service_worker.js. */
(() => {
  "use strict";

  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {any} */ (self));
  const PART = /^assets\/handbook\/(?:vendor\/all-minilm-l6-v2\/|finder\/(?:encoder|meaning)\.js$)/;
  const REASONS = { QuotaExceededError: "full", TypeError: "network" };

  function mustSpare() {
    const { saveData, type } = worker.navigator.connection ?? {};
    return saveData === true || type === "cellular";
  }

  /* The bytes of a long answer; `tell` hears how many more have come. */
  async function readBytes(response, tell) {
    const parts = [];
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      tell(part.value.length);
    }
    return new Blob(parts).arrayBuffer();
  }

  worker.OptionalPart = class {
    #files;
    #given;
    #refused; // in the record, once somebody has removed the part

    /* `given.paths` are all files of this version, `given.record` names a cache that outlives it. */
    constructor(given) {
      this.#given = given;
      this.#files = given.paths.filter((path) => PART.test(path));
      this.#refused = `${given.scope}optional-part-refused`;
    }

    #findKept(cache) {
      return Promise.all(this.#files.map((path) => cache.match(this.#given.scope + path)));
    }

    /* Return whether a file is fetched with a new version: those of the part where the device has an
       older one and nobody pays for each megabyte. */
    async chooseFetched(older) {
      const kept = await Promise.all(older.map((cache) => this.#findKept(cache)));
      const isWanted = !mustSpare() && kept.some((files) => files.some(Boolean));
      return (path) => isWanted || !PART.test(path);
    }

    async isStored(path) {
      const { record } = this.#given;
      return PART.test(path) && !(await caches.match(this.#refused, { cacheName: record }));
    }

    async describe(cache) {
      const kept = await this.#findKept(cache);
      return kept.length ? { optional: { isKept: kept.every(Boolean) } } : {};
    }

    async #fetchMissing(cache, tell) {
      const kept = await this.#findKept(cache);
      for (const path of this.#files.filter((_, n) => !kept[n])) {
        await this.#given.fetchAndStore(cache, path, (response) => readBytes(response, tell));
      }
    }

    /* `port` hears how many bytes have come, then whether all is kept or why it is not. */
    async keep(name, port) {
      let bytes = 0;
      const tell = (more) => {
        bytes += more;
        port.postMessage({ bytes });
      };
      try {
        await (await caches.open(this.#given.record)).delete(this.#refused);
        await this.#fetchMissing(await caches.open(name), tell);
        port.postMessage({ isKept: true });
      } catch (error) {
        port.postMessage({ why: REASONS[error.name] || "mismatch" });
      }
    }

    async remove(port) {
      const { ours, record, scope } = this.#given;
      await (await caches.open(record)).put(this.#refused, new Response(""));
      const names = (await caches.keys()).filter((name) => name.startsWith(ours));
      for (const cache of await Promise.all(names.map((name) => caches.open(name)))) {
        const kept = await cache.keys();
        const parts = kept.filter(({ url }) => PART.test(url.slice(scope.length)));
        await Promise.all(parts.map((request) => cache.delete(request)));
      }
      port.postMessage({ isKept: false });
    }
  };
})();
