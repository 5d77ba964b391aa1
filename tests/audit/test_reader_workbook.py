"""What comes back is hostile until proven otherwise: refused in a sentence, or read as plain text."""

from __future__ import annotations

import random
import re
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from cx_handbook.audit.reading.filled_sheet import FilledSheet, UnreadableError
from cx_handbook.audit.reading.readers import unzip
from cx_handbook.audit.reading.readers.workbook import read_workbook
from cx_handbook.content.model import Handbook
from cx_handbook.documents.workbook.writer import build_workbook

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
DAMAGED = (
    "the file is damaged or no workbook; "
    "save it in the spreadsheet program as .xlsx and hand that in"
)
FLIPS = 2_000


@pytest.fixture(scope="module")
def good(handbook: Handbook) -> bytes:
    """A small workbook of ours."""
    checklist = next(c for c in handbook.checklists if c.slug == "daily")
    return build_workbook(handbook.company, checklist, handbook.forms[checklist.slug])


def reason(content: bytes) -> str:
    with pytest.raises(UnreadableError) as refused:
        read_workbook(content)
    return str(refused.value)


def refilled(good: bytes, **parts: bytes) -> bytes:
    """Return the workbook with parts exchanged or added."""
    out = BytesIO()
    with ZipFile(BytesIO(good)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, old.read(name)))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def edited(good: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    with ZipFile(BytesIO(good)) as archive:
        return refilled(good, **{part: change(archive.read(part))})


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"%PDF-1.7", b"PK\x05\x06" + bytes(18), b"a,b\n1,2\n"]
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    """A file that is no workbook is recognised, whatever its name."""
    assert "the file is" in reason(content)


