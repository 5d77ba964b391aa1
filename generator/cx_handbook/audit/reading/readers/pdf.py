"""Read a filled-in PDF. The file is untrusted: only its fields are read, and within limits.

Fields are walked by hand, not with `pikepdf.form`: that has no limits on depth and number, does not
read a box that was ticked without setting its field, and hides a second field of the same name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet, RawAction, UnreadableError
from cx_handbook.content.model.answer_types import BOXES
from cx_handbook.identifiers import FINGERPRINT, STANDARD_ID
from cx_handbook.limits import LONG_TEXT

if TYPE_CHECKING:
    import pikepdf

# Far above our largest sheet, far below what would keep a reader busy.
MOST_BYTES, MOST_PAGES, MOST_OBJECTS = 30_000_000, 300, 100_000
MOST_FIELDS, MOST_DEPTH, MOST_UNMAPPED = 5_000, 12, 20
MOST_MEMORY = 100_000_000

_QUESTION = re.compile(rf"q\.({STANDARD_ID})\.({'|'.join(BOXES)})")
_ACTION = re.compile(r"action\.([0-9]{1,3})\.(standard|what|who|by)")
_HEAD = re.compile(r"head\.(reference|site|auditor|date|start|end|first|last)")
_FINGERPRINT = re.compile(f"fingerprint ({FINGERPRINT})")
_ACTIVE_CONTENT = {
    "/JavaScript": "a script", "/Launch": "a program to start", "/SubmitForm": "a form to send off",
    "/ImportData": "data to fetch", "/GoToR": "another file to open", "/GoToE": "another file to open",
    "/Rendition": "a film or sound to play", "/Movie": "a film or sound to play",
    "/Sound": "a film or sound to play",
}  # fmt: skip
_NO_FIELDS = (
    "it has no fields: Print to PDF drops them; save the form itself, or enter it with "
    "`handbook audit enter`"
)
_DAMAGED = "the PDF is damaged; open it in a PDF reader, see what is there, and save it once more"

# Errors that pikepdf raises for a malformed file, beside its own.
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, RuntimeError, ArithmeticError,
              MemoryError)  # fmt: skip


def read_pdf(content: bytes) -> FilledSheet:
    """Return the texts in the fields of a filled-in sheet.

    Scripts are named and never run; a score in the file is not read. Raises UnreadableError when
    the file is too large, damaged, encrypted or not one of our forms.
    """
    import pikepdf

    if len(content) > MOST_BYTES:
        raise UnreadableError(
            f"it is larger than {MOST_BYTES // 1_000_000} MB; save the form without attachments"
        )
    try:
        # attempt_recovery=False: a repaired file may lack half of its answers.
        with _limit_memory(), pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            sheet = _read_sheet(pdf)
            # A warning means that qpdf repaired or replaced something: an answer may be lost.
            if pdf.get_warnings():
                raise UnreadableError(_DAMAGED)
            return sheet
    except pikepdf.PasswordError:
        raise UnreadableError("it is encrypted; save it without a password") from None
    except (pikepdf.PdfError, *_MALFORMED):
        raise UnreadableError(_DAMAGED) from None


@contextmanager
def _limit_memory() -> Iterator[None]:
    """Stop qpdf from unpacking a file into more memory than a sheet needs."""
    from pikepdf.settings import set_qpdf_limits

    before: Any = set_qpdf_limits(
        flate_max_memory=MOST_MEMORY, run_length_max_memory=MOST_MEMORY,
        parser_max_nesting=100, parser_max_container_size=200_000, doc_max_warnings=50,
    )  # fmt: skip
    try:
        yield
    finally:
        set_qpdf_limits(**before)


def _read_sheet(pdf: pikepdf.Pdf) -> FilledSheet:
    # Counted before anything is walked.
    if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
        raise UnreadableError("it has far more pages or parts than a sheet; save the form itself")
    form = pdf.Root.get("/AcroForm")
    if form is None or not len(form.get("/Fields", [])):
        raise UnreadableError(_NO_FIELDS)
    if "/XFA" in form:
        raise UnreadableError("it is an XFA form; fill in the form as we handed it out")
    unmapped = [
        f"the file holds {thing}, which was not touched" for thing in _list_active_content(pdf)
    ]
    boxes = dict(_read_boxes(form.Fields, unmapped))
    return _make_sheet(boxes, _take_fingerprint(pdf, boxes), unmapped)


def _take_fingerprint(pdf: pikepdf.Pdf, boxes: dict[str, str]) -> str:
    # Some programs drop hidden fields; the keywords then still name the form.
    typed = boxes.pop("form.fingerprint", "")
    boxes.pop("form.checklist", None)
    keywords = str(pdf.docinfo.get("/Keywords", ""))
    found = _FINGERPRINT.search(f"fingerprint {typed}" if typed else keywords)
    if not found:
        raise UnreadableError(
            "it does not say which form it is; fill in a form that `handbook print` wrote"
        )
    return found[1]


def _make_sheet(boxes: dict[str, str], form: str, unmapped: list[str]) -> FilledSheet:
    head: dict[str, str] = {}
    answers: dict[str, dict[str, Any]] = {}
    actions: dict[int, dict[str, str]] = {}
    for name, text in boxes.items():
        if found := _QUESTION.fullmatch(name):
            answers.setdefault(found[1], {})[found[2]] = text
        elif found := _ACTION.fullmatch(name):
            actions.setdefault(int(found[1]), {})[found[2]] = text
        elif found := _HEAD.fullmatch(name):
            head[found[1]] = text
        else:
            unmapped.append(
                f"a field that is not on our sheets: {_quote_text(name)}: {_quote_text(text)}"
            )
    if len(unmapped) > MOST_UNMAPPED:
        unmapped[MOST_UNMAPPED:] = [f"and {len(unmapped) - MOST_UNMAPPED} more of this kind"]
    return FilledSheet(
        form=form,
        **head,
        answers={name: RawAnswer(**texts) for name, texts in answers.items()},
        actions=tuple(RawAction(**actions[n]) for n in sorted(actions)),
        unmapped=tuple(unmapped),
    )


def _read_boxes(fields: Any, unmapped: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each field that is filled in."""
    seen: set[str] = set()
    for name, leaf in _walk_fields(fields):
        text, is_text = _read_value(leaf)
        if not is_text:
            unmapped.append(f"what stands in {_quote_text(name)} is no text")
        if len(text) > LONG_TEXT:
            unmapped.append(f"{_quote_text(name)} was cut after {LONG_TEXT:,} letters")
        if name in seen:
            unmapped.append(
                f"{_quote_text(name)} stands twice; the first was taken: {_quote_text(text)}"
            )
        elif text:
            seen.add(name)
            yield name, text[:LONG_TEXT].rstrip()


