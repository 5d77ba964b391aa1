"""Content of an older form, changed into the form of this version; comments stay.

`format:` in `policies/company.yml` says which form the files have, 1 where nothing says so. Each
migration leads from one form to the next, and is never changed once a version with it is out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cx_handbook.authoring.yaml_edit import replace_field
from cx_handbook.content.file_layout import COMPANY, SOURCES
from cx_handbook.content.model.company import CONTENT_FORMAT
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import CannotRunError

Files = dict[str, bytes]
Migration = Callable[[Files], None]

# The items that the page about the score named by their IDs, and what stood in them. Under the same
# ID, another company may have written down something else.
_SCORING = {
    "factors": (
        "002-41",
        "Customers judge on all five factors, and compliance is more than half of the judgement.",
    ),
    "groups": (
        "004-12",
        "By expectations met, customers are delighted, satisfied or dissatisfied.",
    ),
    "delighted": (
        "002-34",
        "Ten means delighted. The customer buys again and recommends us far and wide.",
    ),
    "satisfied": (
        "002-36",
        "Keeping promises earns 6 of 10 points on its own; the author's analogy, not a measurement.",
    ),
    "dissatisfied": (
        "002-35",
        "Five or less means failed. The customer neither buys again nor recommends.",
    ),
}


def _name_scoring_sources(files: Files) -> None:
    """From 1 to 2: which items the page about the score rests on is said in sources.yml."""
    data = _parse(files, SOURCES)
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list) or "scoring" in data:
        return
    texts = {item.get("id"): item.get("text") for item in items if isinstance(item, dict)}
    lines = [
        f"  {part}: {name}" for part, (name, text) in _SCORING.items() if texts.get(name) == text
    ]
    if lines:
        comment = ["", "# What the page about the score rests on.", "scoring:"]
        text = files[SOURCES].decode("utf-8-sig")
        files[SOURCES] = replace_field(text, "scoring", [*comment, *lines]).encode()


MIGRATIONS: Mapping[int, Migration] = {1: _name_scoring_sources}
"""What leads from each form to the next."""


def migrate_content(
    content: Mapping[str, bytes],
    migrations: Mapping[int, Migration] = MIGRATIONS,
    target: int = CONTENT_FORMAT,
) -> Files:
    """Return the files of a handbook in the form of this version, by name; those that stay included.

    Raises CannotRunError when the company's file says nothing that can be read, or is of a later version.
    """
    files = dict(content)
    form = read_format(files, target)
    if form == target:
        return files
    for number in range(form, target):
        migrations[number](files)
    lines = [f"format: {target}"]
    text = files[COMPANY].decode("utf-8-sig")
    if "format" not in _parse(files, COMPANY):
        lines = ["", "# The form of the files here; handbook upgrade writes it.", *lines]
    files[COMPANY] = replace_field(text, "format", lines).encode()
    return files


def read_format(files: Mapping[str, bytes], newest: int = CONTENT_FORMAT) -> int:
    """Return the form that the files of a handbook have. Raises as `migrate_content`."""
    data = _parse(files, COMPANY)
    form = data.get("format", 1) if isinstance(data, dict) else None
    if not isinstance(form, int) or isinstance(form, bool) or form < 1:
        raise CannotRunError(f"{COMPANY} cannot be read; run handbook check and mend it first")
    if form > newest:
        raise CannotRunError(
            f"{COMPANY}: the files have the form {form}, and this version knows forms up to "
            f"{newest}; install the version that requirements.txt names"
        )
    return form


def _parse(files: Mapping[str, bytes], name: str) -> Any:
    file = parse_yaml(files.get(name, b""), name)
    return None if file.problems else file.data
