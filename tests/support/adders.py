"""Several processes that add audits to one folder at the same time, and what is there afterwards."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from cx_handbook.audit.mailbox.write_once import list_stored_files
from cx_handbook.audit.reading.readers.record_file import dump_record, encode_record, read_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Handbook
from support.audit_records import a_record
from support.kills import Drive


class Added(NamedTuple):
    """Records that were given and that are there, and what is wrong beside a record that was lost."""

    given: int
    there: int
    lost: int
    faults: list[str]


def make_records(
    handbook: Handbook, writer: int, many: int, *, same_day: bool
) -> list[AuditRecord]:
    """Return the records of one writer: a third are the same everywhere, a third contradict."""
    records = []
    for n in range(many):
        day = f"2026-{n % 12 + 1:02}-{n // 12 % 27 + 1 + (0 if same_day else writer % 2):02}"
        shared = {
            "id": f"a-{n}",
            "date": day,
            "period": None,
            "answers": {"SO-02": {"answer": "met"}},
        }
        own: dict[str, dict[str, Any]] = {
            "same": {"auditor": "All", "date": f"2026-{n % 12 + 1:02}-01"},
            "contradicting": {"auditor": f"Writer {writer}"},
            "own": {"id": f"w{writer}-{n}", "auditor": f"Writer {writer}"},
        }
        kind = ("same", "contradicting", "own")[n % 3]
        bare = {"draws": {}, "taken_over": {}, "device": None, "actions": []}
        records.append(a_record(handbook, **{**bare, **shared, **own[kind]}))
    return records


def add_at_once(root: Path, handbook: Handbook, drive: Drive, writers: int, many: int) -> Added:
    """Let writers add at once; say whether all is there, once, and each conflict was named."""
    commands = []
    given: set[bytes] = set()
    for writer in range(writers):
        records = make_records(handbook, writer, many, same_day=writer % 4 < 2)
        folder = root.parent / "in" / str(writer)
        folder.mkdir(parents=True)
        listed = json.dumps([dump_record(record) for record in records])
        (folder / "audits.json").write_text(listed, "utf-8")
        given |= {encode_record(record) for record in records}
        commands.append(["--root", str(root), "audit", "add", str(folder)])
    done = drive(commands)
    stored = [path.read_bytes() for path in list_stored_files(root)]
    faults = list(find_faults(root, stored, "".join(one["err"] for one in done)))
    if set(stored) - given:
        faults.append("there is what nobody gave")
    return Added(len(given), len(stored), len(given - set(stored)), faults)


def find_faults(root: Path, stored: list[bytes], said: str) -> list[str]:
    """Return what is wrong with what is there and with what the writers said."""
    faults = []
    if len(set(stored)) < len(stored):
        faults.append("a record is there twice")
    if left := [path.name for path in (root / "audits").rglob("*.new")]:
        faults.append(f"left: {left}")
    if "Traceback" in said:
        faults.append("a traceback")
    named = Counter(re.findall(r"^CONFLICT .*-monthly-(a-[0-9]+)(?:-[0-9]+)?\.json;", said, re.M))
    for reference, number in Counter(read_record(raw).id for raw in stored).items():
        # Whoever came first had nobody to contradict.
        if named[reference] < number - 1:
            faults.append(f"{reference} is there {number} times, and {named[reference]} were told")
    return faults
