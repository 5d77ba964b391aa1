"""The company: who takes over, how much each role may give, opening hours and contacts."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.content.model import Company
from cx_handbook.website.context import SiteContext, join_texts, render_page
from cx_handbook.website.page import Page, SearchEntry


def render_company(context: SiteContext) -> Iterator[Page]:
    """Yield the company's page."""
    company = context.handbook.company
    yield render_page(
        context,
        "company",
        addresses.COMPANY,
        "Who and when",
        "Who takes over, how much you may give, when we are open.",
        source=company.file,
        search=tuple(_list_search_entries(company)),
    )


def _list_search_entries(company: Company) -> Iterator[SearchEntry]:
    """Yield an entry for each part of the page. Titles hold words that people may search for."""
    ladder = [
        f"{level.trigger} {company.name_of('roles', level.role)}" for level in company.escalation
    ]
    if ladder:
        yield SearchEntry("ladder", "Who takes over: escalate, escalation", join_texts(*ladder))
    roles = [company.name_of("roles", role) for role in company.gesture_limits]
    if roles:
        yield SearchEntry("limits", "How much you may give: limits", join_texts(*roles))
    closed = [f"{holiday.name} closed" for holiday in company.holidays]
    yield SearchEntry("hours", "When we are open: opening hours", join_texts(*closed))
    reach = (company.contacts.phone, company.contacts.email, company.contacts.address or "")
    yield SearchEntry(
        "contacts", f"How {company.customer_words.many} reach us: phone, email", join_texts(*reach)
    )
