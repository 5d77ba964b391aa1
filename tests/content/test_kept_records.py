"""A preview keeps the records of files that did not change, and reads what a save changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cx_handbook.content import kept_records
from cx_handbook.content.examination import Examination
from cx_handbook.content.file_layout import COMPANY
from cx_handbook.content.kept_records import KeptRecords
from cx_handbook.content.loader import examine_content
from cx_handbook.content.parsed_files import ParsedFiles
from cx_handbook.content.yaml_file import YamlFile
from support.project import DAY, copy_small_handbook

POLICY = "policies/calls/ring-back.yml"


class Reader(ParsedFiles):
    """Reads files, and notes which."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def read_yaml(self, path: Path, name: str) -> YamlFile:
        self.read.append(name)
        return super().read_yaml(path, name)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small handbook on a disk that notes every change."""
    monkeypatch.setattr(kept_records, "_COARSEST", -1)
    return copy_small_handbook(tmp_path / "handbook")


def examine(root: Path, records: KeptRecords) -> tuple[Examination, list[str]]:
    """Examine a handbook, and return which files were read besides."""
    reader = Reader()
    return examine_content(root, DAY, reader, records=records), reader.read


def test_only_the_saved_file_is_read(root: Path) -> None:
    """All other records are the very ones of before, and the new one says what its file says."""
    records = KeptRecords()
    before, _ = examine(root, records)
    path = root / POLICY
    path.write_text(path.read_text("utf-8").replace("promise: ", "promise: Now ", 1), "utf-8")
    after, read = examine(root, records)

    assert [name for name in read if name.startswith("policies/calls/")] == [POLICY]
    assert before.handbook
    assert after.handbook
    olds = {one.file: one for one in before.handbook.list_records()}
    anew = [one for one in after.handbook.list_records() if one is not olds[one.file]]
    # Before the company's file is read, nobody can tell whether what is kept may be used.
    assert [one.file for one in anew] == [COMPANY, POLICY]
    assert "promise='Now " in repr(anew[1])
    assert after.problems == examine_content(root, DAY).problems


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (POLICY, "title: ", "titel: "),
        (POLICY, "I will ring you {by same day}", "I will ring you as soon as possible"),
        (COMPANY, "language: en-GB", "language: de"),
        (COMPANY, "currency: GBP", "currency: POUND"),
    ],
)
def test_what_is_kept_changes_no_message(root: Path, name: str, old: str, new: str) -> None:
    """With a mistake, and when it is mended, all problems are those of a reading without records."""
    records = KeptRecords()
    examine(root, records)
    good = (root / name).read_text("utf-8")
    assert old in good
    for text in (good.replace(old, new), good):
        (root / name).write_text(text, "utf-8")
        for _ in range(2):  # what was kept of the first reading is believed in the second
            kept, _ = examine(root, records)
            plain = examine_content(root, DAY)
            assert kept.problems == plain.problems
            assert kept.handbook == plain.handbook


def test_a_title_that_another_file_names_is_read_anew(root: Path) -> None:
    """A text with `[[slug]]` holds the title of another page, which changes without it."""
    other = root / "policies/calls/other.yml"
    shutil.copy(root / POLICY, other)
    text = other.read_text("utf-8").replace("title: ", "title: Other ", 1)
    other.write_text(text.replace("promise: ", "promise: As [[ring-back]] says. ", 1), "utf-8")
    records = KeptRecords()
    examine(root, records)
    _, read = examine(root, records)
    assert "policies/calls/other.yml" in read


def test_a_file_written_a_moment_ago_is_not_trusted(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second change so soon might leave the same marks on the disk."""
    monkeypatch.setattr(kept_records, "_COARSEST", 10**15)
    records = KeptRecords()
    examine(root, records)
    _, read = examine(root, records)
    assert POLICY in read


def test_a_file_that_is_gone_leaves_no_record(root: Path) -> None:
    """What was kept of it is not believed any more."""
    records = KeptRecords()
    examine(root, records)
    (root / POLICY).unlink()
    kept, _ = examine(root, records)
    assert kept.problems == examine_content(root, DAY).problems
