"""The page of each log, on which staff keep it on their device."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from cx_handbook import addresses, limits
from cx_handbook.content.model import Log
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page


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
            data=_embed_json(data),
            scripts=(f"{addresses.ASSETS}/logs/log.js",),
            log=log,
        )


def describe_log(log: Log) -> dict[str, Any]:
    """Return what the scripts of a page know of a log."""
    kept = log.model_dump(
        mode="json", include={"title", "columns", "cases", "day", "prefix", "evidence"}
    )
    return {**kept, "slug": log.slug, "name": log.name, "title": plain_text(log.title)}


def _embed_json(data: object) -> Markup:
    # `</script>` in a title would end the element, `&` would start a reference.
    text = json.dumps(data, sort_keys=True).replace("<", r"\u003c").replace("&", r"\u0026")
    return Markup(text)  # noqa: S704 - nothing in it can end the script element
