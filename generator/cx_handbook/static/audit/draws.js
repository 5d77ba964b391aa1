/* Draws cases by a seed, as audit/records/draws.py does: nobody chooses them, and anybody can draw again.

   SHA-256 comes from a library: crypto.subtle is missing where a handbook is served without https. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const MOST_RESERVES = 20; // cases that stand ready to take the place of one
  const digest = (text) => sha256(text);

  function makeSeed(site, period, standard, reference) {
    return [site, period, standard, reference].join("|");
  }

  function trimReference(text) {
    return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
  }

  /* The references of a log, each once, and what was odd about them: the numbers of entries without
     one, and the references that stand more than once. */
  function sortOutReferences(texts) {
    const stripped = texts.map(trimReference);
    const counts = new Map();
    stripped.filter(Boolean).forEach((name) => counts.set(name, (counts.get(name) || 0) + 1));
    return {
      names: [...counts.keys()],
      rows: stripped.length,
      blank: stripped.flatMap((name, place) => (name ? [] : [place + 1])),
      repeated: [...counts.keys()].filter((name) => counts.get(name) > 1),
    };
  }

  function compareTexts(one, other) {
    return Number(one > other) - Number(one < other);
  }

  function orderCases(seed, names) {
    const digests = new Map(names.map((name) => [name, digest(`${seed}|${name}`)]));
    return [...names].sort((one, other) => compareTexts(digests.get(one), digests.get(other)));
  }

  /* By code points, as Python sorts: the units of a script's texts would sort emoji elsewhere. */
  function compareCodePoints(one, other) {
    const [left, right] = [one, other].map((text) =>
      Array.from(text, (sign) => sign.codePointAt(0)),
    );
    const place = left.findIndex((point, at) => point !== right[at]);
    if (place === -1) {
      return left.length - right.length;
    }
    return place >= right.length ? 1 : left[place] - right[place];
  }

  function digestReferences(names) {
    const lines = [...names].sort(compareCodePoints).map((name) => `${name}\n`);
    return digest(lines.join(""));
  }

  /* The draw of so many cases, or of all when there are fewer, as a record holds it. */
  function drawCases(seed, names, size, log) {
    const order = orderCases(seed, names);
    const reserve = order.slice(size, size + MOST_RESERVES);
    return {
      seed,
      of: order.length,
      drawn: order.slice(0, size),
      ...(reserve.length && { reserve }),
      log,
      log_digest: digestReferences(names),
    };
  }

  /* The case that would take the place of one that cannot be looked at; null when none is left. */
  function findNextCase(draw) {
    const used = new Set((draw.replaced || []).map(({ by }) => by));
    return (draw.reserve || []).find((name) => !used.has(name)) ?? null;
  }

  function followCase(name, instead) {
    const seen = new Set([name]);
    let last = name;
    while (instead.has(last) && !seen.has(instead.get(last))) {
      last = instead.get(last);
      seen.add(last);
    }
    return last;
  }

  /* The cases that are looked at, in the order of the draw, replaced ones in their places. */
  function listCases(draw) {
    const instead = new Map((draw.replaced || []).map(({ case: name, by }) => [name, by]));
    return draw.drawn.map((name) => followCase(name, instead));
  }

  /* The draw with the next case in the place of one that cannot be looked at. Throws without a
     reason, or where no case is left. */
  function replaceCase(draw, name, reason) {
    const why = trimReference(reason);
    const by = findNextCase(draw);
    if (!listCases(draw).includes(name)) {
      throw new Error(`${name} is not one of the drawn cases`);
    }
    if (!why) {
      throw new Error("say why it cannot be looked at");
    }
    if (by === null) {
      throw new Error("there is no further case in the log; look at one less");
    }
    return { ...draw, replaced: [...(draw.replaced || []), { case: name, by, why }] };
  }

  audit.draws = {
    digestReferences,
    drawCases,
    findNextCase,
    listCases,
    makeSeed,
    orderCases,
    replaceCase,
    sortOutReferences,
  };
})();
