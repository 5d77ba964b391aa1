"""Help before a no: what is asked, who may grant what, who takes over, the words. Equality decides.

A role may offer what names it, and no other: the handbook states no order of roles. Money is the
one exception, because its limits are amounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cx_handbook import addresses
from cx_handbook.content.model import Company, Handbook
from cx_handbook.content.model.company import EscalationLevel
from cx_handbook.content.model.kinds import Alternative, Offer
from cx_handbook.website.audience import of_policy
from cx_handbook.website.context import SiteContext, render_page, sentences
from cx_handbook.website.page import Page, SearchEntry


@dataclass(frozen=True)
class Grant:
    """What the same roles may offer without asking, and when one of them takes over."""

    roles: tuple[str, ...]
    offers: tuple[Offer, ...]
    rungs: tuple[EscalationLevel, ...]


@dataclass(frozen=True)
class Purse:
    """The most a role may give away to put one case right, and the roles that may give more."""

    role: str
    limit: Decimal | None
    above: tuple[tuple[str, Decimal], ...]


def refusals(handbook: Handbook) -> tuple[Alternative, ...]:
    """Return the policies that say what to offer instead of a no."""
    return tuple(p for p in handbook.policies if isinstance(p, Alternative))


def may_offer(offer: Offer, role: str) -> bool:
    """Return whether a role may offer something without asking: only one that is named."""
    return role in offer.roles


def grants(policy: Alternative, company: Company) -> tuple[Grant, ...]:
    """Return the offers of a policy by who may make them, in the order of their first mention."""
    groups: dict[frozenset[str], list[Offer]] = {}
    for offer in policy.instead:
        groups.setdefault(frozenset(offer.roles), []).append(offer)
    return tuple(
        Grant(offers[0].roles, tuple(offers), takes_over(company, roles))
        for roles, offers in groups.items()
    )


def takes_over(company: Company, roles: Iterable[str]) -> tuple[EscalationLevel, ...]:
    """Return the rungs of the ladder on which one of the roles takes over."""
    wanted = set(roles)
    return tuple(level for level in company.escalation if level.role in wanted)


def may_give(company: Company, amount: Decimal) -> tuple[str, ...]:
    """Return the roles that may give away an amount, the lowest limit first."""
    return tuple(role for role, limit in _by_limit(company) if limit >= amount)


def purse(company: Company, role: str) -> Purse:
    """Return what a role may give away, and who may give more."""
    limit = company.gesture_limits.get(role)
    least = Decimal(0) if limit is None else limit
    above = tuple((other, most) for other, most in _by_limit(company) if most > least)
    return Purse(role, limit, above)


def _by_limit(company: Company) -> list[tuple[str, Decimal]]:
    return sorted(company.gesture_limits.items(), key=lambda entry: entry[1])


def refusals_page(context: SiteContext) -> Page:
    """Return the page that leads from what is asked to words that help."""
    company = context.handbook.company
    found = refusals(context.handbook)
    entries = tuple(
        SearchEntry(policy.slug, f"Before you say no: {policy.title}", sentences(policy.asked_for))
        for policy in found
    )
    return render_page(
        context,
        "refusals",
        addresses.BEFORE_SAYING_NO,
        "Before you say no",
        "What you may offer instead, who may offer more, and the words.",
        "",
        entries,
        boost=1,
        refusals=[(policy, of_policy(policy), grants(policy, company)) for policy in found],
        purses=[purse(company, role.id) for role in company.roles]
        if company.gesture_limits
        else [],
    )
