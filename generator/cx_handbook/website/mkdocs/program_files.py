"""What programs read of a site that this host builds, its hand-written pages included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape

from mkdocs.structure.files import Files

from cx_handbook.content.model import Handbook
from cx_handbook.website.for_programs.page_list import WrittenPage
from cx_handbook.website.pages.all_pages import AllPages
from cx_handbook.website.site_files import list_program_files


def make_program_files(
    handbook: Handbook, title: str, pages: AllPages, files: Files, today: date
) -> dict[str, str]:
    """Return the files for programs by address; only when the host has read all of its pages."""
    return list_program_files(handbook, title, pages, list_written_pages(files, pages), today)


def list_written_pages(files: Files, pages: AllPages) -> Iterator[WrittenPage]:
    """Yield the pages that somebody wrote by hand, once the host has read them."""
    ours = {page.path for page in pages}
    for file in files.documentation_pages():
        if file.page is not None and file.dest_uri not in ours:
            # The host has the title as it stands in HTML.
            yield WrittenPage(file.dest_uri, unescape(str(file.page.title)))
