"""Make values and texts of others fit into a message: short, printable, on one line."""

from __future__ import annotations

from collections.abc import Iterable


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
    return f"‘{shorten_text(' '.join(text.split()), limit)}’"


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
    """Return a text as it may stand in a terminal: printable, on one line, not too long."""
    printable = "".join(_make_printable(character) for character in text[: limit + 1])
    return printable if len(text) <= limit else f"{printable[: limit - 1]}…"


def _make_printable(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else "�"


def show_file_name(name: str) -> str:
    """Return a file's name as it may stand in a message; what cannot be printed becomes `?`."""
    if name.isprintable():
        return name  # as nearly all are
    text = name.encode("utf-8", "replace").decode("utf-8")  # bytes that are not UTF-8
    return "".join(character if character.isprintable() else "?" for character in text)


def name_character(character: str) -> str:
    """Return the code of a character, and its name where it has one: U+00A0 (no-break space)."""
    from unicodedata import name

    code, called = f"U+{ord(character):04X}", name(character, "").lower()
    return f"{code} ({called})" if called else code
