/* Writes the audits of a device into files: records and events mixed, a line each, with their
   photographs beside them in a zip or without. The same audits give the same bytes. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { draftStore, exportPlan, importing, recordFormat } = audit;
  const { toCanonicalJson } = audit.answers;
  const AT_ONCE = 50; // audits that are read together

  /* A file that grows audit by audit. */
  class ExportFile {
    constructor(hasPhotos) {
      this.zip = hasPhotos ? new audit.zipFiles.ZipWriter() : null;
      this.lines = [];
      this.audits = 0;
      this.bytes = 0;
      this.drafts = []; // that are in it whole
    }

    add({ draft, lines, pictures, size, isWhole }) {
      this.lines.push(...lines);
      pictures.forEach((picture) => this.zip.addPicture(picture));
      this.audits += 1;
      this.bytes += size;
      if (isWhole) {
        this.drafts.push(draft);
      }
    }

    /* The file: { blob, ending, drafts, audits }. A zip without a picture would only be in the way. */
    close() {
      const text = `[${this.lines.join(",\n")}]\n`;
      const isZip = this.zip && this.zip.names.size > 0;
      const blob = isZip ? this.zip.finish(text) : new Blob([text], { type: "application/json" });
      return { blob, ending: isZip ? "zip" : "json", drafts: this.drafts, audits: this.audits };
    }
  }

  /* Takes the pictures out of a record, and returns them; their SHA-256 stays. */
  async function takePictures(record) {
    const pictures = [];
    const answers = record.answers || {};
    // Sorted: the order in which the questions were answered decides nothing about the file.
    for (const standard of Object.keys(answers).sort()) {
      for (const photo of answers[standard].photos || []) {
        if (photo.data) {
          const { type, data } = photo;
          const bytes = audit.recordDigest.decodeBase64(data);
          const sha256 = await audit.recordDigest.hashBytes(bytes);
          pictures.push({ type, sha256, bytes });
          photo.sha256 = sha256;
          delete photo.data;
        }
      }
    }
    return pictures;
  }

  /* One audit as it goes into a file. Without its photographs it is not saved as a whole. */
  async function prepareAudit({ audit: draft, photos }, events, hasPhotos) {
    const form = await importing.loadForm(draft.form);
    const record = recordFormat.toRecord(draft, form, importing.mapPhotos(photos));
    const pictures = await takePictures(record);
    const own = (events.get(draft.id) || []).filter((one) => one.checklist === draft.checklist);
    const lines = [record, ...own].map(toCanonicalJson);
    const taken = hasPhotos ? pictures : [];
    const size =
      lines.reduce((sum, line) => sum + line.length, 0) +
      taken.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return { draft, lines, pictures: taken, size, isWhole: taken.length === pictures.length };
  }

  function compareFiles(a, b) {
    const [left, right] = [a, b].map((draft) => `${recordFormat.nameFile(draft)} ${draft.key}`);
    return left < right ? -1 : 1;
  }

  /* Writes drafts into files. `events` are by audit; `onProgress` hears how many are done. Returns the
     files with their names, or null when it was stopped. */
  async function writeFiles(drafts, events, { hasPhotos, onProgress, isStopped }) {
    const ordered = [...drafts].sort(compareFiles);
    const files = [];
    let file = new ExportFile(hasPhotos);
    const seen = new Set(); // audits whose events are written: a later revision has the same
    for (let from = 0; from < ordered.length; from += AT_ONCE) {
      const keys = ordered.slice(from, from + AT_ONCE).map(({ key }) => key);
      for (const stored of await draftStore.readDrafts(keys)) {
        const { id, checklist } = stored.audit;
        const name = `${checklist} ${id}`; // another checklist's audit may have the same reference
        const prepared = await prepareAudit(stored, seen.has(name) ? new Map() : events, hasPhotos);
        seen.add(name);
        if (exportPlan.isFull(file, prepared.size)) {
          files.push(file.close());
          file = new ExportFile(hasPhotos);
        }
        file.add(prepared);
      }
      onProgress(Math.min(from + AT_ONCE, ordered.length));
      if (isStopped()) {
        return null;
      }
    }
    files.push(file.close());
    return files.map((one, place) => ({
      ...one,
      name: exportPlan.nameFile(place + 1, files.length, one.ending),
    }));
  }

  audit.exporting = { writeFiles };
})();
