"""Under the headers that a build states, everything works: as IT's web server sends them, and as the
service worker answers with them where the server says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from cx_handbook.audit.reading.readers.event_file import dump_event
from cx_handbook.website.headers.host_files import NGINX, read_host_files, render_headers
from cx_handbook.website.headers.stated import list_headers
from support.audit_pages import (
    answer_question,
    begin_audit,
    encode_file,
    export_all,
    find_form_page,
    finish_audit,
    import_files,
    list_standards,
)
from support.nginx import run_nginx
from support.sample_answers import list_sample_audits

READY = "document.documentElement.dataset.hbOffline === 'ready'"
# Said by the page as well, because the browser's own words name no element.
LISTENER = """document.addEventListener("securitypolicyviolation", (event) => console.error(
    `violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`))"""
DEVICE = "checklists/audit/index.html"
PALETTE = "body[data-md-color-scheme=slate]"

Served = tuple[Page, str, list[str]]


@pytest.fixture(
    scope="module",
    params=["by the server", pytest.param("by the service worker", marks=pytest.mark.deep)],
)
def guarded(
    request: pytest.FixtureRequest,
    chromium: Browser,
    shipped_site: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[BrowserContext, str]]:
    """Return a device and the address of a site that is protected in one of the two ways."""
    by_server = request.param == "by the server"
    headers = f"include {shipped_site / NGINX};" if by_server else ""
    with run_nginx(shipped_site, tmp_path_factory.mktemp("nginx"), headers) as address:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 900},
            service_workers="block" if by_server else "allow",
        )
        context.set_default_timeout(20_000)
        context.add_init_script(LISTENER)
        if not by_server:
            first = context.new_page()
            first.goto(address)
            first.wait_for_function(READY, timeout=60_000)
            first.close()
        yield context, address
        context.close()


@pytest.fixture
def served(guarded: tuple[BrowserContext, str], shipped_site: Path) -> Iterator[Served]:
    """Return a page, the site's address, and what the browser says against any page.

    Every page that is opened carries the headers, and whatever a browser refuses fails the test.
    """
    context, address = guarded
    stated = {name.lower(): value for name, value in read_host_files(shipped_site)}
    said: list[str] = []
    bare: list[str] = []

    def look(response: Response) -> None:
        if response.request.is_navigation_request():
            sent = response.headers
            if {name: sent.get(name) for name in stated} != stated:
                bare.append(response.url)

    page = context.new_page()
    page.on("response", look)
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page, address, said
    page.close()
    assert said == []
    assert bare == []


def test_what_stands_in_a_page_is_refused(served: Served) -> None:
    """Otherwise all that follows would prove nothing."""
    page, address, said = served
    page.goto(address + "company.html")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.broken = true";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<i style='color: red'>red</i>");
        }"""
    )

    assert page.evaluate("window.broken") is None
    assert page.locator("i").last.evaluate("one => getComputedStyle(one).color") != "rgb(255, 0, 0)"
    for directive in ("script-src-elem", "style-src-attr"):
        assert any(one.startswith(f"violation: {directive} inline") for one in said)
    said.clear()


@pytest.mark.parametrize("is_named", [True, False], ids=["named", "not named"])
def test_only_a_program_that_is_named_shows_the_handbook(
    chromium: Browser, bare_site: Path, tmp_path: Path, is_named: bool
) -> None:
    """Within its own page, from another origin; nobody else can put buttons over it."""
    program = tmp_path / "program"
    program.mkdir()
    with run_nginx(program, tmp_path / "other", "") as other:
        tickets = other.replace("127.0.0.1", "localhost").removesuffix("/")
        stated = list_headers((tickets,) if is_named else ())
        with run_nginx(bare_site, tmp_path / "own", render_headers(stated, "nginx")) as own:
            frame = f'<iframe src="{own}quiz.html?panel"></iframe>'
            (program / "index.html").write_text(frame, "utf-8")
            page = chromium.new_page()
            page.goto(f"{tickets.replace('localhost', '127.0.0.1')}/index.html")
            refused = page.frames[1].url
            page.goto(f"{tickets}/index.html")
            shown = page.frames[1].url
            page.close()

    assert refused.startswith("chrome-error:")
    assert shown.startswith(own if is_named else "chrome-error:")


