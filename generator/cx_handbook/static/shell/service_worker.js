/* Serves the handbook from this device. A version is stored whole, in a cache of its own, or not
   at all. An open page is served from the version it was opened with, also after a newer one was
   installed. website/offline.py fills in VERSION, FILES and STATED. */
"use strict";

/* The type checker takes `self` for any kind of worker. */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {any} */ (self));
const VERSION = "VERSION";
/* Path from the site's root -> SHA-256 of the file's bytes, in base64. */
const FILES = FILES_BY_PATH;
/* Large files with few readers. Where the browser is asked to save data, each is stored when it is
   first opened. */
const ON_DEMAND = /\.(?:pdf|xlsx)$/;
const SCOPE = worker.registration.scope;
const OURS = `handbook:${new URL(SCOPE).pathname}:`;
const CACHE = OURS + VERSION;
const RECORD = `${OURS}clients`;
const NETWORK = "network";
const AT_ONCE = 6; // downloads
/* A navigating client is not in `clients.matchAll()` yet, so its entry stays this long, in ms. */
const ARRIVING = 60000;
/* What a file is, by the ending of its name. A server may say something else while it is out of
   order, and what is kept stays. */
const TYPES = TYPES_BY_ENDING;
const HASH = "x-handbook-sha256";
const ABOUT = `${SCOPE}about-this-version.json`;
/* What protects a page that is kept: what its server said, and where it said nothing, what the
   build states. Many a host has no place to say it. */
const STATED = HEADERS_BY_NAME;
const GUARDS = [
  "content-security-policy",
  "content-security-policy-report-only",
  "cross-origin-embedder-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "permissions-policy",
  "referrer-policy",
  "x-content-type-options",
  "x-frame-options",
];

const makeAddress = (path) => SCOPE + path.split("/").map(encodeURIComponent).join("/");
const isSavingData = () => Boolean(worker.navigator.connection?.saveData);
/* What the finder compares by meaning with, of many megabytes: see service_worker_part.js. */
const optional = new worker.OptionalPart({
  paths: Object.keys(FILES),
  scope: SCOPE,
  ours: OURS,
  record: RECORD,
  fetchAndStore,
});

/* Installing: each file is copied from an older version, or fetched and compared with its hash
   in the list. During an upload a server has files of two versions; then nothing is installed. */

async function computeHash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...digest));
}

function readGuards(response) {
  const guards = GUARDS.map((name) => [name, response.headers.get(name)]);
  return { ...STATED, ...Object.fromEntries(guards.filter(([, value]) => value !== null)) };
}

function storeFile(cache, path, bytes, response) {
  const ending = path.slice(path.lastIndexOf(".") + 1);
  const type = TYPES[ending] || response.headers.get("content-type") || "";
  const headers = { ...readGuards(response), "content-type": type, [HASH]: FILES[path] };
  return cache.put(makeAddress(path), new Response(bytes, { headers }));
}

/* A server may protect its pages otherwise by now: then a file is fetched, though it is the same. */
async function copyFromOlder(cache, path, older, guards) {
  for (const other of older) {
    const known = await other.match(makeAddress(path));
    const isSame = known && known.headers.get(HASH) === FILES[path];
    if (isSame && JSON.stringify(readGuards(known)) === guards) {
      await storeFile(cache, path, await known.arrayBuffer(), known);
      return true;
    }
  }
  return false;
}

async function fetchAndStore(cache, path, readBytes = (response) => response.arrayBuffer()) {
  const response = await fetch(makeAddress(path), { cache: "no-store", priority: "low" });
  const bytes = response.ok ? await readBytes(response) : null;
  if (!bytes || (await computeHash(bytes)) !== FILES[path]) {
    throw new Error("mismatch");
  }
  await storeFile(cache, path, bytes, response);
}

