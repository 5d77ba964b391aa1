"""Files that make a library ask for far more than there is, or never come to an end."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

STRINGS = "xl/sharedStrings.xml"
_XML = b'<?xml version="1.0"?>'
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def claim_strings(workbook: bytes) -> bytes:
    """Return a workbook that claims four thousand million shared texts and has one."""
    many = b'"4294967295"'
    head = b'<sst xmlns="%s" count=%s uniqueCount=%s>' % (_MAIN, many, many)
    return exchange_part(workbook, STRINGS, _XML + head + b"<si><t>a</t></si></sst>")


def exchange_part(archive: bytes, name: str, content: bytes) -> bytes:
    """Return an archive with another content of one of its parts."""
    out = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return out.getvalue()


def tangle_fields(fields: int = 990, kids: int = 4_990) -> bytes:
    """Return a PDF of whose fields each has the same thousands of children."""
    names = b" ".join(b"%d 0 R" % n for n in range(6, 6 + fields))
    return build_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % names,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /MediaBox [0 0 9 9] /Resources << >> /Parent 2 0 R >>",
            b"[%s]" % b" ".join([b"5 0 R"] * kids),
            b"<< /AS /Off >>",
            *(b"<< /T (f%d) /FT /Btn /Kids 4 0 R >>" % n for n in range(fields)),
        ]
    )


def build_pdf(objects: Iterable[bytes]) -> bytes:
    """Return a PDF of these objects, of which the first is its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1,
        start,
    )
    return bytes(out)
