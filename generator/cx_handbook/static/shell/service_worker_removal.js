/* The worker of a site that is not kept on devices. It removes what an older worker of this site kept;
   audits stay. Without it, a device would go on showing the old site. */
"use strict";

async function removeKept() {
  const cachePrefix = `handbook:${new URL(self.registration.scope).pathname}:`;
  for (const name of await caches.keys()) {
    if (name.startsWith(cachePrefix)) {
      await caches.delete(name);
    }
  }
  await self.registration.unregister();
  for (const client of await self.clients.matchAll({ type: "window" })) {
    client.postMessage({ offline: "gone" });
  }
}

self.addEventListener("install", () => self.skipWaiting());
/* Asked at install alone, Chromium may leave the old worker in charge for minutes. */
self.addEventListener("message", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(removeKept()));