async function installVersion() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== RECORD);
  const older = await Promise.all(names.map((name) => caches.open(name)));
  const cache = await caches.open(CACHE);
  if (await cache.match(ABOUT)) {
    return;
  }
  const asked = await fetch(makeAddress("index.html"), { cache: "no-store", method: "HEAD" });
  const guards = JSON.stringify(readGuards(asked));
  const wanted = Object.keys(FILES).filter((path) => !(isSavingData() && ON_DEMAND.test(path)));
  const isFetched = await optional.chooseFetched(older);
  const work = async () => {
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
      if (!(await copyFromOlder(cache, path, older, guards)) && isFetched(path)) {
        await fetchAndStore(cache, path);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    wanted.length = 0;
  }
  const pages = Object.keys(FILES).filter((path) => path.endsWith(".html")).length;
  const about = { version: VERSION, pages, onDemand: isSavingData(), at: Date.now() };
  await cache.put(ABOUT, new Response(JSON.stringify(about)));
}

const REASONS = { QuotaExceededError: "full", TypeError: "network" };

async function messageAllPages(message) {
  for (const client of await worker.clients.matchAll({ includeUncontrolled: true })) {
    client.postMessage(message);
  }
}

async function installOrReport() {
  try {
    await installVersion();
  } catch (error) {
    const why = REASONS[error.name] || "mismatch";
    /* Without an older version in use, what has arrived stays: the next attempt continues from
       it. */
    if (worker.registration.active || why === "full") {
      await caches.delete(CACHE);
    }
    await messageAllPages({ offline: "failed", why });
    throw error;
  }
}

/* Which open page (client) is served from which version. It is stored, because the browser stops an
   idle worker, and because the next version's worker needs it. A page that came from the network is
   served from the network. */

let clientsKnown = {};

async function readStoredClients() {
  const found = await caches.match(SCOPE, { cacheName: RECORD });
  return found ? found.text() : "{}";
}

/* Change the record. While one worker takes over from another, both do, so each change begins with
   what is stored, and the other waits. */
function changeClients(change) {
  const work = async () => {
    const stored = await readStoredClients();
    const record = { ...clientsKnown, ...JSON.parse(stored) };
    await change(record);
    clientsKnown = record;
    const changed = JSON.stringify(record);
    if (changed !== stored) {
      const cache = await caches.open(RECORD);
      await cache.put(SCOPE, new Response(changed));
    }
  };
  const { locks } = worker.navigator;
  return locks ? locks.request(RECORD, work) : work();
}

async function dropClosedClients(record) {
  const open = new Set((await worker.clients.matchAll({ type: "all" })).map((client) => client.id));
  for (const [id, entry] of Object.entries(record)) {
    if (open.has(id)) {
      entry.seen = true;
    } else if (entry.seen || Date.now() - entry.at > ARRIVING) {
      delete record[id];
    }
  }
}

async function recordClient(id, version) {
  const change = async (record) => {
    record[id] = { version, at: Date.now() };
    await dropClosedClients(record);
  };
  /* On a full device the page is still answered; this worker knows it as long as it runs. */
  await changeClients(change).catch(() => {});
}

async function findVersion(id) {
  if (!(id in clientsKnown)) {
    clientsKnown = { ...clientsKnown, ...JSON.parse(await readStoredClients()) };
  }
  return clientsKnown[id]?.version || VERSION;
}

/* Delete the caches that no open page is served from; not while another worker fills one. */
async function deleteUnusedCaches() {
  if (worker.registration.installing || worker.registration.waiting) {
    return;
  }
  await changeClients(async (record) => {
    await dropClosedClients(record);
    const served = Object.values(record).map(({ version }) => OURS + version);
    const used = new Set([CACHE, RECORD, ...served]);
    for (const name of await caches.keys()) {
      if (name.startsWith(OURS) && !used.has(name)) {
        await caches.delete(name);
      }
    }
  });
}

/* Answering requests */

