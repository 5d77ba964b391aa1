"""Write the finder's index as a script: situations and policies with the words that lead to them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import cast

from cx_handbook.addresses import policy_path, section_path, situation_path
from cx_handbook.content.blanks import omit_blanks
from cx_handbook.content.model import Handbook, Policy, Record, Situation
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.markdown import plain_text
from cx_handbook.website.finder.languages import (
    read_danger,
    read_language_scripts,
    read_out_of_domain,
    read_synonyms,
    split_words,
)

_QUOTED = str.maketrans(
    {"\\": r"\\", "'": r"\'", "\u2028": r"\u2028", "\u2029": r"\u2029"}
)  # for a text in single quotation marks, which JSON has few of


@dataclass(frozen=True)
class FindablePage:
    """A page that can be found: what it is called, what customers say, what we promise and say.

    `notes` are how colleagues look for it: no page and no list of pages shows them.
    """

    title: str
    path: str
    channels: tuple[str, ...]
    customers_say: tuple[str, ...]
    notes: tuple[str, ...]
    words: tuple[str, ...]
    place: dict[str, object]  # what only situations have, or only policies

    @property
    def said(self) -> tuple[str, ...]:
        """What is compared with what somebody types: customers' words, then colleagues' notes."""
        return *self.customers_say, *self.notes

    def list_steps(self) -> list[int]:
        """Return the numbers of the policies that a situation follows, in their order."""
        return list(cast("list[int]", self.place.get("do", [])))

    def describe(self) -> dict[str, object]:
        """Return what the browser needs to show it."""
        shown = {"title": self.title, "path": self.path, "said": self.said}
        # How many of them, at the end, no customer says: they are shown without quotation marks.
        notes = {"notes": len(self.notes)} if self.notes else {}
        return {**shown, **notes, "channels": self.channels, **self.place}


Describer = tuple[Policy | Situation, Callable[[], FindablePage]]


def render_finder_index(handbook: Handbook, *, meaning: bool = False) -> str:
    """Return the script that sets `Handbook.finder.index`: the language's parts and every entry.

    It is loaded when somebody first searches, and works in pages opened from a folder. `meaning` says
    that the site has what is needed to compare by meaning too.
    """
    company = handbook.company
    listed = list_findable_pages(handbook)
    data = {
        "groups": read_synonyms(company.language),
        "outOfDomain": read_out_of_domain(company.language),
        "danger": read_danger(company.language),
        "synonyms": [[plain_text(word) for word in group] for group in company.synonyms],
        "sections": [
            {"title": plain_text(s.title), "path": section_path(s)}
            for s in handbook.sections.sections
        ],
        "channels": {c.id: plain_text(c.name) for c in company.channels},
        "owner": company.handbook_email or company.contacts.email,
        "entries": [page.describe() for page in listed],
        # Said only where it is true, so that a page without an encoder asks for none.
        **({"meaning": True} if meaning else {}),
        **_encode_texts(listed),
    }
    return _render_script(company.language, data)


def _encode_texts(listed: list[FindablePage]) -> dict[str, object]:
    """Return the vocabulary, most frequent words first, and the texts of each page, encoded.

    An encoded text has one letter for each word.
    """
    # Splitting the words of a thousand policies took a slow telephone longer than anything else, so
    # it is done here, by rules that a test holds to those of the browser. With a letter for each
    # word the index is also shorter. Stems and synonyms stay in the browser: the stemmers are
    # JavaScript.
    encoded = [
        ([split_words(text) for text in (*page.said, page.title)], _list_unique_words(page.words))
        for page in listed
    ]
    count = Counter(word for texts, once in encoded for words in (*texts, once) for word in words)
    vocabulary = sorted(count, key=lambda word: (-count[word], word))
    letters = {word: _letter_for(n) for n, word in enumerate(vocabulary)}

    def encode_words(words: Iterable[str]) -> str:
        return "".join(letters[word] for word in words)

    return {
        "vocabulary": vocabulary,
        "texts": [[encode_words(words) for words in texts] for texts, _ in encoded],
        "words": [encode_words(once) for _, once in encoded],
    }


def _letter_for(n: int) -> str:
    """Return what stands for a word: no quotation mark, and none of the codes kept for pairs."""
    # From `#` on, which leaves out the quotation mark; surrogates are kept for pairs.
    code = n + ord("#")
    return chr(code if code < 0xD800 else code + 0x800)


def _list_unique_words(texts: Iterable[str]) -> list[str]:
    """Return each word of the texts once: which sentence it stands in finds nothing."""
    return list(dict.fromkeys(word for text in texts for word in split_words(text)))


def _render_script(language: str, data: dict[str, object]) -> str:
    """Return data and what a language needs as one script; nothing in the data can end it."""
    sources = read_language_scripts(language)
    parts = "".join(f"(function (exports) {{{text}\n}})(parts);\n" for text in sources)
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Read by JSON.parse, which is quicker than a script of the same length.
    text = text.translate(_QUOTED)
    return (
        "(() => {\nconst parts = {};\n"
        f"{parts}Handbook.finder.index = {{ parts, ...JSON.parse('{text}') }};\n"
        "})();\n"
    )


def list_findable_pages(handbook: Handbook) -> list[FindablePage]:
    """Return what can be found: situations first, each with the numbers of its policies."""
    # The index, the vectors and the list of pages are made of the same.
    return handbook.derive(_describe_pages)


def _describe_pages(handbook: Handbook) -> list[FindablePage]:
    return [describe() for _, describe in list_describers(handbook)]


def list_describers(handbook: Handbook) -> list[Describer]:
    """Return each situation and each policy in that order, with what describes it to the finder."""
    return handbook.derive(_make_describers)


def _make_describers(handbook: Handbook) -> list[Describer]:
    # Situations come first in the index, so policies are counted from their end.
    number = {p.slug: len(handbook.situations) + n for n, p in enumerate(handbook.policies)}
    place = {s.id: n for n, s in enumerate(handbook.sections.sections)}
    return [
        *((one, cache(partial(_describe_situation, one, number))) for one in handbook.situations),
        *((one, cache(partial(_describe_policy, one, place))) for one in handbook.policies),
    ]


def list_said(record: Policy | Situation) -> tuple[str, ...]:
    """Return what customers say, in plain text."""
    heard = record.heard if isinstance(record, Situation) else ()
    return _to_plain_texts((*record.customers_say, *heard))


def _describe_situation(situation: Situation, number: dict[str, int]) -> FindablePage:
    do = [number[action.policy] for action in situation.do if action.policy]
    return FindablePage(
        plain_text(situation.name),
        situation_path(situation),
        situation.channels,
        list_said(situation),
        _to_plain_texts(situation.notes),
        _finder_texts(situation),
        {"urgent": situation.urgent, "danger": situation.danger, "do": do},
    )


def _describe_policy(policy: Policy, place: dict[str, int]) -> FindablePage:
    return FindablePage(
        plain_text(policy.title),
        policy_path(policy),
        policy.channels,
        list_said(policy),
        (),
        _finder_texts(policy),
        {"section": place[policy.section]},
    )


def _finder_texts(record: Record) -> tuple[str, ...]:
    """Return the texts of a page, beside its title and its customers' words, that lead to it."""
    said = gather_texts(record, TextUse.FINDER)
    return _to_plain_texts(omit_blanks(text.words) for text in said)


def _to_plain_texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(plain_text(text) for text in texts)
