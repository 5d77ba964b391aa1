"""Help before a no: who may grant what, who takes over, and the way through by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cx_handbook.bundles import join_bundle
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.kinds import Alternative
from cx_handbook.website.pages.before_saying_no import (
    find_gesture_limit,
    group_offers,
    list_alternatives,
)
from support.axe import BY_SCHEME, use_scheme, violations
from support.browser import Opener
from support.depth import ON_PHONES
from support.hostile import hostile_handbook

PATH = "before-you-say-no.html"
REFUND = "refund-after-the-deadline"


@pytest.fixture
def sold_out(handbook: Handbook) -> Alternative:
    """Return the one refusal of the small handbook."""
    (found,) = list_alternatives(handbook)
    return found


@pytest.fixture(params=ON_PHONES)
def page(request: pytest.FixtureRequest, chromium: Browser, shipped_site: Path) -> Iterator[Page]:
    """Return the page of the shipped site, on a phone or on a desktop."""
    context = chromium.new_context(viewport=request.param, offline=True)
    page = context.new_page()
    page.goto((shipped_site / PATH).as_uri())
    yield page
    context.close()


def test_only_a_named_role_may_offer(handbook: Handbook, sold_out: Alternative) -> None:
    """Being a team lead is not enough for what names the agent: no order of roles is made up."""
    blue, _ = sold_out.instead
    named_too = blue.model_copy(update={"also": ("lead",)})
    both = sold_out.model_copy(update={"instead": (named_too,)})

    assert [group.roles for group in group_offers(sold_out, handbook.company)] == [
        ("agent",),
        ("lead",),
    ]
    assert [group.roles for group in group_offers(both, handbook.company)] == [("agent", "lead")]


def test_offers_are_grouped_by_who_may_make_them(handbook: Handbook, sold_out: Alternative) -> None:
    """The same roles in another order are the same; an escalation level stands with its role."""
    blue, harbour = sold_out.instead
    both = blue.model_copy(update={"also": ("lead",)})
    either = harbour.model_copy(update={"also": ("agent",)})
    mine, asked = group_offers(sold_out, handbook.company)

    assert (mine.roles, mine.offers, mine.levels) == (("agent",), (blue,), ())
    assert (asked.roles, asked.offers) == (("lead",), (harbour,))
    assert asked.levels == handbook.company.escalation
    together = sold_out.model_copy(update={"instead": (both, either)})
    assert [group.offers for group in group_offers(together, handbook.company)] == [(both, either)]


def test_money_alone_has_an_order(handbook: Handbook) -> None:
    """Who may give more is who has a higher limit, the lowest first."""
    company = handbook.company
    agent, lead = ("agent", Decimal(20)), ("lead", Decimal("75.5"))

    assert find_gesture_limit(company, "agent").limit == Decimal(20)
    assert find_gesture_limit(company, "agent").higher == (lead,)
    assert find_gesture_limit(company, "lead").higher == ()
    assert find_gesture_limit(company, "stranger").limit is None
    assert find_gesture_limit(company, "stranger").higher == (agent, lead)


def test_without_scripts_it_is_a_page_to_read(chromium: Browser, shipped_site: Path) -> None:
    """Every refusal, every offer and all words stand there in the open."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((shipped_site / PATH).as_uri())

    assert page.locator(".hb-refusal:visible").count() == page.locator(".hb-refusal").count() >= 7
    assert page.locator(".hb-offer:visible").count() == page.locator(".hb-offer").count() > 20
    context.close()


