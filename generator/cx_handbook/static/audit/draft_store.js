/* What the device keeps: audits, and their photographs beside them.

   Every write is one transaction that the disk has to confirm. An audit carries a revision: whoever
   writes names the one they read, so that two tabs cannot overwrite each other unseen. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const PATIENCE = 8000; // ms; a database that another tab holds back never answers by itself
  const WRITER = Array.from(crypto.getRandomValues(new Uint32Array(2))).join("-"); // this tab
  let opening = null;

  /* Somebody else has written, or deleted, the audit since it was read. */
  class ChangedElsewhere extends Error {
    constructor(stored) {
      super("changed in another tab");
      this.stored = stored;
    }
  }

  function limitTime(promise) {
    return Promise.race([
      promise,
      new Promise((_resolve, reject) => {
        setTimeout(() => reject(new Error("the browser’s storage does not answer")), PATIENCE);
      }),
    ]);
  }

  function forgetDatabase() {
    opening = null;
  }

  function connectDatabase() {
    if (!window.indexedDB) {
      return Promise.reject(new Error("this browser keeps nothing for pages"));
    }
    return idb.openDB(`${audit.page.data.handbook}-audits`, 1, {
      upgrade(database) {
        database.createObjectStore("audits", { keyPath: "key" });
        database.createObjectStore("photos", { keyPath: "key" }).createIndex("audit", "audit");
      },
      blocking(_old, _new, event) {
        event.target.close();
        forgetDatabase();
      },
      terminated: forgetDatabase,
    });
  }

  function openDatabase() {
    if (!opening) {
      opening = limitTime(connectDatabase());
      opening.catch(forgetDatabase);
    }
    return opening;
  }

  /* A browser may close a database behind our back: it is opened again once, not twice. */
  async function withStores(mode, work) {
    for (let attempt = 1; ; attempt += 1) {
      const database = await openDatabase();
      try {
        // "strict": the disk has the data before the write counts as done.
        const transaction = database.transaction(["audits", "photos"], mode, {
          durability: "strict",
        });
        return await limitTime(runWithin(transaction, work));
      } catch (error) {
        if (error.name !== "InvalidStateError" || attempt === 2) {
          throw error;
        }
        forgetDatabase();
      }
    }
  }

  async function runWithin(transaction, work) {
    transaction.done.catch(() => {}); // whatever failed is thrown by the work itself, or below
    try {
      const result = await work(
        transaction.objectStore("audits"),
        transaction.objectStore("photos"),
      );
      await transaction.done;
      return result;
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It has ended already.
      }
      throw transaction.error || error;
    }
  }

  function listDrafts() {
    return withStores("readonly", (audits) => audits.getAll());
  }

  /* The draft and its photographs, or undefined when the device has none of this key. */
  function readDraft(key) {
    return withStores("readonly", async (audits, photos) => {
      const draft = await audits.get(key);
      return draft && { audit: draft, photos: await photos.index("audit").getAll(key) };
    });
  }

  /* Writes a draft that was read at `draft.revision`; `added` and `removed` are its photographs.
     Returns the new revision. Throws ChangedElsewhere when another tab has written meanwhile. */
  function writeDraft(draft, added, removed) {
    const written = { ...draft, writer: WRITER, changed: new Date().toISOString() };
    return withStores("readwrite", async (audits, photos) => {
      const stored = await audits.get(draft.key);
      // A write of our own that was given up as too slow may have come through after all.
      const isOurs = stored && stored.writer === WRITER;
      if (!isOurs && (stored ? stored.revision : 0) !== draft.revision) {
        throw new ChangedElsewhere(stored);
      }
      written.revision = (stored ? stored.revision : 0) + 1;
      await Promise.all([
        audits.put(written),
        ...added.map((photo) => photos.put({ ...photo, audit: draft.key })),
        ...removed.map((key) => photos.delete(key)),
      ]);
      return written.revision;
    });
  }

  function removeDraft(key) {
    return withStores("readwrite", async (audits, photos) => {
      await audits.delete(key);
      const own = await photos.index("audit").getAllKeys(key);
      await Promise.all(own.map((photo) => photos.delete(photo)));
    });
  }

  /* Asks once that the browser does not clear this away by itself; a no changes nothing. */
  function requestPersistence() {
    if (navigator.storage && navigator.storage.persist) {
      navigator.storage.persist().catch(() => {});
    }
  }

  /* Why something could not be kept, in a sentence. */
  function explainError(error) {
    if (error.name === "QuotaExceededError") {
      return "The device has no room left for it.";
    }
    if (error.name === "SecurityError" || error.name === "InvalidStateError") {
      return "The browser does not let this page keep anything, as in a private window.";
    }
    return `The browser says: ${error.message || error.name}.`;
  }

  audit.draftStore = {
    ChangedElsewhere,
    explainError,
    listDrafts,
    readDraft,
    removeDraft,
    requestPersistence,
    writeDraft,
  };
})();
