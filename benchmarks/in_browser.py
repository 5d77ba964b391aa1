"""Measure what a browser has to do: `python benchmarks/in_browser.py [SITE]`.

Three things, on the site built of the shipped content without PDFs, or on one that is there already:

- what scripts weigh, packed, on a page on which nobody searches, whatever loads them;
- how long a tap on an answer takes until it is drawn, in an audit of 45 questions;
- how long the list of 5,000 audits takes to be there, and the longest frame while it is scrolled.

The last two at a quarter of the processor's speed, as on a telephone. They are measured against the
clock, so other work on the machine makes them longer: they are no part of `make test`.
"""

from __future__ import annotations

import functools
import gzip
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from playwright.sync_api import Browser, Page

from cx_handbook.website.mkdocs.build import build_site
from support.audit_pages import (
    FULL,
    begin_audit,
    encode_file,
    find_form_page,
    import_files,
    make_record,
)
from support.browser import a_browser
from support.project import copy_project

SLOWER = 4
AUDITS = 5000
MOST_SCRIPTS = 60_000  # bytes
MOST_TAP = 50  # milliseconds
MOST_FRAME = 50  # milliseconds; from there on, scrolling is seen to stop
PAGES = (
    "index.html",
    "apologies/late-delivery.html",
    "situations/charged-twice.html",
    "checklists/service-self-audit.html",
    "scoring.html",
)
# Taps an answer that is in sight, and returns the milliseconds until the next frame has been drawn; of
# an idle page when there is nothing to tap.
TAP = """([place, taps]) => new Promise((done) => {
    const input = [...document.querySelectorAll("[data-hb-standard] input[type=radio]")][place];
    input.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => setTimeout(() => {
        const began = performance.now();
        taps && input.click();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
    }));
})"""
# Copies the one audit that is there until there are so many: each a day of its own, at its site.
FILL = """(count) => new Promise((done, failed) => {
    const opening = indexedDB.open(`${Handbook.audit.page.data.handbook}-audits`);
    opening.onsuccess = () => {
        const stored = opening.result.transaction("audits", "readwrite");
        const audits = stored.objectStore("audits");
        audits.getAll().onsuccess = ({ target }) => {
            const [one] = target.result;
            for (let n = 1; n < count; n += 1) {
                const id = `${one.id.slice(0, 4)}-${String(n).padStart(4, "0")}`;
                const day = new Date(Date.UTC(2010, 0, n)).toISOString().slice(0, 10);
                audits.put({ ...structuredClone(one), key: id, id, date: day });
            }
        };
        stored.oncomplete = () => { opening.result.close(); done(); };
        stored.onerror = failed;
    };
    opening.onerror = failed;
})"""
# Opens the list to its end, then scrolls through it; returns the longest frame in milliseconds.
SCROLL = """() => new Promise((done) => {
    let last = performance.now();
    let longest = 0;
    const step = (now) => {
        longest = Math.max(longest, now - last);
        last = now;
        const before = scrollY;
        scrollBy({ top: 400, behavior: "instant" });
        scrollY === before ? done(longest) : requestAnimationFrame(step);
    };
    scrollTo(0, 0);
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(step); });
})"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """Yield the address at which a site is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def weigh_scripts(browser: Browser, site: Path, url: str, page: str) -> dict[str, int]:
    """Return what each script and all data cost, packed, that a page loads before anybody searches."""
    context = browser.new_context(service_workers="block")
    shown = context.new_page()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(urlsplit(request.url).path.lstrip("/")))
    shown.goto(url + page, wait_until="networkidle")
    context.close()
    return {
        name: len(gzip.compress((site / name).read_bytes()))
        for name in asked
        if name.endswith((".js", ".json"))
    }


def slow_down(page: Page) -> None:
    """Let a page have a part of the processor."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def measure_taps(browser: Browser, site: Path, url: str) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each tap on an answer of a long audit, and of as many idle frames."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    begin_audit(page, url + find_form_page(site, FULL).relative_to(site).as_posix())
    count = page.locator("[data-hb-standard] input[type=radio]").count()
    slow_down(page)
    places = range(0, count, max(1, count // 30))
    idle = [page.evaluate(TAP, [place, False]) for place in places]
    taps = [page.evaluate(TAP, [place, True]) for place in places]
    page.close()
    return taps, idle


def measure_list(browser: Browser, site: Path, url: str) -> tuple[float, float]:
    """Return the milliseconds until a list of many audits is there, and the longest frame in it."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
    page.goto(f"{url}checklists/audit/index.html")
    import_files(page, encode_file(make_record(site)))
    page.evaluate(FILL, AUDITS)
    slow_down(page)
    page.reload()
    page.locator("[data-hb-finished] [data-hb-key]").first.wait_for(timeout=120_000)
    there = page.evaluate("performance.now()")
    more = page.locator("[data-hb-finished] button", has_text="more")
    for _ in range(8):  # two hundred rows and more
        if more.count():
            more.first.click()
    page.wait_for_timeout(500)
    longest = page.evaluate(SCROLL)
    context.close()
    return there, longest


def main() -> int:
    """Measure, print what was found, and return 1 where a limit does not hold."""
    with tempfile.TemporaryDirectory() as name:
        site = Path(sys.argv[1]) if len(sys.argv) > 1 else _build(Path(name) / "handbook")
        with serve(site) as url, a_browser() as browser:
            weights = {page: weigh_scripts(browser, site, url, page) for page in PAGES}
            taps, idle = measure_taps(browser, site, url)
            there, longest = measure_list(browser, site, url)
    for page, costs in weights.items():
        _say(sum(costs.values()), MOST_SCRIPTS, f"bytes of scripts, packed: {page}")
    middle, quickest = statistics.median(taps), min(taps)
    _say(middle, MOST_TAP, f"ms, the middle of {len(taps)} taps; {quickest:.0f} to {max(taps):.0f}")
    print(f"     {statistics.median(idle):9,.0f}  ms of them when nothing is tapped")
    _say(longest, MOST_FRAME, f"ms, longest frame while {AUDITS:,} audits are scrolled")
    print(f"     {there:9,.0f}  ms until the list of {AUDITS:,} audits is there")
    heaviest = max(sum(costs.values()) for costs in weights.values())
    return int(heaviest > MOST_SCRIPTS or middle > MOST_TAP or longest > MOST_FRAME)


def _build(root: Path) -> Path:
    copy_project(root)
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("pdf: true", "pdf: false"), "utf-8")
    return build_site(root, lambda _: None, lambda _: None).parent


def _say(found: float, most: float, what: str) -> None:
    print(f"{'ok  ' if found <= most else 'OVER'} {found:9,.0f} of at most {most:,}  {what}")


if __name__ == "__main__":
    sys.exit(main())
