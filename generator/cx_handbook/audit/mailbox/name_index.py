"""Find files of the folder `audits/` by their names alone, however many there are."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from cx_handbook.audit.mailbox.write_once import is_event_name

_DATE_LENGTH = len("2026-11-30-")
_RECORD_NAME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}-(?P<audit>[^.]+?)(?:\.r[0-9]+(?:-[0-9]+)?)?\.json"
)
_COPY = re.compile(r"(?P<audit>.+)-[0-9]+")


class NameIndex:
    """The names of stored files: by reference, and by site in the order of days."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._by_reference: dict[str, list[Path]] = {}
        self._by_site: dict[str, list[str]] = {}
        self._decisions: dict[str, list[str]] = {}
        self._seals: dict[str, list[Path]] = {}
        for path in paths:
            self.add_path(path)

    def add_path(self, path: Path) -> None:
        """Take in a file by its name."""
        site, name = path.parent.name, path.name
        if is_event_name(name):
            if ".counted_as-" in name:
                self._decisions.setdefault(site, []).append(name)
            if ".sealed-" in name:
                audit = name[_DATE_LENGTH:].partition(".")[0]
                self._seals.setdefault(audit, []).append(path)
            return
        if match := _RECORD_NAME.fullmatch(name):
            for audit in _list_names(match["audit"]):
                self._by_reference.setdefault(audit, []).append(path)
            insort(self._by_site.setdefault(site, []), name)

    def find_revisions(self, checklist: str, reference: str) -> tuple[Path, ...]:
        """Return the files that may be of one audit, whatever their site, date and revision.

        A few may be of another one, whose reference ends with a number as a copy's name does.
        """
        return tuple(self._by_reference.get(f"{checklist}-{reference}", ()))

    def find_seals(self, checklist: str, reference: str) -> tuple[Path, ...]:
        """Return the files of the seals of one audit."""
        return tuple(self._seals.get(f"{checklist}-{reference}", ()))

    def list_before(self, site: str, checklist: str, day: date) -> Iterator[str]:
        """Yield the names of a site's records by a checklist of earlier days, the latest first."""
        names = self._by_site.get(site, [])
        for place in range(bisect_left(names, day.isoformat()) - 1, -1, -1):
            # Another checklist's name may begin with this one's: whoever reads it sees that.
            if names[place].startswith(f"{checklist}-", _DATE_LENGTH):
                yield names[place]

    def list_between(self, site: str, checklist: str, first: date, last: date) -> Iterator[str]:
        """Yield the names of a site's records by a checklist that were begun in some days."""
        names = self._by_site.get(site, [])
        start = bisect_left(names, first.isoformat())
        for name in names[start : bisect_right(names, f"{last.isoformat()}.")]:
            if name.startswith(f"{checklist}-", _DATE_LENGTH):
                yield name

    def list_decisions(self, site: str, checklist: str) -> Iterator[str]:
        """Yield the names of a site's events about second audits by a checklist."""
        for name in self._decisions.get(site, ()):
            if name.startswith(f"{checklist}-", _DATE_LENGTH):
                yield name


def _list_names(audit: str) -> Iterator[str]:
    """Yield a checklist and reference as they stand in a name, and without the number of a copy."""
    yield audit
    if copy := _COPY.fullmatch(audit):
        yield copy["audit"]
