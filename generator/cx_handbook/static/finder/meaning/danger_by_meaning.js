/* Hears danger by meaning: how near a text is to phrases that were learnt, some of danger and some
   that only sound alike. A support vector machine over what the encoder says after each of its
   layers; tools/make_danger.py made the numbers, and says how. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const LONGEST = 48; // pieces of a text that is as those that were learnt; of longer ones, words tell

  const sumProducts = ({ columns, group, numbers, steps }, row, x) => {
    let sum = 0;
    for (let n = 0, at = row * columns; n < columns; n += 1, at += 1) {
      sum += numbers[at] * steps[Math.trunc(at / group)] * x[n];
    }
    return sum;
  };

  const multiply = (matrix, x) =>
    Float64Array.from({ length: matrix.rows }, (_, row) => sumProducts(matrix, row, x));

  const addWeighted = (numbers, weights, first) =>
    numbers.reduce((sum, number, n) => sum + weights[n] * number, first);

  const sumSquares = (numbers) => addWeighted(numbers, numbers, 0);

  finder.DangerByMeaning = class {
    #projection;
    #offset;
    #examples;
    #squares; // of the length of each example
    #weights;
    #kinds; // each with its name, its weights and its share of all dangers
    #numbers;

    /* `data` is what vendor/all-minilm-l6-v2/danger.js sets. */
    constructor(data) {
      this.#projection = finder.readMatrix(data.projection);
      this.#offset = finder.readVector(data.offset);
      this.#examples = finder.readMatrix(data.examples);
      this.#weights = finder.readVector(data.weights);
      this.#kinds = data.kinds.map((name, n) => ({
        name,
        weights: finder.readVector(data["kind weights"][n]),
        share: data["kind bias"][n],
      }));
      this.#numbers = data;
      this.#squares = Float64Array.from({ length: this.#examples.rows }, (_, row) => {
        const example = new Float64Array(this.#examples.columns);
        finder.addRow(this.#examples, row, example, 0);
        return sumSquares(example);
      });
    }

    /* How near a text is to each example, from 0 to 1. */
    #compareExamples(place) {
      const square = sumSquares(place);
      return multiply(this.#examples, place).map((product, n) =>
        Math.exp(-this.#numbers.gamma * (square + this.#squares[n] - 2 * product)),
      );
    }

    #chooseKind(near) {
      const score = ({ weights, share }) => addWeighted(near, weights, share);
      const [best] = this.#kinds
        .map((kind) => ({ name: kind.name, score: score(kind) }))
        .sort((one, other) => other.score - one.score);
      return best.name;
    }

    /* What the means of a text say, see finder.Encoder: how far it is on the side of danger, which
       kind it would be, whether it is danger though no word says so, and whether it is none though
       a word may. */
    judgeMeans(means, pieces) {
      const { high, low, bias } = this.#numbers;
      const place = multiply(this.#projection, means).map((sum, n) => sum + this.#offset[n]);
      const near = this.#compareExamples(place);
      const margin = addWeighted(near, this.#weights, bias);
      const isRuledOut = margin <= low && pieces <= LONGEST;
      return { margin, kind: this.#chooseKind(near), isHeard: margin > high, isRuledOut };
    }
  };
})();
