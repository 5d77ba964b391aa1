"""The live preview: saving a YAML file reloads the page, and a mistake does not end it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from support.interrupts import interrupts_heard
from support.project import PROJECT

pytestmark = pytest.mark.build

PATIENCE = 60


class Preview:
    """A running preview and what it says, line by line."""

    def __init__(self, root: Path, command: str) -> None:
        self.command, self.root = command, root
        (root.parent / "tmp").mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *COMMANDS[command], f"127.0.0.1:{self.port}"],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "TMPDIR": str(root.parent / "tmp")},
        )  # fmt: skip
        self.lines: Queue[str] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, words: str) -> str:
        """Wait for a line with these words and return all that was said up to it."""
        said = ""
        while words not in said:
            said += self.lines.get(timeout=PATIENCE)
        return said

    def get(self, path: str) -> str:
        """Return a page, or what the preview answers at another address."""
        url = f"http://127.0.0.1:{self.port}/{path}"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))

    def reloaded(self, page: str) -> None:
        """Wait as a browser does that showed this page: until the preview says reload."""
        if self.command == "mkdocs":
            epoch, request = re.findall(r"livereload\((\d+), (\d+)\)", page)[0]
            self.get(f"livereload/{epoch}/{request}")
            return
        events = unescape(re.findall('data-hb-events="/([^"]+)"', page)[0])
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.port}/{events}", timeout=PATIENCE
        ) as news:
            while b'"reload": true' not in news.readline():
                pass


COMMANDS = {
    "mkdocs": ["mkdocs", "serve", "-a"],
    "handbook": ["cx_handbook", "serve", "--address"],
}


@pytest.fixture(params=COMMANDS)
def preview(handbook_root: Path, request: pytest.FixtureRequest) -> Iterator[Preview]:
    """Return a preview of the small handbook, started by MkDocs or by our own command."""
    settings = (PROJECT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    (handbook_root / "mkdocs.yml").write_text(settings, "utf-8")
    (handbook_root / "docs").mkdir()
    with interrupts_heard():
        preview = Preview(handbook_root, request.param)
    yield preview
    preview.process.terminate()
    preview.process.wait(PATIENCE)
    assert preview.process.stdout is not None
    preview.process.stdout.close()


def test_saving_a_policy_reloads_its_page(preview: Preview, handbook_root: Path) -> None:
    """The page changes with the file; a mistake is named, and the next good save is shown."""
    policy = handbook_root / "policies/calls/ring-back.yml"
    good = policy.read_text("utf-8")
    preview.until("Serving on")
    page = preview.get("calls/ring-back.html")
    assert "We ring, come what may." not in page

    policy.write_text(
        re.sub(r"promise: .*", "promise: We ring, come what may.", good, count=1), "utf-8"
    )
    preview.reloaded(page)
    page = preview.get("calls/ring-back.html")
    assert "We ring, come what may." in page

    policy.write_text(good.replace("promise: ", "promisse: ", 1), "utf-8")
    said = preview.until("did you mean promise?")
    assert "policies/calls/ring-back.yml:" in said
    assert "Traceback" not in said
    if preview.command == "handbook":  # MkDocs' own server does not answer until it is mended
        preview.reloaded(page)
        page = preview.get("calls/ring-back.html")
        assert "did you mean promise?" in page
        assert "We ring, come what may." in page

    policy.write_text(re.sub(r"promise: .*", "promise: We ring at four.", good, count=1), "utf-8")
    preview.reloaded(page)
    page = preview.get("calls/ring-back.html")
    assert "We ring at four." in page
    assert "did you mean promise?" not in page
    assert not (handbook_root / "checklists/issued").exists()


@pytest.mark.parametrize("preview", ["handbook"], indirect=True)
def test_ctrl_c_loses_nothing_and_leaves_nothing(preview: Preview, handbook_root: Path) -> None:
    """Between a save and the build of the rest: every file is as it was written, nothing is left."""
    preview.until("Serving on")
    policy = handbook_root / "policies/calls/ring-back.yml"
    policy.write_text(policy.read_text("utf-8").replace("promise: ", "promise: Now ", 1), "utf-8")
    before = {path: path.read_bytes() for path in handbook_root.rglob("*") if path.is_file()}
    said = preview.until("shown after")
    assert "calls/ring-back.html, and " in said
    preview.process.send_signal(signal.SIGINT)
    assert preview.process.wait(PATIENCE) == 0
    after = {path: path.read_bytes() for path in handbook_root.rglob("*") if path.is_file()}
    assert after == before
    assert list((handbook_root.parent / "tmp").iterdir()) == []


@pytest.mark.parametrize("preview", ["handbook"], indirect=True)
def test_the_rest_of_the_site_follows(preview: Preview, handbook_root: Path) -> None:
    """An open page hears when it does, and what only a whole build makes is then new as well."""
    preview.until("Serving on")
    assert "We ring, come what may." not in preview.get("search/search_index.json")
    policy = handbook_root / "policies/calls/ring-back.yml"
    good = policy.read_text("utf-8")
    policy.write_text(re.sub(r"promise: .*", "promise: We ring, come what may.", good, count=1))
    preview.until("The whole site is up to date.")
    assert "We ring, come what may." in preview.get("search/search_index.json")
