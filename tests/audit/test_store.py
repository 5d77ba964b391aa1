"""What is added to `audits/` is kept once, kept beside what differs, or set aside; never lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cx_handbook.audit.folder import store as audit_store
from cx_handbook.audit.folder.store import AuditStore, ImportResult, list_input_files
from cx_handbook.audit.folder.stored_audits import read_stored_audit
from cx_handbook.audit.mailbox.write_once import list_stored_files
from cx_handbook.audit.reading import importer
from cx_handbook.audit.reading.filled_sheet import FilledSheet, UnreadableError
from cx_handbook.audit.reading.importer import read_file_bytes
from cx_handbook.audit.reading.readers.record_file import dump_record, encode_record
from cx_handbook.content.model import Handbook
from cx_handbook.errors import CannotRunError
from support.audit_records import a_record, make_test_importer, put

NAME = "audits/harbour/2026-11-03-monthly-k3x9-2fq7"


@pytest.fixture
def store(tmp_path: Path, handbook: Handbook) -> AuditStore:
    return AuditStore(tmp_path, make_test_importer(handbook))


def add(store: AuditStore, file: Path) -> tuple[ImportResult, ...]:
    return tuple(store.add_file(file))


def all_files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def refusal(handbook: Handbook, raw: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        make_test_importer(handbook).read_audit(raw)
    return str(caught.value)


def test_a_record_is_kept_below_its_site(
    tmp_path: Path, store: AuditStore, handbook: Handbook
) -> None:
    """It is written canonically and scored from its form; the input file is not changed."""
    file = put(tmp_path / "in" / "download (3).json", a_record(handbook))
    file.write_bytes(json.dumps(json.loads(file.read_bytes())).encode())
    before = file.read_bytes()

    added = add(store, file)[0]

    assert (added.outcome, added.stored) == ("added", tmp_path / f"{NAME}.json")
    assert (tmp_path / f"{NAME}.json").read_bytes() == encode_record(a_record(handbook))
    assert added.audit is not None
    assert added.audit.result.count_state("unanswered") == 1
    assert file.read_bytes() == before


def test_adding_the_same_again_changes_nothing(
    tmp_path: Path, store: AuditStore, handbook: Handbook
) -> None:
    """In the same run or a later one, whatever the file is called."""
    file = put(tmp_path / "in" / "a.json", a_record(handbook))
    add(store, file)[0]
    before = all_files(tmp_path)

    again = [
        add(store, file)[0],
        add(AuditStore(tmp_path, make_test_importer(handbook)), file)[0],
    ]

    assert [added.outcome for added in again] == ["known", "known"]
    assert all_files(tmp_path) == before


def test_one_that_differs_is_kept_beside_the_first(
    tmp_path: Path, store: AuditStore, handbook: Handbook
) -> None:
    """Nothing is overwritten, each is kept once, and those beside it are named."""
    files = [
        put(tmp_path / "in" / f"{n}.json", a_record(handbook, auditor=name))
        for n, name in enumerate(("Ann", "Bob", "Cy", "Bob"))
    ]
    added = [add(store, file)[0] for file in files]

    assert [a.outcome for a in added] == ["added", "conflict", "conflict", "known"]
    assert [a.stored for a in added[:3]] == [tmp_path / f"{NAME}{n}.json" for n in ("", "-2", "-3")]
    assert added[2].others == (tmp_path / f"{NAME}.json", tmp_path / f"{NAME}-2.json")
    assert added[3].stored == tmp_path / f"{NAME}-2.json"


def test_the_same_reference_under_another_date_is_a_conflict(
    tmp_path: Path, store: AuditStore, handbook: Handbook
) -> None:
    """Otherwise one audit with a corrected date would count twice."""
    add(store, put(tmp_path / "in" / "a.json", a_record(handbook)))[0]
    later = put(tmp_path / "in" / "b.json", a_record(handbook, date="2026-11-04"))

    added = add(AuditStore(tmp_path, make_test_importer(handbook)), later)[0]

    assert added.outcome == "conflict"
    assert added.others == (tmp_path / f"{NAME}.json",)
    assert added.stored == tmp_path / "audits/harbour/2026-11-04-monthly-k3x9-2fq7.json"


def test_a_damaged_record_is_not_overwritten_by_the_whole_one(
    tmp_path: Path, store: AuditStore, handbook: Handbook
) -> None:
    """The existing file may be the only copy of something."""
    damaged = tmp_path / f"{NAME}.json"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"{")

    added = add(store, put(tmp_path / "in" / "a.json", a_record(handbook)))[0]

    assert damaged.read_bytes() == b"{"
    assert added.stored == tmp_path / f"{NAME}-2.json"


def test_what_is_refused_is_copied_aside_with_the_reason(tmp_path: Path, store: AuditStore) -> None:
    """Its name cannot leave the folder; adding it again changes nothing; the input file is not changed."""
    file = tmp_path / "in" / "..evil \x1b[31m Ünïcode.JSON"
    file.parent.mkdir()
    file.write_bytes(b"{cut")

    added = add(store, file)[0]
    before = all_files(tmp_path)
    add(store, file)[0]

    assert added.outcome == "refused"
    assert added.stored is not None
    assert added.stored.parent == tmp_path / "audits" / "set-aside"
    assert added.stored.name.isascii()
    assert added.stored.read_bytes() == file.read_bytes() == b"{cut"
    assert added.stored.with_name(added.stored.name + ".why.txt").read_text("utf-8") == (
        "this file is damaged or cut short: line 1 is not JSON; "
        "save it again where it was filled in\n"
    )
    assert all_files(tmp_path) == before
    assert add(store, added.stored)[0].stored == added.stored


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "this file is empty; save it again where it was filled in"),
        (
            b"\x89PNG",
            "this is neither a record nor a PDF nor a workbook; name the file that was filled in",
        ),
    ],
)
def test_files_that_hold_no_audit_are_refused_by_their_content(
    handbook: Handbook, raw: bytes, said: str
) -> None:
    """The type is detected by content; names and suffixes are ignored."""
    assert refusal(handbook, raw) == said


def test_a_sheet_goes_through_its_reader(
    handbook: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a reader returns becomes a record, with the form looked up by its fingerprint."""
    form = a_record(handbook).form
    sheet = FilledSheet(form=form, site="harbour", date="2026-11-03", reference="k3x9")
    monkeypatch.setitem(importer.READERS, "pdf", lambda _: sheet)

    assert make_test_importer(handbook).read_audit(b"%PDF-1.7").record.id == "k3x9"


