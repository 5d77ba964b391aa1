"""Due today, on the home page of a device that chose its site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from support.audit_pages import encode_file, find_device_page, import_files, make_record
from support.axe import violations

FRIDAY = datetime(2026, 11, 27, 10, 0)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a page of a device on which it is a Friday, without a network."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    shown = context.new_page()
    shown.clock.set_fixed_time(FRIDAY)
    yield shown
    context.close()
    assert errors == []


def open_home(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.locator("[data-hb-due] button").wait_for()


def choose_site(page: Page, name: str = "Eastford shop") -> None:
    page.get_by_role("button", name="Which checklists are due today?").click()
    page.get_by_label("This device is at").select_option(label=name)
    page.locator(".hb-today-list").first.wait_for()


def add_audit(page: Page, built: Path, **changes: Any) -> None:
    page.goto(find_device_page(built))
    record = {**make_record(built), "site": "eastford", **changes}
    assert "1 record imported." in import_files(page, encode_file(record))


def test_nothing_is_listed_before_a_site_was_chosen(page: Page, bare_site: Path) -> None:
    """One small button asks; the page makes no storage by looking for audits."""
    open_home(page, bare_site)
    assert page.locator("[data-hb-due]").inner_text().strip() == "Which checklists are due today?"
    assert page.evaluate("indexedDB.databases()") == []


def test_the_walk_of_today_is_offered_and_what_is_overdue_is_named(
    page: Page, shipped_site: Path
) -> None:
    """The site stays chosen when the page is opened again; Start names it to the form."""
    open_home(page, shipped_site)
    choose_site(page)
    open_home(page, shipped_site)
    first = page.locator(".hb-today-list li").first
    late = page.locator("[data-hb-due] summary")

    assert first.inner_text().startswith("Today: Daily floor walk, Eastford shop")
    assert str(first.locator("a").get_attribute("href")).endswith("#begin=eastford")
    assert late.inner_text().startswith("Overdue: Call-back and complaint follow-up, ")
    late.click()
    line = "Overdue since 2 November: Call-back and complaint follow-up, Eastford shop"
    assert line in page.locator("details .hb-today-list").inner_text()
    assert violations(page) == []


def test_a_walk_that_was_finished_today_is_not_due(page: Page, bare_site: Path) -> None:
    """One of another site, or of yesterday, leaves it due."""
    add_audit(page, bare_site, date="2026-11-26")
    add_audit(page, bare_site, id="other", date="2026-11-27", site="millbridge")
    open_home(page, bare_site)
    choose_site(page)
    assert "Today: Daily floor walk" in page.locator("[data-hb-due]").inner_text()
    add_audit(page, bare_site, id="today", date="2026-11-27")
    open_home(page, bare_site)
    assert "Daily floor walk" not in page.locator("[data-hb-due]").inner_text()


def test_days_that_were_left_out_are_said(page: Page, bare_site: Path) -> None:
    """Today's walk also says since when none was done."""
    add_audit(page, bare_site, date="2026-11-23")
    open_home(page, bare_site)
    choose_site(page)
    line = page.locator(".hb-today-list li").first.inner_text()
    assert line.startswith("Today: Daily floor walk, Eastford shop (not done since 24 November)")


def test_a_walk_that_was_begun_today_is_gone_on_with(page: Page, bare_site: Path) -> None:
    """The link leads to the draft."""
    add_audit(page, bare_site, id="begun", date="2026-11-27", state="draft")
    open_home(page, bare_site)
    choose_site(page)
    link = page.locator(".hb-today-list a").first
    assert link.inner_text().startswith("Go on")
    assert str(link.get_attribute("href")).endswith("#audit=begun")


def test_another_site_or_none_can_be_chosen(page: Page, bare_site: Path) -> None:
    """None leads back to the small button."""
    open_home(page, bare_site)
    choose_site(page)
    page.get_by_role("button", name="Another site").click()
    page.get_by_label("This device is at").select_option(label="Millbridge shop")
    page.get_by_text("Daily floor walk, Millbridge shop").wait_for()
    page.get_by_role("button", name="Another site").click()
    page.get_by_label("This device is at").select_option(label="No site")
    page.get_by_role("button", name="Which checklists are due today?").wait_for()


OLD_DATABASE = """([name, record]) => new Promise((done) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
        asked.result.createObjectStore("audits", { keyPath: "key" });
        asked.result.createObjectStore("photos", { keyPath: "key" }).createIndex("audit", "audit");
    };
    asked.onsuccess = () => {
        const writing = asked.result.transaction(["audits"], "readwrite");
        writing.objectStore("audits").put({
            key: record.id, id: record.id, revision: 3, state: "finished", name: "Old",
            form: record.form, checklist: record.checklist, site: "eastford", auditor: "",
            date: "2026-11-27", start: "09:00", end: "09:10", first: "", last: "", written: {},
            actions: [],
        });
        writing.oncomplete = () => { asked.result.close(); done(); };
    };
})"""


def test_a_storage_of_before_is_kept_and_found(page: Page, bare_site: Path) -> None:
    """The home page bears with it as it is; once upgraded, it knows the audit that lies there."""
    open_home(page, bare_site)
    name = page.evaluate("JSON.parse(document.getElementById('hb-due').textContent).handbook")
    page.evaluate(OLD_DATABASE, [f"{name}-audits", make_record(bare_site)])
    open_home(page, bare_site)
    choose_site(page)
    assert "Today: Daily floor walk" in page.locator("[data-hb-due]").inner_text()
    page.goto(find_device_page(bare_site))
    page.locator("[data-hb-key='k3x9-2fq7']").wait_for()
    open_home(page, bare_site)
    assert "Daily floor walk" not in page.locator("[data-hb-due]").inner_text()
