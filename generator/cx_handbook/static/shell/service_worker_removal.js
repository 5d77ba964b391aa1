/* This site is not kept on devices. One that kept an older one forgets it here; audits stay. */
self.addEventListener("install", () => self.skipWaiting());
/* Asked while it is being installed alone, Chromium may leave the old one in charge for minutes. */
self.addEventListener("message", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const ours = `handbook:${new URL(self.registration.scope).pathname}:`;
    for (const name of await caches.keys()) {
      if (name.startsWith(ours)) {
        await caches.delete(name);
      }
    }
    await self.registration.unregister();
    for (const client of await self.clients.matchAll({ type: "window" })) {
      client.postMessage({ offline: "gone" });
    }
  })());
});
