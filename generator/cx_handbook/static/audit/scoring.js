/* The score of a self-audit, as in generator/score.py: the same rules, the same names, the same
   digits. Handbook.score(form, answers) takes a form and answers as they stand in a record. */
(function () {
  "use strict";

  var Handbook = (window.Handbook = window.Handbook || {});

  var COMPLIANCE_POINTS = 6;
  var OTHER_POINTS = 4;
  var LEAST_OTHER_FACTORS = 3;
  var DELIGHTED_FROM = 9;
  var SATISFIED_FROM = 6;
  var LEAST_SAMPLED = 0.5;
  var FACTORS = ["tangibles", "compliance", "disposition", "staff", "empathy"];
  var Z = 1.959963984540054; // two-sided 95 %

  /* Numbers. What is compared is rounded to nine decimals, halves up, so that ties are ties. */

  function rounded(value) {
    return Math.floor(value * 1e9 + 0.5) / 1e9;
  }

  function added(values) {
    return values.reduce(function (total, value) {
      return total + value;
    }, 0);
  }

  function clipped(value, most) {
    return rounded(Math.min(Math.max(value, 0), most));
  }

  /* Points as printed: one decimal, rounded down, so that 8.99 never reads as 9.0. */
  function printed(points) {
    var tenths = Math.floor(Math.floor(points * 1e9 + 0.5) / 1e8);
    return (tenths / 10).toFixed(1);
  }

  /* Intervals: Wilson (1927) with the finite-population correction; MOVER of Zou and Donner (2008). */

  function wilson(k, n, cases) {
    var share = k / n;
    if (cases !== null && cases <= n) {
      return [share, share];
    }
    var z2 = Z * Z * (cases !== null ? (cases - n) / (cases - 1) : 1);
    var middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    var half = Math.sqrt(z2 * ((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
    return [Math.max(0, Math.min(middle - half, share)), Math.min(1, Math.max(middle + half, share))];
  }

  function square(value) {
    return value * value;
  }

  function mover(parts) {
    var total = 0;
    var below = 0;
    var above = 0;
    parts.forEach(function (part) {
      var scored = part.scored;
      total += part.points * scored.share;
      below += square(part.points * (scored.share - scored.low));
      above += square(part.points * (scored.high - scored.share));
    });
    return [total - Math.sqrt(below), total + Math.sqrt(above)];
  }

  /* One question */

  function withState(item, state, remarks) {
    return { item: item, state: state, share: null, low: null, high: null, remarks: remarks || [] };
  }

  function withShare(item, share) {
    var target = item.target === null ? 1 : item.target;
    var scored = withState(item, rounded(share) >= rounded(target) ? "met" : "not_met");
    scored.share = scored.low = scored.high = share;
    return scored;
  }

  function counted(item, k, n, cases) {
    if (n === 0 || k > n) {
      return withState(item, "unanswered", [
        n === 0 && k === 0 ? "none_looked_at" : "more_met_than_looked_at",
      ]);
    }
    var scored = withShare(item, k / n);
    if (cases !== null && cases < n) {
      cases = null;
      scored.remarks.push("fewer_cases_than_looked_at");
    }
    if (n < (item.sample || 0) && n !== cases) {
      scored.remarks.push("below_sample");
    }
    var ends = wilson(k, n, cases);
    scored.low = ends[0];
    scored.high = ends[1];
    return scored;
  }

  function answered(item, answer) {
    var said = answer.answer;
    if (said === "not_applicable") {
      if (!item.may_be_na) {
        return withState(item, "unanswered", ["na_not_allowed"]);
      }
      return answer.note
        ? withState(item, "not_applicable")
        : withState(item, "unanswered", ["na_without_reason"]);
    }
    if (said === "count" && item.answer === "count") {
      return counted(item, answer.k, answer.n, answer.cases === undefined ? null : answer.cases);
    }
    if (said === "grade" && item.answer === "grade") {
      return withShare(item, answer.grade / 10);
    }
    if ((said === "met" || said === "not_met") && item.answer === "yes_no") {
      return withShare(item, said === "met" ? 1 : 0);
    }
    return withState(item, "unanswered", ["wrong_kind"]);
  }

  function scoredItem(item, answer) {
    var scored = answer && answer.answer ? answered(item, answer) : withState(item, "unanswered");
    if (answer && answer.unread) {
      scored.remarks.push("unread");
    }
    return scored;
  }

  function isSampled(scored) {
    return scored.item.answer === "count" && scored.share !== null;
  }

  function isOpen(scored) {
    return scored.state === "unanswered";
  }

  /* Factors and the grade */

  function ofFactor(items, factor) {
    return items.filter(function (scored) {
      return scored.item.factor === factor && scored.share !== null;
    });
  }

  /* What each question counts for when all of them together earn so many points. */
  function partsOf(items, points) {
    var total = added(
      items.map(function (scored) {
        return scored.item.weight;
      })
    );
    return items.map(function (scored) {
      return { points: (points * scored.item.weight) / total, scored: scored };
    });
  }

  function intervalOf(parts, most) {
    var counting = parts.filter(function (part) {
      return isSampled(part.scored);
    });
    var sampled = added(
      counting.map(function (part) {
        return part.points;
      })
    ) / most;
    if (!sampled) {
      return null;
    }
    var ends = mover(parts);
    return { low: clipped(ends[0], most), high: clipped(ends[1], most), sampled: rounded(sampled) };
  }

  function factorsOf(items) {
    var factors = [];
    FACTORS.forEach(function (factor) {
      var scored = ofFactor(items, factor);
      if (scored.length) {
        var parts = partsOf(scored, 1);
        var products = parts.map(function (part) {
          return part.points * part.scored.share;
        });
        factors.push({
          factor: factor,
          share: Math.min(added(products), 1), // rounded only to be compared
          interval: intervalOf(parts, 1),
        });
      }
    });
    return factors;
  }

  function factorNamed(factors, name) {
    return factors.filter(function (factor) {
      return factor.factor === name;
    })[0];
  }

  function others(factors) {
    return factors.filter(function (factor) {
      return factor.factor !== "compliance";
    });
  }

  function weightsOf(factors, weights) {
    return added(
      others(factors).map(function (factor) {
        return weights[factor.factor];
      })
    );
  }

  function gradeOf(factors, weights) {
    var compliance = factorNamed(factors, "compliance");
    var rest = others(factors);
    if (!compliance || rest.length < LEAST_OTHER_FACTORS) {
      return null;
    }
    var products = rest.map(function (factor) {
      return weights[factor.factor] * factor.share;
    });
    var mean = added(products) / weightsOf(factors, weights);
    return rounded(COMPLIANCE_POINTS * compliance.share + OTHER_POINTS * mean);
  }

  /* The grade's interval, when at least half of its weight was sampled. */
  function gradeInterval(form, items, factors) {
    var weights = weightsOf(factors, form.weights);
    var parts = [];
    factors.forEach(function (factor) {
      var points =
        factor.factor === "compliance"
          ? COMPLIANCE_POINTS
          : (OTHER_POINTS * form.weights[factor.factor]) / weights;
      parts = parts.concat(partsOf(ofFactor(items, factor.factor), points));
    });
    var interval = intervalOf(parts, COMPLIANCE_POINTS + OTHER_POINTS);
    return interval && interval.sampled >= LEAST_SAMPLED ? interval : null;
  }

  /* Promises and verdicts */

  function verdictOf(points, promises) {
    if (promises === "open") {
      return "open";
    }
    if (promises === "broken" || points === null || points < SATISFIED_FROM) {
      return "dissatisfied";
    }
    return points >= DELIGHTED_FROM ? "delighted" : "satisfied";
  }

  /* One way the audit may come out: each unanswered question answered with the same share. */
  function caseWith(form, items, share) {
    var filled = items.map(function (scored) {
      return isOpen(scored) ? withShare(scored.item, share) : scored;
    });
    var factors = factorsOf(filled);
    var points = gradeOf(factors, form.weights);
    var compliance = factorNamed(factors, "compliance");
    var critical = filled.filter(function (scored) {
      return scored.item.critical && scored.state !== "not_applicable";
    });
    var promises = null;
    if (compliance || critical.length) {
      var kept = rounded(compliance ? compliance.share : 1) >= rounded(form.gate);
      var allMet = critical.every(function (scored) {
        return scored.state === "met";
      });
      promises = kept && allMet ? "kept" : "broken";
    }
    var verdict = points === null ? null : verdictOf(points, promises);
    return { points: points, promises: promises, verdict: verdict };
  }

  /* What is certain: an open question decides nothing, unless nothing can save it. */
  function promisesOf(items, worst, best) {
    if (best.promises === "broken") {
      return "broken";
    }
    var waiting = items.some(function (scored) {
      return isOpen(scored) && (scored.item.critical || scored.item.factor === "compliance");
    });
    return waiting ? "open" : worst.promises;
  }

  function tooClose(form, items, factors, promises) {
    var compliance = factorNamed(factors, "compliance");
    var failed = items.some(function (scored) {
      return scored.item.critical && scored.state === "not_met";
    });
    if (!compliance || !compliance.interval || failed || (promises !== "kept" && promises !== "broken")) {
      return false;
    }
    var gate = rounded(form.gate);
    return rounded(compliance.interval.low) < gate && gate <= rounded(compliance.interval.high);
  }

  /* The standards not met: critical ones first, then compliance, then by what they cost. */
  function findingsOf(items) {
    var missed = items.filter(function (scored) {
      return scored.state === "not_met";
    });
    function keys(scored) {
      var cost = scored.item.weight * (1 - scored.share);
      return [scored.item.critical ? 0 : 1, scored.item.factor === "compliance" ? 0 : 1, -cost];
    }
    return missed
      .map(function (scored, place) {
        return { scored: scored, keys: keys(scored).concat(place) }; // old browsers sort unstably
      })
      .sort(function (a, b) {
        var n = 0;
        while (n < 3 && a.keys[n] === b.keys[n]) {
          n += 1;
        }
        return a.keys[n] - b.keys[n];
      })
      .map(function (finding) {
        return finding.scored;
      });
  }

  function countsOf(items) {
    var counts = { met: 0, not_met: 0, not_applicable: 0, unanswered: 0 };
    items.forEach(function (scored) {
      counts[scored.state] += 1;
    });
    return counts;
  }

  function itemsOf(form, answers) {
    var items = [];
    form.sections.forEach(function (section) {
      section.items.forEach(function (item) {
        var has = Object.prototype.hasOwnProperty.call(answers, item.standard);
        items.push(scoredItem(item, has ? answers[item.standard] : null));
      });
    });
    return items;
  }

  function score(form, answers) {
    var items = itemsOf(form, answers);
    var worst = caseWith(form, items, 0);
    var best = caseWith(form, items, 1);
    var factors = factorsOf(items);
    var points = gradeOf(factors, form.weights);
    var compliance = factorNamed(factors, "compliance");
    var promises = promisesOf(items, worst, best);
    return {
      items: items,
      factors: factors,
      points: points,
      compliance_points: compliance ? rounded(COMPLIANCE_POINTS * compliance.share) : null,
      promises: promises,
      verdict: worst.points === null ? null : verdictOf(worst.points, promises),
      provisional: items.some(function (scored) {
        return isOpen(scored) || scored.remarks.indexOf("below_sample") >= 0;
      }),
      worst: worst,
      best: best,
      interval: points === null ? null : gradeInterval(form, items, factors),
      too_close: tooClose(form, items, factors, promises),
      findings: findingsOf(items),
      counts: countsOf(items),
    };
  }

  Handbook.score = score;
  Handbook.printed = printed;
})();
