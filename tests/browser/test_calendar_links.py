"""*Add to my calendar* on a checklist's page, opened from a disk."""

from __future__ import annotations

from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Browser

from support.axe import violations


def test_a_checklist_is_added_to_a_calendar_from_a_disk(
    chromium: Browser, small_build: Path
) -> None:
    """The fold names each site, and what is tapped there is the calendar of that site."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((small_build / "site/checklists/monthly.html").as_uri())
    page.get_by_text("Add to my calendar").click()
    assert violations(page) == []

    with page.expect_download() as started:
        page.get_by_role("link", name="Harbour shop").click()

    calendar = Calendar.from_ical(Path(started.value.path()).read_bytes())
    assert {str(event["location"]) for event in calendar.events} == {"Harbour shop"}
    context.close()
