"""The score of an audit as data: of each question, of each factor, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cx_handbook.audit.scoring.close_calls import CloseCall
from cx_handbook.content.model import Item
from cx_handbook.content.model.types import Factor
from cx_handbook.statistics.rounding import round_down, round_up

State = Literal["met", "not_met", "not_applicable", "unanswered"]
Remark = Literal[
    "wrong_kind",  # an answer of another type than the question's
    "na_not_allowed",  # not applicable, where the question does not allow it
    "na_without_reason",
    "none_looked_at",  # 0 of 0
    "more_met_than_looked_at",
    "fewer_cases_than_looked_at",  # the number of cases is not used
    "below_sample",  # fewer cases than the sample, and not all there were
    "between_samples",  # more cases than the sample, and no whole further sample
    "unread",
]
Promises = Literal["kept", "broken", "open"]
# The first four by the first version of the rules, the others by the second; *open* by both.
Verdict = Literal[
    "delighted", "satisfied", "dissatisfied", "open", "from_9", "from_6", "below_6", "broken"
]


@dataclass(frozen=True)
class ItemScore:
    """One question: its state, its share from 0 to 1 when it has one, and the share's interval."""

    item: Item
    state: State
    share: float | None = None
    low: float | None = None
    high: float | None = None
    remarks: tuple[Remark, ...] = ()
    # Of a count: the cases looked at, and the cases there were where that number may be used.
    looked_at: int | None = None
    cases: int | None = None

    @property
    def is_sampled(self) -> bool:
        """Whether the share is that of counted cases; the others have no sampling error."""
        return self.item.answer_type.rule == "ratio" and self.share is not None

    @property
    def is_open(self) -> bool:
        """Whether the question is unanswered."""
        return self.state == "unanswered"


@dataclass(frozen=True)
class ConfidenceInterval:
    """A 95 % interval, and which share of the weight behind it was sampled, from 0 to 1."""

    low: float
    high: float
    sampled: float


@dataclass(frozen=True)
class FactorScore:
    """The share of one factor from 0 to 1, with its interval when any of it was sampled."""

    factor: Factor
    share: float
    interval: ConfidenceInterval | None


@dataclass(frozen=True)
class Outcome:
    """What the audit comes to under one assumption: points out of 10, promises, verdict."""

    points: float | None
    promises: Promises | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Result:
    """The score of one audit. Points are out of 10, compliance points out of 6, shares from 0 to 1.

    `points` is the grade of what was answered; None when too little is answered.
    `verdict` is the expected verdict. It counts each unanswered question as its worst answer. It is
    open while a compliance or critical question is unanswered, unless promises are broken even at
    best. It is None when the form has too few factors for a grade.
    `promises` is None when there is neither a compliance question nor a critical one.
    `worst` and `best` differ only while questions are unanswered.
    `too_close` is true when an interval contains a limit and nothing else decides. By the second
    version of the rules, `close_calls` are those limits; when there is one, it is the headline, and
    promises and verdict stand below it. `zero_tolerance` are missed questions of which not one case
    may fail, and which do not decide. `not_applicable` and `unanswered` are the parts of the form's
    points, from 0 to 1, whose questions do not apply or are blank.
    """

    items: tuple[ItemScore, ...]
    factors: tuple[FactorScore, ...]
    points: float | None
    compliance_points: float | None
    promises: Promises | None
    verdict: Verdict | None
    provisional: bool
    worst: Outcome
    best: Outcome
    interval: ConfidenceInterval | None
    too_close: bool
    rules: Literal[1, 2] = 1
    close_calls: tuple[CloseCall, ...] = ()
    zero_tolerance: tuple[ItemScore, ...] = ()
    not_applicable: float = 0.0
    unanswered: float = 0.0

    def count_state(self, state: State) -> int:
        """Return how many questions are in a state."""
        return sum(item.state == state for item in self.items)

    @property
    def findings(self) -> tuple[ItemScore, ...]:
        """The standards not met: critical ones first, then compliance, then by what they cost."""
        # In this order somebody with an hour of time should take them.
        missed = [scored for scored in self.items if scored.state == "not_met"]
        return tuple(
            sorted(
                missed,
                key=lambda scored: (
                    not scored.item.critical,
                    scored.item.factor != "compliance",
                    -scored.item.weight * (1 - (scored.share or 0)),
                ),
            )
        )


def format_points(points: float) -> str:
    """Return points as printed: one decimal, rounded down, so that 8.99 is never shown as 9.0."""
    return f"{round_down(points, 1):.1f}"


def format_low_end(points: float) -> str:
    """Return the low end of an interval as printed: rounded down, so that it holds no less."""
    return format_points(points)


def format_high_end(points: float) -> str:
    """Return the high end of an interval as printed: rounded up, so that it holds no less."""
    return f"{round_up(points, 1):.1f}"


def format_percent(share: float, *, decimals: int = 0, up: bool = False) -> str:
    """Return a share from 0 to 1 as percent, rounded down, or up where it is a high end."""
    rounded = (round_up if up else round_down)(100 * share, decimals)
    return f"{rounded:g}"
