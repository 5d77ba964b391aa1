"""Whatever a value is, it fits into a message on one line."""

from __future__ import annotations

import pytest

from cx_handbook.text_for_messages import (
    join_words,
    quote_text,
    quote_value,
    shorten_text,
    show_file_name,
    to_one_line,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("two\n words", "‘two words’"),
        ("x" * 41, f"‘{'x' * 39}…’"),
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        ([1], "a list"),
        ((), "a list"),
        ({"a": 1}, "a block of fields"),
        (25, "25"),
    ],
)
def test_a_value_is_quoted_by_its_kind(value: object, shown: str) -> None:
    """A text stands in quotation marks, a list or block is named, a number stands as it is."""
    assert quote_value(value) == shown


def test_a_cut_text_shows_that_it_was_cut() -> None:
    """A text of the limit stays whole; a longer one ends in an ellipsis within the limit."""
    assert shorten_text("12345", 5) == "12345"
    assert shorten_text("123456", 5) == "1234…"
    assert quote_text("123456", 5) == "‘1234…’"


def test_nothing_in_a_text_can_steer_a_terminal() -> None:
    """Line breaks become spaces, what cannot be printed becomes a mark."""
    assert to_one_line("a\nb\x1b[0m\u202e") == "a b�[0m�"
    assert to_one_line("x" * 10, 5) == "xxxx…"
    assert show_file_name("caf\udce9\n.yml") == "caf??.yml"


@pytest.mark.parametrize(
    ("words", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), ("abc", "a, b or c")]
)
def test_choices_are_joined_as_in_a_sentence(words: list[str], sentence: str) -> None:
    """The last two are joined by a word, the others by commas."""
    assert join_words(words) == sentence
