/* Takes the words that every sentence has out of what is typed into the theme's search, which would
   match each of them as the beginning of a word: *sat by the phone* found everything with *the*.
   Loaded before the theme's script, and after the shim that stands in for a worker on file://. */
(function () {
  "use strict";

  var QUERY = 2; /* the theme's own number for this kind of message */
  var SHORT = 3; /* words up to this length are looked for as they are, not as beginnings */
  var COMMON = {
    en:
      "a about all am an and any are as at be been but by can can't could did didn't do does doesn't " +
      "don't for from get got had has have he her here him his how i i'd i'll i'm i've if in is isn't " +
      "it it's its just like me more my no not now of off on or our out she should so some than that " +
      "that's the their them then there they they're this to too up us very was wasn't we were what " +
      "what's when where which who why will with won't would you you're you've your",
  };

  function meaningful(query) {
    var list = COMMON[document.documentElement.lang.split("-")[0]];
    if (!list || /["~^*:]|(^|\s)[+-]/.test(query)) {
      return query;
    }
    var common = list.split(" ");
    var words = query.trim().split(/[\s,.!?]+/).filter(Boolean);
    var kept = words.filter(function (word) {
      return common.indexOf(word.toLowerCase().replace("’", "'")) === -1;
    });
    return kept
      .map(function (word) {
        var typing = word === words[words.length - 1];
        return word.length <= SHORT && !typing ? word + "^1" : word;
      })
      .join(" ") || query;
  }

  var send = window.Worker.prototype.postMessage;
  window.Worker.prototype.postMessage = function (message) {
    var args = Array.prototype.slice.call(arguments);
    if (message && message.type === QUERY && typeof message.data === "string") {
      args[0] = { type: QUERY, data: meaningful(message.data) };
    }
    return send.apply(this, args);
  };
})();
