"""The second version of the scoring rules, calculated once more in exact fractions.

Like `score_reference.py` it follows the rules and not the scorer, and holds no binary digit. Limits
are found by solving Wilson's quadratic, and the number of cases that settles a limit by trying every
number up to 500.

Run it to complete the files of vectors; it refuses where what stands there already differs.
"""

from __future__ import annotations

from decimal import localcontext
from fractions import Fraction
from math import ceil
from typing import Any

from support.score_cases import FACTOR, FOLDER_2
from support.score_reference import (
    ORDER,
    OTHERS,
    STATES,
    Z,
    complete,
    factor_shares,
    grade,
    nine,
    printed,
    root,
    share_of,
)

Case = dict[str, Any]
Part = tuple[Fraction, Case]  # points, and the question that carries them
MOST_CASES = 500


def expected_2(form: Case, answers: Case) -> Case:
    """Return everything that a vector of the second version expects of an audit."""
    items = [judge_item(item, answers.get(item["standard"], {})) for item in form["items"]]
    shares = factor_shares(items)
    points = points_of(form, items)
    worst, best = (outcome(form, fill_in(items, share, "unanswered")) for share in (0, 1))
    promises = certain(form, items, worst, best)
    compliance = shares.get("compliance")
    interval = None if points is None else grade_interval(form, items)
    calls = [] if promises not in ("kept", "broken") else close_calls(form, items, interval)
    return {
        "points": printed(points),
        "compliance_points": printed(None if compliance is None else 6 * compliance),
        "promises": promises,
        "verdict": None if worst["points"] is None else verdict(worst["points"], promises),
        "provisional": any(
            i["state"] == "unanswered" or {"below_sample", "between_samples"} & set(i["remarks"])
            for i in items
        ),
        "worst": {**worst, "points": printed(worst["points"])},
        "best": {**best, "points": printed(best["points"])},
        "factors": {factor: str(share) for factor, share in shares.items()},
        "items": {i["standard"]: i["state"] for i in items},
        "remarks": {i["standard"]: i["remarks"] for i in items if i["remarks"]},
        "interval": interval,
        "too_close": bool(calls),
        "close_calls": calls,
        "zero_tolerance": [i["standard"] for i in items if is_zero_tolerance(i)],
        "not_applicable": str(part_of_form(form, items, "not_applicable")),
        "unanswered": str(part_of_form(form, items, "unanswered")),
        "counts": {state: sum(i["state"] == state for i in items) for state in STATES},
    }


# One question


def judge_item(item: Case, said: Case) -> Case:
    """Return the question with its state, its share, and the cases that may be relied on."""
    share, remarks = share_of(item, said)
    counted = share is not None and item["answer"] == "count"
    cases = said.get("cases") if "fewer_cases_than_looked_at" not in remarks else None
    if counted:
        logged = cases is not None and said.get("cases_from") == "log"
        remarks = [r for r in remarks if r != "below_sample"]
        small = said["n"] < item["sample"]
        if small and not (logged and said["n"] == cases):
            remarks.append("below_sample")
        if said["n"] > item["sample"] and said["n"] % item["sample"] and said["n"] != cases:
            remarks.append("between_samples")
        if small and not logged:
            cases = None
    if said.get("unread"):
        remarks = [*remarks, "unread"]
    state = "unanswered"
    if share is not None:
        state = "met" if reaches_target(item, share) else "not_met"
    elif said.get("answer") == "not_applicable" and not remarks:
        state = "not_applicable"
    looked_at = Fraction(said["n"]) if counted else None
    known = {"looked_at": looked_at, "cases": cases if counted else None}
    return {**item, "state": state, "share": share, "remarks": remarks, **known}


def reaches_target(item: Case, share: Fraction) -> bool:
    """Tell whether a share meets the question's target, 100% where it has none."""
    return nine(share) >= nine(1 if item["target"] is None else item["target"])


def is_zero_tolerance(item: Case) -> bool:
    """Tell whether a count of which no case may fail was missed, and does not decide by itself."""
    counted = item["answer"] == "count" and item["target"] == 1
    return bool(counted and item["state"] == "not_met" and not item["critical"])


# How much was answered, and the grade


def form_points(form: Case) -> dict[str, Fraction]:
    """Return the points that each question carries when every question is answered."""
    items = form["items"]
    others = [f for f in OTHERS if any(i["factor"] == f for i in items)]
    most = {"compliance": Fraction(6)}
    whole = sum(form["weights"][f] for f in others)
    most |= {f: Fraction(4 * form["weights"][f], whole) for f in others}
    return {
        i["standard"]: most[i["factor"]]
        * Fraction(i["weight"], sum(o["weight"] for o in items if o["factor"] == i["factor"]))
        for i in items
    }


