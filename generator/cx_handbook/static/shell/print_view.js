/* The one button of a print view. It stays hidden where scripts are off: it could do nothing. */
(function () {
  "use strict";
  var button = document.querySelector("[data-print]");
  button.hidden = false;
  button.addEventListener("click", function () {
    window.print();
  });
})();
