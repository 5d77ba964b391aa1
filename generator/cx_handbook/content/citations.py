"""Citations: IDs of source items in brackets, where a page shows them and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cx_handbook import identifiers
from cx_handbook.content.model.types import CITATION
from cx_handbook.content.references import KnownNames, make_unknown_fault
from cx_handbook.content.text import find_texts
from cx_handbook.errors import Fault

# The fields whose texts may cite a source item, by the folder below policies/ they stand in.
_CITING_BY_FOLDER = {
    "cases": {"what_happened", "answer", "lesson"},
    "models": {"text", "meaning", "use"},
    "situations": set(),
    "role-plays": set(),
}
_CITING_IN_POLICIES = {"why", "decided", "reason", "lesson"}
_ID = rf"{identifiers.DOCUMENT_ID}-[0-9]+"
_LIKELY_CITATION = re.compile(
    rf"\[({_ID}(?:[,; ]+{_ID})*)\]"
)  # what was probably meant as a citation


def find_citation_faults(file: str, text: str, data: Any, known: KnownNames) -> Iterator[Fault]:
    """Yield citations of items that do not exist, and those where no page would show them."""
    if not _LIKELY_CITATION.search(text):
        return
    parts = file.split("/")
    folder = parts[1] if len(parts) == 3 and parts[0] == "policies" else ""
    fields = _CITING_BY_FOLDER.get(folder, _CITING_IN_POLICIES if folder else set())
    for path, value in find_texts(data, lambda words: "[" in words):
        for item in _LIKELY_CITATION.findall(value):
            if not fields.intersection(path):
                where = f"cite in {', '.join(sorted(fields))}" if fields else "write it without"
                yield Fault(file, path, f"the citation [{item}] does not belong here", where)
            elif not CITATION.fullmatch(f"[{item}]"):
                wrong = f"[{item}] is no citation"
                yield Fault(file, path, wrong, "write each item in brackets of its own: [001-17]")
            elif item not in known.source_items:
                yield make_unknown_fault(file, path, item, "source_items", known)
