/* What the device keeps: audits, and their photographs beside them.

   Every write is one transaction that the disk has to confirm. An audit carries a revision: whoever
   writes names the one they read, so that two tabs cannot overwrite each other unseen. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const PATIENCE = 8000; // ms; a database that another tab holds back never answers by itself
  const WRITER = Array.from(crypto.getRandomValues(new Uint32Array(2))).join("-"); // this tab
  let opening = null;

  /* Somebody else has written, or deleted, the audit since it was read. */
  class Changed extends Error {
    constructor(stored) {
      super("changed in another tab");
      this.stored = stored;
    }
  }

  function patiently(promise) {
    return Promise.race([
      promise,
      new Promise((_, refuse) => {
        setTimeout(() => refuse(new Error("the browser’s storage does not answer")), PATIENCE);
      }),
    ]);
  }

  function forget() {
    opening = null;
  }

  function connect() {
    if (!window.indexedDB) {
      return Promise.reject(new Error("this browser keeps nothing for pages"));
    }
    return window.idb.openDB(`${Handbook.data.handbook}-audits`, 1, {
      upgrade(database) {
        database.createObjectStore("audits", { keyPath: "key" });
        database.createObjectStore("photos", { keyPath: "key" }).createIndex("audit", "audit");
      },
      blocking(_old, _new, event) {
        event.target.close();
        forget();
      },
      terminated: forget,
    });
  }

  function open() {
    if (!opening) {
      opening = patiently(connect());
      opening.catch(forget);
    }
    return opening;
  }

  /* A browser may close a database behind our back, once; the second time it means it. */
  async function withStores(mode, work) {
    for (let attempt = 1; ; attempt += 1) {
      const database = await open();
      try {
        const options = { durability: "strict" };
        const transaction = database.transaction(["audits", "photos"], mode, options);
        return await patiently(within(transaction, work));
      } catch (error) {
        if (error.name !== "InvalidStateError" || attempt === 2) {
          throw error;
        }
        forget();
      }
    }
  }

  async function within(transaction, work) {
    transaction.done.catch(() => {}); // whatever failed is thrown by the work itself, or below
    try {
      const worked = await work(transaction.objectStore("audits"), transaction.objectStore("photos"));
      await transaction.done;
      return worked;
    } catch (error) {
      try {
        transaction.abort();
      } catch (_) {
        // It has ended already.
      }
      throw transaction.error || error;
    }
  }

  function list() {
    return withStores("readonly", (audits) => audits.getAll());
  }

  function read(key) {
    return withStores("readonly", async (audits, photos) => {
      const audit = await audits.get(key);
      return audit && { audit, photos: await photos.index("audit").getAll(key) };
    });
  }

  /* Writes an audit that was read at `audit.revision`; `added` and `removed` are its photographs. */
  function write(audit, added, removed) {
    const written = { ...audit, writer: WRITER, changed: new Date().toISOString() };
    return withStores("readwrite", async (audits, photos) => {
      const stored = await audits.get(audit.key);
      // A write of our own that was given up as too slow may have come through after all.
      const ours = stored && stored.writer === WRITER;
      if (!ours && (stored ? stored.revision : 0) !== audit.revision) {
        throw new Changed(stored);
      }
      written.revision = (stored ? stored.revision : 0) + 1;
      await Promise.all([
        audits.put(written),
        ...added.map((photo) => photos.put({ ...photo, audit: audit.key })),
        ...removed.map((key) => photos.delete(key)),
      ]);
      return written.revision;
    });
  }

  function remove(key) {
    return withStores("readwrite", async (audits, photos) => {
      await audits.delete(key);
      const theirs = await photos.index("audit").getAllKeys(key);
      await Promise.all(theirs.map((photo) => photos.delete(photo)));
    });
  }

  /* Asks once that the browser does not clear this away by itself; a no changes nothing. */
  function persist() {
    if (navigator.storage && navigator.storage.persist) {
      navigator.storage.persist().catch(() => {});
    }
  }

  function reason(error) {
    if (error.name === "QuotaExceededError") {
      return "The device has no room left for it.";
    }
    if (error.name === "SecurityError" || error.name === "InvalidStateError") {
      return "The browser does not let this page keep anything, as in a private window.";
    }
    return `The browser says: ${error.message || error.name}.`;
  }

  Handbook.store = { Changed, list, persist, read, reason, remove, write };
})();
