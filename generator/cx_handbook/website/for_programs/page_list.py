"""The pages of a site as data: `pages.json`, for programs that read the handbook.

It is made of the same list as the finder's index, so that both know a page by the same words. What
colleagues noted under `notes:` is for the finder alone and stays out, and so does every audit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from cx_handbook import addresses
from cx_handbook.content.blanks import BLANK, read_blank
from cx_handbook.content.model import Handbook, Policy, Record, Situation
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.customer_words import CustomerWords
from cx_handbook.markdown import plain_text
from cx_handbook.website.finder.index import list_said
from cx_handbook.website.page import Page
from cx_handbook.website.pages.situations import OUR_GROUPS, group_situations

_encode = json.JSONEncoder(ensure_ascii=False).encode
FORMAT_VERSION = 1
"""Raised when a field goes or means something else; a field that is added leaves it as it is."""
SCHEMA = Path(__file__).parent / "pages.schema.json"
OWN_PAGE = "own-page"
# What a page is by the folder of its address; a policy's folder is its section.
_KINDS_BY_FOLDER = {
    "cases": "case",
    "role-plays": "role-play",
    "models": "service-model",
    "rules": "house-rule",
    "checklists": "checklist",
    "checklists/log": "log",
    "checklists/audit": "self-audit",
}
_KINDS = {addresses.QUIZ: "quiz", addresses.DEVICE_AUDITS: "guide"}


class WrittenPage(NamedTuple):
    """A hand-written page: its address from the site's root, and its title in plain text."""

    path: str
    title: str


class ListedPage(NamedTuple):
    """A page as `pages.json` and `llms.txt` name it; `content` gives what only some kinds have."""

    path: str
    title: str
    kind: str
    section: str
    description: str
    content: Callable[[], dict[str, object]]


def list_pages(
    handbook: Handbook, pages: Iterable[Page], written: Iterable[WrittenPage] = ()
) -> list[ListedPage]:
    """Return every page of a site once, in the order of the navigation, hand-written ones last."""
    details = _PageDetails(handbook)
    return [
        *(details.describe(page) for page in pages),
        *(ListedPage(one.path, one.title, OWN_PAGE, "", "", dict) for one in written),
    ]


def render_page_list(
    handbook: Handbook,
    title: str,
    listed: Iterable[ListedPage],
    today: date,
    known: Mapping[str, str] | None = None,
) -> str:
    """Return `pages.json`; `today` is the day as of which the site was built.

    `known` are entries as they stand in the list, by the address of their page: see `split_page_list`.
    """
    known = known or {}
    company = handbook.company
    data = {
        "$schema": addresses.PAGE_LIST_SCHEMA,
        "version": FORMAT_VERSION,
        "title": title,
        "company": company.name,
        "language": company.language,
        "url": make_url(handbook, ""),
        "as_of": today.isoformat(),
        "sections": [
            {"id": one.id, "title": plain_text(one.title), "path": addresses.section_path(one)}
            for one in handbook.sections.sections
        ],
    }
    # Each entry by itself, so that one that is known need not be made.
    entries = [known.get(page.path) or _render_entry(handbook, page) for page in listed]
    head = _dump(data).removesuffix("\n}")
    return f"{head}{_BEFORE}{_BETWEEN.join(entries)}{_AFTER}"


_BEFORE, _BETWEEN, _AFTER = ',\n "pages": [\n  ', ",\n  ", "\n ]\n}\n"


def split_page_list(text: str) -> list[str]:
    """Return the entries of a list as `render_page_list` wrote it, in their order."""
    _, _, entries = text.removesuffix(_AFTER).partition(_BEFORE)
    # Deeper lines begin with more blanks, and within a text a line break is written as \\n.
    first, *others = entries.split(_BETWEEN + "{")
    return [first, *("{" + entry for entry in others)]


def _render_entry(handbook: Handbook, page: ListedPage) -> str:
    entry = {
        "path": page.path,
        "url": make_url(handbook, page.path),
        "title": page.title,
        "kind": page.kind,
        "section": page.section,
        "description": page.description,
        **page.content(),
    }
    return _dump(entry, "\n  ")


