"""The names that the schemas in `schemas/` were written with, and which of them are no longer right.

An editor marks a role as wrong that its schema does not know. Only a few groups of names are closed
like that; the schemas say in a comment which names these are, because making all of them anew to
compare would take longer than the whole check.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from cx_handbook.content.file_layout import COMPANY, SECTIONS
from cx_handbook.content.model import Handbook
from cx_handbook.errors import Fault

SCHEMA_FOLDER = "schemas"
OF_COMPANY = ("roles", "channels", "products", "sites")
CLOSED = (*OF_COMPANY, "sections")  # groups whose every name is known: others are mistakes
_SMALLEST = f"{SCHEMA_FOLDER}/sections.schema.json"  # each has the comment


def gather_closed_names(handbook: Handbook) -> dict[str, tuple[str, ...]]:
    """Return the names of each closed group, in the handbook's order."""
    company = handbook.company
    names = {group: tuple(entry.id for entry in getattr(company, group)) for group in OF_COMPANY}
    return names | {"sections": tuple(section.id for section in handbook.sections.sections)}


def write_comment(names: Mapping[str, Collection[str]]) -> str:
    """Return what a schema says of the names in it."""
    return "; ".join(f"{group}: {', '.join(names[group])}" for group in CLOSED if group in names)


def find_stale_names(root: Path, handbook: Handbook) -> Iterator[Fault]:
    """Yield a notice for each group whose names are others by now than editors know.

    Schemas without a comment know no names, and fit every handbook.
    """
    try:
        comment = str(json.loads((root / _SMALLEST).read_bytes())["$comment"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    known = comment.split("; ")
    for group, names in gather_closed_names(handbook).items():
        if write_comment({group: names}) not in known:
            yield Fault(
                COMPANY if group in OF_COMPANY else SECTIONS, (group,),
                f"editors complete the {group} of before, and mark a new one as wrong",
                "run handbook schema",
                severity="notice",
            )  # fmt: skip
