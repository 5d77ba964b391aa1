/* The sentence encoder: from a text to a vector of 384 numbers that is near those of texts that mean
   the same. It is all-MiniLM-L6-v2 (BERT with six layers, mean pooling), computed in plain numbers;
   website/finder/meaning/encoder.py does the same at build. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const HEADS = 12;
  const SMALLEST = 1e-12; // added to a variance
  const MOST_PIECES = 128;
  const FOUR = 4; // texts' pieces are padded to a multiple of it

  /* The error function, by Abramowitz and Stegun 7.1.26; off by 1.5e-7 at most. */
  const ERF = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  function computeErf(x) {
    const t = 1 / (1 + 0.3275911 * Math.abs(x));
    const sum = ERF.reduce((all, factor) => (all + factor) * t, 0);
    return Math.sign(x) * (1 - sum * Math.exp(-x * x));
  }

  /* GELU, whose values change slowly: looked up in steps of 1/256 and drawn straight between. */
  const REACH = 8;
  const FINENESS = 256;
  const GELU = Float64Array.from({ length: 2 * REACH * FINENESS + 2 }, (_, n) => {
    const x = n / FINENESS - REACH;
    return 0.5 * x * (1 + computeErf(x / Math.SQRT2));
  });
  function applyGelu(x, length) {
    for (let n = 0; n < length; n += 1) {
      if (x[n] <= -REACH) {
        x[n] = 0;
      } else if (x[n] < REACH) {
        const place = (x[n] + REACH) * FINENESS;
        const whole = Math.floor(place);
        x[n] = GELU[whole] + (place - whole) * (GELU[whole + 1] - GELU[whole]);
      }
    }
    return x;
  }

  /* Bring each of so many vectors to mean 0 and variance 1, then to the weights and bias that were
     learnt. */
  function normalizeVectors(x, count, { weight, bias }) {
    const size = weight.length;
    for (let begin = 0; begin < count * size; begin += size) {
      let sum = 0;
      let squares = 0;
      for (let n = begin; n < begin + size; n += 1) {
        sum += x[n];
        squares += x[n] * x[n];
      }
      const mean = sum / size;
      const scale = 1 / Math.sqrt(squares / size - mean * mean + SMALLEST);
      for (let n = 0; n < size; n += 1) {
        x[begin + n] = (x[begin + n] - mean) * scale * weight[n] + bias[n];
      }
    }
    return x;
  }

  function addVectors(x, other, length) {
    for (let n = 0; n < length; n += 1) {
      x[n] += other[n];
    }
    return x;
  }

  /* How much one piece looks at each of the others, for one head: shares that add up to 1. */
  function computeShares({ query, key, shares }, { size, pieces }, at, piece) {
    const width = size / HEADS;
    let largest = -Infinity;
    for (let other = 0; other < pieces; other += 1) {
      let share = 0;
      for (let n = 0; n < width; n += 1) {
        share += query[piece * size + at + n] * key[other * size + at + n];
      }
      shares[other] = share / Math.sqrt(width);
      largest = Math.max(largest, shares[other]);
    }
    let sum = 0;
    for (let other = 0; other < pieces; other += 1) {
      shares[other] = Math.exp(shares[other] - largest);
      sum += shares[other];
    }
    for (let other = 0; other < pieces; other += 1) {
      shares[other] /= sum;
    }
  }

  /* What each piece takes over from the pieces that it looks at. */
  function attend(room, sizes) {
    const { value, seen, shares } = room;
    const { size, pieces, count } = sizes;
    const width = size / HEADS;
    seen.fill(0, 0, count * size);
    for (let at = 0; at < size; at += width) {
      for (let piece = 0; piece < pieces; piece += 1) {
        computeShares(room, sizes, at, piece);
        for (let other = 0; other < pieces; other += 1) {
          for (let n = 0; n < width; n += 1) {
            seen[piece * size + at + n] += shares[other] * value[other * size + at + n];
          }
        }
      }
    }
    return seen;
  }

  /* Where a text is computed: made anew for each, it would be three megabytes to clear away. */
  function makeRoom(count, size, wide) {
    const names = ["x", "query", "key", "value", "seen", "joined"];
    return {
      count,
      ...Object.fromEntries(names.map((name) => [name, new Float64Array(count * size)])),
      wide: new Float64Array(count * wide),
      shares: new Float64Array(count),
    };
  }

  function readLayer(packed) {
    const read = (names, how) => names.map((name) => [name, how(packed[name])]);
    return Object.fromEntries([
      ...read(["query", "key", "value", "joined", "wide", "narrow"], finder.readDense),
      ...read(["norm", "last norm"], readNorm),
    ]);
  }

  const readNorm = ({ weight, bias }) => ({
    weight: finder.readVector(weight),
    bias: finder.readVector(bias),
  });

  /* What a layer makes of the vectors in the room's `x`, in the same place. */
  function runLayer(layer, room, pieces, count) {
    const { x, joined, wide } = room;
    const size = layer.query.rows;
    for (const name of ["query", "key", "value"]) {
      finder.multiplyDense(layer[name], x, count, room[name]);
    }
    const seen = attend(room, { size, pieces, count });
    finder.multiplyDense(layer.joined, seen, count, joined);
    addVectors(joined, x, count * size);
    normalizeVectors(joined, count, layer.norm);
    finder.multiplyDense(layer.wide, joined, count, wide);
    applyGelu(wide, count * layer.wide.rows);
    finder.multiplyDense(layer.narrow, wide, count, x);
    addVectors(x, joined, count * size);
    normalizeVectors(x, count, layer["last norm"]);
  }

  /* The mean and the largest of each number over the pieces of a text. */
  function summarizeLayer(x, pieces, mean, largest) {
    const size = mean.length;
    largest.set(x.subarray(0, size));
    for (let n = 0; n < pieces * size; n += 1) {
      mean[n % size] += x[n] / pieces;
      largest[n % size] = Math.max(largest[n % size], x[n]);
    }
  }

  finder.Encoder = class {
    #pieces;
    #common;
    #rare;
    #positions;
    #norm;
    #layers;
    /** @type {any} */
    #room = { count: 0 };

    /* `source` is what vendor/all-minilm-l6-v2/encoder.js sets, or its bytes: see
       finder.readPacked. */
    constructor(source) {
      const data = finder.readPacked(source);
      this.#pieces = new finder.Pieces(data.pieces);
      this.#common = finder.readMatrix(data["common words"]);
      this.#rare = finder.readMatrix(data["rare words"]);
      this.#positions = finder.readMatrix(data.positions);
      this.#norm = readNorm(data["first norm"]);
      this.#layers = data.layers.map(readLayer);
    }

    /* Room for so many vectors, as it was left by the text before. */
    #findRoom(count) {
      if (this.#room.count < count) {
        this.#room = makeRoom(count, this.#common.columns, this.#layers[0].wide.rows);
      }
      return this.#room;
    }

    #addWord(number, x, at) {
      const { rows } = this.#common;
      if (number < rows) {
        finder.addRow(this.#common, number, x, at);
      } else {
        finder.addRow(this.#rare, number - rows, x, at);
      }
    }

    #placePieces(numbers, count) {
      const size = this.#common.columns;
      const { x } = this.#findRoom(count);
      x.fill(0, 0, count * size);
      numbers.forEach((number, place) => {
        this.#addWord(number, x, place * size);
        finder.addRow(this.#positions, place, x, place * size);
      });
      normalizeVectors(x, count, this.#norm);
    }

    /* The means over a text's word pieces after each layer, one after the other, the largest numbers
       likewise, and how many pieces there are. Of a long text only the beginning counts. */
    averageLayers(text) {
      const numbers = this.#pieces.cutText(text, MOST_PIECES);
      const count = Math.ceil(numbers.length / FOUR) * FOUR;
      const size = this.#common.columns;
      const means = new Float64Array(this.#layers.length * size);
      const maxima = new Float64Array(means.length);
      this.#placePieces(numbers, count);
      this.#layers.forEach((layer, place) => {
        runLayer(layer, this.#room, numbers.length, count);
        const part = [place * size, (place + 1) * size];
        const [mean, largest] = [means, maxima].map((all) => all.subarray(...part));
        summarizeLayer(this.#room.x, numbers.length, mean, largest);
      });
      return { means, maxima, pieces: numbers.length };
    }

    /* The vector of a text, 1 long, from its means: what the last layer says. */
    takeVector(means) {
      const last = means.slice(-this.#common.columns);
      const length = Math.hypot(...last);
      return last.map((number) => number / length);
    }

    encodeText(text) {
      return this.takeVector(this.averageLayers(text).means);
    }

    knowsWord(word) {
      return this.#pieces.knowsWord(word);
    }

    cutText(text) {
      return this.#pieces.cutText(text, MOST_PIECES);
    }

    /* What may have been meant by a word that is no piece of its own. */
    makeSpelling() {
      return this.#pieces.makeSpelling();
    }
  };
})();
