"""My role and channel: what is hidden, that it is said, and what is never hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cx_handbook.content.model import Handbook
from cx_handbook.website.audience import (
    Scope,
    scope_in_lists,
    scope_of_policy,
    scope_of_section,
    scope_of_situation,
    scope_of_step,
)
from support.axe import BY_SCHEME, use_scheme, violations
from support.browser import Opener, leave_out_theme_script
from support.depth import ON_PHONES
from support.hostile import hostile_handbook

DOOR = "practices/delivered-as-ordered-and-complete.html"
REFUSED = """const read = Storage.prototype.getItem;
Storage.prototype.setItem = () => { throw new Error('refused'); };
Storage.prototype.getItem = function (name) {
    if (name.endsWith('-mine')) throw new Error('refused');
    return read.call(this, name);
};"""
HERE = "document.activeElement.classList.contains('hb-mine-open')"
SHIFT = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, entry) => sum + entry.value, 0)
    )).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"""

Visit = Callable[[str], Page]


@pytest.fixture(params=ON_PHONES)
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """Return a page on a phone or on a desktop, which fails the test when a script does."""
    context = chromium.new_context(viewport=request.param, offline=True)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def themed_visit(page: Page, shipped_site: Path) -> Visit:
    """Return what opens a page of the shipped site."""

    def go(path: str) -> Page:
        page.goto((shipped_site / path).as_uri())
        return page

    return go


@pytest.fixture
def visit(page: Page, themed_visit: Visit) -> Visit:
    """Return the same without the theme's script, which hides nothing: pages open in half the time."""
    leave_out_theme_script(page)
    return themed_visit


def choose(page: Page, *names: str) -> None:
    page.locator(".hb-mine-open").click()
    for name in names:
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Done").click()


def test_a_scope_is_read_from_what_is_written(handbook: Handbook) -> None:
    """A step for one role or channel is narrower than its policy; a section is as wide as all in it."""
    policy = handbook.policies_by_slug["sold-out"]
    step = policy.steps[0].model_copy(update={"who": "lead", "channels": ("counter",)})

    assert scope_of_policy(policy) == Scope(("agent",), ("phone", "counter"))
    assert scope_of_step(policy, policy.steps[0]) == scope_of_policy(policy)
    assert scope_of_step(policy, step) == Scope(("lead",), ("counter",))
    assert set(scope_of_section(handbook.policies).channels) == {"phone", "counter"}
    assert str(Scope(("a", "b")).__html__()) == 'data-hb-roles="a b" data-hb-channels=""'


def test_a_situation_is_for_those_its_policies_bind(handbook: Handbook) -> None:
    """A step that names nobody makes it everybody's, and an urgent one is listed for all."""
    situation = handbook.situations[0]
    bound = situation.model_copy(update={"do": situation.do[:2]})
    urgent = bound.model_copy(update={"urgent": True})

    assert scope_of_situation(handbook, situation).roles == ()
    roles = {r for a in bound.do for r in handbook.policies_by_slug[str(a.policy)].roles}
    assert set(scope_of_situation(handbook, bound).roles) == roles
    assert scope_in_lists(handbook, urgent) == Scope()


def test_what_is_for_others_is_hidden_and_counted(visit: Visit) -> None:
    """The note's number is the number hidden; a button shows them until the page is left."""
    page = visit("situations/index.html")
    everything = page.locator(".hb-row:visible").count()
    choose(page, "Delivery crew", "Customer's door")
    left = page.locator(".hb-row:visible").count()
    note = page.locator(".hb-mine-note")

    assert 0 < left < everything
    said = f"{everything - left} not for Delivery crew · Customer's door are hidden."
    assert note.locator("span").inner_text() == said
    note.get_by_role("button", name="Show them").click()
    assert page.locator(".hb-row:visible").count() == everything
    assert page.evaluate("document.activeElement.textContent") == "Hide them"
    page.reload()
    assert page.locator(".hb-row:visible").count() == left
    choose(page)
    page.locator(".hb-mine-open").click()
    page.get_by_role("button", name="Show everything").click()
    assert page.locator(".hb-row:visible").count() == everything
    assert page.evaluate("Object.keys(localStorage).filter(key => key.endsWith('-mine'))") == []


