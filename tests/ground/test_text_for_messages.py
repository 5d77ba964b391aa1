"""Whatever a value is, it fits into a message on one line."""

from __future__ import annotations

import pytest

from cx_handbook.text_for_messages import (
    join_words,
    make_lines_printable,
    make_printable,
    quote_text,
    quote_value,
    shorten_text,
    show_name,
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
    """What cannot be seen is shown by its name or code, and all stands on one line."""
    assert show_name("a\nb\x1b[0m\u202e") == "a<line break>b<U+001B>[0m<U+202E>"
    assert to_one_line("a\r\nb\x1b") == "a b<U+001B>"
    assert to_one_line("x" * 10, 5) == "xxxx…"
    assert make_printable("caf\udce9\r\n\t.yml") == "caf<U+DCE9><line break> .yml"
    assert make_printable("12\xa0€ – “ja”\u2028") == "12\xa0€ – “ja”<U+2028>"
    assert quote_text("a\n b\u2066c") == "‘a b<U+2066>c’"


def test_lines_of_ours_stay_lines() -> None:
    """A table keeps its breaks and tabs; what it quotes is printable all the same."""
    shown = make_lines_printable("a\tb\r\n\x1b]0;c\x07\n")

    assert shown == "a\tb\n<U+001B>]0;c<U+0007>\n"


@pytest.mark.parametrize(
    ("words", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), ("abc", "a, b or c")]
)
def test_choices_are_joined_as_in_a_sentence(words: list[str], sentence: str) -> None:
    """The last two are joined by a word, the others by commas."""
    assert join_words(words) == sentence
