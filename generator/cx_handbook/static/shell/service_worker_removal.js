/* The worker of a site that is not kept on devices. It removes what an older worker of this site
   stored; audits stay. Without it, a device would go on showing the old site. */
(() => {
  "use strict";

  /* The type checker takes `self` for any kind of worker. */
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {any} */ (self));

  const scope = worker.registration.scope;
  let removing = null;

  async function removeStored() {
    const cachePrefix = `handbook:${new URL(scope).pathname}:`;
    for (const name of await caches.keys()) {
      if (name.startsWith(cachePrefix)) {
        await caches.delete(name);
      }
    }
    await worker.registration.unregister();
    const options = { type: /** @type {const} */ ("window"), includeUncontrolled: true };
    for (const client of await worker.clients.matchAll(options)) {
      if (client.url.startsWith(scope)) {
        client.postMessage({ offline: "gone" });
      }
    }
  }

  function removeOnce(event) {
    removing ??= removeStored();
    event.waitUntil(removing);
  }

  worker.addEventListener("install", () => worker.skipWaiting());
  worker.addEventListener("activate", removeOnce);
  /* A page that sees this worker installed sends a message. Chromium sometimes leaves the old worker
     in charge for minutes although this one skips waiting. To remove, it need not be in charge. */
  worker.addEventListener("message", removeOnce);
})();
