"""One call after the other: nothing of the first customer is left, and time is seen, heard and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from support.bare_site import write_bare_site
from support.project import load_shipped

WAITS = "situations/waiting-at-reception.html"
DAMAGE = "situations/damage-in-the-home.html"
HOLD = "practices/hold-and-menu-limits.html"
FRIDAY_EVENING = datetime(2026, 11, 27, 21, 42, tzinfo=UTC)
# Instead of a sound: which tones were begun.
STUB = """window.heard = [];
window.AudioContext = class {
  currentTime = 0;
  resume() {}
  createGain() {
    return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {} }, connect: (to) => to };
  }
  createOscillator() {
    const frequency = {};
    const start = () => window.heard.push(frequency.value);
    return { frequency, start, stop() {}, connect: (to) => to };
  }
};"""

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the shipped handbook without the host's theme."""
    folder = tmp_path_factory.mktemp("bare")
    write_bare_site(load_shipped(), folder)
    return folder


@pytest.fixture
def visit(chromium: Browser, bare: Path) -> Iterator[Visit]:
    """Return what opens a page on one device, whose clock stands still until a test moves it."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, zone: str = "Europe/London", width: int = 390) -> Page:
        if not contexts:
            context = chromium.new_context(
                viewport={"width": width, "height": 844}, timezone_id=zone, offline=True
            )
            context.set_default_timeout(10_000)
            context.on("weberror", lambda error: errors.append(str(error.error)))
            context.add_init_script(STUB)
            context.clock.install(time=FRIDAY_EVENING - timedelta(minutes=1))
            context.clock.pause_at(FRIDAY_EVENING)
            contexts.append(context)
        page = contexts[0].new_page()
        page.goto((bare / path.partition("#")[0]).as_uri() + "".join(path.partition("#")[1:]))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def next_customer(page: Page) -> Locator:
    return page.get_by_role("button", name="Next customer").locator("visible=true")


def finder(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Find what to do")


def fill_name(page: Page, blank: str, name: str) -> None:
    """Fill in the first blank of a kind that is in sight."""
    page.locator(f'[data-hb-blank="{blank}"]:visible').first.click()
    page.locator(".hb-blank-form input").fill(name)
    page.keyboard.press("Enter")


def start_timer(page: Page) -> None:
    page.locator("#step-3").get_by_role("button", name="Start 2-minute timer").click()
    page.locator(".hb-timer").first.wait_for()  # its script is loaded by the first one


def test_nothing_of_the_first_customer_is_left_for_the_second(visit: Visit) -> None:
    """Ticks on every page, the name, a time typed in and what was searched are gone; the finder waits."""
    other = visit(DAMAGE)
    other.get_by_label("Done with step 1").check()
    page = visit(WAITS + "#call")
    page.keyboard.press("/")
    finder(page).get_by_role("combobox").fill("hole in my wall")
    finder(page).get_by_role("button", name="Close").click()
    page.locator(".hb-call-done").click()
    page.get_by_role("button", name="Whole page").click()
    fill_name(page, "customer", "Ms Kaya")
    assert "Ms Kaya" in page.locator(".hb-steps").inner_text()
    page.evaluate("location.hash = '#call-2'")
    next_customer(page).click()

    assert finder(page).get_by_role("combobox").input_value() == ""
    assert page.evaluate("document.activeElement.id") == "hb-finder-input"
    assert page.locator("body.hb-calling").count() == 0
    assert "Ms Kaya" not in page.content()
    for left in (page, other):
        left.reload()
        assert left.locator(".hb-steps :checked").count() == 0


def test_the_name_is_forgotten_in_other_tabs_too(visit: Visit) -> None:
    """Another page of the device that still shows the last customer's name lets go of it."""
    other = visit(WAITS)
    fill_name(other, "customer", "Ms Kaya")
    page = visit(DAMAGE + "#call")
    next_customer(page).click()
    other.locator('[data-hb-blank="customer"]:not(.hb-blank--filled)').first.wait_for()

    assert "Ms Kaya" not in other.content()


def test_the_names_of_the_shift_stay_for_the_next_customer(visit: Visit) -> None:
    """They are typed once, stand in the words to say, and end with the day."""
    page = visit(HOLD + "#call", width=1280)
    page.get_by_text("My shift").click()
    page.get_by_role("textbox", name="Your name").fill("Sam")
    next_customer(page).click()
    page = visit(HOLD + "#call")

    assert page.get_by_text("My shift: Sam").is_visible()
    assert "I'm Sam" in page.locator(".hb-say:visible").first.inner_text()
    page.clock.set_fixed_time(datetime(2026, 11, 28, 8, tzinfo=UTC))
    page.reload()
    assert "Sam" not in page.locator(".hb-steps").inner_text()


def test_a_running_timer_is_asked_about(visit: Visit) -> None:
    """The call goes on, the timer is kept, or it is stopped: as somebody says, and not before."""
    page = visit(HOLD)
    start_timer(page)
    page.evaluate("location.hash = '#call-3'")
    next_customer(page).click()
    question = page.get_by_role("dialog", name="A timer is still running")
    question.get_by_role("button", name="Back to this call").click()
    assert page.locator("body.hb-calling").count() == 1
    next_customer(page).click()
    question.get_by_role("button", name="Keep it running").click()
    assert finder(page).is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".hb-timer").count() == 1

    page.evaluate("location.hash = '#call-3'")
    next_customer(page).click()
    question.get_by_role("button", name="Stop it").click()
    assert page.locator(".hb-timer").count() == 0


