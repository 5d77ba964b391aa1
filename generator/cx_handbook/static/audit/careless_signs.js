/* Signs that a sheet was filled in without looking, for the auditor to see before finishing; never in
   the score. The same rules as audit/careless_signs.py.

   An answer is {met, looked_at}; what a log says is {bad, cases}. Both are given by standard. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const LEVEL = 0.01;
  const REPETITION_LEVEL = 0.001;
  const LEAST_TOTAL = 20;
  const LEAST_TIME = 0.1;

  function makeSign(name, chance, numbers, standard = null) {
    return { name, chance, numbers, standard };
  }

  function add(values) {
    return values.reduce((total, value) => total + value, 0);
  }

  function areEqual(now, before) {
    const standards = Object.keys(now);
    return (
      standards.length === Object.keys(before).length &&
      standards.every((standard) => {
        const then = Object.hasOwn(before, standard) ? before[standard] : {};
        const { met, looked_at } = now[standard];
        return then.met === met && then.looked_at === looked_at;
      })
    );
  }

  /* The probability that two audits with samples of these sizes give the same answers. */
  function findRepetitionChance(sizes, rate) {
    return sizes.reduce((chance, size) => {
      const alike = add(audit.listBinomial(size, rate).map((one) => one * one));
      return chance * alike;
    }, 1);
  }

  function findRepetition(now, before) {
    const counts = Object.values(now);
    if (!counts.length || !areEqual(now, before)) {
      return null;
    }
    const sizes = counts.map((count) => count.looked_at);
    const rate = add(counts.map((count) => count.met)) / add(sizes);
    const chance = findRepetitionChance(sizes, rate);
    return makeSign("repetition", chance, { answers: counts.length });
  }

  function findRoundTotals(totals) {
    const large = totals.filter((total) => total >= LEAST_TOTAL);
    if (!large.length) {
      return null;
    }
    const round = large.filter((total) => total % 5 === 0).length;
    const chance = audit.findBinomialAtLeast(round, large.length, 0.2);
    return makeSign("round_totals", chance, { round, totals: large.length });
  }

  function compareWithLogs(now, logged) {
    const signs = [];
    for (const [standard, log] of Object.entries(logged)) {
      const count = Object.hasOwn(now, standard) ? now[standard] : null;
      if (count && count.looked_at > 0 && count.looked_at <= log.cases) {
        const bad = count.looked_at - count.met;
        const { looked_at } = count;
        const chance = audit.findHypergeometricAtMost(bad, looked_at, log.bad, log.cases);
        const numbers = { bad, looked_at, log_bad: log.bad, log_cases: log.cases };
        signs.push(makeSign("sample_and_log", chance, numbers, standard));
      }
    }
    return signs;
  }

  /* The signs too improbable for somebody who looked, corrected for their number. `before` holds the
     answers of the last audit, `totals` the numbers of cases as written, `logged` what logs say. */
  function findSigns(now, { before = {}, totals = [], logged = {} } = {}) {
    const possible = [
      findRepetition(now, before),
      findRoundTotals(totals),
      ...compareWithLogs(now, logged),
    ].filter(Boolean);
    const corrected = audit.correctByHolm(possible.map((sign) => sign.chance));
    return possible.filter((sign, index) => {
      const level = sign.name === "repetition" ? REPETITION_LEVEL : LEVEL;
      return corrected[index] < level;
    });
  }

  /* A sign when less than a tenth of the checklist's minutes was spent on the sheet. */
  function findQuick(activeMinutes, allowedMinutes) {
    if (activeMinutes >= LEAST_TIME * allowedMinutes) {
      return null;
    }
    const numbers = { minutes: Math.floor(activeMinutes), allowed: allowedMinutes };
    return makeSign("quick", null, numbers);
  }

  /* A small probability as people say it: 6 of 1,000. */
  function describeChance(chance) {
    const powers = [
      [100, "100"],
      [1000, "1,000"],
      [10000, "10,000"],
      [100000, "100,000"],
      [1000000, "1,000,000"],
    ];
    const found = powers.find(([power]) => chance * power >= 1);
    return found
      ? `${Math.floor(chance * found[0] + 0.5)} of ${found[1]}`
      : "fewer than 1 of 1,000,000";
  }

  /* A sign in words; `sentences` are those of the definitions. */
  function describeSign(sign, sentences) {
    const allRight = sign.name === "sample_and_log" && !sign.numbers.bad;
    const sentence = sentences[allRight ? "sample_and_log_all_right" : sign.name];
    const chance = sign.chance === null ? "" : describeChance(sign.chance);
    const values = { ...sign.numbers, chance };
    return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  Object.assign(audit, { describeSign, findQuick, findRepetitionChance, findSigns });
})();
