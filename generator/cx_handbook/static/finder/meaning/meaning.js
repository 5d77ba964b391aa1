/* What a text means to this handbook: slips put right, encoded, and compared with every phrase. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const WORD = /[\p{L}\p{N}'’]+/gu;

  finder.Meaning = class {
    #encoder;
    #nearness;

    /* `encoder` is what vendor/all-minilm-l6-v2/encoder.js sets, `meaning` what
       website/finder/meaning/script.py writes. */
    constructor(encoder, meaning) {
      this.#encoder = new finder.Encoder(encoder);
      this.#nearness = new finder.Nearness(meaning);
    }

    /* A word that the finder knows nowhere may yet be one that the encoder knows. */
    #correctText(text, meant) {
      return text.replace(WORD, (word) => {
        const [key] = finder.splitWords(word);
        return meant[key] && !this.#encoder.knowsWord(key) ? meant[key] : word;
      });
    }

    /* `meant` is what finder.Search says was meant by words that it does not know. */
    readText(text, meant) {
      return this.#nearness.compareText(this.#encoder.encodeText(this.#correctText(text, meant)));
    }
  };
})();
