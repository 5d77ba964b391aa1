"""The fillable PDF: whoever fills it in, the same comes back; whatever comes back, no traceback."""

from __future__ import annotations

import base64
import random
import threading
import time
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet, RawAction, UnreadableError
from cx_handbook.audit.reading.readers.pdf import LONG_TEXT, MOST_BYTES, read_pdf
from cx_handbook.content.model import Form, Handbook
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.pdf.form_fields import fill_fields
from support.depth import WHOLE
from support.generated_audits import generated_audits
from support.pdf_forms import HEAD, fill_by_pypdf, list_typed
from support.project import TESTS
from support.sheets import checklist_sheet

pytestmark = pytest.mark.pdf

DAMAGED = "the PDF is damaged; open it in a PDF reader, see what is there, and save it once more"


@pytest.fixture(scope="module")
def form(handbook: Handbook) -> Form:
    return handbook.forms[handbook.checklists[-1].slug]


@pytest.fixture(scope="module")
def blank(monthly_pdf: bytes) -> bytes:
    """Return the monthly self-audit as PDF, as nobody has filled it in."""
    return monthly_pdf


FILL = """async ([raw, typed]) => {
  const pdfjs = await import("/pdf.min.mjs");
  pdfjs.GlobalWorkerOptions.workerSrc = "/pdf.worker.min.mjs";
  const data = Uint8Array.from(atob(raw), (c) => c.charCodeAt(0));
  const doc = await pdfjs.getDocument({ data }).promise;
  for (let n = 1; n <= doc.numPages; n += 1) {
    for (const one of await (await doc.getPage(n)).getAnnotations()) {
      const text = typed[one.fieldName];
      if (text === undefined) continue;
      if (one.radioButton) doc.annotationStorage.setValue(one.id, { value: one.buttonValue === text });
      else if (one.checkBox) doc.annotationStorage.setValue(one.id, { value: one.exportValue === text });
      else doc.annotationStorage.setValue(one.id, { value: text });
    }
  }
  const saved = await doc.saveDocument();
  await doc.loadingTask.destroy();
  let binary = "";
  for (const byte of saved) binary += String.fromCharCode(byte);
  return btoa(binary);
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves pdf.js to this machine alone: a browser takes no modules from a folder."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def pdfjs(chromium: Browser) -> Iterator[Callable[[bytes, dict[str, str]], bytes]]:
    """Return what fills in a PDF by pdf.js, as a browser's own viewer does."""
    folder = str(TESTS / "vendor" / "pdfjs")
    Quiet.extensions_map = {**Quiet.extensions_map, ".mjs": "text/javascript"}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page: Page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/pdf.min.mjs")

    def fill(raw: bytes, typed: dict[str, str]) -> bytes:
        saved: str = page.evaluate(FILL, [base64.b64encode(raw).decode(), typed])
        return base64.b64decode(saved)

    yield fill
    page.close()
    server.shutdown()
    server.server_close()