def test_a_form_that_was_never_issued_is_refused(handbook: Handbook) -> None:
    """An audit is scored from its own form or not at all."""
    assert refusal(handbook, encode_record(a_record(handbook, form="0" * 64))) == (
        "its form 000000000000… was never issued by this handbook; restore that form in "
        "checklists/issued/ from version control, or add the file where it was issued"
    )


def test_a_record_must_fit_its_form_and_company(handbook: Handbook) -> None:
    """Checklist, standards and site are checked against what they name."""
    again = "save it again where it was filled in"
    strange = {"XX-99": {"answer": "met"}}
    action = [{"number": 1, "standard": "XX-98", "what": "Ask"}]

    assert [
        refusal(handbook, encode_record(a_record(handbook, **changes)))
        for changes in (
            {"checklist": "daily"},
            {"answers": strange},
            {"actions": action},
            {"site": "the-pier"},
        )
    ] == [
        f"it claims to be daily, but its form is monthly; {again}",
        f"its form does not ask XX-99; {again}",
        f"its form does not ask XX-98; {again}",
        "there is no site the-pier; add it to policies/company.yml, or correct the record where "
        "it was filled in",
    ]


def test_a_large_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size is checked before the file is read or copied."""
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))

    with pytest.raises(UnreadableError, match="larger than 64 MB; leave photos out of it"):
        read_file_bytes(file)


def test_folders_are_read_without_following_links(tmp_path: Path) -> None:
    """Hidden files, links and reasons are skipped in folders; a file that is named is always added."""
    for name in (
        "in/b.json",
        "in/deep/a.json",
        "in/.hidden",
        "in/.git/x",
        "in/x.json.why.txt",
        "out/o",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "o.json").symlink_to(tmp_path / "out" / "o")

    found = list_input_files(
        [tmp_path / "in", tmp_path / "in" / ".hidden", tmp_path / "in" / "b.json"]
    )

    assert [p.relative_to(tmp_path).as_posix() for p in found] == [
        "in/b.json", "in/deep/a.json", "in/.hidden",
    ]  # fmt: skip


def test_too_many_files_are_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Naming the wrong folder does not make the command read a whole disk."""
    monkeypatch.setattr(audit_store, "MOST_FILES", 2)
    for n in range(3):
        (tmp_path / f"{n}.json").write_bytes(b"{}")

    with pytest.raises(CannotRunError, match=r"^more than 2 files; add them in parts$"):
        list_input_files([tmp_path])


