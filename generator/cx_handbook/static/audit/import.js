/* Takes records and events in from files of any size, and loads the form that a record is scored
   from. One that cannot be taken does not hold up the others. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { loadScript } = Handbook.shell;
  const { draftStore, importPlace, recordCheck, recordFormat, zipFiles } = audit;
  const { limits } = audit.definitions;
  const { findForm, nameSite } = audit.page;
  const { countNoun } = audit.wording;
  const PIECE = 4 * 1024 * 1024; // bytes that are read at once
  const BATCH = 100; // records that are written at once
  const MOST_CHARACTERS = 200 * 1024 * 1024; // of one record
  const MOST_ZIP = 500 * 1024 * 1024; // bytes; it is unpacked in memory
  const MOST_REFUSALS = 1000; // of one file, which is given up then
  const DAMAGED = "this file is damaged, or no audit record at all";

  /* The form with a fingerprint, or null when this handbook never issued it. */
  async function loadForm(fingerprint) {
    const form = findForm(fingerprint);
    if (!form) {
      return null;
    }
    // A form whose script does not load is as good as none: its audits are listed without a score.
    await loadScript(form.script).catch(() => {});
    return (audit.forms || {})[fingerprint] || null;
  }

  /* The record of an audit on this device, with its photographs. */
  async function readRecord(draft) {
    const form = await loadForm(draft.form);
    const { photos } = await draftStore.readDraft(draft.key);
    return recordFormat.toRecord(draft, form, importPlace.mapPhotos(photos));
  }

  function nameAudit(record) {
    const { title } = findForm(record.form);
    return `${title}, ${nameSite(record.site)}, ${audit.wording.formatDay(record.date)}`;
  }

  // Reading

  /* Puts the pictures of a zip in the place of their SHA-256. One that is not what its name says is
     left out, as if it had been removed. */
  async function addPictures(record, pictures) {
    const all = Object.values(record.answers || {}).flatMap((answer) => answer.photos || []);
    for (const photo of all) {
      const bytes = photo.sha256 && pictures.get(photo.sha256);
      if (bytes && (await audit.recordDigest.hashBytes(bytes)) === photo.sha256) {
        photo.data = zipFiles.writeBase64(bytes);
        delete photo.sha256;
      }
    }
  }

  /* One member of a file, read and checked: { records, events, refusals }. */
  function readMember(text) {
    if (!text.trimStart().startsWith("{")) {
      return { records: [], events: [], refusals: [DAMAGED] };
    }
    return recordCheck.readText(text);
  }

  /* Yields the texts of a file piece by piece, from its bytes. Throws a TypeError for bytes that are no
     UTF-8. */
  async function* readPieces(blob) {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    for (let from = 0; from < blob.size; from += PIECE) {
      const bytes = await blob.slice(from, from + PIECE).arrayBuffer();
      yield { text: decoder.decode(bytes, { stream: true }), share: from / blob.size };
    }
    yield { text: decoder.decode(), share: 1 };
  }

  /* The list of a file, and the pictures beside it. */
  async function openFile(file) {
    const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
    if (!zipFiles.isZip(head)) {
      return { list: file, pictures: new Map() };
    }
    if (file.size > MOST_ZIP) {
      throw new RangeError("too large");
    }
    const { list, pictures } = zipFiles.readZip(new Uint8Array(await file.arrayBuffer()));
    return { list: new Blob([list]), pictures };
  }

  // Placing

  /* What the device has, by reference: found once, and kept up to date while an import runs. */
  async function listStored() {
    const drafts = await draftStore.listDrafts();
    const keys = new Map();
    drafts.forEach(({ id, key }) => keys.set(id, [...(keys.get(id) || []), key]));
    return { keys, taken: new Set(drafts.map(({ key }) => key)) };
  }

  function refuseRecord(record, why) {
    return `Audit ${record.id} of ${record.date}: ${why}.`;
  }

  function findRefusal(record, form) {
    if (!form) {
      const digits = record.form.slice(0, limits.fingerprintDigits);
      return refuseRecord(record, `its form, ${digits}, is not in this handbook`);
    }
    if (form.checklist !== record.checklist) {
      return refuseRecord(
        record,
        `its form belongs to ${form.checklist}, not to ${record.checklist}`,
      );
    }
    return "";
  }

  /* What is said of a record that is not simply new. */
  const NOTES = {
    conflict: (record) =>
      refuseRecord(
        record,
        "another with this reference is here, and both are kept: please compare",
      ),
    finished: (record) =>
      refuseRecord(record, "it was finished elsewhere; the draft that is here stays as well"),
    left: (record) =>
      refuseRecord(record, "it is finished here already, so its draft was left out"),
  };

  async function findStored(batch, store) {
    const keys = batch.flatMap((record) => store.keys.get(record.id) || []);
    const found = keys.length ? await draftStore.readDrafts(keys) : [];
    return new Map(
      audit.standings.groupBy(found, (one) => one.audit.id).map((all) => [all[0].audit.id, all]),
    );
  }

  function addKey(store, id, key) {
    store.taken.add(key);
    store.keys.set(id, [...(store.keys.get(id) || []), key]);
  }

  /* Makes room for a newer revision. One that is not written yet is set aside as it is; of one that is,
     a copy, before the newer is written in its place. */
  function makeRoom({ key, replaced, asideKey }, draft, work, store) {
    const aside = importPlace.setAside(replaced, asideKey);
    const waiting = work.replacing.find((one) => one.draft === replaced);
    const isAside = store.taken.has(asideKey); // an import that was cut short had come so far
    addKey(store, draft.audit.id, asideKey);
    store.taken.add(key);
    if (work.added.includes(replaced)) {
      Object.assign(replaced, aside);
      work.added.push(draft);
      return;
    }
    draft.audit.revision = replaced.audit.revision;
    if (waiting) {
      Object.assign(replaced, aside);
      work.added.push(replaced);
      waiting.draft = draft;
    } else {
      work.added.push(...(isAside ? [] : [aside]));
      work.replacing.push({ draft, removed: replaced.photos.map((photo) => photo.key) });
    }
  }

  /* Puts a record in its place among what a batch writes. */
  function addRecord(record, form, place, work, store) {
    const { key, isEarlier, replaced, replacedKey } = place;
    const isNamed = key === record.id || replaced || isEarlier;
    const name = nameAudit(record) + (isNamed ? "" : ` (${key})`);
    const draft = recordFormat.fromRecord(record, form, key, name);
    if (isEarlier) {
      draft.audit.state = "earlier";
    }
    if (replacedKey) {
      draft.audit.replacedKey = replacedKey; // the correction can still be left
    }
    if (replaced) {
      makeRoom(place, draft, work, store);
    } else {
      work.added.push(draft);
      addKey(store, record.id, key);
    }
    return draft;
  }

  /* Places the records of a batch, one after the other, and returns what has to be written. */
  async function placeBatch(batch, store, done) {
    const stored = await findStored(batch, store);
    const work = { added: [], replacing: [] };
    for (const given of batch) {
      const record = recordFormat.stripClaimedLogs(given);
      const form = await loadForm(record.form);
      const refusal = findRefusal(record, form);
      if (refusal) {
        done.refusals.push(refusal);
        continue;
      }
      const others = stored.get(record.id) || [];
      const place = await importPlace.placeRecord(record, form, others, store.taken);
      countPlace(place, record, done);
      if (place.kind !== "there" && place.kind !== "left") {
        stored.set(record.id, [...others, addRecord(record, form, place, work, store)]);
      }
    }
    return work;
  }

  function countPlace({ kind, key }, record, done) {
    done.kinds[kind] = (done.kinds[kind] || 0) + 1;
    if (NOTES[kind]) {
      done.notes.push(NOTES[kind](record));
    }
    if (kind === "there") {
      done.saved.push(key);
    } else if (kind !== "left") {
      done[record.state === "draft" ? "drafts" : "taken"] += 1;
      done.saved.push(key);
    }
  }

  async function writeBatch(read, store, done) {
    const { added, replacing } = await placeBatch(read.records, store, done);
    if (added.length) {
      await draftStore.addDrafts(added);
    }
    for (const { draft, removed } of replacing) {
      const own = new Set(draft.photos.map((photo) => photo.key));
      const gone = removed.filter((key) => !own.has(key));
      await draftStore.writeDraft(draft.audit, draft.photos, gone);
    }
    if (read.events.length) {
      const { added: events, there, conflicts } = await draftStore.writeEvents(read.events);
      done.events += events;
      done.eventsThere += there;
      conflicts.forEach((event) => {
        done.notes.push(
          `Event ${event.id} of ${event.on} is here with another content, which stays.`,
        );
      });
    }
  }

  // Files

  /* Reads, checks and writes the members of one file, so many at a time. */
  async function importMembers(texts, pictures, store, done) {
    for (let from = 0; from < texts.length; from += BATCH) {
      const read = { records: [], events: [] };
      for (const text of texts.slice(from, from + BATCH)) {
        const member = readMember(text);
        done.place += 1;
        read.records.push(...member.records);
        read.events.push(...(member.events || []));
        const where = texts.length > 1 || done.place > 1 ? `Record ${done.place}: ` : "";
        done.refusals.push(...member.refusals.map((why) => `${where}${why}.`));
      }
      for (const record of read.records) {
        await addPictures(record, pictures);
      }
      await writeBatch(read, store, done);
      if (done.refusals.length > MOST_REFUSALS) {
        throw new RangeError("too many");
      }
    }
  }

  async function importFile(file, store, done, control) {
    const { list, pictures } = await openFile(file);
    const splitter = new audit.listSplitter.ListSplitter(MOST_CHARACTERS);
    for await (const { text, share } of readPieces(list)) {
      await importMembers(splitter.feed(text), pictures, store, done);
      control.onProgress(share, done);
      if (control.isStopped()) {
        return;
      }
    }
    const rest = splitter.finish();
    if (rest.text) {
      await importMembers([rest.text], pictures, store, done);
    }
    if (!rest.isWhole || (splitter.isList === null && !rest.text)) {
      done.refusals.push(
        done.place ? "the file ends in the middle: part of it is missing." : `${DAMAGED}.`,
      );
    }
  }

  /* Why a whole file could not be read, in a sentence. */
  function explainFile(error) {
    if (error instanceof RangeError) {
      return error.message === "too many"
        ? `more than ${MOST_REFUSALS} records in it cannot be taken, so the rest was not read.`
        : "it is larger than an export of ours ever is; export fewer audits at once.";
    }
    const isOfStore = error instanceof DOMException;
    return isOfStore ? `not saved. ${draftStore.explainError(error)}` : `${DAMAGED}.`;
  }

  function startReport() {
    const counts = { taken: 0, drafts: 0, events: 0, eventsThere: 0, place: 0 };
    return { ...counts, kinds: {}, refusals: [], notes: [], saved: [] };
  }

  /* Takes in all records and events of some files. Returns what became of them; `saved` are the keys
     of all audits that these files hold. */
  async function importFiles(files, control) {
    const all = startReport();
    const store = await listStored();
    for (const file of files) {
      const done = startReport();
      try {
        await importFile(file, store, done, control);
      } catch (error) {
        done.refusals.push(explainFile(error));
      }
      ["taken", "drafts", "events", "eventsThere"].forEach((name) => {
        all[name] += done[name];
      });
      Object.entries(done.kinds).forEach(([kind, count]) => {
        all.kinds[kind] = (all.kinds[kind] || 0) + count;
      });
      all.notes.push(...done.notes);
      all.saved.push(...done.saved);
      all.refusals.push(...done.refusals.map((why) => `${file.name}: ${why}`));
    }
    return all;
  }

  /* What an import has done, in sentences. */
  function describeImport({ taken, drafts, events, eventsThere, kinds }) {
    const there = (kinds.there || 0) + eventsThere;
    return [
      `${countNoun(taken + drafts, "record")} imported.`,
      drafts && `${drafts} of them in progress.`,
      events && `${countNoun(events, "later event")}.`,
      kinds.revision && `${countNoun(kinds.revision, "correction")} of audits that were here.`,
      there && `${there} here already, unchanged.`,
      kinds.conflict &&
        `${countNoun(kinds.conflict, "record")} kept beside another with the same reference.`,
    ].filter(Boolean);
  }

  audit.importing = {
    describeImport,
    importFiles,
    loadForm,
    mapPhotos: importPlace.mapPhotos,
    readRecord,
  };
})();
