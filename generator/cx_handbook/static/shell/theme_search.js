/* Takes stop words out of what is typed into the theme's search. The theme looks for each word
   as the beginning of others, so that *sat by the phone* found everything with *the*. Loaded
   before the theme's script, and after the shim that stands in for a worker on file://. */
(() => {
  "use strict";

  const QUERY = 2; // the theme's own number for this kind of message
  const SHORT = 3; // letters; up to here a word is looked for as it is, not as a beginning
  const STOP_WORDS = {
    en:
      "a about all am an and any are as at be been but by can can't could did didn't do does doesn't " +
      "don't for from get got had has have he her here him his how i i'd i'll i'm i've if in is isn't " +
      "it it's its just like me more my no not now of off on or our out she should so some than that " +
      "that's the their them then there they they're this to too up us very was wasn't we were what " +
      "what's when where which who why will with won't would you you're you've your",
  };

  function dropStopWords(query) {
    const list = STOP_WORDS[document.documentElement.lang.split("-")[0]];
    if (!list || /["~^*:]|(^|\s)[+-]/.test(query)) {
      return query; // another language, or somebody who writes the search's own signs
    }
    const stopWords = list.split(" ");
    const words = query
      .trim()
      .split(/[\s,.!?]+/)
      .filter(Boolean);
    const typing = words.at(-1); // the last word may not be finished
    const weigh = (word) => (word.length <= SHORT && word !== typing ? `${word}^1` : word);
    const left = words.filter((word) => !stopWords.includes(word.toLowerCase().replace("’", "'")));
    return left.map(weigh).join(" ") || query;
  }

  const { postMessage } = window.Worker.prototype;
  window.Worker.prototype.postMessage = function postQuery(message, ...others) {
    const isQuery = message?.type === QUERY && typeof message.data === "string";
    const sent = isQuery ? { type: QUERY, data: dropStopWords(message.data) } : message;
    return postMessage.call(this, sent, ...others);
  };
})();
