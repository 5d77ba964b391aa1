"""One YAML file, read strictly: YAML 1.2 scalars, nothing clever, every value with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from cx_handbook.errors import Path, Problem

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - wheels carry the C loader
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 1_000_000
_MOST_FILES = 50_000  # bytes; most have fewer
MAX_DEPTH = 50

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_LONGEST_WORD = max(map(len, (*_NULL, *_BOOL)))
# A plus or a zero in front makes a telephone number or a code more often than an amount: text.
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(
    r"-?(?:(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_NOWHERE = "\0"  # ends a field's name whose value is not kept; no name that was read holds it

Place = tuple[int, int]


@dataclass
class YamlFile:
    """The data of one file, where each value stands, and what was wrong with it.

    `data` is None when the file could not be read at all. `unread` holds the paths of values that
    were refused and left empty, so that nobody complains again about the hole.
    """

    name: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)
    unread: set[Path] = field(default_factory=set)
    text: str = field(default="", repr=False)

    def place(self, path: Path) -> Place:
        """Return line and column of a value, or of the nearest thing around it."""
        if not self.places and self.text:
            self.places = _carefully(self.text, self.name).places
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def report(self, path: Path, wrong: str, instead: str, **kwargs: Any) -> Problem:
        """Build a problem at the place of a value."""
        line, column = self.place(path)
        return Problem(self.name, line, column, dotted(path), wrong, instead, **kwargs)


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as it stands in a message: `steps.0.say`, on one line and not too long."""
    return ".".join(" ".join(str(part).split())[:60] for part in path)


class _StopReadingError(Exception):
    """Nothing more can be read from this file."""


def read_yaml(path: FilePath, name: str) -> YamlFile:
    """Read one file. Never raises for what is in it: problems are gathered in the result."""
    try:
        raw = read_bytes(path)
    except OSError as error:
        return _refused(
            name, 1, 1, f"the file cannot be read ({error.strerror})", "check its rights"
        )
    return parse(raw, name)


def read_bytes(path: FilePath) -> bytes:
    """Return the bytes of a file, of a large one only as many as show that it is too large.

    Room for all of them is made only where the first part is full: most files are short.
    """
    with path.open("rb") as stream:
        raw = stream.read(_MOST_FILES)
        return raw if len(raw) < _MOST_FILES else raw + stream.read(MAX_BYTES + 1 - len(raw))


