"""The home of WeasyPrint and pikepdf: a sheet becomes a tagged PDF, the same bytes every time."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

from cx_handbook.addresses import print_view_path
from cx_handbook.bundles import read_asset
from cx_handbook.documents.document import Paper, Sheet
from cx_handbook.documents.pdf.form_fields import make_fields, saved
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    import pikepdf

# Important, because a user's style sheet gives way to the page's own otherwise.
_SIZES: dict[Paper, str] = {
    "a4": "@page { size: A4 !important } @page wide { size: A4 landscape !important }",
    "letter": "@page { size: letter !important } @page wide { size: letter landscape !important }",
}
# What a template marks as a field (parts.html.j2), and the input it becomes. To WeasyPrint all are
# boxes to tick, which need no font; pdffields makes of each what it is.
_FIELD = re.compile(r'<span( class="[^"]*")? data-field="([^"]*)" data-title="([^"]*)"></span>')
_INPUT = r'<input\1 type="checkbox" name="\2" title="\3">'
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


def why_not() -> str | None:
    """Return why PDFs cannot be made here, with the way out; None when they can."""
    try:
        _weasyprint()
    except MissingPangoError as error:
        return str(error)
    return None


def pdf_bytes(sheet: Sheet) -> bytes:
    """Return a sheet as a tagged PDF.

    Raises MissingPangoError when the Pango library is not there.
    """
    weasyprint = _weasyprint()
    # Where the page will lie, so that its relative links lead to one known place.
    page = urljoin("file:///", print_view_path(sheet.name))
    html = weasyprint.HTML(
        string=_FIELD.sub(_INPUT, sheet.html),
        base_url=page,
        url_fetcher=_fetcher(urljoin(page, sheet.assets)),
    )
    style = weasyprint.CSS(string=_SIZES[sheet.paper] + _INPUTS)
    made: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_forms": True}
    laid_out = html.render(font_config=_fonts(), stylesheets=[style], **made)
    return _finished(laid_out.write_pdf(**made))


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError:  # what cffi raises when a library is not found
        raise MissingPangoError from None
    return weasyprint


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Return the one font configuration: reading fonts is a third of the time of a short sheet."""
    return _weasyprint().text.fonts.FontConfiguration()


def _fetcher(root: str) -> Any:
    """Return a fetcher that reads a site's assets by their address below `root`.

    What stands inline (`data:`) is read too, and nothing else is: not the disk, not the network.
    """
    urls = _weasyprint().urls

    class Fetcher(urls.URLFetcher):  # type: ignore[name-defined,misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            address = unquote(url.removeprefix(root))
            content = read_asset(address) if url.startswith(root) else None
            if content is not None:
                kind, _ = guess_type(address)
                return urls.URLFetcherResponse(url, content, {"Content-Type": kind or ""})
            raise urls.FatalURLFetchingError(f"a sheet may not load {url}")

    return Fetcher(allowed_protocols=["data"])


def _finished(raw: bytes) -> bytes:
    """Add what WeasyPrint leaves out, and write the file with an identifier made of its content."""
    import pikepdf

    with pikepdf.open(BytesIO(raw)) as pdf:
        _scope_headers(pdf.Root.StructTreeRoot.K, within="")
        make_fields(pdf)
        return saved(pdf)


def _scope_headers(kids: pikepdf.Object, within: str) -> None:
    """Say of each table header whether it heads its column or its row."""
    import pikepdf

    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary) or "/S" not in kid:
            continue
        tag = str(kid.S)
        if tag == "/TH":
            kid.A.Scope = pikepdf.Name.Column if within == "/THead" else pikepdf.Name.Row
        if "/K" in kid:
            _scope_headers(kid.K, tag if tag in ("/THead", "/TBody") else within)
