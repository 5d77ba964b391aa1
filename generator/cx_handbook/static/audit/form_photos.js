/* The photographs of the audit that is being filled in: read one at a time, shown at their question.

   A phone needs seconds for a large picture. Meanwhile the question says so, and whoever leaves the
   page is asked. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findElement, makeButton, makeElement } = Handbook.shell;
  const { formActions, formState } = audit;
  const { limits } = audit.definitions;
  const { spellNumber } = audit.wording;
  let reading = Promise.resolve(); // ends when no picture is being read any more
  let waiting = 0; // choices of which a picture is not read yet

  function showPhotos(standard) {
    const thumbs = formState.listPhotos(standard).map((photo, place) => {
      const label = `Remove photo ${place + 1}, ${photo.name}`;
      const remove = () => removePhoto(standard, photo.key);
      return makeElement(
        "li",
        {},
        makeElement("img", { src: audit.photos.toAddress(photo), alt: photo.name }),
        makeButton({ class: "hb-quiet", "aria-label": label }, "Remove", remove),
      );
    });
    findElement("[data-hb-thumbs]", formActions.findQuestion(standard)).replaceChildren(...thumbs);
  }

  function removePhoto(standard, key) {
    formState.removePhoto(standard, key);
    showPhotos(standard);
    findElement("[data-hb-photos]", formActions.findQuestion(standard)).focus();
  }

  function explainUnread(file) {
    return /\.hei[cf]$/i.test(file.name) || /^image\/hei[cf]/.test(file.type)
      ? "this browser cannot read HEIC; take it as JPEG"
      : "this picture cannot be read";
  }

  /* Adds a photograph; returns why not when it cannot be taken. */
  async function addPhoto(standard, file) {
    if (formState.isFullOfPhotos(standard)) {
      return `${spellNumber(limits.photos)} photos at most`;
    }
    let photo;
    try {
      photo = await audit.photos.scalePhoto(file);
    } catch {
      return explainUnread(file);
    }
    formState.addPhoto(standard, photo);
    showPhotos(standard);
    return "";
  }

  async function addPhotos(files, standard) {
    const question = formActions.findQuestion(standard);
    const remark = findElement("[data-hb-photo-remark]", question);
    const refusals = [];
    for (const [place, file] of files.entries()) {
      remark.textContent = `Reading photo ${place + 1} of ${files.length}…`;
      const why = await addPhoto(standard, file);
      if (why) {
        refusals.push(`${file.name}: ${why}.`);
      }
    }
    remark.textContent = refusals.join(" ");
  }

  /* Those that were chosen last wait for those before, at whichever question. */
  function onChange({ target }) {
    if (!target.matches("[data-hb-photos]")) {
      return;
    }
    const files = Array.from(target.files);
    const { hbStandard } = target.closest("[data-hb-standard]").dataset;
    target.value = "";
    waiting += 1;
    // What fails is an error of the page, and those that were chosen after it are read.
    reading = reading
      .then(() => addPhotos(files, hbStandard))
      .catch(reportError)
      .finally(() => {
        waiting -= 1;
      });
  }

  document.addEventListener("DOMContentLoaded", () => {
    findElement("[data-hb-fill]").addEventListener("change", onChange);
  });
  window.addEventListener("beforeunload", (event) => {
    if (waiting) {
      event.preventDefault();
    }
  });

  audit.formPhotos = { showPhotos };
})();
