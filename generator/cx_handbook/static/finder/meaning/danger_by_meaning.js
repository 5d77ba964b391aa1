/* Hears danger by meaning: small networks judge what the encoder says after each of its layers, and
   groups of letters and words are weighed beside them. They were learnt from phrases of danger and
   ordinary ones that only sound alike; tools/make_danger.py made the numbers, and says how. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const LONGEST = 50; // pieces of a text that is as those that were learnt; of longer ones, words tell
  const WORD = /[a-z0-9']+/g;
  const LETTERS = [2, 3, 4, 5]; // how long a group is
  const WORDS = [1, 2, 3];

  /* A matrix times a vector. Within a group, all numbers share a step. */
  const multiply = (matrix, x) => {
    const { rows, columns, group } = matrix;
    const out = new Float64Array(rows);
    for (let begin = 0; begin < rows * columns; begin += group) {
      const first = begin % columns;
      let sum = 0;
      for (let n = 0; n < group; n += 1) {
        sum += finder.readNumber(matrix, begin + n) * x[first + n];
      }
      out[Math.trunc(begin / columns)] += sum * finder.readStep(matrix, begin);
    }
    return out;
  };

  const runLayer = (layer, x) => multiply(layer, x).map((sum, n) => sum + layer.bias[n]);

  /* The logarithm of the sum of the powers of numbers. */
  const sumPowers = (numbers) => {
    const largest = Math.max(...numbers);
    return largest + Math.log(numbers.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  };

  /* The logarithms of the shares that a network gives each kind, no danger first. */
  const judgeByNetwork = ({ hidden, outer }, x) => {
    const sums = runLayer(
      outer,
      runLayer(hidden, x).map((sum) => Math.max(sum, 0)),
    );
    const all = sumPowers(sums);
    return sums.map((sum) => sum - all);
  };

  /* FNV-1a, of which as many bits are kept as there are places: a power of two. */
  const placeGroup = (group, places) => {
    let number = 0x811c9dc5;
    for (let n = 0; n < group.length; n += 1) {
      number = Math.imul(number ^ group.charCodeAt(n), 0x01000193);
    }
    return ((number ^ (number >>> 16)) >>> 0) % places;
  };

  /* Every run of so many signs or words, one after the other. */
  const listRuns = (whole, sizes) =>
    sizes.flatMap((size) =>
      Array.from({ length: Math.max(whole.length - size + 1, 0) }, (_, n) =>
        whole.slice(n, n + size),
      ),
    );

  /* The places of a text's groups of letters, each inside a word, and of words. */
  const listGroups = (text, places) => {
    const words = text.toLowerCase().replaceAll("’", "'").match(WORD) ?? [];
    const groups = [
      ...listRuns(words, WORDS).map((run) => `=${run.join(" ")}`),
      ...words.flatMap((word) => listRuns(` ${word} `, LETTERS)),
    ];
    return new Set(groups.map((group) => placeGroup(group, places)));
  };

  /* How much a text's groups speak of danger: all weigh the same. */
  const weighGroups = (groups, text) => {
    const places = listGroups(text, groups.columns);
    let sum = 0;
    for (const place of places) {
      sum += finder.readNumber(groups, place) * finder.readStep(groups, place);
    }
    return sum / Math.sqrt(places.size || 1) + groups.bias[0];
  };

  const readNetwork = ({ hidden, outer }) => ({
    hidden: finder.readDense(hidden),
    outer: finder.readDense(outer),
  });

  finder.DangerByMeaning = class {
    #centre;
    #scale;
    #networks;
    #kindNetwork;
    #groups;
    #numbers;

    /* `source` is what vendor/all-minilm-l6-v2/danger.js sets, or its bytes: see finder.readPacked. */
    constructor(source) {
      const data = finder.readPacked(source);
      this.#centre = finder.readVector(data.centre);
      this.#scale = finder.readVector(data.scale);
      this.#networks = data.networks.map(readNetwork);
      this.#kindNetwork = readNetwork(data["kind network"]);
      this.#groups = finder.readDense(data.groups);
      const { kinds, high, low } = data;
      this.#numbers = { kinds, high, low, weight: data["groups weight"] };
    }

    /* The mean over all networks of the logarithms of the shares that they give. */
    #averageNetworks(x) {
      const all = this.#networks.map((network) => judgeByNetwork(network, x));
      return all[0].map((_, n) => all.reduce((sum, logs) => sum + logs[n], 0) / all.length);
    }

    /* What a text says, with what the encoder says of it, see finder.Encoder: how far it is on the
       side of danger, which kind it would be, whether it is danger though no word says so, whether
       it is if a word says so, and whether it is none though a word may. */
    judgeText(text, { means, maxima, pieces }) {
      const { kinds, high, low, weight } = this.#numbers;
      const x = Float64Array.from(
        [...means, ...maxima],
        (number, n) => (number - this.#centre[n]) * this.#scale[n],
      );
      const [none, ...logs] = this.#averageNetworks(x);
      const margin = sumPowers(logs) - none + weight * weighGroups(this.#groups, text);
      const byKind = judgeByNetwork(this.#kindNetwork, x).map((log, n) => log + logs[n]);
      const kind = kinds[byKind.indexOf(Math.max(...byKind))];
      const [isHeard, isLikely] = [margin > high, margin > low];
      const isRuledOut = !isLikely && pieces <= LONGEST;
      return { margin, kind, isHeard, isLikely, isRuledOut };
    }
  };
})();
