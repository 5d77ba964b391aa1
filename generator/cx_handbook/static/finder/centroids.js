/* Compares a vector of features with every entry of an index at once. A feature's value is the
   higher, the fewer texts have it (tf-idf); an entry is the sum of its texts (Rocchio's
   centroid). A handbook of a thousand policies has to be ready on a slow phone in half a second,
   hence the flat arrays. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const FIRST_LETTER = 35; // the code that stands for word 0, see website/finder/index.py
  const SURROGATES_FROM = 0xd800; // codes that no letter has, so the index leaves them out
  const SURROGATES = 0x800;
  const WORDS = 100; // of the vocabulary that are read at a time

  /* The words of a text of the index, which has a letter for each. */
  function decodeText(text, vocabulary) {
    const words = [];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.codePointAt(at);
      at += code > 0xffff ? 1 : 0;
      const skipped = code >= SURROGATES_FROM + SURROGATES ? SURROGATES : 0;
      words.push(vocabulary[code - FIRST_LETTER - skipped]);
    }
    return words;
  }

  /* Counts how often each entry has each feature, and how many texts and entries have it. */
  class FeatureCounter {
    pairs = []; // feature and amount, by turns, entry after entry
    texts = 0;
    #lastText; // feature -> the last text that has it
    #amounts; // feature -> how often the entry at hand has it
    #touched; // features of the entry at hand
    #touchedCount = 0;

    constructor(features, entries) {
      this.ends = new Int32Array(entries); // entry -> where its pairs end
      this.textsWith = new Int32Array(features); // feature -> texts that have it
      this.entriesWith = new Int32Array(features); // feature -> entries that have it
      this.#lastText = new Int32Array(features);
      this.#amounts = new Int32Array(features);
      this.#touched = new Int32Array(features);
    }

    startText() {
      this.texts += 1;
    }

    countFeature(feature) {
      if (this.#lastText[feature] !== this.texts) {
        this.#lastText[feature] = this.texts;
        this.textsWith[feature] += 1;
      }
      if (this.#amounts[feature] === 0) {
        this.#touched[this.#touchedCount] = feature;
        this.#touchedCount += 1;
      }
      this.#amounts[feature] += 1;
    }

    endEntry(entry) {
      for (let n = 0; n < this.#touchedCount; n += 1) {
        const feature = this.#touched[n];
        this.pairs.push(feature, this.#amounts[feature]);
        this.entriesWith[feature] += 1;
        this.#amounts[feature] = 0;
      }
      this.#touchedCount = 0;
      this.ends[entry] = this.pairs.length;
    }
  }

  function* countFeatures({ texts, words }, vocabulary, table) {
    const counter = new FeatureCounter(table.weights.length, texts.length);
    const count = (feature) => counter.countFeature(feature);
    for (const [entry, phrases] of texts.entries()) {
      phrases.forEach((phrase) => {
        counter.startText();
        table.forEachFeature(decodeText(phrase, vocabulary), count);
      });
      counter.startText(); // what no customer says: of it only the stems count
      decodeText(words[entry], vocabulary).forEach(({ feature }) => count(feature));
      counter.endEntry(entry);
      yield;
    }
    return counter;
  }

  function* readVocabulary({ vocabulary }, table) {
    const words = [];
    for (const word of vocabulary) {
      words.push(table.readWord(word));
      if (words.length % WORDS === 0) {
        yield;
      }
    }
    return words;
  }

  /* The postings: for each feature the entries that have it, with the feature's share of the
     entry's vector, which has the length 1. Those of a feature end at `ends`. */
  function makePostings({ pairs, ends: pairEnds, entriesWith }, values) {
    const ends = new Int32Array(entriesWith.length); // while it is filled: where the next goes
    const entries = new Int32Array(pairs.length / 2);
    const shares = new Float64Array(pairs.length / 2);
    for (let feature = 1; feature < ends.length; feature += 1) {
      ends[feature] = ends[feature - 1] + entriesWith[feature - 1];
    }
    pairEnds.forEach((end, entry) => {
      const begin = entry ? pairEnds[entry - 1] : 0;
      let square = 0;
      for (let n = begin; n < end; n += 2) {
        square += (pairs[n + 1] * values[pairs[n]]) ** 2;
      }
      const length = Math.sqrt(square);
      for (let n = begin; n < end; n += 2) {
        const feature = pairs[n];
        entries[ends[feature]] = entry;
        shares[ends[feature]] = (pairs[n + 1] * values[feature]) / length;
        ends[feature] += 1;
      }
    });
    return { ends, entries, shares };
  }

  finder.Centroids = class {
    #texts; // entry -> its phrases, as letters
    #vocabulary;
    #entriesWith;
    #postings;

    /* Work in slices, see slices.js. */
    static *make(index, table) {
      const vocabulary = yield* readVocabulary(index, table);
      const counts = yield* countFeatures(index, vocabulary, table);
      return new this(index, vocabulary, counts, table);
    }

    constructor(index, vocabulary, counts, table) {
      this.#texts = index.texts;
      this.#vocabulary = vocabulary;
      this.values = Float64Array.from(counts.textsWith, (texts, feature) =>
        texts ? table.weights[feature] * Math.log(1 + counts.texts / texts) : 0,
      );
      this.highestValue = Math.log(1 + counts.texts);
      this.#entriesWith = counts.entriesWith;
      this.#postings = makePostings(counts, this.values);
    }

    /* The cosine of each entry and a vector (feature -> amount) of length 1. */
    computeCosines(vector) {
      const { ends, entries, shares } = this.#postings;
      const cosines = new Float64Array(this.#texts.length);
      vector.forEach((amount, feature) => {
        for (let n = ends[feature] - this.#entriesWith[feature]; n < ends[feature]; n += 1) {
          cosines[entries[n]] += amount * shares[n];
        }
      });
      return cosines;
    }

    /* The words of each thing that customers say for an entry, its title last. */
    decodePhrases(entry) {
      return this.#texts[entry].map((text) => decodeText(text, this.#vocabulary));
    }
  };
})();
