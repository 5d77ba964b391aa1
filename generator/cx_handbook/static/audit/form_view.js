/* Filling in: every change is kept at once, and what it does to the score is shown. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const { alarm, all, button, download, find, make, say } = Handbook.dom;
  const { data, photos: Photos, record: Records, store: Store, words: Words } = Handbook;
  const form = data.form;
  const items = new Map(Records.itemsOf(form).map((item) => [item.standard, item]));
  const fields = ["name", "site", "auditor", "date", "start", "end", "first", "last"];
  const area = find("[data-hb-fill]");
  const photos = new Map();
  const MODEST = 1200; // ms without a change before the score is read out
  const AGAIN = 5000; // ms until a save that failed is tried again

  let audit = null;
  let unsaved = { added: [], removed: [] };
  let dirty = false;
  let saving = null;
  let stopped = false;
  let failed = false;
  let told = "";
  let retry = 0;

  // Saving

  /* Writes one after the other, the newest state each time, until nothing is left to write. */
  async function save() {
    while (dirty && !stopped) {
      const { added, removed } = unsaved;
      dirty = false;
      unsaved = { added: [], removed: [] };
      try {
        audit.revision = await Store.write(audit, added, removed);
        showSaved();
      } catch (error) {
        dirty = true;
        unsaved = { added: added.concat(unsaved.added), removed: removed.concat(unsaved.removed) };
        onFailure(error);
        return;
      }
    }
  }

  function changed() {
    dirty = true;
    clearTimeout(retry);
    if (!saving && !stopped) {
      failed = false;
      saving = save().finally(() => {
        saving = null;
        return dirty && !failed ? changed() : null; // what came in while the last write ended
      });
    }
    showScore();
    return saving;
  }

  function showSaved() {
    const now = new Date().toTimeString().slice(0, 5);
    find("[data-hb-saved]").textContent = `Saved ${now}`;
    told = "";
    alarm("[data-hb-alarm]");
  }

  function onFailure(error) {
    find("[data-hb-saved]").textContent = "Not saved";
    failed = true;
    if (error instanceof Store.Changed) {
      stopped = true;
      showConflict(error.stored);
      return;
    }
    retry = setTimeout(changed, AGAIN);
    if (told === Store.reason(error)) {
      return; // it stands there already: said again, it would only take the focus away
    }
    told = Store.reason(error);
    alarm(
      "[data-hb-alarm]",
      make("p", {}, make("strong", {}, "Not saved on this device. "), told),
      make("p", {}, "Keep this page open, and download the record now: it holds everything."),
      make("p", { class: "hb-actions" },
        button("Download the record", downloadRecord, true), button("Try again", changed))
    );
  }

  function showConflict(stored) {
    const what = stored ? "changed" : "deleted";
    told = "";
    alarm(
      "[data-hb-alarm]",
      make("p", {}, make("strong", {}, `This audit was ${what} in another tab. `),
        "What you see here is not saved, and nothing there was overwritten."),
      make("p", { class: "hb-actions" },
        button("Save mine as a copy", saveCopy, true),
        stored ? button("Show what is there", () => window.location.reload()) : null,
        button("Download the record", downloadRecord))
    );
  }

  function saveCopy() {
    const reference = Records.newReference();
    audit.written = structuredClone(audit.written);
    const copies = new Map();
    Object.values(audit.written).forEach((entry) => {
      entry.photos = (entry.photos || []).filter((key) => photos.has(key)).map((key) => {
        const copy = { ...photos.get(key), key: `${reference}/${key.split("/").slice(1).join("/")}` };
        copies.set(copy.key, copy);
        return copy.key;
      });
    });
    photos.clear();
    copies.forEach((photo, key) => photos.set(key, photo));
    Object.assign(audit, { key: reference, id: reference, revision: 0, name: `${audit.name} (copy)` });
    unsaved = { added: Array.from(photos.values()), removed: [] };
    stopped = false;
    address();
    show();
    changed();
  }

  function downloadRecord() {
    const kept = Records.toRecord(audit, form, photos);
    download(`${Records.fileName(audit)}.json`, "application/json", `${Handbook.canonical(kept)}\n`);
  }

  // What is shown

  function scored() {
    const answers = Records.answersOf(audit, form, photos);
    return { answers, result: Handbook.score(form, answers) };
  }

  function boxesIn(asked, name) {
    return all(`[data-hb-box="${name}"]`, asked);
  }

  function setBox(asked, name, value) {
    boxesIn(asked, name).forEach((box) => {
      if (box.type === "radio" || box.type === "checkbox") {
        box.checked = box.value === value;
      } else {
        box.value = value;
      }
    });
  }

  function getBox(asked, name) {
    const boxes = boxesIn(asked, name);
    const marked = boxes.filter((box) => box.type === "radio" || box.type === "checkbox");
    if (marked.length) {
      return (marked.find((box) => box.checked) || { value: "" }).value;
    }
    return boxes.length ? boxes[0].value : "";
  }

  const BOXES = ["mark", "k", "n", "cases", "grade", "note"];

  function entryOf(standard) {
    if (!Object.hasOwn(audit.written, standard)) {
      audit.written[standard] = {};
    }
    return audit.written[standard];
  }

  function show() {
    fields.forEach((name) => {
      showField(area.elements[name], audit[name] || "");
    });
    find("[data-hb-reference]").textContent = audit.id;
    items.forEach((item, standard) => showQuestion(standard));
    showActions();
    showScore();
  }

  function showField(field, value) {
    if (field.tagName === "SELECT" && !Array.from(field.options).some((o) => o.value === value)) {
      field.append(make("option", { value }, value)); // a site that the handbook no longer names
    }
    field.value = value;
  }

  function questionOf(standard) {
    return find(`[data-hb-standard="${standard}"]`);
  }

  function showQuestion(standard) {
    const asked = questionOf(standard);
    const entry = audit.written[standard] || {};
    BOXES.forEach((name) => setBox(asked, name, entry[name] || ""));
    showThumbs(standard);
    if (entry.note || (entry.photos || []).length) {
      find("details", asked).open = true;
    }
  }

  function showThumbs(standard) {
    const entry = audit.written[standard] || {};
    const thumbs = (entry.photos || []).filter((key) => photos.has(key)).map((key, place) => {
      const photo = photos.get(key);
      const remove = make("button", {
        type: "button",
        class: "hb-quiet",
        "aria-label": `Remove photo ${place + 1}, ${photo.name}`,
        click: () => removePhoto(standard, key),
      }, "Remove");
      return make("li", {}, make("img", { src: Photos.address(photo), alt: photo.name }), remove);
    });
    find("[data-hb-thumbs]", questionOf(standard)).replaceChildren(...thumbs);
  }

  function showScore() {
    const { answers, result } = scored();
    result.items.forEach((one) => showState(one, answers[one.item.standard] || {}));
    const open = result.items.filter((one) => one.state === "unanswered").length;
    const done = items.size - open;
    find("#hb-progress").value = done;
    find("[data-hb-count]").textContent = `${done} of ${items.size} answered`;
    const line = [Words.grade(result), Words.promises(result), Words.verdict(result)]
      .concat(result.too_close ? "Too close to call" : [], result.provisional ? "Provisional" : [])
      .filter(Boolean);
    find("[data-hb-live-score]").textContent = line.join(" · ");
    say(`${done} of ${items.size} answered. ${line.join(". ")}.`, MODEST);
  }

  function showState(one, answer) {
    const standard = one.item.standard;
    const asked = questionOf(standard);
    const entry = audit.written[standard] || {};
    const boxes = BOXES.slice(0, 5).some((name) => entry[name]);
    asked.dataset.hbState = one.state;
    find("[data-hb-clear]", asked).hidden = !boxes && !entry.kept;
    const said = one.remarks.map((name) => Words.remark(name, answer));
    if (entry.kept) {
      said.unshift(`It came as ‘${answer.unread || Words.answered(answer)}’.`);
    }
    const remark = find("[data-hb-remark]", asked);
    if (remark.textContent !== said.join(" ")) {
      remark.textContent = said.join(" ");
    }
    showReason(asked, entry);
  }

  function showReason(asked, entry) {
    const needed = entry.mark === "na";
    const label = needed ? "Why it does not apply" : "Note";
    find("[data-hb-note-label]", asked).textContent = label;
    find("textarea", asked).required = needed;
    const standard = asked.dataset.hbStandard;
    const acts = audit.actions.filter((action) => action.standard === standard).length;
    const has = [
      entry.note ? "note" : "",
      (entry.photos || []).length ? Words.plural(entry.photos.length, "photo") : "",
      acts ? Words.plural(acts, "action") : "",
    ].filter(Boolean);
    find("[data-hb-has]", asked).textContent = has.length ? `– ${has.join(", ")}` : "";
  }

  // Answers

  function onBox(box, asked) {
    const standard = asked.dataset.hbStandard;
    const entry = entryOf(standard);
    const name = box.dataset.hbBox;
    if (name !== "note") {
      delete entry.kept;
      exclude(asked, name);
    }
    BOXES.forEach((one) => {
      entry[one] = getBox(asked, one);
    });
    if (name === "mark" && entry.mark === "na") {
      find("details", asked).open = true;
    }
    changed();
  }

  /* Not applicable and an answer rule each other out; the newer one stands. */
  function exclude(asked, name) {
    if (items.get(asked.dataset.hbStandard).answer === "yes_no") {
      return;
    }
    if (name === "mark") {
      ["k", "n", "cases", "grade"].forEach((other) => setBox(asked, other, ""));
    } else {
      setBox(asked, "mark", "");
    }
  }

  function onClear(asked) {
    const entry = entryOf(asked.dataset.hbStandard);
    delete entry.kept;
    BOXES.slice(0, 5).forEach((name) => {
      entry[name] = "";
      setBox(asked, name, "");
    });
    changed();
    find("input", asked).focus();
  }

  function onField(field) {
    // An audit has a date and a site at all times; a box that is empty meanwhile changes neither.
    if ((field.name === "date" || field.name === "site") && !field.value) {
      return;
    }
    if (field.type === "date" && !field.validity.valid) {
      return;
    }
    audit[field.name] = field.value;
    changed();
  }

  // Photographs

  async function onPhotos(input, asked) {
    const standard = asked.dataset.hbStandard;
    const refused = [];
    for (const file of Array.from(input.files)) {
      try {
        await addPhoto(standard, file);
      } catch (error) {
        refused.push(`${file.name}: ${error.message === "full" ? "five photos at most" : "this picture cannot be read"}.`);
      }
    }
    input.value = "";
    find("[data-hb-photo-remark]", asked).textContent = refused.join(" ");
  }

  async function addPhoto(standard, file) {
    const entry = entryOf(standard);
    if ((entry.photos || []).length >= Photos.MOST) {
      throw new Error("full");
    }
    const photo = await Photos.scaled(file);
    photo.key = `${audit.key}/${standard}/${Records.newReference()}`;
    photos.set(photo.key, photo);
    entry.photos = (entry.photos || []).concat(photo.key);
    unsaved.added.push(photo);
    showThumbs(standard);
    changed();
  }

  function removePhoto(standard, key) {
    const entry = entryOf(standard);
    entry.photos = entry.photos.filter((other) => other !== key);
    photos.delete(key);
    unsaved.added = unsaved.added.filter((photo) => photo.key !== key);
    unsaved.removed.push(key);
    showThumbs(standard);
    changed();
    find("[data-hb-photos]", questionOf(standard)).focus();
  }

  // Actions

  function showActions() {
    all("[data-hb-actions]").forEach((list) => list.replaceChildren());
    audit.actions.forEach(addRow);
  }

  function listOf(action) {
    const asked = items.has(action.standard) ? questionOf(action.standard) : null;
    return asked ? find("[data-hb-actions]", asked) : find('[data-hb-actions="free"]');
  }

  function rowField(action, label, name, attributes) {
    const box = make("input", {
      ...attributes,
      input: () => {
        if (box.validity.valid) {
          action[name] = box.value;
          changed();
        }
      },
    });
    box.value = action[name];
    return make("label", { class: "hb-field" }, make("span", {}, label), " ", box);
  }

  function addRow(action) {
    const days = { type: "date", min: "1900-01-01", max: "2199-12-31" };
    const row = make(
      "div",
      { class: "hb-action", role: "group", "aria-label": "Action" },
      rowField(action, "What", "what", { maxlength: 4000 }),
      rowField(action, "Who", "who", { maxlength: 200 }),
      rowField(action, "By when", "by", days),
      make("button", {
        type: "button",
        class: "hb-quiet",
        click: () => {
          audit.actions = audit.actions.filter((other) => other !== action);
          const next = row.parentElement.parentElement.querySelector("[data-hb-act]");
          row.remove();
          changed();
          next.focus();
        },
      }, "Remove this action")
    );
    listOf(action).append(row);
    if (action.standard && items.has(action.standard)) {
      find("details", questionOf(action.standard)).open = true;
    }
    return row;
  }

  function onAct(standard) {
    if (audit.actions.length >= 200) {
      alarm("[data-hb-notice]", make("p", {}, "An audit holds 200 actions at most."));
      return;
    }
    const action = { standard, what: "", who: "", by: "" };
    audit.actions.push(action);
    addRow(action).querySelector("input").focus();
    changed();
  }

  // Moving on

  function goTo(standard) {
    const asked = questionOf(standard);
    asked.scrollIntoView({ block: "center" });
    find("input", asked).focus({ preventScroll: true });
  }

  function onNext() {
    const open = all('[data-hb-state="unanswered"]', area);
    const current = document.activeElement.closest("[data-hb-standard]") || lastAsked;
    const after = current && open.find(
      (asked) => current.compareDocumentPosition(asked) & Node.DOCUMENT_POSITION_FOLLOWING
    );
    const next = after || open[0];
    if (next) {
      goTo(next.dataset.hbStandard);
    } else {
      say("Every question is answered.", 0);
      find("[data-hb-finish]").focus();
    }
  }

  let lastAsked = null;

  // Opening and beginning

  function address() {
    window.history.replaceState(null, "", `#audit=${audit.key}`);
  }

  function keyInAddress() {
    const match = /^#audit=([a-z0-9-]+)$/.exec(window.location.hash);
    return match && match[1];
  }

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return {
      date: `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`,
      time: `${two(now.getHours())}:${two(now.getMinutes())}`,
    };
  }

  function siteName(id) {
    const site = data.sites.find((one) => one.id === id);
    return site ? site.name : id;
  }

  function begin(site, auditor) {
    const { date, time } = today();
    const reference = Records.newReference();
    const title = find("h1").textContent.replace(/^Self-audit: /, "");
    audit = {
      key: reference, id: reference, revision: 0, state: "draft",
      name: `${title}, ${siteName(site)}, ${Words.day(date)}`,
      form: data.fingerprint, checklist: form.checklist,
      site, auditor, date, start: time, end: "", first: "", last: "", written: {}, actions: [],
    };
    Store.persist();
    opened();
    changed();
    find("#about").focus();
  }

  function opened() {
    address();
    find("[data-hb-start]").hidden = true;
    Handbook.audit.audit = audit;
    show();
    Handbook.audit.onOpen();
  }

  async function openKept(key) {
    const kept = await Store.read(key);
    if (!kept || kept.audit.form !== data.fingerprint) {
      alarm("[data-hb-notice]", make("p", {}, "The audit in this address is not on this device."));
      return false;
    }
    audit = kept.audit;
    photos.clear();
    kept.photos.forEach((photo) => photos.set(photo.key, photo));
    opened();
    return true;
  }

  async function showGoing() {
    const kept = await Store.list();
    const going = kept.filter((one) => one.checklist === form.checklist && one.state === "draft");
    going.sort((a, b) => (a.changed < b.changed ? 1 : -1));
    const lines = going.map((one) => {
      const page = `${one.checklist}-${one.form.slice(0, 12)}.html`;
      return make("li", {}, make("a", { href: `${page}#audit=${one.key}` }, one.name));
    });
    find(".hb-going").replaceChildren(...lines);
    find("[data-hb-going]").hidden = lines.length === 0;
  }

  async function start() {
    const key = keyInAddress();
    try {
      if (key && (await openKept(key))) {
        return;
      }
      find("[data-hb-start]").hidden = false;
      await showGoing();
    } catch (error) {
      find("[data-hb-start]").hidden = false;
      alarm("[data-hb-alarm]",
        make("p", {}, make("strong", {}, "This device keeps nothing at the moment. "), Store.reason(error)),
        make("p", {}, "You can fill in, and download the record before you close the page."));
    }
  }

  /* Another tab may have gone on with this audit while we were away. */
  async function lookAgain() {
    if (document.visibilityState !== "visible" || !audit || dirty || saving || stopped) {
      return;
    }
    const revision = audit.revision;
    const kept = await Store.read(audit.key).catch(() => null);
    const moved = kept && kept.audit.revision !== revision && audit.revision === revision;
    if (moved && !dirty && !saving) {
      await openKept(audit.key);
    }
  }

  area.addEventListener("input", (event) => {
    const asked = event.target.closest("[data-hb-standard]");
    if (event.target.dataset.hbBox) {
      onBox(event.target, asked);
    } else if (fields.includes(event.target.name)) {
      onField(event.target);
    }
  });

  area.addEventListener("change", (event) => {
    if (event.target.matches("[data-hb-photos]")) {
      onPhotos(event.target, event.target.closest("[data-hb-standard]"));
    }
  });

  area.addEventListener("focusout", (event) => {
    if (event.target.name === "date" && !event.target.value) {
      event.target.value = audit.date;
    }
  });

  area.addEventListener("focusin", (event) => {
    lastAsked = event.target.closest("[data-hb-standard]") || lastAsked;
  });

  area.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) {
      return;
    }
    if (pressed.matches("[data-hb-act]")) {
      onAct(pressed.dataset.hbAct);
    } else if (pressed.matches("[data-hb-clear]")) {
      onClear(pressed.closest("[data-hb-standard]"));
    } else if (pressed.matches("[data-hb-next]")) {
      onNext();
    }
  });

  area.addEventListener("submit", (event) => event.preventDefault());

  find("[data-hb-begin]").addEventListener("submit", (event) => {
    event.preventDefault();
    begin(event.target.elements.site.value, event.target.elements.auditor.value);
  });

  all("[data-hb-download]").forEach((pressed) => pressed.addEventListener("click", downloadRecord));

  window.addEventListener("beforeunload", (event) => {
    if (audit && dirty) {
      event.preventDefault();
    }
  });

  /* A jump within the page takes the audit out of the address: it goes back in. */
  window.addEventListener("hashchange", () => {
    const key = keyInAddress();
    if (key && (!audit || key !== audit.key)) {
      window.location.reload();
    } else if (audit && !key) {
      address();
    }
  });

  document.addEventListener("visibilitychange", lookAgain);

  Handbook.audit = { audit: null, changed, form, goTo, items, onOpen() {}, photos, scored, siteName, today };
  document.addEventListener("DOMContentLoaded", start);
})();