@pytest.mark.parametrize(
    "path", ["index.html", "phrasebook.html", "practices/index.html", "before-you-say-no.html"]
)
def test_every_list_says_what_it_hides(themed_visit: Visit, path: str) -> None:
    """In each list something goes and is counted, and no heading stands over nothing."""
    page = themed_visit(path)
    choose(page, "Delivery crew", "Customer's door")
    page.evaluate("document.querySelectorAll('.hb-now-part').forEach((part) => (part.open = true))")
    entries = "[data-hb-mine-list] [data-hb-roles]"
    hidden = page.locator(entries).count() - page.locator(f"{entries}:visible").count()
    notes = page.locator(".hb-mine-note:visible span").all_inner_texts()

    assert hidden > 0
    assert sum(int(note.split()[0]) for note in notes) == hidden
    for part in page.locator("[data-hb-mine-list] .hb-phrase-group:visible").all():
        assert part.locator(".hb-pair:visible").count() > 0


@pytest.mark.parametrize("role", ["Delivery crew", "Head of service"])
def test_what_is_urgent_is_never_hidden(visit: Visit, role: str) -> None:
    """Whoever reads, in whatever channel: the urgent situation stays, and so does each of its steps."""
    page = visit("index.html")
    choose(page, role, "Chat")

    assert (
        page.locator(".hb-urgent li:visible").count() == page.locator(".hb-urgent li").count() > 0
    )
    page = visit("situations/somebody-may-be-hurt.html")
    assert page.locator(".hb-steps > li:visible").count() == page.locator(".hb-steps > li").count()
    assert page.locator(".hb-mine-run").count() == 0


def test_steps_for_another_channel_fold_into_a_line(visit: Visit) -> None:
    """They keep their numbers, say which channel they are for, and unfold where they stand."""
    page = visit(DOOR)
    choose(page, "Phone")
    run = page.locator(".hb-mine-run").first
    folded = page.locator(".hb-steps > li[data-hb-channels=door]")

    assert folded.count() > 0
    assert page.locator(".hb-steps > li[data-hb-channels=door]:visible").count() == 0
    assert "for Customer's door only." in run.inner_text()
    counted = "li => getComputedStyle(li).counterIncrement"
    assert run.evaluate(counted) == f"step {folded.count()}"
    run.get_by_role("button", name="Show").click()
    assert page.locator(".hb-steps > li[data-hb-channels=door]:visible").count() == folded.count()
    assert page.locator(".hb-mine-run").count() == 0


def test_a_step_that_an_address_names_is_open(visit: Visit) -> None:
    """Whoever is sent to a step sees it, whatever its channel."""
    page = visit(DOOR)
    choose(page, "Phone")
    step = page.locator(".hb-steps > li[data-hb-channels=door]").first.get_attribute("id")
    visit("index.html")
    page = visit(DOOR)
    page.evaluate("step => { location.hash = step; }", step)
    page.locator(f"#{step}").wait_for(state="visible")


def test_another_roles_step_and_page_are_named(visit: Visit) -> None:
    """A step of the team lead says so and stays readable; a page for others says for whom it is."""
    page = visit("apologies/missed-call-back.html")
    choose(page, "Service agent", "Customer's door")
    assert "Team lead does this" in page.locator(".hb-mine-other").first.inner_text()
    assert page.locator(".hb-mine-other .hb-do").first.is_visible()

    notice = visit("alternatives/out-of-stock.html").locator(".hb-mine-notice")
    assert notice.inner_text() == (
        "This holds for Phone, Email, Chat, Shop counter, not for Customer's door."
    )


def test_paper_shows_everything(themed_visit: Visit) -> None:
    """DownloadLinks, nothing is hidden and nothing is said of hiding."""
    page = themed_visit("situations/index.html")
    choose(page, "Delivery crew", "Customer's door")
    page.emulate_media(media="print")
    assert page.locator(".hb-row:visible").count() == page.locator(".hb-row").count()
    assert page.locator(".hb-mine-note:visible").count() == 0
    page = themed_visit(DOOR)
    assert page.locator(".hb-steps > li:not(.hb-mine-run):visible").count() == (
        page.locator(".hb-steps > li:not(.hb-mine-run)").count()
    )


def test_a_browser_that_keeps_nothing_says_so(visit: Visit) -> None:
    """Where storage is refused, the choice holds on this page, and the panel says that."""
    page = visit("index.html")
    page.add_init_script(REFUSED)
    page = visit("situations/index.html")
    everything = page.locator(".hb-row:visible").count()
    page.locator(".hb-mine-open").click()
    page.get_by_label("Customer's door").check()

    said = page.locator(".hb-mine-kept").inner_text()
    assert said == "This browser keeps nothing, so it holds until you leave this page."
    assert page.locator(".hb-row:visible").count() < everything
    page.reload()
    assert page.locator(".hb-row:visible").count() == everything


