"""Find in the samples what somebody wants to adopt, by the name that the author typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cx_handbook.authoring.samples import Sample, list_samples, load_sample, read_sample_files
from cx_handbook.content.file_layout import CHECKLISTS, LOGS, POLICIES
from cx_handbook.content.model import Checklist, Log, RolePlay, ServiceModel, TrainingCase
from cx_handbook.errors import CannotRunError
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import join_words


@dataclass(frozen=True)
class WantedFile:
    """A file of a sample that is to be copied: its name from the sample's root."""

    sample: Sample
    file: str

    @property
    def slug(self) -> str:
        """Its name in links."""
        return self.file.rpartition("/")[2].removesuffix(".yml")

    @property
    def folder(self) -> str:
        """The last folder it lies in: the section of a policy."""
        return self.file.split("/")[-2]


def find_wanted_files(names: Iterable[str], sample: Sample | None) -> tuple[WantedFile, ...]:
    """Return the files that names mean: `slug`, `section/slug`, or `situations/slug` and the like.

    Without a sample, all of them are looked through. Raises CannotRunError with every name that
    means nothing, or more than one thing.
    """
    samples = (sample,) if sample else list_samples()
    there = [wanted for one in samples for wanted in _list_files(one)]
    found: list[WantedFile] = []
    faults: list[str] = []
    for name in dict.fromkeys(names):
        matches = [wanted for wanted in there if _is_meant(wanted, name)]
        if len(matches) == 1:
            found += matches
        else:
            faults.append(_explain(name, matches, there))
    if faults:
        raise CannotRunError(*faults)
    return tuple(found)


def list_titles(sample: Sample) -> Iterator[tuple[str, str]]:
    """Yield what a sample holds that can be adopted: its name and its title."""
    book = load_sample(sample)
    for policy in book.policies:
        yield f"{policy.section}/{policy.slug}", policy.title
    for situation in book.situations:
        yield f"situations/{situation.slug}", situation.name
    titled: tuple[Checklist | TrainingCase | RolePlay | ServiceModel | Log, ...] = (
        *book.checklists, *book.cases, *book.role_plays, *book.models, *book.logs,
    )  # fmt: skip
    for record in titled:
        folder = record.file.split("/")[-2]
        yield f"{folder}/{record.slug}", record.title


def _list_files(sample: Sample) -> Iterator[WantedFile]:
    for file in read_sample_files(sample):
        parts = file.split("/")
        # Company, sections, sources and quiz lie beside the folders, and are not copied.
        if len(parts) == (3 if parts[0] == POLICIES else 2) and parts[0] in _FOLDERS:
            yield WantedFile(sample, file)


_FOLDERS = (POLICIES, CHECKLISTS, LOGS)


def _is_meant(wanted: WantedFile, name: str) -> bool:
    folder, _, slug = name.removesuffix(".yml").rpartition("/")
    return wanted.slug == slug and folder in ("", wanted.folder, wanted.file.rpartition("/")[0])


def _explain(name: str, matches: list[WantedFile], there: list[WantedFile]) -> str:
    if not matches:
        known = {wanted.slug for wanted in there} | {f"{w.folder}/{w.slug}" for w in there}
        hint = suggest(name, known, "handbook adopt without a name lists what there is")
        return f"no sample has {name}; {hint}"
    samples = sorted({wanted.sample.name for wanted in matches})
    if len(samples) > 1:
        return f"{name} stands in the samples {join_words(samples, 'and')}; name one with --from"
    several = " or ".join(f"{wanted.folder}/{wanted.slug}" for wanted in matches)
    return f"{name} means more than one thing; write {several}"
