"""Keeps every form that was ever handed out, so that a sheet can be scored as it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from cx_handbook.content.model import Checklist, Form, Handbook
from cx_handbook.content.model.form import IssuedForm
from cx_handbook.files import write_atomically

FOLDER = Path("checklists", "issued")


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
        path = root / FOLDER / f"{form.checklist}-{form.fingerprint}.json"
        if form.fingerprint not in issued and not path.exists():
            write_atomically(path, _content(form))
            written.append(path)
    return tuple(written)


def _content(form: Form) -> bytes:
    record = IssuedForm(fingerprint=form.fingerprint, form=form).model_dump(mode="json")
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    return f"{text}\n".encode()
