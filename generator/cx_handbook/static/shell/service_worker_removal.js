/* The worker of a site that is not kept on devices. It removes what an older worker of this site
   stored; audits stay. Without it, a device would go on showing the old site. */
(() => {
  "use strict";

  /* The type checker takes `self` for any kind of worker. */
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {any} */ (self));

  async function removeStored() {
    const cachePrefix = `handbook:${new URL(worker.registration.scope).pathname}:`;
    for (const name of await caches.keys()) {
      if (name.startsWith(cachePrefix)) {
        await caches.delete(name);
      }
    }
    await worker.registration.unregister();
    for (const client of await worker.clients.matchAll({ type: "window" })) {
      client.postMessage({ offline: "gone" });
    }
  }

  worker.addEventListener("install", () => worker.skipWaiting());
  /* Asked at install alone, Chromium may leave the old worker in charge for minutes. */
  worker.addEventListener("message", () => worker.skipWaiting());
  worker.addEventListener("activate", (event) => event.waitUntil(removeStored()));
})();
