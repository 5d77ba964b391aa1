/* Photographs as evidence: drawn anew, small, so that nothing but the picture is kept. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const MOST = 5;
  const SIDE = 1600; // pixels
  const CHARACTERS = 2000000; // of base64, as the record allows
  const QUALITIES = [0.82, 0.7, 0.55, 0.4];

  function canvasOf(picture, side) {
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

  function encoded(picture) {
    for (const side of [SIDE, SIDE / 2]) {
      const canvas = canvasOf(picture, side);
      for (const quality of QUALITIES) {
        const data = canvas.toDataURL("image/jpeg", quality).split(",")[1];
        if (data && data.length <= CHARACTERS) {
          return data;
        }
      }
    }
    throw new Error("too large even when scaled down");
  }

  function nameOf(file) {
    const name = file.name.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "").trim();
    return `${Array.from(name).slice(0, 180).join("") || "photo"}.jpg`;
  }

  /* Drawing a picture anew leaves behind what a camera wrote beside it: place, time, device. */
  async function scaled(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    try {
      return { name: nameOf(file), type: "image/jpeg", data: encoded(picture) };
    } finally {
      picture.close();
    }
  }

  function address(photo) {
    return `data:${photo.type};base64,${photo.data}`;
  }

  Handbook.photos = { MOST, address, scaled };
})();
