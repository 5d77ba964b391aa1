"""What all our workbooks share: how texts are written, their properties, their paper."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from cx_handbook.content.model import Company

_OPTIONS = {
    "in_memory": True,
    # A text of an author or a customer stays a text, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LETTER, _A4 = 1, 9
# Languages of countries that print on US Letter; the paper of a workbook cannot be chosen later.
_ON_LETTER = ("-US", "-CA", "-MX", "-PH")


def make_book(content: BytesIO, title: str, company: Company, day: date) -> Any:
    """Return a new workbook that is written into `content`; `day` stands in its properties."""
    from xlsxwriter import Workbook

    book = Workbook(content, _OPTIONS)
    created = datetime.combine(day, time())
    book.set_properties({"title": title, "company": company.name, "created": created})
    book.set_calc_mode("auto")
    return book


def set_up_paper(sheet: Any, company: Company, footer: str) -> None:
    """Fit a sheet to the width of the paper that is usual where the company is."""
    sheet.set_paper(_LETTER if company.language.endswith(_ON_LETTER) else _A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.5, 0.6)
    sheet.set_footer(f"&L&8{footer}&R&8Page &P of &N")
