"""Published addresses last: old ones lead on, and one that is lost is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cx_handbook.bundles import read_asset
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.page_addresses import PUBLISHED, add_published_pages
from cx_handbook.website.redirects import MOVED_SCRIPT, render_redirects
from support.project import DAY
from support.rendered import render_once

CALL = "policies/calls/ring-back.yml"
LOG = "logs/callbacks-promised.yml"


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def list_found(root: Path) -> list[str]:
    """Return what is said of addresses."""
    others = ("never issued", "no urgent situation says")
    problems = examine_content(root, DAY).problems
    return [str(p) for p in problems if not any(other in p.wrong for other in others)]


def test_each_old_address_leads_to_the_page(handbook_root: Path) -> None:
    """Relative, so that it works in a folder; no search engine keeps it, no page leads to it."""
    append(handbook_root / CALL, "formerly: [old/we-ring.html, calls/we-call]\n")
    handbook = load_handbook(handbook_root)

    pages = dict(render_redirects(handbook))

    assert sorted(pages) == ["calls/we-call.html", "old/we-ring.html"]
    assert 'href="../calls/ring-back.html"' in pages["old/we-ring.html"]
    assert 'href="ring-back.html"' in pages["calls/we-call.html"]
    assert all('<meta name="robots" content="noindex">' in html for html in pages.values())
    assert not any("we-call" in page.html for page in render_once(handbook))


def test_the_code_on_an_old_log_still_leads_to_its_sheet(handbook_root: Path) -> None:
    """The QR code of a log leads to its print view, so that moves along with its page."""
    append(handbook_root / LOG, "formerly: [checklists/log/calls]\n")

    pages = dict(render_redirects(load_handbook(handbook_root)))

    assert 'href="log-callbacks-promised.html"' in pages["checklists/print/log-calls.html"]
    assert 'href="callbacks-promised.html"' in pages["checklists/log/calls.html"]


def test_an_old_name_does_not_take_a_sheet_for_training_away(handbook_root: Path) -> None:
    """A checklist that was once called certificate leads on; the certificate stays what it is."""
    append(handbook_root / "checklists/daily.yml", "formerly: [checklists/certificate]\n")

    pages = dict(render_redirects(load_handbook(handbook_root)))

    assert list(pages) == ["checklists/certificate.html"]


def test_an_old_address_is_claimed_once_and_no_page_has_it(handbook_root: Path) -> None:
    """Otherwise nobody could tell where it leads."""
    append(handbook_root / CALL, "formerly: [sorry/broken-chair, company, calls/gone]\n")
    append(handbook_root / "policies/offers/sold-out.yml", "formerly: [calls/gone.html]\n")
    append(handbook_root / "checklists/daily.yml", "formerly: [Every day]\n")
    append(handbook_root / "checklists/monthly.yml", "formerly: [checklists/print/certificate]\n")

    assert [line.partition(" ")[2] for line in list_found(handbook_root)] == [
        "formerly.0: ‘Every day’ does not have the right form; write a page's address without the "
        "site's, such as calls/ring-back",
        "formerly.0: checklists/print/certificate.html is the address of a sheet, which moves with its "
        "page; write what the page was called, such as checklists/daily",
        "formerly.0: there is a page at sorry/broken-chair.html; write an address that no page has "
        "any more",
        "formerly.1: there is a page at company.html; write an address that no page has any more",
        "formerly.0: calls/gone.html is claimed by policies/calls/ring-back.yml; write it in one "
        "file, the one to go on to",
    ]


def test_a_published_page_that_is_gone_is_noticed(handbook_root: Path) -> None:
    """A build notes what it published; later, `formerly:` or a deleted line answers the question."""
    add_published_pages(handbook_root, load_handbook(handbook_root))
    published = handbook_root / PUBLISHED
    before = published.read_text("utf-8")
    (handbook_root / LOG).rename(handbook_root / "logs/calls-promised.yml")

    assert list_found(handbook_root) == [
        "published.txt:6:1: warning: checklists/log/callbacks-promised.html was published and is "
        "gone; write formerly: [checklists/log/callbacks-promised] in the file that took its place, "
        "or delete this line"
    ]
    add_published_pages(handbook_root, load_handbook(handbook_root))
    assert "callbacks-promised" in published.read_text("utf-8")
    append(
        handbook_root / "logs/calls-promised.yml",
        "formerly: [checklists/log/callbacks-promised]\n",
    )
    assert list_found(handbook_root) == []
    assert published.read_text("utf-8") != before


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_browser_goes_on_and_keeps_the_place(
    scheme: str, handbook_root: Path, tmp_path: Path, chromium: Browser
) -> None:
    """From a folder and from a server, the part after the hash arrives, too."""
    append(handbook_root / CALL, "formerly: [old/we-ring]\n")
    files = dict(render_redirects(load_handbook(handbook_root)))
    script = read_asset("moved.js")
    assert script is not None
    files |= {MOVED_SCRIPT: script.decode(), "calls/ring-back.html": "<title>Ring back</title>"}
    site = tmp_path / "site"
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, "utf-8")
    start = site.as_uri() if scheme == "file" else "http://handbook.test"
    page = chromium.new_page()
    page.route(
        "http://handbook.test/**",
        lambda route: route.fulfill(path=site / route.request.url.partition(".test/")[2]),
    )

    page.goto(f"{start}/old/we-ring.html#step-2")
    page.wait_for_url(f"{start}/calls/ring-back.html#step-2")

    assert page.title() == "Ring back"
    page.close()
