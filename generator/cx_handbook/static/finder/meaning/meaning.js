/* What a text means to this handbook: slips put right, encoded, and compared with every phrase. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const WORD = /[\p{L}\p{N}'’]+/gu;
  // Whether somebody ends with a full stop says nothing: as in tools/make_danger.py.
  const END = /[\s.!]+$/;

  finder.Meaning = class {
    #encoder;
    #spelling; // by the encoder's whole words
    #nearness;
    #danger;

    /* `encoder` is what vendor/all-minilm-l6-v2/encoder.js sets, `meaning` what
       website/finder/meaning/script.py writes, `danger` what danger.js beside the encoder sets. */
    constructor(encoder, meaning, danger = null) {
      this.#danger = danger && new finder.DangerByMeaning(danger);
      this.#encoder = new finder.Encoder(encoder);
      this.#spelling = this.#encoder.makeSpelling();
      this.#nearness = new finder.Nearness(meaning);
    }

    /* What a word stands for. One that the finder knows nowhere may yet be one that the encoder knows. */
    #correctWord(word, meant) {
      const [key] = finder.splitWords(word);
      const isUnknown = Object.hasOwn(meant, key ?? "") && !this.#encoder.knowsWord(key);
      return (isUnknown && (meant[key] || this.#spelling.suggestWords(key)[0])) || word;
    }

    correctText(text, meant) {
      return text.replace(END, "").replace(WORD, (word) => this.#correctWord(word, meant));
    }

    /* What a corrected text means by what the encoder says of it, see finder.Encoder. */
    readLayers(text, layers) {
      const compared = this.#nearness.compareText(this.#encoder.takeVector(layers.means));
      return { ...compared, danger: this.#danger?.judgeText(text, layers) ?? null };
    }

    /* `meant` is what finder.Search says was meant by words that it does not know. */
    readText(text, meant) {
      const corrected = this.correctText(text, meant);
      return this.readLayers(corrected, this.#encoder.averageLayers(corrected));
    }
  };
})();
