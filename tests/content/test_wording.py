"""Words that shift blame and questions that invite a story are told from those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.content.language import blaming, is_open_question
from cx_handbook.content.yaml_reader import parse
from support.project import CASES

CASES = CASES / "wording"


def table(name: str) -> list[tuple[str, Any]]:
    found = parse((CASES / name).read_bytes(), name)
    assert not found.problems
    return list(found.data.items())


@pytest.mark.parametrize(("words", "phrase"), table("blame.yml"))
def test_blame_is_found_by_its_phrase(words: str, phrase: str | None) -> None:
    """Blame is named as it was written, and comfort that sounds alike is left alone."""
    assert blaming(words) == phrase


@pytest.mark.parametrize(("question", "is_open"), table("open-questions.yml"))
def test_open_questions_invite_a_story(question: str, is_open: bool) -> None:
    """A question is open when yes or no does not answer it, polite frames included."""
    assert is_open_question(question) is is_open
