"""Issued forms: written once, never changed, read back as they were handed out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx_handbook.content.issued_forms import issue_forms
from cx_handbook.content.loader import examine, load, read_issued
from cx_handbook.errors import CannotRunError


def test_each_form_is_written_once(handbook_root: Path) -> None:
    """The first run writes a file a checklist, the second none."""
    handbook = load(handbook_root)
    expected = {f"{slug}-{form.fingerprint}.json" for slug, form in handbook.forms.items()}

    written = issue_forms(handbook, handbook_root)

    assert {path.name for path in written} == expected
    assert {path.parent for path in written} == {handbook_root / "checklists" / "issued"}
    assert issue_forms(handbook, handbook_root) == ()
    assert issue_forms(load(handbook_root), handbook_root) == ()


def test_only_the_checklists_that_are_handed_out_are_issued(handbook_root: Path) -> None:
    """Printing one checklist issues no other."""
    handbook = load(handbook_root)

    (path,) = issue_forms(handbook, handbook_root, handbook.checklists[:1])

    assert path.name.startswith(f"{handbook.checklists[0].slug}-")


def test_an_issued_form_reads_back_as_it_was(handbook_root: Path) -> None:
    """What is written passes the reader's own check of its fingerprint, and `check` is content."""
    handbook = load(handbook_root)

    paths = issue_forms(handbook, handbook_root)

    forms = {read_issued(path.read_bytes()).form for path in paths}
    assert forms == set(handbook.forms.values())
    assert not [p for p in examine(handbook_root).problems if "never issued" in p.wrong]


def test_an_issued_form_is_readable_and_sorted(handbook_root: Path) -> None:
    """People compare these files line by line."""
    (path, *_) = issue_forms(load(handbook_root), handbook_root)
    text = path.read_text(encoding="utf-8")

    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_a_changed_question_gives_a_new_file_beside_the_old(handbook_root: Path) -> None:
    """The old form stays, so that a sheet that comes back late can still be scored."""
    old = issue_forms(load(handbook_root), handbook_root)
    checklist = handbook_root / "checklists" / "daily.yml"
    text = checklist.read_text(encoding="utf-8")
    checklist.write_text(text.replace("Opening round", "First round"), encoding="utf-8")

    (new,) = issue_forms(load(handbook_root), handbook_root)

    assert new not in old
    assert all(path.exists() for path in old)


def test_a_file_that_is_there_is_never_written_again(handbook_root: Path) -> None:
    """Append-only: not even a damaged file is replaced in silence."""
    handbook = load(handbook_root)
    paths = issue_forms(handbook, handbook_root)
    paths[0].write_bytes(b"damaged")

    assert issue_forms(handbook, handbook_root) == ()
    assert paths[0].read_bytes() == b"damaged"


def test_nothing_unfinished_is_left_behind(handbook_root: Path) -> None:
    """Only whole files lie in the folder afterwards."""
    paths = issue_forms(load(handbook_root), handbook_root)

    assert sorted((handbook_root / "checklists" / "issued").iterdir()) == sorted(paths)


def test_a_disk_that_refuses_is_named(handbook_root: Path) -> None:
    """A file where the folder should be stops the command, and the message names the place."""
    handbook = load(handbook_root)
    (handbook_root / "checklists" / "issued").write_text("in the way", encoding="utf-8")

    with pytest.raises(CannotRunError, match=r"cannot write .*issued"):
        issue_forms(handbook, handbook_root)
