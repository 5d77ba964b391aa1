"""Find what two places of a handbook may say differently: times, prices, and what is asked first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from cx_handbook.content.language.patterns import SENTENCE_END, TopicPatterns, normalize
from cx_handbook.content.language.quantities import Quantity, QuantityPatterns


class NamedQuantity(NamedTuple):
    """A quantity with the words that name it, and whether it is the most that may pass."""

    quantity: Quantity
    words: str
    is_limit: bool = False


class Deed(NamedTuple):
    """What words have done already: the stem of the verb, and the phrase that says so."""

    stem: str
    words: str


class AgreementPatterns(TopicPatterns):
    """What has to agree wherever it stands. Each pattern is compiled when it is first used."""

    def find_quantities(self, words: str) -> tuple[NamedQuantity, ...]:
        """Return every length of time, amount of money and share that a text names."""
        found = self._found.get(words)
        if found is None:
            found = self._found[words] = tuple(
                NamedQuantity(one.quantity, words[one.start : one.end].strip(), one.is_limit)
                for one in self._quantities.find_all(normalize(words))
            )
        return found

    def find_calls_at_other_hours(self, words: str) -> Iterator[tuple[str, bool]]:
        """Yield how each sentence names calls at other hours, and whether the caller has to agree."""
        plain = normalize(words)
        if not self._other_hours.search(plain):
            return
        for sentence, written in _split_sentences(plain, words):
            if match := self._other_hours.search(sentence):
                phrase = written[match.start() : match.end()]
                yield phrase, bool(self._consent.search(sentence))

    def names_a_call(self, words: str) -> bool:
        """Tell whether a text speaks of calls at all."""
        return bool(self._call.search(normalize(words)))

    def find_call_today(self, words: str) -> str | None:
        """Return the phrase that promises a call for the same day: ring you by five today."""
        match = self._call_today.search(normalize(words))
        return words[match.start() : match.end()] if match else None

    def find_money_back_times(self, words: str) -> Iterator[str]:
        """Yield the time at which each sentence says that money goes back, where it names one."""
        plain = normalize(words)
        if not self._money_back.search(plain):
            return
        for sentence, written in _split_sentences(plain, words):
            if self._money_back.search(sentence) and (time := self._day.search(sentence)):
                yield written[time.start() : time.end()]

    def find_same_price(self, words: str) -> str | None:
        """Return the phrase that says that all pay the same price."""
        match = self._same_price.search(normalize(words))
        return words[match.start() : match.end()] if match else None

    def find_lower_price(self, words: str) -> str | None:
        """Return the phrase that offers a lower price."""
        match = self._lower_price.search(normalize(words))
        return words[match.start() : match.end()] if match else None

    def find_asked_deeds(self, instruction: str) -> frozenset[str]:
        """Return the stems of the verbs that an instruction allows only after a question."""
        plain = normalize(instruction)
        verbs = (
            match[1]
            for asked in self._ask_first.finditer(plain)
            for match in self._deed.finditer(asked["before"] or asked["only"])
        )
        return frozenset(verbs)

    def find_done(self, words: str) -> Iterator[Deed]:
        """Yield what words have done already, without a question: I'm stopping the delivery."""
        plain = normalize(words)
        for match in self._done.finditer(plain):
            yield Deed(match["deed"], words[match.start() : match.end()])

    # Patterns

    @cached_property
    def _found(self) -> dict[str, tuple[NamedQuantity, ...]]:
        # A policy is asked for by each situation that uses it.
        return {}

    @cached_property
    def _quantities(self) -> QuantityPatterns:
        return QuantityPatterns(self._topics["quantity"])

    @cached_property
    def _other_hours(self) -> re.Pattern[str]:
        return self._compile("other_hours", "mentions")

    @cached_property
    def _call(self) -> re.Pattern[str]:
        return self._compile("other_hours", "calls")

    @cached_property
    def _consent(self) -> re.Pattern[str]:
        return self._compile("other_hours", "consents")

    @cached_property
    def _call_today(self) -> re.Pattern[str]:
        return self._compile("call_today", "phrases")

    @cached_property
    def _money_back(self) -> re.Pattern[str]:
        return self._compile("money_back", "phrases")

    @cached_property
    def _day(self) -> re.Pattern[str]:
        return self._compile("money_back", "times")

    @cached_property
    def _same_price(self) -> re.Pattern[str]:
        return self._compile("same_price", "claims")

    @cached_property
    def _lower_price(self) -> re.Pattern[str]:
        return self._compile("same_price", "offers")

    @cached_property
    def _ask_first(self) -> re.Pattern[str]:
        return self._compile("ask_first", "instructions")

    @cached_property
    def _deed(self) -> re.Pattern[str]:
        return re.compile(rf"\b({self._topics['ask_first']['parts']['deed']})")

    @cached_property
    def _done(self) -> re.Pattern[str]:
        return self._compile("ask_first", "done")


def _split_sentences(plain: str, words: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence in small letters and as it was written: both texts have the same places."""
    start = 0
    for sentence in SENTENCE_END.split(plain):
        yield sentence, words[start : start + len(sentence)]
        start += len(sentence)