def test_a_timer_is_seen_and_heard_in_the_call_view(visit: Visit) -> None:
    """It counts above the keys; when time is up the view says so, with a sound once that is on."""
    page = visit(HOLD + "#call-3")
    page.get_by_role("button", name="Start 2-minute timer").click()
    row = page.locator(".hb-timer")
    row.wait_for()  # the script of timers is loaded by the first one
    page.clock.fast_forward(30_000)
    assert row.locator(".hb-timer-left").inner_text() == "1:30"
    box, bar = row.bounding_box(), page.locator(".hb-call-bar").bounding_box()
    assert box
    assert bar
    assert box["height"] > 30
    assert box["y"] + box["height"] <= bar["y"]
    page.clock.run_for(91_000)
    assert "Time is up." in row.inner_text()
    assert page.evaluate("heard") == []

    page.get_by_role("button", name="Start 2-minute timer again").click()
    page.get_by_role("button", name="Sound: off").click()
    tried = len(page.evaluate("heard"))
    assert tried > 0
    page.clock.run_for(121_000)
    assert len(page.evaluate("heard")) == 2 * tried
    assert page.get_by_role("button", name="Sound: on").is_visible()


def test_words_late_in_the_evening_promise_nothing_for_today(visit: Visit, bare: Path) -> None:
    """At 21:42 what was to be the same day is tomorrow, in the words of the call view too."""
    paths = [
        path
        for path in sorted((bare / "situations").glob("*.html"))
        if 'data-hb-by="same day' in path.read_text("utf-8")
    ]
    assert len(paths) > 5
    page = visit(DAMAGE)
    for path in paths[:4]:
        page.goto(path.as_uri() + "#call")
        page.locator("[data-hb-by].hb-blank--filled").first.wait_for(state="attached")
        said = page.locator('[data-hb-by="same day"]').all_text_contents()
        assert said
        assert all(text.startswith("by ") and "tomorrow" in text for text in said)


def test_hours_are_the_sites_for_whoever_sits_elsewhere(visit: Visit) -> None:
    """From Tokyo, the call view says when the shop opens by the shop's clock, and what is typed is its."""
    page = visit(DAMAGE + "#call", zone="Asia/Tokyo", width=1280)
    page.get_by_text("Opening hours", exact=True).click()
    form = page.locator(".hb-hours")
    form.locator(".hb-hours-now").wait_for()
    assert "closed now" in form.locator(".hb-hours-now").inner_text()
    form.get_by_label("Is it within opening hours?").fill("2026-11-28T11:00")
    assert "is open then: Saturday 28 November, 11:00" in form.inner_text()
    form.get_by_label("Due when?").select_option("within 4 opening hours")
    assert "Due: Saturday 28 November, 13:" in form.inner_text()
    next_customer(page).click()
    page.keyboard.press("Escape")
    page.evaluate("location.hash = '#call'")

    assert form.get_by_label("Is it within opening hours?").input_value() == ""


def test_all_words_are_copied_as_they_are_filled(visit: Visit) -> None:
    """One line each, with the names and times that stand there, for an email."""
    page = visit(WAITS, width=1280)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fill_name(page, "customer", "Ms Kaya")
    page.evaluate("location.hash = '#call'")
    page.locator("body.hb-calling").wait_for()
    page.get_by_role("button", name="Copy all words").click()
    page.locator(".hb-call-copy[data-copied]").wait_for()
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")

    assert len(lines) == page.locator(".hb-steps .hb-words").count()
    assert any("Ms Kaya" in line for line in lines)


def test_the_line_under_the_count_fills(visit: Visit) -> None:
    """On the whole page and in the call view, by the share of steps that are done."""
    page = visit(DAMAGE)
    for number in (1, 2, 3):
        page.get_by_label(f"Done with step {number}").check()
    total = page.locator(".hb-steps > li").count()
    filled = page.locator(".hb-progress").evaluate(
        "line => parseFloat(line.style.getPropertyValue('--hb-done'))"
    )
    assert filled == pytest.approx(300 / total, abs=0.01)
    page.evaluate("location.hash = '#call'")
    line = page.locator(".hb-call-progress")
    share = line.evaluate("line => line.firstChild.offsetWidth / line.offsetWidth")
    assert share == pytest.approx(3 / total, abs=0.01)


def test_an_emergency_looks_like_one(visit: Visit) -> None:
    """Its head is red and its numbers are in sight; an ordinary page has neither."""
    colour = "top => getComputedStyle(top).backgroundColor"
    urgent = visit("situations/somebody-may-be-hurt.html#call", width=360)
    ordinary = visit(DAMAGE + "#call")

    assert urgent.locator(".hb-call-top").evaluate(colour) == "rgb(163, 42, 34)"
    assert urgent.get_by_role("link", name="999").is_visible()
    assert ordinary.locator(".hb-call-top").evaluate(colour) != "rgb(163, 42, 34)"
    assert ordinary.locator(".hb-numbers").count() == 0


def test_a_call_is_gone_through_by_keyboard(visit: Visit) -> None:
    """Open what else there is, tick, turn back, and begin with the next customer."""
    page = visit(DAMAGE + "#call")
    more = page.get_by_role("button", name="More", exact=True)
    more.focus()
    page.keyboard.press("Enter")
    assert more.get_attribute("aria-expanded") == "true"
    assert page.get_by_text("My shift").is_visible()
    page.get_by_role("button", name="Done", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.locator("#hb-call-which").inner_text().startswith("Step 2")
    page.keyboard.press("p")
    assert page.locator("#hb-call-which").inner_text().startswith("Step 1")
    next_customer(page).focus()
    page.keyboard.press("Enter")
    assert finder(page).is_visible()
