"""Served on the web, the handbook is kept by the device: whole, one version a page, or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from cx_handbook import addresses, bundles
from cx_handbook.website import offline
from support.browser import leave_out_theme_script
from support.depth import WHOLE, choose_some
from support.project import Shared

BELOW = "team/handbook"
LATE = "assets/handbook/late.js"
STATE = "document.documentElement.dataset.hbOffline"
# What a page is made of, each part with the version it came from.
MARKS = """async (late) => {
    const script = document.createElement("script");
    script.src = Handbook.shell.resolveAddress(late);
    await new Promise(done => { script.onload = done; document.head.append(script); });
    return [document.documentElement.dataset.mark, window.mark,
            getComputedStyle(document.documentElement).getPropertyValue("--mark"), window.late];
}"""
KEPT = "async () => (await caches.keys()).filter(name => !name.endsWith(':clients')).length"
A_PDF = "checklists/print/monthly-a4.pdf"
ENCODER = "assets/handbook/vendor/all-minilm-l6-v2"
MOST_OF_IT = 15_000_000  # bytes of the encoder


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, says nothing, and has nothing remembered for the next time."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def send_head(self) -> Any:
        del self.headers["If-Modified-Since"]
        return super().send_head()

    guards: ClassVar[dict[str, str]] = {}  # what a company's server may say to protect its pages
    is_confused: ClassVar[bool] = (
        False  # whether it takes whatever the worker fetches for plain text
    )

    def guess_type(self, path: Any) -> str:
        is_worker = self.headers.get("Sec-Fetch-Dest") == "empty"
        return "text/plain" if self.is_confused and is_worker else super().guess_type(path)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        for name, value in self.guards.items():
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def small_site(small_build: Path, shared: Shared) -> Path:
    """Return the site of the small handbook, with one PDF made up."""

    def add_pdf(site: Path) -> None:
        shutil.copytree(small_build / "site", site)
        (site / A_PDF).write_bytes(b"%PDF-1.7 made up for a test")

    return shared("small-with-pdf", add_pdf)


def worker_of(site: Path) -> bytes:
    """Return the worker of a folder as it is now."""
    paths = [p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()]
    kept = offline.list_offline_files(paths, ["en"])
    return offline.render_worker(
        {path: offline.compute_digest((site / path).read_bytes()) for path in kept}
    )


def marked(small_site: Path, target: Path, mark: str) -> Path:
    """Write a version of the site whose pages, scripts and styles all carry a mark."""
    shutil.copytree(small_site, target)
    for page in target.rglob("*.html"):
        text = page.read_text("utf-8").replace("<html ", f'<html data-mark="{mark}" ', 1)
        page.write_text(text, "utf-8")
    loaded = target / "assets/handbook"
    with (loaded / bundles.SCRIPT).open("a", encoding="utf-8") as script:
        script.write(f'window.mark = "{mark}";\n')
    with (loaded / bundles.STYLE).open("a", encoding="utf-8") as style:
        style.write(f":root {{ --mark: {mark}; }}\n")
    (target / LATE).write_text(f'window.late = "{mark}";\n', "utf-8")
    (target / f"only-in-{mark}.html").write_text(f"<h1>{mark}</h1>", "utf-8")
    (target / "sw.js").write_bytes(worker_of(target))
    return target


class Published:
    """A web server below a folder of its address, and the versions that can be uploaded to it."""

    def __init__(self, versions: dict[str, Path], root: Path) -> None:
        self.versions = versions
        self.folder = root / "www" / BELOW
        self.folder.parent.mkdir(parents=True)
        self.server = ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(Quiet, directory=str(root / "www"))
        )
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/{BELOW}/"

    def upload(self, mark: str) -> None:
        """Replace everything by a version."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.versions[mark], self.folder)

    def upload_half(self, mark: str) -> None:
        """Upload the worker, the pages and the styles of a version, and none of its scripts yet."""
        for path in self.versions[mark].rglob("*"):
            if path.suffix in (".html", ".css") or path.name == "sw.js":
                shutil.copy(path, self.folder / path.relative_to(self.versions[mark]))


