"""What the finder searches: situations and policies with the words that lead to them, as a script."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cx_handbook.addresses import policy_path, section_path, situation_path
from cx_handbook.content.model import Handbook, Policy, Record, Situation
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.markdown import plain
from cx_handbook.website.finder.languages import elsewhere, everyday_words, scripts, split

_QUOTED = str.maketrans(
    {"\\": r"\\", "'": r"\'", "\u2028": r"\u2028", "\u2029": r"\u2029"}
)  # for a text in single quotation marks, which JSON has few of


@dataclass(frozen=True)
class Entry:
    """A page that can be found: what it is called, what customers say, what we promise and say."""

    title: str
    path: str
    channels: tuple[str, ...]
    said: tuple[str, ...]
    words: tuple[str, ...]
    place: dict[str, object]  # what only situations have, or only policies

    def shown(self) -> dict[str, object]:
        """Return what the browser needs to show it."""
        shown = {"title": self.title, "path": self.path, "said": self.said}
        return {**shown, "channels": self.channels, **self.place}


def finder_index(handbook: Handbook) -> str:
    """Return the script that sets `Handbook.finder.index`: the language's parts and every entry.

    It is loaded when somebody first searches, and works in pages opened from a folder.
    """
    company = handbook.company
    listed = entries(handbook)
    data = {
        "groups": everyday_words(company.language),
        "outOfDomain": elsewhere(company.language),
        "synonyms": [[plain(word) for word in group] for group in company.synonyms],
        "sections": [
            {"title": plain(s.title), "path": section_path(s)} for s in handbook.sections.sections
        ],
        "channels": {c.id: plain(c.name) for c in company.channels},
        "owner": company.handbook_email or company.contacts.email,
        "entries": [entry.shown() for entry in listed],
        **_spelled(listed),
    }
    return _script(company.language, data)


def _spelled(listed: list[Entry]) -> dict[str, object]:
    """Return the vocabulary, most frequent words first, and the texts of each entry in its letters.

    Telling words apart would take most of the time that a telephone needs to get ready; and with a
    letter for each word, all of them are half as long as the texts.
    """
    told = [([split(text) for text in (*e.said, e.title)], _once(e.words)) for e in listed]
    count = Counter(word for texts, once in told for words in (*texts, once) for word in words)
    vocabulary = sorted(count, key=lambda word: (-count[word], word))
    letters = {word: _letter(n) for n, word in enumerate(vocabulary)}

    def spell(words: Iterable[str]) -> str:
        return "".join(letters[word] for word in words)

    return {
        "vocabulary": vocabulary,
        "texts": [[spell(words) for words in texts] for texts, _ in told],
        "words": [spell(once) for _, once in told],
    }


def _letter(n: int) -> str:
    """Return what stands for a word: no quotation mark, and none of the codes kept for pairs."""
    code = n + ord("#")
    return chr(code if code < 0xD800 else code + 0x800)


def _once(texts: Iterable[str]) -> list[str]:
    """Return each word of the texts once: which sentence it stands in finds nothing."""
    return list(dict.fromkeys(word for text in texts for word in split(text)))


def _script(language: str, data: dict[str, object]) -> str:
    """Return data and what a language needs as one script; nothing in the data can end it."""
    parts = "".join(f"(function (exports) {{{text}\n}})(parts);\n" for text in scripts(language))
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Read by JSON.parse, which is quicker than a script of the same length.
    text = text.translate(_QUOTED)
    return (
        "(() => {\nconst parts = {};\n"
        f"{parts}Handbook.finder.index = {{ parts, ...JSON.parse('{text}') }};\n"
        "})();\n"
    )


def entries(handbook: Handbook) -> list[Entry]:
    """Return what can be found: situations first, each with the numbers of its policies."""
    number = {p.slug: len(handbook.situations) + n for n, p in enumerate(handbook.policies)}
    place = {s.id: n for n, s in enumerate(handbook.sections.sections)}
    return [
        *(_situation(situation, number) for situation in handbook.situations),
        *(_policy(policy, place) for policy in handbook.policies),
    ]


def _situation(situation: Situation, number: dict[str, int]) -> Entry:
    do = [number[action.policy] for action in situation.do if action.policy]
    return Entry(
        plain(situation.name),
        situation_path(situation),
        situation.channels,
        _plain((*situation.customers_say, *situation.heard)),
        _finder_texts(situation),
        {"urgent": situation.urgent, "do": do},
    )


def _policy(policy: Policy, place: dict[str, int]) -> Entry:
    return Entry(
        plain(policy.title),
        policy_path(policy),
        policy.channels,
        _plain(policy.customers_say),
        _finder_texts(policy),
        {"section": place[policy.section]},
    )


def _finder_texts(record: Record) -> tuple[str, ...]:
    """Return the texts of a page, beside its title and its customers' words, that lead to it."""
    return _plain(text.words for text in gather_texts(record, TextUse.FINDER))


def _plain(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(plain(text) for text in texts)
