/* Copies words with one press. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});

  /* Pages opened from disk may be refused the clipboard; then the old way still works. */
  function copyByHand(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "hb-sr";
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("refused"));
  }

  function copy(text) {
    if (navigator.clipboard && navigator.clipboard.writeText) {
      return navigator.clipboard.writeText(text).catch(function () {
        return copyByHand(text);
      });
    }
    return copyByHand(text);
  }

  function showCopied(button, said) {
    var label = button.querySelector("span");
    label.textContent = said;
    button.setAttribute("data-copied", "");
    Handbook.announce(said);
    setTimeout(function () {
      label.textContent = "Copy";
      button.removeAttribute("data-copied");
    }, 2000);
  }

  function onCopy(button) {
    var words = button.parentElement.querySelector(".hb-words").textContent;
    copy(words).then(
      function () {
        showCopied(button, "Copied");
      },
      function () {
        showCopied(button, "Not copied: select the words and press Ctrl+C");
      }
    );
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".hb-copy");
    if (button) {
      onCopy(button);
    }
  });
})();
