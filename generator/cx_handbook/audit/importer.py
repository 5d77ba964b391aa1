"""From a file that comes back to an audit: what sort of file it is, its form, its record, its score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from cx_handbook.audit.filled_sheet import Returned, UnreadableError, site_named, to_record
from cx_handbook.audit.readers.pdf import read_pdf
from cx_handbook.audit.readers.record_file import MOST_BYTES, read_record, too_large
from cx_handbook.audit.readers.workbook import read_workbook
from cx_handbook.audit.record import AuditRecord
from cx_handbook.audit.scoring import Result, score
from cx_handbook.content.model import Company, Form, Handbook
from cx_handbook.text_for_messages import to_one_line

_BEGINNING = 1024  # bytes within which a PDF says that it is one


# Each reader raises UnreadableError for what it cannot read.
READERS: dict[str, Callable[[bytes], AuditRecord | Returned]] = {
    "record": read_record,
    "pdf": read_pdf,
    "workbook": read_workbook,
}


@dataclass(frozen=True)
class Audit:
    """An audit with the form it was filled in on."""

    record: AuditRecord
    form: Form

    @cached_property
    def result(self) -> Result:
        """The score, reckoned anew: what a file claims about itself counts for nothing."""
        return score(self.form, self.record.answers)


@dataclass(frozen=True)
class Intake:
    """What files are read with: the company, every form ever issued, and what stands in for blanks."""

    company: Company
    forms: Mapping[str, Form]
    site: str | None = None
    day: date | None = None

    def read(self, raw: bytes) -> Audit:
        """Return the audit in a file's bytes. Raises UnreadableError with the reason."""
        found = READERS[sort_of(raw)](raw)
        form = self._form(found.form)
        if isinstance(found, Returned):
            return Audit(to_record(found, form, self.company, site=self.site, day=self.day), form)
        self._check(found, form)
        return Audit(found, form)

    def _form(self, fingerprint: str) -> Form:
        if fingerprint not in self.forms:
            shown = to_one_line(fingerprint, 13) or "nothing"
            raise UnreadableError(
                f"its form {shown} was never issued by this handbook; restore that form in "
                "checklists/issued/ from version control, or add the file where it was issued"
            )
        return self.forms[fingerprint]

    def _check(self, record: AuditRecord, form: Form) -> None:
        """Refuse a record that does not fit the form or the company it names."""
        if record.checklist != form.checklist:
            raise UnreadableError(
                f"it claims to be {record.checklist}, but its form is {form.checklist}; "
                "save it again where it was filled in"
            )
        known = {item.standard for item in form.items}
        named = [*record.answers, *(a.standard for a in record.actions if a.standard)]
        if strange := [standard for standard in named if standard not in known]:
            raise UnreadableError(
                f"its form does not ask {strange[0]}; save it again where it was filled in"
            )
        if site_named(self.company, record.site) != record.site:
            raise UnreadableError(
                f"there is no site {record.site}; add it to policies/company.yml, "
                "or correct the record where it was filled in"
            )


def intake(handbook: Handbook, site: str | None = None, day: date | None = None) -> Intake:
    """Return what files are read with, by a handbook."""
    forms = {issued.fingerprint: issued.form for issued in handbook.issued}
    return Intake(handbook.company, forms, site, day)


def sort_of(raw: bytes) -> str:
    """Return what sort of file this is, by its content: names and endings prove nothing.

    Raises UnreadableError when it is none that an audit comes in.
    """
    beginning = raw[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning:
        raise UnreadableError("this file is empty; save it again where it was filled in")
    if b"%PDF-" in raw[:_BEGINNING]:
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        return "workbook"
    if beginning[:1] in b"{[":
        return "record"
    raise UnreadableError(
        "this is neither a record nor a PDF nor a workbook; name the file that was filled in"
    )


def file_bytes(path: Path) -> bytes:
    """Return the bytes of a file; one that is too large is refused before it is read."""
    try:
        if not path.is_file():
            raise UnreadableError("this is not a file; name the file that was filled in")
        if path.stat().st_size > MOST_BYTES:
            too_large()
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(
            f"it cannot be opened ({error.strerror}); close it elsewhere"
        ) from None
