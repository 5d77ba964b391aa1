"""What the finder searches: situations and policies with the words that lead to them, as a script."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.draw import policy_path, situation_path
from generator.languages import everyday_words, scripts
from generator.markup import plain
from generator.model import Alternative, Apology, Handbook, Listening, Policy, Situation

# The scripts that search, in `static/finder/`.
PARTS = ("words", "spelling", "rank")
INDEX = "assets/handbook/finder/index.js"


def finder_index(handbook: Handbook) -> str:
    """Return the script that sets `Handbook.finder`: the language's parts and every entry.

    It is loaded when somebody first searches, and works in pages opened from a folder.
    """
    company = handbook.company
    data = {
        "groups": everyday_words(company.language),
        "synonyms": [[plain(word) for word in group] for group in company.synonyms],
        "sections": [
            {"title": plain(s.title), "path": f"{s.id}/index.html"}
            for s in handbook.sections.sections
        ],
        "channels": {c.id: plain(c.name) for c in company.channels},
        "owner": company.handbook_email or company.contacts.email,
        "entries": entries(handbook),
    }
    return index_script(company.language, data)


def index_script(language: str, data: dict[str, object]) -> str:
    """Return data and what a language needs as one script; nothing in the data can end it."""
    parts = "".join(f"(function (exports) {{{text}\n}})(parts);\n" for text in scripts(language))
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # JSON allows two ends of line that older scripts do not.
    text = text.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")
    return (
        "(function (Handbook) {\nconst parts = {};\n"
        f"{parts}Handbook.finder = {{ parts, ...{text} }};\n"
        "})((window.Handbook = window.Handbook || {}));\n"
    )


def entries(handbook: Handbook) -> list[dict[str, object]]:
    """Return what can be found: situations first, each with the numbers of its policies."""
    number = {p.slug: len(handbook.situations) + n for n, p in enumerate(handbook.policies)}
    place = {s.id: n for n, s in enumerate(handbook.sections.sections)}
    return [
        *(_situation(situation, number) for situation in handbook.situations),
        *(_policy(policy, place) for policy in handbook.policies),
    ]


def _situation(situation: Situation, number: dict[str, int]) -> dict[str, object]:
    steps = [action.step for action in situation.do if action.step]
    own = [words for action in situation.do for words in action.say]
    return {
        "title": plain(situation.name),
        "path": situation_path(situation),
        "channels": list(situation.channels),
        "urgent": situation.urgent,
        "do": [number[action.policy] for action in situation.do if action.policy],
        "said": _plain((*situation.customers_say, *situation.heard)),
        "words": _once([*own, *(words for step in steps for words in step.say)]),
        "promise": [],
    }


def _policy(policy: Policy, place: dict[str, int]) -> dict[str, object]:
    return {
        "title": plain(policy.title),
        "path": policy_path(policy),
        "channels": list(policy.channels),
        "section": place[policy.section],
        "said": _plain(policy.customers_say),
        "words": _once([*(words for step in policy.steps for words in step.say), *_kind(policy)]),
        "promise": [plain(policy.promise)],
    }


def _kind(policy: Policy) -> Iterable[str]:
    """Return the words to say that only one kind of policy has."""
    if isinstance(policy, Apology):
        return [said for _, cause in policy.causes.used() for _, said in cause.words.used()]
    if isinstance(policy, Alternative):
        return [policy.asked_for, *(o.offer for o in policy.instead), *_said(policy)]
    if isinstance(policy, Listening):
        return [*policy.ask_first, *policy.read_back]
    return ()


def _said(policy: Alternative) -> list[str]:
    return [offer.say for offer in policy.instead if offer.say]


def _once(texts: Iterable[str]) -> str:
    """Return each word of the texts once: which sentence it stands in finds nothing."""
    return " ".join(dict.fromkeys(" ".join(_plain(texts)).lower().split()))


def _plain(texts: Iterable[str]) -> list[str]:
    return [plain(text) for text in texts]
