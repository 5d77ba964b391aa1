"""What was agreed in the audits of a device: a list, what happened to each, a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Browser, Page

from support.audit_pages import (
    download_file,
    encode_file,
    find_device_page,
    import_files,
    make_record,
)
from support.axe import violations

MEND, TELL = "[data-hb-action='k3x9-2fq7 1']", "[data-hb-action='k3x9-2fq7 2']"


@pytest.fixture
def page(chromium: Browser, shipped_site: Path) -> Iterator[Page]:
    """Return the page of a device on 5 December 2026, with two actions that were agreed."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    shown = context.new_page()
    shown.clock.set_fixed_time(datetime(2026, 12, 5, 10, 0))
    shown.goto(find_device_page(shipped_site))
    import_files(shown, encode_file(make_record(shipped_site)))
    shown.locator(MEND).wait_for()
    yield shown
    context.close()


def test_actions_are_listed_with_the_overdue_ones_named(page: Page) -> None:
    """By who and by site they can be chosen; axe finds nothing."""
    assert "Overdue since 1 December 2026 · Ben" in page.locator(MEND).inner_text()
    assert "No day agreed" in page.locator(TELL).inner_text()
    page.locator("[data-hb-action-state]").select_option("overdue")
    assert page.locator(TELL).count() == 0
    page.locator("[data-hb-action-state]").select_option("open")
    page.locator("[data-hb-action-who]").select_option("Ben")
    assert page.locator("[data-hb-action]").count() == 1
    assert violations(page) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


def test_an_action_is_moved_then_given_up_with_a_reason(page: Page) -> None:
    """Each is an event that stays in the history; giving up needs a reason."""
    page.locator(MEND).get_by_role("button", name="Move").click()
    page.get_by_label("New day").fill("2026-12-20")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(MEND, has_text="By 20 December 2026, moved 1 time").wait_for()
    page.locator(MEND).get_by_role("button", name="Give up").click()
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator(f"{MEND} input:invalid").count() == 1
    page.get_by_label("Why").fill("The shop closes.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(MEND).wait_for(state="detached")
    page.locator("[data-hb-action-state]").select_option("all")

    assert "Given up 5 December 2026: The shop closes." in page.locator(MEND).inner_text()
    page.locator("[data-hb-key] summary").click()
    page.locator("[data-hb-key] details li").first.wait_for()
    history = page.locator("[data-hb-key] details").inner_text()
    assert "5 December 2026: Moved to 20 December 2026: =Mend it" in history
    assert "5 December 2026: Given up: =Mend it: The shop closes." in history


def test_a_form_that_is_left_gives_the_focus_back(page: Page) -> None:
    """Nothing is written."""
    button = page.locator(MEND).get_by_role("button", name="Done")
    button.click()
    page.get_by_role("button", name="Cancel").click()
    assert button.evaluate("one => one === document.activeElement")
    assert page.evaluate("Handbook.audit.draftStore.listEvents()") == []


def test_the_days_come_as_a_calendar_whose_entries_stay_the_same(page: Page) -> None:
    """What has a day and is open; an action that is moved keeps its identifier."""
    first = icalendar.Calendar.from_ical(download_file(page, "action-calendar").decode())
    page.locator(MEND).get_by_role("button", name="Move").click()
    page.get_by_label("New day").fill("2026-12-20")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(MEND, has_text="moved 1 time").wait_for()
    second = icalendar.Calendar.from_ical(download_file(page, "action-calendar").decode())
    (before,), (after,) = first.walk("VEVENT"), second.walk("VEVENT")

    assert before["SUMMARY"] == "=Mend it (Ben)"
    assert before["UID"] == after["UID"]
    assert [one["DTSTART"].dt for one in (before, after)] == [
        date(2026, 12, 1),
        date(2026, 12, 20),
    ]


def test_the_list_is_printed_alone(page: Page) -> None:
    """Print leaves out the other parts of the page, and the buttons."""
    device = page.locator("[data-hb-device]")
    device.evaluate("one => { window.print = () => { window.seen = one.className } }")
    page.locator("[data-hb-action-print]").click()
    assert "hb-device--actions" in page.evaluate("window.seen")
    device.evaluate("one => one.classList.add('hb-device--actions')")
    page.emulate_media(media="print")
    assert page.locator(MEND).is_visible()
    assert page.locator("[data-hb-key]").is_hidden()
    assert page.locator("[data-hb-action-print]").is_hidden()
