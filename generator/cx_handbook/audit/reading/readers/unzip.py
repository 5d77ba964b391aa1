"""Unzip an untrusted workbook within limits, and pack only the parts that the reader needs.

The reader gets the new archive. So it never sees false sizes, a second entry of the same name,
macros, or a path out of the folder.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cx_handbook.audit.reading.filled_sheet import UnreadableError

MOST_BYTES = 20_000_000
MOST_ENTRIES = 500
MOST_UNPACKED = 60_000_000
MOST_CELLS = 100_000
MOST_TEXT = 300_000_000  # characters, if each cell with a shared text had the longest one
LAST_ROW, LAST_COLUMN = 5_000, 200

_NEEDED_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/|worksheets/)?[A-Za-z0-9_-]+\.xml(?:\.rels)?"
)
_CELL_REFERENCE = re.compile(rb"""[\s"']r\s*=\s*["']\s*([A-Za-z]{0,9})([0-9]{0,20})""")
_ADVICE = "save it in the spreadsheet program as .xlsx and hand that in"


def unzip_workbook(content: bytes) -> bytes:
    """Return an uncompressed archive of the parts of a workbook that are read.

    Raises UnreadableError when the file is no workbook, or larger than any workbook of ours.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(
            f"the file has more than {MOST_BYTES // 1_000_000} MB, which no workbook of ours has; "
            "remove pictures from it"
        )
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = _read_parts(archive)
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        OverflowError,
    ) as e:
        raise UnreadableError(f"the file is damaged or no workbook; {_ADVICE}") from e
    _check_cells(parts)
    return _pack_parts(parts)


def _read_parts(archive: ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnreadableError(
            f"the file has {len(entries)} parts, which no workbook of ours has; {_ADVICE}"
        )
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for entry in entries:
        # The first entry of a name counts; a second one is how a harmless file hides another.
        if _NEEDED_PART.fullmatch(entry.filename) and entry.filename not in parts:
            parts[entry.filename] = _read_entry(archive, entry, left)
            left -= len(parts[entry.filename])
    return parts


def _read_entry(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    # Other methods, such as LZMA, are never used by spreadsheet programs and take much memory.
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(entry.filename)
    with archive.open(entry) as file:
        # The declared size may be false, so the limit is on what really comes out.
        data = file.read(most + 1)
    if len(data) > most:
        raise UnreadableError(f"unpacked, the file is larger than any workbook of ours; {_ADVICE}")
    # Entities could unfold into gigabytes when the XML is parsed.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableError(f"the file has parts that no spreadsheet program writes; {_ADVICE}")
    return data


def _check_cells(parts: dict[str, bytes]) -> None:
    """Refuse too many or too long cells: the reader makes room for each up to the last one."""
    cells = shared = 0
    for name, part in parts.items():
        if name.startswith("xl/worksheets/"):
            # Counted as bytes: parsing first would need the memory that the limit protects.
            cells += part.count(b"<c") + part.count(b":c")
            shared += part.count(b"<v") + part.count(b":v")
            _check_corner(part)
    texts = parts.get("xl/sharedStrings.xml", b"")
    longest = max(map(len, re.split(rb"</(?:\w+:)?si\s*>", texts)))
    if cells > MOST_CELLS or longest * shared > MOST_TEXT:
        raise UnreadableError(f"the file has more in it than any workbook of ours; {_ADVICE}")


def _check_corner(part: bytes) -> None:
    for column, row in set(_CELL_REFERENCE.findall(part)):
        if len(row) > 7 or int(row or 0) > LAST_ROW or _column_number(column) > LAST_COLUMN:
            cell = (column + row).decode()[:12]
            raise UnreadableError(
                f"something stands in {cell}, far outside the sheet; clear it and save again"
            )


def _column_number(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _pack_parts(parts: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(ZipInfo(name), part)
    return content.getvalue()
