/* Photographs as evidence: drawn anew, small, so that nothing but the picture is kept. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { limits } = audit.definitions;
  const SIDE = 1600; // pixels
  const QUALITIES = [0.82, 0.7, 0.55, 0.4];
  const NAME_LENGTH = 180; // characters, well below what a record allows

  function drawPicture(picture, side) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // JPEG has no transparency, and would turn it black
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /* As base64, in the best quality that a record has room for. */
  function encodePicture(picture) {
    for (const side of [SIDE, SIDE / 2]) {
      const canvas = drawPicture(picture, side);
      for (const quality of QUALITIES) {
        const data = canvas.toDataURL("image/jpeg", quality).split(",")[1];
        if (data && data.length <= limits.photoCharacters) {
          return data;
        }
      }
    }
    throw new Error("too large even when scaled down");
  }

  function namePhoto(file) {
    const name = file.name
      .replace(/^.*[\\/]/, "")
      .replace(/\.[^.]*$/, "")
      .trim();
    return `${Array.from(name).slice(0, NAME_LENGTH).join("") || "photo"}.jpg`;
  }

  /* Drawing a picture anew leaves behind what a camera wrote beside it: place, time, device. */
  async function scalePhoto(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    try {
      return { name: namePhoto(file), type: "image/jpeg", data: encodePicture(picture) };
    } finally {
      picture.close();
    }
  }

  function toAddress(photo) {
    return `data:${photo.type};base64,${photo.data}`;
  }

  audit.photos = { scalePhoto, toAddress };
})();
