"""A site without the host's theme: pages, scripts and data where a build puts them, in a second."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cx_handbook.bundles import HEAD_SCRIPT, join_bundle, write_assets
from cx_handbook.content.model import Handbook
from cx_handbook.website.audience import render_meta
from cx_handbook.website.page import Page
from cx_handbook.website.site_files import SCRIPT, STYLE, SiteOptions, plan_site

DAY = date(2026, 11, 21)


def write_bare_site(handbook: Handbook, folder: Path) -> None:
    """Write a handbook's pages and scripts into a folder, as they lie in a built site."""
    files = plan_site(handbook, DAY, SiteOptions(pdfs=False))
    write_assets(folder / "assets/handbook")
    pages = {page.path: _wrap_page(handbook, page).encode() for page in files.pages}
    contents = {
        path: text.encode() if isinstance(text, str) else text
        for path, text in files.contents.items()
    }
    for path, content in {**contents, **pages}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _wrap_page(handbook: Handbook, page: Page) -> str:
    base = "../" * page.path.count("/") or "./"
    scripts = "".join(
        f'<script defer src="{base}{name}"></script>' for name in (SCRIPT, *page.scripts)
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{page.title}</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<style>html {{ font-size: 20px }}</style><link rel="stylesheet" href="{base}{STYLE}">'
        f'<meta name="handbook-id" content="test"><meta name="handbook-base" content="{base}">'
        f"{render_meta(handbook.company)}<script>{join_bundle(HEAD_SCRIPT)}</script>{scripts}"
        f'<body data-md-color-scheme="default"><main class="md-typeset">{page.html}</main>'
    )
