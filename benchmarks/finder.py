"""Measure the finder on a built site that is opened from a folder: `python benchmarks/finder.py [SITE]`.

Each visit is a browser of its own that types ten sentences. Printed are, of all visits: how soon the
words answer after the last key, how soon the meaning does, and how soon after the first key of all;
the longest piece of work of the page's thread while the finder opens and while somebody types; and the
memory of the page's process. Times of pieces are those of the processor, so that they say the same
beside other work; all others are those of the clock.

Then all is timed on a processor that is four times as slow. `Emulation.setCPUThrottlingRate` slows down
the page's thread alone, and workers refuse it, so that the whole process is stopped for three parts of
four.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))

from bare_browser import BareBrowser, a_bare_browser, find_page_process, read_memory

from cx_handbook.website.mkdocs.build import build_site
from support.browser import a_browser
from support.project import copy_project

VISITS = 3
SLOWER = 4
REST = 30  # seconds
# Seconds that a slowed process runs before it is stopped for SLOWER - 1 times as long.
SLICE = 0.001
KEY = 60  # milliseconds from key to key
TYPED = 8  # keys at the end of a sentence; all before is put in at once
SENTENCES = (
    "the sofa came with a big tear in it",
    "I have been waiting for the driver since this morning",
    "you took the money out of my account two times",
    "nobody has phoned me back although you promised",
    "my new lamp does not light up any more",
    "I want to speak to somebody who is in charge",
    "the man who brought it left mud all over the floor",
    "can I send this back without the box it came in",
    "your website says something else than the shop",
    "I have changed my mind and do not want it now",
)
# Notes when each key arrives and when its answers have been drawn; what is looked for is no answer.
NOTE = """(() => {
  const drawn = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(null);
  });
  let isRead = false;
  const noted = (globalThis.noted = { first: 0, key: 0, words: 0, refined: 0 });
  addEventListener("input", ({ timeStamp }) => {
    noted.first ||= timeStamp;
    Object.assign(noted, { key: timeStamp, words: 0, refined: 0 });
    isRead = false;
  }, true);
  const look = () => {
    const key = noted.key;
    if (!isRead && document.querySelector("#hb-found > *, .hb-finder-no")) {
      isRead = true;
      drawn((now) => { noted.words ||= noted.key === key ? now : 0; });
    }
    const line = document.querySelector(".hb-finder-better");
    if (line && !line.hidden && line.textContent && !line.textContent.startsWith("Looking")) {
      drawn((now) => { noted.refined ||= noted.key === key ? now : 0; });
    }
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"],
  });
})()"""
IS_REFINED = """(() => {
  const { hidden, textContent } = document.querySelector(".hb-finder-better") ?? { hidden: true };
  return !hidden && textContent && !textContent.startsWith("Looking");
})()"""
TRACED = ("toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline")


@dataclass
class Times:
    """Milliseconds, one of each visit or sentence."""

    words: list[float] = field(default_factory=list)
    refined: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


# What is asked of the system about memory. The part of what is shared (Pss) depends on which other
# browsers run; what the process has written itself (Anonymous) does not.
KINDS = ("Pss", "Anonymous")
MOMENTS = (
    "with the finder open",
    f"after {len(SENTENCES)} sentences",
    f"{REST} seconds later",
    "once the page was swept",
)
Memory = list[dict[str, float]]  # megabytes by kind, one of each moment


def open_finder(page: Page, site: Path) -> None:
    """Open the home page, and the finder on it once the page is at rest."""
    page.add_init_script(NOTE)
    page.goto((site / "index.html").as_uri())
    page.wait_for_timeout(1000)
    page.keyboard.press("/")
    page.locator("#hb-finder-input").wait_for()


def type_sentence(page: Page, sentence: str) -> dict[str, float]:
    """Type a sentence and return when what was noted, once its meaning is known."""
    page.locator("#hb-finder-input").fill(sentence[:-TYPED])
    page.keyboard.type(sentence[-TYPED:], delay=KEY)
    page.wait_for_function("noted.words && noted.refined", timeout=60_000)
    noted: dict[str, float] = page.evaluate("noted")
    return noted


def measure_visit(page: Page, site: Path, times: Times) -> None:
    """Type all sentences on the home page, and add what was measured to `times`."""
    open_finder(page, site)
    for place, sentence in enumerate(SENTENCES):
        noted = type_sentence(page, sentence)
        times.words.append(noted["words"] - noted["key"])
        if place == 0:
            times.first.append(noted["refined"] - noted["first"])
        else:
            times.refined.append(noted["refined"] - noted["key"])


def measure_memory(site: Path) -> Memory:
    """Return the memory of the page's process in one visit."""
    with a_bare_browser() as (browser, program):
        browser.open((site / "index.html").as_uri())
        await_truth(browser, "document.readyState === 'complete'")
        time.sleep(1)
        browser.press("/")
        await_truth(browser, "document.querySelector('#hb-found [role=option]')")
        time.sleep(1)
        process = find_page_process(program)
        found = [read_memory(process)]
        for sentence in SENTENCES:
            type_barely(browser, sentence)
        found.append(read_memory(process))
        time.sleep(REST)
        found.append(read_memory(process))
        browser.order("HeapProfiler.collectGarbage")
        time.sleep(1)
        return [*found, read_memory(process)]


