/* Which entry is meant? Compares what was typed with everything that leads to an entry.

   A text becomes features: its stems, and the groups of words that mean the same. Each weighs more,
   the fewer texts have it (tf-idf). An entry is the sum of its texts, and the angle between it and
   the query decides (Rocchio's centroid, compared by cosine); the nearest entries are then also
   judged by their single nearest text. Numbers in flat arrays, because a handbook of a thousand
   policies has to be ready on a slow telephone in half a second. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});

  /* Tuned on labelled phrases, see benchmarks/search.py. */
  const WEIGHTS = {
    said: 1, title: 1, promise: 0.5, words: 1, // a text, by its sort
    small: 0.9, group: 1, // a feature, beside a stem
    other: 0.4, // a second word that may have been meant
    strange: 2, // a word known nowhere
    nearest: 0.25, // the nearest text, beside all together
  };
  const SAMPLE = 100; // phrases of its own that the handbook is searched for, to know when to doubt
  const FEW = 0.02; // the share of them that may be doubted
  const LEAST = 0.48; // certainty
  const WELL = 10; // phrases of an entry that is well known
  const SHORT = 2; // words
  const LONG = 12; // words
  const NEARLY = 0.6;
  const JUDGED = 20; // entries whose single texts are looked at

  /* Numbers for features, and what each weighs in a text that has it once. */
  function numbering(language, weights) {
    const words = new Map();
    const stems = new Map();
    const groups = [];
    const weight = [];
    const last = []; // feature -> the last text in which it was used as a group
    let stamp = 0;

    function number(value) {
      last.push(0);
      return weight.push(value) - 1;
    }

    function ofGroup(group) {
      return (groups[group] ??= number(weights.group));
    }

    function ofStem(stem, small) {
      let feature = stems.get(stem);
      if (feature === undefined) {
        feature = number(small ? weights.small : 1);
        stems.set(stem, feature);
      }
      return feature;
    }

    /* A word's feature, the groups it belongs to by itself, and where it leads with others. */
    function known(word) {
      let found = words.get(word);
      if (found === undefined) {
        const stem = language.stem(word);
        const small = language.isSmall(word);
        const { groups: alone, next } = language.leads(stem);
        found = { stem, small, feature: ofStem(stem, small), alone: alone.map(ofGroup), next, count: 0 };
        words.set(word, found);
      }
      return found;
    }

    /* Call `use` with each feature of words: stems as often as they occur, groups once. */
    function each(found, use) {
      stamp += 1;
      const once = (group) => {
        if (last[group] !== stamp) {
          last[group] = stamp;
          use(group);
        }
      };
      for (let n = 0; n < found.length; n += 1) {
        use(found[n].feature);
        found[n].alone.forEach(once);
        let { next } = found[n];
        for (let m = n + 1; next.size && m < found.length; m += 1) {
          const leads = next.get(found[m].stem);
          if (!leads) {
            break;
          }
          leads.groups.forEach((group) => once(ofGroup(group)));
          next = leads.next;
        }
      }
    }

    return { words, stems, weight, known, each };
  }

  /* What was searched for is gone through once, and remembered as amounts of features. */
  function gather(entries, language, weights, features) {
    const amounts = []; // of the entry at hand, by feature
    const entryOf = []; // one line for each feature of each entry
    const featureOf = [];
    const amountOf = [];
    const having = []; // feature -> texts that have it
    const seen = []; // feature -> the last text that has it
    let touched = [];
    let text = 0;
    let share = 1;

    function take(feature) {
      while (amounts.length <= feature) {
        amounts.push(0);
        having.push(0);
        seen.push(0);
      }
      if (seen[feature] !== text) {
        seen[feature] = text;
        having[feature] += 1;
      }
      if (amounts[feature] === 0) {
        touched.push(feature);
      }
      amounts[feature] += share;
    }

    function read(said, weight, whole) {
      text += 1;
      share = weight;
      const words = language.split(said);
      for (let n = 0; n < words.length; n += 1) {
        words[n] = features.known(words[n]);
        words[n].count += 1;
      }
      if (whole) {
        features.each(words, take);
      } else {
        words.forEach((word) => take(word.feature));
      }
    }

    entries.forEach((entry, number) => {
      entry.said.forEach((said) => read(said, weights.said, true));
      read(entry.title, weights.title, true);
      entry.promise.forEach((promise) => read(promise, weights.promise, false));
      read(entry.words, weights.words, false);
      touched.forEach((feature) => {
        entryOf.push(number);
        featureOf.push(feature);
        amountOf.push(amounts[feature]);
        amounts[feature] = 0;
      });
      touched = [];
    });
    return { entryOf, featureOf, amountOf, having, texts: text };
  }

  /* For each feature the entries that have it and how much, by turns, every entry of length 1; and the lengths before. */
  function postings({ entryOf, featureOf, amountOf }, value, count) {
    const squares = new Float64Array(count);
    for (let n = 0; n < entryOf.length; n += 1) {
      const amount = amountOf[n] * value[featureOf[n]];
      squares[entryOf[n]] += amount * amount;
    }
    const made = Array.from(value, () => []);
    for (let n = 0; n < entryOf.length; n += 1) {
      const amount = amountOf[n] * value[featureOf[n]];
      made[featureOf[n]].push(entryOf[n], amount / Math.sqrt(squares[entryOf[n]]));
    }
    return { those: made, lengths: squares.map(Math.sqrt) };
  }

  Handbook.ranking = function (entries, language, tuning) {
    const weights = { ...WEIGHTS, ...tuning };
    const features = numbering(language, weights);
    const gathered = gather(entries, language, weights, features);
    const { having, texts } = gathered;
    const rarest = Math.log(1 + texts);
    const value = Float64Array.from(having, (count, feature) =>
      count ? features.weight[feature] * Math.log(1 + texts / count) : 0
    );
    const { those, lengths } = postings(gathered, value, entries.length);
    let threshold = null; // found when first needed
    let spelling = null; // made when the first word is known nowhere

    const frequency = (word) => features.words.get(word)?.count || 0;
    const isKnown = (word) => frequency(word) > 0 || language.words.has(word);
    const isStem = (stem) => value[features.stems.get(stem)] > 0;

    function spell() {
      const all = new Set([...features.words.keys()].filter(isKnown));
      language.words.forEach((word) => all.add(word));
      spelling = Handbook.spelling([...all], frequency);
      return spelling;
    }

    /* The words of a query, those known nowhere taken for what may have been meant. */
    function read(query) {
      const typing = /[\p{L}\p{N}]$/u.test(query);
      const others = [];
      const asked = language.split(query);
      const words = asked.map((word, n) => {
        if (isKnown(word) || isStem(language.stem(word))) {
          return word;
        }
        const { meant, begun } = spelling || spell();
        const starts = typing && n === asked.length - 1 ? begun(word) : [];
        const [best, ...rest] = new Set([...meant(word), ...starts]);
        others.push(...rest);
        return best || word;
      });
      return { words, others };
    }

    /* Feature -> value, of length 1 or, with words known nowhere, shorter; and the length before. */
    function vectorOf({ words, others }) {
      const made = new Map();
      const add = (share) => (feature) => {
        if (value[feature]) {
          made.set(feature, (made.get(feature) || 0) + value[feature] * share);
        }
      };
      const found = words.map(features.known);
      features.each(found, add(1));
      others.forEach((word) => features.each([features.known(word)], add(weights.other)));
      const strange = found.filter((word) => !value[word.feature] && !word.alone.length).length;
      let square = strange * weights.strange * rarest * rarest;
      made.forEach((amount) => (square += amount * amount));
      const length = Math.sqrt(square) || 1;
      made.forEach((amount, feature) => made.set(feature, amount / length));
      return { vector: made, length };
    }

    /* How near a text is to a vector, from 0 to 1. */
    function nearness(vector, text) {
      const own = vectorOf({ words: language.split(text), others: [] }).vector;
      let sum = 0;
      own.forEach((amount, feature) => (sum += amount * (vector.get(feature) || 0)));
      return sum;
    }

    function nearest(vector, entry) {
      return [...entry.said, entry.title].reduce(
        (best, text) => {
          const near = nearness(vector, text);
          return near > best.near ? { near, text } : best;
        },
        { near: 0, text: "" }
      );
    }

    /* The cosine of a vector with each entry. */
    function centralOf(vector) {
      const central = new Float64Array(entries.length);
      vector.forEach((amount, feature) => {
        const having = those[feature];
        for (let n = 0; n < having.length; n += 2) {
          central[having[n]] += amount * having[n + 1];
        }
      });
      return central;
    }

    const byScore = (a, b) => b.score - a.score || a.entry - b.entry;

    function search(query) {
      const { vector } = vectorOf(read(query));
      return Array.from(centralOf(vector), (score, entry) => ({ entry, score }))
        .filter(({ score }) => score > 0)
        .sort(byScore)
        .slice(0, JUDGED)
        .map(({ entry, score }) => {
          const { near, text } = nearest(vector, entries[entry]);
          return { entry, text, central: score, near, score: score + weights.nearest * near };
        })
        .sort(byScore);
    }

    /* A text in pieces, with those that the query has as well. */
    function marks(query, text) {
      const asked = read(query).words.filter((word) => !language.isSmall(word)).map(language.stem);
      const stems = new Set(asked);
      const groups = new Set(asked.flatMap((stem) => language.leads(stem).groups));
      const isHit = (stem) =>
        stems.has(stem) || language.leads(stem).groups.some((group) => groups.has(group));
      return text
        .split(/([\p{L}\p{N}'’]+)/u)
        .filter(Boolean)
        .map((piece) => ({ text: piece, hit: language.split(piece).map(language.stem).some(isHit) }));
    }

    /* Long sentences are never as near to anything as short ones; the square root evens that out. */
    function certainty(cosine, words) {
      return cosine * Math.pow(Math.min(words, LONG), weights.lenp ?? 0.5);
    }

    /* The certainty below which nothing fits: one that few of the handbook's own phrases stay below
       when they are searched for as if they were not in it. */
    function doubt() {
      const well = Math.min(WELL, Math.max(0, ...entries.map((entry) => entry.said.length)));
      const phrases = entries.flatMap((entry, number) =>
        entry.said.length < well
          ? []
          : entry.said
              .filter((text) => language.split(text).length > (weights.minw ?? 4))
              .map((text) => ({ text, number }))
      );
      const every = Math.max(1, Math.floor(phrases.length / SAMPLE));
      const tops = phrases
        .filter((_, n) => n % every === 0)
        .map(({ text, number }) => without(text, number))
        .sort((a, b) => a - b);
      return Math.max(weights.floor ?? LEAST, tops.length ? tops[Math.floor(tops.length * FEW)] : 0);
    }

    /* The best certainty of a phrase when its entry is without it: from |c - p|, c · p and |c|. */
    function without(text, number) {
      const words = language.split(text);
      const { vector, length } = vectorOf({ words, others: [] });
      const near = centralOf(vector);
      const whole = lengths[number];
      const rest = Math.sqrt(Math.max(0, whole * whole - 2 * length * near[number] * whole + length * length));
      near[number] = rest > 1e-9 ? (near[number] * whole - length) / rest : 0;
      return certainty(near.reduce((most, score) => Math.max(most, score), 0), words.length);
    }

    /* The section that the best entries belong to, each by its weight; null where none has one. */
    function sectionOf(results) {
      const sums = new Map();
      results.forEach(({ entry, score }) => {
        const { section, do: policies = [] } = entries[entry];
        const place = section ?? entries[policies[0]]?.section ?? null;
        sums.set(place, (sums.get(place) || 0) + score);
      });
      const [first] = [...sums].filter(([place]) => place !== null).sort((a, b) => b[1] - a[1]);
      return first ? first[0] : null;
    }

    /* One or two words that are known lead somewhere, however far that is from any phrase. */
    function isShort(query) {
      const words = read(query).words.filter((word) => !language.isSmall(word));
      return words.length <= SHORT && words.every((word) => isStem(language.stem(word)));
    }

    /* A policy is not named by itself where a situation leads to it that is nearly as near. */
    function grouped(results) {
      const leading = new Map(); // policy -> the score of the best situation that has it
      results.forEach(({ entry, score }) => {
        (entries[entry].do || []).forEach((policy) => {
          leading.set(policy, Math.max(leading.get(policy) || 0, score));
        });
      });
      return results.filter(({ entry, score }) => !(leading.get(entry) >= NEARLY * score));
    }

    /* Search; and say when nothing fits, and in which section it would be nearest. */
    function find(query) {
      const results = grouped(search(query));
      const best = results.reduce((most, { central }) => Math.max(most, central), 0);
      const top = certainty(best, language.split(query).length);
      threshold ??= doubt();
      const refused = top === 0 || (top < threshold && !isShort(query));
      return { results, refused, section: sectionOf(results.slice(0, 5)) };
    }

    return { search, find, marks };
  };

  /* The finder of the handbook whose index is loaded. */
  Handbook.newFinder = function () {
    const { parts, groups, synonyms, entries } = Handbook.finder;
    return Handbook.ranking(entries, Handbook.language(parts, [...groups, ...synonyms]));
  };
})();
