/* What the device keeps: audits, their photographs and their events beside them, and its settings.

   Every write is one transaction that the disk has to confirm. An audit carries a revision of its own,
   which has nothing to do with that of the record: whoever writes names the one they read, so that two
   tabs cannot overwrite each other unseen. An event is written once, and never changed. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { draftCheck } = audit;
  const PATIENCE = 8000; // ms; a database that another tab holds back never answers by itself
  const WRITER = Array.from(crypto.getRandomValues(new Uint32Array(2))).join("-"); // this tab
  const VERSION = 2;
  const AUDIT_STORES = ["audits", "photos"];
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

  /* What is there already stays as it is. By its place an audit is found without being read. */
  function createStores(database, oldVersion, _newVersion, transaction) {
    if (oldVersion < 1) {
      database.createObjectStore("audits", { keyPath: "key" });
      database.createObjectStore("photos", { keyPath: "key" }).createIndex("audit", "audit");
    }
    if (oldVersion < 2) {
      database.createObjectStore("events", { keyPath: "id" }).createIndex("audit", "audit");
      database.createObjectStore("settings");
      const place = ["state", "site", "checklist", "date"];
      transaction.objectStore("audits").createIndex("place", place);
    }
  }

  function connectDatabase() {
    if (!window.indexedDB) {
      return Promise.reject(new Error("this browser keeps nothing for pages"));
    }
    return idb.openDB(`${audit.page.data.handbook}-audits`, VERSION, {
      upgrade: createStores,
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
  async function withStores(names, mode, work) {
    for (let attempt = 1; ; attempt += 1) {
      const database = await openDatabase();
      try {
        // "strict": the disk has the data before the write counts as done.
        const transaction = database.transaction(names, mode, {
          durability: "strict",
        });
        return await limitTime(runWithin(transaction, names, work));
      } catch (error) {
        if (error.name !== "InvalidStateError" || attempt === 2) {
          throw error;
        }
        forgetDatabase();
      }
    }
  }

  async function runWithin(transaction, names, work) {
    transaction.done.catch(() => {}); // whatever failed is thrown by the work itself, or below
    try {
      const result = await work(...names.map((name) => transaction.objectStore(name)));
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

  async function listDrafts() {
    return (await readEntries()).drafts;
  }

  /* What is kept, split into what can be read and what cannot. */
  async function readEntries() {
    const all = await withStores(["audits"], "readonly", (audits) => audits.getAll());
    const drafts = all.filter(draftCheck.isReadable);
    const isDamaged = drafts.length < all.length;
    return { drafts, damaged: isDamaged ? all.filter((one) => !drafts.includes(one)) : [] };
  }

  /* The draft and its photographs, or undefined when the device has none of this key. */
  function readDraft(key) {
    return withStores(AUDIT_STORES, "readonly", async (audits, photos) => {
      const draft = await audits.get(key);
      return draft && { audit: draft, photos: await photos.index("audit").getAll(key) };
    });
  }

  /* Writes a draft that was read at `draft.revision`; `added` and `removed` are its photographs.
     Returns the new revision. Throws ChangedElsewhere when another tab has written meanwhile. */
  function writeDraft(draft, added, removed) {
    const written = { ...draft, writer: WRITER, changed: new Date().toISOString() };
    return withStores(AUDIT_STORES, "readwrite", async (audits, photos) => {
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
    return withStores(AUDIT_STORES, "readwrite", async (audits, photos) => {
      await audits.delete(key);
      const own = await photos.index("audit").getAllKeys(key);
      await Promise.all(own.map((photo) => photos.delete(photo)));
    });
  }

  // Many at once

  /* The audits of these keys with their photographs; a key that is not here is left out. */
  function readDrafts(keys) {
    return withStores(AUDIT_STORES, "readonly", async (audits, photos) => {
      const all = await Promise.all(
        keys.map(async (key) => {
          const [draft, own] = await Promise.all([
            audits.get(key),
            photos.index("audit").getAll(key),
          ]);
          return draft && { audit: draft, photos: own };
        }),
      );
      return all.filter(Boolean);
    });
  }

  /* Keeps audits under keys that are still free, all of them or none. */
  function addDrafts(all) {
    const changed = new Date().toISOString();
    return withStores(AUDIT_STORES, "readwrite", (audits, photos) =>
      Promise.all(
        all.flatMap((stored) => [
          audits.add({ ...stored.audit, revision: 1, writer: WRITER, changed }),
          ...stored.photos.map((photo) => photos.add({ ...photo, audit: stored.audit.key })),
        ]),
      ),
    );
  }

  function removeDrafts(keys) {
    return withStores(AUDIT_STORES, "readwrite", async (audits, photos) => {
      await Promise.all(keys.map((key) => audits.delete(key)));
      const own = await Promise.all(keys.map((key) => photos.index("audit").getAllKeys(key)));
      await Promise.all(own.flat().map((photo) => photos.delete(photo)));
    });
  }

  /* Writes photographs whose pictures were taken out. */
  function replacePhotos(given) {
    return withStores(["photos"], "readwrite", (photos) =>
      Promise.all(given.map((photo) => photos.put(photo))),
    );
  }

  // Events

  /* The events of one audit; of all audits without one. The same reference may stand on another
     checklist's sheet. */
  function listEvents(draft) {
    return withStores(["events"], "readonly", async (events) => {
      const found = await (draft ? events.index("audit").getAll(draft.id) : events.getAll());
      return found
        .filter(draftCheck.isReadableEvent)
        .filter((event) => !draft || event.checklist === draft.checklist);
    });
  }

  /* Keeps events that are not here yet. Returns how many are new, how many were here already, and
     those that are here with another content: of these, what is here stays. */
  function writeEvents(given) {
    return withStores(["events"], "readwrite", async (events) => {
      const done = { added: 0, there: 0, conflicts: [] };
      for (const event of given) {
        const stored = await events.get(event.id);
        if (!stored) {
          await events.add(event);
          done.added += 1;
        } else if (audit.answers.toCanonicalJson(stored) === audit.answers.toCanonicalJson(event)) {
          done.there += 1;
        } else {
          done.conflicts.push(event);
        }
      }
      return done;
    });
  }

  /* Forgets the events of an audit that is deleted from the device. */
  function removeEvents(draft) {
    return withStores(["events"], "readwrite", async (events) => {
      const found = await events.index("audit").getAll(draft.id);
      const own = found.filter((event) => event.checklist === draft.checklist);
      await Promise.all(own.map((event) => events.delete(event.id)));
    });
  }

  /* Writes events from which a name was taken, and deletes others. */
  function replaceEvents(given, removed) {
    return withStores(["events"], "readwrite", (events) =>
      Promise.all([
        ...given.map((event) => events.put(event)),
        ...removed.map((id) => events.delete(id)),
      ]),
    );
  }

  // Settings

  /* A setting by its name; undefined when there is none. */
  function readSetting(name) {
    return withStores(["settings"], "readonly", (settings) => settings.get(name));
  }

  function writeSetting(name, value) {
    return withStores(["settings"], "readwrite", (settings) => settings.put(value, name));
  }

  /* Sets a setting to what `change` makes of its value, within one transaction. Returns the new one. */
  function changeSetting(name, change) {
    return withStores(["settings"], "readwrite", async (settings) => {
      const value = change(await settings.get(name));
      await settings.put(value, name);
      return value;
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
    if (error.name === "VersionError") {
      return "A newer handbook has written here. Open the newest version of this page.";
    }
    if (error.name === "NotFoundError") {
      return "What the browser keeps for this handbook is damaged.";
    }
    return `The browser says: ${(error.message || error.name).replace(/\.+$/, "")}.`;
  }

  audit.draftStore = {
    ChangedElsewhere,
    addDrafts,
    changeSetting,
    explainError,
    listDrafts,
    listEvents,
    readDraft,
    readDrafts,
    readEntries,
    readSetting,
    removeDraft,
    removeDrafts,
    removeEvents,
    replaceEvents,
    replacePhotos,
    requestPersistence,
    writeDraft,
    writeEvents,
    writeSetting,
  };
})();
