/* What a text means to this handbook: slips put right, encoded, and compared with every phrase. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const WORD = /[\p{L}\p{N}'’]+/gu;
  // Whether somebody ends with a full stop says nothing: as in tools/make_danger.py.
  const END = /[\s.!]+$/;

  finder.Meaning = class {
    #encoder;
    #nearness;
    #danger;

    /* `encoder` is what vendor/all-minilm-l6-v2/encoder.js sets, `meaning` what
       website/finder/meaning/script.py writes, `danger` what danger.js beside the encoder sets. */
    constructor(encoder, meaning, danger = null) {
      this.#danger = danger && new finder.DangerByMeaning(danger);
      this.#encoder = new finder.Encoder(encoder);
      this.#nearness = new finder.Nearness(meaning);
    }

    /* A word that the finder knows nowhere may yet be one that the encoder knows. */
    correctText(text, meant) {
      return text.replace(END, "").replace(WORD, (word) => {
        const [key] = finder.splitWords(word);
        return meant[key] && !this.#encoder.knowsWord(key) ? meant[key] : word;
      });
    }

    /* What the means of a corrected text say, see finder.Encoder. */
    readMeans(means, pieces) {
      const compared = this.#nearness.compareText(this.#encoder.takeVector(means));
      return { ...compared, danger: this.#danger?.judgeMeans(means, pieces) ?? null };
    }

    /* `meant` is what finder.Search says was meant by words that it does not know. */
    readText(text, meant) {
      const { means, pieces } = this.#encoder.averageLayers(this.correctText(text, meant));
      return this.readMeans(means, pieces);
    }
  };
})();
