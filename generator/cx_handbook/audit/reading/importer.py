"""Read a file that came back: detect its type, find its form, build its record, score it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from cx_handbook.audit.reading.claimed_logs import strip_claimed_logs
from cx_handbook.audit.reading.filled_sheet import FilledSheet, UnreadableError, build_record
from cx_handbook.audit.reading.limited_process import read_filled_sheet
from cx_handbook.audit.reading.readers.json_file import MOST_BYTES, refuse_size
from cx_handbook.audit.reading.readers.record_file import read_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.scoring.result import Result
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.content.model import Company, Form, Handbook
from cx_handbook.text_for_messages import show_name

_BEGINNING = 1024  # bytes within which a PDF has its signature


# Each reader raises UnreadableError for what it cannot read.
READERS: dict[str, Callable[[bytes], AuditRecord | FilledSheet]] = {
    "record": read_record,
    "pdf": partial(read_filled_sheet, "pdf"),
    "workbook": partial(read_filled_sheet, "workbook"),
}


@dataclass(frozen=True)
class Audit:
    """An audit with the form it was filled in on."""

    record: AuditRecord
    form: Form

    @cached_property
    def result(self) -> Result:
        """The score, computed from the form and the answers; a score in the file is ignored."""
        return score_answers(self.form, self.record.answers)


@dataclass(frozen=True)
class Importer:
    """Reads files with the company, every form ever issued, and defaults for site (an ID) and day."""

    company: Company
    forms: Mapping[str, Form]
    site: str | None = None
    day: date | None = None

    def read_audit(self, raw: bytes) -> Audit:
        """Return the audit in a file's bytes. Raises UnreadableError with the reason."""
        found = READERS[detect_file_type(raw)](raw)
        if not isinstance(found, FilledSheet):
            return self.take_record(found)
        form = self._find_form(found.form)
        record = build_record(found, form, self.company, site=self.site, day=self.day)
        return Audit(record, form)

    def take_record(self, record: AuditRecord) -> Audit:
        """Return a record with its form. Raises UnreadableError where it does not fit this handbook."""
        form = self._find_form(record.form)
        self._check_record(record, form)
        return Audit(strip_claimed_logs(record), form)

    def _find_form(self, fingerprint: str) -> Form:
        # Only forms that we issued: a file must not bring its own questions.
        if fingerprint not in self.forms:
            shown = show_name(fingerprint, 13) or "nothing"
            raise UnreadableError(
                f"its form {shown} was never issued by this handbook; restore that form in "
                "checklists/issued/ from version control, or add the file where it was issued"
            )
        return self.forms[fingerprint]

    def _check_record(self, record: AuditRecord, form: Form) -> None:
        """Refuse a record that does not fit the form or the company it names."""
        if record.checklist != form.checklist:
            raise UnreadableError(
                f"it claims to be {record.checklist}, but its form is {form.checklist}; "
                "save it again where it was filled in"
            )
        known = {item.standard for item in form.items}
        # Actions, draws and counts taken over name standards as well, and would point nowhere.
        actions = (action.standard for action in record.actions if action.standard)
        named = [*record.answers, *record.draws, *record.taken_over, *actions]
        if foreign := [standard for standard in named if standard not in known]:
            raise UnreadableError(
                f"its form does not ask {foreign[0]}; save it again where it was filled in"
            )
        if record.site not in [site.id for site in self.company.sites]:
            raise UnreadableError(
                f"there is no site {record.site}; add it to policies/company.yml, "
                "or correct the record where it was filled in"
            )


def make_importer(handbook: Handbook, site: str | None = None, day: date | None = None) -> Importer:
    """Return an importer that knows the forms issued by a handbook."""
    forms = {issued.fingerprint: issued.form for issued in handbook.issued}
    return Importer(handbook.company, forms, site, day)


def detect_file_type(raw: bytes) -> str:
    """Return the type of a file, a key of READERS, by its content; its name proves nothing.

    Raises UnreadableError when an audit does not come in such a file.
    """
    # Some editors put a byte order mark in front of JSON.
    beginning = raw[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning:
        raise UnreadableError("this file is empty; save it again where it was filled in")
    # PDF readers accept a few bytes in front of the signature, so we do, too.
    if b"%PDF-" in raw[:_BEGINNING]:
        return "pdf"
    # A workbook is a zip archive.
    if raw.startswith(b"PK\x03\x04"):
        return "workbook"
    if beginning[:1] in b"{[":
        return "record"
    raise UnreadableError(
        "this is neither a record nor a PDF nor a workbook; name the file that was filled in"
    )


def read_file_bytes(path: Path) -> bytes:
    """Return the bytes of a file. Raises UnreadableError, before reading, when it is too large."""
    try:
        if not path.is_file():
            raise UnreadableError("this is not a file; name the file that was filled in")
        size = path.stat().st_size
        if size > MOST_BYTES:
            refuse_size()
        with path.open("rb") as stream:
            # Not to its end: a file that grows all the time would never be read.
            return stream.read(size)
    except OSError as error:
        raise UnreadableError(
            f"it cannot be opened ({error.strerror}); close it elsewhere"
        ) from None
