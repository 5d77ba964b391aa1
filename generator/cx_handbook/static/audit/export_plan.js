/* How an export is cut into files, and what it says about them. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const MOST_AUDITS = 500; // in one file
  const MOST_BYTES = 50 * 1024 * 1024; // of one file, before it is packed

  /* Whether a file that has something in it already has no room for one more audit. */
  function isFull({ audits, bytes }, size) {
    return audits > 0 && (audits >= MOST_AUDITS || bytes + size > MOST_BYTES);
  }

  /* The name of one file of so many: audits.json, audits-1-of-3.json. */
  function nameFile(number, of, ending) {
    return of === 1 ? `audits.${ending}` : `audits-${number}-of-${of}.${ending}`;
  }

  /* 1 draft, 3 drafts; nothing for none. */
  function countSome(count, one, many) {
    return count ? `${count} ${count === 1 ? one : many}` : "";
  }

  /* What an export takes: 3 finished, 1 draft, 12 photographs, 5 later events. */
  function describeContent({ finished, drafts, photos, events }, hasPhotos) {
    return [
      `${finished} finished`,
      countSome(drafts, "draft", "drafts"),
      photos ? (hasPhotos ? countSome(photos, "photograph", "photographs") : "no photographs") : "",
      countSome(events, "later event", "later events"),
    ]
      .filter(Boolean)
      .join(", ");
  }

  /* 34 MB, 512 kB; never 0. */
  function describeSize(bytes) {
    const kilo = Math.max(1, Math.round(bytes / 1024));
    return kilo < 1024 ? `${kilo} kB` : `${Math.round(kilo / 1024)} MB`;
  }

  audit.exportPlan = { MOST_AUDITS, describeContent, describeSize, isFull, nameFile };
})();
