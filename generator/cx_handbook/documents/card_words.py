"""The words of a section for its card: which there are, which matter most, and what to call them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from cx_handbook.content.blanks import BLANK, read_blank
from cx_handbook.content.model import Policy
from cx_handbook.content.model.markers import MarkedText, TextUse, gather_texts
from cx_handbook.customer_words import CustomerWords
from cx_handbook.errors import Path
from cx_handbook.labels import CAUSE_NAMES
from cx_handbook.markdown import plain_text

_STEPS, _CAUSES = "steps", "causes"
LEAD, STEP, OWN, FURTHER = range(4)  # how much words matter: see `keep_most_important`


class Entry(NamedTuple):
    """Words that are said together: `place` names them where they are left out.

    `label` stands before them; the words of a step have its number (from 1) instead, others 0.
    """

    place: str
    step: int
    label: str
    words: tuple[str, ...]
    rank: int


@dataclass(frozen=True)
class CardPage:
    """What a card says of one policy: its number in the section from 1, its title, its words.

    `goes_on` says that it began in the column before.
    """

    number: int
    title: str
    entries: tuple[Entry, ...]
    goes_on: bool = False


def gather_page(number: int, policy: Policy, customer: CustomerWords) -> CardPage:
    """Return the words to say of a policy, in the order in which its page has them."""
    of_steps: list[MarkedText] = []
    of_kind: list[MarkedText] = []
    for text in gather_texts(policy, TextUse.PHRASE):
        (of_steps if text.path[0] == _STEPS else of_kind).append(text)
    steps, own = list(_list_steps(of_steps)), list(_list_own(policy, of_kind, customer))
    # As on the page: a kind says whether its own words come before the steps.
    is_after = policy.page_section is not None and policy.page_section.after_steps
    return CardPage(number, policy.title, tuple(steps + own if is_after else own + steps))


def _list_steps(texts: list[MarkedText]) -> Iterator[Entry]:
    for step, group in groupby(texts, key=lambda text: int(text.path[1]) + 1):
        for n, text in enumerate(group):
            place = _name_place(f"step {step}", n)
            yield Entry(place, step, "", (text.words,), FURTHER if n else STEP)


def _list_own(policy: Policy, texts: list[MarkedText], customer: CustomerWords) -> Iterator[Entry]:
    """Yield the words of the kind's own fields; those of one cause are said in one go."""
    rank = LEAD
    for label, group in groupby(texts, key=lambda text: _find_label(policy, text.path, customer)):
        said: list[tuple[str, ...]] = [(text.words,) for text in group]
        if texts[0].path[0] == _CAUSES:
            said = [tuple(words for one in said for words in one)]
        for n, words in enumerate(said):
            place = _name_place(label, n)
            yield Entry(place, 0, "" if n else label, words, FURTHER if n else rank)
        rank = OWN


def _name_place(place: str, n: int) -> str:
    return f"{place} ({n + 1})" if n else place


def _find_label(policy: Policy, path: Path, customer: CustomerWords) -> str:
    """Return the name of words in a kind's fields: their cause, their offer, or their field."""
    field, *below = path
    if field == _CAUSES:
        return customer.fill(CAUSE_NAMES[str(below[0])])
    value = getattr(policy, str(field))
    entry = value[below[0]] if below and isinstance(below[0], int) else None
    return plain_text(getattr(entry, "offer", "")) or str(field).replace("_", " ").capitalize()


def keep_most_important(page: CardPage, most: int) -> tuple[CardPage, CardPage]:
    """Return a page with at most so many entries, in their order, and with those left out.

    The first of the kind's own words (our own apology, the best offer) matter most, then the first
    words of each step, then the first of each other cause, offer or field of the kind, then all
    else. Of equal ones those that come earlier on the page are kept.
    """
    ranked = sorted(range(len(page.entries)), key=lambda n: page.entries[n].rank)
    kept = set(ranked[:most])
    entries = tuple(entry for n, entry in enumerate(page.entries) if n in kept)
    left_out = tuple(entry for n, entry in enumerate(page.entries) if n not in kept)
    return replace(page, entries=entries), replace(page, entries=left_out)


def write_on_paper(words: str, customer: CustomerWords) -> str:
    """Return words without markup, with their blanks as paper shows them: for measuring."""

    def write_blank(match: re.Match[str]) -> str:
        blank = read_blank(match[1])
        return match[0] if blank is None else blank.describe(customer)

    return BLANK.sub(write_blank, plain_text(words))
