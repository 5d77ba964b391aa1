"""Timers and due times on the pages, as staff use them: opened from a folder, wherever they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from cx_handbook.content.model import Duration
from support.axe import BY_SCHEME, violations
from support.browser import leave_out_theme_script
from support.project import load_shipped

HOLD = "practices/hold-and-menu-limits.html"
OFFER = "callbacks/offer-a-call-back.html"
AGREED = "callbacks/keep-the-agreed-time.html"
MESSAGE = "callbacks/message-for-a-named-colleague.html"
SATURDAY_EVENING = datetime(2026, 11, 28, 19, 5, tzinfo=UTC)
NUMBERS = dict(zip(["one", "two", "three", "five", "ten"], (1, 2, 3, 5, 10), strict=True))

Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, shipped_site: Path) -> Iterator[Visit]:
    """Return what opens a page of the site on a device with a zone and a clock of its own.

    The clock stands still until a test moves it, so that no test depends on how fast it runs. The
    theme's script is there only where a test looks at the keyboard, the scheme or the whole page.
    """
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    errors: list[str] = []

    def open_page(
        path: str, zone: str = "Europe/London", width: int = 1280, *, themed: bool = False
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, timezone_id=zone, offline=True
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("request", lambda request: asked.append(request.url))
        context.on("weberror", lambda error: errors.append(str(error.error)))
        page = context.new_page()
        if not themed:
            leave_out_theme_script(page)
        page.clock.install(time=SATURDAY_EVENING - timedelta(minutes=1))
        page.clock.pause_at(SATURDAY_EVENING)
        page.goto((shipped_site / path).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert errors == []


def started(page: Page) -> Page:
    """Start the timer of the hold; what shows it is loaded then."""
    page.locator("#step-3").get_by_role("button", name="Start 2-minute timer").click()
    page.locator(".hb-timer").first.wait_for()
    return page


def announced(page: Page) -> str:
    return (page.locator("#hb-live").text_content() or "").strip()


def timers(page: Page) -> Locator:
    return page.get_by_role("region", name="Timers").get_by_role("listitem")


def opened_promise(page: Page) -> Locator:
    """Open the panel of a call-back's promise, and return it."""
    page.locator(".hb-big .hb-limit").click()
    panel = page.locator(".hb-strip .hb-due")
    panel.locator(".hb-due-answer").wait_for()
    return panel


def test_a_timer_counts_from_its_press(visit: Visit) -> None:
    """However long its script takes to come: the customer has waited since then."""
    page = visit(HOLD)
    held: list[Route] = []
    page.route("**/timers.js", lambda route: held.append(route))
    page.reload()  # a page from a disk is held up only in what it loads from now on
    with page.expect_request("**/timers.js"):
        page.locator("#step-3").get_by_role("button", name="Start 2-minute timer").click()
    page.clock.fast_forward(20_000)
    held[0].continue_()

    expect(page.locator(".hb-timer-left")).to_have_text("1:40")


def test_a_timer_goes_on_on_another_page(visit: Visit, shipped_site: Path) -> None:
    """What was started on one page is seen on the next with the time that is really left."""
    page = started(visit(HOLD))
    page.clock.fast_forward("00:30")
    page.goto((shipped_site / "index.html").as_uri())

    assert timers(page).count() == 1
    assert timers(page).inner_text().startswith("1:30")
    timers(page).get_by_role("link").click()
    page.wait_for_url("**/hold-and-menu-limits.html#step-3")


def test_a_timer_speaks_at_the_start_a_minute_before_and_at_the_end(visit: Visit) -> None:
    """Screen readers hear three things, not every second; afterwards the bar and the title say so."""
    page = started(visit(HOLD))
    name = "Come back at the time you named, even with empty hands."
    assert announced(page) == f"2-minute timer started: {name}"
    page.clock.run_for(30_000)
    assert announced(page) == f"2-minute timer started: {name}"
    page.clock.run_for(30_000)
    assert announced(page) == f"1 minute left: {name}"
    page.clock.run_for(59_000)
    assert announced(page) == f"1 minute left: {name}"
    assert not page.title().startswith("Time is up")
    page.clock.run_for(2_000)
    assert announced(page) == f"Time is up: {name}"
    page.clock.run_for(75_000)
    assert timers(page).inner_text().startswith("1:16 over")
    assert page.title().startswith("Time is up – Short menus")


