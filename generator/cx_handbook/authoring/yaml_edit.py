"""Change single fields of a YAML file and leave every other line, its comments included, as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from cx_handbook.content.yaml_reader import parse_yaml

_CONTINUES = re.compile(r"[ \t-]|$")  # a line that belongs to the field above it, or is blank


def quote_if_needed(text: str) -> str:
    """Return a text as it is read back: in quotes where YAML would see something else in it."""
    # Our own reader judges: it is the one that will read it.
    plain = parse_yaml(f"- {text}".encode(), "")
    as_it_is = plain.data == [text] and not plain.problems
    return text if as_it_is else json.dumps(text, ensure_ascii=False)  # YAML reads JSON's texts


def replace_field(text: str, name: str, lines: Iterable[str], *, after: str = "") -> str:
    """Return the text of a file with a field of its top level written anew.

    Comments above the field stay. A field that is not there yet is written after another one, or at
    the end. With no lines, the field is removed.
    """
    # By lines and not by dumping the data, which would lose comments, quotes and order.
    all_lines = text.splitlines()
    new = list(lines)
    start, end = _find_field(all_lines, name)
    if start == end:
        start = end = _find_field(all_lines, after)[1] if after else len(all_lines)
    return "\n".join([*all_lines[:start], *new, *all_lines[end:]]) + "\n"


def _find_field(lines: list[str], name: str) -> tuple[int, int]:
    """Return the first line of a field and the one after its last; twice the end if it is not there."""
    start = next((n for n, line in enumerate(lines) if line.startswith(f"{name}:")), len(lines))
    end = min(start + 1, len(lines))
    while end < len(lines) and _CONTINUES.match(lines[end]):
        end += 1
    # Blank lines belong to what comes next.
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return start, end
