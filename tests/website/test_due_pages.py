"""A checklist's page leads to its calendars; the home page carries what a device needs to know."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

from icalendar import Calendar

from cx_handbook.content.model import Handbook
from cx_handbook.website.site_files import SiteFiles
from support.rendered import plan_once


def plan(handbook: Handbook) -> SiteFiles:
    return plan_once(handbook)


def read_page(planned: SiteFiles, path: str) -> str:
    return next(str(page.html) for page in planned.pages if page.path == path)


def at_harbour_alone(handbook: Handbook) -> Handbook:
    """Return the handbook with checklists that are filled in at one of its two sites."""
    checklists = [one.model_copy(update={"sites": ("harbour",)}) for one in handbook.checklists]
    return replace(handbook, checklists=tuple(checklists))


def test_a_checklist_leads_to_its_calendar_at_each_site(handbook: Handbook) -> None:
    """Each link is named after the site, and the file it leads to is a calendar of it."""
    planned = plan(handbook)
    page = read_page(planned, "checklists/monthly.html")
    links = re.findall(r'href="(calendar/[^"]+)" download="([^"]+)">([^<]+)', page)

    assert [(link, name, unescape(text)) for link, name, text in links] == [
        ("calendar/main-street/monthly.ics", "monthly-main-street.ics", "Main Street shop"),
        ("calendar/harbour/monthly.ics", "monthly-harbour.ics", "Harbour shop"),
    ]
    for link, _name, text in links:
        calendar = Calendar.from_ical(planned.contents[f"checklists/{link}"])
        assert {str(event["location"]) for event in calendar.events} == {unescape(text)}


def test_a_checklist_of_one_site_has_one_calendar(handbook: Handbook) -> None:
    """Where it is not filled in, it is not due."""
    planned = plan(at_harbour_alone(handbook))
    calendars = [path for path in planned.contents if path.endswith(".ics")]
    assert calendars == [f"checklists/calendar/harbour/{slug}.ics" for slug in ("daily", "monthly")]
    assert "main-street" not in read_page(planned, "checklists/monthly.html")


def test_the_home_page_says_when_what_is_due_where(handbook: Handbook) -> None:
    """Rule and page of each checklist, closed weekdays and days of each site."""
    page = read_page(plan(at_harbour_alone(handbook)), "index.html")
    match = re.search(r'<script type="application/json" id="hb-due">(.*?)</script>', page)
    assert match is not None
    data = json.loads(match[1])

    assert data["sites"] == [
        {"id": "main-street", "name": "Main Street shop", "closedWeekdays": [6],
         "closed": ["2026-12-25"]},
        {"id": "harbour", "name": "Harbour shop", "closedWeekdays": [0],
         "closed": ["2026-06-13", "2026-12-25"]},
    ]  # fmt: skip
    form = handbook.forms["monthly"].fingerprint[:12]
    assert data["checklists"][1] == {
        "slug": "monthly", "title": "Monthly self-audit", "rule": "FREQ=MONTHLY;BYDAY=1MO",
        "starts": "", "sites": ["harbour"], "page": f"checklists/audit/monthly-{form}.html",
    }  # fmt: skip