def test_what_was_said_on_one_page_is_not_said_again_on_the_next(
    visit: Visit, shipped_site: Path
) -> None:
    """A timer that ended before the page was left is shown on the next, in silence."""
    page = started(visit(HOLD))
    page.clock.run_for(121_000)
    assert announced(page).startswith("Time is up")
    page.goto((shipped_site / OFFER).as_uri())

    assert "over" in timers(page).inner_text()
    assert page.locator("#hb-live").count() == 0


def test_several_timers_run_side_by_side_and_stop_one_by_one(visit: Visit) -> None:
    """Each is named by its step; when all are stopped, the bar and its room are gone."""
    page = started(visit(HOLD))
    page.clock.fast_forward("00:20")
    page.locator("#step-5").get_by_role("button", name="Start 5-minute timer").click()
    assert [text.split("\n")[1][:10] for text in timers(page).all_inner_texts()] == [
        "Come back ",
        "When calls",
    ]

    page.get_by_role("button", name="Stop: Come back").click()
    assert timers(page).count() == 1
    assert page.evaluate("document.activeElement.textContent") == "Stop"
    page.keyboard.press("Enter")
    assert page.get_by_role("region", name="Timers").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Start 5-minute timer"
    room = "getComputedStyle(document.documentElement).getPropertyValue('--hb-timers')"
    assert page.evaluate(room) == "0px"


def test_a_timer_started_again_begins_anew(visit: Visit) -> None:
    """The button of a step whose timer runs says so, and starts it over instead of adding one."""
    page = started(visit(HOLD))
    page.clock.fast_forward("00:50")
    page.locator("#step-3").get_by_role("button", name="Start 2-minute timer again").click()

    assert timers(page).count() == 1
    assert timers(page).inner_text().startswith("2:00")


def test_a_timer_of_yesterday_is_not_shown(visit: Visit) -> None:
    """After half a day nobody waits for it any more."""
    page = started(visit(HOLD))
    page.clock.fast_forward(13 * 3_600_000)
    page.reload()

    assert page.get_by_role("region", name="Timers").count() == 0


@pytest.mark.parametrize(
    "kept",
    [
        '"nonsense"',
        "[null, 1, {}]",
        '[{"key": "k", "name": "n", "label": "l", "page": "p", "started": "x", "length": 1, "said": []}]',
        '[{"key": "k", "name": "n", "label": "l", "page": "p", "started": 1e15, "length": 1, "said": []}]',
    ],
)
def test_nonsense_in_the_devices_memory_is_left_aside(visit: Visit, kept: str) -> None:
    """What another page wrote there shows no bar and stops nothing."""
    page = visit(HOLD)
    page.evaluate("kept => localStorage.setItem(`${Handbook.shell.handbookId}-timers`, kept)", kept)
    page.reload()
    assert page.get_by_role("region", name="Timers").count() == 0
    assert timers(started(page)).count() == 1


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://", "https://a.example/"])
def test_a_kept_timer_leads_to_no_other_site(visit: Visit, address: str) -> None:
    """An address that another page wrote into the device's memory is text, not a link."""
    page = started(visit(HOLD))
    page.evaluate(
        """(page) => {
          const { storage } = Handbook.shell;
          const [timer] = storage.read("timers");
          storage.write("timers", [{ ...timer, page, name: "<b>x</b>" }]);
        }""",
        address,
    )
    page.reload()

    assert "<b>x</b>" in timers(page).inner_text()
    assert timers(page).get_by_role("link").count() == 0


def test_a_browser_that_keeps_nothing_says_so(visit: Visit) -> None:
    """The timer runs all the same, and the bar tells that it ends with the page."""
    page = visit(HOLD)
    page.evaluate("Handbook.shell.storage.write = () => false")
    started(page)
    page.clock.fast_forward("00:10")

    assert timers(page).inner_text().startswith("1:50")
    assert page.get_by_text("This browser keeps nothing").is_visible()


def test_the_bar_covers_no_button_that_has_the_focus(visit: Visit) -> None:
    """The page scrolls far enough that what the Tab key reaches stands above the bar."""
    page = started(visit(HOLD, width=390, themed=True))
    bar = page.locator(".hb-timers").bounding_box()
    assert bar
    for _ in range(40):
        page.keyboard.press("Tab")
        box = page.evaluate(
            """() => {
              const on = document.activeElement;
              const { top, bottom } = on.getBoundingClientRect();
              return on.closest(".hb-timers, .md-header") ? null : { top, bottom };
            }"""
        )
        assert box is None or box["top"] < bar["y"]


