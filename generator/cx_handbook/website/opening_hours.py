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
    from cx_handbook.content.model.opening_hours import OpenSpan


@dataclass(frozen=True)
class SiteHours:
    """A site's zone, the spans of its week from Monday, and its closed days by name."""

    zone: ZoneInfo
    week: tuple[tuple[OpenSpan, ...], ...]
    closed: Mapping[date, str]


def collect_hours(company: Company, site: Site) -> SiteHours:
    """Return the hours of a site: its own week where it has one, its holidays beside the company's."""
    # A site either has a week of its own or keeps the company's.
    week = site.opening_hours or company.opening_hours
    return SiteHours(
        ZoneInfo(site.timezone),
        week.list_spans(),
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