@pytest.fixture(scope="module")
def versions(small_site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folders of the versions A and B. What a test changes, it changes on the server."""
    root = tmp_path_factory.mktemp("versions")
    return {mark: marked(small_site, root / mark, mark) for mark in "AB"}


@pytest.fixture
def published(versions: dict[str, Path], tmp_path: Path) -> Iterator[Published]:
    """Return a server on which version A lies."""
    site = Published(versions, tmp_path)
    site.upload("A")
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def device(chromium: Browser) -> Iterator[BrowserContext]:
    """Return a device that has never seen the handbook; errors of its pages fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


def becomes(page: Page, state: str) -> None:
    """Wait until the page says that its copy is in a state."""
    page.wait_for_function(f"state => {STATE} === state", arg=state)


def visited(device: BrowserContext, published: Published, path: str = "index.html") -> Page:
    """Return a page of a device that has kept the handbook, opened from what it has kept."""
    page = device.new_page()
    page.goto(published.address + path)
    becomes(page, "ready")
    page.reload()
    becomes(page, "ready")
    return page


def look_for_update(page: Page) -> None:
    """Ask the browser for a new version, as it does by itself when a page is opened."""
    page.evaluate(
        "() => navigator.serviceWorker.ready.then(one => one.update()).then(() => {}, () => {})"
    )


def caches_left(page: Page, number: int) -> None:
    """Wait until so many versions are kept: old ones go when a page is loaded and idle."""
    page.wait_for_function(f"async () => await ({KEPT})() === {number}")


def all_from(page: Page, mark: str) -> None:
    """Assert that page, script, style and what is loaded later are of one version."""
    page.wait_for_load_state()
    assert page.evaluate(MARKS, LATE) == [mark] * 4


@pytest.mark.parametrize("whole", WHOLE)
def test_after_one_visit_everything_opens_without_a_network(
    device: BrowserContext, published: Published, whole: bool
) -> None:
    """Each page of the site, a folder's address, one with a query, a PDF; and the search finds."""
    page = device.new_page()
    page.goto(published.address + "index.html")
    becomes(page, "ready")
    published.server.shutdown()
    device.set_offline(True)

    site = published.folder
    let_in_theme_script = leave_out_theme_script(page)  # to open all pages takes half of the time
    pages = sorted(path for path in site.rglob("*.html") if path.name != "404.html")
    for path in choose_some(pages, whole, every=4):
        answer = page.goto(published.address + path.relative_to(site).as_posix())
        assert answer
        assert answer.status == 200
        assert answer.from_service_worker
    for path in ("", "checklists/", "index.html?utm=x#top", "checklists/monthly.html#CB-01"):
        answer = page.goto(published.address + path)
        assert answer is None or answer.status == 200
        assert page.locator("h1").count() == 1
    fetched = page.evaluate(
        "path => fetch(path).then(answer => answer.text())", published.address + A_PDF
    )
    assert fetched.startswith("%PDF")
    let_in_theme_script()
    page.goto(published.address + "phrasebook.html")
    page.keyboard.press("s")
    page.keyboard.type("ring")
    page.locator(".md-search-result__item").first.wait_for()


def test_an_address_that_leads_nowhere_shows_our_own_page_without_a_network(
    device: BrowserContext, published: Published
) -> None:
    """With a network the server answers; without one, the page that was kept for it."""
    page = visited(device, published)
    assert page.evaluate("() => fetch('nowhere.html').then(answer => answer.status)") == 404
    device.set_offline(True)
    answer = page.goto(published.address + "offers/nowhere.html")

    assert answer
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("This page is not here")


def test_what_a_server_says_to_protect_its_pages_holds_for_those_that_are_kept(
    device: BrowserContext, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header that IT has set is not undone by the worker, and a new one comes with an update."""

    def read_guards(path: str) -> list[str | None]:
        answer = page.goto(published.address + path)
        assert answer
        assert answer.from_service_worker
        return [answer.headers.get(name) for name in ("x-frame-options", "referrer-policy")]

    monkeypatch.setattr(Quiet, "guards", {"X-Frame-Options": "DENY"})
    page = visited(device, published)
    assert read_guards("phrasebook.html") == ["DENY", None]

    monkeypatch.setattr(Quiet, "guards", {"X-Frame-Options": "DENY", "Referrer-Policy": "origin"})
    published.upload("B")
    look_for_update(page)
    page.locator(".hb-bar-now").click()
    page.wait_for_function("() => document.documentElement.dataset.mark === 'B'")
    assert read_guards("phrasebook.html") == ["DENY", "origin"]
    published.server.shutdown()
    device.set_offline(True)
    assert read_guards("offers/index.html") == ["DENY", "origin"]


def test_the_finders_encoder_is_kept_on_request_and_removed_again(
    device: BrowserContext, published: Published
) -> None:
    """It is no part of the first copy; asked for, it comes with progress and serves without a network."""
    asked: list[str] = []
    device.on("request", lambda request: asked.append(request.url))
    page = visited(device, published)
    line = page.locator(".hb-kept-optional")
    expect(line).to_contain_text("the finder goes by words alone")
    assert not [url for url in asked if ENCODER in url]

    line.get_by_role("button", name="Keep that part too").click()
    expect(line).to_contain_text("is kept as well", timeout=60_000)
    assert page.evaluate("() => Handbook.shell.hasOptionalPart()")
    published.server.shutdown()
    device.set_offline(True)
    answer = page.evaluate(
        "path => fetch(path).then(answer => answer.text()).then(text => text.length)",
        f"{published.address}{ENCODER}/encoder.js",
    )
    assert answer > MOST_OF_IT

    line.get_by_role("button", name="Remove that part").click()
    expect(line).to_contain_text("the finder goes by words alone")
    assert not page.evaluate("() => Handbook.shell.hasOptionalPart()")


def test_what_a_file_is_does_not_depend_on_the_server(
    device: BrowserContext, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept while the server took everything for plain text, a page is a page, with style and script."""
    monkeypatch.setattr(Quiet, "is_confused", True)
    page = visited(device, published)
    published.server.shutdown()
    device.set_offline(True)
    page.goto(published.address + "offers/index.html")

    all_from(page, "A")
    assert page.evaluate("document.contentType") == "text/html"


NOTED = f"""() => Handbook.shell.storage.read("looked /{BELOW}/") > 0"""
LOOKED = f"""days => Handbook.shell.storage.write(
    "looked /{BELOW}/", Date.now() - days * 24 * 60 * 60 * 1000)"""


def last_looked(page: Page, days: int) -> None:
    """Have the device believe that it last looked for a new version so many days ago.

    A visit looks, and notes when, after the page has said that it is ready: that comes first.
    """
    page.wait_for_function(NOTED)
    page.evaluate(LOOKED, days)


# Notes that the server was asked whether the worker's file is there, once there is no answer.
NOTE_ASKED = """const ask = window.fetch;
    window.fetch = (...all) => ask(...all).finally(() => setTimeout(() => {
        window.hasAsked = true;
    }));"""
ASK_VERSION = """() => new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    navigator.serviceWorker.controller.postMessage("about", [channel.port2]);
})"""


def test_a_site_that_is_gone_is_said_to_be_gone(
    device: BrowserContext, published: Published
) -> None:
    """Without its worker's file no new version can ever come: the foot says so, with a way out."""
    page = visited(device, published)
    last_looked(page, 1)
    (published.folder / "sw.js").unlink()
    page.reload()
    foot = page.locator(".hb-kept")

    expect(foot).to_contain_text("The handbook has gone from this address, or moved.")
    expect(foot.get_by_role("button", name="Remove from this device")).to_be_visible()


@pytest.mark.parametrize(("days", "is_said"), [(2, False), (4, True)])
def test_a_device_that_was_long_without_a_network_says_since_when(
    device: BrowserContext, published: Published, days: int, is_said: bool
) -> None:
    """After three days without having been able to look for a new version, the foot says so."""
    page = visited(device, published)
    last_looked(page, days)
    page.add_init_script(NOTE_ASKED)
    device.set_offline(True)
    published.server.shutdown()
    published.server.server_close()  # a request would wait for ever for a server that only sleeps
    page.reload()
    foot = page.locator(".hb-kept")
    page.wait_for_function("() => window.hasAsked")
    # What is said is said after the worker has told its version; asked now, it answers after that.
    page.evaluate(ASK_VERSION)
    said = "No new version could be looked for since" if is_said else "Works offline: version of"
    expect(foot).to_contain_text(said)


def test_two_copies_on_one_server_are_kept_apart(
    device: BrowserContext, published: Published
) -> None:
    """Removed in the test copy, the handbook beside it is still kept."""
    page = visited(device, published)
    copy = published.folder.parent / "copy"
    shutil.copytree(published.folder, copy)
    other = device.new_page()
    other.goto(published.address.replace("handbook/", "copy/") + "index.html")
    becomes(other, "ready")
    other.get_by_role("button", name="Remove from this device").click()
    becomes(other, "off")
    page.reload()

    becomes(page, "ready")


def test_a_part_of_a_file_is_answered_as_a_part(
    device: BrowserContext, published: Published
) -> None:
    """A viewer that asks for a range gets just that, kept or not; a request to send is left alone."""
    page = visited(device, published)
    answers = page.evaluate(
        """async (path) => {
            const ask = async (range) => {
                const answer = await fetch(path, {headers: {range}});
                return [answer.status, answer.headers.get("content-range"), await answer.text()];
            };
            const sent = await fetch(path, {method: "POST"});
            return [await ask("bytes=0-3"), await ask("bytes=-4"), await ask("bytes=99-"), sent.status];
        }""",
        published.address + A_PDF,
    )

    assert answers == [
        [206, "bytes 0-3/27", "%PDF"],
        [206, "bytes 23-26/27", "test"],
        [416, "bytes */27", ""],
        501,
    ]


def test_a_reload_shows_the_old_version_whole_until_somebody_takes_the_new_one(
    device: BrowserContext, published: Published
) -> None:
    """In two tabs: old before, old after a reload, and new in both once Update is pressed."""
    one, two = visited(device, published), visited(device, published, "phrasebook.html")
    all_from(one, "A")
    published.upload("B")
    look_for_update(one)
    becomes(one, "waiting")
    for page in (one, two):
        all_from(page, "A")
        page.reload()
        becomes(page, "waiting")
        all_from(page, "A")
    with two.expect_navigation(), one.expect_navigation():
        one.get_by_role("button", name="Update").click()

    for page in (one, two):
        becomes(page, "ready")
        all_from(page, "B")
        assert page.locator(".hb-bar").count() == 0
    caches_left(one, 1)


def navigations_of(page: Page) -> list[str]:
    """Return a list that grows by the address of each document that the page asks for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request():
            asked.append(request.url)

    page.on("request", note)
    return asked


def test_update_reloads_each_tab_once(device: BrowserContext, published: Published) -> None:
    """The worker says in more than one way that it took over; a second reload aborts the first."""
    one, two = visited(device, published), visited(device, published, "phrasebook.html")
    published.upload("B")
    look_for_update(one)
    becomes(one, "waiting")
    asked = [navigations_of(page) for page in (one, two)]
    with two.expect_navigation(), one.expect_navigation():
        one.get_by_role("button", name="Update").click()
    for page in (one, two):
        becomes(page, "ready")
        all_from(page, "B")

    assert [len(of_tab) for of_tab in asked] == [1, 1]


def test_a_page_with_something_typed_stays_the_old_one_whole(
    device: BrowserContext, published: Published
) -> None:
    """It is not reloaded under somebody's hands, still loads its own scripts, and offers to reload."""
    one, two = visited(device, published), visited(device, published, "phrasebook.html")
    two.fill("[data-hb-filter=phrases]", "half a word")
    published.upload("B")
    look_for_update(one)
    becomes(one, "waiting")
    with one.expect_navigation():
        one.get_by_role("button", name="Update").click()
    becomes(one, "ready")
    all_from(one, "B")

    two.get_by_role("button", name="Reload").wait_for()
    assert two.input_value("[data-hb-filter=phrases]") == "half a word"
    all_from(two, "A")
    caches_left(two, 2)
    with two.expect_navigation():
        two.get_by_role("button", name="Reload").click()
    all_from(two, "B")


def test_closing_every_tab_lets_the_new_version_in(
    device: BrowserContext, published: Published
) -> None:
    """Nobody has to press anything; a page that is gone is gone, and a new one is there."""
    one = visited(device, published)
    published.upload("B")
    look_for_update(one)
    becomes(one, "waiting")
    page = device.new_page()
    one.close()
    wait_until_nothing_waits(page)
    page.goto(published.address + "index.html")

    all_from(page, "B")
    caches_left(page, 1)
    device.set_offline(True)
    for path, status in (("only-in-B.html", 200), ("only-in-A.html", 404)):
        answer = page.goto(published.address + path)
        assert answer
        assert answer.status == status


def wait_until_nothing_waits(page: Page) -> None:
    """Wait until the browser has put the new worker in charge, which no page can see.

    A page opened at the moment in which Chromium stops the old worker, to put the new one in charge,
    may hang: its request is given to the worker that was stopped, and the new one waits for it.
    """
    status: dict[str, str] = {}

    def note(event: dict[str, Any]) -> None:
        status.update((one["versionId"], one["status"]) for one in event["versions"])

    session = page.context.new_cdp_session(page)
    session.on("ServiceWorker.workerVersionUpdated", note)
    session.send("ServiceWorker.enable")
    until = monotonic() + 30
    while not status or "installed" in status.values() or "activating" in status.values():
        assert monotonic() < until, status
        page.wait_for_timeout(50)
    session.detach()


def test_half_an_upload_is_never_installed(device: BrowserContext, published: Published) -> None:
    """While files of two versions lie on the server, the old one serves whole; later the new does."""
    page = visited(device, published)
    published.upload_half("B")
    look_for_update(page)
    becomes(page, "failed")
    all_from(page, "A")
    page.reload()
    all_from(page, "A")
    caches_left(page, 1)

    published.upload("B")
    look_for_update(page)
    page.get_by_role("button", name="Update").wait_for()
    all_from(page, "A")
    with page.expect_navigation():
        page.get_by_role("button", name="Update").click()
    all_from(page, "B")


def test_a_page_that_only_the_server_has_comes_from_there_whole(
    device: BrowserContext, published: Published
) -> None:
    """A link to a page of the new version opens all of the new version, not half of each."""
    page = visited(device, published)
    published.upload("B")
    shutil.copy(published.folder / "phrasebook.html", published.folder / "new.html")
    page.goto(published.address + "new.html")
    all_from(page, "B")
    page.goto(published.address + "index.html")

    all_from(page, "A")


def test_half_an_upload_at_the_first_visit_keeps_nothing_and_says_so(
    device: BrowserContext, published: Published
) -> None:
    """The page works from the network, and its foot says why nothing is kept."""
    published.upload_half("B")
    page = device.new_page()
    page.goto(published.address + "index.html")
    becomes(page, "failed")

    expect(page.locator(".hb-kept")).to_contain_text("just being published")


def test_a_full_device_is_told_so(device: BrowserContext, published: Published) -> None:
    """Where there is no room, nothing is kept, the foot says so, and the page works online."""
    page = device.new_page()
    session = device.new_cdp_session(page)
    origin = published.address.removesuffix(f"/{BELOW}/")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 100_000})
    page.goto(published.address + "index.html")
    becomes(page, "failed")

    expect(page.locator(".hb-kept")).to_contain_text("There is no room on this device")
    caches_left(page, 0)


