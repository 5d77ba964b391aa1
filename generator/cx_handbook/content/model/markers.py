"""Markers on the types of fields: what a text is for, and what an ID names.

A record says what each of its fields is for by the type it gives it: `SpokenText`, `RoleRef`. The
house rules, the finder, the search, the phrasebook and the check of references gather by these
markers, so that a new field or a new policy kind needs no line in any of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from cx_handbook.content.model.base import Record
from cx_handbook.content.model.types import Slug, SourceId, StandardId, Text
from cx_handbook.errors import Path


class TextUse(Flag):
    """What a text is used for beside being shown on its page."""

    STAFF = auto()  # read by staff alone
    JUDGED = auto()  # told to customers: the house rules for our words judge it
    MAY_REFUSE = auto()  # may refuse without an offer in the same words: offers stand beside it
    PHRASE = auto()  # ready to be said: the phrasebook puts it beside the words to leave out
    FINDER = auto()  # its words lead the finder to the page
    AVOIDED = auto()  # an example of what not to say: no search leads to it


REFERS_TO = "x-refers-to"  # the key by which a JSON schema says of an ID which group it is of

ReferenceGroup = Literal[
    "roles", "channels", "products", "sites", "sections", "policies", "situations", "standards",
    "source_items",
]  # fmt: skip


@dataclass(frozen=True)
class RefersTo:
    """Marks an ID that names something of a group, which has to exist."""

    group: ReferenceGroup

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # Whoever writes the schema puts the names of a handbook in its place.
        return {**handler(schema), REFERS_TO: self.group}


StaffText = Annotated[Text, TextUse.STAFF]
SpokenText = Annotated[Text, TextUse.JUDGED | TextUse.PHRASE | TextUse.FINDER]
ToldText = Annotated[Text, TextUse.JUDGED]
ReasonText = Annotated[Text, TextUse.JUDGED | TextUse.MAY_REFUSE]
FinderText = Annotated[Text, TextUse.FINDER]
AvoidedText = Annotated[Text, TextUse.AVOIDED]

RoleRef = Annotated[Slug, RefersTo("roles")]
ChannelRef = Annotated[Slug, RefersTo("channels")]
ProductRef = Annotated[Slug, RefersTo("products")]
SiteRef = Annotated[Slug, RefersTo("sites")]
SectionRef = Annotated[Slug, RefersTo("sections")]
PolicyRef = Annotated[Slug, RefersTo("policies")]
SituationRef = Annotated[Slug, RefersTo("situations")]
StandardRef = Annotated[StandardId, RefersTo("standards")]
SourceRef = Annotated[SourceId, RefersTo("source_items")]

Marker = TextUse | RefersTo


class MarkedText(NamedTuple):
    """A text of a record: its path, its words, and what they are used for."""

    path: Path
    words: str
    use: TextUse


class NamedId(NamedTuple):
    """An ID that a record refers to: its path, and whether it is one entry of a list."""

    path: Path
    name: str
    group: ReferenceGroup
    in_list: bool


def gather_texts(
    record: Record, use: TextUse, fields: frozenset[str] | None = None
) -> Iterator[MarkedText]:
    """Yield the texts of a record, and of the records in it, that serve at least one of some uses.

    They come in the order of the fields. With `fields`, only these fields of the record are looked at.
    """
    found: list[_Found] = []
    _walk_fields(record, (), found, TextUse, fields)
    # Members of a flag are compared by their numbers: there are thousands.
    wanted = use.value
    for path, words, marker in found:
        if marker._value_ & wanted:
            yield MarkedText(path, words, marker)


def gather_references(record: Record) -> Iterator[NamedId]:
    """Yield every ID that a record, and each record in it, refers to."""
    found: list[_Found] = []
    _walk_fields(record, (), found, RefersTo, None)
    for path, name, marker in found:
        yield NamedId(path, name, marker.group, isinstance(path[-1], int))


def find_unmarked_fields(model: type[Record], fields: frozenset[str]) -> Iterator[str]:
    """Yield the places below some fields of a record's type where a text or an ID has no marker."""
    for name in fields:
        field = model.model_fields[name]
        yield from _find_unmarked(
            f"{model.__name__}.{name}", field.annotation, tuple(field.metadata)
        )


