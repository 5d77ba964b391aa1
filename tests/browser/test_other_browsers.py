"""The main ways of staff and managers in Chromium, Firefox and WebKit, from a folder and from the web.

WebKitGTK has the engine of Safari, not its keys and fonts. Run by `make test-all` alone: two of these
browsers have to be installed first. Firefox and its driver took 36 seconds (15 of processor time), and
the finder, a call and an audit from a folder another 14 to 19, beside other work (2026-11): with the
minutes of `make test` in mind, not even these few belong there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from support.audit_pages import ANSWER, find_form_page
from support.web_driver import BROWSERS, Tab, open_browser

pytestmark = [
    pytest.mark.browsers,
    # Selenium's own class for WebKit calls Selenium in a way that is going out.
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
]

CALLING = "return document.querySelector('[data-hb-busy]') !== null"
SAVES = """window.saved = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { window.saved.push(blob); return make.call(URL, blob); };
    window.prints = 0;
    window.print = () => { window.prints += 1; };"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module", params=BROWSERS)
def tab(request: pytest.FixtureRequest) -> Iterator[Tab]:
    """Return a tab of each browser, one for all ways: to start one takes longer than most of them."""
    with open_browser(request.param) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(shipped_site: Path) -> Iterator[ThreadingHTTPServer]:
    """Return a server of the shipped site below a folder of its address."""
    site = partial(Quiet, directory=str(shipped_site))
    with ThreadingHTTPServer(("127.0.0.1", 0), site) as serving:
        Thread(target=serving.serve_forever, daemon=True).start()
        yield serving
        serving.shutdown()


@pytest.fixture(params=["folder", "web"])
def root(request: pytest.FixtureRequest, shipped_site: Path, server: ThreadingHTTPServer) -> str:
    """Return the address below which the site lies: on the disk, and on the web."""
    if request.param == "folder":
        return f"{shipped_site.as_uri()}/"
    return f"http://127.0.0.1:{server.server_port}/"


def go_to_form(tab: Tab, root: str, shipped_site: Path) -> None:
    tab.open(root + find_form_page(shipped_site).relative_to(shipped_site).as_posix())


def type_into_finder(tab: Tab, root: str, words: str) -> None:
    tab.open(f"{root}index.html")
    tab.type("/")
    tab.find("#hb-finder-input")
    tab.type(words)


def find_a_situation(tab: Tab, root: str, _: Path) -> None:
    """A typing error is no hindrance, and Enter opens what is first."""
    type_into_finder(tab, root, "charged twise")
    tab.wait_for_text(".hb-finder-group", "charged twice")
    tab.press("ENTER")
    tab.wait("return location.pathname.endsWith('situations/charged-twice.html')")


def close_the_finder(tab: Tab, root: str, _: Path) -> None:
    """Esc closes it at the first press, with something typed."""
    type_into_finder(tab, root, "late")
    tab.press("ESCAPE")
    tab.wait("return !document.querySelector('.hb-finder').open")


def leave_the_header_by_keyboard(tab: Tab, root: str, _: Path) -> None:
    """The Tab key comes from the header into what is below it."""
    tab.open(f"{root}situations/charged-twice.html")
    for _press in range(20):
        tab.press("TAB")
        if tab.run("return document.activeElement.closest('.md-container') !== null"):
            return
    raise AssertionError("twenty presses of Tab never left the header")


def go_through_a_call(tab: Tab, root: str, _: Path) -> None:
    """Entered by its link, gone through by keys, left by Esc."""
    tab.open(f"{root}apologies/late-delivery.html")
    tab.click("a[href$='#call']")
    tab.wait(CALLING)
    tab.type("n")
    tab.wait("return location.hash === '#call-2'")
    tab.press("ESCAPE")
    tab.wait("return document.querySelector('[data-hb-busy]') === null")


def copy_words(tab: Tab, root: str, _: Path) -> None:
    """What the button copied is what is pasted."""
    tab.open(f"{root}apologies/late-delivery.html")
    written = tab.run("return document.querySelector('article').textContent")
    tab.click(".hb-copy")
    tab.wait("return document.querySelector('.hb-copy[data-copied]') !== null")
    tab.run(
        """const box = document.createElement("textarea");
           box.id = "pasted";
           document.querySelector("article").prepend(box);
           box.focus();"""
    )
    tab.paste()
    pasted = tab.wait("return document.getElementById('pasted').value")
    assert len(pasted) > 10
    assert pasted in written


def follow_a_timer(tab: Tab, root: str, _: Path) -> None:
    """It goes on on the next page, and ends when it is stopped."""
    tab.open(f"{root}practices/hold-and-menu-limits.html")
    tab.run(
        """[...document.querySelectorAll("#step-3 button")]
            .find((one) => one.textContent.includes("2-minute timer")).click()"""
    )
    tab.wait_for_text(".hb-timer-left", "1:5")
    tab.open(f"{root}index.html")
    tab.wait_for_text(".hb-timer-left", "1:")
    tab.click(".hb-timer-stop")
    tab.wait("return !document.querySelector('.hb-timers li')")


def reckon_a_due_time(tab: Tab, root: str, _: Path) -> None:
    """Opening hours of the site count, on whichever clock."""
    tab.open(f"{root}callbacks/offer-a-call-back.html")
    tab.click(".hb-big .hb-limit")
    tab.find(".hb-strip .hb-due input")
    tab.run(
        """const box = document.querySelector(".hb-strip .hb-due input");
           box.value = "2026-11-28T19:05";
           box.dispatchEvent(new Event("input", { bubbles: true }));
           box.dispatchEvent(new Event("change", { bubbles: true }));"""
    )
    # WebKit writes a comma after the day.
    tab.wait(
        "return /Monday,? 30 November/.test(document.querySelector('.hb-due-answer').textContent)"
    )