def test_a_new_version_without_room_is_told(device: BrowserContext, published: Published) -> None:
    """The old one goes on, and its foot says that there is a new one."""
    page = visited(device, published)
    session = device.new_cdp_session(page)
    origin = published.address.removesuffix(f"/{BELOW}/")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 100_000})
    published.upload("B")
    look_for_update(page)

    expect(page.locator(".hb-kept")).to_contain_text("a new version, and no room for it")
    all_from(page, "A")


def test_where_a_network_asks_for_a_password_first_the_browser_is_not_blamed(
    device: BrowserContext, published: Published
) -> None:
    """A page of the network's own stands in the place of the worker."""
    (published.folder / "sw.js").unlink()
    page = device.new_page()
    page.route("**/sw.js", lambda route: route.fulfill(content_type="text/html", body="Log in"))
    page.goto(published.address + "index.html")
    becomes(page, "failed")

    expect(page.locator(".hb-kept")).to_contain_text("could not be kept on this device")


def test_on_plain_http_the_foot_says_why_nothing_is_kept(
    device: BrowserContext, small_site: Path
) -> None:
    """Browsers keep pages of https alone, and of this computer."""
    page = device.new_page()
    host = "http://handbook.example/"
    page.route(
        f"{host}**",
        lambda route: route.fulfill(path=small_site / route.request.url.removeprefix(host)),
    )
    page.goto(f"{host}index.html")

    expect(page.locator(".hb-kept")).to_contain_text("because its address begins with http")


