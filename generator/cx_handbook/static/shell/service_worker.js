/* Serves the handbook from this device. A version is kept whole, in a cache of its own, or not at
   all; an open page is served from the version it began with, whatever else arrives meanwhile. */
"use strict";

const VERSION = "VERSION";
/* Path from the site's root: the SHA-256 of its bytes, in base64. */
const FILES = FILES_BY_PATH;
/* Files that are many bytes and few readers: where somebody saves data, kept when first opened. */
const ON_DEMAND = /\.(?:pdf|xlsx)$/;
const SCOPE = self.registration.scope;
const OURS = `handbook:${new URL(SCOPE).pathname}:`;
const CACHE = OURS + VERSION;
const RECORD = `${OURS}clients`;
const NETWORK = "network";
const AT_ONCE = 6;
/* A page that is still arriving is in no list yet: its entry is kept until it was seen, or this long. */
const ARRIVING = 60000;
const HASH = "x-handbook-sha256";
const ABOUT = `${SCOPE}about-this-version.json`;

const addressOf = (path) => SCOPE + path.split("/").map(encodeURIComponent).join("/");
const savesData = () => Boolean(self.navigator.connection?.saveData);

/* Installing: every file is fetched and compared with the list, or taken over from an older version.
   A publisher half-way through an upload has files of two versions: then nothing is installed. */

async function hashOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...digest));
}

function keep(cache, path, bytes, type) {
  const headers = { "content-type": type, [HASH]: FILES[path] };
  return cache.put(addressOf(path), new Response(bytes, { headers }));
}

async function takenOver(cache, path, older) {
  for (const other of older) {
    const known = await other.match(addressOf(path));
    if (known && known.headers.get(HASH) === FILES[path]) {
      await cache.put(addressOf(path), known);
      return true;
    }
  }
  return false;
}

async function fetched(cache, path) {
  const response = await fetch(addressOf(path), { cache: "no-store", priority: "low" });
  const bytes = response.ok ? await response.arrayBuffer() : null;
  if (!bytes || (await hashOf(bytes)) !== FILES[path]) {
    throw new Error("mismatch");
  }
  await keep(cache, path, bytes, response.headers.get("content-type") || "");
}

async function install() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== RECORD);
  const older = await Promise.all(names.map((name) => caches.open(name)));
  const cache = await caches.open(CACHE);
  if (await cache.match(ABOUT)) {
    return;
  }
  const wanted = Object.keys(FILES).filter((path) => !(savesData() && ON_DEMAND.test(path)));
  const work = async () => {
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
      if (!(await takenOver(cache, path, older))) {
        await fetched(cache, path);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    wanted.length = 0;
  }
  const pages = Object.keys(FILES).filter((path) => path.endsWith(".html")).length;
  const about = { version: VERSION, pages, onDemand: savesData(), at: Date.now() };
  await cache.put(ABOUT, new Response(JSON.stringify(about)));
}

const REASONS = { QuotaExceededError: "full", TypeError: "network" };

async function tellAll(message) {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) {
    client.postMessage(message);
  }
}

async function installOrSay() {
  try {
    await install();
  } catch (error) {
    const why = REASONS[error.name] || "mismatch";
    /* Where nothing older serves, what has arrived may stay: the next attempt goes on from there. */
    if (self.registration.active || why === "full") {
      await caches.delete(CACHE);
    }
    await tellAll({ offline: "failed", why });
    throw error;
  }
}

/* Which open page is served from which version. Every navigation is written down, also for the
   version that comes after this one. A page that came from the network stays with the network. */

let clientsKnown = null;
let writing = Promise.resolve();

async function readClients() {
  const cache = await caches.open(RECORD);
  const found = await cache.match(SCOPE);
  return found ? found.json() : {};
}

function known() {
  clientsKnown ??= readClients();
  return clientsKnown;
}

async function forgetClosed(record) {
  const open = new Set((await self.clients.matchAll({ type: "all" })).map((client) => client.id));
  for (const [id, entry] of Object.entries(record)) {
    if (open.has(id)) {
      entry.seen = true;
    } else if (entry.seen || Date.now() - entry.at > ARRIVING) {
      delete record[id];
    }
  }
}

