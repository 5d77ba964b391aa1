"""What a house rule is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from cx_handbook.content.language.wording import Wording, find_wording
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.markers import MarkedText, TextUse, gather_texts
from cx_handbook.customer_words import CustomerWords
from cx_handbook.errors import Fault, Severity


@dataclass(frozen=True)
class RuleContext:
    """A handbook and the day as of which it is judged; what several rules need is gathered once."""

    handbook: Handbook
    today: date

    # Three rules look at these texts, and gathering them visits every record.
    @cached_property
    def told_to_customers(self) -> tuple[tuple[str, MarkedText], ...]:
        """All texts that the handbook has us say to customers, each with its file."""
        records = (*self.handbook.policies, *self.handbook.situations)
        return tuple(
            (record.file, text)
            for record in records
            for text in gather_texts(record, TextUse.JUDGED)
        )

    @property
    def customer(self) -> CustomerWords:
        """What customers are called."""
        return self.handbook.company.customer_words

    @cached_property
    def ready_to_say(self) -> tuple[tuple[str, MarkedText], ...]:
        """The texts among them that are said word for word."""
        return tuple(
            (file, text) for file, text in self.told_to_customers if TextUse.PHRASE in text.use
        )

    @cached_property
    def has_wording(self) -> bool:
        """Whether there are patterns for the wording of the handbook's language."""
        return find_wording(self.handbook.company.language) is not None

    @cached_property
    def wording(self) -> Wording:
        """The wording of the handbook's language. Raises LookupError when it has no patterns."""
        wording = find_wording(self.handbook.company.language)
        if wording is None:
            raise LookupError(f"no patterns for {self.handbook.company.language}")
        return wording


class Rule(NamedTuple):
    """A house rule: its name in `accept:` and in its page's address, and how breaches are found.

    `page` is Markdown: what it looks for, why, and what to write instead. In both, {customer} and
    its other forms stand for what customers are called. A rule that judges wording
    is switched off in a language without patterns.
    """

    id: str
    severity: Severity
    title: str
    page: str
    find_breaches: Callable[[RuleContext], Iterator[Fault]]
    acceptable: bool = True
    judges_wording: bool = False