def test_where_data_are_saved_a_sheet_is_kept_when_it_is_opened(
    device: BrowserContext, published: Published
) -> None:
    """Pages and what they need come at once, PDFs on demand."""
    worker = (published.folder / "sw.js").read_text("utf-8")
    saving = worker.replace("Boolean(worker.navigator.connection?.saveData)", "true")
    assert saving != worker
    (published.folder / "sw.js").write_text(saving, "utf-8")
    page = visited(device, published)
    asked = "path => caches.match(path).then(Boolean)"
    pdf = published.address + A_PDF

    expect(page.locator(".hb-kept")).to_contain_text("kept once you have opened it")
    assert not page.evaluate(asked, pdf)
    page.evaluate("path => fetch(path).then(answer => answer.blob())", pdf)
    page.wait_for_function(asked, arg=pdf)


def test_an_audit_survives_an_update(device: BrowserContext, published: Published) -> None:
    """What was answered in the old version is there in the new one."""
    index = visited(device, published, "checklists/audit/index.html")
    index.locator("#new ~ ul a").first.click()
    index.wait_for_load_state()
    index.locator("[data-hb-begin] select").select_option(index=1)
    index.locator("[data-hb-begin] input").fill("Ada")
    index.get_by_role("button", name="Begin", exact=True).click()
    index.locator("[data-hb-saved]", has_text="Saved").wait_for()
    index.goto(published.address + "checklists/audit/index.html")
    index.locator("[data-hb-drafts] .hb-row").first.wait_for()
    becomes(index, "ready")
    published.upload("B")
    look_for_update(index)
    with index.expect_navigation():
        index.get_by_role("button", name="Update").click()

    all_from(index, "B")
    index.locator("[data-hb-drafts] .hb-row").first.wait_for()


