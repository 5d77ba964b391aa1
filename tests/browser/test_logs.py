"""Logs kept on the device: each key is kept, and what is exported is what an audit draws from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cx_handbook.audit.reading.log_table import parse_csv
from cx_handbook.content.model import Handbook
from support.bare_site import write_bare_site

HEADS = "No.,Customer,Promised for,Kept?\n"


@pytest.fixture(scope="module")
def site(handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small handbook's pages, without the theme."""
    folder = tmp_path_factory.mktemp("site")
    write_bare_site(handbook, folder)
    return folder


@pytest.fixture
def page(chromium: Browser, site: Path) -> Iterator[Page]:
    """The page of the log of call-backs, opened from disk on a device that has no entry."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    shown = context.new_page()
    errors: list[str] = []
    shown.on("pageerror", lambda error: errors.append(str(error)))
    open_log(shown, site)
    yield shown
    context.close()
    assert errors == []


def open_log(page: Page, site: Path) -> None:
    page.goto((site / "checklists/log/callbacks-promised.html").as_uri())
    expect(page.locator("[data-hb-count]")).to_contain_text("in all")


def add_entry(page: Page, customer: str) -> None:
    page.get_by_role("button", name="New entry").click()
    page.locator("[name=customer]").fill(customer)


def import_csv(page: Page, text: str) -> str:
    """Import a file and return what is said of it."""
    said = page.locator("[data-hb-imported]")
    said.evaluate("box => box.replaceChildren()")
    page.locator("[data-hb-import]").set_input_files(
        {"name": "log.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    expect(said).not_to_be_empty()
    return said.inner_text()


def export_csv(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    table = parse_csv(download.value.path().read_text("utf-8"))
    return [
        {head: cell for head, cell in zip(table.headings, row, strict=True) if cell}
        for row in table.entries
    ]


def list_rows(page: Page) -> list[str]:
    return page.locator("[data-hb-key] button").all_inner_texts()


def test_an_entry_is_made_in_one_tap_and_kept_as_it_is_typed(page: Page, site: Path) -> None:
    """Now is filled in, the first blank box has the focus, and nothing has to be saved."""
    page.get_by_role("button", name="New entry").click()
    expect(page.locator("[name=customer]")).to_be_focused()
    assert page.locator("[name=taken]").input_value()[:2] == "20"
    page.keyboard.type("Mr Ford")
    page.locator("[name=promised-for]").fill("2026-10-01T15:30")
    page.get_by_label("No", exact=True).check()
    expect(page.locator("[data-hb-kept]")).to_contain_text("Saved")

    open_log(page, site)
    row = page.locator("[data-hb-key]")
    expect(row).to_have_count(1)
    assert row.inner_text().split()[0].startswith("CB-20")
    for text in ("Mr Ford", "2026-10-01 15:30", "No"):
        expect(row).to_contain_text(text)


def test_leaving_at_once_loses_nothing(page: Page, site: Path) -> None:
    """Whoever is called away in the middle of a word finds it again."""
    add_entry(page, "Mrs Lake")
    open_log(page, site)
    expect(page.locator("[data-hb-key]")).to_contain_text("Mrs Lake")


def test_a_number_is_never_given_twice(page: Page) -> None:
    """The gap shows that an entry was deleted."""
    for customer in ("One", "Two"):
        add_entry(page, customer)
        page.get_by_role("button", name="Done").click()
    page.locator("[data-hb-key] button").first.click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("[data-hb-key]")).to_have_count(1)
    add_entry(page, "Three")
    expect(page.locator("[data-hb-key]")).to_have_count(2)
    assert [name[-4:] for name in list_rows(page)] == ["0003", "0001"]


def test_an_export_is_what_an_audit_draws_from(page: Page) -> None:
    """Headings of the log, days as days, and texts that no spreadsheet runs."""
    add_entry(page, '=1+1, "quoted"')
    page.locator("[name=number-to-ring]").fill("+44 20")
    page.locator("[name=promised-for]").fill("2026-10-01T15:30")
    (entry,) = export_csv(page)
    assert entry.pop("Taken")[:2] == "20"
    assert entry.pop("No.").endswith("-0001")
    assert entry == {
        "Customer": '=1+1, "quoted"', "Number to ring": "+44 20", "Promised for": "2026-10-01 15:30",
    }  # fmt: skip


def test_an_import_overwrites_nothing_unasked(page: Page) -> None:
    """New entries come in, equal ones are passed over, others stay until somebody decides."""
    first = HEADS + "CB-2026-0001,Ann,2026-10-01 09:00,Yes\nCB-2026-0002,Bo,2026-10-02 09:00,No\n"
    assert import_csv(page, first) == "Taken in: 2."
    assert import_csv(page, first) == "Taken in: 0. Here already: 2."
    changed = HEADS + "CB-2026-0001,Anna,2026-10-01 09:00,Yes\n,Cy,2026-10-03,\n"
    said = import_csv(page, changed)
    assert said.startswith("Taken in: 1. Here with other words, and left as they are: 1.")
    assert [entry["Customer"] for entry in export_csv(page)][:2] == ["Ann", "Bo"]

    page.get_by_role("button", name="Take those of the file instead").click()
    expect(page.locator("[data-hb-imported]")).to_have_text("Taken from the file: 1.")
    assert sorted(entry["Customer"] for entry in export_csv(page)) == ["Anna", "Bo", "Cy"]


def test_a_file_that_cannot_be_read_is_named(page: Page) -> None:
    """With what is wrong and what to do; a column that the log does not have is named, too."""
    assert import_csv(page, '"No.') == (
        "log.csv: line 1 has a quotation mark that is never closed, or text after one; save the log "
        "again as CSV."
    )
    assert import_csv(page, "No.,Mood\nCB-1,good\n") == (
        "Taken in: 1. Not taken, because this log has no such column: Mood."
    )


def test_entries_are_found_by_month_and_by_words(page: Page) -> None:
    """Of hundreds, the few that are looked for; the count says how many there are in all."""
    rows = "".join(f"CB-2026-{n:04},Name {n},2026-{9 + n % 2:02}-01,\n" for n in range(1, 401))
    import_csv(page, HEADS + rows)
    expect(page.locator("[data-hb-count]")).to_have_text("400 in all")
    expect(page.locator("[data-hb-key]")).to_have_count(200)
    page.locator("[data-hb-month]").select_option("2026-10")
    page.locator("[data-hb-words]").fill("name 39")
    expect(page.locator("[data-hb-count]")).to_have_text("9 of 400")


def test_two_tabs_do_not_overwrite_each_other(page: Page, site: Path) -> None:
    """The second is told, and its words stay in the boxes."""
    add_entry(page, "First")
    page.get_by_role("button", name="Done").click()
    other = page.context.new_page()
    open_log(other, site)
    for tab, words in ((page, "by one"), (other, "by the other")):
        tab.locator("[data-hb-key] button").first.click()
        tab.locator("[name=about]").fill(words)
        if tab is page:
            expect(tab.locator("[data-hb-kept]")).to_contain_text("Saved")
    expect(other.get_by_role("alert")).to_contain_text("was changed in another tab")
    assert other.locator("[name=about]").input_value() == "by the other"
    assert [entry["What it is about"] for entry in export_csv(page)] == ["by one"]


def test_the_sites_of_a_device_have_logs_of_their_own(page: Page, site: Path) -> None:
    """The site is remembered, and numbers begin anew in each."""
    add_entry(page, "Here")
    page.locator("[data-hb-site]").select_option("harbour")
    expect(page.locator("[data-hb-count]")).to_have_text("0 in all")
    add_entry(page, "There")
    open_log(page, site)
    expect(page.locator("[data-hb-site]")).to_have_value("harbour")
    assert [name[-4:] for name in list_rows(page)] == ["0001"]
