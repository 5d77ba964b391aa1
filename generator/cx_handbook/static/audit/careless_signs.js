/* Signs that a sheet was filled in without looking, for the auditor to see before finishing; never in
   the score. The same rules as audit/questions/careless_signs.py.

   An answer is {met, looked_at}; what a log says is {bad, cases}. Both are given by standard. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { care } = audit.definitions;
  const { addUp } = audit.rounding;
  const { chance } = audit;

  function makeSign(name, probability, numbers, standard = null) {
    return { name, chance: probability, numbers, standard };
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
    return sizes.reduce((product, size) => {
      const alike = addUp(chance.listBinomial(size, rate).map((one) => one * one));
      return product * alike;
    }, 1);
  }

  function findRepetition(now, before) {
    const counts = Object.values(now);
    if (!counts.length || !areEqual(now, before)) {
      return null;
    }
    const sizes = counts.map((count) => count.looked_at);
    const rate = addUp(counts.map((count) => count.met)) / addUp(sizes);
    const found = findRepetitionChance(sizes, rate);
    return makeSign("repetition", found, { answers: counts.length });
  }

  function findRoundTotals(totals) {
    const large = totals.filter((total) => total >= care.leastTotal);
    if (!large.length) {
      return null;
    }
    const round = large.filter((total) => total % 5 === 0).length;
    const found = chance.findBinomialAtLeast(round, large.length, 0.2);
    return makeSign("round_totals", found, { round, totals: large.length });
  }

  function compareWithLogs(now, logged) {
    const signs = [];
    for (const [standard, log] of Object.entries(logged)) {
      const count = Object.hasOwn(now, standard) ? now[standard] : null;
      if (count && count.looked_at > 0 && count.looked_at <= log.cases) {
        const bad = count.looked_at - count.met;
        const { looked_at } = count;
        const found = chance.findHypergeometricAtMost(bad, looked_at, log.bad, log.cases);
        const numbers = { bad, looked_at, log_bad: log.bad, log_cases: log.cases };
        signs.push(makeSign("sample_and_log", found, numbers, standard));
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
    const corrected = chance.correctByHolm(possible.map((sign) => sign.chance));
    return possible.filter((sign, index) => {
      const level = sign.name === "repetition" ? care.repetitionLevel : care.level;
      return corrected[index] < level;
    });
  }

  /* A sign when less than a tenth of the checklist's minutes was spent on the sheet. */
  function findQuick(activeMinutes, allowedMinutes) {
    if (activeMinutes >= care.leastTime * allowedMinutes) {
      return null;
    }
    const minutes = Math.max(1, Math.floor(activeMinutes)); // nobody does it within 0 minutes
    const numbers = { minutes, allowed: allowedMinutes };
    return makeSign("quick", null, numbers);
  }

  /* A small probability as people say it: 6 of 1,000. */
  function describeChance(probability) {
    const power = [100, 1000, 10000, 100000, 1000000].find((one) => probability * one >= 1);
    if (!power) {
      return "fewer than 1 of 1,000,000";
    }
    const thousands = power === 1000000 ? "1,000,000" : `${power / 1000},000`;
    return `${Math.floor(probability * power + 0.5)} of ${power < 1000 ? power : thousands}`;
  }

  /* A sign in words for the person who filled in the sheet. */
  function describeSign(sign) {
    const allRight = sign.name === "sample_and_log" && !sign.numbers.bad;
    const sentence = care.sentences[allRight ? "sample_and_log_all_right" : sign.name];
    const odds = sign.chance === null ? "" : describeChance(sign.chance);
    const values = { ...sign.numbers, chance: odds };
    return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  audit.carelessSigns = { describeSign, findQuick, findRepetitionChance, findSigns };
})();