def _find_unmarked(place: str, annotation: Any, metadata: tuple[Any, ...]) -> Iterator[str]:
    if _find_marker(metadata, (TextUse, RefersTo)) is not None:
        return
    annotation, inner = _unwrap_annotation(annotation)
    if inner:
        yield from _find_unmarked(place, annotation, inner)
    elif annotation is str:
        yield place
    elif isinstance(annotation, type) and issubclass(annotation, Record):
        yield from find_unmarked_fields(annotation, frozenset(annotation.model_fields))
    elif get_origin(annotation) in (tuple, dict, Union, UnionType):
        for part in get_args(annotation):
            yield from _find_unmarked(place, part, ())


# A walk over one kind of marker is compiled once for each type of record: the shipped handbook has
# thousands of records, and most of their fields carry no marker of the kind looked for.

_Found = tuple[Path, str, Any]
_Visit = Callable[[Path, Any, list[_Found]], None]


def _walk_fields(
    record: Record, path: Path, found: list[_Found], kind: type, fields: frozenset[str] | None
) -> None:
    for name, visit in _compile_visits(type(record), kind):
        if fields is None or name in fields:
            value = getattr(record, name)
            if value:
                visit((*path, name), value, found)


@cache
def _compile_visits(model: type[Record], kind: type) -> tuple[tuple[str, _Visit], ...]:
    """Return the fields of a record's type below which a marker of a kind stands, with their visits."""
    visits = (
        (name, _compile_visit(field.annotation, tuple(field.metadata), kind))
        for name, field in model.model_fields.items()
    )
    return tuple((name, visit) for name, visit in visits if visit)


def _compile_visit(annotation: Any, metadata: tuple[Any, ...], kind: type) -> _Visit | None:
    """Return what yields the marked values below a field, or None when there are none.

    A marker on a list or a block counts for every text below it.
    """
    marker = _find_marker(metadata, (kind,))
    annotation, inner = _unwrap_annotation(annotation)
    if inner:
        return _compile_visit(annotation, inner if marker is None else (marker,), kind)
    if annotation is str:
        if marker is None:
            return None
        return lambda path, value, found: found.append((path, value, marker))
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _visit_record(annotation, marker, kind)
    below = () if marker is None else (marker,)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        return _visit_entries(_compile_visit(parts[0], below, kind))
    if origin is dict:
        return _visit_pairs(
            _compile_visit(parts[0], below, kind), _compile_visit(parts[1], below, kind)
        )
    if origin in (Union, UnionType):
        visits = {part: _compile_visit(part, below, kind) for part in parts}
        return _visit_union(visits) if any(visits.values()) else None
    return None


def _visit_record(model: type[Record], marker: Marker | None, kind: type) -> _Visit | None:
    if not _compile_visits(model, kind):
        return None

    def visit(path: Path, value: Any, found: list[_Found]) -> None:
        before = len(found)
        _walk_fields(value, path, found, kind, None)
        if marker is not None:
            found[before:] = [(below, text, marker) for below, text, _ in found[before:]]

    return visit


def _visit_entries(visit_entry: _Visit | None) -> _Visit | None:
    if visit_entry is None:
        return None

    def visit(path: Path, value: Any, found: list[_Found]) -> None:
        for n, entry in enumerate(value):
            visit_entry((*path, n), entry, found)

    return visit


def _visit_pairs(visit_key: _Visit | None, visit_value: _Visit | None) -> _Visit | None:
    if visit_key is None and visit_value is None:
        return None

    def visit(path: Path, value: Any, found: list[_Found]) -> None:
        for key, entry in value.items():
            if visit_key:
                visit_key((*path, key), key, found)
            if visit_value:
                visit_value((*path, key), entry, found)

    return visit


def _visit_union(visits: dict[Any, _Visit | None]) -> _Visit:
    by_class = {_get_value_class(part): visit for part, visit in visits.items()}

    def visit(path: Path, value: Any, found: list[_Found]) -> None:
        visit_value = by_class.get(type(value))
        if visit_value:
            visit_value(path, value, found)

    return visit


def _get_value_class(annotation: Any) -> Any:
    """Return the class of the values that a part of a union takes."""
    annotation, _ = _unwrap_annotation(annotation)
    return get_origin(annotation) or annotation


def _unwrap_annotation(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return the type inside `Annotated`, and what it is annotated with."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return inner, tuple(metadata)
    return annotation, ()


def _find_marker(metadata: tuple[Any, ...], kinds: tuple[type, ...]) -> Any:
    return next((mark for mark in metadata if isinstance(mark, kinds)), None)
