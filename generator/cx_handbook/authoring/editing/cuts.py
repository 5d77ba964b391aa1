"""What has to go from a record when names it refers to are gone: as little as leaves it valid."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from cx_handbook.content.model.base import FileRecord, Origin, Record
from cx_handbook.content.model.checklist import Pick
from cx_handbook.errors import Path

_GONE = object()  # in place of an entry, so that the others keep their numbers
# Where a list names what something holds for, an empty one would say: for everything.
_NARROWING = frozenset(("channels", "products", "sites"))


class NothingLeftError(Exception):
    """A record cannot do without a name; carries the path at which it stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(".".join(str(part) for part in path))


def plan_cuts(record: FileRecord, data: Any, gone: Iterable[Path], origin: Origin) -> list[Path]:
    """Return what to remove from a file so that nothing at the paths `gone` is referred to any more.

    Where a field cannot go alone, the entry or block around it goes. `data` is what stands in the
    file. No returned path lies within another. Raises NothingLeftError when the whole file would have
    to go.
    """
    cutter = _Cutter(record, copy.deepcopy(data), origin)
    for path in gone:
        try:
            cutter.cut(path)
        except NothingLeftError:
            raise NothingLeftError(path) from None
    removed = set(cutter.removed)
    return [p for p in removed if not any(p[:n] in removed for n in range(len(p)))]


class _Cutter:
    """Cuts in a copy of the data, and notes each path that was removed."""

    def __init__(self, record: FileRecord, data: Any, origin: Origin) -> None:
        self.record = record
        self.data = data
        self.origin = origin
        self.removed: list[Path] = []

    def cut(self, path: Path) -> None:
        if not path:
            raise NothingLeftError(path)
        if self._is_removed(path):
            return
        holder: Any = _follow(self.data, path[:-1])
        is_list = isinstance(holder, list)
        record_path, record = self._find_record(path[:-1])
        self.removed.append(path)
        if is_list:
            holder[path[-1]] = _GONE
            if all(entry is _GONE for entry in holder):
                self._cut_emptied(path[:-1], record_path)
                return
        else:
            del holder[path[-1]]
            # The entries of a plain block, such as not_in, are no fields.
            if not holder and path[:-1] != record_path:
                self.cut(path[:-1])
                return
        # Conditions of a pick hold together: with one less, it would ask more than it did.
        is_condition = isinstance(record, Pick) and not is_list
        if is_condition or not self._is_valid(record, record_path):
            self.cut(record_path)

    def _cut_emptied(self, path: Path, record_path: Path) -> None:
        """Cut a list that has lost its last entry; with what it narrowed down, where it did."""
        narrows = path[-1] in _NARROWING and record_path
        self.cut(record_path if narrows else path)

    def _is_removed(self, path: Path) -> bool:
        return any(path[:n] in self.removed for n in range(1, len(path) + 1))

    def _find_record(self, path: Path) -> tuple[Path, Record]:
        """Return the innermost record around a path, with its own path."""
        found: tuple[Path, Record] = ((), self.record)
        value: Any = self.record
        for n, part in enumerate(path, start=1):
            value = getattr(value, str(part)) if isinstance(value, Record) else value[part]
            if isinstance(value, Record):
                found = (path[:n], value)
        return found

    def _is_valid(self, record: Record, path: Path) -> bool:
        data = _strip_gone(_follow(self.data, path))
        try:
            # The model judges, so that both say the same.
            type(record).model_validate(data, context=self.origin)
        except ValidationError:
            return False
        return True


def _follow(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _strip_gone(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _strip_gone(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_strip_gone(entry) for entry in value if entry is not _GONE]
    return value
