"""The fields of a fillable PDF: what WeasyPrint leaves is put right, and copies are filled in.

WeasyPrint says only where a field lies and keeps its place in the tags. It repeats the kids of a
radio group as fields of their own, numbers their states and turns their rectangles upside down,
so that no reader finds the answer: here each field is made anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_handbook.colours import format_pdf_colour
from cx_handbook.limits import LONG_TEXT, SHORT_TEXT

if TYPE_CHECKING:
    import pikepdf

# The sheet itself is set in this face, so typed answers match it.
_FACE = Path(__file__).parents[2] / "static/vendor/inter/inter-latin-600-normal.woff2"
_FONT, _INK = "Inter", format_pdf_colour("ink")
_APPEARANCE = f"/{_FONT} 0 Tf {_INK} rg".encode()
# In characters; the readers of returned sheets have the same limits.
_LONGEST = {"number": 20, "short": SHORT_TEXT, "text": LONG_TEXT}
# Flags of annotations and fields, ISO 32000-1 tables 165, 221, 226 and 228.
_PRINTED, _HIDDEN, _READ_ONLY, _RADIO, _CENTRED = 1 << 2, 1 << 1, 1, 1 << 15, 1
_LARGEST, _MARGIN = 9.5, 2.0  # points: of a text that we draw, and what is left beside it


@dataclass
class _Field:
    """One field, and the places it has on the sheet, each with its own value if it is a mark."""

    kind: str
    title: str
    places: list[tuple[pikepdf.Object, str]] = field(default_factory=list)


def make_fields(pdf: pikepdf.Pdf) -> None:
    """Make each field of a freshly written sheet anew, in the order in which it is read.

    Each is named by WeasyPrint with what the sheet says of it: its kind, its name, its value.
    """
    import pikepdf

    # WeasyPrint numbers its fields; here they get names that say what they are.
    found = _collect_fields(pdf)
    if not found:
        return
    roots: dict[str, pikepdf.Object] = {}
    for name, one in found.items():
        made = _make_mark_field(pdf, one) if one.kind == "mark" else _make_text_field(pdf, one)
        made.TU = one.title
        _attach_to_parent(pdf, roots, name, made)
    pdf.Root.AcroForm = pdf.make_indirect(
        pikepdf.Dictionary(
            Fields=pikepdf.Array(roots[top] for top in dict.fromkeys(n.split(".")[0] for n in found)),
            DR=pikepdf.Dictionary(Font=pikepdf.Dictionary({f"/{_FONT}": _embed_font(pdf)})),
            DA=pikepdf.String(_APPEARANCE),
        )
    )  # fmt: skip


def fill_fields(content: bytes, values: Mapping[str, str]) -> bytes:
    """Return a copy of a fillable sheet with these texts in its fields, drawn for every viewer."""
    import pikepdf

    # Not `pikepdf.form`: it takes as long (45 ms a copy), draws a short text twice as large as the
    # rest of the sheet, and creates no fields, so that most of this module would stay.
    with pikepdf.open(BytesIO(content)) as pdf:
        form = pdf.Root.AcroForm
        for name, one in _find_fields(form.Fields, values):
            one.V = values[name]
            drawn = [
                _draw_text(pdf, form.DR, place, values[name]) for place in one.get("/Kids", [one])
            ]
            if not all(drawn):
                # The viewer draws the letters that our font lacks.
                form.NeedAppearances = True
        return save_reproducibly(pdf)


def save_reproducibly(pdf: pikepdf.Pdf) -> bytes:
    """Return the file, with an identifier made of its content, so that it is the same every time."""
    import pikepdf

    out = BytesIO()
    # A random identifier would change the file at every build.
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _collect_fields(pdf: pikepdf.Pdf) -> dict[str, _Field]:
    """Return the fields by name. A group that was split over two pages is one field again."""
    found: dict[str, _Field] = {}
    for page in pdf.pages:
        for place in page.obj.get("/Annots", []):
            if place.Subtype == "/Widget":
                # WeasyPrint keeps the name we gave: kind, field name, and the value of a mark.
                kind, name, value = f"{place.T}  ".split(" ", 2)
                # A mark has two titles: of its group and, behind the bar, of its own place.
                title, _, of_place = str(place.TU).partition("|" if kind == "mark" else "\0")
                one = found.setdefault(name, _Field(kind, title))
                _clear_widget(place, of_place)
                one.places.append((place, value.strip() if kind == "mark" else title))
    return found


def _clear_widget(place: pikepdf.Object, title: str) -> None:
    for key in ("/T", "/FT", "/V", "/AS", "/AP", "/MK", "/Border", "/Parent", "/TU"):
        if key in place:
            del place[key]
    # WeasyPrint writes rectangles upside down; viewers then miss the click.
    left, top, right, bottom = (float(side) for side in place.Rect)
    place.Rect = [min(left, right), min(top, bottom), max(left, right), max(top, bottom)]
    place.F = _PRINTED
    if title:
        place.Contents = title


def _make_text_field(pdf: pikepdf.Pdf, one: _Field) -> pikepdf.Object:
    made = _join_places(pdf, one)
    made.FT = _make_name("Tx")
    if one.kind == "hidden":
        # The fingerprint of the form travels in a hidden field.
        made.V, made.Ff, made.F, one.title = one.title, _READ_ONLY, _HIDDEN, "Kept with the sheet"
        return made
    import pikepdf

    made.DA = pikepdf.String(_APPEARANCE)
    made.MaxLen = _LONGEST[one.kind]
    if one.kind == "number":
        made.Q = _CENTRED
    return made


def _make_mark_field(pdf: pikepdf.Pdf, one: _Field) -> pikepdf.Object:
    import pikepdf

    made = _join_places(pdf, one)
    made.FT, made.V = _make_name("Btn"), _make_name("Off")
    # A single box can be cleared again; a group of them excludes each other.
    if len(one.places) > 1:
        made.Ff = _RADIO
    for place, value in one.places:
        width, height = _measure_place(place)
        # Some viewers draw marks themselves, others show only what the file brings.
        cross = _draw_cross(pdf, round(width, 1), round(height, 1))
        blank = _make_drawing(pdf, width, height, b"")
        place.AP = pikepdf.Dictionary(N=pikepdf.Dictionary({f"/{value}": cross, "/Off": blank}))
        place.AS, place.MK = _make_name("Off"), pikepdf.Dictionary(CA="8")
    return made


def _join_places(pdf: pikepdf.Pdf, one: _Field) -> pikepdf.Object:
    """Return a field: its only place itself, or what its places have in common."""
    import pikepdf

    places = [place for place, _ in one.places]
    if len(places) == 1:
        return places[0]
    made = pdf.make_indirect(pikepdf.Dictionary(Kids=pikepdf.Array(places)))
    for place in places:
        place.Parent = made
    return made


def _attach_to_parent(
    pdf: pikepdf.Pdf, roots: dict[str, pikepdf.Object], name: str, made: pikepdf.Object
) -> None:
    """Give a field its place below the fields that its name is made of."""
    import pikepdf

    # q.CB-03.mark becomes three levels, each a field that the next hangs on.
    *above, own = name.split(".")
    made.T = own
    for depth in range(len(above), 0, -1):
        path = ".".join(above[:depth])
        parent = roots.get(path)
        if parent is not None:
            parent.Kids.append(made)
            made.Parent = parent
            return
        parent = pdf.make_indirect(pikepdf.Dictionary(T=above[depth - 1], Kids=[made]))
        made.Parent = parent
        roots[path] = made = parent


def _draw_cross(pdf: pikepdf.Pdf, width: float, height: float) -> pikepdf.Object:
    right, top = width - 2.2, height - 2.2
    lines = f"{_INK} RG 1.3 w 1 J 2.2 2.2 m {right} {top} l 2.2 {top} m {right} 2.2 l S"
    return _make_drawing(pdf, width, height, lines.encode())


def _make_drawing(pdf: pikepdf.Pdf, width: float, height: float, lines: bytes) -> pikepdf.Object:
    return pdf.make_stream(
        lines, Type=_make_name("XObject"), Subtype=_make_name("Form"), BBox=[0, 0, width, height]
    )


def _find_fields(
    fields: pikepdf.Object, wanted: Mapping[str, str], above: str = ""
) -> Iterator[tuple[str, pikepdf.Object]]:
    for one in fields:
        name = f"{above}{one.T}"
        if name in wanted:
            yield name, one
        elif any(other.startswith(f"{name}.") for other in wanted):
            yield from _find_fields(one.Kids, wanted, f"{name}.")


def _draw_text(pdf: pikepdf.Pdf, resources: Any, place: pikepdf.Object, text: str) -> bool:
    """Draw a text at its place; tell whether its font has every letter."""
    import pikepdf

    # WinAnsi is the one encoding that every viewer has for simple fonts.
    encoded = text.encode("cp1252", "ignore")
    widths = _letter_widths()
    if len(encoded) != len(text) or not all(widths[code] for code in encoded):
        return False
    width, height = _measure_place(place)
    em = sum(widths[code] for code in encoded) / 1000
    # Shrink to fit rather than cut: a name must stay readable.
    size = min(_LARGEST, 0.75 * height, (width - 2 * _MARGIN) / em if em else _LARGEST)
    lines = (
        f"/Tx BMC q BT /{_FONT} {size:.2f} Tf {_INK} rg "
        f"{0 if width > 60 else _MARGIN} {(height - 0.72 * size) / 2:.2f} Td <{encoded.hex()}> Tj ET Q EMC"
    )
    drawing = _make_drawing(pdf, width, height, lines.encode())
    drawing.Resources = resources
    place.AP = pikepdf.Dictionary(N=drawing)
    return True


@lru_cache(maxsize=1)
def _subset_font() -> tuple[bytes, tuple[int, ...], dict[str, Any]]:
    """Return the font that answers are typed in, the widths of its letters, and what describes it."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    # A timestamp of today would change the file at every build.
    font = TTFont(_FACE, recalcTimestamp=False)
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    cut = subset.Subsetter(options)
    # Only the letters of the encoding: the whole face would make each PDF larger.
    letters = {code: bytes([code]).decode("cp1252", "ignore") for code in range(32, 256)}
    cut.populate(text="".join(letters.values()))
    cut.subset(font)
    font.flavor = None
    out = BytesIO()
    font.save(out)
    scale = 1000 / font["head"].unitsPerEm
    glyphs, known = font["hmtx"], font.getBestCmap()
    widths = tuple(
        round(glyphs[known[ord(letter)]][0] * scale) if letter and ord(letter) in known else 0
        for letter in letters.values()
    )
    head, lines = font["head"], font["hhea"]
    box = [round(side * scale) for side in (head.xMin, head.yMin, head.xMax, head.yMax)]
    described = {
        "FontBBox": box, "Ascent": round(lines.ascent * scale),
        "Descent": round(lines.descent * scale), "CapHeight": round(font["OS/2"].sCapHeight * scale),
        "Flags": 32, "ItalicAngle": 0, "StemV": 110,
    }  # fmt: skip
    return out.getvalue(), widths, described


def _letter_widths() -> dict[int, int]:
    return dict(enumerate(_subset_font()[1], start=32))


def _embed_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    import pikepdf

    content, widths, described = _subset_font()
    # Six letters and a plus mark a subset, ISO 32000-1, 9.6.4.
    base = _make_name("CXHBKF+Inter-SemiBold")
    file = pdf.make_stream(content, Length1=len(content))
    descriptor = pikepdf.Dictionary(
        Type=_make_name("FontDescriptor"), FontName=base, FontFile2=file, **described
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=_make_name("Font"), Subtype=_make_name("TrueType"), BaseFont=base,
            FirstChar=32, LastChar=255,
            Widths=pikepdf.Array(widths), FontDescriptor=pdf.make_indirect(descriptor),
            Encoding=_make_name("WinAnsiEncoding"),
        )
    )  # fmt: skip


def _measure_place(place: pikepdf.Object) -> tuple[float, float]:
    left, bottom, right, top = (float(side) for side in place.Rect)
    return right - left, top - bottom


def _make_name(word: str) -> pikepdf.Name:
    import pikepdf

    return pikepdf.Name(f"/{word}")
