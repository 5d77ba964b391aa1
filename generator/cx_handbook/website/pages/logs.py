"""The page of each log, on which staff keep it on their device."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses, limits
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.log_data import describe_log
from cx_handbook.website.page import Page
from cx_handbook.website.pages.self_audit import embed_json


def render_logs(context: SiteContext) -> Iterator[Page]:
    """Yield the page of each log."""
    company = context.handbook.company
    for log in context.handbook.logs:
        data = {
            "log": describe_log(log),
            "sites": [{"id": site.id, "name": site.name} for site in company.sites],
            "forms": [],
            "limits": {"shortText": limits.SHORT_TEXT, "longText": limits.LONG_TEXT},
        }
        yield render_page(
            context,
            "log",
            addresses.log_path(log),
            plain_text(log.title),
            plain_text(log.purpose),
            source=log.file,
            own_words=log.title,
            data=embed_json(data),
            scripts=(f"{addresses.ASSETS}/logs/log.js",),
            log=log,
        )
