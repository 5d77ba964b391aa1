"""The score of one answer: its state, its share, and what is remarked about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import ItemScore, Remark, State
from cx_handbook.content.model import Item
from cx_handbook.content.model.answer_types import CHOICES, NOT_APPLICABLE, ByRule
from cx_handbook.statistics.rounding import round9

_SHARES = {choice.recorded: choice.share for choice in CHOICES.values()}

ScoreItem = Callable[[Item, Answer], ItemScore]


def score_item(item: Item, answer: Answer | None, score_ratio: ScoreItem) -> ItemScore:
    """Return the score of an answer to a question, or of none.

    `score_ratio` scores a count: there the versions of the rules differ.
    """
    if answer is None or answer.answer is None:
        unread: tuple[Remark, ...] = ("unread",) if answer and answer.unread else ()
        return ItemScore(item, "unanswered", remarks=unread)
    scored = _score_answer(item, answer, score_ratio)
    return replace(scored, remarks=(*scored.remarks, "unread")) if answer.unread else scored


def _score_answer(item: Item, answer: Answer, score_ratio: ScoreItem) -> ItemScore:
    if answer.answer == NOT_APPLICABLE.recorded:
        # Refused here and not in the reader: the question still counts, as unanswered.
        if not item.may_be_na:
            return ItemScore(item, "unanswered", remarks=("na_not_allowed",))
        if not answer.note:
            return ItemScore(item, "unanswered", remarks=("na_without_reason",))
        return ItemScore(item, "not_applicable")
    if answer.answer not in item.answer_type.recorded:
        return ItemScore(item, "unanswered", remarks=("wrong_kind",))
    return _list_scorers(score_ratio)[item.answer_type.rule](item, answer)


@cache
def _list_scorers(score_ratio: ScoreItem) -> ByRule[ScoreItem]:
    return ByRule(choice=_score_choice, ratio=score_ratio, linear=_score_linear)


def _score_choice(item: Item, answer: Answer) -> ItemScore:
    return give_share(item, _SHARES[answer.answer or "not_applicable"] or 0.0)


def _score_linear(item: Item, answer: Answer) -> ItemScore:
    box = item.answer_type.boxes[0]
    value: int = getattr(answer, box.name)
    return give_share(item, (value - box.lowest) / (box.highest - box.lowest))


def give_share(item: Item, share: float) -> ItemScore:
    """Return a question as answered with a share that has no sampling error."""
    target = 1.0 if item.target is None else item.target
    # 18 of 20 must meet 90 %, whatever the last binary digit of 0.9 is.
    met = round9(share) >= round9(target)
    return ItemScore(item, "met" if met else "not_met", share, share, share)


def fill_in(
    items: Iterable[ItemScore], share: float, states: Sequence[State] = ("unanswered",)
) -> list[ItemScore]:
    """Return the items with each one in one of the states given the same share."""
    return [give_share(one.item, share) if one.state in states else one for one in items]