def test_a_choice_in_another_tab_holds_here_too(visit: Visit) -> None:
    """Without a reload, the lists of a page that was open before hide what the other tab hides."""
    page = visit("situations/index.html")
    other = page.context.new_page()
    other.goto(page.url)
    assert page.locator(".hb-mine-note:visible").count() == 0

    choose(other, "Delivery crew", "Customer's door")
    page.wait_for_function(
        "document.querySelector('[data-hb-mine-label]').textContent != 'For: everyone'"
    )

    label, note = page.locator("[data-hb-mine-label]").first, page.locator(".hb-mine-note").first
    assert label.text_content() == other.locator("[data-hb-mine-label]").first.text_content()
    assert note.text_content() == other.locator(".hb-mine-note").first.text_content()
    assert page.locator(".hb-row:visible").count() < page.locator(".hb-row").count()


def test_the_keyboard_reaches_the_choice_in_two_presses(themed_visit: Visit) -> None:
    """The control comes right after the skip link; Escape leads back to it."""
    page = themed_visit("callbacks/index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(HERE)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("Handbook.shell.audience.current().role") == "agent"
    page.keyboard.press("Escape")
    assert page.evaluate(HERE)
    name = page.locator(".hb-mine-open").evaluate("button => button.textContent")
    assert name == "For: Service agent"


def test_a_filter_counts_only_what_is_seen(visit: Visit) -> None:
    """What is found and hidden is named beside it, so that nothing seems to be missing."""
    page = visit("situations/index.html")
    choose(page, "Delivery crew", "Customer's door")
    page.fill("[data-hb-filter=situations]", "review")
    found = page.locator(".hb-filter-count").inner_text()

    assert found == f"{page.locator('.hb-row:visible').count()} found"
    assert "hidden" in page.locator(".hb-mine-note").inner_text()
    page.get_by_role("button", name="Show them").click()
    assert page.locator(".hb-row:visible").count() > int(found.split()[0])


def test_nothing_jumps_when_a_page_opens(themed_visit: Visit) -> None:
    """With a choice kept, the lists are short from the first paint on: the layout stays put."""
    page = themed_visit("index.html")
    choose(page, "Delivery crew", "Customer's door")
    for path in ("index.html", "situations/index.html", DOOR, "before-you-say-no.html"):
        assert themed_visit(path).evaluate(SHIFT) < 0.1, path


def test_the_panel_and_the_notes_are_accessible(themed_visit: Visit) -> None:
    """axe-core finds nothing in either scheme, with the panel open, a list cut short, steps folded."""
    page = themed_visit("situations/index.html")
    page.locator(".hb-mine-open").click()
    page.get_by_label("Customer's door").check()
    page.get_by_label("Delivery crew").check()
    assert_accessible(page)
    for path in ("situations/index.html", DOOR, "alternatives/out-of-stock.html"):
        themed_visit(path)
        choose(page, "Phone")
        assert_accessible(page)


def assert_accessible(page: Page) -> None:
    """Assert that axe-core finds nothing on the page as it is, in either scheme."""
    for scheme, rules in BY_SCHEME:
        use_scheme(page, scheme)
        assert violations(page, only=rules) == [], (page.url, scheme)


def test_it_fits_a_narrow_screen(themed_visit: Visit) -> None:
    """At 320 pixels header, panel and notes need no scrolling sideways."""
    page = themed_visit("index.html")
    page.set_viewport_size({"width": 320, "height": 640})
    choose(page, "Delivery planner", "Customer's door")
    for path in ("index.html", "situations/index.html", DOOR, "before-you-say-no.html"):
        assert themed_visit(path).evaluate("document.documentElement.scrollWidth") <= 320, path
    page.locator(".hb-mine-open").click()
    assert page.locator(".hb-mine-panel").evaluate("it => it.scrollWidth <= it.clientWidth")


def test_names_stay_text(handbook: Handbook, opened: Opener) -> None:
    """A role's name that looks like markup is shown as it was typed, in the panel and in notes."""
    hostile = hostile_handbook(handbook)
    page = opened(replace(hostile, policies=handbook.policies), "index.html")
    page.locator("[data-hb-mine]").click()
    page.locator("input[name=hb-mine-role]").nth(1).check()

    assert page.evaluate("typeof pwned") == "undefined"
    assert "<script>pwned=1</script>" in page.locator(".hb-mine-panel").inner_text()
    assert page.locator(".hb-mine-panel img, .hb-mine-panel script").count() == 0


def test_a_role_that_is_gone_hides_nothing(handbook: Handbook, opened: Opener) -> None:
    """What a device kept under an older company.yml counts as no choice."""
    page = opened(handbook, "situations/index.html")
    page.evaluate('localStorage.setItem(\'test-mine\', \'{"role":"pilot","channel":7}\')')
    page.reload()

    assert page.evaluate("Handbook.shell.audience.current()") == {"role": "", "channel": ""}
    assert page.locator(".hb-row:visible").count() == page.locator(".hb-row").count()
