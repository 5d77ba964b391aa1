/* Takes records in from files, and loads the form that each of them is scored from. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { loadScript } = Handbook.shell;
  const { draftStore, recordCheck, recordFormat } = audit;
  const { limits } = audit.definitions;
  const { findForm, nameSite } = audit.page;

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

  function nameAudit(record) {
    const { title } = findForm(record.form);
    return `${title}, ${nameSite(record.site)}, ${audit.wording.formatDay(record.date)}`;
  }

  function mapPhotos(photos) {
    return new Map(photos.map((photo) => [photo.key, photo]));
  }

  /* Whether the device has this very record under a key; null when it has none there. */
  async function compareStored(record, key, form) {
    const stored = await draftStore.readDraft(key);
    if (!stored) {
      return null;
    }
    const other = recordFormat.toRecord(stored.audit, form, mapPhotos(stored.photos));
    return recordFormat.toFileText(other) === recordFormat.toFileText(record);
  }

  /* A free key for a record: its reference, or one beside it when another audit has that. */
  async function findPlace(record, form) {
    for (let place = 1; ; place += 1) {
      const key = place === 1 ? record.id : `${record.id}-${place}`;
      const isEqual = await compareStored(record, key, form);
      if (isEqual !== false) {
        return { key, isThere: isEqual === true, isBeside: place > 1 };
      }
    }
  }

  /* The record as this device would export it, for comparing: without what says nothing. */
  function tidyRecord(record, form) {
    const draft = recordFormat.fromRecord(record, form, record.id, "");
    return recordFormat.toRecord(draft.audit, form, mapPhotos(draft.photos));
  }

  function refuseRecord(record, why) {
    return { state: "refused", why: `Audit ${record.id} of ${record.date}: ${why}.` };
  }

  /* Takes in one record that was checked. Returns its state: taken, there, beside or refused. */
  async function importRecord(given) {
    const record = recordFormat.stripClaimedLogs(given);
    const form = await loadForm(record.form);
    if (!form) {
      return refuseRecord(
        record,
        `its form, ${record.form.slice(0, limits.fingerprintDigits)}, is not in this handbook`,
      );
    }
    if (form.checklist !== record.checklist) {
      return refuseRecord(
        record,
        `its form belongs to ${form.checklist}, not to ${record.checklist}`,
      );
    }
    const { key, isThere, isBeside } = await findPlace(tidyRecord(record, form), form);
    if (isThere) {
      return { state: "there" };
    }
    const name = nameAudit(record) + (isBeside ? ` (${key})` : "");
    const draft = recordFormat.fromRecord(record, form, key, name);
    await draftStore.writeDraft(draft.audit, draft.photos, []);
    return { state: isBeside ? "beside" : "taken" };
  }

  async function importFile(file, done) {
    const { records, refusals } = recordCheck.readFile(await file.arrayBuffer());
    refusals.forEach((why) => done.refusals.push(`${file.name}: ${why}.`));
    for (const record of records) {
      try {
        const { state, why } = await importRecord(record);
        if (state === "refused") {
          done.refusals.push(`${file.name}: ${why}`);
        } else {
          done[state] += 1;
        }
      } catch (error) {
        done.refusals.push(`${file.name}: not saved. ${draftStore.explainError(error)}`);
      }
    }
  }

  /* Takes in all records of some files; one that cannot be taken does not hold up the others. */
  async function importFiles(files) {
    const done = { taken: 0, there: 0, beside: 0, refusals: [] };
    for (const file of files) {
      await importFile(file, done);
    }
    return done;
  }

  audit.importing = { importFiles, loadForm, mapPhotos };
})();
