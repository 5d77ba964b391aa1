"""Measure the finder on a built site that is opened from a folder: `python benchmarks/finder.py [SITE]`.

Each visit is a browser of its own that types ten sentences. Printed are, of all visits: how soon the
words answer after the last key, how soon the meaning does, how long the first key of all waits for
its meaning; the longest piece of work of the page's thread while the finder opens and while somebody
types; and the private memory of the page's process. The same is timed on a processor that is four
times as slow: `Emulation.setCPUThrottlingRate` slows down the page's thread alone, so that the whole
process is stopped three milliseconds of four.
"""

from __future__ import annotations

import json
import os
import re
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

from cx_handbook.website.mkdocs.build import build_site
from support.browser import a_browser
from support.project import copy_project

VISITS = 3
SLOWER = 4
SLICE = 0.004  # seconds: of each, a slowed process runs one part in SLOWER
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
TRACED = ("toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline")


@dataclass
class Times:
    """Milliseconds, one of each visit or sentence."""

    words: list[float] = field(default_factory=list)
    refined: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


@dataclass
class Memory:
    """Megabytes of the page's process that are its own: before the finder, with it, swept after it."""

    before: float
    after: float
    swept: float


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


def measure_memory(browser: Browser, site: Path) -> Memory:
    """Return the memory of the page's process in one visit."""
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_timeout(1000)
    process = find_process(browser)
    before = read_private_memory(process)
    measure_visit(page, site, Times())
    after = read_private_memory(process)
    sweep(page)
    page.wait_for_timeout(1000)
    return Memory(before, after, read_private_memory(process))


def find_process(browser: Browser) -> int:
    """Return the largest process that draws a page: an idle one may stand by."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return max(
        (int(one["id"]) for one in processes if one["type"] == "renderer"), key=read_private_memory
    )


def read_private_memory(process: int) -> float:
    """Return the megabytes that no other process shares."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return sum(map(int, re.findall(r"^Private_\w+: +(\d+) kB", text, re.MULTILINE))) / 1024


def sweep(page: Page) -> None:
    """Have the page and its workers give back what nothing refers to any more."""
    session = page.context.new_cdp_session(page)
    session.on("Target.attachedToTarget", lambda event: workers.append(event["sessionId"]))
    workers: list[str] = []
    session.send(
        "Target.setAutoAttach",
        {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False},
    )
    collect = {"id": 1, "method": "HeapProfiler.collectGarbage"}
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
        for worker in workers:
            message = {"sessionId": worker, "message": json.dumps(collect)}
            session.send("Target.sendMessageToTarget", message)
    session.detach()


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
    """Return the milliseconds of the longest task of a thread that draws a page."""
    threads = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = (
        event["dur"]
        for event in events
        if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in threads
    )
    return max(tasks, default=0) / 1000


@contextmanager
def slowed(process: int) -> Iterator[None]:
    """Let a process run a part of the time only, all of its threads."""
    is_over = Event()

    def slow_down() -> None:
        while not is_over.is_set():
            os.kill(process, signal.SIGSTOP)
            time.sleep(SLICE * (SLOWER - 1) / SLOWER)
            os.kill(process, signal.SIGCONT)
            time.sleep(SLICE / SLOWER)

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
            with a_browser() as browser:
                memory.append(measure_memory(browser, site))
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
    _say([one.before for one in memory], "MB, memory of the page before the finder")
    _say([one.after for one in memory], f"MB, after {len(SENTENCES)} sentences")
    _say([one.swept for one in memory], "MB, swept then")
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
