"""Decide what a scalar without quotes means: the rules of YAML 1.2, and text when in doubt."""

from __future__ import annotations

import re
from typing import Any

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_LONGEST_WORD = max(map(len, (*_NULL, *_BOOL)))
# A plus or a zero in front makes a telephone number or a code more often than an amount: text.
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(
    r"-?(?:(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?"
)


def resolve_plain(text: str) -> Any:
    """Return what a scalar without quotes means in YAML 1.2; what might be a name or a time is text."""
    if len(text) > _LONGEST_WORD and text[0].isalpha():
        return text  # as most are
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) < 1e15 else text
    return text
