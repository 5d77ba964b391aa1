"""Read lengths of time, amounts and shares from a text, by the patterns of one language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

# Seconds of each unit; a month has thirty days, and a year 365: nobody counts a promise closer.
_SECONDS = {
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 7 * 86_400,
    "fortnight": 14 * 86_400,
    "month": 30 * 86_400,
    "year": 365 * 86_400,
}
ELAPSED = "elapsed"
_LONGEST_LIMIT = 20  # characters of the words that make a limit
SHARE = "share"
MONEY = "money"


class Quantity(NamedTuple):
    """A length of time in seconds of its clock, an amount of money, or a share in per cent.

    Only those of one `measure` can be compared: a clock such as `opening_hours`, `money`, `share`.
    """

    measure: str
    size: float


class FoundQuantity(NamedTuple):
    """A quantity with its place in a text, and whether it is the most that may pass: within a week."""

    quantity: Quantity
    start: int
    end: int
    is_limit: bool


class QuantityPatterns:
    """What quantities look like in one language. The pattern is compiled when it is first used."""

    def __init__(self, topic: Mapping[str, Any]) -> None:
        self._topic = topic

    def find_all(self, plain: str) -> Iterator[FoundQuantity]:
        """Yield every quantity of a text in small letters, in its order."""
        # Most texts name none, and to look for a unit is quick.
        if not any(hint in plain for hint in self._hints):
            return
        for match in self._pattern.finditer(plain):
            before = plain[max(0, match.start() - _LONGEST_LIMIT) : match.start()].rstrip()
            is_limit = bool(self._limit.search(before))
            yield FoundQuantity(self._read_match(match), match.start(), match.end(), is_limit)

    def _read_match(self, match: re.Match[str]) -> Quantity:
        if match["phrase"]:
            number, *clock, unit = self._topic["phrases"][match["phrase"]].split()
            return self._measure(float(number), clock[0] if clock else "", unit)
        if match["amount"] or match["coins"]:
            return Quantity(MONEY, self._read_number(match["amount"] or match["coins"]))
        number = self._read_number(match["number"]) if match["number"] else 1.0
        return self._measure(number, match["clock"] or "", self._topic["units"][match["unit"]])

    def _measure(self, number: float, clock: str, unit: str) -> Quantity:
        if unit not in _SECONDS:
            return Quantity(SHARE, number)
        return Quantity(self._topic["clocks"].get(clock, ELAPSED), number * _SECONDS[unit])

    def _read_number(self, written: str) -> float:
        if written[0].isdigit():
            return float(written.replace(",", ""))
        # Twenty-five is twenty and five.
        return float(sum(self._topic["numbers"][word] for word in written.split("-")))

    @cached_property
    def _hints(self) -> tuple[str, ...]:
        known = [*self._topic["units"], *self._topic["money_signs"], *self._topic["money_words"]]
        # Minutes need not be looked for once a minute is.
        return tuple(
            one for one in known if not any(one != other and other in one for other in known)
        )

    @cached_property
    def _limit(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{self._topic['limits']})$")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        topic = self._topic
        word = "|".join(sorted(topic["numbers"], key=len, reverse=True))
        digits = r"\d{1,7}(?:,\d{3})*(?:\.\d+)?"
        number = rf"(?:{digits}|(?:{word})(?:-(?:{word}))?)"
        units, phrases, signs, coins = (
            "|".join(sorted(map(re.escape, topic[field]), key=len, reverse=True))
            for field in ("units", "phrases", "money_signs", "money_words")
        )
        return re.compile(
            rf"\b(?P<phrase>{phrases})\b"
            rf"|(?:\b(?P<number>{number})|(?:{topic['articles']}))[ -]?"
            rf"(?:(?P<clock>{'|'.join(topic['clocks'])}) )?(?P<unit>{units})(?!\w)"
            rf"|(?:{signs}) ?(?P<amount>{digits})"
            rf"|\b(?P<coins>{number}) (?:{coins})\b"
        )
