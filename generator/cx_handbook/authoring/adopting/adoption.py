"""Work out what a handbook looks like with some files of the samples in it; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cx_handbook.authoring.adopting.names import NameMap
from cx_handbook.authoring.adopting.rewriting import NewHome, rewrite_file
from cx_handbook.authoring.adopting.sources import SourcePlan, add_sources, plan_sources
from cx_handbook.authoring.adopting.wanted_files import WantedFile
from cx_handbook.authoring.new_handbook import Answers, find_leftovers
from cx_handbook.authoring.samples import Sample, load_sample
from cx_handbook.authoring.skeletons import find_free_id
from cx_handbook.content.file_layout import COMPANY, POLICIES, SITUATIONS, SOURCES
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.model.markers import ReferenceGroup, gather_references
from cx_handbook.content.model.policy import Policy
from cx_handbook.content.model.types import CITATION
from cx_handbook.content.placeholders import PLACEHOLDER
from cx_handbook.errors import CannotRunError

_OF_SOURCES = re.compile(r"\b(?:(?:[Oo]ur|[Tt]he) sources?|(?:our|the) authors?)\b")
_NAMED = 12  # source items in a note
_EMPHASIS = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")


@dataclass(frozen=True)
class Guest:
    """A file that comes in: what was wanted, its record, its sample, and its name in its new home."""

    wanted: WantedFile
    record: FileRecord
    sample: Handbook
    file: str

    @property
    def slug(self) -> str:
        """Its name in links."""
        return self.wanted.slug


@dataclass
class Adoption:
    """The files to write, and what to tell about each, by its name; an empty name is for all."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)


def read_guests(wanted: Iterable[WantedFile]) -> list[tuple[WantedFile, Handbook, FileRecord]]:
    """Return the wanted files with their samples, each read once, and their records."""
    books: dict[str, Handbook] = {}
    guests = []
    for one in wanted:
        if one.sample.name not in books:
            books[one.sample.name] = load_sample(one.sample)
        book = books[one.sample.name]
        record = next(record for record in book.list_records() if record.file == one.file)
        guests.append((one, book, record))
    return guests


def plan_adoption(
    root: Path,
    own: Handbook,
    guests: Sequence[tuple[WantedFile, Handbook, FileRecord]],
    names: NameMap,
    today: date,
) -> Adoption:
    """Return the files that bring guests into a handbook.

    Raises CannotRunError when a file of its name is there already, when its section is none here, and
    when nothing would be left of it.
    """
    coming = [_seat_guest(own, *guest, names) for guest in guests]
    _check_names_are_free(root, own, coming)
    _check_placeholders(own, coming)
    adoption = Adoption()
    taken = set(own.taken_standard_ids)
    sources_text = _read_sources(root, own)
    for sample in {guest.wanted.sample.name: guest.wanted.sample for guest in coming}.values():
        group = [guest for guest in coming if guest.wanted.sample == sample]
        standards = _number_standards(own, group, taken)
        # What one sample brings, the next one finds there.
        sources = plan_sources(own, group[0].sample, _list_used_items(group))
        sources_text = _take_sources(adoption, sources_text, sources)
        own = _add_sources(own, sources)
        home = _describe_home(own, coming, names, standards, sources, today)
        for guest in group:
            rewritten = rewrite_file(_read_text(guest), guest.record, guest.file, home)
            adoption.files[guest.file] = rewritten.text.encode()
            notes = [*rewritten.notes, *_find_loose_ends(rewritten.text, guest, home)]
            adoption.notes[guest.file] = notes
        adoption.notes.setdefault("", []).extend(_find_leftovers(sample, group, adoption, own))
    return adoption


def _seat_guest(
    own: Handbook, wanted: WantedFile, sample: Handbook, record: FileRecord, names: NameMap
) -> Guest:
    file = wanted.file
    if isinstance(record, Policy):
        sections = {section.id for section in own.sections.sections}
        section = record.section if record.section in sections else None
        section = section or names.get(("sections", record.section))
        if section is None:
            raise CannotRunError(
                f"{file} needs a section; say yours with --section {record.section}=…"
            )
        file = f"{POLICIES}/{section}/{wanted.slug}.yml"
    return Guest(wanted, record, sample, file)


def _check_names_are_free(root: Path, own: Handbook, coming: Sequence[Guest]) -> None:
    """Raise CannotRunError with every file that would take another one's place or name."""
    faults = []
    seen: set[str] = set()
    for guest in coming:
        there = own.policies_by_slug.get(guest.slug) if isinstance(guest.record, Policy) else None
        if there or (root / guest.file).exists():
            faults.append(
                f"{there.file if there else guest.file} is here already; nothing is written"
            )
        elif guest.file in seen:
            faults.append(f"{guest.slug} is wanted from two samples; adopt one of them")
        seen.add(guest.file)
    if faults:
        raise CannotRunError(*faults)


