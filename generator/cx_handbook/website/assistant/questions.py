"""What an assistant may ask of a handbook: find, read a page, when a promise falls due. All of it reads.

It knows the content alone, not the folder `audits/`: no audit can leave by it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property

from cx_handbook.content.model import Handbook
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import quote_value
from cx_handbook.website.assistant.due_times import DueTime, DueTimes
from cx_handbook.website.assistant.found_pages import FinderAnswer, FinderAnswers
from cx_handbook.website.assistant.page_text import write_page_text
from cx_handbook.website.assistant.wrong_question import WrongQuestionError
from cx_handbook.website.finder.meaning.script import PhraseVectors
from cx_handbook.website.page import Page
from cx_handbook.website.pages.all_pages import render_pages


class Assistant:
    """What an assistant may ask of a handbook, as it stood on the day it was read."""

    def __init__(
        self, handbook: Handbook, today: date, phrases: PhraseVectors | None = None
    ) -> None:
        self._handbook = handbook
        self._today = today
        self._finder = FinderAnswers(handbook, phrases)
        self._due_times = DueTimes(handbook.company)

    @cached_property
    def _pages(self) -> dict[str, Page]:
        return {page.path: page for page in render_pages(self._handbook, self._today)}

    def find(self, words: str) -> FinderAnswer:
        """Return the pages that fit what a customer said, or that none does."""
        return self._finder.find(words)

    def read_page(self, path: str) -> str:
        """Return a page as Markdown. Raises WrongQuestionError for an address that has none."""
        # Whoever has the whole address may use it, and a place on a page is that page.
        known = path.strip().removeprefix(self._handbook.company.handbook_url).lstrip("/")
        name = known.partition("#")[0]
        page = self._pages.get(name)
        if page is None:
            hint = suggest(name, self._pages, "take a path that find has returned, or index.html")
            raise WrongQuestionError(f"there is no page {quote_value(path)}; {hint}")
        return write_page_text(page)

    def compute_due(self, promise: str, site: str, start: str) -> list[DueTime]:
        """Return when a promise falls due at a site, or at each."""
        return self._due_times.compute(promise, site, start, datetime.now(UTC))

    def give_instructions(self) -> str:
        """Return what an assistant is told before it asks anything."""
        company = self._handbook.company
        one = company.customer_words.one
        return (
            f"The handbook for staff of {company.name}, as of {self._today.isoformat()}. "
            f"find leads from what a {one} said to a page, read_page gives its text, "
            "when_due works out the moment at which a promised time is over. "
            "Answer from pages that you have read, and name their titles. "
            "An urgent page comes before everything else. "
            "Where find says that nothing fits, say so; make up no promise, no amount and no time."
        )
