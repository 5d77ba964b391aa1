"""Read damaged files as the commands do, and say what became of each: read, refused, or a fault of ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cx_handbook.audit.folder.store import AuditStore
from cx_handbook.audit.reading import limited_process
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.reading.readers.log_file import read_log
from cx_handbook.audit.reading.readers.record_file import encode_record, read_record
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.documents.workbook.log_workbook import build_log_workbook
from cx_handbook.documents.workbook.writer import build_workbook
from support.audit_records import a_record, issued, make_test_importer
from support.mutations import DAMAGES, make_damaged
from support.project import CASES, DAY

PARTS = {"json": 40_000, "xlsx": 20_000, "pdf": 10_000, "csv": 15_000, "yaml": 15_000}
"""How many files of each sort a whole run reads."""
MOST_SECONDS = 2.0
LOG = b"Day,Reference,Channel,What\n2026-10-01,T-1,phone,late\n2026-10-02,T-2,email,\xc2\xa3 5\n"
POLICY = "policies/calls/ring-back.yml"


class Outcome(NamedTuple):
    """What became of a file: a word or the beginning of the refusal, its fault if any, and the time."""

    said: str
    fault: str
    seconds: float


class Fuzzer:
    """The seeds of every sort, and a handbook in which damaged files are read."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(CASES / "handbook", folder / "handbook")
        self.root = issued(folder / "handbook")
        self.incoming = folder / "in"
        self.incoming.mkdir()
        self.handbook = load_handbook(self.root)
        # With a site and a day for sheets that name none, so that they are read to their end.
        self.importer = replace(make_test_importer(self.handbook), site="harbour", day=DAY)
        self.parts = 1
        self.policy = (self.root / POLICY).read_bytes()
        self.seeds: dict[str, list[Any]] = {
            "json": list(self._list_json()),
            "xlsx": list(self._list_workbooks()),
            "pdf": [self._list_objects()],
            "csv": [LOG],
            "yaml": [
                path.read_bytes() for path in sorted((self.root / "policies").glob("*/*.yml"))
            ],
        }

    def _list_json(self) -> Iterator[bytes]:
        whole = encode_record(a_record(self.handbook))
        yield whole
        yield encode_record(a_record(self.handbook, id="a-2", answers={}, actions=[], draws={}))
        yield json.dumps([json.loads(whole)] * 2).encode()
        yield json.dumps({"record": json.loads(whole), "events": []}).encode()

    def _list_workbooks(self) -> Iterator[bytes]:
        for checklist in self.handbook.checklists[:2]:
            form = self.handbook.forms[checklist.slug]
            yield build_workbook(self.handbook.company, checklist, form)
        for log in self.handbook.logs[:1]:
            yield build_log_workbook(self.handbook.company, log)

    def _list_objects(self) -> list[bytes]:
        """Return the objects of a small PDF with the fields of a form of ours."""
        form = self.handbook.forms[self.handbook.checklists[0].slug]
        texts = {"head.site": "harbour", "head.date": "2026-11-03", "action.1.what": "Practise"}
        texts |= {f"q.{item.standard}.mark": "yes" for s in form.sections for item in s.items}
        first = 6
        names = b" ".join(b"%d 0 R" % n for n in range(first, first + len(texts)))
        return [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /MediaBox [0 0 9 9] /Resources << >> /Parent 2 0 R >>",
            b"<< /Fields [5 0 R %s] >>" % names,
            b"<< /T (form.fingerprint) /FT /Tx /V (%s) >>" % form.fingerprint.encode(),
            *(
                b"<< /T (%s) /FT /Tx /V (%s) >>" % (name.encode(), text.encode())
                for name, text in texts.items()
            ),
        ]

    def judge(self, sort: str, number: int) -> Outcome:
        """Read the damaged file of a sort and a number. A fault is what must never be."""
        raw = make_damaged(sort, number, self.seeds[sort])
        self.parts, before = 1, os.times()
        try:
            said, fault = self._read(sort, raw), ""
        except UnreadableError as error:
            said = str(error)
            fault = "" if said.isprintable() else f"unprintable: {said!r}"
            said = re.sub(r"[‘“][^’”]*[’”]|[0-9]+|<U\+[0-9A-F]+>", "…", said.partition(";")[0])[:60]
        except Exception:
            said, fault = "traceback", traceback.format_exc()
        seconds = _count_seconds(before)
        # The process of the libraries counts when it has ended: it ends by itself in its time.
        if seconds > MOST_SECONDS * self.parts:
            fault = fault or f"took {seconds:.1f} s"
        return Outcome(said, fault, seconds)

    def _read(self, sort: str, raw: bytes) -> str:
        reader: Callable[[bytes], str] = getattr(self, f"_read_{sort}")
        return reader(raw)

    def _read_json(self, raw: bytes) -> str:
        file = self.incoming / "a.json"
        file.write_bytes(raw)
        try:
            store = AuditStore(self.root, self.importer)
            results = list(store.add_file(file))
            self.parts = len(results) or 1  # an export has that time for each record
        finally:
            shutil.rmtree(self.root / "audits", ignore_errors=True)
        for result in results:
            if not result.reason.isprintable():
                raise AssertionError(f"unprintable: {result.reason!r}")
            if result.audit:
                self._check_record(result.audit)
        reasons = [result.reason for result in results if result.reason]
        if reasons:
            raise UnreadableError(reasons[0])
        return results[0].outcome if results else "nothing"

    def _read_xlsx(self, raw: bytes) -> str:
        return self._read_sheet(raw)

    def _read_pdf(self, raw: bytes) -> str:
        return self._read_sheet(raw)

    def _read_sheet(self, raw: bytes) -> str:
        audit = self.importer.read_audit(raw)
        self._check_record(audit)
        return "read"

    def _read_csv(self, raw: bytes) -> str:
        table = read_log(raw, ["Reference"])
        width = len(table.headings)
        if any(len(row) != width for row in table.entries):
            raise AssertionError("a row has not as many cells as there are headings")
        return "read"

    def _read_yaml(self, raw: bytes) -> str:
        path = self.root / POLICY
        path.write_bytes(raw)
        try:
            problems = examine_content(self.root, DAY).problems
        finally:
            path.write_bytes(self.policy)
        for problem in problems:
            if not str(problem).isprintable():
                raise AssertionError(f"unprintable: {str(problem)!r}")
        return "problems" if any(p.file == POLICY for p in problems) else "no problem"

    def _check_record(self, audit: Audit) -> None:
        """A record that was read is whole: written and read again it is the same."""
        if read_record(encode_record(audit.record)) != audit.record:
            raise AssertionError("written and read again, the record is another one")
        if audit.form.fingerprint not in self.importer.forms:
            raise AssertionError("it brought its own questions")


def _count_seconds(before: os.times_result) -> float:
    """Return the processor time of this process, and of children that ended, since a moment."""
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def end_children() -> None:
    """End the process of the libraries: what it took is counted when it has ended."""
    limited_process._readers.stop()


__all__ = ["DAMAGES", "PARTS", "Fuzzer", "Outcome", "end_children"]