def parse(raw: bytes, name: str) -> YamlFile:
    """Parse the bytes of one file."""
    if len(raw) > MAX_BYTES:
        return _refused(
            name, 1, 1, "the file is larger than 1 MB", "split it, or remove what is not text"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        return _refused(
            name, *_place_after(before), "this byte is not UTF-8", "save the file as UTF-8"
        )
    if control := _CONTROL.search(text):
        wrong = f"the invisible character {_code(control[0])} is not allowed"
        return _refused(name, *_place_after(text[: control.start()]), wrong, "remove it")
    try:
        return YamlFile(name, _quickly(text), text=text)
    except (_RemarkableError, yaml.YAMLError):
        return _carefully(text, name)


def _carefully(text: str, name: str) -> YamlFile:
    """Read with every place noted and everything remarkable named."""
    found = YamlFile(name)
    try:
        found.data = _Builder(found).build(text)
    except _StopReadingError:
        found.data = None
    except yaml.YAMLError as error:
        found.data = None
        problem = _syntax(name, error, text)
        if all(problem.line != other.line for other in found.problems):
            found.problems.append(problem)
    return found


class _RemarkableError(Exception):
    """There is something that only careful reading can name."""


def _quickly(text: str) -> Any:
    """Read a file in which nothing is remarkable: no place is noted, since nobody will ask.

    Takes half the time of careful reading, which most files need never.
    """
    loader = Loader(text)
    try:
        return _build_quickly(loader.get_event)
    finally:
        loader.dispose()


def _build_quickly(next_event: Callable[[], Any]) -> Any:
    # One loop without calls, because this is where `handbook check` spends its time.
    outer: list[Any] = []
    inner: Any = []  # holds the root
    key: str | None = None
    next_event(), next_event()  # the stream and its document begin
    while True:
        event = next_event()
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            value = event.value
            if (
                event.anchor
                or event.tag is not None
                or (event.style == '"' and _CONTROL.search(value))
            ):
                raise _RemarkableError
            if inner.__class__ is list:
                inner.append(value if event.style else _resolved(value))
            elif key is not None:
                inner[key] = value if event.style else _resolved(value)
                key = None
            elif value and value not in inner:
                key = value
            else:
                raise _RemarkableError
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            is_name = inner.__class__ is dict and key is None
            if is_name or event.anchor or event.tag is not None or len(outer) >= MAX_DEPTH:
                raise _RemarkableError
            started: Any = {} if kind is yaml.MappingStartEvent else []
            if inner.__class__ is list:
                inner.append(started)
            else:
                inner[key] = started
            outer.append(inner)
            inner, key = started, None
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            inner, key = outer.pop(), None
        elif kind is yaml.DocumentEndEvent:
            break
        else:
            raise _RemarkableError
    if next_event().__class__ is not yaml.StreamEndEvent:
        raise _RemarkableError
    return inner[0]


def _refused(name: str, line: int, column: int, wrong: str, instead: str) -> YamlFile:
    return YamlFile(name, problems=[Problem(name, line, column, "", wrong, instead)])


def _place_after(text: str) -> Place:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


# The parser's words, ours, the advice, and whether the trouble lies where the thing began.
_SYNTAX = (
    (
        "mapping values are not allowed", "a colon where no field can stand",
        "put a text that contains a colon in quotes, and line the fields up under each other; "
        "a quotation mark may be open further up", False,
    ),
    (
        "could not find expected ':'", "a line without a colon",
        "write each field as name: value, and begin each entry of a list with a hyphen", True,
    ),
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
        "cannot start any token", "a text cannot begin with this character", "put the text in quotes",
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
    ("while scanning an alias", "a text cannot begin with *", "put the text in quotes", True),
    ("while scanning an anchor", "a text cannot begin with &", "put the text in quotes", True),
    ("a tag", "a text cannot begin with !", "put the text in quotes", True),
    ("directive", "a text cannot begin with %", "put the text in quotes", True),
    ("<document start>", "a second document starts here", "keep one document a file", False),
    (
        "a block scalar", "after | or > nothing more can stand on the line",
        "begin the text on the next line, indented", True,
    ),
)  # fmt: skip


def _syntax(name: str, error: yaml.YAMLError, text: str) -> Problem:
    parts = (getattr(error, "context", None), getattr(error, "problem", None))
    said = ": ".join(part for part in parts if part) or "it cannot be parsed"
    wrong, instead, began = next(
        (known[1:] for known in _SYNTAX if known[0] in said),
        (f"this is not YAML ({said})", "compare it with a file that works", False),
    )
    first, last = (getattr(error, which, None) for which in ("context_mark", "problem_mark"))
    mark = (first if began else None) or last or first
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    written = text.split("\n")[line - 1 : line]
    if written and written[0][column - 1 : column] == "\t":
        wrong, instead = "a tab where spaces belong", "indent with spaces"
    return Problem(name, line, column, "", wrong, instead)


@dataclass
class _Level:
    """A mapping or list that is being filled."""

    path: Path
    value: dict[str, Any] | list[Any]
    place: Place
    key: str | None = None
    dead: bool = False
    is_key: bool = False

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
                    self._alias(event.anchor, place)
                case yaml.ScalarEvent():
                    self._refuse_clever(event, place)
                    self._scalar(event, place)
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
        shown = dotted(part for part in path if not str(part).endswith(_NOWHERE))
        self.found.problems.append(Problem(self.found.name, *place, shown, wrong, instead))

    def _awaits_key(self) -> bool:
        level = self.levels[-1] if self.levels else None
        return level is not None and isinstance(level.value, dict) and level.key is None

    def _here(self) -> Path:
        """Return the path of what comes next: of the block around it where a name comes next."""
        if not self.levels:
            return ()
        return self.levels[-1].path if self._awaits_key() else self.levels[-1].next_path()

    def _refuse_clever(self, event: Any, place: Place) -> None:
        if event.anchor:
            self._problem(
                place,
                f"the anchor &{event.anchor} is not allowed",
                "put a text that starts with & in quotes, or write the value where it is needed",
                self._here(),
            )
        if event.tag is not None:
            self._problem(
                place,
                "a tag, a word that starts with !, is not allowed",
                "put a text that starts with ! in quotes, or write the value without the tag",
                self._here(),
            )
            self._leave_unread()

    def _leave_unread(self) -> None:
        if not self._awaits_key():
            self.found.unread.add(self._here())

    def _alias(self, anchor: str | None, place: Place) -> None:
        self._leave_unread()
        self._problem(
            place,
            f"the alias *{anchor} is not allowed",
            "put a text that starts with * in quotes, or write the value out",
            self._here(),
        )
        if self._awaits_key():
            self.levels[-1].key = _NOWHERE
            return
        self._value(None, place)

    def _scalar(self, event: Any, place: Place) -> None:
        text: str = event.value
        if control := _CONTROL.search(text):
            wrong = f"the invisible character {_code(control[0])} is not allowed"
            self._problem(place, wrong, "remove it", self._here())
            text = _CONTROL.sub(" ", text)
        if self._awaits_key():
            self._key(self.levels[-1], text, place)
        else:
            self._value(text if event.style else _resolved(text), place)

    def _open(self, value: dict[str, Any] | list[Any], place: Place) -> None:
        if len(self.levels) >= MAX_DEPTH:
            self._problem(place, f"nested deeper than {MAX_DEPTH} levels", "write it flatter")
            raise _StopReadingError
        is_key = self._awaits_key()
        if is_key:
            self._not_a_name(self.levels[-1], place)
        path, dead = self._put(place, value)
        self.levels.append(_Level(path, value, place, dead=dead, is_key=is_key))

    def _not_a_name(self, level: _Level, place: Place) -> None:
        """Refuse a list or block as a field's name; two braces were meant to be filled in."""
        wrong = "a list or block where a field's name belongs"
        instead = "write a plain name before the colon, or quotes around a text that begins so"
        if level.place == (place[0], place[1] - 1):
            place, wrong = level.place, "a text cannot begin with braces"
            instead = "put the text in quotes"
            self.found.unread.add(level.path)
        self._problem(place, wrong, instead, level.path)
        level.key = _NOWHERE

    def _close(self) -> None:
        if not self.levels.pop().is_key:
            self._forget_key()

    def _value(self, value: Any, place: Place) -> None:
        self._put(place, value)
        self._forget_key()

    def _key(self, level: _Level, key: str, place: Place) -> None:
        path = (*level.path, key)
        if not key:
            self._problem(place, "a field without a name", "write name: value", level.path)
            key = _NOWHERE
        elif key in level.value:
            first = self.found.places[path][0]
            self._problem(
                place, f"written twice, first in line {first}", "keep one of the two", path
            )
            key += _NOWHERE  # keeps the first value; the second goes nowhere
        else:
            self.found.places[path] = place
        level.key = key

    def _put(self, place: Place, value: Any) -> tuple[Path, bool]:
        """Put a value where it belongs; return its path, and whether it leads nowhere."""
        if not self.levels:
            self.root = value
            self.found.places[()] = place
            return (), False
        level = self.levels[-1]
        path = level.next_path()
        if level.dead or (level.key or "").endswith(_NOWHERE):
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


def _resolved(text: str) -> Any:
    """Return what a plain scalar means in YAML 1.2; what might be a name or a time stays text."""
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
