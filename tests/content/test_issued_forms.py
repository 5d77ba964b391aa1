"""Issued forms: written once, never changed, read back as they were handed out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx_handbook.content.issued_forms import issue_forms, read_issued_form
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.errors import CannotRunError
from cx_handbook.limits import CONTENT_FILE


def test_each_form_is_written_once(handbook_root: Path) -> None:
    """The first run writes a file a checklist, the second none."""
    handbook = load_handbook(handbook_root)
    expected = {f"{slug}-{form.fingerprint}.json" for slug, form in handbook.forms.items()}

    written = issue_forms(handbook, handbook_root)

    assert {path.name for path in written} == expected
    assert {path.parent for path in written} == {handbook_root / "checklists" / "issued"}
    assert issue_forms(handbook, handbook_root) == ()
    assert issue_forms(load_handbook(handbook_root), handbook_root) == ()


def test_only_the_checklists_that_are_handed_out_are_issued(handbook_root: Path) -> None:
    """Printing one checklist issues no other."""
    handbook = load_handbook(handbook_root)

    (path,) = issue_forms(handbook, handbook_root, handbook.checklists[:1])

    assert path.name.startswith(f"{handbook.checklists[0].slug}-")


def test_an_issued_form_reads_back_as_it_was(handbook_root: Path) -> None:
    """What is written passes the reader's own check of its fingerprint, and `check` is content."""
    handbook = load_handbook(handbook_root)

    paths = issue_forms(handbook, handbook_root)

    forms = {read_issued_form(path.read_bytes()).form for path in paths}
    assert forms == set(handbook.forms.values())
    assert not [p for p in examine_content(handbook_root).problems if "never issued" in p.wrong]


def test_an_issued_form_is_readable_and_sorted(handbook_root: Path) -> None:
    """People compare these files line by line."""
    (path, *_) = issue_forms(load_handbook(handbook_root), handbook_root)
    text = path.read_text(encoding="utf-8")

    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_a_changed_question_gives_a_new_file_beside_the_old(handbook_root: Path) -> None:
    """The old form stays, so that a sheet that comes back late can still be scored."""
    old = issue_forms(load_handbook(handbook_root), handbook_root)
    checklist = handbook_root / "checklists" / "daily.yml"
    text = checklist.read_text(encoding="utf-8")
    checklist.write_text(text.replace("Opening round", "First round"), encoding="utf-8")

    (new,) = issue_forms(load_handbook(handbook_root), handbook_root)

    assert new not in old
    assert all(path.exists() for path in old)


def test_a_file_that_is_there_is_never_written_again(handbook_root: Path) -> None:
    """Append-only: not even a damaged file is replaced in silence."""
    handbook = load_handbook(handbook_root)
    paths = issue_forms(handbook, handbook_root)
    paths[0].write_bytes(b"damaged")

    assert issue_forms(handbook, handbook_root) == ()
    assert paths[0].read_bytes() == b"damaged"


def test_nothing_unfinished_is_left_behind(handbook_root: Path) -> None:
    """Only whole files lie in the folder afterwards."""
    paths = issue_forms(load_handbook(handbook_root), handbook_root)

    assert sorted((handbook_root / "checklists" / "issued").iterdir()) == sorted(paths)


def test_a_disk_that_refuses_is_named(handbook_root: Path) -> None:
    """A file where the folder should be stops the command, and the message names the place."""
    handbook = load_handbook(handbook_root)
    (handbook_root / "checklists" / "issued").write_text("in the way", encoding="utf-8")

    with pytest.raises(CannotRunError, match=r"cannot write .*issued"):
        issue_forms(handbook, handbook_root)


def test_issued_forms_are_read_with_the_handbook(handbook_root: Path, handbook: Handbook) -> None:
    """What was handed out stays available, whatever the handbook says today."""
    form = handbook.forms[handbook.checklists[0].slug]
    issued = {"fingerprint": form.fingerprint, "form": form.model_dump(mode="json")}
    (handbook_root / "checklists/issued").mkdir()
    kept = handbook_root / f"checklists/issued/daily-{form.fingerprint}.json"
    kept.write_text(json.dumps(issued))
    assert [read.form for read in load_handbook(handbook_root).issued] == [form]
    kept.rename(kept.with_name("daily-x.json"))
    errors = [str(problem) for problem in examine_content(handbook_root).errors]
    assert errors == [
        "checklists/issued/daily-x.json:1:1: an issued form was changed or damaged: "
        "its name is not that of the form in it; restore it from version control"
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 100_000,
        b'{"form": NaN, "fingerprint": "%s"}' % (b"0" * 64),
        b" " * (CONTENT_FILE + 1),
    ],
    ids=["empty", "null", "list", "bytes", "deep", "digits", "nan", "large"],
)
def test_a_damaged_form_is_refused(raw: bytes) -> None:
    """Whatever came of an issued form, it is a ValueError and nothing else."""
    with pytest.raises(ValueError, match=r"."):
        read_issued_form(raw)


def test_a_changed_form_is_refused(handbook: Handbook) -> None:
    """One changed word, and the fingerprint gives it away."""
    form = handbook.forms[handbook.checklists[0].slug]
    issued = json.dumps({"fingerprint": form.fingerprint, "form": form.model_dump(mode="json")})
    assert read_issued_form(issued.encode()).form == form
    with pytest.raises(ValueError, match="its fingerprint does not fit its questions"):
        read_issued_form(issued.replace("clear", "clean").encode())
