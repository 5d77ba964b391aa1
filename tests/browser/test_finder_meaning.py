"""The finder understands: what customers put in other words is offered, and nothing shown moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cx_handbook.website.headers.host_files import NGINX
from support.axe import BY_SCHEME, use_scheme, violations
from support.nginx import run_nginx

ENCODER = "all-minilm-l6-v2"
LINE = ".hb-finder-better"
OFFER = ".hb-finder-offer"
FIRST = "#hb-found .hb-finder-first"
MEANT = "I said that the seat is damaged"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a page that reports what its scripts throw."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Policy" in said.text else None)
    yield page
    context.close()
    assert errors == []


@pytest.fixture(scope="module", params=["folder", "export", "server"])
def address(
    request: pytest.FixtureRequest, small_build: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a site: in a folder, in our own shell, and by a server with our headers."""
    if request.param == "export":
        yield f"{request.getfixturevalue('small_export').as_uri()}/"
    elif request.param == "folder":
        yield f"{(small_build / 'site').as_uri()}/"
    else:
        site = small_build / "site"
        with run_nginx(
            site, tmp_path_factory.mktemp("nginx"), f"include {site / NGINX};"
        ) as served:
            yield served


def open_finder(page: Page, address: str) -> None:
    page.goto(f"{address}index.html")
    page.keyboard.press("/")
    page.locator("#hb-finder-input").wait_for()


def test_what_is_meant_is_offered_above_a_list_that_stays(page: Page, address: str) -> None:
    """Words answer first; the better page comes with its phrase in a line that was there, one key away."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_finder(page, address)
    assert not [url for url in asked if ENCODER in url]

    page.locator("#hb-finder-input").fill(MEANT)
    page.locator(FIRST).first.wait_for()
    before = page.locator(FIRST).first.bounding_box()
    titles = page.locator(FIRST).all_inner_texts()
    offer = page.locator(OFFER)
    offer.wait_for(timeout=20_000)

    expect(offer).to_contain_text("A better match: The chair came broken")
    expect(offer.locator(".hb-finder-phrase")).to_have_text("It is broken.")
    assert page.locator(FIRST).first.bounding_box() == before
    assert page.locator(FIRST).all_inner_texts() == titles
    expect(page.locator(".hb-finder-said")).to_contain_text("A better match: The chair came broken")
    page.keyboard.press("Alt+Enter")
    page.wait_for_url("**/situations/chair-came-broken.html")


# Notes what workers are sent, and the addresses of blobs that are not forgotten yet.
NOTE_WORKERS = """() => {
  globalThis.sent = [];
  globalThis.blobs = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (...given) {
    postMessage.apply(this, given);
    sent.push(...(given[0].load?.bytes ?? []));
  };
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    blobs.push(createObjectURL.call(URL, blob));
    return blobs.at(-1);
  };
  URL.revokeObjectURL = (address) => {
    blobs.splice(blobs.indexOf(address), 1);
    revokeObjectURL.call(URL, address);
  };
}"""


def test_a_page_from_a_folder_keeps_nothing_of_the_encoder(page: Page, small_build: Path) -> None:
    """The bytes move to the worker, and the texts that they were read in are let go."""
    page.add_init_script(f"({NOTE_WORKERS})()")
    open_finder(page, f"{(small_build / 'site').as_uri()}/")
    page.locator("#hb-finder-input").fill(MEANT)
    page.locator(OFFER).wait_for(timeout=20_000)

    assert page.evaluate("sent.map((bytes) => bytes.byteLength)") == [0, 0, 0]
    assert page.evaluate("blobs") == []
    kept = "[Handbook.encoder, Handbook.dangerExamples, Handbook.finder.meaning]"
    assert page.evaluate(kept) == [None, None, None]


def test_names_and_numbers_belong_to_words(page: Page, small_build: Path) -> None:
    """What says nothing is not asked for its meaning, and Enter goes on opening what words found."""
    open_finder(page, f"{(small_build / 'site').as_uri()}/")
    for typed in ("chair broken", "Jonathan Smythe 4711", "order 4711-2 chair"):
        page.locator("#hb-finder-input").fill(typed)
        expect(page.locator(LINE)).to_be_hidden()


def test_without_an_encoder_it_is_the_finder_of_words(page: Page, small_build: Path) -> None:
    """Where the encoder cannot be loaded nothing is offered, nothing promised and nothing thrown."""
    page.route(f"**/{ENCODER}/*", lambda route: route.abort())
    open_finder(page, f"{(small_build / 'site').as_uri()}/")
    page.locator("#hb-finder-input").fill(MEANT)
    expect(page.locator(LINE)).to_have_text("")
    page.locator("#hb-finder-input").fill(f"{MEANT} again")
    expect(page.locator(LINE)).to_be_hidden()
    expect(page.locator(FIRST).first).to_be_visible()


def test_who_pays_for_each_megabyte_is_spared(
    page: Page, small_build: Path, tmp_path: Path
) -> None:
    """Over a network, a device that saves data asks for no encoder."""
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    with run_nginx(small_build / "site", tmp_path, "") as address:
        open_finder(page, address)
        page.locator("#hb-finder-input").fill(MEANT)
        page.locator(FIRST).first.wait_for()
        expect(page.locator(LINE)).to_be_hidden()


def test_the_offer_is_accessible(page: Page, small_build: Path) -> None:
    """With what is offered in sight, no rule of axe is broken in either scheme, however narrow."""
    page.set_viewport_size({"width": 320, "height": 640})
    open_finder(page, f"{(small_build / 'site').as_uri()}/")
    page.locator("#hb-finder-input").fill(MEANT)
    page.locator(OFFER).wait_for(timeout=20_000)
    for scheme, rules in BY_SCHEME:
        use_scheme(page, scheme)
        assert violations(page, only=rules) == [], scheme
    assert page.evaluate("document.querySelector('.hb-finder').scrollWidth <= innerWidth")
