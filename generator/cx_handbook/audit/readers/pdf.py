"""Reads a filled-in PDF: it is hostile until proven otherwise, and only its fields are believed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cx_handbook.audit.answer_rules import Written
from cx_handbook.audit.filled_sheet import Returned, UnreadableError, WrittenAction

if TYPE_CHECKING:
    import pikepdf

MOST_BYTES, MOST_PAGES, MOST_OBJECTS = 30_000_000, 300, 100_000
MOST_FIELDS, DEEPEST, LONGEST, MOST_ODDITIES = 5_000, 12, 4_000, 20
MOST_MEMORY = 100_000_000

_QUESTION = re.compile(r"q\.([A-Z]{2,4}-[0-9]{2,3})\.(mark|k|n|cases|grade|note)")
_ACTION = re.compile(r"action\.([0-9]{1,3})\.(standard|what|who|by)")
_HEAD = re.compile(r"head\.(reference|site|auditor|date|start|end|first|last)")
_FINGERPRINT = re.compile(r"fingerprint ([0-9a-f]{64})")
_DOES_HARM = {
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

# What a malformed file makes pikepdf raise, beside its own error.
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, RuntimeError, ArithmeticError,
              MemoryError)  # fmt: skip


def read_pdf(content: bytes) -> Returned:
    """Return what stands in the fields of a filled-in sheet.

    Scripts are named and never run, and whatever the file says of a score is not looked at.
    Raises UnreadableError when it is too large, damaged, locked or not one of our forms.
    """
    import pikepdf

    if len(content) > MOST_BYTES:
        raise UnreadableError(
            f"it is larger than {MOST_BYTES // 1_000_000} MB; save the form without attachments"
        )
    try:
        with _limited(), pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            returned = _read(pdf)
            if pdf.get_warnings():
                raise UnreadableError(_DAMAGED)
            return returned
    except pikepdf.PasswordError:
        raise UnreadableError("it is encrypted; save it without a password") from None
    except (pikepdf.PdfError, *_MALFORMED):
        raise UnreadableError(_DAMAGED) from None


@contextmanager
def _limited() -> Iterator[None]:
    """Keep a file from unfolding into more memory than a sheet needs."""
    from pikepdf.settings import set_qpdf_limits

    before: Any = set_qpdf_limits(
        flate_max_memory=MOST_MEMORY, run_length_max_memory=MOST_MEMORY,
        parser_max_nesting=100, parser_max_container_size=200_000, doc_max_warnings=50,
    )  # fmt: skip
    try:
        yield
    finally:
        set_qpdf_limits(**before)


def _read(pdf: pikepdf.Pdf) -> Returned:
    if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
        raise UnreadableError("it has far more pages or parts than a sheet; save the form itself")
    form = pdf.Root.get("/AcroForm")
    if form is None or not len(form.get("/Fields", [])):
        raise UnreadableError(_NO_FIELDS)
    if "/XFA" in form:
        raise UnreadableError("it is an XFA form; fill in the form as we handed it out")
    oddities = [f"the file holds {thing}, which was not touched" for thing in _harmful(pdf)]
    boxes = dict(_boxes(form.Fields, oddities))
    return _returned(boxes, _fingerprint(pdf, boxes), oddities)


def _fingerprint(pdf: pikepdf.Pdf, boxes: dict[str, str]) -> str:
    typed = boxes.pop("form.fingerprint", "")
    boxes.pop("form.checklist", None)
    said = typed or str(pdf.docinfo.get("/Keywords", ""))
    found = _FINGERPRINT.search(f"fingerprint {typed}" if typed else said)
    if not found:
        raise UnreadableError(
            "it does not say which form it is; fill in a form that `handbook print` wrote"
        )
    return found[1]


def _returned(boxes: dict[str, str], form: str, oddities: list[str]) -> Returned:
    head: dict[str, str] = {}
    written: dict[str, dict[str, Any]] = {}
    actions: dict[int, dict[str, str]] = {}
    for name, text in boxes.items():
        if found := _QUESTION.fullmatch(name):
            written.setdefault(found[1], {})[found[2]] = text
        elif found := _ACTION.fullmatch(name):
            actions.setdefault(int(found[1]), {})[found[2]] = text
        elif found := _HEAD.fullmatch(name):
            head[found[1]] = text
        else:
            oddities.append(f"a field that is not on our sheets: {_short(name)}: {_short(text)}")
    if len(oddities) > MOST_ODDITIES:
        oddities[MOST_ODDITIES:] = [f"and {len(oddities) - MOST_ODDITIES} more of this kind"]
    return Returned(
        form=form,
        **head,
        written={name: Written(**texts) for name, texts in written.items()},
        actions=tuple(WrittenAction(**actions[n]) for n in sorted(actions)),
        oddities=tuple(oddities),
    )


def _boxes(fields: Any, oddities: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each field that is filled in."""
    seen: set[str] = set()
    for name, one in _fields(fields):
        text, is_text = _value(one)
        if not is_text:
            oddities.append(f"what stands in {_short(name)} is no text")
        if len(text) > LONGEST:
            oddities.append(f"{_short(name)} was cut after {LONGEST:,} letters")
        if name in seen:
            oddities.append(f"{_short(name)} stands twice; the first was taken: {_short(text)}")
        elif text:
            seen.add(name)
            yield name, text[:LONGEST].rstrip()