def test_what_is_kept_can_be_removed_and_kept_again(
    device: BrowserContext, published: Published
) -> None:
    """The foot counts the pages; removed, nothing is left and nothing comes back by itself."""
    page = visited(device, published)
    pages = len(list(published.folder.rglob("*.html")))
    expect(page.locator(".hb-kept")).to_contain_text(f"{pages} pages kept on this device")
    page.get_by_role("button", name="Remove from this device").click()
    again = page.get_by_role("button", name="Keep it on this device")
    expect(again).to_be_focused()
    page.reload()
    becomes(page, "off")
    caches_left(page, 0)
    assert (
        page.evaluate("() => navigator.serviceWorker.getRegistrations().then(all => all.length)")
        == 0
    )

    again.click()
    becomes(page, "ready")
    caches_left(page, 1)


def test_a_preview_at_the_same_address_forgets_what_was_kept(
    device: BrowserContext, published: Published
) -> None:
    """Its worker removes the old copy, so that an author sees what was just saved."""
    page = visited(device, published)
    (published.folder / "sw.js").write_bytes(offline.read_worker_removal())
    for path in published.folder.rglob("*.html"):
        text = path.read_text("utf-8").replace('name="handbook-offline"', 'name="none"')
        path.write_text(text.replace('data-mark="A"', 'data-mark="preview"'), "utf-8")
    look_for_update(page)
    expect(page.locator("html[data-mark=preview]")).to_be_attached()
    # The worker loads open pages again when it has removed the copy, so another page looks.
    other = device.new_page()
    other.goto(f"{published.address}{addresses.MANIFEST}")
    other.wait_for_function("async () => (await caches.keys()).length === 0")
    page.wait_for_load_state("networkidle")  # closed while it loads, it would report an error


