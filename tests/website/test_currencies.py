"""A currency of each site: limits are shown in every one of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cx_handbook.content.model import Company, Handbook
from cx_handbook.templating import create_environment
from cx_handbook.website.pages.before_saying_no import find_gesture_limit

LIMITS = {"agent": {"GBP": 20, "EUR": 25}, "lead": {"GBP": 20, "EUR": 90.5}}


@pytest.fixture
def company(handbook: Handbook) -> Company:
    """Return the small company with a harbour shop that counts in euros."""
    data: dict[str, Any] = handbook.company.model_dump(mode="json")
    data["sites"][1]["currency"] = "EUR"
    return Company.model_validate({**data, "gesture_limits": LIMITS})


def write_money(company: Company, limit: object) -> str:
    template = create_environment(company).from_string("{{ limit | money }}")
    return template.render(limit=limit)


def test_a_limit_is_shown_in_the_currency_of_each_site(company: Company) -> None:
    """The company's own currency comes first, then that of each site by the site's name."""
    shown = write_money(company, company.gesture_limits["lead"])
    assert shown == "£20 (Harbour shop: €90.50)"


def test_many_sites_are_not_named(company: Company) -> None:
    """Where more than three sites share another currency, its sign says enough."""
    harbour = company.sites[1]
    sites = [harbour.model_copy(update={"id": f"s{n}", "name": f"Shop {n}"}) for n in range(4)]
    many = company.model_copy(update={"sites": (company.sites[0], *sites)})
    assert write_money(many, company.gesture_limits["agent"]) == "£20 (€25)"


def test_a_currency_of_no_site_is_not_needed(company: Company) -> None:
    """Where every site has its own currency, limits need none in the company's."""
    data: dict[str, Any] = company.model_dump(mode="json")
    for site in data["sites"]:
        site["currency"] = "EUR"
    abroad = Company.model_validate({**data, "gesture_limits": {"lead": {"EUR": 80}}})
    assert (
        write_money(abroad, abroad.gesture_limits["lead"]) == "Main Street shop, Harbour shop: €80"
    )


def test_more_in_one_currency_is_more(company: Company) -> None:
    """Who may give more at one site stands above, though the other amount is the same."""
    (higher,) = find_gesture_limit(company, "agent").higher
    assert higher == ("lead", {"GBP": Decimal(20), "EUR": Decimal("90.5")})
    assert find_gesture_limit(company, "lead").higher == ()