def _walk_fields(fields: Any) -> Iterator[tuple[str, Any]]:
    """Yield each field without subfields, with its full name, in order.

    The walk keeps its own stack: fields nested too deep cannot exhaust Python's.
    """
    found = 0
    waiting = [(field, "", 0) for field in _list_children(fields)][::-1]
    while waiting:
        field, prefix, depth = waiting.pop()
        found += 1
        if found > MOST_FIELDS or depth > MOST_DEPTH:
            raise UnreadableError("it has far more fields than a sheet; save the form itself")
        name = f"{prefix}{str(field.get('/T', ''))[:200]}"
        kids = [kid for kid in _list_children(field.get("/Kids", [])) if "/T" in kid]
        waiting.extend((kid, f"{name}.", depth + 1) for kid in reversed(kids))
        if not kids:
            yield name, field


def _list_children(kids: Any) -> list[Any]:
    if len(kids) > MOST_FIELDS:
        raise UnreadableError("it has far more fields than a sheet; save the form itself")
    return list(kids)


def _read_value(field: Any) -> tuple[str, bool]:
    """Return the text of a field, and whether its value is text at all.

    Some PDF readers tick only the widget and leave the field's value as it was, so the widgets'
    states are read, too.
    """
    import pikepdf

    value, is_button = field.get("/V"), field.get("/FT") == "/Btn"
    # Widgets are asked only where the field itself says nothing.
    if is_button and value in (None, "/Off"):
        states = [widget.get("/AS") for widget in (field, *_list_children(field.get("/Kids", [])))]
        value = next((state for state in states if state not in (None, "/Off")), None)
    if isinstance(value, pikepdf.Name | pikepdf.String | str):
        text = _to_plain_line(str(value))
        return (text.removeprefix("/") if is_button else text), True
    return "", value is None


def _to_plain_line(text: str) -> str:
    """Return a text on one line, without control characters and unpaired surrogates."""
    spaced = re.sub(r"[\t\r\n\f\v]+", " ", text[: 4 * LONG_TEXT])
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _quote_text(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _list_active_content(pdf: pikepdf.Pdf) -> list[str]:
    """Return what the file would do when it is opened or used; links on a page are left out."""
    import pikepdf

    found: set[str] = set()
    for part in pdf.objects:
        if isinstance(part, pikepdf.Dictionary):
            found.update(_active_content(part))
    names: Any = pdf.Root.get("/Names", {})
    if "/JavaScript" in names:
        found.add("a script")
    if "/EmbeddedFiles" in names:
        found.add("other files")
    return sorted(found)


def _active_content(part: Any) -> Iterator[str]:
    import pikepdf

    inline = [part.get(key) for key in ("/A", "/OpenAction")]
    events = part.get("/AA")
    if isinstance(events, pikepdf.Dictionary):
        inline.extend(value for _, value in events.items())
    for action in (part, *inline):
        if isinstance(action, pikepdf.Dictionary):
            kind = str(action.get("/S", ""))
            if kind in _ACTIVE_CONTENT:
                yield _ACTIVE_CONTENT[kind]
            if "/JS" in action:
                yield "a script"
            if kind == "/URI" and action is not part and part.get("/Subtype") != "/Link":
                yield "an address to open"
    if part.get("/Type") == "/EmbeddedFile" or part.get("/Subtype") == "/FileAttachment":
        yield "other files"