def type_barely(browser: BareBrowser, sentence: str) -> None:
    """Type a sentence, and wait for its meaning."""
    browser.evaluate("document.querySelector('#hb-finder-input').select()")
    browser.order("Input.insertText", text=sentence[:-TYPED])
    for letter in sentence[-TYPED:]:
        browser.press(letter)
        time.sleep(KEY / 1000)
    await_truth(browser, IS_REFINED)


def await_truth(browser: BareBrowser, code: str) -> None:
    """Wait until code in the page comes to something true."""
    end = time.monotonic() + 60
    while not browser.evaluate(f"Boolean({code})"):
        assert time.monotonic() < end, code
        time.sleep(0.02)


def find_process(browser: Browser) -> int:
    """Return the largest process that draws a page: an idle one may stand by."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    pages = (int(one["id"]) for one in processes if one["type"] == "renderer")
    return max(pages, key=lambda one: read_memory(one)["Rss"])


def measure_pieces(browser: Browser, site: Path) -> tuple[float, float]:
    """Return the longest piece of work of the page's thread, in milliseconds: while the finder opens,
    and from the first key of a sentence to its meaning."""
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_timeout(1000)
    with traced(browser, page) as opening:
        page.keyboard.press("/")
        page.locator("#hb-found [role=option]").first.wait_for()
        page.wait_for_timeout(300)
    with traced(browser, page) as typing:
        page.locator("#hb-finder-input").press_sequentially(SENTENCES[0], delay=KEY)
        page.locator(".hb-finder-better", has_not_text="Looking").wait_for(timeout=60_000)
        page.wait_for_timeout(300)
    return find_longest(opening), find_longest(typing)


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[list[dict[str, Any]]]:
    """Note what the browser does meanwhile."""
    events: list[dict[str, Any]] = []
    browser.start_tracing(page=page, categories=list(TRACED))
    yield events
    events += json.loads(browser.stop_tracing())["traceEvents"]


def find_longest(events: list[dict[str, Any]]) -> float:
    """Return the milliseconds of a processor for the longest task of a thread that draws a page."""
    threads = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = (
        event.get("tdur", 0)
        for event in events
        if event["name"] == "RunTask" and (event["pid"], event["tid"]) in threads
    )
    return max(tasks, default=0) / 1000


@contextmanager
def slowed(process: int) -> Iterator[None]:
    """Let a process run a part of the time only, all of its threads."""
    is_over = Event()

    def slow_down() -> None:
        while not is_over.is_set():
            begun = time.monotonic()
            time.sleep(SLICE)
            os.kill(process, signal.SIGSTOP)
            # Beside other work a slice is longer than it was meant to be.
            time.sleep((time.monotonic() - begun) * (SLOWER - 1))
            os.kill(process, signal.SIGCONT)

    slowing = Thread(target=slow_down)
    slowing.start()
    try:
        yield
    finally:
        is_over.set()
        slowing.join()


def measure_slowed(browser: Browser, site: Path, times: Times) -> None:
    """Type all sentences in a process that is slowed down from the first key on."""
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    with slowed(find_process(browser)):
        measure_visit(page, site, times)


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        site = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else _build(Path(name) / "handbook")
        usual, slow = Times(), Times()
        memory, pieces = [], []
        for _ in range(VISITS):
            with a_browser() as browser:
                measure_visit(browser.new_page(), site, usual)
            memory.append(measure_memory(site))
            with a_browser() as browser:
                pieces.append(measure_pieces(browser, site))
            with a_browser() as browser:
                measure_slowed(browser, site, slow)
    for name, times in (("", usual), (f"{SLOWER} times as slow: ", slow)):
        _say(times.words, f"ms, {name}words after the last key")
        _say(times.refined, f"ms, {name}meaning after the last key")
        _say(times.first, f"ms, {name}meaning after the first key of all")
    _say(
        [one for one, _ in pieces], "ms, longest piece of the page's thread while the finder opens"
    )
    _say([one for _, one in pieces], "ms, longest piece of it while the first sentence is typed")
    for place, moment in enumerate(MOMENTS):
        for kind in KINDS:
            _say(
                [one[place][kind] for one in memory], f"MB of the page's process ({kind}) {moment}"
            )
    return 0


def _build(root: Path) -> Path:
    copy_project(root)
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("pdf: true", "pdf: false"), "utf-8")
    return build_site(root, lambda _: None, lambda _: None).parent


def _say(found: list[float], what: str) -> None:
    middle = statistics.median(found)
    print(f"{middle:8,.0f}  ({min(found):,.0f} to {max(found):,.0f})  {what}")


if __name__ == "__main__":
    sys.exit(main())
