"""Every page is valid HTML, and every kind of page passes a second accessibility engine.

Run by `make test-all` alone. What is left out, and what is the theme's, stands with its reason in
`support/page_checkers.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support.page_checkers import run_html_validate, run_ibm, run_nu
from support.page_kinds import KINDS


@pytest.mark.deep
def test_html_validate_finds_nothing_of_ours(shipped_site: Path, tmp_path: Path) -> None:
    """By all rules that it recommends, but for those that are left out with a reason."""
    assert run_html_validate(shipped_site, tmp_path) == []


@pytest.mark.deep
def test_the_nu_checker_finds_no_error_of_ours(shipped_site: Path) -> None:
    """The checker of the W3C, where there is Java."""
    assert run_nu(shipped_site) == []


@pytest.mark.deep
def test_ibms_engine_is_sure_of_no_fault_of_ours(chromium: Browser, shipped_site: Path) -> None:
    """It judges by rules of its own: axe-core alone would be one opinion."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})

    assert run_ibm(page, [(kind, shipped_site / path) for kind, path in KINDS.items()]) == []
    page.close()