def find_and_call(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("nobody rang me back")
    page.keyboard.press("Enter")
    page.wait_for_url("**/situations/nobody-rang-back.html")
    page.goto(address + "apologies/late-delivery.html#call")
    expect(page.locator("#hb-call-which")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**#call-2")


def start_a_timer(page: Page, address: str) -> None:
    page.goto(address + "practices/hold-and-menu-limits.html")
    page.locator("#step-3").get_by_role("button", name="Start 2-minute timer").click()
    expect(page.get_by_role("region", name="Timers").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Stop: ").click()


def choose_role_and_colours(page: Page, address: str) -> None:
    page.goto(address + "practices/index.html")
    page.locator(".hb-mine-open").click()
    page.get_by_label("Team lead", exact=True).check()
    page.get_by_role("button", name="Done").click()
    page.emulate_media(color_scheme="light")
    for _ in range(3):
        if not page.locator(PALETTE).count():
            page.locator("[data-md-component=palette] label:visible").click()
    page.goto(address + "phrasebook.html")
    # Before the theme's script ran: what was chosen on the other page.
    expect(page.locator(PALETTE)).to_have_count(1)
    hidden = "document.querySelectorAll('[data-hb-mine-list] [data-hb-roles]')"
    assert page.evaluate(f"[...{hidden}].some(one => !one.checkVisibility())")
    page.evaluate("localStorage.clear()")


def search_the_text(page: Page, address: str) -> None:
    page.goto(address + "phrasebook.html")
    page.fill("[data-hb-filter=phrases]", "ring")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("s")
    page.keyboard.type("deposit")
    page.locator(".md-search-result__item").first.wait_for()


def answer_the_quiz(page: Page, address: str) -> None:
    page.goto(address + "quiz.html")
    page.locator("[data-hb-quiz] input[type=radio]").first.check()
    page.locator("[data-hb-check]").first.click()
    page.locator("[data-hb-result]").first.wait_for()


def look_at_sheets(page: Page, address: str) -> None:
    page.goto(address + "checklists/print/words-apologies.html")
    page.locator("[data-print]").wait_for()
    assert page.locator(".said").evaluate("one => getComputedStyle(one).fontSize") != "16px"
    page.goto(address + "checklists/print/trainers-pack.html")
    assert page.locator(".qr svg").first.bounding_box()
    page.goto(address + "cases/half-an-hour-for-nothing.html#projector")
    page.goto(address + "callbacks/all.html")


def read_the_report(page: Page, address: str) -> None:
    page.goto(address + "report/index.html")
    shares = page.locator(".hb-better-bar").evaluate_all(
        """all => all.map((bar) => bar.firstChild.getBoundingClientRect().width
            / bar.getBoundingClientRect().width)"""
    )
    assert any(0 < share < 1 for share in shares)


WAYS: dict[str, Callable[[Page, str], None]] = {
    "the finder, a situation and the call view": find_and_call,
    "a timer": start_a_timer,
    "role and colours": choose_role_and_colours,
    "phrasebook and full-text search": search_the_text,
    "the quiz": answer_the_quiz,
    "print views and the projector": look_at_sheets,
    "the report": read_the_report,
}


@pytest.mark.parametrize("way", WAYS)
def test_staff_and_trainers_notice_nothing(served: Served, way: str) -> None:
    """Each way leads where it leads without the headers, and the browser refuses nothing."""
    page, address, _ = served
    WAYS[way](page, address)


def test_a_pdf_is_handed_out(served: Served) -> None:
    """It is fetched as it is, with the headers."""
    page, address, _ = served
    page.goto(address + "company.html")
    kind = page.evaluate(
        "path => fetch(path).then(one => one.blob()).then(one => [one.type, one.size > 1000])",
        address + "checklists/print/monthly-check-a4.pdf",
    )

    assert kind == ["application/pdf", True]


def test_a_manager_audits_under_them(served: Served, shipped_site: Path) -> None:
    """An audit is filled in, finished, handed on, taken in again, and a year of them is compared."""
    page, address, _ = served
    begin_audit(page, address + find_form_page(shipped_site).relative_to(shipped_site).as_posix())
    for standard in list_standards(page):
        answer_question(page, standard)
    finish_audit(page)
    page.goto(address + DEVICE)
    exported = export_all(page)
    assert "1 here already" in import_files(page, exported)
    histories = [one.history for one in list_sample_audits(4)]
    dump = {"mode": "json", "exclude_none": True, "exclude_defaults": True}
    records = [one.audit.record.model_dump(**dump) | {"format": 2} for one in histories]
    events = [dump_event(event) for one in histories for event in one.events]
    assert "records imported" in import_files(page, encode_file([*records, *events]))
    page.locator("[data-hb-better]").scroll_into_view_if_needed()
    page.locator(".hb-better-site").first.wait_for()
