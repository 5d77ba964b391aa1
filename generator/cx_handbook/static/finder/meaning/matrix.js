/* Numbers of the sentence encoder: read from printable signs, and multiplied. A weight stays a whole
   number of one byte, so that a telephone has room for it. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const FIRST = 0x20;
  const LAST = 0x7e;
  const FOUR = 4; // vectors that are multiplied at a time
  const STEPS = 8; // places by which a step is half as long, as in tools/make_encoder.py
  const LEFT_OUT = ['"', "\\"].map((sign) => sign.charCodeAt(0));

  /* The value of each sign by its code, and how many there are. */
  const VALUES = new Uint8Array(LAST + 1);
  let base = 0;
  for (let code = FIRST; code <= LAST; code += 1) {
    if (!LEFT_OUT.includes(code)) {
      VALUES[code] = base;
      base += 1;
    }
  }

  function readFine(signs, most) {
    const numbers = new Int8Array(signs.length);
    for (let n = 0; n < signs.length; n += 1) {
      numbers[n] = VALUES[signs.charCodeAt(n)] - most;
    }
    return numbers;
  }

  /* Two numbers a sign. */
  function readCoarse(signs, most) {
    const count = 2 * most + 1;
    const numbers = new Int8Array(2 * signs.length);
    for (let n = 0; n < signs.length; n += 1) {
      const value = VALUES[signs.charCodeAt(n)];
      const first = Math.trunc(value / count);
      numbers[2 * n] = first - most;
      numbers[2 * n + 1] = value - first * count - most;
    }
    return numbers;
  }

  /* A matrix as it was packed: whole numbers, and a step that each group of a row shares. */
  finder.readMatrix = ({ rows, columns, group, most, largest, steps, signs }) => ({
    rows,
    columns,
    group,
    numbers: (2 * most + 1) ** 2 <= base ? readCoarse(signs, most) : readFine(signs, most),
    steps: Float64Array.from(steps, (sign) => largest * 2 ** (-VALUES[sign.charCodeAt(0)] / STEPS)),
  });

  /* A vector as it was packed: three signs a number. */
  finder.readVector = ({ step, signs }) => {
    const half = (base ** 3 - 1) / 2;
    const value = (n) => VALUES[signs.charCodeAt(n)];
    return Float64Array.from({ length: signs.length / 3 }, (_, n) => {
      const whole = (value(3 * n) * base + value(3 * n + 1)) * base + value(3 * n + 2);
      return (whole - half) * step;
    });
  };

  /* The numbers of a vector that has a sign for each: its length is lost. */
  finder.readSigns = (signs) => readFine(signs, (base - 1) / 2);

  /* Add one row of a matrix to the numbers of `into` that begin at `at`. */
  finder.addRow = ({ columns, group, numbers, steps }, row, into, at) => {
    for (let n = 0; n < columns; n += 1) {
      const place = row * columns + n;
      into[at + n] += numbers[place] * steps[Math.trunc(place / group)];
    }
  };

  /* Two rows of a matrix times four vectors, which begin at a, b, c and d. Eight sums at a time keep
     the processor busy while it waits for none of them, and each weight is read once for four
     vectors: four times as quick as one sum after the other. */
  const sums = new Float64Array(2 * FOUR); // one for all blocks: made anew, they would cost a tenth
  function multiplyBlock({ columns, group, numbers, steps }, row, x, begins) {
    const [a, b, c, d] = begins;
    const groups = columns / group;
    let upper = row * columns;
    let lower = upper + columns;
    sums.fill(0);
    for (let at = 0, n = 0; n < groups; n += 1) {
      let [a1, b1, c1, d1, a2, b2, c2, d2] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (const end = at + group; at < end; at += 1) {
        const w = numbers[upper];
        const v = numbers[lower];
        a1 += w * x[a + at];
        b1 += w * x[b + at];
        c1 += w * x[c + at];
        d1 += w * x[d + at];
        a2 += v * x[a + at];
        b2 += v * x[b + at];
        c2 += v * x[c + at];
        d2 += v * x[d + at];
        upper += 1;
        lower += 1;
      }
      const first = steps[row * groups + n];
      const second = steps[(row + 1) * groups + n];
      sums[0] += first * a1;
      sums[1] += first * b1;
      sums[2] += first * c1;
      sums[3] += first * d1;
      sums[4] += second * a2;
      sums[5] += second * b2;
      sums[6] += second * c2;
      sums[7] += second * d2;
    }
  }

  /* A layer of weights and what it adds to each of its results: `bias`. */
  finder.readDense = (packed) => ({
    ...finder.readMatrix(packed),
    bias: finder.readVector(packed.bias),
  });

  /* A layer times vectors that stand behind each other in `x`, a multiple of four. */
  finder.multiplyDense = (dense, x) => {
    const { rows, columns, bias } = dense;
    const count = x.length / columns;
    const out = new Float64Array(count * rows);
    for (let vector = 0; vector < count; vector += FOUR) {
      const begins = [0, 1, 2, 3].map((n) => (vector + n) * columns);
      for (let row = 0; row < rows; row += 2) {
        multiplyBlock(dense, row, x, begins);
        for (let n = 0; n < FOUR; n += 1) {
          const at = (vector + n) * rows + row;
          out[at] = sums[n] + bias[row];
          out[at + 1] = sums[FOUR + n] + bias[row + 1];
        }
      }
    }
    return out;
  };
})();