def _check_placeholders(own: Handbook, coming: Sequence[Guest]) -> None:
    """Raise CannotRunError when texts fill in what the company's file here does not say."""
    known = own.company.list_placeholders()
    wanted = {
        (name, guest.wanted.file)
        for guest in coming
        for name in PLACEHOLDER.findall(_read_text(guest))
        if name not in known
    }
    if wanted:
        lines = (
            f"{file} names {{{{ {name} }}}}; write {name.rpartition('.')[2]} in {COMPANY} first"
            for name, file in sorted(wanted)
        )
        raise CannotRunError(*lines)


def _read_text(guest: Guest) -> str:
    return (guest.wanted.sample.folder / guest.wanted.file).read_text("utf-8-sig")


def _number_standards(own: Handbook, group: Sequence[Guest], taken: set[str]) -> dict[str, str]:
    """Return what the standards of a sample are called here; those that do not come are left out."""
    # A standard that asks the very same thing is the same one.
    numbers = {
        name: name
        for name, (standard, _) in group[0].sample.standards_by_id.items()
        if name in own.standards_by_id and own.standards_by_id[name][0].check == standard.check
    }
    for guest in group:
        for standard in guest.record.standards if isinstance(guest.record, Policy) else ():
            new = standard.id
            if new in taken:
                new = find_free_id(new.rpartition("-")[0], taken)
            taken.add(new)
            numbers[standard.id] = new
    return numbers


def _list_used_items(group: Iterable[Guest]) -> Iterator[str]:
    for guest in group:
        yield from (r.name for r in gather_references(guest.record) if r.group == "source_items")
        yield from CITATION.findall(_read_text(guest))


def _read_sources(root: Path, own: Handbook) -> str:
    return (root / SOURCES).read_text("utf-8-sig") if own.sources.file else ""


def _take_sources(adoption: Adoption, text: str, plan: SourcePlan) -> str:
    """Note what of the sources comes along, or stays away; return the text of the sources' file."""
    if plan.added:
        text = add_sources(text, plan)
        adoption.files[SOURCES] = text.encode()
        items = ", ".join(item.id for item in plan.added)
        adoption.notes.setdefault(SOURCES, []).append(f"{items} came along")
    for old, new in plan.items.items():
        if new and new != old:
            adoption.notes.setdefault(SOURCES, []).append(f"{old} of the sample is {new} here")
    left = [item for item, new in plan.items.items() if new is None]
    if left:
        more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        named = ", ".join(left[:_NAMED])
        note = f"{named}{more} left out, because this handbook has no sources"
        adoption.notes.setdefault("", []).append(note)
    return text


def _add_sources(own: Handbook, plan: SourcePlan) -> Handbook:
    documents = (*own.sources.documents, *plan.documents)
    items = (*own.sources.items, *plan.added)
    sources = own.sources.model_copy(update={"documents": documents, "items": items})
    return Handbook(
        own.company, own.sections, sources, own.policies, own.situations, own.checklists, own.issued
    )


def _describe_home(
    own: Handbook,
    coming: Iterable[Guest],
    names: NameMap,
    standards: Mapping[str, str],
    sources: SourcePlan,
    today: date,
) -> NewHome:
    coming = list(coming)
    company = own.company
    adopted = {guest.slug for guest in coming if isinstance(guest.record, Policy)}
    met = {guest.slug for guest in coming if guest.file.startswith(f"{SITUATIONS}/")}
    known: dict[ReferenceGroup, frozenset[str]] = {
        "roles": frozenset(role.id for role in company.roles),
        "channels": frozenset(channel.id for channel in company.channels),
        "products": frozenset(product.id for product in company.products),
        "sites": frozenset(site.id for site in company.sites),
        "sections": frozenset(section.id for section in own.sections.sections),
        "policies": frozenset(own.policies_by_slug) | adopted,
        "situations": frozenset(own.situations_by_slug) | met,
    }
    return NewHome(
        known, names, standards, sources.items, company.gesture_limits, company.language,
        company.customer_words.one, today,
    )  # fmt: skip


def _find_loose_ends(text: str, guest: Guest, home: NewHome) -> Iterator[str]:
    """Yield a note for each line that speaks of a page, or of a source, that is not here."""
    titles = {policy.title: policy.slug for policy in guest.sample.policies}
    for number, line in enumerate(text.split("\n"), start=1):
        for title in _EMPHASIS.findall(line):
            if title in titles and titles[title] not in home.known["policies"]:
                yield f"line {number} names *{title}*, which is not here"
        # A sentence that speaks of a source without one would claim what nobody can look up.
        if not any(home.items.values()) and (match := _OF_SOURCES.search(line)):
            yield f"line {number} speaks of “{match[0]}”; say it as your own, or take it out"


def _find_leftovers(
    sample: Sample, group: Iterable[Guest], adoption: Adoption, own: Handbook
) -> list[str]:
    """Say where names of the sample's, its currency or its word for customers still stand."""
    company = own.company
    words = company.customer_words
    answers = Answers(
        company.name, company.language, company.currency,
        customer=f"{words.one}/{words.many}", sites=tuple(site.name for site in company.sites),
    )  # fmt: skip
    files = {guest.file: (adoption.files[guest.file] or b"").decode() for guest in group}
    return find_leftovers(sample, files, answers)
