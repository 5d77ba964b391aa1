"""Blanks in words to say: names that whoever says them fills in, and times that follow from now.

`{me}`, `{lead}`, `{customer}`, `{product}`, `{day}` and `{time}` are filled in by hand.
`{by same day}` and `{by 4 opening hours}` are times: the page works them out from the opening
hours, so that nobody reads out a promise that the clock has already broken. Braces stand for a
blank only in words that are said to a customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.model.durations import Duration
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.customer_words import CustomerWords
from cx_handbook.errors import Fault
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import quote_value

# What stands in a blank until somebody fills it in.
NAMES = {
    "me": "your name",
    "lead": "your lead’s name",
    "customer": "{of_customer} name",
    "product": "the product",
    "day": "the day",
    "time": "the time",
}
SAME_DAY = "same day"
BLANK = re.compile(r"(?<!\{)\{([^{}\n]{1,60})\}(?!\})")
_BY = "by "
_SAID = TextUse.PHRASE | TextUse.MAY_REFUSE


class Blank(NamedTuple):
    """A blank: a name to fill in, or a time. One of both is set."""

    name: str = ""
    within: str = ""  # `same day`, or a duration as it is written in a policy

    def describe(self, words: CustomerWords) -> str:
        """Return what stands in its place where nobody fills it in."""
        # Paper keeps the limit, by which whoever speaks works the time out.
        return f"{_BY}… ({self.within})" if self.within else f"[{words.fill(NAMES[self.name])}]"


def read_blank(inside: str) -> Blank | None:
    """Return the blank that the text between two braces names, or None when it names none."""
    written = " ".join(inside.split())
    if written in NAMES:
        return Blank(name=written)
    if not written.startswith(_BY):
        return None
    within = written.removeprefix(_BY)
    return Blank(within=within) if within == SAME_DAY or read_duration(within) else None


def read_duration(within: str) -> Duration | None:
    """Return the duration that a text writes, or None."""
    try:
        return Duration.model_validate(within)
    except ValidationError:
        return None


def omit_blanks(words: str) -> str:
    """Return words with a sign of omission for each blank: for what is searched and read aloud."""
    # Most words have no braces at all.
    if "{" not in words:
        return words
    return BLANK.sub(lambda match: "…" if read_blank(match[1]) else match[0], words)


def find_blank_faults(record: FileRecord, file: YamlFile) -> Iterator[Fault]:
    """Yield every pair of braces in the words to say of a file that names no blank."""
    # Most files have no braces at all.
    if "{" not in file.text:
        return
    for path, words, _ in gather_texts(record, _SAID):
        if "{" not in words:
            continue
        for match in BLANK.finditer(words):
            if read_blank(match[1]) is None:
                yield Fault(
                    record.file, path, f"there is no blank {quote_value(match[0])}",
                    _suggest_blank(match[1].strip()),
                )  # fmt: skip


def _suggest_blank(written: str) -> str:
    if written.startswith(_BY.strip()):
        return "write a time such as {by same day}, {by 4 opening hours} or {by 1 working day}"
    known = ", ".join(f"{{{name}}}" for name in NAMES)
    return suggest(written, NAMES, f"write {known} or a time such as {{by same day}}")
