"""Explain YAML's syntax errors to authors: where to look, what is wrong, what to write instead.

The parser names the place where it could not go on. What the author has to change is often in the
line above, so the lines around that place are looked at.
"""

from __future__ import annotations

import re
from typing import Any

from cx_handbook.content.yaml_file import (
    COLLECTION_AS_NAME,
    INVISIBLE_SPACES,
    QUOTE_THE_TEXT,
    TEXT_IN_BRACES,
)
from cx_handbook.text_for_messages import name_character

Explanation = tuple[int, int, str, str]
"""Line and column from 1, what is wrong, what to write instead."""

# An invisible space where only a plain one can stand: indenting, behind a hyphen or a field's colon.
_MISPLACED_SPACE = re.compile(
    rf"[ \t]*(?:-[ \t]+)*(?:[A-Za-z_][\w-]*:|-)?(?P<space>[{INVISIBLE_SPACES}])"
)
_CONTENT = re.compile(r" *(?P<hyphens>(?:- +)*)")
_FIELD = re.compile(r" *(?:- +)*(?P<name>[\w-]+):(?=\s|$)")
_COLON_WITHOUT_SPACE = re.compile(r" *(?:- +)*[A-Za-z_][\w-]*:(?!\s|$|//)")
_HYPHEN_WITHOUT_SPACE = re.compile(r" *(?:- +)*(?P<hyphen>-)[^\s-]")
# What word processors make of a hyphen, and their signs of a list.
_SIGN_OF_A_LIST = re.compile(
    r" *(?:- +)*(?P<sign>[\u2010-\u2015\u2022\u2023\u2043\u25aa\u25cf\u00b7*])\s"
)
_SINGLE_QUOTED = re.compile(r" *(?:- +)*(?:[\w-]+: +)?'(?:[^']|'')*[^\W\d_](?P<end>')[^\W\d_]")
_NEXT_FIELD = re.compile(r"[^ ][,;] *[a-z_]+$")
_CURLY_QUOTES = "“”„«‘’‚‹"
_CURLY_QUOTED = re.compile(rf" *(?:- +)*(?:[\w-]+: +)?(?P<text>[{_CURLY_QUOTES}])")
_COLLECTION_AS_NAME = re.compile(r" *[\[{]")
_BRACES = re.compile(r" *(?:- +)*(?:[\w-]+: +)?(?P<braces>\{\{)")
# A blank such as {me} or a reference such as [[slug]] that begins a text, with more text behind it.
_BLANK = re.compile(
    r" *(?:- +)*(?:[\w-]+: +)?(?P<sign>\{(?!\{)[^{}:]*\}|\[\[[^\[\]]*\]\])\s*[^\s,}\]]"
)

_NO_COLON = (
    "a line without a colon",
    "write each field as name: value, and begin each entry of a list with a hyphen",
)
_COLON_IN_TEXT = (
    "a colon where no field can stand",
    "put a text that contains a colon in quotes; a quotation mark may be open further up",
)

_IN_A_COLLECTION = ("while parsing a block mapping", "while parsing a block collection")
# The parser's words, ours, the advice, and whether the trouble lies where the thing began.
_SYNTAX = (
    ("mapping values are not allowed", *_COLON_IN_TEXT, False),
    ("could not find expected ':'", *_NO_COLON, True),
    (
        "did not find expected key", "this does not belong to the line above",
        "line the fields up under each other, and put quotes around the whole of a text or none of it; "
        "a quotation mark may be open further up", False,
    ),
    (
        "did not find expected '-' indicator", "this is no entry of the list above",
        "line the list's hyphens up under each other, and begin a field further left than its list",
        False,
    ),
    (
        "cannot start any token", "a text cannot begin with this character", QUOTE_THE_TEXT,
        False,
    ),
    ("a quoted scalar: found unexpected", "these quotes are never closed", "close them", True),
    (
        "expected ',' or ']'", "a list in brackets is not closed, or lacks a comma",
        "put a comma between two entries and ] after the last", True,
    ),
    (
        "expected ',' or '}'", "a block in braces is not closed, or lacks a comma",
        "put a comma between two fields and } after the last, or quotes around a text with braces", True,
    ),
    (
        "escape", "a backslash in double quotes that means nothing",
        "write \\\\ for a backslash, or use single quotes", False,
    ),
    ("while scanning an alias", "a text cannot begin with *", QUOTE_THE_TEXT, True),
    ("while scanning an anchor", "a text cannot begin with &", QUOTE_THE_TEXT, True),
    ("duplicate anchor", "the same anchor stands twice", "write the value where it is needed", False),
    ("a tag", "a text cannot begin with !", QUOTE_THE_TEXT, True),
    ("directive", "a text cannot begin with %", QUOTE_THE_TEXT, True),
    ("<document start>", "a second document starts here", "keep one document a file", False),
    ("a single document", "a second document starts here", "keep one document a file", False),
    (
        "a block scalar", "after | or > nothing more can stand on the line",
        "begin the text on the next line, indented", True,
    ),
)  # fmt: skip