def _dump(data: object, line: str = "\n") -> str:
    """Return data as `json.dumps` does with a blank for each level; `line` begins each further line.

    Where it indents, Python's encoder takes several times as long.
    """
    below = f"{line} "
    if isinstance(data, dict) and data:
        pairs = (f"{_encode(key)}: {_dump(value, below)}" for key, value in data.items())
        return f"{{{below}{f',{below}'.join(pairs)}{line}}}"
    if isinstance(data, list | tuple) and data:
        return f"[{below}{f',{below}'.join(_dump(one, below) for one in data)}{line}]"
    return _encode(data)


def make_url(handbook: Handbook, path: str) -> str:
    """Return the whole address of a page, as the QR codes on paper have it."""
    # A hand-written page may be named with a space or a bracket.
    return f"{handbook.company.handbook_url.rstrip('/')}/{quote(path)}"


def name_blanks(text: str, words: CustomerWords) -> str:
    """Return words to say as plain text in which each blank is named, as on paper."""

    def name_blank(found: re.Match[str]) -> str:
        blank = read_blank(found[1])
        return blank.describe(words) if blank else found[0]

    # Last: a blank's name has brackets, which Markdown might take for a link's.
    return BLANK.sub(name_blank, plain_text(text))


class _PageDetails:
    """What is known of the pages of a handbook by their addresses."""

    def __init__(self, handbook: Handbook) -> None:
        self._words = handbook.company.customer_words
        self._policies = {addresses.policy_path(one): one for one in handbook.policies}
        self._paths = {one.slug: path for path, one in self._policies.items()}
        self._situations = {addresses.situation_path(one): one for one in handbook.situations}
        self._sections = {
            path: (kind, section.id)
            for section in handbook.sections.sections
            for path, kind in (
                (addresses.section_path(section), "section"),
                (addresses.section_print_path(section), "section-print"),
            )
        }
        self._groups = {
            situation.slug: "" if key in OUR_GROUPS else key
            for key, _, situations in group_situations(handbook)
            for situation in situations
        }

    def describe(self, page: Page) -> ListedPage:
        """Return a page with its kind, its section and what only its kind has."""
        if policy := self._policies.get(page.path):
            content = partial(self._describe_policy, policy)
            return _list_page(page, "policy", policy.section, content)
        if situation := self._situations.get(page.path):
            section = self._groups[situation.slug]
            return _list_page(
                page, "situation", section, partial(self._describe_situation, situation)
            )
        if page.path in self._sections:
            return _list_page(page, *self._sections[page.path])
        return _list_page(page, _name_kind(page.path), "")

    def _describe_policy(self, policy: Policy) -> dict[str, object]:
        return {
            "customers_say": list_said(policy),
            "channels": policy.channels,
            "say": self._list_words(policy),
            "policy_kind": policy.kind,
            "standards": [
                {"id": one.id, "rule": plain_text(one.rule), "critical": one.critical}
                for one in policy.standards
            ],
            "limits": [plain_text(limit) for limit in policy.limits],
            "reviewed": policy.reviewed.isoformat(),
            "next_review": policy.next_review.isoformat(),
        }

    def _describe_situation(self, situation: Situation) -> dict[str, object]:
        followed = (action.policy for action in situation.do if action.policy)
        return {
            "customers_say": list_said(situation),
            "channels": situation.channels,
            "say": self._list_words(situation),
            "urgent": situation.urgent,
            "policies": [self._paths[slug] for slug in followed],
        }

    def _list_words(self, record: Record) -> list[str]:
        said = gather_texts(record, TextUse.PHRASE)
        return [name_blanks(text.words, self._words) for text in said]


def _list_page(
    page: Page, kind: str, section: str, content: Callable[[], dict[str, object]] = dict
) -> ListedPage:
    return ListedPage(page.path, page.title, kind, section, page.description, content)


def _name_kind(path: str) -> str:
    """Return what a page is that is neither policy nor situation nor a list of a section."""
    folder, _, name = path.rpartition("/")
    if path in _KINDS or name.removesuffix(".html") in addresses.RESERVED_NAMES:
        return _KINDS.get(path, "guide")
    return _KINDS_BY_FOLDER.get(folder, "guide")