def test_what_is_not_a_file_is_refused(tmp_path: Path, store: AuditStore) -> None:
    """Reading a pipe would never end."""
    os.mkfifo(tmp_path / "pipe")

    added = add(store, tmp_path / "pipe")[0]

    assert (added.outcome, added.stored) == ("refused", None)
    assert added.reason == "this is not a file; name the file that was filled in"


def test_kept_records_are_read_back_and_damage_is_named(
    tmp_path: Path, store: AuditStore, handbook: Handbook
) -> None:
    """A record under a name that is not its own was moved or changed by hand."""
    add(store, put(tmp_path / "in" / "a.json", a_record(handbook)))[0]
    (kept,) = list_stored_files(tmp_path)
    moved = kept.with_name("2026-11-03-monthly-other.json")

    assert read_stored_audit(tmp_path, kept, make_test_importer(handbook)).record == a_record(
        handbook
    )
    kept.rename(moved)
    with pytest.raises(UnreadableError) as caught:
        read_stored_audit(tmp_path, moved, make_test_importer(handbook))
    assert str(caught.value) == (
        f"its name is not that of the record in it; rename it to {NAME}.json"
    )


def test_the_audit_before_is_the_last_of_an_earlier_day(
    handbook: Handbook, tmp_path: Path, store: AuditStore
) -> None:
    """Of the same site and checklist; what is damaged is passed over."""
    days = ("2026-08-03", "2026-09-07", "2026-10-05", "2026-11-03")
    for day in days:
        file = put(tmp_path / "in" / f"{day}.json", a_record(handbook, id=f"on-{day}", date=day))
        (added,) = add(store, file)
        assert added.audit
    other = put(
        tmp_path / "in" / "x.json", a_record(handbook, date="2026-10-20", site="main-street")
    )
    add(store, other)
    assert added.before
    assert added.before.record.id == "on-2026-10-05"
    (october,) = store.folder.rglob("*on-2026-10-05.json")
    october.write_bytes(b"{")

    found = store.find_audit_before(added.audit)

    assert found
    assert found.record.id == "on-2026-09-07"
    (first,) = add(store, tmp_path / "in" / "2026-08-03.json")
    assert first.audit
    assert store.find_audit_before(first.audit) is None


def test_each_record_of_an_export_is_added_by_itself(handbook: Handbook, tmp_path: Path) -> None:
    """Each record of an exported list is added; a faulty one does not stop the others."""
    first, second = a_record(handbook), a_record(handbook, id="other-1")
    bundle = tmp_path / "in" / "audits.json"
    bundle.parent.mkdir()
    listed = [dump_record(first), {"format": 1}, dump_record(second)]
    bundle.write_text(json.dumps(listed), encoding="utf-8")

    added = add(AuditStore(tmp_path, make_test_importer(handbook)), bundle)

    assert [one.outcome for one in added] == ["added", "refused", "added"]
    assert [one.audit.record for one in added if one.audit] == [first, second]
    assert added[1].reason.startswith("record 2: ")


def test_a_list_of_nothing_is_no_audit(handbook: Handbook, tmp_path: Path) -> None:
    """An empty export is refused in words."""
    bundle = tmp_path / "audits.json"
    bundle.write_bytes(b"[]")

    (added,) = add(AuditStore(tmp_path, make_test_importer(handbook)), bundle)

    assert added.reason == "this file holds no record; name a file that holds one"
