"""One YAML file, read strictly: YAML 1.2 scalars, nothing clever, every value with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from generator.errors import Path, Problem

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - wheels carry the C loader
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 1_000_000
MAX_DEPTH = 50

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,3})?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Place = tuple[int, int]


@dataclass
class YamlFile:
    """The data of one file, where each value stands, and what was wrong with it.

    `data` is None when the file could not be read at all.
    """

    name: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Return line and column of a value, or of the nearest thing around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def report(self, path: Path, wrong: str, instead: str, **kwargs: Any) -> Problem:
        """Build a problem at the place of a value."""
        line, column = self.place(path)
        dotted = ".".join(str(part) for part in path)
        return Problem(self.name, line, column, dotted, wrong, instead, **kwargs)


class _StopReadingError(Exception):
    """Nothing more can be read from this file."""


def read_yaml(path: FilePath, name: str) -> YamlFile:
    """Read one file. Never raises for what is in it: problems are gathered in the result."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return _refused(
            name, 1, 1, f"the file cannot be read ({error.strerror})", "check its rights"
        )
    return parse(raw, name)


def parse(raw: bytes, name: str) -> YamlFile:
    """Parse the bytes of one file."""
    if len(raw) > MAX_BYTES:
        return _refused(
            name, 1, 1, "the file is larger than 1 MB", "split it, or remove what is not text"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        return _refused(name, line, column, "this byte is not UTF-8", "save the file as UTF-8")
    found = YamlFile(name)
    try:
        found.data = _Builder(found).build(text)
    except _StopReadingError:
        found.data = None
    except yaml.YAMLError as error:
        found.data = None
        found.problems.append(_syntax(name, error))
    return found


def _refused(name: str, line: int, column: int, wrong: str, instead: str) -> YamlFile:
    return YamlFile(name, problems=[Problem(name, line, column, "", wrong, instead)])


_ADVICE = (
    ("mapping values are not allowed", "put a text that contains a colon in quotes"),
    ("could not find expected ':'", "write each field as name: value"),
    ("did not find expected key", "line the fields up under each other, with spaces"),
    ("did not find expected '-' indicator", "line the list's hyphens up under each other"),
    (
        "cannot start any token",
        "put a text that starts with this character in quotes; indent with spaces",
    ),
    ("found unexpected end of stream", "close the quotes or brackets that are open"),
    ("control characters", "remove the invisible character"),
    ("special characters", "remove the invisible character"),
    ("unknown escape", "in double quotes write \\\\ for a backslash, or use single quotes"),
    ("while scanning an alias", "put a text that starts with * in quotes"),
    ("while scanning an anchor", "put a text that starts with & in quotes"),
    ("while scanning a tag", "put a text that starts with ! in quotes"),
    ("while scanning a directive", "put a text that starts with % in quotes"),
)


def _syntax(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    parts = (
        getattr(error, "context", None),
        getattr(error, "problem", None) or getattr(error, "reason", None),
    )
    said = ": ".join(part for part in parts if part) or "it cannot be parsed"
    advice = next(
        (advice for words, advice in _ADVICE if words in said), "compare it with a file that works"
    )
    return Problem(name, line, column, "", f"this is not YAML ({said})", advice)


@dataclass
class _Level:
    """A mapping or list that is being filled."""

    path: Path
    value: dict[str, Any] | list[Any]
    key: str | None = None
    dead: bool = False

    def next_path(self) -> Path:
        if isinstance(self.value, list):
            return (*self.path, len(self.value))
        return (*self.path, self.key or "")


class _Builder:
    """Turns parse events into data without recursion, noting places and refusing what is clever."""

    def __init__(self, found: YamlFile) -> None:
        self.found = found
        self.levels: list[_Level] = []
        self.root: Any = None

    def build(self, text: str) -> Any:
        documents = 0
        for event in self._events(text):
            place = (event.start_mark.line + 1, event.start_mark.column + 1)
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._problem(
                            place, "a second document starts here", "keep one document a file"
                        )
                        raise _StopReadingError
                case yaml.AliasEvent():
                    self._problem(
                        place, f"the alias *{event.anchor} is not allowed", "write the value out"
                    )
                    self._scalar(None, place)
                case yaml.ScalarEvent():
                    self._refuse_clever(event, place)
                    self._scalar(self._resolve(event, place), place, is_text=True)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._refuse_clever(event, place)
                    self._open({} if isinstance(event, yaml.MappingStartEvent) else [], place)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._close()
        return self.root

    @staticmethod
    def _events(text: str) -> Iterator[Any]:
        return yaml.parse(text, Loader=Loader)

    def _problem(self, place: Place, wrong: str, instead: str, path: Path = ()) -> None:
        field = ".".join(str(part) for part in path)
        self.found.problems.append(Problem(self.found.name, *place, field, wrong, instead))

    def _refuse_clever(self, event: Any, place: Place) -> None:
        if event.anchor:
            self._problem(
                place,
                f"the anchor &{event.anchor} is not allowed",
                "write the value where it is needed",
            )
        if event.tag is not None:
            self._problem(
                place, f"the tag {event.tag} is not allowed", "write the value without it"
            )

    def _resolve(self, event: Any, place: Place) -> Any:
        text: str = event.value
        if control := _CONTROL.search(text):
            code = f"U+{ord(control[0]):04X}"
            self._problem(place, f"the control character {code} is not allowed", "remove it")
            return text.replace(control[0], " ")
        if event.style:  # plain scalars have none
            return text
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

    def _open(self, value: dict[str, Any] | list[Any], place: Place) -> None:
        if len(self.levels) >= MAX_DEPTH:
            self._problem(place, f"nested deeper than {MAX_DEPTH} levels", "write it flatter")
            raise _StopReadingError
        path, dead = self._next(place, value)
        self.levels.append(_Level(path, value, dead=dead))

    def _close(self) -> None:
        self.levels.pop()
        self._forget_key()

    def _scalar(self, value: Any, place: Place, *, is_text: bool = False) -> None:
        level = self.levels[-1] if self.levels else None
        if level is not None and isinstance(level.value, dict) and level.key is None:
            self._key(level, value, place, is_text)
            return
        self._next(place, value)
        self._forget_key()

    def _key(self, level: _Level, value: Any, place: Place, is_text: bool) -> None:
        key = value if isinstance(value, str) and is_text else str(value)
        level.key = key
        path = (*level.path, key)
        if key in level.value:
            first = self.found.places[path][0]
            self._problem(
                place, f"written twice, first in line {first}", "keep one of the two", path
            )
            level.key = f"{key}\0"  # keeps the first value; the second goes nowhere
        else:
            self.found.places[path] = place

    def _next(self, place: Place, value: Any) -> tuple[Path, bool]:
        """Put a value where it belongs; return its path, and whether it leads nowhere."""
        if not self.levels:
            self.root = value
            self.found.places[()] = place
            return (), False
        level = self.levels[-1]
        if isinstance(level.value, dict) and level.key is None:
            self._problem(
                place, "a list or block as a field's name", "write a plain name before the colon"
            )
            level.key = "\0"
            return level.path, True
        path = level.next_path()
        if level.dead or (level.key or "").endswith("\0"):
            return path, True
        if isinstance(level.value, list):
            level.value.append(value)
            self.found.places[path] = place
        else:
            level.value[level.key or ""] = value
        return path, False

    def _forget_key(self) -> None:
        if self.levels and isinstance(self.levels[-1].value, dict):
            self.levels[-1].key = None
