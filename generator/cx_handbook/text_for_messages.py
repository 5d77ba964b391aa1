"""Make values and texts of others fit into a message: short, printable, on one line."""

from __future__ import annotations

import re
from collections.abc import Iterable

LINE_BREAK = "<line break>"
_BLANK = re.compile(r"\r\n|[\t\r\n]")
_SPACES = frozenset(
    ("\xa0", "\u1680", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000")
)


def quote_value(value: object, limit: int = 40) -> str:
    """Return a value as it may stand in a message; a text in quotation marks."""
    if isinstance(value, str):
        return quote_text(value, limit)
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "a block of fields"
    return str(value)[:limit]


def quote_text(text: str, limit: int = 40) -> str:
    """Return a text in quotation marks, on one line and of at most `limit` characters."""
    # In a YAML file a line may break anywhere between two words.
    return f"‘{shorten_text(make_printable(' '.join(text.split())), limit)}’"


def join_words(words: Iterable[str], conjunction: str = "or") -> str:
    """Return words as a list in a sentence: `a, b or c`. Without a word it is empty."""
    *others, last = [*words] or [""]
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def count_things(n: int, word: str) -> str:
    """Return a number with its word: 1 problem, 2 problems."""
    return f"{n} {word}{'' if n == 1 else 's'}"


def shorten_text(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters; an ellipsis shows that it was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def to_one_line(text: str, limit: int = 200) -> str:
    """Return a text of people as it may stand in a line: printable, not too long.

    They may write several lines; here, each break is a space.
    """
    line = _BLANK.sub(" ", text[: limit + 1])
    return shorten_text(make_printable(line), limit)


def show_name(name: str, limit: int = 200) -> str:
    """Return the name of a file or a field as it may stand in a line: printable, not too long."""
    return shorten_text(make_printable(name[: limit + 1]), limit)


def make_printable(text: str) -> str:
    """Return a text on one line of characters that can be seen; all others become names or codes.

    What is quoted comes from outside: a file, its name, a record. An escape sequence would steer a
    terminal, a line break would begin a line that a program takes for its own, and a mark of direction
    would turn round what follows.
    """
    if text.isprintable():
        return text  # as nearly all are
    return "".join(map(_show_character, text.replace("\r\n", "\n")))


def make_lines_printable(text: str) -> str:
    """Return a text of ours that quotes others: its line breaks and tabs stay, all else as above."""
    return "\n".join(
        "\t".join(
            part if part.isprintable() else "".join(map(_show_unless_blank, part))
            for part in line.split("\t")
        )
        for line in text.replace("\r\n", "\n").split("\n")
    )


def _show_character(character: str) -> str:
    if character == "\n":
        return LINE_BREAK
    return " " if character == "\t" else _show_unless_blank(character)


def _show_unless_blank(character: str) -> str:
    # The wide and narrow spaces of typography are no characters that anybody could miss.
    if character.isprintable() or character in _SPACES:
        return character
    return f"<U+{ord(character):04X}>"


def name_character(character: str) -> str:
    """Return the code of a character, and its name where it has one: U+00A0 (no-break space)."""
    from unicodedata import name

    code, called = f"U+{ord(character):04X}", name(character, "").lower()
    return f"{code} ({called})" if called else code
