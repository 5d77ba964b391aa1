/* What the device keeps of logs: their entries, and the last number that each log gave.

   Every write is one transaction that the disk has to confirm. An entry carries a revision: whoever
   writes names the one they read, so that two tabs cannot overwrite each other unseen. */
(() => {
  "use strict";

  const PATIENCE = 8000; // ms; a database that another tab holds back never answers by itself
  const WRITER = Array.from(crypto.getRandomValues(new Uint32Array(2))).join("-"); // this tab
  let opening = null;

  /* Somebody else has written, or deleted, the entry since it was read. */
  class EntryChanged extends Error {
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
    return idb.openDB(`${Handbook.shell.handbookId}-logs`, 1, {
      upgrade(database) {
        database.createObjectStore("entries", { keyPath: "key" }).createIndex("log", "log");
        database.createObjectStore("numbers", { keyPath: "key" });
      },
      blocking(_old, _new, event) {
        event.target.close();
        forgetDatabase();
      },
      terminated: forgetDatabase,
    });
  }

  /* A browser may close a database behind our back: it is opened again once, not twice. */
  async function withStores(mode, work) {
    for (let attempt = 1; ; attempt += 1) {
      opening ??= limitTime(connectDatabase());
      opening.catch(forgetDatabase);
      const database = await opening;
      try {
        // "strict": the disk has the data before the write counts as done.
        const options = { durability: "strict" };
        const transaction = database.transaction(["entries", "numbers"], mode, options);
        transaction.done.catch(() => {}); // whatever failed is thrown below
        const stores = [transaction.objectStore("entries"), transaction.objectStore("numbers")];
        const result = await limitTime(work(...stores));
        await limitTime(transaction.done);
        return result;
      } catch (error) {
        if (error.name !== "InvalidStateError" || attempt === 2) {
          throw error;
        }
        forgetDatabase();
      }
    }
  }

  /* The entries of a log, in no order. */
  function listEntries(log) {
    return withStores("readonly", (entries) => entries.index("log").getAll(log));
  }

  function makeKey(log, site, number) {
    return [log, site, number].join("/");
  }

  function sign(entry, revision) {
    return { ...entry, revision, writer: WRITER, changed: new Date().toISOString() };
  }

  /* A new entry with the next number of its log and year. A number is never given twice, so a gap
     shows that an entry was deleted. */
  function addEntry(log, site, prefix, year, values) {
    return withStores("readwrite", async (entries, numbers) => {
      const counter = makeKey(log, site, year);
      let last = (await numbers.get(counter))?.last ?? 0;
      let number = "";
      do {
        last += 1;
        number = `${prefix}-${year}-${String(last).padStart(4, "0")}`;
      } while (await entries.getKey(makeKey(log, site, number))); // one that was imported
      const entry = sign({ key: makeKey(log, site, number), log, site, number, values }, 1);
      await Promise.all([entries.add(entry), numbers.put({ key: counter, last })]);
      return entry;
    });
  }

  /* Writes an entry that was read at `entry.revision`, or a new one at 0. Returns it as it is stored.
     Throws EntryChanged when another tab has written or deleted it meanwhile. */
  function writeEntry(entry) {
    return withStores("readwrite", async (entries) => {
      const stored = await entries.get(entry.key);
      // A write of our own that was given up as too slow may have come through after all.
      const isOurs = stored && stored.writer === WRITER;
      if (!isOurs && (stored ? stored.revision : 0) !== entry.revision) {
        throw new EntryChanged(stored);
      }
      const written = sign(entry, (stored ? stored.revision : 0) + 1);
      await entries.put(written);
      return written;
    });
  }

  /* Writes entries of a file, all or none. Those that were read at an older revision are refused. */
  function writeEntries(given) {
    return withStores("readwrite", async (entries) => {
      for (const entry of given) {
        const stored = await entries.get(entry.key);
        if ((stored ? stored.revision : 0) !== entry.revision) {
          throw new EntryChanged(stored);
        }
        await entries.put(sign(entry, entry.revision + 1));
      }
    });
  }

  function removeEntry(key) {
    return withStores("readwrite", (entries) => entries.delete(key));
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

  Handbook.logs.store = {
    EntryChanged,
    addEntry,
    explainError,
    listEntries,
    makeKey,
    removeEntry,
    writeEntries,
    writeEntry,
  };
})();
