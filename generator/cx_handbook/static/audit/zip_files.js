/* Zip files of audits: audits.json, and the pictures beside it as photos/<SHA-256>.jpg. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const LIST = "audits.json";
  const ENDINGS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" };
  const PICTURE = /^photos\/([0-9a-f]{64})\.(?:jpg|png|webp)$/;
  const MOST_BYTES = 500 * 1024 * 1024; // of all that a zip holds, unpacked
  const MOST_PICTURE = 2 * 1024 * 1024; // bytes; a record has room for less
  const MOST_LIST = 200 * 1024 * 1024;

  function writeBase64(bytes) {
    const parts = [];
    for (let from = 0; from < bytes.length; from += 0x6000) {
      parts.push(btoa(String.fromCharCode(...bytes.subarray(from, from + 0x6000))));
    }
    return parts.join("");
  }

  /* A zip that is written piece by piece. The same content gives the same bytes. */
  class ZipWriter {
    constructor() {
      this.chunks = [];
      this.names = new Set();
      this.zip = new fflate.Zip((error, chunk) => {
        if (error) {
          throw error;
        }
        this.chunks.push(chunk);
      });
    }

    addFile(name, bytes, isPacked) {
      const file = isPacked ? new fflate.ZipDeflate(name) : new fflate.ZipPassThrough(name);
      file.mtime = new Date(1980, 0, 1); // the day on which a zip's calendar begins
      this.names.add(name);
      this.zip.add(file);
      file.push(bytes, true);
    }

    /* A picture under its SHA-256; the same picture is written once. */
    addPicture({ sha256, type, bytes }) {
      const name = `photos/${sha256}.${ENDINGS[type]}`;
      if (!this.names.has(name)) {
        this.addFile(name, bytes, false); // pictures are packed already
      }
    }

    /* Ends with the list of records and events. Returns the file. */
    finish(text) {
      this.addFile(LIST, new TextEncoder().encode(text), true);
      this.zip.end();
      return new Blob(this.chunks, { type: "application/zip" });
    }
  }

  function fits({ name, originalSize }) {
    return name === LIST ? originalSize <= MOST_LIST : originalSize <= MOST_PICTURE;
  }

  /* What lies in a zip: the text of its list, and pictures by their SHA-256. Throws a RangeError for
     one that is too large, and another error for what is no such zip. */
  function readZip(bytes) {
    let total = 0;
    const files = fflate.unzipSync(bytes, {
      filter(file) {
        const isOurs = file.name === LIST || PICTURE.test(file.name);
        total += isOurs ? file.originalSize : 0;
        if (isOurs && (!fits(file) || total > MOST_BYTES)) {
          throw new RangeError("too large");
        }
        return isOurs;
      },
    });
    const list = files[LIST];
    if (!list) {
      throw new Error(`there is no ${LIST} in it`);
    }
    const pictures = new Map();
    Object.entries(files).forEach(([name, content]) => {
      const match = PICTURE.exec(name);
      if (match) {
        pictures.set(match[1], content);
      }
    });
    return { list, pictures };
  }

  function isZip(bytes) {
    return bytes.length > 3 && bytes[0] === 0x50 && bytes[1] === 0x4b;
  }

  audit.zipFiles = { ZipWriter, isZip, readZip, writeBase64 };
})();
