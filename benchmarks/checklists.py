"""What each shipped checklist can tell: cases, minutes, spread, and how often it says what.

    .venv/bin/python benchmarks/checklists.py [AUDITS]

Every audit is drawn at random from a branch in which each case is right with the same true rate,
and scored by the package. A checklist is shown as it was before the second version of the scoring
rules, by the first version, and as it is now. *Spread* is the standard deviation of the grade of a
branch that does not change, at a true rate of 90 %; a question without cases counts as one case.
*Interval* is by the second version of the rules when every share is 90 %.
*Close* is how often the warning *too close to call* stands beside the verdict, and *broken unwarned*
how often promises are called broken without it.
"""

from __future__ import annotations

import sys
from collections import Counter
from math import sqrt
from pathlib import Path

import numpy as np

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.content.form_points import list_points
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Form
from cx_handbook.statistics.pooled_share import SampledShare, pool_shares

ROOT = Path(__file__).parents[1]
RATES = (0.80, 0.90, 0.95, 0.98)
# The last forms of the first version of the rules, and the minutes that their checklists allowed.
BEFORE = {
    "callback-and-complaint-follow-up": ("97d715164b84", 280),
    "conversation-review": ("20ea9a1a4848", 440),
    "visits-and-after-care": ("c349eddb84ac", 260),
    "hard-cases-and-groundwork": ("8805f29aa793", 360),
    "service-self-audit": ("3caa70e6a0e6", 480),
}
VERDICTS = {
    "delighted": "9+", "satisfied": "6-9", "dissatisfied": "<6", "open": "open",
    "from_9": "9+", "from_6": "6-9", "below_6": "<6", "broken": "broken",
}  # fmt: skip
MOST_BROKEN_UNWARNED = 0.05  # at a true rate of 98 %


def find_spread(form: Form, rate: float = 0.9) -> float:
    """Return the standard deviation of the grade, in points, of a branch that does not change."""
    points = list_points(form)
    return sqrt(
        sum(points[i.standard] ** 2 / (i.sample or 1) for i in form.items) * rate * (1 - rate)
    )


def find_width(form: Form, rate: float = 0.9) -> float:
    """Return the width of the grade's interval, in points, when every share is the true rate."""
    points = list_points(form)
    counted = [item for item in form.items if item.sample is not None]
    low, high = pool_shares(
        SampledShare(points[item.standard], rate, item.sample or 0) for item in counted
    ).limits
    return high - low


def draw_answers(form: Form, rate: float, draw: np.random.Generator) -> dict[str, Answer]:
    """Return the answers of one audit of a branch in which each case is right with this rate."""
    answers = {}
    for item in form.items:
        if item.answer == "count":
            k = int(draw.binomial(item.sample or 0, rate))
            answers[item.standard] = Answer(answer="count", k=k, n=item.sample)
        elif item.answer == "grade":
            answers[item.standard] = Answer(answer="grade", grade=int(draw.binomial(10, rate)))
        else:
            answers[item.standard] = Answer(answer="met" if draw.random() < rate else "not_met")
    return answers


def measure_rate(
    form: Form, rate: float, audits: int, draw: np.random.Generator
) -> tuple[Counter[str], float, float]:
    """Return how often each verdict comes out, a warning beside it, and *broken* without one."""
    verdicts: Counter[str] = Counter()
    close = unwarned = 0
    for _ in range(audits):
        answers = draw_answers(form, rate, draw)
        result = score_answers(form, answers)
        broken = result.promises == "broken"
        verdicts["broken" if broken else VERDICTS[result.verdict or "open"]] += 1
        close += result.too_close
        unwarned += broken and not result.too_close
    return verdicts, close / audits, unwarned / audits


def report_form(
    name: str, form: Form, minutes: int, audits: int, draw: np.random.Generator
) -> float:
    """Print a form's lines; return how often it is called broken without a warning at 98 %."""
    cases = sum(item.sample or 0 for item in form.items)
    points = list_points(form)
    print(
        f"{name}: {len(form.items)} questions, {cases} cases, {minutes} min, "
        f"spread {find_spread(form):.3f}, interval {find_width(form):.2f} wide, "
        f"most points {max(points.values()):.2f}"
    )
    unwarned = 0.0
    for rate in RATES:
        verdicts, close, unwarned = measure_rate(form, rate, audits, draw)
        shares = "  ".join(
            f"{name} {verdicts[name] / audits:4.0%}" for name in ("9+", "6-9", "<6", "broken")
        )
        print(f"    {rate:.0%}: {shares}   close {close:4.0%}   broken unwarned {unwarned:5.1%}")
    return unwarned


def main() -> None:
    """Print the table; fail when a checklist calls a branch at 98 % broken too often."""
    audits = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    draw = np.random.default_rng(2026)
    handbook = load_handbook(ROOT)
    failed = []
    for checklist in handbook.checklists:
        if not checklist.grade:
            continue
        print(f"\n{checklist.title}")
        now = handbook.forms[checklist.slug].model_copy(update={"scoring": 2})
        if checklist.slug in BEFORE:
            fingerprint, minutes = BEFORE[checklist.slug]
            before = next(f.form for f in handbook.issued if f.fingerprint.startswith(fingerprint))
            report_form("  before", before, minutes, audits, draw)
            print(f"  spread now / before {find_spread(now) / find_spread(before):.3f}")
        if report_form("  now", now, checklist.minutes, audits, draw) > MOST_BROKEN_UNWARNED:
            failed.append(checklist.title)
    if failed:
        raise SystemExit(f"promises are called broken too often at 98 %: {', '.join(failed)}")


if __name__ == "__main__":
    main()
