"""The definitions that the scripts of the self-audit get: all of them, as plain data."""

from __future__ import annotations

import json
from typing import Any, get_args

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import Promises, Remark, State, Verdict
from cx_handbook.audit.script_definitions import definitions_script, list_definitions
from cx_handbook.content.model.answer_types import ANSWER_TYPES, BOXES, CHOICES


def test_the_script_assigns_the_definitions() -> None:
    """It is a classic script in ASCII, and what it assigns is the data, whole."""
    before, _, rest = definitions_script().partition("Handbook.audit.definitions = ")

    assert json.loads(rest.removesuffix(";\n")) == list_definitions()
    assert before == ""
    assert rest.isascii()


def test_every_answer_type_is_there_with_all_that_scores_it() -> None:
    """Rule, marks, boxes with their ranges, and the words of an answer."""
    types: dict[str, Any] = list_definitions()["answerTypes"]

    assert list(types) == list(ANSWER_TYPES)
    assert types["count"] == {
        "rule": "ratio",
        "marks": [],
        "boxes": [
            {"name": "k", "lowest": 0, "highest": 99999, "needed": True},
            {"name": "n", "lowest": 0, "highest": 99999, "needed": True},
            {"name": "cases", "lowest": 0, "highest": 99999, "needed": False},
        ],
        "wording": ["{k} of {n}", "{cases} in all"],
    }
    assert types["grade"]["boxes"] == [
        {"name": "grade", "lowest": 0, "highest": 10, "needed": True}
    ]
    assert types["yes_no"]["marks"] == ["yes", "no"]


def test_every_code_of_a_result_has_its_words() -> None:
    """Each verdict, promise, state and remark of the scorer has a label, and there are no others."""
    labels: dict[str, Any] = list_definitions()["labels"]

    assert set(labels["verdicts"]) == set(get_args(Verdict))
    assert set(labels["promises"]) == set(get_args(Promises))
    assert set(labels["states"]) == set(get_args(State))
    assert set(labels["remarks"]) == set(get_args(Remark))
    assert labels["remarks"]["more_met_than_looked_at"] == (
        "{k} of {n} cannot be; it counts as unanswered."
    )
    assert labels["verdicts"]["satisfied"] == "Expected: satisfied"
    assert labels["verdicts"]["open"] == "No verdict yet"


def test_the_boxes_and_choices_are_those_of_records() -> None:
    """Each number box and the note are fields of an answer; each choice is a word of its `answer`."""
    assert set(BOXES) - {"mark"} <= set(Answer.model_fields)
    assert {choice.recorded for choice in CHOICES.values()} == {"met", "not_met", "not_applicable"}