def test_the_whole_decision_by_keyboard(page: Page) -> None:
    """From what is asked to the words and back, with Tab, arrows and Enter alone."""
    page.locator("[data-hb-filter=refusals]").focus()
    page.keyboard.type("money back")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(f"[data-hb-refusal={REFUND}] [data-hb-part=may]").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "May I?"
    assert page.locator("#hb-live").inner_text() == "Step 2 of 4: May I?"

    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "hb-as"
    page.keyboard.type("Service")
    # Choosing here is for this page: lists elsewhere stay as they were.
    assert page.evaluate("Handbook.shell.audience.current().role") == ""
    shown = page.locator(".hb-grant:visible")
    assert shown.nth(0).inner_text().startswith("Yes, you may offer")
    assert shown.nth(1).inner_text().startswith("Ask the team lead for:")
    assert page.locator("[data-hb-purse]:visible").count() == 0  # no money beside this request

    reach(page, "Next", "What fits?")
    page.keyboard.press("Enter")
    page.locator(".hb-offer:visible").first.wait_for()
    verdicts = page.locator(".hb-offer:visible [data-hb-verdict]").all_inner_texts()
    assert verdicts == ["You may", "You may", "You may", "Ask the team lead"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("[data-hb-part=words]:visible").wait_for()
    assert page.url.endswith(f"#{REFUND}:words-1")
    assert page.locator("[data-hb-words]:visible").count() == 1
    assert page.locator(".hb-copy:visible").count() == 2
    assert "That's our policy" in page.locator(".hb-avoid:visible").first.inner_text()

    page.keyboard.press("Tab")
    reach(page, "Back", "Back")
    page.keyboard.press("Enter")
    page.locator("[data-hb-part=offers]:visible").wait_for()
    reach(page, "Start over", "Start over")
    page.keyboard.press("Enter")
    page.locator("[data-hb-part=ask]:visible").wait_for()
    assert page.locator(".hb-refusal:visible").count() == 0


def reach(page: Page, *names: str) -> None:
    """Press Tab until one of the buttons has the keyboard."""
    for _ in range(30):
        if page.evaluate("document.activeElement.textContent") in names:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{names} cannot be reached")


def test_a_policy_leads_to_its_decision(page: Page, shipped_site: Path) -> None:
    """Help me decide opens the second step, with the progress and the role in sight."""
    page.goto((shipped_site / f"alternatives/{REFUND}.html").as_uri())
    page.get_by_role("link", name="Help me decide").click()
    page.wait_for_url(f"**/{PATH}#{REFUND}")

    assert page.locator(".hb-refusal:visible").count() == 1
    page.wait_for_function("document.querySelector('.hb-stage').getBoundingClientRect().top > 40")
    assert page.locator("#hb-as").is_visible()


def test_each_step_is_accessible(page: Page) -> None:
    """axe-core finds nothing on any of the four, in either scheme."""
    page.evaluate("Handbook.shell.audience.choose({role: 'agent', channel: 'door'})")
    for step in ("what_is_asked", REFUND, f"{REFUND}:offers", f"{REFUND}:words-2"):
        page.evaluate("step => { location.hash = step; }", step)
        page.locator(".hb-stage").wait_for()
        for scheme, rules in BY_SCHEME:
            use_scheme(page, scheme)
            assert violations(page, only=rules) == [], (step, scheme)


def test_paper_has_every_refusal(page: Page) -> None:
    """In the middle of a decision, all is printed."""
    page.evaluate("step => { location.hash = step; }", f"{REFUND}:words-2")
    page.locator("[data-hb-part=words]:visible").wait_for()
    page.emulate_media(media="print")

    assert page.locator(".hb-refusal:visible").count() == page.locator(".hb-refusal").count()
    assert page.locator(".hb-say:visible").count() == page.locator(".hb-say").count()


def test_what_authors_type_stays_text(handbook: Handbook, opened: Opener) -> None:
    """A decision through hostile texts runs none of them."""
    page = opened(hostile_handbook(handbook), PATH)
    page.add_script_tag(content=join_bundle("before_saying_no.js"))
    page.locator(".hb-asked a").first.click()
    page.locator("#hb-as").select_option(index=1)
    page.get_by_role("button", name="What fits?").click()
    page.locator(".hb-pick").first.click()
    page.locator("[data-hb-part=words]:visible").wait_for()

    assert page.evaluate("typeof pwned") == "undefined"
    assert page.locator(".hb-decide :is(img, iframe)").count() == 0