def test_a_saturday_evening_skips_the_sunday(visit: Visit) -> None:
    """Four opening hours asked for on Saturday after closing are over on Monday at one."""
    panel = opened_promise(visit(OFFER))

    assert panel.locator(".hb-due-answer").inner_text() == "Due: Monday 30 November, 13:00"
    assert panel.locator("li").all_inner_texts() == [
        "We were closed then. Time counts from: Monday 30 November, 9:00.",
        "Not counted, because closed: Sunday 29 November.",
    ]
    assert panel.locator(".hb-words").inner_text().strip("“”") == (
        "I’ll ring you by Monday 30 November, 13:00."
    )


def test_a_viewer_elsewhere_sees_both_times(visit: Visit) -> None:
    """The due time is the viewer's, with the site's beside it; the customer is told the site's."""
    panel = opened_promise(visit(OFFER, zone="Asia/Tokyo"))

    assert panel.locator(".hb-due-answer").inner_text() == (
        "Due: Monday 30 November, 22:00 (your time; 13:00 at Millbridge shop)"
    )
    assert "Monday 30 November, 13:00 (Millbridge shop time)." in (
        panel.locator(".hb-words").inner_text()
    )
    panel.locator("input").fill("2026-11-25T20:00")
    assert panel.locator(".hb-due-answer").inner_text() == (
        "Due: Thursday 26 November, 0:00 (your time; Wednesday 25 November, 15:00 at Millbridge shop)"
    )


def test_the_site_that_was_chosen_is_remembered(visit: Visit, shipped_site: Path) -> None:
    """A site with other hours gives another time, and is the one shown on the next page."""
    page = visit(OFFER)
    panel = opened_promise(page)
    panel.get_by_label("Site").select_option("eastford")
    assert panel.locator(".hb-due-answer").inner_text() == "Due: Sunday 29 November, 15:00"
    page.goto((shipped_site / AGREED).as_uri())

    assert opened_promise(page).get_by_label("Site").input_value() == "eastford"


def test_closed_days_are_told_by_name(visit: Visit) -> None:
    """A working day over Christmas says which days were left out, and why it ends when it does."""
    page = visit(MESSAGE)
    page.locator("#CB-08 .hb-limit").click()
    panel = page.locator("#CB-08 .hb-due")
    panel.get_by_label("Counted from (your time)").fill("2026-12-24T11:00")

    assert panel.locator(".hb-due-answer").inner_text() == "Due: Tuesday 29 December, 18:00"
    assert panel.locator("li").all_inner_texts() == [
        "The day itself does not count. Due at closing time.",
        "Not counted, because closed: Christmas Day (Friday 25 December); "
        "Boxing Day (Saturday 26 December); Sunday 27 December; "
        "Boxing Day (substitute day) (Monday 28 December).",
    ]
    panel.get_by_role("button", name="Now").click()
    assert panel.locator(".hb-due-answer").inner_text() == "Due: Monday 30 November, 18:00"


def test_a_day_beyond_the_listed_holidays_says_so(visit: Visit) -> None:
    """Nobody is told a date that rests on holidays nobody has entered yet."""
    panel = opened_promise(visit(OFFER))
    panel.locator("input").fill("2028-05-10T11:00")

    said = panel.locator("li").inner_text()
    assert re.fullmatch(
        "No holidays are listed after Tuesday,? 28 December 2027. Check the calendar.", said
    )


def test_an_agreed_time_is_held_against_the_opening_hours(visit: Visit) -> None:
    """On a closed day the page warns and names the next opening; on an open one it gives the words."""
    panel = opened_promise(visit(AGREED))
    answer = panel.locator(".hb-due-answer")
    assert answer.inner_text() == "Type the time you agreed."
    assert panel.locator(".hb-words").is_hidden()
    panel.get_by_label("Agreed time (your time)").fill("2026-12-25T11:00")
    assert answer.inner_text() == "Millbridge shop is closed then: Friday 25 December, 11:00"
    assert panel.locator("li").all_inner_texts() == [
        "It is Christmas Day.",
        "It opens next: Tuesday 29 December, 9:00.",
    ]
    panel.get_by_label("Agreed time (your time)").fill("2026-12-24T11:00")
    assert answer.inner_text() == "Millbridge shop is open then: Thursday 24 December, 11:00"
    assert panel.locator(".hb-words").inner_text().strip("“”") == (
        "I’ll ring you on Thursday 24 December at 11:00."
    )
    panel.get_by_label("Agreed time (your time)").fill("2026-11-24T11:00")
    assert answer.inner_text() == "That time has passed: Tuesday 24 November, 11:00"


