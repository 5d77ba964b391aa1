/* Where a record belongs among those that the device has already: it is new, here already, another
   revision, or in conflict. Nothing that is here is ever overwritten. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { recordDigest, recordFormat } = audit;

  function mapPhotos(photos) {
    return new Map(photos.map((photo) => [photo.key, photo]));
  }

  /* The record as this device would export it, for comparing: without what says nothing. */
  function tidyRecord(record, form) {
    const draft = recordFormat.fromRecord(record, form, record.id, "");
    return recordFormat.toRecord(draft.audit, form, mapPhotos(draft.photos));
  }

  function toStoredRecord({ audit: draft, photos }, form) {
    return recordFormat.toRecord(draft, form, mapPhotos(photos));
  }

  /* Whether two records are the same. A picture may have been removed from one of them. */
  async function areEqual(one, other) {
    const [left, right] = [one, other].map(recordFormat.toFileText);
    if (left === right) {
      return true;
    }
    const hasPictures = left.includes('"photos":') && right.includes('"photos":');
    return (
      hasPictures &&
      (await recordDigest.digestRecord(one)) === (await recordDigest.digestRecord(other))
    );
  }

  function findFreeKey(record, taken) {
    const { id, revision = 1 } = record;
    const own = revision > 1 ? `${id}-r${revision}` : id;
    let key = own;
    for (let place = 2; taken.has(key); place += 1) {
      key = `${own}-${place}`;
    }
    return key;
  }

  function findRevision(record) {
    return record.revision || 1;
  }

  /* What a record is beside those of its reference: new, revision, finished (a draft of it is here),
     left (it is the draft of one that is finished here) or conflict. */
  function judgeRecord(record, others) {
    const same = others.filter(
      (one) => one.checklist === record.checklist && one.site === record.site,
    );
    if (same.length === 0) {
      return others.length ? "conflict" : "new";
    }
    if (record.state === "draft") {
      return same.some((one) => one.state === "finished") ? "left" : "conflict";
    }
    const finished = same.filter((one) => one.state === "finished");
    if (finished.length === 0) {
      return "finished";
    }
    return finished.some((one) => findRevision(one) === findRevision(record))
      ? "conflict"
      : "revision";
  }

  /* Finds the place of a record. `stored` are the audits of its reference with their photographs,
     `taken` the keys that are in use. Returns { kind, key }; of one that is here already, its key. */
  async function placeRecord(record, form, stored, taken) {
    const tidy = tidyRecord(record, form);
    const others = [];
    for (const one of stored) {
      const other = toStoredRecord(one, form);
      if (await areEqual(tidy, other)) {
        return { kind: "there", key: one.audit.key };
      }
      others.push(other);
    }
    return { kind: judgeRecord(record, others), key: findFreeKey(record, taken) };
  }

  audit.importPlace = { mapPhotos, placeRecord };
})();
