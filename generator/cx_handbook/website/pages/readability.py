"""How hard the pages read: reading age and hardest sentence of each, hardest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from statistics import median

from cx_handbook import addresses
from cx_handbook.content.readability import measure_readability
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import BOOST_ABOUT, Page


def render_readability(context: SiteContext) -> Iterator[Page]:
    """Yield the page of reading ages."""
    readings = measure_readability(context.handbook, context.facts)
    ages = [reading.age for reading in readings if reading.age is not None]
    told = [astuple(reading) for reading in readings]
    yield render_page(
        context,
        "readability",
        addresses.READABILITY,
        "How hard our pages read",
        "Reading age and hardest sentence of every page, hardest first.",
        boost=BOOST_ABOUT,
        key=context.keys.name_records((), told),
        handbook=context.surroundings,
        readings=[(reading, addresses.content_page_path(reading.file)) for reading in readings],
        middle=median(ages) if ages else None,
    )