def test_a_field_without_a_time_asks_for_one(visit: Visit) -> None:
    """An empty start is no mistake of anybody's: the panel says what it needs."""
    panel = opened_promise(visit(OFFER))
    panel.locator("input").fill("")

    assert panel.locator(".hb-due-answer").inner_text() == "Type a day and a time."
    assert panel.locator(".hb-say").is_hidden()


def test_the_words_with_the_time_are_copied(visit: Visit) -> None:
    """One press puts the sentence for the customer on the clipboard."""
    page = visit(OFFER)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = opened_promise(page)
    panel.get_by_role("button", name="Copy").click()
    page.locator("#hb-live", has_text="Copied").wait_for(state="attached")

    assert page.evaluate("navigator.clipboard.readText()") == (
        "I’ll ring you by Monday 30 November, 13:00."
    )


def test_everything_is_done_by_keyboard(visit: Visit) -> None:
    """Open, change the start, choose the site, close; start a timer and stop it."""
    page = visit(OFFER, themed=True)
    button = page.get_by_role("button", name="Due when? Offer a call-back")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator(".hb-strip .hb-due")
    panel.locator(".hb-due-answer").wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.hb-copy')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "datetime-local"
    page.keyboard.press("ArrowDown")
    assert panel.locator("input").input_value() == "2026-10-28T19:05"
    assert panel.locator(".hb-due-answer").inner_text() == "Due: Thursday 29 October, 13:00"
    panel.get_by_label("Site").focus()
    page.keyboard.type("East")
    assert panel.locator(".hb-due-answer").inner_text() == "Due: Thursday 29 October, 13:05"
    button.focus()
    page.keyboard.press("Space")
    assert panel.is_hidden()
    page.get_by_role("button", name="Start 5-minute timer").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop:").focus()
    page.keyboard.press("Enter")
    assert timers(page).count() == 0


@pytest.mark.parametrize("width", [1280, 320])
def test_panel_and_bar_are_accessible_and_fit(visit: Visit, width: int, shipped_site: Path) -> None:
    """With a timer running and a panel open, axe-core finds nothing in either scheme, and nothing scrolls."""
    page = started(visit(HOLD, zone="Asia/Tokyo", width=width, themed=True))
    page.clock.run_for(121_000)
    page.clock.resume()  # axe-core waits for timers of its own
    page.goto((shipped_site / MESSAGE).as_uri())
    for scheme, rules in BY_SCHEME:
        page.emulate_media(color_scheme=scheme)
        page.reload()
        page.locator("#CB-08 .hb-limit").click()
        opened_promise(page)
        page.locator("#CB-08 .hb-due-answer").wait_for()
        assert violations(page, only=rules) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_pressed_is_large_enough(visit: Visit, width: int) -> None:
    """Every button and field is at least 24 pixels high, and 44 on a phone."""
    page = started(visit(HOLD, width=width))
    least = 44 if width < 720 else 24
    for pressed in page.locator(".hb-limit:visible, .hb-timer-stop").all():
        box = pressed.bounding_box()
        assert box
        assert box["height"] >= least


def test_on_paper_there_are_no_timers(visit: Visit) -> None:
    """Buttons, panels and the bar stay off what is printed."""
    page = started(visit(HOLD))
    page.emulate_media(media="print")

    assert page.locator(".hb-limit:visible, .hb-timers:visible").count() == 0


def test_without_scripts_the_limits_read_as_before(chromium: Browser, shipped_site: Path) -> None:
    """The time is there as text, and no button leads nowhere."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((shipped_site / HOLD).as_uri())

    assert page.locator("#step-3 .hb-chip--time").inner_text() == "within 2 minutes"
    assert page.locator(".hb-limit").count() == 0
    context.close()


def test_the_shipped_limits_are_those_that_the_rules_name() -> None:
    """Each standard with a time limit has a rule that names this number, and there are ten or more."""
    limited = [s for s, _ in load_shipped().standards_by_id.values() if s.within]

    assert len(limited) >= 10
    for standard in limited:
        assert isinstance(standard.within, Duration)
        words = re.findall(r"[a-z]+", standard.rule.lower())
        numbers = {NUMBERS[word] for word in words if word in NUMBERS} or {1}
        assert standard.within.n in numbers, standard.rule
        assert standard.within.unit in {word.removesuffix("s") for word in words}, standard.rule


def test_the_limit_of_a_standard_changes_no_form() -> None:
    """Every checklist still asks one of the forms that were handed out before."""
    shipped = load_shipped()
    handed_out = {issued.fingerprint for issued in shipped.issued}

    assert {form.fingerprint for form in shipped.forms.values()} <= (handed_out)
