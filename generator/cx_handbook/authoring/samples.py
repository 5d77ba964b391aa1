"""The samples that a handbook can start from: list them, read one, and take its files.

A sample is a folder below `samples/` with its content and a `sample.yml` that says what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from cx_handbook.content.file_layout import CHECKLISTS, LOGS, POLICIES
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.base import Record
from cx_handbook.content.model.types import Count, Text
from cx_handbook.content.yaml_reader import read_yaml
from cx_handbook.errors import CannotRunError
from cx_handbook.shipped import find_shipped
from cx_handbook.suggestions import suggest

_SAMPLES = Path(__file__).parents[1] / "samples"
# The big one is the content at the repository's root, and has no second copy.
_RETAIL = "retail"


class SampleCard(Record):
    """`sample.yml`: what a sample is, for whoever chooses one."""

    label: Text = Field(description="Its name in a list, such as A dental clinic.")
    about: Text = Field(description="One sentence: what is in it.")
    suits: Text = Field(description="For whom it is a good start.")
    names: tuple[Text, ...] = Field(
        default=(), description="Made-up names in its texts, which whoever takes it replaces."
    )
    order: Count = Field(description="Its place in the list, from 1.")


@dataclass(frozen=True)
class Sample:
    """A sample: the name by which commands take it, its card, and the folder of its content."""

    name: str
    card: SampleCard
    folder: Path


def list_samples() -> tuple[Sample, ...]:
    """Return all samples in the order in which they are offered; the first is the usual one."""
    cards = _SAMPLES.glob("*/sample.yml")
    samples = (_read_sample(path) for path in cards)
    return tuple(sorted(samples, key=lambda sample: (sample.card.order, sample.name)))


def find_sample(name: str) -> Sample:
    """Return the sample of a name. Raises CannotRunError when there is none of it."""
    samples = {sample.name: sample for sample in list_samples()}
    if name not in samples:
        hint = suggest(name, samples, f"choose one of {', '.join(samples)}")
        raise CannotRunError(f"there is no sample {name}; {hint}")
    return samples[name]


@cache
def load_sample(sample: Sample) -> Handbook:
    """Return a sample as a handbook, to look up what belongs to what in it."""
    # Nobody changes what comes with the program while it runs.
    return load_handbook(sample.folder)


def read_sample_files(sample: Sample) -> dict[str, bytes]:
    """Return what a sample brings along: the bytes of each file by its name from the root.

    Only what an author writes: no forms that were issued and no audits. They belong to the company
    that handed them out, and their IDs would be taken for good.
    """
    return {
        path.relative_to(sample.folder).as_posix(): path.read_bytes()
        for path in _list_content(sample.folder)
    }


def _list_content(folder: Path) -> Iterator[Path]:
    # By ending: what an editor leaves behind is not content.
    yield from sorted((folder / POLICIES).rglob("*.yml"))
    for name in (CHECKLISTS, LOGS):
        yield from sorted((folder / name).glob("*.yml"))


def _read_sample(path: Path) -> Sample:
    name = path.parent.name
    card = SampleCard.model_validate(read_yaml(path, path.name).data)
    folder = path.parent
    # Its card has no other home; its content has one already.
    if name == _RETAIL:
        folder = find_shipped(f"samples/{_RETAIL}/{POLICIES}", POLICIES).parent
    return Sample(name, card, folder)
