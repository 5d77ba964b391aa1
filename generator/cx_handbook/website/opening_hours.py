"""Opening hours of every site as a script: from them the browser computes when a call-back falls due.

`static/call/opening_hours.js` has the rules of opening hours and due times.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cx_handbook.markdown import plain_text

if TYPE_CHECKING:
    from cx_handbook.content.model import Company
    from cx_handbook.content.model.company import Site


@dataclass(frozen=True)
class SiteHours:
    """A site's zone, its week from Monday in minutes since midnight, and its closed days by name."""

    zone: ZoneInfo
    week: tuple[tuple[int, int] | None, ...]
    closed: Mapping[date, str]


def collect_hours(company: Company, site: Site) -> SiteHours:
    """Return the hours of a site: its own week where it has one, its holidays beside the company's."""
    # A site either has a week of its own or keeps the company's.
    week = site.opening_hours or company.opening_hours
    return SiteHours(
        ZoneInfo(site.timezone),
        tuple(_parse_span(getattr(week, day)) for day in type(week).model_fields),
        {holiday.date: plain_text(holiday.name) for holiday in (*company.holidays, *site.holidays)},
    )


def render_hours_script(company: Company) -> str:
    """Return the hours of every site as a script, for pages that reckon in the browser."""
    sites = [_describe_site(company, site) for site in company.sites]
    # A script and not JSON to fetch: from file:// nothing can be fetched.
    data = json.dumps({"language": company.language, "sites": sites}, sort_keys=True)
    return f"Handbook.call.companyHours = {data};\n"


def _describe_site(company: Company, site: Site) -> dict[str, object]:
    hours = collect_hours(company, site)
    return {
        "id": site.id,
        "name": plain_text(site.name),
        "zone": site.timezone,
        "week": hours.week,
        "closed": {day.isoformat(): name for day, name in hours.closed.items()},
    }


def _parse_span(written: str) -> tuple[int, int] | None:
    """Return opening and closing time in minutes since midnight: 9:00-17:30 is 540 and 1050."""
    # The model has checked the form already.
    if written == "closed":
        return None
    opens, closes = (
        int(hour) * 60 + int(minute)
        for hour, minute in (time.split(":") for time in written.split("-"))
    )
    return opens, closes
