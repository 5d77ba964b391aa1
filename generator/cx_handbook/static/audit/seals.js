/* Seals: signatures by Ed25519 with a key that this device makes once and that never leaves it. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { draftStore, recordDigest } = audit;
  const KEY = "key";
  const ALGORITHM = "Ed25519";

  function toBase64(bytes) {
    return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
  }

  function fromBase64(text) {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  }

  /* The name of a key: the first digits of the SHA-256 of its public half. */
  async function nameKey(raw) {
    return (await recordDigest.hashBytes(raw)).slice(0, 16);
  }

  async function makeKey(since) {
    const pair = /** @type {CryptoKeyPair} */ (
      await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"])
    );
    const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
    return { name: await nameKey(raw), key: toBase64(raw), since, privateKey: pair.privateKey };
  }

  /* The device's key: { name, key, since, privateKey }. It is made the first time; null where the
     browser knows no Ed25519. */
  async function ensureKey(since) {
    const stored = await draftStore.readSetting(KEY);
    if (stored) {
      return stored;
    }
    let made;
    try {
      made = await makeKey(since);
    } catch {
      return null;
    }
    // Another tab may have made one meanwhile; the first stays.
    return draftStore.changeSetting(KEY, (there) => there || made);
  }

  /* What is signed: the event's canonical JSON without its signature. */
  /** @param {AuditEvent} event */
  function encodeEvent(event) {
    const unsigned = audit.answers.toCanonicalJson({ ...event, signature: null });
    return new TextEncoder().encode(unsigned);
  }

  /* The event that seals a record. */
  async function sealRecord(record, clock, key) {
    const event = audit.events.makeEvent("sealed", record, clock, {
      by: record.auditor,
      revision: record.revision || 1,
      digest: await recordDigest.digestRecord(record),
      key: key.name,
    });
    const signature = await crypto.subtle.sign(ALGORITHM, key.privateKey, encodeEvent(event));
    return { ...event, signature: toBase64(signature) };
  }

  async function isSignedBy(event, key) {
    try {
      const publicKey = await crypto.subtle.importKey("raw", fromBase64(key), ALGORITHM, false, [
        "verify",
      ]);
      return await crypto.subtle.verify(
        ALGORITHM,
        publicKey,
        fromBase64(event.signature),
        encodeEvent(event),
      );
    } catch {
      return false;
    }
  }

  /* What a seal says about a record: intact, changed (the record is another), forged (the signature is
     not that of the key), or unknown (another device's key). */
  async function checkSeal(event, record, key) {
    if (event.digest !== (await recordDigest.digestRecord(record))) {
      return "changed";
    }
    if (!key || event.key !== key.name) {
      return "unknown";
    }
    return (await isSignedBy(event, key.key)) ? "intact" : "forged";
  }

  /* The public half as a file for audits/keys/. */
  function writeKeyFile({ name, key, since }) {
    return { name: `${name}.json`, text: `${JSON.stringify({ key, name, since })}\n` };
  }

  audit.seals = { checkSeal, ensureKey, sealRecord, writeKeyFile };
})();