def choose_a_role(tab: Tab, root: str, _: Path) -> None:
    """It is kept by the device, and can be taken back."""
    tab.open(f"{root}situations/index.html")
    tab.click(".hb-mine-open")
    tab.run(
        """[...document.querySelectorAll("label")]
            .find((one) => one.textContent.trim() === "Service agent").click()"""
    )
    tab.reload()
    tab.wait("return Handbook.shell.audience.current().role === 'agent'")
    tab.run("Handbook.shell.storage.write('mine', null)")


def decide_before_a_no(tab: Tab, root: str, _: Path) -> None:
    """Four steps, and the browser's way back."""
    tab.open(f"{root}before-you-say-no.html")
    tab.click(".hb-asked a")
    tab.find("[data-hb-part=may]")
    tab.run(
        """const as = document.querySelector("#hb-as");
           as.selectedIndex = 1;
           as.dispatchEvent(new Event("change", { bubbles: true }));
           [...document.querySelectorAll("button.md-button--primary")]
            .find((one) => one.textContent === "What fits?" && one.offsetParent !== null).click()"""
    )
    tab.click(".hb-pick")
    tab.find("[data-hb-part=words]")
    tab.go_back()
    tab.find("[data-hb-part=offers]")


def answer_the_quiz(tab: Tab, root: str, _: Path) -> None:
    """An answer is judged, and a reload forgets it."""
    tab.open(f"{root}quiz.html")
    tab.click("#question-1 .hb-option")
    tab.click("#question-1 [data-hb-check]")
    tab.wait("return document.querySelector('#question-1 .hb-verdict').textContent.trim()")
    tab.reload()
    assert tab.run("return document.querySelectorAll('.hb-quiz input:checked').length") == 0


def carry_out_an_audit(tab: Tab, root: str, site: Path) -> None:
    """Filled in, still there after a reload, finished, printed once and handed over as a record."""
    go_to_form(tab, root, site)
    tab.run("document.querySelector('[data-hb-begin] select').selectedIndex = 1")
    tab.click("[data-hb-begin] button")
    tab.wait("return document.querySelector('[data-hb-standard]').offsetParent !== null")
    tab.run(
        f"""const answer = {ANSWER};
            document.querySelectorAll("fieldset[data-hb-standard]")
                .forEach((asked) => answer(asked, "yes"));"""
    )
    tab.wait_for_text("[data-hb-saved]", "Saved")
    tab.run_async("await Handbook.audit.formSaving.saveDraft()")
    tab.reload()
    tab.wait("return document.querySelector('[data-hb-standard] input:checked') !== null")
    tab.run(SAVES)
    tab.click("[data-hb-finish]")
    tab.find("[data-hb-finish-anyway], [data-hb-report] h3")
    if tab.run("return document.querySelector('[data-hb-finish-anyway]').offsetParent !== null"):
        tab.click("[data-hb-finish-anyway]")
    tab.find("[data-hb-report] h3")
    tab.run(
        """[...document.querySelectorAll("[data-hb-print]")]
            .find((one) => one.offsetParent !== null).click()"""
    )
    assert tab.run("return window.prints") == 1
    tab.run(
        """[...document.querySelectorAll("[data-hb-download]")]
            .find((one) => one.offsetParent !== null).click()"""
    )
    record = json.loads(tab.run_async("return window.saved[0].text()"))
    assert record["site"]
    assert record["state"] == "finished"


def move_an_audit(tab: Tab, root: str, site: Path) -> None:
    """What was exported and deleted is there again when it is imported."""
    carry_out_an_audit(tab, root, site)
    tab.open(f"{root}checklists/audit/index.html")
    tab.find("[data-hb-finished] [data-hb-key]")
    tab.run(SAVES)
    tab.click("[data-hb-export]")
    tab.click("[data-hb-export-start]")
    tab.wait("return window.saved.length > 0")
    text = tab.run_async("return window.saved[0].text()")
    tab.run_async(
        """const { draftStore } = Handbook.audit;
           await draftStore.removeDrafts((await draftStore.listDrafts()).map((one) => one.key));"""
    )
    tab.reload()
    tab.run(
        """const files = new DataTransfer();
           files.items.add(new File([arguments[0]], "audits.json", { type: "application/json" }));
           const box = document.querySelector("[data-hb-import]");
           box.files = files.files;
           box.dispatchEvent(new Event("change", { bubbles: true }));""",
        text,
    )
    tab.find("[data-hb-finished] [data-hb-key]")


WAYS: dict[str, Callable[[Tab, str, Path], None]] = {
    way.__name__.replace("_", " "): way
    for way in (
        find_a_situation, close_the_finder, leave_the_header_by_keyboard, go_through_a_call,
        copy_words, follow_a_timer, reckon_a_due_time, choose_a_role, decide_before_a_no,
        answer_the_quiz, carry_out_an_audit, move_an_audit,
    )
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_way_leads_through(way: str, tab: Tab, root: str, shipped_site: Path) -> None:
    """Each main way, in each browser, from a folder as from the web."""
    WAYS[way](tab, root, shipped_site)


def test_what_is_kept_opens_without_a_server(tab: Tab, shipped_site: Path) -> None:
    """After one visit the handbook opens when its server has gone."""
    site = partial(Quiet, directory=str(shipped_site))
    with ThreadingHTTPServer(("127.0.0.1", 0), site) as serving:
        Thread(target=serving.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{serving.server_port}/"
        tab.open(f"{address}index.html")
        tab.wait("return document.documentElement.dataset.hbOffline === 'ready'")
        serving.shutdown()
    tab.driver.get(f"{address}situations/charged-twice.html")
    tab.wait_for_text("h1", "charged twice")
