"""The table of answer types: complete at start, and derived where it is used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from cx_handbook.content.model import answer_types
from cx_handbook.content.model.answer_types import (
    ANSWER_TYPES,
    BOXES,
    CHOICES,
    AnswerName,
    ByRule,
    NumberBox,
)


def test_every_name_has_an_entry() -> None:
    """The names that a standard may write are those of the table, in its order."""
    assert tuple(ANSWER_TYPES) == get_args(AnswerName)
    assert BOXES == ("mark", "k", "n", "cases", "grade", "note")


@pytest.mark.parametrize(
    ("name", "changes", "wrong"),
    [
        ("yes_no", {"choices": ()}, "its boxes do not fit the rule choice"),
        ("count", {"rule": "linear"}, "its boxes do not fit the rule linear"),
        ("grade", {"scale_label": ""}, "its boxes do not fit the rule linear"),
        ("grade", {"reply": "of 10"}, "each box must be printed, and no other"),
        ("count", {"reply": "{k} of {n} met, {grade}"}, "each box must be printed, and no other"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused_at_start(
    name: AnswerName, changes: dict[str, Any], wrong: str
) -> None:
    """A type without a place on paper, or with boxes that its rule cannot score, never starts."""
    with pytest.raises(ValueError, match=f"answer type {name}: {wrong}"):
        replace(ANSWER_TYPES[name], **changes)


def test_a_type_with_a_box_that_has_no_phrase_is_refused_at_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What stands in a box of a new name must be worded where it cannot be read."""
    monkeypatch.setattr(answer_types, "NUMBER_BOXES", (*answer_types.NUMBER_BOXES, "stars"))
    with pytest.raises(ValueError, match="UNREAD_PHRASES does not fit ANSWER_TYPES"):
        answer_types._check_table()


def test_a_share_rule_left_out_is_refused_at_start() -> None:
    """Whoever maps the rules to something names all of them."""
    with pytest.raises(TypeError, match="linear"):
        ByRule(choice=1, ratio=2)  # type: ignore[call-arg]


def test_a_target_stands_on_the_scale_of_its_type() -> None:
    """A share of 0.75 on a scale from 1 to 5 is 4; a count has no scale."""
    box = NumberBox("grade", 1, 5, "Stars", "1 to 5", "stars, 1 to 5")
    scale = replace(ANSWER_TYPES["grade"], boxes=(box,))

    assert scale.target_on_scale(0.75) == 4
    assert ANSWER_TYPES["count"].target_on_scale(0.75) is None


def test_not_applicable_is_a_choice_only_where_it_is_allowed() -> None:
    """Every type takes it; a question says whether it does."""
    for one in ANSWER_TYPES.values():
        assert CHOICES["na"] in one.list_choices(may_be_na=True)
        assert CHOICES["na"] not in one.list_choices(may_be_na=False)
    assert ANSWER_TYPES["yes_no"].has_box("mark", may_be_na=False)
    assert not ANSWER_TYPES["grade"].has_box("mark", may_be_na=False)
