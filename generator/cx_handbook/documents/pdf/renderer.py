"""Render a sheet as a tagged PDF with WeasyPrint: the same sheet gives the same bytes."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from mimetypes import guess_type
from typing import Any
from urllib.parse import unquote, urljoin

from cx_handbook.addresses import print_view_path
from cx_handbook.bundles import read_asset
from cx_handbook.documents.document import ASSETS, Paper, Sheet
from cx_handbook.documents.pdf.form_fields import make_fields, save_reproducibly
from cx_handbook.documents.pdf.structure import mend_structure
from cx_handbook.errors import CannotRunError

# Important, because a user's style sheet gives way to the page's own otherwise.
_SIZES: dict[Paper, str] = {
    "a4": "@page { size: A4 !important } @page wide { size: A4 landscape !important }",
    "letter": "@page { size: letter !important } @page wide { size: letter landscape !important }",
}
# WeasyPrint takes minutes to find where a long word breaks, so it gets places to break at.
_LONG_WORD, _PIECE = re.compile(r"\S{81,}"), re.compile(r"\S{1,40}")
_BREAK = "\u200b"  # zero width space, what <wbr> stands for
_NO_TEXT = ("style", "script", "{http://www.w3.org/2000/svg}style")
_INPUTS = "input { margin: 0; padding: 0; border: 0; font: inherit; width: auto; height: auto }"
_HOW_TO_GET_PANGO = (
    "on Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "on macOS: brew install pango; "
    "on Windows: see https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
)


class MissingPangoError(CannotRunError):
    """PDFs need the Pango library, which is not Python's to install."""

    def __init__(self) -> None:
        super().__init__(f"PDFs need the Pango library; {_HOW_TO_GET_PANGO}")


def explain_missing_pango() -> str | None:
    """Return why PDFs cannot be made here, with the way out; None when they can."""
    try:
        _import_weasyprint()
    except MissingPangoError as error:
        return str(error)
    return None


def render_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as a tagged PDF.

    Raises MissingPangoError when the Pango library is not there.
    """
    weasyprint = _import_weasyprint()
    # Where the page will lie, so that its relative links lead to one known place.
    page = urljoin("file:///", print_view_path(sheet.name))
    # A sheet holds texts of authors: nothing but our own assets may be loaded.
    fetcher = _make_fetcher(urljoin(page, ASSETS))
    html = weasyprint.HTML(string=sheet.html, base_url=page, url_fetcher=fetcher)
    _add_break_opportunities(html.etree_element)
    style = weasyprint.CSS(string=_SIZES[sheet.paper or "a4"] + _INPUTS)
    # PDF/UA: screen readers get the tags, and the print gets bookmarks.
    made: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_forms": True}
    laid_out = html.render(font_config=_font_configuration(), stylesheets=[style], **made)
    return _finish_pdf(laid_out.write_pdf(**made))


def _add_break_opportunities(root: Any) -> None:
    """Let words of more than 80 characters break after every 40."""
    for element in root.iter():
        if element.tag not in _NO_TEXT and element.text:
            element.text = _LONG_WORD.sub(_break_word, element.text)
        if element.tail:
            element.tail = _LONG_WORD.sub(_break_word, element.tail)


def _break_word(word: re.Match[str]) -> str:
    return _BREAK.join(_PIECE.findall(word[0]))


def _import_weasyprint() -> Any:
    try:
        import weasyprint
    except OSError:  # what cffi raises when a library is not found
        raise MissingPangoError from None
    return weasyprint


@lru_cache(maxsize=1)
def _font_configuration() -> Any:
    """Return the one font configuration: reading fonts is a third of the time of a short sheet."""
    return _import_weasyprint().text.fonts.FontConfiguration()


def _make_fetcher(root: str) -> Any:
    """Return a fetcher that reads a site's assets by their address below `root`.

    What stands inline (`data:`) is read too, and nothing else is: not the disk, not the network.
    """
    urls = _import_weasyprint().urls

    class Fetcher(urls.URLFetcher):  # type: ignore[name-defined,misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            # Addresses are looked up in our list of assets, so no path leads to the disk.
            address = unquote(url.removeprefix(root))
            content = read_asset(address) if url.startswith(root) else None
            if content is not None:
                kind, _ = guess_type(address)
                return urls.URLFetcherResponse(url, content, {"Content-Type": kind or ""})
            raise urls.FatalURLFetchingError(f"a sheet may not load {url}")

    return Fetcher(allowed_protocols=["data"])


def _finish_pdf(raw: bytes) -> bytes:
    """Add what WeasyPrint leaves out, and write the file with an identifier made of its content."""
    import pikepdf

    with pikepdf.open(BytesIO(raw)) as pdf:
        mend_structure(pdf)
        make_fields(pdf)
        return save_reproducibly(pdf)
