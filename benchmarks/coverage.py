"""How often the 95 % interval of grade and compliance holds the truth, over the shipped checklists.

    .venv/bin/python benchmarks/coverage.py [AUDITS]

Each setting draws so many audits (4,000 unless said) from a branch whose true rates are known.
Questions answered by yes or no or by a grade are taken as they are: they add no sampling error.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from simulated_audits import CountedQuestions, Numbers, check_against_package, draw_counts
from simulated_audits import find_limits

from cx_handbook.content.loader import load

ROOT = Path(__file__).parents[1]
LEAST_MEAN, LEAST_SETTING = 0.95, 0.93
GATE = 5 / 6


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
        "compliance at the gate": np.where(compliance, GATE, 0.95),
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


def main() -> None:
    """Print a line a checklist and part of it, and fail when the interval is wrong too often."""
    audits = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    draw = np.random.default_rng(2026)
    handbook = load(ROOT)
    graded = [form for form in handbook.forms.values() if _is_graded(form)]
    print("checklist                        part        mean   least  below  above  width")
    worst: list[tuple[float, str]] = []
    means = []
    for form in graded:
        for part in (None, "compliance"):
            questions = CountedQuestions.of_form(form, part)
            settings = list_settings(questions)
            found = {
                name: measure_setting(questions, rates, audits, draw)
                for name, rates in settings.items()
            }
            mean, _, below, above, width = (
                np.mean([f[0] for f in found.values()]),
                0,
                np.mean([f[1] for f in found.values()]),
                np.mean([f[2] for f in found.values()]),
                np.mean([f[3] for f in found.values()]),
            )
            least = min(found, key=lambda name: found[name][0])
            print(
                f"{form.checklist:32} {part or 'grade':10} {mean:6.1%} {found[least][0]:7.1%}"
                f" {below:6.1%} {above:6.1%} {width:6.2f}  least: {least}"
            )
            means.append(mean)
            worst.append((found[least][0], f"{form.checklist}, {part or 'grade'}, {least}"))
    overall, (least_coverage, where) = float(np.mean(means)), min(worst)
    print(f"mean {overall:.1%}, least {least_coverage:.1%} ({where})")
    if overall < LEAST_MEAN or least_coverage < LEAST_SETTING:
        raise SystemExit(f"the interval must hold the truth in {LEAST_MEAN:.0%} of audits")


def _is_graded(form: object) -> bool:
    points = {item.factor for item in form.items if item.answer == "count"}  # type: ignore[attr-defined]
    return "compliance" in points


if __name__ == "__main__":
    main()
