"""Before you say no: what is asked, who may offer what instead, who takes over, and the words.

A role may make the offers that name it and no others, because the handbook states no order of
roles. Money is the one exception: its limits are amounts, and a higher one includes a lower one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from cx_handbook import addresses
from cx_handbook.content.model import Company, Handbook
from cx_handbook.content.model.company import EscalationLevel
from cx_handbook.content.model.kinds import Alternative, Offer
from cx_handbook.content.model.money import AnyLimit
from cx_handbook.website.audience import scope_of_policy
from cx_handbook.website.context import SiteContext, join_texts, render_page
from cx_handbook.website.page import BOOST_TEXT, Page, SearchEntry


@dataclass(frozen=True)
class OfferGroup:
    """Offers that the same roles may make without asking, and when one of them takes over."""

    roles: tuple[str, ...]
    offers: tuple[Offer, ...]
    levels: tuple[EscalationLevel, ...]


@dataclass(frozen=True)
class GestureLimit:
    """The most a role may give away to put one case right, in the company's currency.

    `higher` names the roles that may give more, with their limits.
    """

    role: str
    limit: AnyLimit | None
    higher: tuple[tuple[str, AnyLimit], ...]


def render_before_saying_no(context: SiteContext) -> Iterator[Page]:
    """Yield the page that leads from what is asked to words that help, if there is an alternative."""
    company = context.handbook.company
    alternatives = list_alternatives(context.handbook)
    if not alternatives:
        return
    yield render_page(
        context,
        "before_saying_no",
        addresses.BEFORE_SAYING_NO,
        "Before you say no",
        "What you may offer instead, who may offer more, and the words.",
        search=[
            SearchEntry(p.slug, f"Before you say no: {p.title}", join_texts(p.asked_for))
            for p in alternatives
        ],
        boost=BOOST_TEXT,
        scripts=(f"{addresses.ASSETS}/before_saying_no.js",),
        alternatives=[(p, scope_of_policy(p), group_offers(p, company)) for p in alternatives],
        gesture_limits=[find_gesture_limit(company, role.id) for role in company.roles]
        if company.gesture_limits
        else [],
    )


def list_alternatives(handbook: Handbook) -> tuple[Alternative, ...]:
    """Return the policies that say what to offer instead of a no."""
    return tuple(policy for policy in handbook.policies if isinstance(policy, Alternative))


def group_offers(policy: Alternative, company: Company) -> tuple[OfferGroup, ...]:
    """Return the offers of a policy by who may make them, in the order of their first mention."""
    groups: dict[frozenset[str], list[Offer]] = {}
    for offer in policy.instead:
        # The order in which roles are named says nothing, so sets are compared.
        groups.setdefault(frozenset(offer.all_roles), []).append(offer)
    return tuple(
        OfferGroup(offers[0].all_roles, tuple(offers), _find_levels(company, roles))
        for roles, offers in groups.items()
    )


def find_gesture_limit(company: Company, role: str) -> GestureLimit:
    """Return what a role may give away, and who may give more."""
    limit = company.gesture_limits.get(role)

    def list_numbers(limit: AnyLimit) -> list[Decimal]:
        return [amount.number for amount in company.list_amounts(limit)]

    def is_more(other: AnyLimit) -> bool:
        # A role without a limit may give nothing, so every limit is higher. Two currencies are not
        # compared: more in one of them is more.
        pairs = zip(list_numbers(other), list_numbers(limit or Decimal(0)), strict=False)
        return limit is None or any(most > least for most, least in pairs)

    by_amount = sorted(company.gesture_limits.items(), key=lambda entry: list_numbers(entry[1]))
    higher = tuple((other, most) for other, most in by_amount if is_more(most))
    return GestureLimit(role, limit, higher)


def _find_levels(company: Company, roles: Iterable[str]) -> tuple[EscalationLevel, ...]:
    """Return the escalation levels at which one of the roles takes over."""
    wanted = set(roles)
    return tuple(level for level in company.escalation if level.role in wanted)
