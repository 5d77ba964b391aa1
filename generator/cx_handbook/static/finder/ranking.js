/* Which entry is meant? Compares what was typed with everything that leads to an entry: the cosine
   of the query and the entry decides, and the nearest entries are then also judged by their single
   nearest text. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});

  /* Tuned on labelled phrases, see benchmarks/search.py. */
  const OTHER = 0.4; // what a second word weighs that may have been meant
  const STRANGE = 2; // a word known nowhere, beside the rarest that is known
  const NEAREST = 0.25; // the nearest text, beside all together
  const JUDGED = 20; // entries whose single texts are looked at
  const SHORT = 2; // words

  Handbook.ranking = function (index, language) {
    const { entries } = index;
    const features = Handbook.features(language);
    const { value, rarest, cosines, textsOf } = Handbook.centroids(index, features);
    let latest = { query: null };
    let topics = null; // found when first needed
    let spelling = null; // made when the first word is known nowhere

    /* The vocabulary begins with the most frequent words. */
    const places = new Map(index.vocabulary.map((word, place) => [word, place]));
    const frequency = (word) => places.size - (places.get(word) ?? places.size);
    const isKnown = (word) => places.has(word) || language.words.has(word);
    const isStem = (stem) => value[features.stems.get(stem)] > 0;

    function spell() {
      spelling = Handbook.spelling([...new Set([...index.vocabulary, ...language.words])], frequency);
      return spelling;
    }

    /* What a query means, found once for all that is asked about it. */
    function read(query) {
      if (latest.query !== query) {
        const { words, others } = meaning(query);
        latest = { query, words, vector: vectorOf(words, others) };
      }
      return latest;
    }

    /* The words of a query, those known nowhere taken for what may have been meant. */
    function meaning(query) {
      const typing = /[\p{L}\p{N}]$/u.test(query);
      const others = [];
      const typed = language.split(query);
      const words = typed.map((word, n) => {
        if (isKnown(word) || isStem(language.stem(word))) {
          return word;
        }
        const { meant, begun } = spelling || spell();
        const starts = typing && n === typed.length - 1 ? begun(word) : [];
        const [best, ...rest] = new Set([...meant(word), ...starts]);
        others.push(...rest);
        return best || word;
      });
      return { words, others };
    }

    /* Add what words stand for to a vector, which is feature -> amount; a group counts once. */
    function add(words, vector, share = 1) {
      features.each(words, (feature) => {
        if (value[feature]) {
          vector.set(feature, (vector.get(feature) || 0) + value[feature] * share);
        }
      });
      return vector;
    }

    /* Make a vector 1 long, or shorter, when `beside` is the square of what is not in it. */
    function scaled(vector, beside = 0) {
      let square = beside;
      vector.forEach((amount) => (square += amount * amount));
      const length = Math.sqrt(square) || 1;
      vector.forEach((amount, feature) => vector.set(feature, amount / length));
      return vector;
    }

    function cosine(one, other) {
      let sum = 0;
      one.forEach((amount, feature) => (sum += amount * (other.get(feature) || 0)));
      return sum;
    }

    function vectorOf(words, others) {
      const known = words.map(features.known);
      const vector = add(known, new Map());
      others.forEach((word) => add([features.known(word)], vector, OTHER));
      const strange = known.filter((word) => !value[word.feature] && !word.groups.length).length;
      return scaled(vector, strange * STRANGE * rarest * rarest);
    }

    /* The text of an entry that is nearest to a vector, and how near, from 0 to 1. */
    function nearest(vector, entry) {
      const { said, title } = entries[entry];
      return textsOf(entry).reduce(
        (best, words, n) => {
          const near = cosine(scaled(add(words, new Map())), vector);
          return near > best.near ? { near, text: said[n] ?? title } : best;
        },
        { near: 0, text: "" }
      );
    }

    function together(texts) {
      const vector = new Map();
      texts.forEach((text) => add(language.split(text).map(features.known), vector));
      return scaled(vector);
    }

    const byScore = (a, b) => b.score - a.score || a.entry - b.entry;

    function search(query) {
      const { vector } = read(query);
      return Array.from(cosines(vector), (central, entry) => ({ entry, central, score: central }))
        .filter(({ central }) => central > 0)
        .sort(byScore)
        .slice(0, JUDGED)
        .map(({ entry, central }) => {
          const { near, text } = nearest(vector, entry);
          return { entry, text, central, score: central + NEAREST * near };
        })
        .sort(byScore);
    }

    /* The words of a query that are not small. */
    const large = (query) => read(query).words.filter((word) => !language.isSmall(word));

    /* Whether that is so few words that they lead somewhere, however far they are from any phrase. */
    function isShort(query) {
      const words = large(query);
      return words.length <= SHORT && words.every((word) => isStem(language.stem(word)));
    }

    /* A text in pieces, with those that the query has as well. */
    function marks(query, text) {
      const stems = new Set(large(query).map(language.stem));
      const groups = new Set([...stems].flatMap((stem) => language.leads(stem).groups));
      const isHit = (stem) =>
        stems.has(stem) || language.leads(stem).groups.some((group) => groups.has(group));
      return text
        .split(/([\p{L}\p{N}'’]+)/u)
        .filter(Boolean)
        .map((piece) => ({ text: piece, hit: language.split(piece).map(language.stem).some(isHit) }));
    }

    /* How near a query is to talk that has nothing to do with a company, from 0 to 1. */
    function strayness(query) {
      topics ??= index.elsewhere.map((texts) => together(texts));
      const { vector } = read(query);
      return topics.reduce((most, topic) => Math.max(most, cosine(topic, vector)), 0);
    }

    return { search, marks, isShort, strayness };
  };
})();
