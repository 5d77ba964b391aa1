/* Numbers of the sentence encoder: read from printable signs, and multiplied. A weight stays a whole
   number of one byte, in the place of its sign, so that a telephone has room for it. */
(() => {
  "use strict";

  const { finder } = Handbook;
  const FIRST = 0x20;
  const LAST = 0x7e;
  const [NEW_LINE, SLASH, QUOTE, COLON] = [...'\n/":'].map((sign) => sign.charCodeAt(0));
  const SIGNS_NAMES = ['"signs":', '"steps":'].map((name) =>
    [...name].map((sign) => sign.charCodeAt(0)),
  );
  const AT_ONCE = 4096; // signs that are put together into a text
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

  /* The codes of a text's signs, all of ASCII. */
  function listCodes(text) {
    const codes = new Uint8Array(text.length);
    for (let n = 0; n < text.length; n += 1) {
      codes[n] = text.charCodeAt(n);
    }
    return codes;
  }

  function readCodes(codes) {
    let text = "";
    for (let begin = 0; begin < codes.length; begin += AT_ONCE) {
      text += String.fromCharCode(...codes.subarray(begin, begin + AT_ONCE));
    }
    return text;
  }

  const isSignsLine = (line) =>
    SIGNS_NAMES.some((name) => name.every((code, n) => line[n] === code));

  /* What a script of numbers says, as website/finder/meaning/weights.py writes it: the function that it
     sets, or the script's bytes. Its comments are lines of JSON. Signs stay where they are, so that no
     text of sixteen million of them is made: what has some is a part of the bytes. */
  finder.readPacked = (source) => {
    const bytes = typeof source === "function" ? listCodes(String(source)) : new Uint8Array(source);
    const signs = [];
    let text = "";
    for (let end = bytes.indexOf(NEW_LINE); bytes[end + 1] === SLASH;) {
      const begin = end + 1 + 2; // behind the two strokes of a comment
      end = bytes.indexOf(NEW_LINE, begin);
      const line = bytes.subarray(begin, end);
      if (isSignsLine(line)) {
        const [opening, closing] = [line.indexOf(COLON) + 1, line.lastIndexOf(QUOTE)];
        text += `${readCodes(line.subarray(0, opening))}${signs.length}`;
        text += readCodes(line.subarray(closing + 1));
        signs.push(line.subarray(opening + 1, closing));
      } else {
        text += readCodes(line);
      }
    }
    const isSigns = (key) => key === "signs" || key === "steps";
    return JSON.parse(text, (key, value) => (isSigns(key) ? signs[value] : value));
  };

  /* The numbers of signs, each a whole one around zero, in the place of the signs. */
  function readFine(signs, most) {
    const numbers = new Int8Array(signs.buffer, signs.byteOffset, signs.length);
    for (let n = 0; n < signs.length; n += 1) {
      numbers[n] = VALUES[signs[n]] - most;
    }
    return numbers;
  }

  /* A matrix as it was packed: whole numbers, or two of them a sign where they are small; and a step
     that each group of a row shares, told by a sign. */
  finder.readMatrix = ({ rows, columns, group, most, largest, steps, signs }) => {
    const isCoarse = (2 * most + 1) ** 2 <= base;
    return {
      rows,
      columns,
      group,
      pairs: isCoarse ? { signs, most, count: 2 * most + 1 } : null,
      numbers: isCoarse ? null : readFine(signs, most),
      stepSigns: steps,
      steps: Float64Array.from(VALUES, (value) => largest * 2 ** (-value / STEPS)),
    };
  };

  /* The number at a place of a matrix, without its step. */
  finder.readNumber = ({ numbers, pairs }, place) => {
    if (numbers) {
      return numbers[place];
    }
    const { signs, most, count } = pairs;
    const value = VALUES[signs[place >> 1]];
    const first = Math.trunc(value / count);
    return (place % 2 ? value - first * count : first) - most;
  };

  finder.readStep = ({ group, steps, stepSigns }, place) =>
    steps[stepSigns[Math.trunc(place / group)]];

  /* A vector as it was packed: three signs a number. */
  finder.readVector = ({ step, signs }) => {
    const half = (base ** 3 - 1) / 2;
    const value = (n) => VALUES[signs[n]];
    const numbers = new Float64Array(signs.length / 3);
    for (let n = 0; n < numbers.length; n += 1) {
      const whole = (value(3 * n) * base + value(3 * n + 1)) * base + value(3 * n + 2);
      numbers[n] = (whole - half) * step;
    }
    return numbers;
  };

  /* The numbers of vectors that have a sign for each: their lengths are lost. */
  finder.readSigns = (signs) =>
    readFine(typeof signs === "string" ? listCodes(signs) : signs, (base - 1) / 2);

  /* Add one row of a matrix to the numbers of `into` that begin at `at`. */
  finder.addRow = (matrix, row, into, at) => {
    const { columns } = matrix;
    for (let n = 0; n < columns; n += 1) {
      const place = row * columns + n;
      into[at + n] += finder.readNumber(matrix, place) * finder.readStep(matrix, place);
    }
  };

  /* Two rows of a matrix times four vectors, of which the first begins at `a`. Eight sums at a time keep
     the processor busy while it waits for none of them, and each weight is read once for four
     vectors: four times as quick as one sum after the other. */
  const sums = new Float64Array(2 * FOUR); // one for all blocks: made anew, they would cost a tenth
  function multiplyBlock({ columns, group, numbers, steps, stepSigns }, row, x, a) {
    const [b, c, d] = [a + columns, a + 2 * columns, a + 3 * columns];
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
      const first = steps[stepSigns[row * groups + n]];
      const second = steps[stepSigns[(row + 1) * groups + n]];
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

  /* A layer times so many vectors that stand behind each other in `x`, a multiple of four; the results
     go into `out`. */
  finder.multiplyDense = (dense, x, count, out) => {
    const { rows, columns, bias } = dense;
    for (let vector = 0; vector < count; vector += FOUR) {
      for (let row = 0; row < rows; row += 2) {
        multiplyBlock(dense, row, x, vector * columns);
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
