/* Deleting on the device: one audit, all that are older than a day, only their photographs, and a
   name. Each asks first, and says what cannot be brought back. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { announce, findElement, makeElement } = Handbook.shell;
  const { deviceData, draftStore, forgetName, importing, recordFormat } = audit;
  const { countNoun, formatDay } = audit.wording;
  let onYes = async () => {};

  /** @returns {HTMLDialogElement} */
  function findQuestion() {
    return findElement("[data-hb-sure]");
  }

  /* Asks before something is deleted; keeping is what Enter does. */
  function ask({ title, lines, yes, work }) {
    onYes = work;
    findElement("#hb-sure-title").textContent = title;
    findElement("[data-hb-sure-what]").replaceChildren(
      ...lines.filter(Boolean).map((line) => makeElement("p", {}, line)),
    );
    findElement("[data-hb-delete]").textContent = yes;
    findQuestion().showModal();
    findElement("[data-hb-keep]").focus();
  }

  async function onDelete() {
    findQuestion().close();
    try {
      await onYes();
    } catch (error) {
      deviceData.showFailure(error);
    }
    await deviceData.loadDevice();
    // What had the focus may be gone: reading goes on at the first list, or with starting an audit.
    deviceData.focusHeading(deviceData.current.drafts.length ? "#in-progress" : "#new");
  }

  function countUnsaved(drafts) {
    const { saved } = deviceData.current;
    return drafts.filter(({ key, revision }) => saved[key] !== revision).length;
  }

  function warnUnsaved(drafts) {
    const count = countUnsaved(drafts);
    const which = count === drafts.length ? "None of this" : `${countNoun(count, "audit")} of them`;
    return count
      ? `${which} is saved elsewhere: it cannot be brought back.`
      : "All of it was exported or downloaded before.";
  }

  /* Deletes audits with their earlier revisions, photographs and events. */
  async function removeAudits(drafts) {
    const keys = new Set(drafts.map(({ key }) => key));
    await draftStore.removeDrafts([...keys]);
    const left = deviceData.current.drafts.filter(({ key }) => !keys.has(key));
    const isLeft = ({ id, checklist }) =>
      left.some((one) => one.id === id && one.checklist === checklist);
    for (const draft of drafts.filter((one) => !isLeft(one))) {
      await draftStore.removeEvents(draft);
    }
  }

  function askToDelete({ draft, standing }) {
    const all = [draft, ...standing.older];
    ask({
      title: "Delete this audit?",
      lines: [
        draft.name,
        standing.older.length &&
          `${countNoun(standing.older.length, "earlier revision")} of it as well.`,
        "It cannot be brought back, unless you have downloaded its record.",
      ],
      yes: "Delete it",
      work: () => removeAudits(all),
    });
  }

  // What is old

  function findDay() {
    /** @type {HTMLInputElement} */
    const input = findElement("[data-hb-tidy-day]");
    return input.value;
  }

  function findOld() {
    const day = findDay();
    return day ? deviceData.current.drafts.filter((draft) => draft.date < day) : [];
  }

  function say(text) {
    findElement("[data-hb-tidied]").textContent = text;
    announce(text);
  }

  function sayNothingOld() {
    const value = findDay();
    say(value ? `No audit here is older than ${formatDay(value)}.` : "Choose a day first.");
  }

  function askToDeleteOld() {
    const old = findOld();
    if (old.length === 0) {
      sayNothingOld();
      return;
    }
    const drafts = old.filter(({ state }) => state === "draft").length;
    const value = findDay();
    ask({
      title: `Delete ${countNoun(old.length, "audit")}?`,
      lines: [
        `All from before ${formatDay(value)}, with photographs and what was agreed.`,
        drafts && `${countNoun(drafts, "draft")} in progress among them.`,
        warnUnsaved(old),
      ],
      yes: `Delete ${old.length}`,
      work: async () => {
        await removeAudits(old);
        say(`${countNoun(old.length, "audit")} deleted.`);
      },
    });
  }

  async function removePhotos(drafts) {
    let count = 0;
    for (const { key } of drafts) {
      const { photos } = await draftStore.readDraft(key);
      const bare = [];
      for (const { data, ...photo } of photos.filter((one) => one.data)) {
        bare.push({ ...photo, sha256: await audit.recordDigest.digestPicture(data) });
      }
      await draftStore.replacePhotos(bare);
      count += bare.length;
    }
    return count;
  }

  function askToRemovePhotos() {
    const old = findOld().filter(
      ({ state, written }) =>
        state !== "draft" && Object.values(written).some((entry) => entry.photos?.length),
    );
    if (old.length === 0) {
      say("There is no photograph to remove.");
      return;
    }
    ask({
      title: "Remove these photographs?",
      lines: [
        `Those of ${countNoun(old.length, "audit")}. The audits stay as they are, and keep their seals.`,
        warnUnsaved(old),
      ],
      yes: "Remove them",
      work: async () => say(`${countNoun(await removePhotos(old), "photograph")} removed.`),
    });
  }

  // A name

  async function forgetOne(draft, name) {
    const stored = await draftStore.readDraft(draft.key);
    const record = await importing.readRecord(draft);
    const digest = await audit.recordDigest.digestRecord(record);
    const { date } = audit.page.readClock();
    await draftStore.writeDraft(forgetName.forgetInDraft(stored.audit, name, digest, date), [], []);
  }

  /* Writes the audits without a name, deletes their older revisions and their seals, which are of
     what stood there before. */
  async function forget(name, named) {
    const { events, rows } = deviceData.current;
    const older = rows
      .filter(({ draft }) => named.includes(draft))
      .flatMap(({ standing }) => standing.older);
    for (const draft of named) {
      await forgetOne(draft, name);
    }
    await draftStore.removeDrafts(older.map(({ key }) => key));
    const changed = new Set(named.map(({ id }) => id));
    const all = [...events.values()].flat();
    const seals = all.filter((event) => event.event === "sealed" && changed.has(event.audit));
    const cleaned = all
      .filter((event) => !seals.includes(event))
      .filter((event) => forgetName.forgetInEvent(event, name) !== event)
      .map((event) => forgetName.forgetInEvent(event, name));
    await draftStore.replaceEvents(
      cleaned,
      seals.map(({ id }) => id),
    );
  }

  function findNamed(name) {
    const older = new Set(deviceData.current.rows.flatMap(({ standing }) => standing.older));
    return deviceData.current.drafts.filter(
      (draft) =>
        !older.has(draft) &&
        audit.page.findForm(draft.form) &&
        forgetName.listPlaces(draft, name).length > 0,
    );
  }

  function askToForget() {
    /** @type {HTMLInputElement} */
    const input = findElement("[data-hb-forget-name]");
    const name = input.value;
    if (!recordFormat.trimText(name)) {
      say("Write the name first.");
      return;
    }
    const named = findNamed(name);
    const mentioned = deviceData.current.drafts.filter((draft) =>
      forgetName.mentionsName(draft, name),
    );
    const mentions = mentioned.length
      ? `It also stands in notes of ${countNoun(mentioned.length, "audit")}: ${mentioned
          .slice(0, 5)
          .map((draft) => draft.name)
          .join("; ")}${mentioned.length > 5 ? " …" : ""}. Read these yourself.`
      : "";
    if (named.length === 0) {
      say(`No audit here names ${name}. ${mentions}`);
      return;
    }
    ask({
      title: `Forget ${name}?`,
      lines: [
        `${countNoun(named.length, "audit")} will be kept without the name. Earlier revisions are deleted, and seals are gone.`,
        "Files that were exported before still have the name.",
        mentions,
      ],
      yes: "Forget the name",
      work: async () => {
        await forget(name, named);
        say(`The name was removed from ${countNoun(named.length, "audit")}. ${mentions}`);
      },
    });
  }

  function startPage() {
    findElement("[data-hb-keep]").addEventListener("click", () => findQuestion().close());
    findElement("[data-hb-delete]").addEventListener("click", onDelete);
    findElement("[data-hb-tidy-old]").addEventListener("click", askToDeleteOld);
    findElement("[data-hb-tidy-photos]").addEventListener("click", askToRemovePhotos);
    findElement("[data-hb-forget]").addEventListener("click", askToForget);
  }

  document.addEventListener("DOMContentLoaded", startPage);

  audit.deviceTidy = { ask, askToDelete };
})();
