"""What each page is made of, as one digest: while it is the same, so is the page.

A page that may show anything of the handbook rests on all of it. Those of which there are many rest on
less, and are given no more than that: see `Surroundings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from cx_handbook.content.model import Company, Handbook, SourceItem, Sources
from cx_handbook.content.model.base import FileRecord
from cx_handbook.program_digest import digest_program

NO_KEY = ""
"""Of what may rest on more than is known: it is made anew each time."""


class NamedPage(NamedTuple):
    """All that a page may say of another: what it is called, and where it is."""

    title: str
    slug: str
    section: str = ""


@dataclass(frozen=True)
class Surroundings:
    """What of the handbook the page of a policy is given, in the handbook's place.

    Its key rests on this and on its own file, so whoever adds to it adds to `_digest_basis`.
    """

    sources: Sources
    source_items_by_id: Mapping[str, SourceItem]
    policies_by_slug: Mapping[str, NamedPage]


def name_surroundings(handbook: Handbook) -> Surroundings:
    """Return what the pages of policies are given of the handbook."""
    named = {
        policy.slug: NamedPage(policy.title, policy.slug, policy.section)
        for policy in handbook.policies
    }
    return Surroundings(handbook.sources, handbook.source_items_by_id, named)


class RecordKeys:
    """Makes the keys of what shows some records of a handbook.

    Each rests on the program, the company, the sections and the sources, on what all pages are called,
    and on what is `told` of all of them besides.
    """

    def __init__(self, handbook: Handbook, *told: object) -> None:
        self._handbook = handbook
        self.company = digest_parts(*digest_company(handbook.company, handbook))
        """Of what shows nothing but the company."""
        basis = [self.company, repr(told)]
        for record in (handbook.sections, handbook.sources):
            # Without its file, an empty record stands for the sources.
            basis.append(handbook.keys.get(record.file, NO_KEY) if record.file else "none")
        self._basis = digest_parts(*basis, *_list_titles(handbook)) if all(basis) else NO_KEY

    def name_records(self, records: Iterable[FileRecord], *told: object) -> str:
        """Return the key of what shows some records, and what it is told besides."""
        keys = [self._handbook.keys.get(record.file, NO_KEY) for record in records]
        return digest_parts(self._basis, *keys, repr(told))


class PageKeys(RecordKeys):
    """Makes the keys of one handbook's pages as of a day. `links` tell what else pages lead to."""

    def __init__(self, handbook: Handbook, today: date, links: object) -> None:
        super().__init__(handbook, links)
        keys = [handbook.keys.get(one.file, NO_KEY) for one in handbook.list_records()]
        issued = (form.model_dump_json() for form in handbook.issued)
        self.whole = digest_parts(self._basis, today.isoformat(), *keys, *issued)
        """Of a page that may show anything."""


def digest_company(company: Company, handbook: Handbook) -> tuple[str, ...]:
    """Return what everything rests on: the program, and what the company's file and picture say."""
    picture = company.brand.picture if company.brand else None
    drawn = sha256(picture.content).hexdigest() if picture else "none"
    return digest_program(), handbook.keys.get(company.file, NO_KEY), drawn


def make_workbook_keys(handbook: Handbook) -> dict[str, str]:
    """Return what stands for all that each workbook is made of, by the name of its checklist or log."""
    company = digest_company(handbook.company, handbook)
    keys = {log.name: (*company, handbook.keys.get(log.file, NO_KEY)) for log in handbook.logs}
    for one in handbook.checklists:
        # Which questions its picks find, the form says.
        form = handbook.forms[one.slug].model_dump_json()
        keys[one.slug] = (*company, handbook.keys.get(one.file, NO_KEY), form)
    return {name: digest_parts(*told) for name, told in keys.items()}


def _list_titles(handbook: Handbook) -> Iterable[str]:
    """Yield what pages show of each other: where each is, what it is called, and their order."""
    for policy in handbook.policies:
        yield f"{policy.file} {policy.title}"
    for situation in handbook.situations:
        yield f"{situation.file} {situation.name}"


def digest_parts(*told: str) -> str:
    """Return the key of what rests on all of these keys and texts; none where one of them is empty."""
    if NO_KEY in told:
        return NO_KEY
    # Each with its length, so that two lists never read the same.
    return sha256("".join(f"{len(one)} {one}" for one in told).encode()).hexdigest()
