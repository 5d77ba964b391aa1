"""A Chromium that is driven through its pipe alone, without the tools of a developer.

Playwright has a page keep all that it loads, so that a test can ask for it: that is twenty megabytes
with the finder's encoder. For whoever measures memory.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.project import load_tool

# The browser reads from the third of a program's files and writes to the fourth.
_HAND_OVER = 'exec 3<&"$1" 4>&"$2"; shift 2; exec "$@"'
_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
)  # fmt: skip


class BareBrowser:
    """One page of a browser, by the protocol of Chromium's own tools."""

    def __init__(self, answers: int, orders: int) -> None:
        """Speak through two ends of pipes."""
        self._answers, self._orders = answers, orders
        self._read = b""
        self._count = 0
        self._session: dict[str, str] = {}

    def open(self, address: str) -> None:
        """Open an address in a page of its own."""
        page = self.order("Target.createTarget", url="about:blank")["targetId"]
        attached = self.order("Target.attachToTarget", targetId=page, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        self.order("Page.navigate", url=address)

    def order(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give an order and return its answer; what the browser tells besides is left out."""
        self._count += 1
        order = {"id": self._count, "method": method, "params": parameters, **self._session}
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        while True:
            answer = self._read_answer()
            if answer.get("id") == self._count:
                assert "error" not in answer, answer["error"]
                return dict(answer["result"])

    def _read_answer(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            read = os.read(self._answers, 65_536)
            assert read, "the browser has ended"
            self._read += read
        answer, _, self._read = self._read.partition(b"\0")
        return dict(json.loads(answer))

    def evaluate(self, code: str) -> Any:
        """Return what code in the page comes to."""
        return self.order("Runtime.evaluate", expression=code, returnByValue=True)["result"].get(
            "value"
        )

    def press(self, key: str) -> None:
        """Press a key that writes a letter."""
        self.order("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
        self.order("Input.dispatchKeyEvent", type="keyUp", key=key)

    def end(self) -> None:
        """End the browser."""
        self._session = {}
        self.order("Browser.close")


@contextmanager
def a_bare_browser() -> Iterator[tuple[BareBrowser, int]]:
    """Start the system's Chromium; give it, and the number of its process."""
    (to_browser, orders), (answers, from_browser) = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        given = (str(to_browser), str(from_browser), load_tool("setup").find_browser())
        process = subprocess.Popen(
            ["sh", "-c", _HAND_OVER, "sh", *given, *_OPTIONS, f"--user-data-dir={folder}"],
            pass_fds=(to_browser, from_browser),
            stderr=subprocess.DEVNULL,
        )
        browser = BareBrowser(answers, orders)
        try:
            yield browser, process.pid
            browser.end()
        finally:
            process.terminate()
            process.wait()
            for end in (to_browser, orders, answers, from_browser):
                os.close(end)


def find_page_process(browser: int) -> int:
    """Return the process of a page among those that a browser started, the largest one."""
    started = [browser]
    for process in started:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            started += map(int, children.read_text("ascii").split())
    return max(filter(_draws_pages, started), key=lambda one: read_memory(one)["Rss"])


def _draws_pages(process: int) -> bool:
    return b"--type=renderer" in Path(f"/proc/{process}/cmdline").read_bytes()


def read_memory(process: int) -> dict[str, float]:
    """Return the megabytes of a process by the system's names, such as `Pss`."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return {name: int(size) / 1024 for name, size in re.findall(r"(\w+): +(\d+) kB", text)}
