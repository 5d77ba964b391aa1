/* The theme's search, as it is of use here. Loaded before the theme's script, and after the shim that
   stands in for a worker on file://.

   Stop words are taken out of what is typed: the theme looks for each word as the beginning of others,
   so that *sat by the phone* found everything with *the*. And nothing of it is loaded before somebody
   searches: the theme asks for its worker and for all texts of the site on every page. */
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

  const INDEX = /\/search\/search_index\.json$/;
  const WORKER = /\/workers\/search\.[^/]+\.js$/;
  const FIELD = "[data-md-component=search-query]";
  const PlainWorker = window.Worker;
  const asked = new URLSearchParams(location.search);
  // An address may ask for a search, or for the words that led here to be marked.
  let isWanted = asked.has("q") || asked.has("h");
  const waiting = []; // requests for the texts of the site
  const isIndex = new WeakSet();

  function begin() {
    isWanted = true;
    waiting.splice(0).forEach((send) => send());
  }

  function waitForSearch() {
    const { open, send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function note(/** @type {any} */ ...details) {
      if (INDEX.test(new URL(details[1], document.baseURI).pathname)) {
        isIndex.add(this);
      }
      return open.apply(this, details);
    };
    XMLHttpRequest.prototype.send = function hold(...body) {
      if (isWanted || !isIndex.has(this)) {
        send.apply(this, body);
      } else {
        waiting.push(() => send.apply(this, body));
      }
    };
    document.addEventListener("focusin", ({ target }) => {
      if (/** @type {Element} */ (target).matches(FIELD)) {
        begin();
      }
    });
    document.addEventListener("change", ({ target }) => {
      if (/** @type {Element} */ (target).id === "__search") {
        begin();
      }
    });
  }

  /* Stands for the theme's worker until the theme has something to tell it. */
  class LateWorker extends EventTarget {
    constructor(address) {
      super();
      this.address = address;
      this.worker = null;
    }

    postMessage(...message) {
      this.worker ??= this.start();
      this.worker.postMessage(...message);
    }

    start() {
      const worker = new PlainWorker(this.address);
      worker.addEventListener("message", ({ data }) => {
        this.dispatchEvent(new MessageEvent("message", { data }));
      });
      return worker;
    }
  }

  // On file:// the theme waits by itself, and its worker is a frame of the shim's.
  if (location.protocol !== "file:") {
    waitForSearch();
    const makeWorker = (address, ...options) =>
      WORKER.test(String(address)) ? new LateWorker(address) : new PlainWorker(address, ...options);
    window.Worker = new Proxy(PlainWorker, {
      construct: (_, [address, ...options]) => makeWorker(address, ...options),
    });
  }

  const { postMessage } = PlainWorker.prototype;
  PlainWorker.prototype.postMessage = function postQuery(message, ...others) {
    const isQuery = message?.type === QUERY && typeof message.data === "string";
    const sent = isQuery ? { type: QUERY, data: dropStopWords(message.data) } : message;
    return postMessage.call(this, sent, ...others);
  };
})();