async function note(id, version) {
  const record = await known();
  record[id] = { version, at: Date.now() };
  writing = writing.then(async () => {
    await forgetClosed(record);
    const cache = await caches.open(RECORD);
    await cache.put(SCOPE, new Response(JSON.stringify(record)));
  });
  await writing;
}

async function versionOf(id) {
  return (await known())[id]?.version || VERSION;
}

/* Caches that no open page is served from go, unless one of them is just being filled. */
async function sweep() {
  if (self.registration.installing || self.registration.waiting) {
    return;
  }
  const record = await known();
  await forgetClosed(record);
  const served = Object.values(record).map(({ version }) => OURS + version);
  const used = new Set([CACHE, RECORD, ...served]);
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && !used.has(name)) {
      await caches.delete(name);
    }
  }
}

async function takeOver() {
  clientsKnown = null;
  await sweep();
}

/* Answering */

function pathOf(url) {
  const path = url.slice(SCOPE.length).replace(/[?#].*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function listed(path) {
  const page = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return !(page in FILES) && `${page}.html` in FILES ? `${page}.html` : page;
}

function part(bytes, type, [, from, to]) {
  const size = bytes.byteLength;
  const first = from ? Number(from) : Math.max(size - Number(to), 0);
  const last = from && to ? Math.min(Number(to), size - 1) : size - 1;
  if ((!from && !to) || first > last) {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  }
  const headers = { "content-type": type, "content-range": `bytes ${first}-${last}/${size}` };
  return new Response(bytes.slice(first, last + 1), { status: 206, headers });
}

async function fromCache(version, path, request) {
  if (!(await caches.has(OURS + version))) {
    return null;
  }
  const cache = await caches.open(OURS + version);
  const response = await cache.match(addressOf(path));
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") || "");
  if (!response || !range) {
    return response;
  }
  return part(await response.arrayBuffer(), response.headers.get("content-type"), range);
}

async function missing() {
  const cache = await caches.open(CACHE);
  const page = await cache.match(addressOf("404.html"));
  const headers = { "content-type": "text/html; charset=utf-8" };
  return new Response(page ? page.body : "This page is not kept on this device.", { status: 404, headers });
}

async function keepOnDemand(path, response) {
  const bytes = await response.arrayBuffer();
  if ((await hashOf(bytes)) === FILES[path]) {
    await keep(await caches.open(CACHE), path, bytes, response.headers.get("content-type") || "");
  }
}

async function fromNetwork(event, path, version) {
  const navigates = event.request.mode === "navigate";
  let response;
  try {
    response = await fetch(event.request);
  } catch (error) {
    if (navigates) {
      return missing();
    }
    throw error;
  }
  if (navigates && event.resultingClientId) {
    await note(event.resultingClientId, NETWORK);
  }
  if (version === VERSION && path in FILES && ON_DEMAND.test(path) && response.status === 200 && (await caches.has(CACHE))) {
    event.waitUntil(keepOnDemand(path, response.clone()));
  }
  return response;
}

async function answer(event) {
  const { request } = event;
  const navigates = request.mode === "navigate";
  const version = navigates ? VERSION : await versionOf(event.clientId);
  const path = listed(pathOf(request.url));
  if (version === NETWORK) {
    return fetch(request);
  }
  if (navigates && !(path in FILES) && `${path}/index.html` in FILES) {
    return Response.redirect(`${addressOf(path)}/`);
  }
  const kept = await fromCache(version, path, request);
  if (!kept) {
    return fromNetwork(event, path, version);
  }
  if (event.resultingClientId) {
    event.waitUntil(note(event.resultingClientId, version));
  }
  return kept;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) {
    return;
  }
  event.respondWith(answer(event));
});

async function about(id) {
  const version = await versionOf(id);
  const cache = await caches.open(OURS + (version === NETWORK ? VERSION : version));
  const found = await cache.match(ABOUT);
  return found ? found.json() : null;
}

/* Every page asks once it is loaded and idle: the time to see what nobody needs any more. */
async function tell({ source, ports }) {
  ports[0].postMessage(await about(source.id));
  await sweep();
}

self.addEventListener("install", (event) => event.waitUntil(installOrSay()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") {
    event.waitUntil(self.skipWaiting());
  } else if (event.data === "about") {
    event.waitUntil(tell(event));
  }
});
