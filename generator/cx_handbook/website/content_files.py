"""The files of a site that are no pages: sheets to print, tables, styles, scripts, calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, partial

from cx_handbook import addresses, bundles
from cx_handbook.content.coverage import Coverage, format_csv
from cx_handbook.content.logo import Logo
from cx_handbook.content.model import Handbook
from cx_handbook.documents.calendars import render_checklist_calendar
from cx_handbook.documents.document import Sheet, SheetPlan
from cx_handbook.website.doors import render_search_description
from cx_handbook.website.icons import list_icons, make_icons
from cx_handbook.website.made_files import MadeFile
from cx_handbook.website.opening_hours import render_hours_script
from cx_handbook.website.page_keys import NO_KEY, RecordKeys
from cx_handbook.website.pages.self_audit import plan_form_scripts
from cx_handbook.website.redirects import render_redirects


def name_logo(logo: Logo) -> str:
    """Return the address of the company's logo."""
    return f"{addresses.ASSETS}/{logo.file_name}"


def plan_contents(
    handbook: Handbook, views: Iterable[SheetPlan], today: date, keys: RecordKeys
) -> Iterator[MadeFile]:
    """Yield each file as of a day; `views` are the sheets to print in a browser."""
    yield from _plan_views(views, keys)
    if handbook.sources.items:
        yield MadeFile(addresses.TRACEABILITY_TABLE, NO_KEY, partial(_make_table, handbook))
    yield from _plan_assets(handbook, keys)
    yield from plan_form_scripts(handbook)
    for address, text in render_redirects(handbook):
        yield _hold(address, text)
    yield _hold(addresses.OPENING_HOURS, render_hours_script(handbook.company))
    yield _hold(addresses.SEARCH_DESCRIPTION, render_search_description(handbook))
    for checklist in handbook.checklists:
        for site in handbook.list_sites_of(checklist):
            yield MadeFile(
                addresses.calendar_path(checklist.slug, site.id),
                keys.name_records((checklist,), today),
                partial(render_checklist_calendar, handbook, checklist, site, today),
            )


def _hold(address: str, content: str | bytes) -> MadeFile:
    """Return a file that is made already, because that costs little."""
    return MadeFile(address, NO_KEY, lambda: content)


def _plan_views(views: Iterable[SheetPlan], keys: RecordKeys) -> Iterator[MadeFile]:
    # A view and its style are parts of one sheet.
    @cache
    def make_sheet(make: Callable[[], Sheet]) -> Sheet:
        return make()

    for plan in views:
        key = keys.name_records(plan.records, plan.name, plan.told)
        page, style = addresses.print_view_path(plan.name), addresses.print_style_path(plan.name)
        yield MadeFile(page, key, partial(_get_html, make_sheet, plan))
        yield MadeFile(style, key, partial(_get_style, make_sheet, plan))


def _get_html(make_sheet: Callable[[Callable[[], Sheet]], Sheet], plan: SheetPlan) -> str:
    return make_sheet(plan.make).html


def _get_style(make_sheet: Callable[[Callable[[], Sheet]], Sheet], plan: SheetPlan) -> str:
    return make_sheet(plan.make).style


def _make_table(handbook: Handbook) -> bytes:
    # Spreadsheets take a table without a byte order mark for another encoding.
    return format_csv(Coverage(handbook)).encode("utf-8-sig")


def _plan_assets(handbook: Handbook, keys: RecordKeys) -> Iterator[MadeFile]:
    """Yield styles and scripts, and what has the company's own colour or picture."""
    brand = handbook.company.brand
    own = {}
    if brand:
        own = {
            bundles.STYLE: f"\n{brand.screen_style}",
            bundles.REPORT_STYLE: f"\n{brand.report_style}",
        }
    for address in bundles.list_joined():
        make = partial(_join_bundle, address, own.get(address, ""))
        yield MadeFile(f"{addresses.ASSETS}/{address}", keys.company, make)
    if not brand:
        return

    draw_icons = cache(partial(make_icons, brand.colour, brand.picture))
    for address in list_icons():
        make_icon = partial(_get_icon, draw_icons, address)
        yield MadeFile(f"{addresses.ASSETS}/{address}", keys.company, make_icon)
    if brand.picture:
        yield _hold(name_logo(brand.picture), brand.picture.content)


def _join_bundle(address: str, own: str) -> str:
    return bundles.join_bundle(address) + own


def _get_icon(draw_icons: Callable[[], dict[str, bytes]], address: str) -> bytes:
    return draw_icons()[address]
