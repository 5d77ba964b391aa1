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

  function findFreeKey(id, taken) {
    let key = id;
    for (let place = 2; taken.has(key); place += 1) {
      key = `${id}-${place}`;
    }
    return key;
  }

  /* The place of an audit on the device without that of its revision. */
  function findBaseKey(key) {
    return key.replace(/\.r[0-9]+$/, "");
  }

  /* An audit and its photographs under another key, as an earlier revision. */
  function setAside({ audit: draft, photos }, key) {
    const rename = (photo) => [key, ...photo.split("/").slice(1)].join("/");
    const written = Object.entries(draft.written).map(([standard, entry]) => [
      standard,
      entry.photos ? { ...entry, photos: entry.photos.map(rename) } : entry,
    ]);
    return {
      audit: { ...draft, key, state: "earlier", written: Object.fromEntries(written) },
      photos: photos.map((photo) => ({ ...photo, key: rename(photo.key), audit: key })),
    };
  }

  /* The place of another revision of a finished audit. The newest is where the audit was, the others
     stand beside it; `replaced` is what has to be set aside for it. */
  function placeRevision(record, newest, taken) {
    const { findRevision } = audit.standings;
    const base = findBaseKey(newest.audit.key);
    const revision = record.revision || 1;
    const own = findRevision(newest.audit);
    if (revision > own) {
      return { kind: "revision", key: base, replaced: newest, asideKey: `${base}.r${own}` };
    }
    const key = `${base}.r${revision}`;
    const isFree = revision < own && !taken.has(key);
    return isFree
      ? { kind: "revision", key, isEarlier: true }
      : { kind: "conflict", key: findFreeKey(record.id, taken) };
  }

  /* What a draft is beside others of its reference. One that corrects a finished audit which is here is
     gone on with beside it. */
  function judgeDraft(record, same, isDraft) {
    const { findRevision } = audit.standings;
    const isLater = ({ audit: one }) => findRevision(one) < (record.revision || 1);
    if (same.every(isDraft)) {
      return "conflict";
    }
    return same.every(isLater) ? "new" : "left";
  }

  /* The key of the revision that a record replaces; undefined when it is not here. */
  async function findReplacedKey(record, stored, form) {
    for (const one of record.replaces ? stored : []) {
      const digest = await recordDigest.digestRecord(toStoredRecord(one, form));
      if (digest === record.replaces) {
        return one.audit.key;
      }
    }
    return undefined;
  }

  /* What a record that is not here yet is beside those of its reference: new, revision, finished (a
     draft of it is here), left (it is the draft of one that is finished here) or conflict. */
  function judgeRecord(record, stored, taken) {
    const same = stored.filter(({ audit: one }) => one.checklist === record.checklist);
    const key = findFreeKey(record.id, taken);
    if (same.length === 0) {
      return { kind: stored.length ? "conflict" : "new", key };
    }
    const isDraft = ({ audit: one }) => one.state === "draft";
    if (record.state === "draft") {
      return { kind: judgeDraft(record, same, isDraft), key };
    }
    if (same.some(isDraft)) {
      return { kind: "finished", key };
    }
    const { findRevision } = audit.standings;
    const rank = ({ audit: one }) => [findRevision(one), -one.key.length];
    const [newest] = [...same].sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1]);
    return placeRevision(record, newest, taken);
  }

  /* Finds the place of a record. `stored` are the audits of its reference with their photographs,
     `taken` the keys that are in use. Of one that is here already, it is that. */
  async function placeRecord(record, form, stored, taken) {
    const tidy = tidyRecord(record, form);
    for (const one of stored) {
      if (await areEqual(tidy, toStoredRecord(one, form))) {
        return { kind: "there", key: one.audit.key };
      }
    }
    const place = judgeRecord(record, stored, taken);
    const isDraft = record.state === "draft";
    return isDraft ? { ...place, replacedKey: await findReplacedKey(tidy, stored, form) } : place;
  }

  audit.importPlace = { mapPhotos, placeRecord, setAside };
})();