function readPath(url) {
  const path = url.slice(SCOPE.length).replace(/[?#].*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function findListedPath(path) {
  const page = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return !(page in FILES) && `${page}.html` in FILES ? `${page}.html` : page;
}

/* `range` is a match of a Range header: *bytes=from-to*, where either may be missing. */
function makePartialResponse(bytes, stored, range) {
  const [, from, to] = range;
  const size = bytes.byteLength;
  const first = from ? Number(from) : Math.max(size - Number(to), 0);
  const last = from && to ? Math.min(Number(to), size - 1) : size - 1;
  if ((!from && !to) || first > last) {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  }
  const headers = {
    ...readGuards(stored),
    "content-type": stored.headers.get("content-type"),
    "content-range": `bytes ${first}-${last}/${size}`,
  };
  return new Response(bytes.slice(first, last + 1), { status: 206, headers });
}

async function answerFromCache(version, path, request) {
  if (!(await caches.has(OURS + version))) {
    return null;
  }
  const cache = await caches.open(OURS + version);
  const response = await cache.match(makeAddress(path));
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") || "");
  if (!response || !range) {
    return response;
  }
  return makePartialResponse(await response.arrayBuffer(), response, range);
}

async function answerMissing() {
  const cache = await caches.open(CACHE);
  const page = await cache.match(makeAddress("404.html"));
  const guards = page ? readGuards(page) : STATED;
  const headers = { ...guards, "content-type": "text/html; charset=utf-8" };
  return new Response(page ? page.body : "This page is not kept on this device.", {
    status: 404,
    headers,
  });
}

async function storeOnDemand(path, response) {
  const bytes = await response.arrayBuffer();
  if ((await computeHash(bytes)) === FILES[path]) {
    await storeFile(await caches.open(CACHE), path, bytes, response);
  }
}

async function answerFromNetwork(event, path, version) {
  const navigates = event.request.mode === "navigate";
  let response;
  try {
    response = await fetch(event.request);
  } catch (error) {
    if (navigates) {
      return answerMissing();
    }
    throw error;
  }
  if (navigates && event.resultingClientId) {
    await recordClient(event.resultingClientId, NETWORK);
  }
  if (
    version === VERSION &&
    path in FILES &&
    response.status === 200 &&
    (ON_DEMAND.test(path) || (await optional.isStored(path))) &&
    (await caches.has(CACHE))
  ) {
    event.waitUntil(storeOnDemand(path, response.clone()));
  }
  return response;
}

async function answerRequest(event) {
  const { request } = event;
  const navigates = request.mode === "navigate";
  const version = navigates ? VERSION : await findVersion(event.clientId);
  const path = findListedPath(readPath(request.url));
  if (version === NETWORK) {
    return fetch(request);
  }
  if (navigates && !(path in FILES) && `${path}/index.html` in FILES) {
    return Response.redirect(`${makeAddress(path)}/`);
  }
  /* First, so that the next version's worker does not delete what the page will ask for. */
  if (event.resultingClientId) {
    await recordClient(event.resultingClientId, version);
  }
  const kept = await answerFromCache(version, path, request);
  if (navigates && worker.serviceWorker?.state === "redundant") {
    return Response.redirect(request.url); // to the worker that took over meanwhile
  }
  return kept || answerFromNetwork(event, path, version);
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) {
    return;
  }
  event.respondWith(answerRequest(event));
});

async function readAbout(id) {
  const version = await findVersion(id);
  const cache = await caches.open(OURS + (version === NETWORK ? VERSION : version));
  const found = await cache.match(ABOUT);
  return found ? { ...(await found.json()), ...(await optional.describe(cache)) } : null;
}

/* Each page asks once, when it is loaded and idle: a good time to delete what is not needed. */
async function replyAbout({ source, ports }) {
  ports[0].postMessage(await readAbout(source.id));
  await deleteUnusedCaches();
}

worker.addEventListener("install", (event) => event.waitUntil(installOrReport()));
worker.addEventListener("activate", (event) => event.waitUntil(deleteUnusedCaches()));
worker.addEventListener("message", (event) => {
  if (event.data === "activate") {
    event.waitUntil(worker.skipWaiting());
  } else if (event.data === "about") {
    event.waitUntil(replyAbout(event));
  } else if (event.data === "keep optional part") {
    event.waitUntil(optional.keep(CACHE, event.ports[0]));
  } else if (event.data === "remove optional part") {
    event.waitUntil(optional.remove(event.ports[0]));
  }
});
