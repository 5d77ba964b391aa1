"""What a house rule is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from cx_handbook.content.language.wording import Wording, find_wording
from cx_handbook.content.model import Handbook, Policy, Situation
from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.model.markers import MarkedText, TextUse, gather_texts
from cx_handbook.customer_words import CustomerWords
from cx_handbook.errors import Fault, Severity

T = TypeVar("T", bound=FileRecord)


@dataclass(frozen=True)
class RuleContext:
    """A handbook and the day as of which it is judged; what several rules need is gathered once.

    `files` are those to judge by the rules that judge each file alone, or None for all.
    """

    handbook: Handbook
    today: date
    files: frozenset[str] | None = None

    @property
    def records(self) -> tuple[FileRecord, ...]:
        """The records to judge."""
        return self._choose(self.handbook.list_records())

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies to judge."""
        return self._choose(self.handbook.policies)

    @property
    def situations(self) -> tuple[Situation, ...]:
        """The situations to judge."""
        return self._choose(self.handbook.situations)

    def _choose(self, records: Iterable[T]) -> tuple[T, ...]:
        files = self.files
        return tuple(one for one in records if files is None or one.file in files)

    # Three rules look at these texts, and gathering them visits every record.
    @cached_property
    def told_to_customers(self) -> tuple[tuple[str, MarkedText], ...]:
        """All texts that the files to judge have us say to customers, each with its file."""
        return tuple(
            (record.file, text)
            for record in (*self.policies, *self.situations)
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

    A rule that judges each file alone looks at nothing but the files to judge, the policies that a
    situation among them uses, and the company. What it finds is kept until one of these changes.
    """

    id: str
    severity: Severity
    title: str
    page: str
    find_breaches: Callable[[RuleContext], Iterator[Fault]]
    acceptable: bool = True
    judges_wording: bool = False
    judges_each_alone: bool = False
