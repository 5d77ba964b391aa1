"""No file keeps its reader long, takes much memory, or takes the command with it."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from cx_handbook.audit.folder.store import AuditStore
from cx_handbook.audit.reading import limited_process
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.limited_process import read_cells, read_filled_sheet
from cx_handbook.audit.reading.readers.workbook import read_sheets
from cx_handbook.content.model import Handbook
from cx_handbook.documents.workbook.writer import build_workbook
from support.audit_records import a_record, issued, make_test_importer, put
from support.hostile_files import claim_strings, tangle_fields

TOO_MUCH = (
    "it takes more memory to read than any sheet of ours; "
    "open it, copy what was filled in into a new sheet, and hand that in"
)
TOO_LONG = TOO_MUCH.replace("more memory", "longer")


@pytest.fixture(scope="module")
def good(handbook: Handbook) -> bytes:
    """A workbook of ours."""
    checklist = next(c for c in handbook.checklists if c.slug == "daily")
    return build_workbook(handbook.company, checklist, handbook.forms[checklist.slug])


def refuse(kind: limited_process.Kind, raw: bytes) -> str:
    with pytest.raises(UnreadableError) as refused:
        read_filled_sheet(kind, raw)
    return str(refused.value)


def find_child() -> subprocess.Popen[bytes]:
    child = limited_process._readers._child
    assert child is not None
    return child


def test_what_asks_for_too_much_memory_is_refused_and_the_next_file_is_read(good: bytes) -> None:
    """The library ends its process, and not ours; a workbook of 13 kB asks for 103 GB."""
    sheet = read_filled_sheet("workbook", good)
    first = find_child().pid

    assert refuse("workbook", claim_strings(good)) == TOO_MUCH
    assert read_filled_sheet("workbook", good) == sheet
    assert find_child().pid != first


def test_what_takes_too_long_is_refused_after_its_time() -> None:
    """Each of a thousand fields has the same five thousand children."""
    limited_process._readers.stop()
    before = os.times()

    assert refuse("pdf", tangle_fields()) == TOO_LONG
    limited_process._readers.stop()
    after = os.times()
    taken = after.children_user - before.children_user
    assert taken + after.children_system - before.children_system < 4  # with the start of a child


def test_one_child_reads_many_files(good: bytes) -> None:
    """A refused file that does no harm leaves it alive, and each gets its own answer."""
    read_filled_sheet("workbook", good)
    child = find_child().pid

    assert "no workbook" in refuse("workbook", b"PK\x03\x04")
    assert read_cells(good) == read_sheets(good)
    assert "damaged" in refuse("pdf", b"%PDF-1.7")
    assert find_child().pid == child


def test_a_child_is_replaced_after_many_files(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library never gives back goes with its process."""
    limited_process._readers.stop()
    monkeypatch.setattr(limited_process, "_FILES_OF_A_CHILD", 2)
    read_filled_sheet("workbook", good)
    child = find_child().pid
    read_filled_sheet("workbook", good)
    read_filled_sheet("workbook", good)

    assert find_child().pid != child


@pytest.mark.parametrize(
    "answer", [b"{}", b'{"form": 1}', b"[", b'{"form": "a", "answers": {"x": 1}}']
)
def test_an_answer_that_is_no_sheet_is_refused(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has taken over the library has taken over the child: what it says is checked."""
    monkeypatch.setattr(limited_process, "_ask", lambda *_: ("read", answer))

    assert refuse("pdf", b"%PDF-1.7").startswith("it cannot be read; open it")


def test_a_child_that_dies_between_two_files_costs_one_file(good: bytes) -> None:
    """Whoever ends it from outside does not end the command."""
    read_filled_sheet("workbook", good)
    os.kill(find_child().pid, signal.SIGTERM)

    assert refuse("workbook", good) == TOO_MUCH
    assert read_filled_sheet("workbook", good).form


def test_the_rest_of_the_folder_is_added(
    handbook_root: Path, handbook: Handbook, good: bytes
) -> None:
    """What cannot be read is set aside with the reason, and what follows is read by a new child."""
    root = issued(handbook_root)
    store = AuditStore(root, make_test_importer(handbook))
    hostile = root.parent / "a.xlsx"
    hostile.write_bytes(claim_strings(good))
    (last := root.parent / "c.xlsx").write_bytes(good)
    files = hostile, put(root.parent / "b.json", a_record(handbook)), last

    results = [result for file in files for result in store.add_file(file)]

    assert [result.outcome for result in results] == ["refused", "added", "refused"]
    assert results[0].reason == TOO_MUCH
    assert results[2].reason.startswith("it names no site")
    assert results[0].stored is not None
    assert results[0].stored.read_bytes() == hostile.read_bytes()
