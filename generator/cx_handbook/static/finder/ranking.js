/* Which entry is meant? What was typed is compared with everything that leads to an entry: the
   cosine of query and entry decides, and the nearest entries are then also judged by their
   single nearest phrase. */
(() => {
  "use strict";

  const { finder } = Handbook;

  // Tuned on labelled phrases, see benchmarks/search.py.
  const ALTERNATIVE_WEIGHT = 0.4; // of a second word that may have been meant
  const UNKNOWN_WEIGHT = 2; // of a word known nowhere, beside the rarest that is known
  const NEAREST_WEIGHT = 0.25; // of the nearest phrase, beside all of an entry's words together
  const JUDGED = 20; // entries whose single phrases are looked at
  const SHORT = 2; // words
  const [SENTENCE, KNOWN] = [3, 2]; // words of letters, and how many of them are known

  // A vector is a map: feature -> amount.

  /* Make a vector 1 long; shorter where `besides` is the square of what is not in it. */
  function scaleVector(vector, besides = 0) {
    let square = besides;
    vector.forEach((amount) => {
      square += amount * amount;
    });
    const length = Math.sqrt(square) || 1;
    vector.forEach((amount, feature) => vector.set(feature, amount / length));
    return vector;
  }

  function computeCosine(vector, other) {
    let sum = 0;
    vector.forEach((amount, feature) => {
      sum += amount * (other.get(feature) || 0);
    });
    return sum;
  }

  const compareScores = (a, b) => b.score - a.score || a.entry - b.entry;

  finder.Ranking = class {
    #index;
    #language;
    #table;
    #centroids;
    #places; // word -> its place in the vocabulary, which begins with the most frequent
    #latest = { query: null, words: [], vector: new Map() };
    #spelling = null; // made when the first word is known nowhere
    #topics = null; // vectors of talk that is out of domain, made when first needed
    #amounts; // feature -> how much of it the phrase at hand has
    #touched = []; // features of the phrase at hand

    /* Work in slices, see slices.js. */
    static *make(index, language) {
      const table = new finder.FeatureTable(language);
      const centroids = yield* finder.Centroids.make(index, table);
      yield;
      const ranking = new this(index, language, table, centroids);
      ranking.#findSpelling(); // nearly every query needs it: what is being typed is no word yet
      return ranking;
    }

    constructor(index, language, table, centroids) {
      this.#index = index;
      this.#language = language;
      this.#table = table;
      this.#centroids = centroids;
      this.#places = new Map(index.vocabulary.map((word, place) => [word, place]));
      this.#amounts = new Float64Array(this.#centroids.values.length);
    }

    // What a query means

    #findSpelling() {
      if (!this.#spelling) {
        const words = new Set([...this.#index.vocabulary, ...this.#language.words]);
        const { size } = this.#places;
        const frequencyOf = (word) => size - (this.#places.get(word) ?? size);
        this.#spelling = new finder.Spelling([...words], frequencyOf);
      }
      return this.#spelling;
    }

    #isKnownStem(word) {
      const feature = this.#table.stems.get(this.#language.findStem(word));
      return this.#centroids.values[feature] > 0;
    }

    #isKnown(word) {
      return this.#places.has(word) || this.#language.words.has(word) || this.#isKnownStem(word);
    }

    /* What may have been meant by a word that is known nowhere, best first. */
    #findMeant(word, isBeingTyped) {
      const spelling = this.#findSpelling();
      const completions = isBeingTyped ? spelling.completeWord(word) : [];
      return [...new Set([...spelling.suggestWords(word), ...completions])];
    }

    /* The words of a query, unknown ones replaced by what may have been meant. */
    #readWords(query) {
      const isTyping = /[\p{L}\p{N}]$/u.test(query);
      const typed = finder.splitWords(query);
      const alternatives = [];
      const words = typed.map((word, n) => {
        if (this.#isKnown(word)) {
          return word;
        }
        const [best, ...others] = this.#findMeant(word, isTyping && n === typed.length - 1);
        alternatives.push(...others);
        return best || word;
      });
      return { words, alternatives };
    }

    /* The words of a query that are known nowhere, each with what may have been meant; empty where
       nothing is near. */
    suggestMeant(query) {
      const unknown = finder.splitWords(query).filter((word) => !this.#isKnown(word));
      const spelling = this.#findSpelling();
      return Object.fromEntries(
        unknown.map((word) => [word, spelling.suggestWords(word)[0] ?? ""]),
      );
    }

    /* A query is read once for all that is asked about it. */
    #readQuery(query) {
      if (this.#latest.query !== query) {
        const { words, alternatives } = this.#readWords(query);
        this.#latest = { query, words, vector: this.#makeQueryVector(words, alternatives) };
      }
      return this.#latest;
    }

    // Vectors

    /* Add the features of a text to a vector. `words` are words that the table has read. */
    #addWords(words, vector, share = 1) {
      const { values } = this.#centroids;
      this.#table.forEachFeature(words, (feature) => {
        if (values[feature]) {
          vector.set(feature, (vector.get(feature) || 0) + values[feature] * share);
        }
      });
      return vector;
    }

    #makeQueryVector(words, alternatives) {
      const { values, highestValue } = this.#centroids;
      const read = words.map((word) => this.#table.readWord(word));
      const vector = this.#addWords(read, new Map());
      alternatives.forEach((word) => {
        this.#addWords([this.#table.readWord(word)], vector, ALTERNATIVE_WEIGHT);
      });
      const unknown = read.filter((word) => !values[word.feature] && !word.groups.length).length;
      return scaleVector(vector, unknown * UNKNOWN_WEIGHT * highestValue * highestValue);
    }

    #makeTopicVector(texts) {
      const vector = new Map();
      texts.forEach((text) => {
        const words = finder.splitWords(text).map((word) => this.#table.readWord(word));
        this.#addWords(words, vector);
      });
      return scaleVector(vector);
    }

    // Ranking

    /* The cosine of a phrase and a vector of length 1. Hundreds of phrases are compared with each key,
       so that none of them has a vector of its own. */
    #comparePhrase(words, vector) {
      const [amounts, touched] = [this.#amounts, this.#touched];
      const { values } = this.#centroids;
      touched.length = 0;
      this.#table.forEachFeature(words, (feature) => {
        if (values[feature]) {
          if (amounts[feature] === 0) {
            touched.push(feature);
          }
          amounts[feature] += values[feature];
        }
      });
      let [square, sum] = [0, 0];
      for (const feature of touched) {
        square += amounts[feature] * amounts[feature];
      }
      const length = Math.sqrt(square) || 1;
      for (const feature of touched) {
        sum += (amounts[feature] / length) * (vector.get(feature) || 0);
        amounts[feature] = 0;
      }
      return sum;
    }

    /* The phrase of an entry that is nearest to a vector, and how near, from 0 to 1. */
    #findNearestPhrase(vector, entry) {
      const { said, title } = this.#index.entries[entry];
      let best = { near: 0, text: "" };
      this.#centroids.decodePhrases(entry).forEach((words, n) => {
        const near = this.#comparePhrase(words, vector);
        if (near > best.near) {
          best = { near, text: said[n] ?? title };
        }
      });
      return best;
    }

    #judgeEntry(vector, { entry, central }) {
      const { near, text } = this.#findNearestPhrase(vector, entry);
      return { entry, text, central, score: central + NEAREST_WEIGHT * near };
    }

    /* Entries, the best first: `central` is the cosine of query and entry, `text` the nearest
       phrase. */
    rankEntries(query) {
      const { vector } = this.#readQuery(query);
      const cosines = Array.from(this.#centroids.computeCosines(vector));
      return cosines
        .map((central, entry) => ({ entry, central, score: central }))
        .filter(({ central }) => central > 0)
        .sort(compareScores)
        .slice(0, JUDGED)
        .map((result) => this.#judgeEntry(vector, result))
        .sort(compareScores);
    }

    #findContentWords(query) {
      return this.#readQuery(query).words.filter((word) => !this.#language.isStopWord(word));
    }

    /* Whether a query is so few known words that they lead somewhere, however far from any
       phrase. */
    isShort(query) {
      const words = this.#findContentWords(query);
      return words.length <= SHORT && words.every((word) => this.#isKnownStem(word));
    }

    /* Whether a query says something that can be meant: words without digits, some of them known. A
       name or the number of an order means nothing. */
    isSentence(query) {
      const words = finder.splitWords(query).filter((word) => !/\p{N}/u.test(word));
      const known = words.filter((word) => this.#isKnown(word));
      return words.length >= SENTENCE && known.length >= KNOWN;
    }

    /* How near a query is to talk that has nothing to do with a company, from 0 to 1. */
    computeOutOfDomainSimilarity(query) {
      this.#topics ??= this.#index.outOfDomain.map((texts) => this.#makeTopicVector(texts));
      const { vector } = this.#readQuery(query);
      return this.#topics.reduce((most, topic) => Math.max(most, computeCosine(topic, vector)), 0);
    }

    /* A text in pieces; a hit has a word that the query has too, or one that means the same. */
    markText(query, text) {
      const language = this.#language;
      const stems = new Set(this.#findContentWords(query).map((word) => language.findStem(word)));
      const groups = new Set([...stems].flatMap((stem) => language.lookUpStem(stem).groups));
      const isHit = (word) => {
        const stem = language.findStem(word);
        return stems.has(stem) || language.lookUpStem(stem).groups.some((g) => groups.has(g));
      };
      return text
        .split(/([\p{L}\p{N}'’]+)/u)
        .filter(Boolean)
        .map((piece) => ({ text: piece, hit: finder.splitWords(piece).some(isHit) }));
    }
  };
})();
