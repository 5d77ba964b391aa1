"""Self-audits in the browser, as tests fill them in."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

WALK = "daily-floor-walk"


def find_form_page(site: Path, checklist: str = WALK) -> Path:
    """Return the page to which a checklist's *Start a self-audit* leads."""
    html = (site / "checklists" / f"{checklist}.html").read_text("utf-8")
    match = re.search(r'href="(audit/[^"]+)"[^>]*>(?:<svg.*?</svg>)?Start a self-audit', html)
    assert match is not None
    return site / "checklists" / match[1]


def wait_until_saved(page: Page) -> None:
    """Wait until everything is written."""
    page.wait_for_function(
        "() => Handbook.audit.changed && Handbook.audit.audit && Handbook.audit.changed()"
        ".then(() => document.querySelector('[data-hb-saved]').textContent.startsWith('Saved'))"
    )


def download_file(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.locator(f"[data-hb-{name}]:visible").first.click()
    return download.value.path().read_bytes()