def test_a_file_cut_off_is_refused_wherever_it_ends(good: bytes) -> None:
    """Every two-hundredth of the file."""
    for n in range(200):
        assert reason(good[: len(good) * n // 200]) == DAMAGED


def test_a_flipped_byte_does_no_harm(good: bytes) -> None:
    """Thousands of files with damaged bytes: each is refused with a reason, or read as before."""
    whole, dice = read_workbook(good), random.Random(4)
    read = 0
    for _ in range(FLIPS):
        content = bytearray(good)
        for _ in range(dice.choice((1, 1, 4))):
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        try:
            returned = read_workbook(bytes(content))
        except UnreadableError:
            continue
        read += 1
        assert returned == whole
    assert 0 < read < FLIPS


def test_damaged_xml_does_no_harm(good: bytes) -> None:
    """Damage that the checksums do not show: text or a refusal, never anything else."""
    dice = random.Random(5)
    for part in (SHEET, "xl/workbook.xml", STRINGS, "xl/styles.xml", "[Content_Types].xml"):
        with ZipFile(BytesIO(good)) as archive:
            text = archive.read(part)
        for _ in range(60):
            broken = bytearray(text)
            for _ in range(dice.choice((1, 8))):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            with suppress(UnreadableError):
                assert isinstance(
                    read_workbook(refilled(good, **{part: bytes(broken)})), FilledSheet
                )


# Bombs


def test_a_bomb_is_not_unpacked(good: bytes) -> None:
    """A part that unpacks to hundreds of megabytes is refused long before that."""
    started = time.process_time()

    said = reason(refilled(good, **{SHEET: b" " * 100_000_000}))

    assert said.startswith("unpacked, the file is larger than any workbook of ours")
    assert time.process_time() - started < 5


def test_a_bomb_that_lies_about_its_size_is_refused(good: bytes) -> None:
    """The size that the file declares is not trusted."""
    content = bytearray(refilled(good, **{SHEET: b" " * 30_000_000}))
    for start in (b"PK\x01\x02", b"PK\x03\x04"):
        offset = 24 if start == b"PK\x01\x02" else 22
        at = content.find(start)
        while at >= 0:
            (size,) = struct.unpack_from("<I", content, at + offset)
            if size == 30_000_000:
                struct.pack_into("<I", content, at + offset, 100)
            at = content.find(start, at + 4)

    assert reason(bytes(content)) == DAMAGED


def test_parts_that_are_not_needed_are_not_unpacked(good: bytes) -> None:
    """A bomb within, macros, and names that lead out of the folder are left where they are."""
    nested = BytesIO()
    with ZipFile(nested, "w", ZIP_DEFLATED) as archive:
        archive.writestr("bomb.xml", b" " * 20_000_000)
    parts = {
        "xl/media/bomb.zip": nested.getvalue(),
        "xl/media/picture.png": b" " * 20_000_000,
        "xl/vbaProject.bin": b"Sub AutoOpen()",
        "../../../etc/passwd": b"x",
        "xl/worksheets/../../../x.xml": b"<x/>",
        "/etc/x.xml": b"<x/>",
    }

    assert read_workbook(refilled(good, **parts)) == read_workbook(good)


def test_too_many_parts_are_refused(good: bytes) -> None:
    """The number of entries is checked before any is unpacked."""
    parts = {f"xl/media/{n}.png": b"" for n in range(unzip.MOST_ENTRIES)}

    assert reason(refilled(good, **parts)).endswith(
        "parts, which no workbook of ours has; "
        "save it in the spreadsheet program as .xlsx and hand that in"
    )


def test_a_large_file_is_refused_unread() -> None:
    """Twenty megabytes are far more than any workbook of ours."""
    assert reason(bytes(unzip.MOST_BYTES + 1)) == (
        "the file has more than 20 MB, which no workbook of ours has; remove pictures from it"
    )


def test_a_cell_far_outside_is_refused(good: bytes) -> None:
    """The reader would make room for all cells up to the last one, seventeen thousand million."""
    for cell in (b'<c r="XFD1048576', b'<c t="n"r="A99999', b'<c\nr = "ZZ1'):
        far = b"</row><row>" + cell + b'"><v>1</v></c></row></sheetData>'
        content = edited(good, SHEET, lambda xml, far=far: xml.replace(b"</row></sheetData>", far))  # type: ignore[misc]
        assert "far outside the sheet; clear it and save again" in reason(content)


def test_a_sheet_that_claims_to_be_large_is_read(good: bytes) -> None:
    """The declared size of a sheet is not trusted: its cells are counted."""
    content = edited(
        good,
        SHEET,
        lambda xml: re.sub(rb"<dimension [^>]*>", b'<dimension ref="A1:XFD1048576"/>', xml),
    )

    assert read_workbook(content) == read_workbook(good)


@pytest.mark.parametrize(
    "cells", [b"<c><v>1</v></c>" * 150_000, b"<row>" + b"<c/>" * 150_000 + b"</row>"]
)
def test_too_many_cells_are_refused(good: bytes, cells: bytes) -> None:
    """Cells without an address are counted, too."""
    content = edited(good, SHEET, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))

    assert reason(content).startswith("the file has more in it than any workbook of ours")


def test_a_long_text_in_many_cells_is_refused(good: bytes) -> None:
    """One text that a thousand cells share would be copied a thousand times."""
    long = b"<si><t>" + b"x" * 5_000_000 + b"</t></si></sst>"
    content = edited(good, STRINGS, lambda xml: xml.replace(b"</sst>", long))

    assert reason(content).startswith("the file has more in it than any workbook of ours")


def test_entities_and_strange_packing_are_refused(good: bytes) -> None:
    """No spreadsheet program writes a document type, or packs with anything but deflate."""
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    assert "no spreadsheet program writes" in reason(
        edited(good, SHEET, lambda xml: xml.replace(b"<worksheet", entity + b"<worksheet", 1))
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>" * 100)
    assert reason(out.getvalue()) == DAMAGED


# What is forged


def test_a_workbook_of_somebody_else_is_refused(good: bytes) -> None:
    """Without the hidden sheet nobody knows which form it is."""
    content = edited(good, "xl/workbook.xml", lambda xml: xml.replace(b"_meta", b"other"))

    assert reason(content) == (
        "the file is no workbook of the handbook, or its hidden sheet _meta was removed; copy the "
        "answers into a new one from handbook print --xlsx"
    )


def test_a_newer_workbook_is_refused(good: bytes) -> None:
    """What a later version of the handbook wrote is not half-read."""
    meta = "xl/worksheets/sheet4.xml"
    cell = b'<c r="B1" t="inlineStr"><is><t>2</t></is></c>'
    content = edited(good, meta, lambda xml: _with_cell(xml, b"B1", cell))

    assert reason(content) == (
        "the workbook is of format 2, and this handbook reads 1; bring the handbook up to date"
    )


def test_a_forged_fingerprint_is_refused(good: bytes) -> None:
    """A fingerprint names a file, so its form is checked."""
    meta = "xl/worksheets/sheet4.xml"
    cell = b'<c r="B3" t="inlineStr"><is><t>../../etc/passwd</t></is></c>'

    assert "_meta" in reason(edited(good, meta, lambda xml: _with_cell(xml, b"B3", cell)))


def _with_cell(xml: bytes, name: bytes, cell: bytes) -> bytes:
    start = xml.index(b'<c r="' + name)
    end = xml.index(b"</c>", start) + 4
    return xml[:start] + cell + xml[end:]
