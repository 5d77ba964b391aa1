"""The home page: our promises, and what may be happening right now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from cx_handbook import addresses
from cx_handbook.content.model import Company, Handbook, Policy, Site
from cx_handbook.content.model.open_days import collect_open_days
from cx_handbook.markdown import plain_text
from cx_handbook.website.audience import scope_in_lists, scope_of_section
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page
from cx_handbook.website.pages.before_saying_no import list_alternatives
from cx_handbook.website.pages.self_audit import embed_json, handbook_identity
from cx_handbook.website.pages.situations import OUR_GROUPS, group_situations


def render_home(context: SiteContext) -> Iterator[Page]:
    """Yield the home page."""
    handbook = context.handbook
    yield render_page(
        context,
        "home",
        addresses.HOME,
        "Home",
        plain_text(handbook.company.promise),
        sections=[(s, handbook.in_section(s.id)) for s in handbook.sections.sections],
        section_scope=scope_of_section,
        count_scopes=_list_scopes,
        happening=group_situations(handbook),
        our_groups=OUR_GROUPS,
        scope_in_lists=scope_in_lists,
        training=_count_training(handbook),
        checklists=handbook.checklists,
        alternatives=list_alternatives(handbook),
        due=embed_json(describe_due(handbook)),
        scripts=(f"{addresses.ASSETS}/due_today.js",) if handbook.checklists else (),
    )


def describe_due(handbook: Handbook) -> dict[str, object]:
    """Return what a device needs to say what is due today at its site.

    Rules and closed days, not dates: the page may lie on a device for long. The script computes
    the days as `audit/history/due_dates.py` does.
    """
    company = handbook.company
    return {
        "handbook": handbook_identity(company),
        "sites": [_describe_site(company, site) for site in company.sites],
        "checklists": [
            {
                "slug": checklist.slug,
                "title": plain_text(checklist.title),
                "page": addresses.self_audit_path(handbook.forms[checklist.slug]),
                "rule": checklist.repeats,
                "starts": checklist.starts.isoformat() if checklist.starts else "",
                "sites": checklist.sites,
            }
            for checklist in handbook.checklists
        ],
    }


def _describe_site(company: Company, site: Site) -> dict[str, object]:
    days = collect_open_days(company, site)
    return {
        "id": site.id,
        "name": plain_text(site.name),
        # 0 is Monday.
        "closedWeekdays": [n for n, spans in enumerate(days.week) if not spans],
        "closed": sorted(day.isoformat() for day in days.closed),
    }


def _count_training(handbook: Handbook) -> str:
    """Return what there is to train with, such as `9 cases, 10 role-plays, a quiz`."""
    counts = ((len(handbook.cases), "case"), (len(handbook.role_plays), "role-play"))
    texts = [f"{n} {word}{'s' * (n > 1)}" for n, word in counts if n]
    return ", ".join([*texts, *(["a quiz"] if handbook.quiz else [])])


def _list_scopes(policies: Iterable[Policy]) -> str:
    """Return the roles and channels of each policy, for a count that follows the chosen role."""
    return json.dumps([(policy.roles, policy.channels) for policy in policies])