def part_of_form(form: Case, items: list[Case], state: str) -> Fraction:
    """Return the part of the form's points whose questions are in a state."""
    points = form_points(form)
    return sum_of(points[i["standard"]] for i in items if i["state"] == state) / sum_of(
        points.values()
    )


def answered(form: Case, items: list[Case], factor: str | None) -> Fraction:
    """Return the answered part of a factor's points, or of the form's."""
    points = form_points(form)
    asked = [i for i in items if factor in (None, i["factor"])]
    if not asked:
        return Fraction(0)
    have = sum_of(points[i["standard"]] for i in asked if i["share"] is not None)
    return have / sum_of(points[i["standard"]] for i in asked)


def points_of(form: Case, items: list[Case]) -> Fraction | None:
    """Return the grade, unless the checklist gives none or too little is answered."""
    asked = [f for f in OTHERS if any(i["factor"] == f for i in items)]
    enough = (
        answered(form, items, None) >= Fraction(4, 5)
        and answered(form, items, "compliance") >= Fraction(4, 5)
        and all(answered(form, items, f) >= Fraction(1, 2) for f in asked)
    )
    return grade(factor_shares(items), form) if form["grade"] and enough else None


def fill_in(items: list[Case], share: int, *states: str) -> list[Case]:
    """Return the questions with those in one of the states given the same share."""
    filled = []
    for i in items:
        if i["state"] in states:
            met = reaches_target(i, Fraction(share))
            i = {**i, "share": Fraction(share), "state": "met" if met else "not_met"}
        filled.append(i)
    return filled


# Promises and verdict


def limits_reached(form: Case, items: list[Case]) -> str | None:
    """Return whether compliance reaches the gate and every critical question is met."""
    compliance = factor_shares(items).get("compliance") if form["grade"] else None
    critical = [i for i in items if i["critical"] and i["share"] is not None]
    if compliance is None and not critical:
        return None
    gate = compliance is None or nine(compliance) >= nine(form["gate"])
    return "kept" if gate and all(i["state"] == "met" for i in critical) else "broken"


def outcome(form: Case, items: list[Case]) -> Case:
    """Return what a filled-in audit comes to."""
    points, promises = points_of(form, items), limits_reached(form, items)
    said = None if points is None else verdict(points, promises)
    return {"points": points, "promises": promises, "verdict": said}


def certain(form: Case, items: list[Case], worst: Case, best: Case) -> str | None:
    """Return what is certain of promises: nothing while a decisive question is open or left out."""
    by_gate = form["grade"] and any(i["factor"] == "compliance" for i in items)
    least = Fraction(4, 5)
    enough = not by_gate or (
        answered(form, items, None) >= least and answered(form, items, "compliance") >= least
    )
    if not enough:
        best = outcome(form, fill_in(items, 1, "unanswered", "not_applicable"))
    if best["promises"] == "broken":
        return "broken"
    decisive = [i for i in items if i["critical"] or (by_gate and i["factor"] == "compliance")]
    waiting = any(i["state"] == "unanswered" for i in decisive)
    left_out = any(i["critical"] and i["state"] == "not_applicable" for i in items)
    return "open" if waiting or left_out or not enough else worst["promises"]


def verdict(points: Fraction, promises: str | None) -> str:
    """Return the verdict in the words of the second version."""
    if promises in ("open", "broken"):
        return promises
    return "from_9" if nine(points) >= 9 else "from_6" if nine(points) >= 6 else "below_6"


# Intervals


def parts_of(form: Case, items: list[Case], *factors: str) -> list[Part]:
    """Return the answered questions of factors with the points each counts for in the grade."""
    have = factor_shares(items)
    whole = sum(form["weights"][f] for f in have if f in OTHERS)
    parts = []
    for factor in (f for f in ORDER if f in factors and f in have):
        most = Fraction(6)
        if factor != "compliance":
            most = Fraction(4 * form["weights"][factor], whole)
        alike = [i for i in items if i["factor"] == factor and i["share"] is not None]
        weight = sum(i["weight"] for i in alike)
        parts += [(most * Fraction(i["weight"], weight), i) for i in alike]
    return parts


def ends(parts: list[Part]) -> tuple[Fraction, Fraction]:
    """Return the 95% limits of the points of some questions together."""
    fixed, sampled = Fraction(0), []
    for points, i in parts:
        n, cases = i["looked_at"], i["cases"]
        left = 1 if cases is None or n is None else Fraction(cases - n) / max(cases - 1, 1)
        if n is None or left <= 0:
            fixed += points * i["share"]
        else:
            sampled.append((points, i["share"], n, left))
    if not sampled:
        return fixed, fixed
    whole = sum_of(c for c, *_ in sampled)
    mean = sum_of(c * p for c, p, *_ in sampled) / whole
    size = whole**2 / sum_of(c * c * f / n for c, _, n, f in sampled)
    spread = sum_of((c / whole) ** 2 * f * p * (1 - p) / max(n - 1, 1) for c, p, n, f in sampled)
    if len(sampled) > 1 and spread:
        size = min(size, mean * (1 - mean) / spread)
    with localcontext(prec=40):
        z2 = Fraction(Z * Z) / size
        # (1 + z2) p^2 - (2 mean + z2) p + mean^2 = 0
        half = root((2 * mean + z2) ** 2 - 4 * (1 + z2) * mean**2)
    low, high = ((2 * mean + z2 + sign * half) / (2 * (1 + z2)) for sign in (-1, 1))
    return fixed + whole * low, fixed + whole * high


