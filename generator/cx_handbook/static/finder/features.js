/* From texts to numbers. A text becomes features: its stems, and the groups of words that mean the
   same. Gone through once and kept in flat arrays, because a handbook of a thousand policies has to
   be ready on a slow telephone in half a second. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const SMALL = 0.9; // what a small word weighs, beside another
  const FIRST = 35; // the code of the letter that stands for word 0, see finder.py
  const SURROGATES = 0x800; // codes that no letter has

  /* Numbers for features: the groups first, then stems as they come. */
  Handbook.features = function (language) {
    const words = new Map();
    const stems = new Map();
    const weight = Array.from({ length: language.groups }, () => 1); // of a feature, in a text that has it once
    const last = weight.map(() => 0); // group -> the last text in which it was used
    let stamp = 0;

    function ofStem(stem, small) {
      let feature = stems.get(stem);
      if (feature === undefined) {
        feature = weight.push(small ? SMALL : 1) - 1;
        stems.set(stem, feature);
      }
      return feature;
    }

    /* A word's feature, the groups it belongs to by itself, and where it leads with others. */
    function known(word) {
      let found = words.get(word);
      if (found === undefined) {
        const stem = language.stem(word);
        const { groups, next } = language.leads(stem);
        found = { stem, feature: ofStem(stem, language.isSmall(word)), groups, next };
        words.set(word, found);
      }
      return found;
    }

    function grouped(groups, use) {
      for (let n = 0; n < groups.length; n += 1) {
        if (last[groups[n]] !== stamp) {
          last[groups[n]] = stamp;
          use(groups[n]);
        }
      }
    }

    /* Call `use` with each feature of known words: stems as often as they occur, groups once. */
    function each(found, use) {
      stamp += 1;
      for (let n = 0; n < found.length; n += 1) {
        use(found[n].feature);
        grouped(found[n].groups, use);
        let { next } = found[n];
        for (let m = n + 1; next && m < found.length; m += 1) {
          const leads = next.get(found[m].stem);
          grouped(leads ? leads.groups : [], use);
          next = leads ? leads.next : null;
        }
      }
    }

    return { words, stems, weight, known, each };
  };

  /* The words of a text of the index, which has a letter for each. */
  function spelledOut(text, vocabulary) {
    const words = [];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.codePointAt(at);
      at += code > 0xffff ? 1 : 0;
      words.push(vocabulary[code - FIRST - (code >= 0xe000 ? SURROGATES : 0)]);
    }
    return words;
  }

  /* How often each entry has each feature: a line for every pair, by entry; and how many texts and
     entries have it. */
  function gather({ texts, words }, known, features) {
    const count = features.weight.length;
    const having = new Int32Array(count); // feature -> texts that have it
    const held = new Int32Array(count); // feature -> entries that have it
    const seen = new Int32Array(count); // feature -> the last text that has it
    const amounts = new Int32Array(count); // of the entry at hand
    const touched = new Int32Array(count); // features of the entry at hand
    const lines = []; // feature and amount, by turns
    const ends = new Int32Array(texts.length); // where the lines of an entry end
    let many = 0; // features of the entry at hand
    let text = 0;

    function take(feature) {
      if (seen[feature] !== text) {
        seen[feature] = text;
        having[feature] += 1;
      }
      if (amounts[feature] === 0) {
        touched[many] = feature;
        many += 1;
      }
      amounts[feature] += 1;
    }

    texts.forEach((those, entry) => {
      those.forEach((said) => {
        text += 1;
        features.each(spelledOut(said, known), take);
      });
      text += 1; // what is no customer's phrase: only the stems count
      spelledOut(words[entry], known).forEach((word) => take(word.feature));
      for (let n = 0; n < many; n += 1) {
        const feature = touched[n];
        lines.push(feature, amounts[feature]);
        held[feature] += 1;
        amounts[feature] = 0;
      }
      many = 0;
      ends[entry] = lines.length;
    });
    return { lines, ends, having, held, texts: text };
  }

  /* Compare vectors of features with every entry of an index. A feature's value is the higher, the
     fewer texts have it (tf-idf); an entry is the sum of its texts (Rocchio's centroid). `cosines`
     expects a vector of length 1, feature -> amount. */
  Handbook.centroids = function (index, features) {
    const known = index.vocabulary.map(features.known);
    const { lines, ends, having, held, texts } = gather(index, known, features);
    const value = Float64Array.from(having, (those, feature) =>
      those ? features.weight[feature] * Math.log(1 + texts / those) : 0
    );
    const upTo = new Int32Array(held.length); // where the entries of a feature end, in the next two
    const entries = new Int32Array(lines.length / 2);
    const shares = new Float64Array(lines.length / 2);
    for (let feature = 1; feature < held.length; feature += 1) {
      upTo[feature] = upTo[feature - 1] + held[feature - 1];
    }
    ends.forEach((end, entry) => {
      const begin = entry ? ends[entry - 1] : 0;
      let square = 0;
      for (let n = begin; n < end; n += 2) {
        square += (lines[n + 1] * value[lines[n]]) ** 2;
      }
      const length = Math.sqrt(square);
      for (let n = begin; n < end; n += 2) {
        const feature = lines[n];
        entries[upTo[feature]] = entry;
        shares[upTo[feature]] = (lines[n + 1] * value[feature]) / length;
        upTo[feature] += 1;
      }
    });

    function cosines(vector) {
      const made = new Float64Array(ends.length);
      vector.forEach((amount, feature) => {
        for (let n = upTo[feature] - held[feature]; n < upTo[feature]; n += 1) {
          made[entries[n]] += amount * shares[n];
        }
      });
      return made;
    }

    /* The known words of each thing that customers say for an entry, its title last. */
    const textsOf = (entry) => index.texts[entry].map((text) => spelledOut(text, known));

    return { value, rarest: Math.log(1 + texts), cosines, textsOf };
  };
})();
