/* Which entry is meant? Compares what was typed with every text of the handbook that leads to one.

   A text becomes a vector of features: stems, pairs of neighbouring stems, pieces of words, and the
   groups of words that mean the same; each weighs more the fewer texts have it (tf-idf). An entry
   is as near as its nearest text and its texts together (nearest neighbour and centroid, by cosine). */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const DEFAULTS = {
    said: 1, title: 1, promise: 0.5, words: 0.4, // what a text of each sort counts
    small: 0.4, pair: 0.5, group: 0.7, piece: 0.3, from: 3, to: 4, // what a feature of each sort counts
    nearest: 1, second: 0, third: 0, centroid: 1, // what makes an entry near
  };

  function piecesOf(word, from, to) {
    const closed = `_${word}_`;
    const found = [];
    for (let size = from; size <= to; size += 1) {
      for (let at = 0; at + size <= closed.length; at += 1) {
        found.push(closed.slice(at, at + size));
      }
    }
    return found;
  }

  Handbook.ranking = function (entries, language, options) {
    const o = { ...DEFAULTS, ...options };
    const numbers = new Map(); // feature -> number
    const texts = []; // { entry, text, sort, weight }
    const rarity = []; // feature number -> idf

    /* Weighted features of a text; `make` gives unknown ones a number. */
    function features(words, make) {
      const found = new Map();
      let unknown = 0;
      const add = (name, weight) => {
        let number = numbers.get(name);
        if (number === undefined) {
          if (!make) {
            unknown += name[0] === "w" ? weight * weight : 0;
            return;
          }
          number = numbers.size;
          numbers.set(name, number);
        }
        found.set(number, (found.get(number) || 0) + weight);
      };
      const stems = words.map(language.stem);
      const small = words.map(language.isSmall);
      stems.forEach((stem, n) => {
        add(`w${stem}`, small[n] ? o.small : 1);
        if (n && o.pair) {
          add(`p${stems[n - 1]} ${stem}`, small[n] && small[n - 1] ? o.small * o.pair : o.pair);
        }
        if (o.piece && !small[n]) {
          piecesOf(words[n], o.from, o.to).forEach((piece) => add(`c${piece}`, o.piece));
        }
      });
      if (o.group) {
        language.meanings(stems).forEach((group) => add(`g${group}`, o.group));
      }
      return { found, unknown };
    }

    const counts = [];
    entries.forEach((entry, number) => {
      ["said", "title", "promise", "words"].forEach((sort) => {
        [].concat(entry[sort] || []).forEach((text) => {
          const { found } = features(language.split(text), true);
          found.forEach((_, feature) => {
            counts[feature] = (counts[feature] || 0) + 1;
          });
          texts.push({ entry: number, text, sort, weight: o[sort], found });
        });
      });
    });
    const most = Math.log(1 + texts.length);
    counts.forEach((count, feature) => {
      rarity[feature] = Math.log(1 + texts.length / count);
    });

    function unit(found, unknown) {
      let square = (unknown || 0) * most * most * (o.unknown ?? 1);
      const vector = [];
      found.forEach((weight, feature) => {
        const value = weight * rarity[feature];
        vector.push([feature, value]);
        square += value * value;
      });
      const length = Math.sqrt(square) || 1;
      return vector.map(([feature, value]) => [feature, value / length]);
    }

    const inTexts = rarity.map(() => []);
    const centres = entries.map(() => new Map());
    texts.forEach((text, number) => {
      unit(text.found).forEach(([feature, value]) => {
        inTexts[feature].push(number, value * text.weight);
        const centre = centres[text.entry];
        centre.set(feature, (centre.get(feature) || 0) + value * text.weight);
      });
      delete text.found;
    });
    const inEntries = rarity.map(() => []);
    centres.forEach((centre, number) => {
      let square = 0;
      centre.forEach((value) => (square += value * value));
      const length = Math.sqrt(square) || 1;
      centre.forEach((value, feature) => inEntries[feature].push(number, value / length));
    });

    function search(query) {
      const { found, unknown } = features(language.split(query), false);
      const near = new Float64Array(texts.length);
      const central = new Float64Array(entries.length);
      unit(found, unknown).forEach(([feature, value]) => {
        const a = inTexts[feature];
        for (let n = 0; n < a.length; n += 2) near[a[n]] += value * a[n + 1];
        const b = inEntries[feature];
        for (let n = 0; n < b.length; n += 2) central[b[n]] += value * b[n + 1];
      });
      const best = entries.map(() => [0, 0, 0, -1]);
      near.forEach((value, number) => {
        const top = best[texts[number].entry];
        if (value > top[0]) {
          top[2] = top[1]; top[1] = top[0]; top[0] = value; top[3] = number;
        } else if (value > top[1]) {
          top[2] = top[1]; top[1] = value;
        } else if (value > top[2]) {
          top[2] = value;
        }
      });
      return best
        .map((top, number) => ({
          entry: number,
          text: top[3] < 0 ? "" : texts[top[3]].text,
          score: o.nearest * top[0] + o.second * top[1] + o.third * top[2] + o.centroid * central[number],
        }))
        .filter((result) => result.score > 0)
        .sort((a, b) => b.score - a.score || a.entry - b.entry);
    }
    /* A text in pieces, with those that the query has as well. */
    function marks(query, text) {
      const asked = language.split(query);
      const stems = new Set(asked.filter((word) => !language.isSmall(word)).map(language.stem));
      const groups = language.meanings(asked.map(language.stem));
      return text.split(/([\p{L}\p{N}'’]+)/u).filter(Boolean).map((piece) => {
        const words = language.split(piece).map(language.stem);
        const hit =
          words.some((word) => stems.has(word)) ||
          Array.from(language.meanings(words)).some((group) => groups.has(group));
        return { text: piece, hit };
      });
    }

    function find(query) {
      const results = search(query);
      return { results, refused: !results.length, section: null };
    }

    return { search, find, marks, texts };
  };
})();