def explain_syntax_error(error: Exception, text: str) -> Explanation:
    """Return where the trouble lies and what to do, for an error that PyYAML raised for a text."""
    message, line, column, wrong, instead = _translate(error)
    lines = text.split("\n")
    lines += [""] * (line - len(lines))  # the parser knows more kinds of line ends
    if lines[line - 1][column - 1 : column] == "\t":
        return line, column, "a tab where spaces belong", "indent with spaces"
    explained = _find_misplaced_space(lines, line) or _find_brackets(lines[line - 1], line)
    if explained is None and message.startswith(_IN_A_COLLECTION):
        explained = _explain_apostrophe(lines, line) or _explain_level_field(lines, line, message)
    if explained is None and "could not find expected ':'" in message:
        explained = _explain_missing_colon(lines, line)
    if explained is None and "mapping values are not allowed" in message:
        explained = _explain_colon(lines, line, column)
    return explained or (line, column, wrong, instead)


def _find_misplaced_space(lines: list[str], line: int) -> Explanation | None:
    """Find an invisible character in the line of an error or in the line above."""
    for n in range(max(line - 2, 0), line):
        if found := _MISPLACED_SPACE.match(lines[n]):
            character = name_character(found["space"])
            wrong = f"the invisible character {character} stands where a space belongs"
            return n + 1, found.start("space") + 1, wrong, "replace it by a space"
    return None


def _find_brackets(written: str, line: int) -> Explanation | None:
    """Find a text or a name that begins with brackets or braces, which make a list or a block."""
    if found := _BRACES.match(written):
        return line, found.start("braces") + 1, *TEXT_IN_BRACES
    if found := _BLANK.match(written):
        sign = "[[" if found["sign"].startswith("[[") else "{"
        return line, found.start("sign") + 1, f"a text cannot begin with {sign}", QUOTE_THE_TEXT
    if found := _COLLECTION_AS_NAME.match(written):
        return line, found.end(), *COLLECTION_AS_NAME
    return None


def _explain_apostrophe(lines: list[str], line: int) -> Explanation | None:
    """Explain a text in single quotes that an apostrophe in it ends: 'I've been waiting.'"""
    for n in range(line, max(line - 2, 0), -1):
        if found := _SINGLE_QUOTED.match(lines[n - 1]):
            wrong = "the text in single quotes ends at this apostrophe"
            return n, found.start("end") + 1, wrong, 'put the text in double quotes, "like this"'
    return None


def _explain_level_field(lines: list[str], line: int, message: str) -> Explanation | None:
    """Explain a field that stands under its entry's hyphen instead of under the entry's fields."""
    field = _FIELD.match(lines[line - 1])
    if "expected '-' indicator" not in message or not field or _has_hyphen(lines[line - 1]):
        return None
    start = _find_content(lines[line - 1])
    above = next((text for text in reversed(lines[: line - 1]) if _has_hyphen(text)), "")
    if len(above) - len(above.lstrip()) != start or not _FIELD.match(above):
        return None
    instead = f"begin it in column {_find_content(above) + 1}, under the first field of its entry"
    return line, start + 1, "this field stands under the hyphen of its entry", instead


