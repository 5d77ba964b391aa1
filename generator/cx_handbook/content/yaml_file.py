"""The content of one YAML file: its data, the place of every value, and what was wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

from cx_handbook.errors import Path, Problem
from cx_handbook.limits import CONTENT_FILE

# Nobody types these, and shown in a message they could steer a terminal.
CONTROL_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)

# No-break and other wide spaces, and characters without any width. In a text they may be meant.
INVISIBLE_SPACES = "".join(
    ("\xa0\xad\u1680", *map(chr, range(0x2000, 0x2010)), "\u202f\u205f\u2060\u3000")
)

QUOTE_THE_TEXT = "put the text in quotes"
TEXT_IN_BRACES = ("a text cannot begin with braces", QUOTE_THE_TEXT)
COLLECTION_AS_NAME = (
    "a list or block where a field's name belongs",
    "write a plain name before the colon, or quotes around a text that begins so",
)

MOST_PROBLEMS = 1_000
"""Problems of the writing of one file that are named one by one."""
_USUAL_SIZE = 50_000  # bytes; nearly all files have fewer

Place = tuple[int, int]
"""Line and column, from 1."""


@dataclass
class YamlFile:
    """The data of one file, where each value stands, and what was wrong with it.

    `data` is None when the file could not be read at all. `rejected` holds the paths of values that
    were refused, so that a missing or odd value there is not reported a second time. `root` is the
    parser's tree of nodes, which know their places: a path is looked up only when it is reported.
    Where the data came without their nodes, `compose` makes these of the text. `digest` is the
    SHA-256 of the file's bytes, or empty where they could not be read. `key` stands for all that the
    file says, with what was filled in; it is empty while something is wrong with it.
    """

    name: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    rejected: set[Path] = field(default_factory=set)
    text: str = field(default="", repr=False)
    root: Any = field(default=None, repr=False)
    compose: Callable[[str], Any] | None = field(default=None, repr=False)
    digest: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    _entries: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict, repr=False)

    def find_place(self, path: Path) -> Place:
        """Return line and column of a value, or of the nearest thing around it.

        A field stands where its name stands, an entry of a list at its first character.
        """
        if self.root is None and self.compose:
            self.root = self.compose(self.text)
        node = self.root
        if node is None:
            return 1, 1
        place = find_start(node)
        for part in path:
            if node.id == "sequence" and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                place = find_start(node)
            elif node.id == "mapping" and (entry := self._find_entry(node, part)):
                key, node = entry
                place = find_start(key)
            else:
                break
        return place

    def name_content(self, name: str, data: Any) -> None:
        """Give the file its key: its name, its bytes, and its data where something was filled in."""
        if self.problems or not self.digest:
            return
        filled = json.dumps(data) if "{{" in self.text or "[[" in self.text else ""
        self.key = sha256(f"{name} {self.digest} {filled}".encode()).hexdigest()

    def _find_entry(self, mapping: Any, name: str | int) -> tuple[Any, Any] | None:
        # Kept for each mapping that is asked about: a file may have a problem in every field.
        entries = self._entries.get(id(mapping))
        if entries is None:
            entries = self._entries[id(mapping)] = {}
            for key, value in mapping.value:
                if key.id == "scalar":
                    entries.setdefault(clean_name(key), (key, value))
        return entries.get(str(name))

    def build_problem(self, path: Path, wrong: str, instead: str, **kwargs: Any) -> Problem:
        """Return a problem at the place of a value."""
        return Problem(
            self.name, *self.find_place(path), format_path(path), wrong, instead, **kwargs
        )

    def add_problem(self, place: Place, wrong: str, instead: str, path: Path = ()) -> None:
        """Note a problem at a place; after very many, that there are more."""
        many = len(self.problems)
        if many < MOST_PROBLEMS:
            self.problems.append(Problem(self.name, *place, format_path(path), wrong, instead))
        elif many == MOST_PROBLEMS:
            wrong = f"there are more than {MOST_PROBLEMS:,} mistakes in this file"
            self.problems.append(Problem(self.name, *place, "", wrong, "mend those above first"))


def read_bytes(path: FilePath) -> bytes:
    """Return the bytes of a file, of a large one only as many as show that it is too large."""
    with path.open("rb") as stream:
        # Memory for the largest file is reserved only where the first part is full.
        raw = stream.read(_USUAL_SIZE)
        return raw if len(raw) < _USUAL_SIZE else raw + stream.read(CONTENT_FILE + 1 - len(raw))


def format_path(path: Path) -> str:
    """Return a path as it stands in a message: `steps.0.say`, on one line and not too long."""
    return ".".join(" ".join(str(part).split())[:60] for part in path)


def clean_name(key: Any) -> str:
    """Return the name of a field as its data have it: without what nobody can see in it.

    In quotes, a no-break space is meant.
    """
    name = CONTROL_CHARACTER.sub(" ", key.value)
    if key.style or name.isascii():
        return name
    return "".join(character for character in name if character not in INVISIBLE_SPACES)


def find_start(node: Any) -> Place:
    """Return line and column of the first character of a node."""
    return node.start_mark.line + 1, node.start_mark.column + 1