def grade_interval(form: Case, items: list[Case]) -> Case | None:
    """Return the interval of the grade where at least half of it was sampled."""
    parts = parts_of(form, items, *ORDER)
    sampled = sum_of(c for c, i in parts if i["looked_at"] is not None)
    if sampled < 5:
        return None
    low, high = ends(parts)
    low, high = max(low, Fraction(0)), min(high, Fraction(10))
    return {
        "low": printed(low),
        "high": printed_up(high),
        "low6": f"{float(low):.6f}",
        "high6": f"{float(high):.6f}",
        "sampled": str(sampled / 10),
    }


def printed_up(points: Fraction) -> str:
    """Return points with one decimal, rounded up."""
    tenths = ceil(nine(points) * 10)
    return f"{tenths // 10}.{tenths % 10}"


# Too close to call


def close_calls(form: Case, items: list[Case], interval: Case | None) -> list[str]:
    """Return the limits that the sample leaves open, with the number of cases that settles each."""
    compliance = parts_of(form, items, "compliance") if form["grade"] else []
    gate_open = holds(compliance, 6 * form["gate"])
    clearly_below = (
        bool(compliance)
        and nine(factor_shares(items)["compliance"]) < nine(form["gate"])
        and not gate_open
    )
    missed = [i for i in items if i["critical"] and i["state"] == "not_met"]
    close = [i for i in missed if i["target"] not in (None, 1) and is_counted_close(i)]
    if clearly_below or len(close) < len(missed):
        return []
    calls = []
    if gate_open:
        calls.append(f"gate: {settled_by(compliance, 6 * form['gate'])}")
    for i in close:
        calls.append(f"critical {i['standard']}: {settled_by([(Fraction(1), i)], i['target'])}")
    everything = parts_of(form, items, *ORDER)
    for name, cut in (("satisfied", 6), ("delighted", 9)):
        if interval and holds(everything, Fraction(cut)):
            calls.append(f"{name}: {settled_by(everything, Fraction(cut))}")
    return calls


def is_counted_close(item: Case) -> bool:
    """Tell whether a missed count's own interval reaches its target."""
    return item["looked_at"] is not None and holds([(Fraction(1), item)], item["target"])


def holds(parts: list[Part], limit: Fraction) -> bool:
    """Tell whether the interval of some questions leaves a limit open."""
    if not parts:
        return False
    low, high = ends(parts)
    return nine(low) < nine(limit) <= nine(high)


def settled_by(parts: list[Part], limit: Fraction) -> int | None:
    """Return the least number of cases that settles a limit, trying each number up to 500."""
    sampled = [i for _, i in parts if i["looked_at"] is not None]
    now = sum(int(i["looked_at"]) for i in sampled)
    most = MOST_CASES
    if all(i["cases"] is not None for i in sampled):
        most = min(most, sum(i["cases"] for i in sampled))
    for total in range(now, most + 1):
        if not holds(enlarged(parts, total), limit):
            return total
    return None


def enlarged(parts: list[Part], total: int) -> list[Part]:
    """Return the questions with samples grown in proportion to `total` cases, none beyond its own."""
    open_ones = [i for _, i in parts if i["looked_at"] is not None]
    full: list[str] = []
    while True:
        growing = [i for i in open_ones if i["standard"] not in full]
        left = total - sum(i["cases"] for i in open_ones if i["standard"] in full)
        if not growing:
            break
        factor = Fraction(left) / sum_of(i["looked_at"] for i in growing)
        burst = [
            i["standard"]
            for i in growing
            if i["cases"] is not None and i["looked_at"] * factor > i["cases"]
        ]
        if not burst:
            break
        full += burst
    grown = {
        i["standard"]: Fraction(i["cases"]) if i["standard"] in full else i["looked_at"] * factor
        for i in open_ones
    }
    return [
        (c, {**i, "looked_at": grown[i["standard"]]} if i["standard"] in grown else i)
        for c, i in parts
    ]


def sum_of(values: Any) -> Fraction:
    """Return a sum of fractions, 0 of none."""
    return sum(values, Fraction(0))


assert set(ORDER) == set(FACTOR.values())

if __name__ == "__main__":
    complete(FOLDER_2, expected_2)