def _explain_missing_colon(lines: list[str], line: int) -> Explanation:
    """Explain a line that should be a field or an entry, and is neither."""
    if found := _SIGN_OF_A_LIST.match(lines[line - 1]):
        wrong = f"{found['sign']} is not the sign of a list"
        return line, found.start("sign") + 1, wrong, "begin each entry with a hyphen and a space"
    if found := _HYPHEN_WITHOUT_SPACE.match(lines[line - 1]):
        wrong = "a hyphen without a space behind it"
        return (
            line,
            found.start("hyphen") + 1,
            wrong,
            "write a space between the hyphen and the text",
        )
    if found := _COLON_WITHOUT_SPACE.match(lines[line - 1]):
        wrong = "a colon without a space behind it"
        return line, found.end(), wrong, "write a space between the colon and the value"
    return line, _find_content(lines[line - 1]) + 1, *_NO_COLON


def _explain_colon(lines: list[str], line: int, column: int) -> Explanation | None:
    """Explain a colon at which the parser stopped: that of a field, or one inside a text."""
    written = lines[line - 1]
    field = _FIELD.match(written)
    if field and field.end() == column:
        return _explain_misplaced_field(lines, line)
    if field and _NEXT_FIELD.search(written[: column - 1]):
        wrong = "a second field on one line, or a colon in a text"
        instead = (
            "begin each field on a line of its own, and put a text that contains a colon in quotes"
        )
        return line, column, wrong, instead
    if found := _CURLY_QUOTED.match(written):
        return line, column, _COLON_IN_TEXT[0], quote_colon(written[found.start("text") :])
    return None


def quote_colon(text: str) -> str:
    """Return the advice for a text that contains a colon and has no quotes that YAML knows."""
    advice = "put a text that contains a colon in quotes"
    return (
        f"{advice}: straight ones, \" or ', not curly ones" if text[0] in _CURLY_QUOTES else advice
    )


def _explain_misplaced_field(lines: list[str], line: int) -> Explanation | None:
    """Explain a field that the parser took for a part of the text above.

    Either it is indented further than the field above, or a line above has no colon.
    """
    start = _find_content(lines[line - 1])
    without_colon = None
    for n in range(line - 1, 0, -1):
        above = lines[n - 1]
        if not above.strip() or above.lstrip().startswith("#"):
            continue
        content = _find_content(above)
        if _FIELD.match(above):
            return _explain_indentation(line, start, content) if content < start else None
        if content < start and _has_hyphen(above):
            return _explain_indentation(line, start, content)
        without_colon = n
        if _has_hyphen(above):
            break
    return _explain_missing_colon(lines, without_colon) if without_colon else None


def _explain_indentation(line: int, start: int, above: int) -> Explanation:
    instead = (
        f"begin it in column {above + 1}, as the line above does; "
        "if it is part of a text, put the text in quotes"
    )
    return line, start + 1, "this field is indented too far", instead


def _find_content(line: str) -> int:
    """Return how many characters stand before the content of a line: spaces and hyphens."""
    found = _CONTENT.match(line)
    return found.end() if found else 0


def _has_hyphen(line: str) -> bool:
    found = _CONTENT.match(line)
    return bool(found and found["hyphens"])


def _translate(error: Exception) -> tuple[str, int, int, str, str]:
    """Return the parser's message, line and column, and our words and advice for it."""
    parts = (getattr(error, "context", None), getattr(error, "problem", None))
    message = ": ".join(part for part in parts if part) or "it cannot be parsed"
    wrong, instead, began = next(
        (known[1:] for known in _SYNTAX if known[0] in message),
        (f"this is not YAML ({message})", "compare it with a file that works", False),
    )
    first, last = (getattr(error, which, None) for which in ("context_mark", "problem_mark"))
    mark: Any = (first if began else None) or last or first
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return message, line, column, wrong, instead
