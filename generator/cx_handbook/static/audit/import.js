/* Taking records in from files, and loading the form that each of them is scored from. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const { data, dom, record: Records, store: Store } = Handbook;
  const loading = new Map();

  function known(fingerprint) {
    return data.forms.find((form) => form.fingerprint === fingerprint);
  }

  /* The form with a fingerprint, or null when this handbook never issued it. */
  function formOf(fingerprint) {
    const form = known(fingerprint);
    if (!form) {
      return Promise.resolve(null);
    }
    if (!loading.has(fingerprint)) {
      loading.set(fingerprint, injected(form));
    }
    return loading.get(fingerprint);
  }

  function injected(form) {
    return new Promise((found) => {
      const done = () => found((Handbook.forms || {})[form.fingerprint] || null);
      document.head.append(dom.make("script", { src: form.script, load: done, error: done }));
    });
  }

  function siteName(id) {
    const site = data.sites.find((one) => one.id === id);
    return site ? site.name : id;
  }

  function nameOf(record, form) {
    const title = known(record.form).title;
    return `${title}, ${siteName(record.site)}, ${Handbook.words.day(record.date)}`;
  }

  function photoMap(photos) {
    return new Map(photos.map((photo) => [photo.key, photo]));
  }

  async function same(record, key, form) {
    const there = await Store.read(key);
    if (!there) {
      return null;
    }
    const stored = Records.toRecord(there.audit, form, photoMap(there.photos));
    return Handbook.canonical(stored) === Handbook.canonical(record);
  }

  /* A free place for a record: its reference, or one beside it when another audit has that. */
  async function placeFor(record, form) {
    for (let place = 1; ; place += 1) {
      const key = place === 1 ? record.id : `${record.id}-${place}`;
      const equal = await same(record, key, form);
      if (equal !== false) {
        return { key, there: equal === true, beside: place > 1 };
      }
    }
  }

  /* Takes in one record that was checked; returns in words what became of it. */
  async function takeIn(record) {
    const form = await formOf(record.form);
    if (!form) {
      return refused(record, `its form, ${record.form.slice(0, 12)}, is not in this handbook`);
    }
    if (form.checklist !== record.checklist) {
      return refused(record, `its form belongs to ${form.checklist}, not to ${record.checklist}`);
    }
    const tidied = tidy(record, form);
    const { key, there, beside } = await placeFor(tidied, form);
    if (there) {
      return { state: "there" };
    }
    const name = nameOf(record, form) + (beside ? ` (${key})` : "");
    const { audit, photos } = Records.fromRecord(record, form, key, name);
    await Store.write(audit, photos, []);
    return { state: beside ? "beside" : "taken", name };
  }

  function tidy(record, form) {
    const { audit, photos } = Records.fromRecord(record, form, record.id, "");
    return Records.toRecord(audit, form, photoMap(photos));
  }

  function refused(record, why) {
    return { state: "refused", why: `Audit ${record.id} of ${record.date}: ${why}.` };
  }

  /* Takes in all records of some files; one that cannot be taken does not hold up the others. */
  async function takeFiles(files) {
    const done = { taken: 0, there: 0, beside: 0, refusals: [] };
    for (const file of files) {
      const { records, refusals } = Records.readFile(await file.arrayBuffer());
      refusals.forEach((why) => done.refusals.push(`${file.name}: ${why}.`));
      for (const record of records) {
        try {
          const { state, why } = await takeIn(record);
          if (state === "refused") {
            done.refusals.push(`${file.name}: ${why}`);
          } else {
            done[state] += 1;
          }
        } catch (error) {
          done.refusals.push(`${file.name}: not saved. ${Store.reason(error)}`);
        }
      }
    }
    return done;
  }

  Handbook.imports = { formOf, known, photoMap, siteName, takeFiles };
})();