def _fields(fields: Any) -> Iterator[tuple[str, Any]]:
    """Yield each field that is not made of others, with its full name, in order."""
    found = 0
    below = [(one, "", 0) for one in _few(fields)][::-1]
    while below:
        one, above, depth = below.pop()
        found += 1
        if found > MOST_FIELDS or depth > DEEPEST:
            raise UnreadableError("it has far more fields than a sheet; save the form itself")
        name = f"{above}{str(one.get('/T', ''))[:200]}"
        kids = [kid for kid in _few(one.get("/Kids", [])) if "/T" in kid]
        below.extend((kid, f"{name}.", depth + 1) for kid in reversed(kids))
        if not kids:
            yield name, one


def _few(kids: Any) -> list[Any]:
    if len(kids) > MOST_FIELDS:
        raise UnreadableError("it has far more fields than a sheet; save the form itself")
    return list(kids)


def _value(one: Any) -> tuple[str, bool]:
    """Return what stands in a field, and whether it is text at all.

    Some readers tick only the box and leave the field as it was, so the boxes are looked at, too.
    """
    import pikepdf

    value = one.get("/V")
    if one.get("/FT") == "/Btn" and value in (None, "/Off"):
        ticked = [kid.get("/AS") for kid in (one, *_few(one.get("/Kids", [])))]
        value = next((state for state in ticked if state not in (None, "/Off")), None)
    if isinstance(value, pikepdf.Name | pikepdf.String | str):
        text = _plain(str(value))
        return text.removeprefix("/") if one.get("/FT") == "/Btn" else text, True
    return "", value is None


def _plain(text: str) -> str:
    """Return a text on one line: no control characters, no halves of characters."""
    spaced = re.sub(r"[\t\r\n\f\v]+", " ", text[: 4 * LONGEST])
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _short(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _harmful(pdf: pikepdf.Pdf) -> list[str]:
    """Name what the file would like to do; a link to read on is not among it."""
    import pikepdf

    found: set[str] = set()
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary):
            found.update(_acts(one))
    names: Any = pdf.Root.get("/Names", {})
    if "/JavaScript" in names:
        found.add("a script")
    if "/EmbeddedFiles" in names:
        found.add("other files")
    return sorted(found)


def _acts(one: Any) -> Iterator[str]:
    import pikepdf

    inline = [one.get(key) for key in ("/A", "/OpenAction")]
    more = one.get("/AA")
    if isinstance(more, pikepdf.Dictionary):
        inline.extend(value for _, value in more.items())
    for action in (one, *inline):
        if isinstance(action, pikepdf.Dictionary):
            kind = str(action.get("/S", ""))
            if kind in _DOES_HARM:
                yield _DOES_HARM[kind]
            if "/JS" in action:
                yield "a script"
            if kind == "/URI" and action is not one and one.get("/Subtype") != "/Link":
                yield "an address to open"
    if one.get("/Type") == "/EmbeddedFile" or one.get("/Subtype") == "/FileAttachment":
        yield "other files"
