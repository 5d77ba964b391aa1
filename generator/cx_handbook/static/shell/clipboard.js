/* Copies words with one press. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const SHOWN = 2000; // ms that the result stands on the button

  /* Pages opened from disk may be refused the clipboard; the old command still works there. */
  function copyBySelection(text) {
    const area = shell.makeElement("textarea", "hb-sr");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) {
      throw new Error("the browser refused to copy");
    }
  }

  async function writeToClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyBySelection(text);
    }
  }

  function showResult(button, result) {
    const label = button.querySelector("span");
    // A second press while the result is shown must not take the result for the label.
    const before = button.getAttribute("data-hb-label") || label?.textContent;
    button.setAttribute("data-copied", result);
    shell.announce(result);
    if (label) {
      button.setAttribute("data-hb-label", before);
      label.textContent = result;
    }
    setTimeout(() => {
      if (label) {
        label.textContent = before;
      }
      button.removeAttribute("data-copied");
    }, SHOWN);
  }

  shell.copyText = (button, text, done, refused) =>
    writeToClipboard(text).then(
      () => showResult(button, done),
      () => showResult(button, refused),
    );

  shell.copyWords = (button, words) =>
    shell.copyText(button, words, "Copied", "Not copied: select the words and press Ctrl+C");

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".hb-copy");
    if (button) {
      const words = shell.findElement(".hb-words", button.parentElement);
      shell.copyWords(button, words.textContent);
    }
  });
})();