def test_the_site_can_be_installed(device: BrowserContext, published: Published) -> None:
    """The browser reads the manifest without an error and finds nothing that speaks against it."""
    page = visited(device, published, "checklists/monthly.html")
    session = device.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    wrong = session.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert found["errors"] == []
    # Nothing is installed from a private window, and the test's browser opens no other.
    assert [w for w in wrong if w["errorId"] != "in-incognito"] == []
    data = json.loads(found["data"])
    assert data["lang"] == "en-GB"
    assert found["url"] == published.address + addresses.MANIFEST
    for icon in data["icons"]:
        assert (published.folder / icon["src"]).is_file()


def test_opened_from_a_folder_nothing_is_asked_for(chromium: Browser, small_site: Path) -> None:
    """No manifest, no worker, no line at the foot, and not a word in the console."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((small_site / "index.html").as_uri())

    assert page.locator("link[rel=manifest], .hb-kept").count() == 0
    assert said == []
    page.close()


# What is decided without a browser


def test_the_same_files_give_the_same_worker_and_others_another(small_site: Path) -> None:
    """The version follows from the files alone, and the built worker names all that are there."""
    built = (small_site / "sw.js").read_bytes()
    (paths,) = ([p for p in small_site.rglob("*") if p.is_file()],)

    assert offline.render_worker({"a": "1", "b": "2"}) == offline.render_worker(
        {"b": "2", "a": "1"}
    )
    assert offline.render_worker({"a": "1"}) != offline.render_worker({"a": "2"})
    assert b'"index.html": "' in built
    assert [p for p in paths if p.suffix == ".map"] == []
    for path in small_site.rglob("*.html"):
        assert f'"{path.relative_to(small_site).as_posix()}": "'.encode() in built


@pytest.mark.parametrize(
    ("languages", "kept"),
    [
        (["en"], ["a/x.pdf", "index.html", "search/search_index.json"]),
        (
            ["en", "de"],
            [
                "a/x.pdf", "assets/javascripts/lunr/min/lunr.de.min.js", "index.html",
                "search/search_index.json",
            ],
        ),
    ],
)  # fmt: skip
def test_only_what_a_page_leads_to_is_kept(languages: list[str], kept: list[str]) -> None:
    """Neither what is for crawlers and debuggers, nor the search's lists of other languages."""
    there = [
        "sitemap.xml", "sitemap.xml.gz", "sw.js", "a/b.js.map", "search/search_index.js",
        "assets/javascripts/lunr/min/lunr.de.min.js", "search/search_index.json", "index.html",
        "a/x.pdf", "vendor/LICENSE", ".nojekyll",
    ]  # fmt: skip

    assert offline.list_offline_files(there, languages) == kept


@pytest.mark.parametrize(
    ("company", "short"),
    [
        ("Northgate", "Northgate"),
        ("Northgate Home", "Northgate"),
        ("Donaudampfschiff", "Donaudampfsc"),
    ],
)
def test_the_short_name_fits_a_home_screen(company: str, short: str) -> None:
    """The company's name, or its first word, or what fits of it."""
    assert json.loads(offline.render_manifest("X", company, "", "en"))["short_name"] == short
