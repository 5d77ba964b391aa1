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

  /* What is said stands in the place of the button's label for two seconds, if it has one. */
  function showCopied(button, said) {
    var label = button.querySelector("span");
    var before = button.getAttribute("data-hb-label") || (label && label.textContent);
    button.setAttribute("data-copied", said);
    Handbook.announce(said);
    if (label) {
      button.setAttribute("data-hb-label", before);
      label.textContent = said;
    }
    setTimeout(function () {
      if (label) {
        label.textContent = before;
      }
      button.removeAttribute("data-copied");
    }, 2000);
  }

  /* Copy a text and say so on the button that asked for it. */
  Handbook.copy = function (button, text, said, otherwise) {
    return copy(text).then(
      function () {
        showCopied(button, said);
      },
      function () {
        showCopied(button, otherwise);
      }
    );
  };

  Handbook.copyWords = function (button, words) {
    return Handbook.copy(
      button, words, "Copied", "Not copied: select the words and press Ctrl+C"
    );
  };

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".hb-copy");
    if (button && !button.hasAttribute("data-hb-all")) {
      Handbook.copyWords(button, button.parentElement.querySelector(".hb-words").textContent);
    }
  });
})();
