"""PDF sheets filled in for tests."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from cx_handbook.audit.reading.filled_sheet import FilledSheet

HEAD = {"reference": "reference", "site": "site", "auditor": "auditor", "date": "date",
        "start": "start", "end": "end", "first": "first", "last": "last"}  # fmt: skip


def list_typed(returned: FilledSheet) -> dict[str, str]:
    """Return what is typed into each field of a sheet, by its name; marks as words."""
    typed = {f"head.{name}": getattr(returned, name) for name in HEAD}
    for standard, written in returned.answers.items():
        for box in ("mark", "k", "n", "cases", "grade", "note"):
            typed[f"q.{standard}.{box}"] = getattr(written, box)
    for n, action in enumerate(returned.actions, start=1):
        for box in ("standard", "what", "who", "by"):
            typed[f"action.{n}.{box}"] = getattr(action, box)
    return {name: text for name, text in typed.items() if text}


def fill_by_pypdf(raw: bytes, typed: dict[str, str]) -> bytes:
    """Return a PDF with texts typed into its fields, as a viewer that pypdf stands for writes it."""
    writer = PdfWriter(_open_pdf(raw))
    values = {n: f"/{t}" if n.endswith(".mark") else t for n, t in typed.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@lru_cache(maxsize=1)
def _open_pdf(raw: bytes) -> PdfReader:
    # Dozens of audits are typed into the same sheet, and a writer copies what it is given.
    return PdfReader(BytesIO(raw))
