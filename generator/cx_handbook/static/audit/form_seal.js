/* The seal on the result page: make it, say what it is worth, and name an audit that was changed. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeElement } = Handbook.shell;
  const { draftStore, formState, seals } = audit;
  const { downloadFile, makeActionButton, readClock } = audit.page;
  const { formatDay } = audit.wording;
  const { state } = formState;

  const SENTENCES = {
    intact: "Nothing was changed since.",
    unknown:
      "The key is that of another device; handbook audit show looks it up among the keys that are listed.",
    forged: "The signature does not fit its key. Ask whoever sealed it.",
    changed: "This audit was changed after it was sealed.",
  };

  async function describeSeal(event, record, key) {
    const standing = await seals.checkSeal(event, record, key);
    const isBad = standing === "changed" || standing === "forged";
    const time = event.at ? `, ${event.at}` : "";
    const who = event.by ? ` by ${event.by}` : "";
    return makeElement(
      "p",
      isBad ? "hb-alarm" : "hb-older",
      makeElement("strong", {}, `Sealed on ${formatDay(event.on)}${time}${who}. `),
      `${SENTENCES[standing]} Key ${event.key}.`,
    );
  }

  async function sealAudit() {
    const key = await seals.ensureKey(readClock().date);
    if (!key) {
      await draftStore.writeSetting("noSeals", true);
      const sentence = "This browser cannot seal an audit; a newer one can.";
      findElement("[data-hb-seal]").replaceChildren(makeElement("p", { role: "status" }, sentence));
      return;
    }
    const event = await seals.sealRecord(formState.buildRecord(), readClock(), key);
    await audit.saved.keepEvent(event);
    await showSeals();
    audit.page.announceAfter(0, "Sealed.");
    findElement("#seal").focus();
  }

  async function downloadKey() {
    const { name, text } = seals.writeKeyFile(await seals.ensureKey(readClock().date));
    downloadFile(name, "application/json", text);
  }

  function makeSealButton() {
    return makeElement(
      "p",
      {},
      "A seal shows later whether anything in this audit was changed. ",
      makeActionButton("Seal", sealAudit),
    );
  }

  function makeKeyButton() {
    return makeElement(
      "p",
      {},
      "Others check the seal with the public half of this device’s key, in audits/keys/. ",
      makeActionButton("Download the public key", downloadKey),
    );
  }

  /* The seals of this version of the audit; the button where there is none. */
  async function showSeals() {
    const box = findElement("[data-hb-seal]");
    const record = formState.buildRecord();
    const events = await draftStore.listEvents(state.draft);
    const own = audit.events
      .sortEvents(events.filter((event) => event.event === "sealed"))
      .filter((event) => event.revision === (record.revision || 1));
    const key = await draftStore.readSetting("key");
    const shown = await Promise.all(own.map((event) => describeSeal(event, record, key)));
    // A browser that could not is told so once; after that it is not offered.
    if (!own.length && (await draftStore.readSetting("noSeals"))) {
      box.replaceChildren();
      return;
    }
    const isOwn = key && own.some((event) => event.key === key.name);
    box.replaceChildren(
      ...[
        makeElement("h3", { id: "seal", tabindex: "-1" }, "Seal"),
        ...shown,
        !own.length && makeSealButton(),
        isOwn && makeKeyButton(),
      ].filter(Boolean),
    );
  }

  /* A device that keeps nothing has no key, and no seals. */
  function showOnResult() {
    return showSeals().catch(() => findElement("[data-hb-seal]").replaceChildren());
  }

  audit.formSeal = { showOnResult };
})();
