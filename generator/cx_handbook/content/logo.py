"""The logo that a company brings along: an SVG that can do nothing but be looked at, or a PNG."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree import ElementTree

LARGEST = 200_000  # bytes: every sheet carries it
LEAST, MOST = 48, 4000  # pixels of a PNG's shorter and longer side
_PNG = b"\x89PNG\r\n\x1a\n"
# Elements that run something, or show what is not in the file.
_REFUSED = {
    "script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "audio", "video",
    "set", "animate",
}  # fmt: skip
_OUTSIDE = re.compile(r"@import|url\((?!\s*['\"]?\s*#)|expression\(|javascript:|\\", re.IGNORECASE)
_INSIDE = re.compile(r"#|data:image/(png|jpeg);base64,")


@dataclass(frozen=True)
class Logo:
    """A logo that was checked: its bytes, and whether they are a drawing (SVG) or a PNG."""

    content: bytes
    is_drawing: bool

    @property
    def suffix(self) -> str:
        """How the name of its file ends."""
        return ".svg" if self.is_drawing else ".png"

    @property
    def file_name(self) -> str:
        """What its file is called on a site."""
        return f"logo{self.suffix}"

    @property
    def data_url(self) -> str:
        """The logo as an address, for sheets that are one file."""
        kind = "svg+xml" if self.is_drawing else "png"
        return f"data:image/{kind};base64,{b64encode(self.content).decode()}"


def read_logo(root: Path, name: str) -> tuple[Logo | None, str, str]:
    """Return the logo in a file below a folder; or what is wrong with it, and what to do instead."""
    path = (root / name).resolve()
    try:
        # Content that somebody sent must not publish a picture from elsewhere on the disk.
        content = path.read_bytes() if path.is_relative_to(root.resolve()) else None
    except OSError:
        content = None
    if content is None:
        return None, f"there is no file {name}", "write its name from the handbook's folder"
    if len(content) > LARGEST:
        return (
            None,
            f"the logo has {len(content):,} bytes",
            f"make it smaller than {LARGEST:,} bytes",
        )
    is_drawing = path.suffix == ".svg"
    wrong = next(find_drawing_faults(content) if is_drawing else find_png_faults(content), None)
    if wrong:
        return None, *wrong
    return Logo(content, is_drawing), "", ""


def find_png_faults(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a PNG by its head, and what to do instead."""
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 33:
        yield "the logo is no PNG file", "save it as PNG, or as SVG with the ending .svg"
        return
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    if min(width, height) < LEAST or max(width, height) > MOST:
        yield (
            f"the logo is {width} by {height} pixels",
            f"no side shorter than {LEAST} or longer than {MOST}",
        )


def find_drawing_faults(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield what an SVG has that could run, or could load something from outside."""
    instead = "save it as a plain drawing, without scripts and links, or as PNG"
    # In another encoding, what a browser reads would not be what is checked here.
    text = _decode(content)
    if text is None:
        yield "the logo is not written in UTF-8", "save it as UTF-8"
        return
    # Before it is parsed: an entity could make a file of gigabytes out of a few lines.
    if re.search(r"<!(doctype|entity)|<\?(?!xml\s)", text, re.IGNORECASE):
        yield "the logo has a document type or an instruction", f"remove it; {instead}"
        return
    # Few handbooks have a logo, and none of the others has to wait for the parser.
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities are refused above
    except (ElementTree.ParseError, ValueError, LookupError):
        yield "the logo is no SVG file", instead
        return
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        yield "the logo is no SVG file", instead
        return
    for element in root.iter():
        yield from ((f"the logo has {what}", instead) for what in _list_dangers(element))


def _decode(content: bytes) -> str | None:
    declared = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*.([\w.-]+)", content)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _list_dangers(element: ElementTree.Element) -> Iterator[str]:
    tag = str(element.tag).rpartition("}")[2].lower()
    if tag in _REFUSED:
        yield f"a part {tag}"
    if _OUTSIDE.search(element.text or "") and tag == "style":
        yield "a style that loads something"
    for name, value in element.attrib.items():
        short = name.rpartition("}")[2].lower()
        if short.startswith("on"):
            yield f"an action, {short}"
        elif short in ("href", "src") and not _INSIDE.match(value.strip()):
            yield f"a link to {value[:60]}"
        elif _OUTSIDE.search(value):
            yield f"something from outside in {short}"
