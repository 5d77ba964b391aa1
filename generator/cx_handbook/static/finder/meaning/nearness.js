/* Compares what was typed with every phrase by meaning: vectors of the sentence encoder, made at
   build, see website/finder/meaning/vectors.py. Whether anything fits is judged by how near the
   phrases of this handbook are to each other, because each trade has its own range of subjects. */
(() => {
  "use strict";

  const { finder } = Handbook;
  // Chosen on labelled phrases, see benchmarks/search.py.
  const NEAREST_WEIGHT = 0.5; // of the nearest phrases, beside all of an entry's phrases together
  // Whether anything fits is told by other weights than which page fits best.
  const FIT_NEAREST_WEIGHT = 2;
  const FIT_STRAY_WEIGHT = 0.3; // of the similarity to talk that is out of domain
  const LEFT_OUT = 0.03; // of a handbook's own phrases, which may lie below the least that fits
  const LEAST = 0.2; // that fits, where there are too few phrases to tell
  const [FEWEST, MOST] = [50, 400]; // phrases by which that is told
  const ENOUGH = 8; // phrases of an entry that can stand for what is typed

  function computeProduct(vector, rows, row) {
    const { length } = vector;
    let sum = 0;
    for (let n = 0, at = row * length; n < length; n += 1, at += 1) {
      sum += vector[n] * rows[at];
    }
    return sum;
  }

  /* Make each row of so many numbers 1 long. */
  function scaleRows(rows, size) {
    for (let begin = 0; begin < rows.length; begin += size) {
      const row = rows.subarray(begin, begin + size);
      const length = Math.sqrt(computeProduct(row, row, 0)) || 1;
      for (let n = 0; n < size; n += 1) {
        row[n] /= length;
      }
    }
    return rows;
  }

  /* The vectors of an entry: its phrases one after the other, their places among what customers say,
     and the sum of all. A phrase whose vector was never made has an empty text. */
  function readEntry(packed, size) {
    const places = packed.flatMap((signs, place) => (signs ? place : []));
    const phrases = new Float32Array(places.length * size);
    places.forEach((place, row) => phrases.set(finder.readSigns(packed[place]), row * size));
    scaleRows(phrases, size);
    const sum = new Float32Array(size);
    phrases.forEach((number, n) => {
      sum[n % size] += number;
    });
    return { places, phrases, sum };
  }

  /* How near a vector is to an entry: to all of its phrases together, to the nearest of them and to the
     next, each from -1 to 1; `place` is the nearest one's. `except` is a row that is left out. */
  function compareEntry(vector, { places, phrases, sum }, except = -1) {
    let [nearest, next, place] = [0, 0, -1];
    places.forEach((candidate, row) => {
      const product = row === except ? 0 : computeProduct(vector, phrases, row);
      if (product > nearest) {
        [nearest, next, place] = [product, nearest, candidate];
      } else if (product > next) {
        next = product;
      }
    });
    const rest = Float32Array.from(sum);
    if (except >= 0) {
      vector.forEach((number, n) => {
        rest[n] -= number;
      });
    }
    scaleRows(rest, rest.length);
    return { nearest, next, central: computeProduct(vector, rest, 0), place };
  }

  const judgeNear = ({ central, nearest }) => central + NEAREST_WEIGHT * nearest;

  /* One phrase may be near by chance, two seldom are; where there is but one, it counts for both. */
  const judgeRank = ({ central, nearest, next }) =>
    central + (NEAREST_WEIGHT * (nearest + (next || nearest))) / 2;

  const judgeFit = ({ central, nearest }, stray) =>
    (central + FIT_NEAREST_WEIGHT * nearest) / (1 + FIT_NEAREST_WEIGHT) - FIT_STRAY_WEIGHT * stray;

  finder.Nearness = class {
    #size;
    #entries;
    #titles; // a row each, all zero where none was made
    #others; // talk that has nothing to do with a company
    #least; // that fits anything

    /* `meaning` is what website/finder/meaning/script.py writes. */
    constructor({ size, entries, titles, others }) {
      this.#size = size;
      this.#entries = entries.map((packed) => readEntry(packed, size));
      this.#titles = titles.map((signs) => readEntry([signs], size).sum);
      this.#others = readEntry(others, size);
      this.#least = this.#findLeast();
    }

    #findStray(vector) {
      return compareEntry(vector, this.#others).nearest;
    }

    /* How well a phrase fits its own entry as if it were not one of its phrases. */
    #judgeOwn([entry, row]) {
      const vector = entry.phrases.subarray(row * this.#size, (row + 1) * this.#size);
      return judgeFit(compareEntry(vector, entry, row), this.#findStray(vector));
    }

    #findLeast() {
      const own = this.#entries
        .filter(({ places }) => places.length >= ENOUGH)
        .flatMap((entry) => entry.places.map((_, row) => [entry, row]));
      if (own.length < FEWEST) {
        return LEAST;
      }
      const stride = Math.ceil(own.length / MOST);
      const chosen = own.filter((_, n) => n % stride === 0);
      const fits = chosen.map((one) => this.#judgeOwn(one)).sort((a, b) => a - b);
      return fits[Math.floor(fits.length * LEFT_OUT)];
    }

    /* What is known of a text by its vector: how near each entry is by its nearest phrase, and by the
       two nearest, by which entries are ranked; how near its title is, and its nearest phrase;
       how near talk that is out of domain is; and how much better than the least that fits the best
       entry does. */
    compareText(vector) {
      const compared = this.#entries.map((entry) => compareEntry(vector, entry));
      const stray = this.#findStray(vector);
      const fit = compared.reduce((most, entry) => Math.max(most, judgeFit(entry, stray)), -1);
      return {
        near: compared.map(judgeNear),
        ranks: compared.map(judgeRank),
        titles: this.#titles.map((title) => computeProduct(vector, title, 0)),
        places: compared.map(({ place }) => place),
        stray,
        fit: fit - this.#least,
      };
    }
  };
})();
