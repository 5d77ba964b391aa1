"""Addresses that last: the old ones of renamed pages, and the list of those once published.

QR codes on paper, bookmarks and mails lead to addresses. A renamed file says `formerly:` what it was
called, and the site keeps a page there that leads on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cx_handbook import addresses
from cx_handbook.content.model import (
    Checklist,
    Handbook,
    Log,
    Policy,
    RolePlay,
    ServiceModel,
    Situation,
    TrainingCase,
)
from cx_handbook.content.model.base import FileRecord, PageRecord
from cx_handbook.errors import Fault, Problem
from cx_handbook.files import write_atomically

PUBLISHED = "published.txt"
_INTRO = (
    "# Pages that were published. handbook build adds to it; commit it. When handbook check says that\n"
    "# one is gone, write formerly: in the file that took its place, or delete the line here.\n"
)
# Pages that are there whatever the content is.
_FIXED = frozenset(
    value
    for value in vars(addresses).values()
    if isinstance(value, str) and value.endswith(".html")
)


def get_address(record: FileRecord) -> str:
    """Return the address of a record's page. Raises TypeError for one that has none of its own."""
    match record:
        case Policy():
            return addresses.policy_path(record)
        case Situation():
            return addresses.situation_path(record)
        case Checklist():
            return addresses.checklist_path(record.slug)
        case TrainingCase():
            return addresses.case_path(record)
        case RolePlay():
            return addresses.role_play_path(record)
        case ServiceModel():
            return addresses.service_model_path(record)
        case Log():
            return addresses.log_path(record)
    raise TypeError(f"{record.file} has no page of its own")


def list_redirects(records: Iterable[FileRecord]) -> Iterator[tuple[str, str]]:
    """Yield each old address with the address to go to."""
    for record in records:
        if isinstance(record, PageRecord):
            for old in record.formerly:
                yield _complete(old), get_address(record)
                yield from _redirect_print_view(record, _complete(old))


def _redirect_print_view(record: PageRecord, old: str) -> Iterator[tuple[str, str]]:
    """Yield the old print view of a log or a checklist: the code on a log's sheet leads there."""
    name = old.rpartition("/")[2].removesuffix(".html")
    if isinstance(record, Log) and old.startswith("checklists/log/"):
        yield (
            addresses.print_view_path(addresses.LOG_PREFIX + name),
            addresses.print_view_path(record.name),
        )
    elif isinstance(record, Checklist) and old.startswith("checklists/"):
        # A checklist of an early handbook may have had a name that a sheet for training has by now.
        if addresses.explain_taken_name(name):
            return
        yield addresses.print_view_path(name), addresses.print_view_path(record.slug)


def find_address_faults(records: Iterable[FileRecord]) -> Iterator[Fault]:
    """Yield old addresses that exist, and those that two pages claim."""
    pages = [record for record in records if isinstance(record, PageRecord)]
    there = {get_address(page): page.file for page in pages}
    claimed: dict[str, str] = {}
    for page in pages:
        for n, written in enumerate(page.formerly):
            old, at = _complete(written), ("formerly", n)
            if old in there or old in _FIXED:
                wrong = f"there is a page at {old}"
                yield Fault(page.file, at, wrong, "write an address that no page has any more")
            elif old.startswith(f"{addresses.PRINTED}/"):
                wrong = f"{old} is the address of a sheet, which moves with its page"
                yield Fault(
                    page.file, at, wrong, "write what the page was called, such as checklists/daily"
                )
            elif old in claimed:
                wrong = f"{old} is claimed by {claimed[old]}"
                yield Fault(page.file, at, wrong, "write it in one file, the one to go on to")
            claimed.setdefault(old, page.file)


def find_vanished_pages(root: Path, handbook: Handbook) -> Iterator[Problem]:
    """Yield a warning for each published page that is gone and that no page was formerly."""
    kept = {*_list_pages(handbook), *(old for old, _ in list_redirects(handbook.list_records()))}
    for n, line in enumerate(_read_lines(root), start=1):
        if line and not line.startswith("#") and line not in kept:
            yield Problem(
                PUBLISHED, n, 1, "", f"{line} was published and is gone",
                f"write formerly: [{line.removesuffix('.html')}] in the file that took its place, or "
                "delete this line",
                "warning",
            )  # fmt: skip


def list_published(root: Path, records: Iterable[FileRecord]) -> Iterator[str]:
    """Yield the addresses of records' pages that were published."""
    lines = frozenset(_read_lines(root))
    pages = (get_address(record) for record in records if isinstance(record, PageRecord))
    return (page for page in pages if page in lines)


def add_published_pages(root: Path, handbook: Handbook) -> None:
    """Add the pages of a handbook to the list of those published, unless all of them are there.

    Raises CannotRunError when the disk refuses.
    """
    listed = [line for line in _read_lines(root) if line and not line.startswith("#")]
    pages = _list_pages(handbook)
    if not pages <= set(listed):
        text = _INTRO + "".join(f"{line}\n" for line in sorted({*listed, *pages}))
        write_atomically(root / PUBLISHED, text.encode())


def _list_pages(handbook: Handbook) -> set[str]:
    return {get_address(one) for one in handbook.list_records() if isinstance(one, PageRecord)}


def _read_lines(root: Path) -> list[str]:
    path = root / PUBLISHED
    # Whatever else somebody wrote into it is no address and is reported as one that is gone.
    text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    return [line.strip() for line in text.splitlines()]


def _complete(address: str) -> str:
    return f"{address.removesuffix('.html')}.html"
