"""How often the 95 % interval holds the truth, and how often a verdict is wrong without a warning.

    .venv/bin/python benchmarks/coverage.py [AUDITS]

Each setting draws so many audits (4,000 unless said) from a branch whose true rates are known.
Questions answered by yes or no or by a grade are taken as they are: they add no sampling error.
Critical counts are calculated exactly, the rest is simulated. A second argument is a folder with
another handbook.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from simulated_audits import (
    CountedQuestions,
    Numbers,
    check_against_package,
    draw_counts,
    find_limits,
)

from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Form
from cx_handbook.statistics.chance import list_binomial
from cx_handbook.statistics.pooled_share import find_wilson_limits

ROOT = Path(__file__).parents[1]
LEAST_MEAN, LEAST_SETTING = 0.95, 0.93
MOST_BLAMED_BY_GATE, MOST_BLAMED_BY_CRITICALS = 0.04, 0.10


def list_settings(questions: CountedQuestions) -> dict[str, Numbers]:
    """Return true rates by setting, a rate a question, all from 0.80 to 0.98."""
    count = len(questions.items)
    heavy = questions.points >= np.median(questions.points)
    heaviest = np.arange(count) == int(np.argmax(questions.points))
    every_other = np.arange(count) % 2 == 0
    compliance = np.array([item.factor == "compliance" for item in questions.items])
    targets = np.array([item.target or 1.0 for item in questions.items])
    drawn = np.clip(np.random.default_rng(1).beta(8, 2, count), 0.8, 0.98)
    same = {f"{rate:.0%}": np.full(count, rate) for rate in (0.8, 0.85, 0.9, 0.93, 0.95, 0.98)}
    return {
        **same,
        "at target": np.clip(targets, 0.8, 0.98),
        "drawn from Beta(8, 2)": drawn,
        "half 98 %, half 80 %": np.where(every_other, 0.98, 0.8),
        "half 80 %, half 98 %": np.where(every_other, 0.8, 0.98),
        "compliance at the gate": np.where(compliance, 5 / 6, 0.95),
        "many points 80 %, few 98 %": np.where(heavy, 0.8, 0.98),
        "many points 98 %, few 80 %": np.where(heavy, 0.98, 0.8),
        "the most points 80 %": np.where(heaviest, 0.8, 0.98),
        "the most points 98 %": np.where(heaviest, 0.98, 0.8),
    }


def measure_setting(
    questions: CountedQuestions, rates: Numbers, audits: int, draw: np.random.Generator
) -> tuple[float, float, float, float]:
    """Return coverage, truth below the interval, truth above it, and its mean width in points."""
    shares = draw_counts(questions.sizes, rates, audits, draw)
    check_against_package(questions, shares, 3)
    low, high = find_limits(questions, shares)
    truth = float(questions.points @ rates)
    below, above = float((truth < low).mean()), float((truth > high).mean())
    return 1 - below - above, below, above, float((high - low).mean())


def measure_gate(
    questions: CountedQuestions, gate: float, audits: int, draw: np.random.Generator
) -> tuple[float, float]:
    """Return how often the gate alone blames or praises wrongly without a warning, at worst.

    Over true rates of compliance from 70 % to 100 %, the same in each question; a question that is
    not counted has that share as it is.
    """
    blame = praise = 0.0
    most = float(questions.points.sum()) + questions.fixed
    for rate in np.linspace(0.70, 1, 31):
        rates = np.full(len(questions.items), rate)
        shares = draw_counts(questions.sizes, rates, audits, draw)
        fixed = questions.fixed * rate
        share = (shares @ questions.points + fixed) / most
        low, high = (limit + fixed for limit in find_limits(questions, shares))
        close = (low / most < gate - 1e-9) & (high / most >= gate - 1e-9)
        kept = share >= gate - 1e-9
        if rate >= gate:
            blame = max(blame, float((~kept & ~close).mean()))
        else:
            praise = max(praise, float((kept & ~close).mean()))
    return blame, praise


def find_critical_blame(form: Form) -> float:
    """Return how often a critical count is clearly missed when each is right as its target says."""
    none_missed = 1.0
    for item in form.items:
        if item.critical and item.answer == "count" and item.sample and item.target is not None:
            chances = list_binomial(item.sample, item.target)
            none_missed *= 1 - sum(
                chance
                for k, chance in enumerate(chances)
                if find_wilson_limits(k / item.sample, item.sample)[1] < item.target - 1e-9
            )
    return 1 - none_missed


def report_coverage(form: Form, part: str | None, audits: int) -> tuple[float, float]:
    """Print the line of one form or of its compliance; return mean and least coverage."""
    questions = CountedQuestions.of_form(form, part)
    draw = np.random.default_rng(2026)
    found = {
        name: measure_setting(questions, rates, audits, draw)
        for name, rates in list_settings(questions).items()
    }
    mean, below, above, width = np.mean(list(found.values()), axis=0)
    least = min(found, key=lambda name: found[name][0])
    print(
        f"{form.checklist:33} {part or 'grade':10} {mean:6.1%} {found[least][0]:7.1%}"
        f" {below:6.1%} {above:6.1%} {width:6.2f}  {least}"
    )
    return float(mean), found[least][0]


def main() -> None:
    """Print the tables, and fail when a bound does not hold."""
    audits = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    handbook = load_handbook(Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT)
    graded = [handbook.forms[c.slug] for c in handbook.checklists if c.grade]
    print("How often the interval holds the truth")
    print(f"{'checklist':33} {'part':10} {'mean':>6} {'least':>7} {'below':>6} {'above':>6}  width")
    found = [
        report_coverage(form, part, audits) for form in graded for part in (None, "compliance")
    ]
    mean, least = float(np.mean([f[0] for f in found])), min(f[1] for f in found)
    print(f"mean {mean:.1%}, least {least:.1%}\n")
    print("How often a verdict is wrong without a warning, at worst")
    print(f"{'checklist':33} {'gate blames':>12} {'gate praises':>13} {'criticals blame':>16}")
    blames, criticals = [], []
    for form in graded:
        questions = CountedQuestions.of_form(form, "compliance")
        blame, praise = measure_gate(questions, form.gate, audits, np.random.default_rng(7))
        blames.append(blame)
        criticals.append(find_critical_blame(form))
        print(f"{form.checklist:33} {blame:12.1%} {praise:13.1%} {criticals[-1]:16.1%}")
    if mean < LEAST_MEAN or least < LEAST_SETTING:
        raise SystemExit("the interval holds the truth too rarely")
    if max(blames) > MOST_BLAMED_BY_GATE or max(criticals) > MOST_BLAMED_BY_CRITICALS:
        raise SystemExit("a verdict is wrong too often without a warning")


if __name__ == "__main__":
    main()
