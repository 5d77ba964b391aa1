"""The pages of a site as data: `pages.json`, for programs that read the handbook.

It is made of the same list as the finder's index, so that both know a page by the same words. What
colleagues noted under `notes:` is for the finder alone and stays out, and so does every audit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from cx_handbook import addresses
from cx_handbook.content.blanks import BLANK, read_blank
from cx_handbook.content.model import Handbook, Policy, Record, Situation
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.customer_words import CustomerWords
from cx_handbook.markdown import plain_text
from cx_handbook.website.finder.index import list_findable_pages
from cx_handbook.website.page import Page
from cx_handbook.website.pages.situations import OUR_GROUPS, group_situations

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
    """A page as `pages.json` and `llms.txt` name it; `content` is what only some kinds have."""

    path: str
    title: str
    kind: str
    section: str
    description: str
    content: dict[str, object]


def list_pages(
    handbook: Handbook, pages: Iterable[Page], written: Iterable[WrittenPage] = ()
) -> list[ListedPage]:
    """Return every page of a site once, in the order of the navigation, hand-written ones last."""
    details = _PageDetails(handbook)
    return [
        *(details.describe(page) for page in pages),
        *(ListedPage(one.path, one.title, OWN_PAGE, "", "", {}) for one in written),
    ]


def render_page_list(
    handbook: Handbook, title: str, listed: Iterable[ListedPage], today: date
) -> str:
    """Return `pages.json`; `today` is the day as of which the site was built."""
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
        "pages": [
            {
                "path": page.path,
                "url": make_url(handbook, page.path),
                "title": page.title,
                "kind": page.kind,
                "section": page.section,
                "description": page.description,
                **page.content,
            }
            for page in listed
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


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
        self._findable = {page.path: page for page in list_findable_pages(handbook)}
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
            return self._list(page, "policy", policy.section, self._describe_policy(policy))
        if situation := self._situations.get(page.path):
            section = self._groups[situation.slug]
            return self._list(page, "situation", section, self._describe_situation(situation))
        if page.path in self._sections:
            return self._list(page, *self._sections[page.path], {})
        return self._list(page, _name_kind(page.path), "", {})

    def _list(self, page: Page, kind: str, section: str, content: dict[str, object]) -> ListedPage:
        found = self._findable.get(page.path)
        if found:
            content = {"customers_say": found.customers_say, "channels": found.channels} | content
        return ListedPage(page.path, page.title, kind, section, page.description, content)

    def _describe_policy(self, policy: Policy) -> dict[str, object]:
        return {
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
            "say": self._list_words(situation),
            "urgent": situation.urgent,
            "policies": [self._paths[slug] for slug in followed],
        }

    def _list_words(self, record: Record) -> list[str]:
        said = gather_texts(record, TextUse.PHRASE)
        return [name_blanks(text.words, self._words) for text in said]


def _name_kind(path: str) -> str:
    """Return what a page is that is neither policy nor situation nor a list of a section."""
    folder, _, name = path.rpartition("/")
    if path in _KINDS or name.removesuffix(".html") in addresses.RESERVED_NAMES:
        return _KINDS.get(path, "guide")
    return _KINDS_BY_FOLDER.get(folder, "guide")
