"""What tests of self-audits in the browser share: a page that has no network and throws no error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture
def audit_context(chromium: Browser) -> Iterator[BrowserContext]:
    """Return a context without a network that fails the test when something is asked of one."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    context.set_default_timeout(10_000)
    asked: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []


@pytest.fixture
def audit_page(audit_context: BrowserContext) -> Page:
    """Return a page of that context."""
    return audit_context.new_page()
