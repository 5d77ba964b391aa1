/* Narrows a list by words and by choices. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});

  function entriesOf(list) {
    return list.querySelectorAll(".hb-row, .hb-pair, .hb-item");
  }

  /* A heading without an entry below it is hidden as well. */
  function hideEmpty(list) {
    list.querySelectorAll("section, .hb-phrase-group").forEach(function (part) {
      part.hidden = !Array.prototype.some.call(entriesOf(part), function (entry) {
        return !entry.hidden;
      });
    });
  }

  function controlsOf(target) {
    return document.querySelectorAll('[data-hb-filter="' + target + '"]');
  }

  /* An entry is shown when it holds every word that was typed and has every property chosen. */
  function passes(entry, control) {
    if (control.dataset.hbBy) {
      var has = (entry.dataset[control.dataset.hbBy] || "").split(" ");
      return !control.value || has.indexOf(control.value) !== -1;
    }
    var text = entry.textContent.toLowerCase();
    return control.value
      .toLowerCase()
      .split(/\s+/)
      .every(function (word) {
        return text.indexOf(word) !== -1;
      });
  }

  function onFilter(changed) {
    var list = document.querySelector('[data-hb-list="' + changed.dataset.hbFilter + '"]');
    var controls = Array.prototype.filter.call(
      controlsOf(changed.dataset.hbFilter),
      function (control) {
        return control.value.trim();
      }
    );
    var shown = 0;
    entriesOf(list).forEach(function (entry) {
      entry.hidden = !controls.every(function (control) {
        return passes(entry, control);
      });
      shown += entry.hidden || (Handbook.concealed && Handbook.concealed(entry)) ? 0 : 1;
    });
    hideEmpty(list);
    var count = changed.closest(".hb-filter").querySelector(".hb-filter-count");
    count.textContent = controls.length ? shown + " found" : "";
  }

  /* What a browser filled in again when somebody came back to the page holds as if just typed. */
  function filterAgain() {
    document.querySelectorAll("[data-hb-filter]").forEach(function (control) {
      if (control.value) {
        onFilter(control);
      }
    });
  }

  window.addEventListener("pageshow", filterAgain);

  document.addEventListener("input", function (event) {
    if (event.target.dataset && event.target.dataset.hbFilter) {
      onFilter(event.target);
    }
  });
})();