def changed(raw: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return a PDF after something was done to it."""
    with pikepdf.open(BytesIO(raw)) as document, warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.exceptions.PageCopyWarning)
        change(document)
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def leaf(fields: Any, name: str) -> Any:
    """Return the field of this name."""
    for part in name.split("."):
        found = next(one for one in fields if part == one.T)
        fields = found.get("/Kids", [])
    return found


def refused(raw: bytes) -> str:
    with pytest.raises(UnreadableError) as error:
        read_pdf(raw)
    return str(error.value)


def test_a_blank_form_comes_back_blank(form: Form, blank: bytes) -> None:
    """Nothing but the fingerprint is on a form that nobody filled in."""
    assert read_pdf(blank) == FilledSheet(form=form.fingerprint)


def test_what_pypdf_fills_in_comes_back(form: Form, blank: bytes) -> None:
    """Twenty made-up audits, umlauts and long notes among them, are read as they were written."""
    for audit in generated_audits(form, 20):
        assert read_pdf(fill_by_pypdf(blank, list_typed(audit))) == audit


def test_what_a_browser_fills_in_comes_back(
    form: Form, blank: bytes, pdfjs: Callable[[bytes, dict[str, str]], bytes]
) -> None:
    """The same through pdf.js, with which browsers show and save forms."""
    for audit in generated_audits(form, 20):
        assert read_pdf(pdfjs(blank, list_typed(audit))) == audit


def test_a_form_can_be_filled_in_twice(
    form: Form, blank: bytes, pdfjs: Callable[[bytes, dict[str, str]], bytes]
) -> None:
    """A sheet saved half full is opened again, and the later answer counts."""
    first, second = RawAnswer(mark="yes"), RawAnswer(mark="no", note="Seen again")

    half = pdfjs(blank, list_typed(FilledSheet(form.fingerprint, answers={"SO-02": first})))
    whole = pdfjs(half, list_typed(FilledSheet(form.fingerprint, answers={"SO-02": second})))

    assert read_pdf(half).answers == {"SO-02": first}
    assert read_pdf(whole).answers == {"SO-02": second}


def test_every_box_of_every_question_is_a_field(form: Form, blank: bytes) -> None:
    """A question has the fields of its kind, a note, and N/A only where it is allowed."""
    names = {name for name, one in (PdfReader(BytesIO(blank)).get_fields() or {}).items()
             if "/FT" in one}  # fmt: skip

    for item in form.items:
        boxes = {"yes_no": ["mark"], "count": ["k", "n", "cases"], "grade": ["grade"]}[item.answer]
        expected = {*boxes, "note", *(["mark"] if item.may_be_na else [])}
        assert {n.split(".")[2] for n in names if n.startswith(f"q.{item.standard}.")} == expected
    assert {f"head.{name}" for name in HEAD} <= names
    assert {
        f"action.{n}.{box}" for n in range(1, 9) for box in ("standard", "what", "who", "by")
    } <= names


def test_fields_are_said_in_words_and_stand_in_the_tags(blank: bytes) -> None:
    """Each place a field has belongs to a Form element, and each field has a description."""
    with pikepdf.open(BytesIO(blank)) as document:
        tagged = {
            element.K[0].Obj.objgen
            for element in document.objects
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Form"
        }
        for page in document.pages:
            assert page.obj.Tabs == "/S"
            for place in page.obj.Annots:
                if place.Subtype == "/Widget":
                    assert place.objgen in tagged
                    assert str(place.get("/TU", place.get("/Parent", {}).get("/TU", "")))
                    left, bottom, right, top = place.Rect
                    assert (left < right and bottom < top) or place.F == 2
        assert str(leaf(document.Root.AcroForm.Fields, "q.CB-01.k").TU) == "CB-01: cases that met"
        assert "/FontFile2" in document.Root.AcroForm.DR.Font.Inter.FontDescriptor


def test_a_sheet_printed_for_a_site_carries_it(handbook: Handbook, form: Form) -> None:
    """The site stands on the paper, cannot be changed, and comes back, whatever its name."""
    site = handbook.company.sites[0].model_copy(update={"name": 'Łódź | "Main" & <more>'})
    sheet = checklist_sheet(handbook, handbook.checklists[-1], form, paper="a4", site=site)

    assert read_pdf(renderer.render_pdf(sheet)).site == site.name


@pytest.mark.parametrize("site", ["Zoë's shop", "Łódź"])
def test_a_prefilled_copy_is_shown_and_read(form: Form, blank: bytes, site: str) -> None:
    """The value is drawn on each page that asks for it; where letters are missing, readers draw it."""
    copy = fill_fields(blank, {"head.site": site, "head.first": "2026-10-01"})

    assert read_pdf(copy) == FilledSheet(form.fingerprint, site=site, first="2026-10-01")
    assert fill_fields(blank, {"head.site": site, "head.first": "2026-10-01"}) == copy
    with pikepdf.open(BytesIO(copy)) as document:
        field = leaf(document.Root.AcroForm.Fields, "head.site")
        drawn = ["/AP" in place for place in field.Kids]
        assert drawn == [site != "Łódź"] * 3
        assert document.Root.AcroForm.get("/NeedAppearances", False) == (site == "Łódź")


def test_a_copy_is_changed_and_comes_back(
    form: Form, blank: bytes, pdfjs: Callable[[bytes, dict[str, str]], bytes]
) -> None:
    """Prefilled values can be changed."""
    copy = fill_fields(blank, {"head.site": "harbour", "head.auditor": "Ana"})

    got = read_pdf(pdfjs(copy, {"head.auditor": "Jörg", "action.2.what": "Call"}))

    assert got == FilledSheet(
        form.fingerprint, site="harbour", auditor="Jörg", actions=(RawAction(what="Call"),)
    )


def test_without_fields_the_reason_is_said(blank: bytes) -> None:
    """A form that was printed to PDF holds a picture of the answers only."""

    def flatten(document: pikepdf.Pdf) -> None:
        del document.Root.AcroForm

    assert refused(changed(blank, flatten)) == (
        "it has no fields: Print to PDF drops them; save the form itself, or enter it with "
        "`handbook audit enter`"
    )


def test_what_cannot_be_read_is_refused_with_the_reason(blank: bytes) -> None:
    """Too large, locked, not a PDF, of another kind, or not ours: each has its sentence."""
    with pikepdf.open(BytesIO(blank)) as document:
        locked = BytesIO()
        document.save(locked, encryption=pikepdf.Encryption(owner="x", user="y"))

    def dynamic(document: pikepdf.Pdf) -> None:
        document.Root.AcroForm.XFA = pikepdf.String("x")

    def anonymous(document: pikepdf.Pdf) -> None:
        leaf(document.Root.AcroForm.Fields, "form.fingerprint").V = "../../x"

    assert refused(bytes(MOST_BYTES + 1)) == (
        "it is larger than 30 MB; save the form without attachments"
    )
    assert refused(locked.getvalue()) == "it is encrypted; save it without a password"
    assert refused(b"PK\x03\x04") == refused(b"") == DAMAGED
    assert refused(changed(blank, dynamic)) == (
        "it is an XFA form; fill in the form as we handed it out"
    )
    assert refused(changed(blank, anonymous)) == (
        "it does not say which form it is; fill in a form that `handbook print` wrote"
    )


def test_the_keywords_name_the_form_when_the_field_is_lost(form: Form, blank: bytes) -> None:
    """Some readers leave hidden fields out when they save."""

    def lose(document: pikepdf.Pdf) -> None:
        fields = document.Root.AcroForm.Fields
        document.Root.AcroForm.Fields = pikepdf.Array(f for f in fields if f.T != "form")

    assert read_pdf(changed(blank, lose)).form == form.fingerprint


def test_what_a_file_would_like_to_do_is_named_and_not_done(blank: bytes) -> None:
    """Scripts, programs, addresses and attachments are oddities; the answers are read all the same."""

    def arm(document: pikepdf.Pdf) -> None:
        name, words = pikepdf.Name, pikepdf.Dictionary
        document.Root.OpenAction = words(S=name.JavaScript, JS="app.alert(1)")
        field = leaf(document.Root.AcroForm.Fields, "head.date")
        field.AA = words(K=words(S=name.Launch, F="calc.exe"))
        field.A = words(S=name.URI, URI="https://elsewhere.example/")
        document.attachments["evil.exe"] = b"MZ"

    got = read_pdf(changed(fill_by_pypdf(blank, {"head.site": "harbour"}), arm))

    assert got.site == "harbour"
    assert got.unmapped == tuple(
        f"the file holds {thing}, which was not touched"
        for thing in ("a program to start", "a script", "an address to open", "other files")
    )


def test_fields_of_others_are_oddities(form: Form, blank: bytes) -> None:
    """A forged score, a path as a name and a value that is no text change nothing."""

    def forge(document: pikepdf.Pdf) -> None:
        fields = document.Root.AcroForm.Fields
        for name, value in (("score", "10"), ("../../etc/passwd", "x"), ("q.CB-01.score", "9.9")):
            fields.append(
                document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=name, V=value))
            )
        leaf(fields, "head.auditor").V = pikepdf.Array([1, 2])

    assert read_pdf(changed(blank, forge)) == FilledSheet(
        form.fingerprint,
        unmapped=(
            "what stands in “head.auditor” is no text",
            "a field that is not on our sheets: “score”: “10”",
            "a field that is not on our sheets: “../../etc/passwd”: “x”",
            "a field that is not on our sheets: “q.CB-01.score”: “9.9”",
        ),
    )


def test_texts_come_back_plain_and_no_longer_than_they_may_be(blank: bytes) -> None:
    """Line breaks become spaces, other control characters vanish, and a giant is cut and named."""

    def spoil(document: pikepdf.Pdf) -> None:
        fields = document.Root.AcroForm.Fields
        leaf(fields, "head.site").V = "a\x00\x1bb\r\nc\td "
        leaf(fields, "q.CB-01.note").V = "w" * 1_000_000

    got = read_pdf(changed(blank, spoil))

    assert got.site == "ab c d"
    assert got.answers["CB-01"].note == "w" * LONG_TEXT
    assert got.unmapped == ("“q.CB-01.note” was cut after 4,000 letters",)


def _many(document: pikepdf.Pdf) -> None:
    field = leaf(document.Root.AcroForm.Fields, "head.date")
    field.Kids = pikepdf.Array([field] * 150_000)


def _endless(document: pikepdf.Pdf) -> None:
    fields = document.Root.AcroForm.Fields
    fields[0].Kids.append(fields[0])


def _bomb(document: pikepdf.Pdf) -> None:
    kids = [document.make_indirect(pikepdf.Dictionary(T="x", V="y" * 1000)) for _ in range(6_000)]
    document.Root.AcroForm.Fields = pikepdf.Array(kids)


@pytest.mark.parametrize("change", [_many, _endless, _bomb])
def test_a_tree_of_fields_without_end_is_refused(
    blank: bytes, change: Callable[[pikepdf.Pdf], None]
) -> None:
    """A hundred thousand kids, a field within itself, too many fields: refused, and soon."""
    raw = changed(blank, change)
    began = time.process_time()

    assert "far more fields than a sheet" in refused(raw)
    assert time.process_time() - began < 5


def test_what_would_fill_the_memory_is_refused() -> None:
    """Three hundred kilobytes that unfold into three hundred megabytes are not unfolded."""
    parts = [b"<< /Type /Catalog /Pages 4 0 R >> ", b"<< /Type /Pages /Count 1 /Kids [5 0 R] >> "]
    parts.append(b"<< /Type /Page /Parent 4 0 R /MediaBox [0 0 9 9] >> ")
    starts = (2, 0, 4, len(parts[0]), 5, len(parts[0] + parts[1]))
    first = b"%d %d %d %d %d %d " % starts
    packer, spaces = zlib.compressobj(9), b" " * 10_000_000
    packed = packer.compress(first + b"".join(parts))
    packed += b"".join(packer.compress(spaces) for _ in range(30)) + packer.flush()
    raw = b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 3 /Filter /FlateDecode"
    raw += b" /First %d /Length %d >>\nstream\n" % (len(first), len(packed))
    raw += packed + b"\nendstream\nendobj\n"
    places = [(0, 0, 0), (1, 9, 0), (2, 1, 0), (1, len(raw), 0), (2, 1, 1), (2, 1, 2)]
    rows = b"".join(bytes([a]) + b.to_bytes(3, "big") + bytes([c]) for a, b, c in places)
    table = b"3 0 obj\n<< /Type /XRef /W [1 3 1] /Size 6 /Root 2 0 R /Length 30 >>\nstream\n%s"
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(raw)

    assert refused(raw + table % rows + end) == DAMAGED


def test_no_part_of_a_file_is_taken_for_the_whole(form: Form, blank: bytes) -> None:
    """A file cut off anywhere is refused, or it still is everything that was in it."""
    whole = replace(next(generated_audits(form, 1)), unmapped=())
    raw = fill_by_pypdf(blank, list_typed(whole))

    for cut in range(0, len(raw), len(raw) // 200):
        assert refused(raw[:cut]) == DAMAGED
    assert read_pdf(raw) == whole


@pytest.mark.parametrize("damage", [b"<harbour>", b"{harbour}", b"(harbour>", b"harbour))"])
def test_a_file_that_was_repaired_while_it_was_read_is_refused(blank: bytes, damage: bytes) -> None:
    """The library goes on with a warning where a value is damaged, and the answer would be lost."""

    def point_to_value(document: pikepdf.Pdf) -> None:
        value = document.make_indirect(pikepdf.String("harbour"))
        leaf(document.Root.AcroForm.Fields, "head.site").V = value

    with pikepdf.open(BytesIO(changed(blank, point_to_value))) as document:
        plain = BytesIO()
        document.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    raw = plain.getvalue()

    assert read_pdf(raw).site == "harbour"
    assert refused(raw.replace(b"(harbour)", damage)) == DAMAGED


@pytest.mark.parametrize("whole", WHOLE)
def test_flipped_bits_are_read_or_refused(form: Form, blank: bytes, whole: bool) -> None:
    """Hundreds of damaged files, seeded: never anything but a sheet or a reason."""
    audit = list(generated_audits(form, 2))[1]
    dice, reasons = random.Random(4), set()
    for raw in (blank, fill_by_pypdf(blank, list_typed(audit))):
        until = time.monotonic() + 5
        for _ in range(1500 if whole else 150):
            damaged = bytearray(raw)
            for _ in range(dice.choice((1, 1, 5, 50))):
                damaged[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
            try:
                assert isinstance(read_pdf(bytes(damaged)), FilledSheet)
            except UnreadableError as error:
                reasons.add(str(error))
            if time.monotonic() > until:
                break
    assert DAMAGED in reasons
