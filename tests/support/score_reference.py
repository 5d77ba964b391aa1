"""The score reckoned a second time, in exact fractions, from the rules and not from the scorer.

It holds no binary digit: shares are fractions, intervals have forty decimals. So what the vectors
expect does not lean on the code that they test.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from support.score_cases import FACTOR, FOLDER, written_out

OTHERS = tuple(factor for factor in FACTOR.values() if factor != "compliance")
ORDER = ("tangibles", "compliance", "disposition", "staff", "empathy")
STATES = ("met", "not_met", "not_applicable", "unanswered")
Z = Decimal("1.959963984540054")

Case = dict[str, Any]


def expected(form: Case, answers: Case) -> Case:
    """Return everything that a vector expects of an audit."""
    items = [judged(item, answers.get(item["standard"], {})) for item in form["items"]]
    factors = factor_shares(items)
    points = grade(factors, form)
    worst, best = (extreme(form, items, share) for share in (0, 1))
    promises = certain(items, worst, best)
    compliance = factors.get("compliance")
    return {
        "points": printed(points),
        "compliance_points": printed(None if compliance is None else 6 * compliance),
        "promises": promises,
        "verdict": None if worst["points"] is None else verdict(worst["points"], promises),
        "provisional": any(
            i["state"] == "unanswered" or "below_sample" in i["remarks"] for i in items
        ),
        "worst": {**worst, "points": printed(worst["points"])},
        "best": {**best, "points": printed(best["points"])},
        "factors": {factor: str(share) for factor, share in factors.items()},
        "items": {i["standard"]: i["state"] for i in items},
        "remarks": {i["standard"]: i["remarks"] for i in items if i["remarks"]},
        "interval": None if points is None else grade_interval(form, items),
        "too_close": too_close(form, items, promises),
        "counts": {state: sum(i["state"] == state for i in items) for state in STATES},
    }


# One question


def judged(item: Case, said: Case) -> Case:
    """Return the question with its state, its share, its interval and what is to be remarked."""
    share, remarks = share_of(item, said)
    if said.get("unread"):
        remarks = [*remarks, "unread"]
    state = "unanswered"
    if share is not None:
        state = (
            "met"
            if nine(share) >= nine(1 if item["target"] is None else item["target"])
            else "not_met"
        )
    elif said.get("answer") == "not_applicable" and not remarks:
        state = "not_applicable"
    counted = share is not None and item["answer"] == "count"
    cases = None if "fewer_cases_than_looked_at" in remarks else said.get("cases")
    ends = wilson(said["k"], said["n"], cases) if counted else (share, share)
    return {**item, "state": state, "share": share, "ends": ends, "remarks": remarks}


def share_of(item: Case, said: Case) -> tuple[Fraction | None, list[str]]:
    """Return the share of one answer, or None with the reason why there is none."""
    kind = said.get("answer")
    if kind is None:
        return None, []
    if kind == "not_applicable":
        if not item["may_be_na"]:
            return None, ["na_not_allowed"]
        return None, [] if said.get("note") else ["na_without_reason"]
    if kind in ("met", "not_met"):
        return (
            (Fraction(kind == "met"), []) if item["answer"] == "yes_no" else (None, ["wrong_kind"])
        )
    if kind != item["answer"]:
        return None, ["wrong_kind"]
    return (Fraction(said["grade"], 10), []) if kind == "grade" else count(item, said)


def count(item: Case, said: Case) -> tuple[Fraction | None, list[str]]:
    """Return the share of a count, and whether it can be relied on."""
    k, n, cases = said["k"], said["n"], said.get("cases")
    if k > n:
        return None, ["more_met_than_looked_at"]
    if n == 0:
        return None, ["none_looked_at"]
    impossible = cases is not None and cases < n
    remarks = ["fewer_cases_than_looked_at"] if impossible else []
    if n < item["sample"] and (impossible or cases != n):
        remarks.append("below_sample")
    return Fraction(k, n), remarks


# Factors, grade, promises


def factor_shares(items: list[Case]) -> dict[str, Fraction]:
    """Return the weighted mean of each factor that has an answer."""
    shares = {}
    for factor in ORDER:
        counting = [i for i in items if i["factor"] == factor and i["share"] is not None]
        if counting:
            weighed = sum(i["weight"] * i["share"] for i in counting)
            shares[factor] = Fraction(weighed, sum(i["weight"] for i in counting))
    return shares


def grade(factors: dict[str, Fraction], form: Case) -> Fraction | None:
    """Return six times compliance and four times the mean of at least three others."""
    others = [factor for factor in factors if factor in OTHERS]
    if len(others) < 3 or "compliance" not in factors:
        return None
    mean = Fraction(
        sum(form["weights"][f] * factors[f] for f in others),
        sum(form["weights"][f] for f in others),
    )
    return 6 * factors["compliance"] + 4 * mean


def extreme(form: Case, items: list[Case], share: int) -> Case:
    """Return the audit as it would be were each unanswered question answered with this share."""
    filled = []
    for i in items:
        answered = Fraction(share) if i["state"] == "unanswered" else i["share"]
        target = 1 if i["target"] is None else i["target"]
        met = answered is not None and nine(answered) >= nine(target)
        filled.append({**i, "share": answered, "met": met})
    factors = factor_shares(filled)
    points = grade(factors, form)
    critical = [i["met"] for i in filled if i["critical"] and i["share"] is not None]
    promises = None
    if "compliance" in factors or critical:
        gate = nine(factors.get("compliance", Fraction(1))) >= nine(form["gate"])
        promises = "kept" if gate and all(critical) else "broken"
    return {
        "points": points,
        "promises": promises,
        "verdict": None if points is None else verdict(points, promises),
    }


def certain(items: list[Case], worst: Case, best: Case) -> str | None:
    """Return whether promises were kept, as far as it is certain."""
    if best["promises"] == "broken":
        return "broken"
    decisive = [i for i in items if i["critical"] or i["factor"] == "compliance"]
    return "open" if any(i["state"] == "unanswered" for i in decisive) else worst["promises"]


def verdict(points: Fraction, promises: str | None) -> str:
    """Return the expected verdict."""
    if promises == "open":
        return "open"
    if promises == "broken" or nine(points) < 6:
        return "dissatisfied"
    return "delighted" if nine(points) >= 9 else "satisfied"


# Intervals


def wilson(k: int, n: int, cases: int | None) -> tuple[Fraction, Fraction]:
    """Return the two shares p at which (p - k/n)^2 = z^2 p (1 - p) / n x (cases - n)/(cases - 1)."""
    share = Fraction(k, n)
    if cases == n:
        return share, share
    with localcontext(prec=40):
        z2 = Fraction(Z * Z) * (1 if cases is None else Fraction(cases - n, cases - 1)) / n
        # (1 + z2) p^2 - (2 share + z2) p + share^2 = 0
        half = root((2 * share + z2) ** 2 - 4 * (1 + z2) * share**2)
    return tuple((2 * share + z2 + sign * half) / (2 * (1 + z2)) for sign in (-1, 1))  # type: ignore[return-value]


def root(value: Fraction) -> Fraction:
    """Return a square root, to forty digits."""
    with localcontext(prec=40):
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def spread(items: list[Case], most: dict[str, Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Return MOVER's ends of a weighted sum, and how much of its weight was sampled."""
    total = below = above = sampled = Fraction(0)
    for i in items:
        if i["share"] is None or i["factor"] not in most:
            continue
        alike = [o for o in items if o["factor"] == i["factor"] and o["share"] is not None]
        worth = most[i["factor"]] * Fraction(i["weight"], sum(o["weight"] for o in alike))
        total += worth * i["share"]
        below += (worth * (i["share"] - i["ends"][0])) ** 2
        above += (worth * (i["ends"][1] - i["share"])) ** 2
        sampled += worth if i["answer"] == "count" else 0
    return total - root(below), total + root(above), sampled


