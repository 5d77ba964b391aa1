/* The digest of an audit record, as audit/records/record_digest.py computes it: what a later revision and a
   seal name it by. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { toCanonicalJson } = audit.answers;

  function toHex(buffer) {
    return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join(
      "",
    );
  }

  async function hashBytes(bytes) {
    return toHex(await crypto.subtle.digest("SHA-256", bytes));
  }

  function hashText(text) {
    return hashBytes(new TextEncoder().encode(text));
  }

  /* The bytes of a text in base64. A loop: one call a character takes ten times as long. */
  function decodeBase64(data) {
    const text = atob(data);
    const bytes = new Uint8Array(text.length);
    for (let place = 0; place < text.length; place += 1) {
      bytes[place] = text.charCodeAt(place);
    }
    return bytes;
  }

  /* The SHA-256 of a picture that is given in base64. */
  function digestPicture(data) {
    return hashBytes(decodeBase64(data));
  }

  /* The pictures in a record, in base64, each once. */
  function listPictures(record) {
    const photos = Object.values(record.answers || {}).flatMap((answer) => answer.photos || []);
    return Array.from(new Set(photos.map((photo) => photo.data).filter(Boolean)));
  }

  /* A record in which the SHA-256 of each photograph stands for its picture; `digests` has them. */
  function replacePictures(record, digests) {
    const replaceOne = ({ data, ...rest }) =>
      data ? { ...rest, sha256: digests.get(data) } : rest;
    const answers = Object.entries(record.answers || {}).map(([standard, answer]) => [
      standard,
      answer.photos ? { ...answer, photos: answer.photos.map(replaceOne) } : answer,
    ]);
    return { ...record, answers: Object.fromEntries(answers) };
  }

  /* What the digest is taken of: canonical JSON without the pictures. */
  function toDigestText(record, digests) {
    return toCanonicalJson(replacePictures(record, digests));
  }

  /* The SHA-256 of a record as recordFormat.toRecord makes it, in hexadecimal digits. */
  async function digestRecord(record) {
    const digests = new Map();
    for (const data of listPictures(record)) {
      digests.set(data, await digestPicture(data));
    }
    return hashText(toDigestText(record, digests));
  }

  audit.recordDigest = {
    decodeBase64,
    digestPicture,
    digestRecord,
    hashBytes,
    hashText,
    toDigestText,
  };
})();
