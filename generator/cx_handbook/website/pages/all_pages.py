"""Every page of the site and its place in the navigation.

To add a page, write a module here with its template, and put its function into NAVIGATION or GUIDE.
Where other pages lead to it and the navigation does not, put it into UNLISTED instead. A test fails
for a module in neither. All of it is pure: the same handbook and day give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.model import Handbook
from cx_handbook.website.context import (
    DownloadLinks,
    FindReady,
    SiteContext,
    build_context,
    find_nothing,
)
from cx_handbook.website.page import Branch, NavigationNode, Page, drop_html, walk_pages
from cx_handbook.website.pages import (
    before_saying_no,
    channel_matrix,
    checklists,
    company,
    home,
    house_rules,
    logs,
    phrasebook,
    policies,
    readability,
    scoring,
    section_print,
    self_audit,
    service_models,
    situations,
    sources,
    training,
)

Renderer = Callable[[SiteContext], Iterable[NavigationNode]]


@dataclass(frozen=True)
class Group:
    """A heading of the navigation. It is left out where nothing below it has a page."""

    title: str
    entries: tuple[Group | Renderer, ...]


NAVIGATION: tuple[Group | Renderer, ...] = (
    home.render_home,
    Group(
        "Situations",
        (
            situations.render_situation_list,
            channel_matrix.render_matrix,
            situations.render_situations,
        ),
    ),
    Group("Policies", (policies.render_sections,)),
    phrasebook.render_phrasebook,
    before_saying_no.render_before_saying_no,
    company.render_company,
    Group(
        "Training",
        (
            training.render_training,
            Group("Cases", (training.render_cases,)),
            Group("Role-plays", (training.render_role_plays,)),
            training.render_quiz,
            Group(
                "How we see service",
                (service_models.render_model_list, service_models.render_models),
            ),
        ),
    ),
    Group(
        "Checklists",
        (
            checklists.render_checklist_list,
            self_audit.render_device_audits,
            logs.render_logs,
            checklists.render_checklists,
        ),
    ),
)
# The last part of the navigation, called as `guide` in mkdocs.yml says. Hand-written pages follow.
GUIDE: tuple[Group | Renderer, ...] = (
    scoring.render_scoring,
    sources.render_sources,
    sources.render_questions,
    Group(
        "House rules",
        (house_rules.render_rule_list, house_rules.render_rules, readability.render_readability),
    ),
)
# Pages that other pages lead to, and that would only be in the way in the navigation.
UNLISTED: tuple[Renderer, ...] = (
    section_print.render_section_prints,
    self_audit.render_self_audits,
)


@dataclass(frozen=True)
class AllPages:
    """The pages of a site: the navigation as a tree, and what stands in none.

    `made` has for each function what it made, so that it can make some of it again.
    """

    navigation: tuple[NavigationNode, ...]
    unlisted: tuple[Page, ...]
    made: Mapping[Renderer, tuple[NavigationNode, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Page]:
        return iter(self._all)

    def without_html(self) -> AllPages:
        """Return what is known of the pages besides their HTML, for whoever holds that page by page."""
        return AllPages(
            tuple(map(drop_html, self.navigation)),
            tuple(page.without_html() for page in self.unlisted),
        )

    @cached_property
    def _all(self) -> tuple[Page, ...]:
        # Asked for a dozen times in a build.
        return (*walk_pages(self.navigation), *self.unlisted)


def render_pages(
    handbook: Handbook,
    today: date,
    downloads: DownloadLinks | None = None,
    guide: str = "Guide",
    find_ready: FindReady = find_nothing,
    facts: KeptFacts | None = None,
) -> AllPages:
    """Return every page of the site. Reviews are judged as of the given day.

    `guide` is the title of the navigation's last part. `find_ready` is asked before each page, and
    `facts` are what was worked out of their texts before.
    """
    context = build_context(handbook, today, downloads or DownloadLinks(), find_ready, facts)
    made: dict[Renderer, tuple[NavigationNode, ...]] = {}
    return AllPages(
        tuple(_render_entries((*NAVIGATION, Group(guide, GUIDE)), context, made)),
        tuple(walk_pages(_render_entries(UNLISTED, context, made))),
        made,
    )


def _render_entries(
    entries: Iterable[Group | Renderer],
    context: SiteContext,
    made: dict[Renderer, tuple[NavigationNode, ...]],
) -> Iterator[NavigationNode]:
    for entry in entries:
        if not isinstance(entry, Group):
            made[entry] = tuple(entry(context))
            yield from made[entry]
        # A heading with nothing below it would lead nowhere.
        elif children := tuple(_render_entries(entry.entries, context, made)):
            yield Branch(entry.title, children)
