"""Read and write issued forms: what was handed out is kept for ever, to score what comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from cx_handbook.content.file_layout import ISSUED_FORMS, list_files, report_file
from cx_handbook.content.kept_findings import KeptFindings
from cx_handbook.content.model import Checklist, Form, Handbook
from cx_handbook.content.model.form import IssuedForm
from cx_handbook.content.yaml_file import read_bytes
from cx_handbook.errors import Fault, Problem
from cx_handbook.files import create_exclusively
from cx_handbook.limits import CONTENT_FILE

# What is wrong with a checklist whose form nobody could score if it came back.
NEVER_ISSUED = "its questions as they stand now were never issued"
_EMPTY = "it is empty"
_MEND = "restore it from version control"
_MEND_EMPTY = (
    f"{_MEND}, or remove it: the next build writes it again where the questions are the same"
)


class IssuedFormError(ValueError):
    """An issued form is not what was issued."""


def read_issued_forms(
    root: Path, findings: KeptFindings
) -> tuple[tuple[IssuedForm, ...], list[Problem]]:
    """Return the forms that were handed out, and a problem for each that was changed or damaged."""
    forms: list[IssuedForm] = []
    problems: list[Problem] = []
    for name in list_files(root, ISSUED_FORMS, ".json"):
        try:
            form = _read_kept_form(read_bytes(root / name), findings)
            if Path(name).stem != f"{form.form.checklist}-{form.fingerprint}":
                raise IssuedFormError("its name is not that of the form in it")
            forms.append(form)
        except OSError as error:
            wrong = f"an issued form cannot be read ({error.strerror})"
            problems.append(report_file(name, wrong, "check its rights"))
        except ValueError as error:
            reason = str(error) if isinstance(error, IssuedFormError) else "it cannot be read"
            wrong = f"an issued form was changed or damaged: {reason}"
            problems.append(report_file(name, wrong, _MEND_EMPTY if reason == _EMPTY else _MEND))
    return tuple(forms), problems


def _read_kept_form(raw: bytes, findings: KeptFindings) -> IssuedForm:
    """Return an issued form. Whether it is as it was issued is found out once for the same bytes."""
    digest = hashlib.sha256(raw).hexdigest()
    if findings.find("issued", (digest,)):
        return IssuedForm.model_validate(json.loads(raw))
    form = read_issued_form(raw)
    findings.note("issued", (digest,), True)
    return form


def read_issued_form(raw: bytes) -> IssuedForm:
    """Return an issued form. Raises ValueError when it is not as it was issued."""
    if not raw:
        raise IssuedFormError(_EMPTY)
    if len(raw) > CONTENT_FILE:
        raise IssuedFormError("it is larger than 1 MB")
    try:
        form = IssuedForm.model_validate(json.loads(raw))
    except RecursionError:
        raise IssuedFormError("it is nested too deep") from None
    if form.form.fingerprint != form.fingerprint:
        raise IssuedFormError("its fingerprint does not fit its questions")
    return form


def find_unissued_forms(handbook: Handbook) -> Iterator[Fault]:
    """Yield a warning for each checklist whose form, as it stands now, was never handed out."""
    issued = {form.fingerprint for form in handbook.issued}
    for checklist in handbook.checklists:
        if handbook.forms[checklist.slug].fingerprint not in issued:
            yield Fault(
                checklist.file, (), NEVER_ISSUED,
                "run handbook build or handbook print before you hand it out, and commit checklists/issued/",
                severity="warning",
            )  # fmt: skip


def issue_forms(
    handbook: Handbook, root: Path, checklists: Iterable[Checklist] | None = None
) -> tuple[Path, ...]:
    """Write each form that was not issued yet, and return the files written.

    All checklists are meant unless some are named. A file that is there is never written again.
    Raises CannotRunError when the disk refuses.
    """
    issued = {form.fingerprint for form in handbook.issued}
    chosen = handbook.checklists if checklists is None else checklists
    written = []
    for form in (handbook.forms[checklist.slug] for checklist in chosen):
        path = root / ISSUED_FORMS / f"{form.checklist}-{form.fingerprint}.json"
        if form.fingerprint in issued or path.exists():
            continue
        # On the disk before a sheet is handed out: without it, nobody could score what comes back.
        if create_exclusively(path, _format_form(form)):
            written.append(path)
    return tuple(written)


def _format_form(form: Form) -> bytes:
    record = IssuedForm(fingerprint=form.fingerprint, form=form).model_dump(mode="json")
    # One value a line and sorted, because people compare these files in version control.
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    return f"{text}\n".encode()
