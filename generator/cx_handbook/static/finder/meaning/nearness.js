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

  function computeProduct(vector, other) {
    let sum = 0;
    for (let n = 0; n < vector.length; n += 1) {
      sum += vector[n] * other[n];
    }
    return sum;
  }

  const computeLength = (vector) => Math.sqrt(computeProduct(vector, vector)) || 1;

  /* Vectors of one byte a number, one after the other, with what each is multiplied by to be 1 long. */
  class Rows {
    #numbers;
    #scales;

    constructor(signs, size) {
      this.#numbers = finder.readSigns(signs);
      this.size = size;
      this.#scales = new Float64Array(signs.length / size);
      for (let row = 0, at = 0; row < this.#scales.length; row += 1) {
        let squares = 0;
        for (const end = at + size; at < end; at += 1) {
          squares += this.#numbers[at] ** 2;
        }
        this.#scales[row] = 1 / (Math.sqrt(squares) || 1);
      }
    }

    compare(vector, row) {
      const numbers = this.#numbers;
      let sum = 0;
      for (let n = 0, at = row * this.size; n < this.size; n += 1, at += 1) {
        sum += vector[n] * numbers[at];
      }
      return sum * this.#scales[row];
    }

    /* Add a row to a vector, so many times. */
    add(row, vector, times = 1) {
      const numbers = this.#numbers;
      const scale = times * this.#scales[row];
      for (let n = 0, at = row * this.size; n < this.size; n += 1, at += 1) {
        vector[n] += numbers[at] * scale;
      }
      return vector;
    }
  }

  /* The vectors of an entry: the places of its phrases among what customers say, which row the first of
     them is, the sum of all and its length. A phrase whose vector was never made has no row. */
  function readEntry(places, first, rows) {
    const sum = new Float64Array(rows.size);
    places.forEach((_, n) => rows.add(first + n, sum));
    return { places, first, sum, length: computeLength(sum) };
  }

  /* How near a vector is to all phrases of an entry together, `except` one row of them. */
  function compareSum(vector, { sum, length }, rows, except) {
    if (except < 0) {
      return computeProduct(vector, sum) / length;
    }
    const rest = rows.add(except, Float64Array.from(sum), -1);
    return computeProduct(vector, rest) / computeLength(rest);
  }

  /* How near a vector is to an entry: to all of its phrases together, to the nearest of them and to the
     next, each from -1 to 1; `place` is the nearest one's. `except` is a row that is left out. */
  function compareEntry(vector, entry, rows, except = -1) {
    let [nearest, next, place] = [0, 0, -1];
    entry.places.forEach((candidate, n) => {
      const row = entry.first + n;
      const product = row === except ? 0 : rows.compare(vector, row);
      if (product > nearest) {
        [nearest, next, place] = [product, nearest, candidate];
      } else if (product > next) {
        next = product;
      }
    });
    return { nearest, next, central: compareSum(vector, entry, rows, except), place };
  }

  const judgeNear = ({ central, nearest }) => central + NEAREST_WEIGHT * nearest;

  /* One phrase may be near by chance, two seldom are; where there is but one, it counts for both. */
  const judgeRank = ({ central, nearest, next }) =>
    central + (NEAREST_WEIGHT * (nearest + (next || nearest))) / 2;

  const judgeFit = ({ central, nearest }, stray) =>
    (central + FIT_NEAREST_WEIGHT * nearest) / (1 + FIT_NEAREST_WEIGHT) - FIT_STRAY_WEIGHT * stray;

  finder.Nearness = class {
    #rows;
    #entries;
    #titles; // entry -> the row of its title, where one was made
    #others; // talk that has nothing to do with a company
    #least; // that fits anything

    /* `source` is what website/finder/meaning/script.py writes, or its bytes: see finder.readPacked. */
    constructor(source) {
      const { size, entries, titles, others, signs } = finder.readPacked(source);
      this.#rows = new Rows(signs, size);
      let first = 0;
      const read = (places) => {
        const entry = readEntry(places, first, this.#rows);
        first += places.length;
        return entry;
      };
      this.#entries = entries.map(read);
      this.#titles = new Map(titles.map((entry) => [entry, first++]));
      this.#others = read(others);
      this.#least = this.#findLeast();
    }

    #compareTitle(vector, entry) {
      const row = this.#titles.get(entry);
      return row === undefined ? 0 : this.#rows.compare(vector, row);
    }

    #findStray(vector) {
      return compareEntry(vector, this.#others, this.#rows).nearest;
    }

    /* How well a phrase fits its own entry as if it were not one of its phrases. */
    #judgeOwn([entry, row]) {
      const vector = this.#rows.add(row, new Float64Array(this.#rows.size));
      return judgeFit(compareEntry(vector, entry, this.#rows, row), this.#findStray(vector));
    }

    #findLeast() {
      const own = this.#entries
        .filter(({ places }) => places.length >= ENOUGH)
        .flatMap((entry) => entry.places.map((_, n) => [entry, entry.first + n]));
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
      const rows = this.#rows;
      const compared = this.#entries.map((entry) => compareEntry(vector, entry, rows));
      const stray = this.#findStray(vector);
      const fit = compared.reduce((most, entry) => Math.max(most, judgeFit(entry, stray)), -1);
      return {
        near: compared.map(judgeNear),
        ranks: compared.map(judgeRank),
        titles: compared.map((_, entry) => this.#compareTitle(vector, entry)),
        places: compared.map(({ place }) => place),
        stray,
        fit: fit - this.#least,
      };
    }
  };
})();