def grade_interval(form: Case, items: list[Case]) -> Case | None:
    """Return the interval of the grade where at least half of it was sampled."""
    others = [f for f in factor_shares(items) if f in OTHERS]
    weights = sum(form["weights"][f] for f in others)
    most = {f: Fraction(4 * form["weights"][f], weights) for f in others}
    low, high, sampled = spread(items, {**most, "compliance": Fraction(6)})
    if sampled < 5:
        return None
    low, high = max(low, Fraction(0)), min(high, Fraction(10))
    return {
        "low": printed(low),
        "high": printed(high),
        "low6": f"{float(low):.6f}",
        "high6": f"{float(high):.6f}",
        "sampled": str(sampled / 10),
    }


def too_close(form: Case, items: list[Case], promises: str | None) -> bool:
    """Tell whether the interval of compliance has the gate in it, and nothing else decides."""
    low, high, sampled = spread(items, {"compliance": Fraction(1)})
    failed = any(i["critical"] and i["state"] == "not_met" for i in items)
    if not sampled or failed or promises not in ("kept", "broken"):
        return False
    return nine(low) < nine(form["gate"]) <= nine(high)


# Numbers


def nine(value: Fraction) -> Fraction:
    """Return a value to nine decimals, halves up."""
    return Fraction(floor(value * 10**9 + Fraction(1, 2)), 10**9)


def printed(points: Fraction | None) -> str | None:
    """Return points with one decimal, rounded down."""
    if points is None:
        return None
    tenths = floor(nine(points) * 10)
    return f"{tenths // 10}.{tenths % 10}"


# Completing the files


def differences(said: Any, reckoned: Any, path: str = "") -> list[str]:
    """Return where what was written by hand differs from what was reckoned."""
    if isinstance(said, dict) and isinstance(reckoned, dict):
        return [d for k in said for d in differences(said[k], reckoned.get(k), f"{path}.{k}")]
    return [] if said == reckoned else [f"{path}: {said!r} is written, {reckoned!r} is reckoned"]


def complete(folder: Path = FOLDER, reckon: Callable[[Case, Case], Case] | None = None) -> None:
    """Write into each file what its cases expect, by the first version of the rules unless told."""
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        for case in content["cases"]:
            full = written_out(case, content["forms"])
            reckoned = (reckon or expected)(full["form"], full["answers"])
            wrong = differences(case.get("expected", {}), reckoned)
            if wrong:
                raise SystemExit("\n".join([f"{path.name}: {case['name']}", *wrong]))
            case["expected"] = reckoned
        path.write_text(laid_out(content), "utf-8")


def laid_out(content: Case) -> str:
    """Return a file's text, a line for each field of a case."""
    forms = ",\n".join(f'    "{name}": {_line(form)}' for name, form in content["forms"].items())
    cases = ",\n".join(_block(case) for case in content["cases"])
    return f'{{\n  "forms": {{\n{forms}\n  }},\n  "cases": [\n{cases}\n  ]\n}}\n'


def _block(case: Case) -> str:
    fields = [f'      "{k}": {_line(v)}' for k, v in case.items() if k != "expected"]
    reckoned = ",\n".join(f'        "{k}": {_line(v)}' for k, v in case["expected"].items())
    fields.append(f'      "expected": {{\n{reckoned}\n      }}')
    return "    {\n" + ",\n".join(fields) + "\n    }"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    complete()
