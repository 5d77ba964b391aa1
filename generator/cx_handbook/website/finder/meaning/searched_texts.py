"""What stands for the texts that the finder compares, so that none is read whose page is unchanged."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import FindablePage, list_describers
from cx_handbook.website.finder.meaning.vectors import make_key
from cx_handbook.website.page_keys import RecordKeys, digest_parts

_WHAT = "found"


class _Fact(NamedTuple):
    """What stands for a page that can be found, and the keys of its title and of what is said."""

    digest: str
    phrases: list[str]


class SearchedTexts:
    """All that can be found in a handbook, without the texts themselves where `facts` are kept."""

    def __init__(self, handbook: Handbook, keys: RecordKeys, facts: KeptFacts) -> None:
        self._handbook, self._keys, self._facts = handbook, keys, facts

    @cached_property
    def _all(self) -> list[_Fact]:
        found = []
        for record, describe in list_describers(self._handbook):
            key = self._keys.name_records((record,))
            kept = self._facts.find(_WHAT, key)
            fact = _work_out(describe()) if kept is None else _Fact(*kept)
            if kept is None:
                self._facts.note(_WHAT, key, fact)
            found.append(fact)
        return found

    @property
    def digest(self) -> str:
        """What stands for the texts of all pages, in their order."""
        return digest_parts(*(fact.digest for fact in self._all), "end")

    @property
    def phrase_keys(self) -> set[str]:
        """The keys of the vectors of all titles and all that is said."""
        return {key for fact in self._all for key in fact.phrases}


def _work_out(page: FindablePage) -> _Fact:
    digest = sha256(repr(page).encode()).hexdigest()
    return _Fact(digest, [make_key(text) for text in (page.title, *page.said)])
