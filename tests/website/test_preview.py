"""The preview's server: pages say what is wrong with the newest files, and each request is answered."""

from __future__ import annotations

import re
import shutil
import socket
import webbrowser
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from mkdocs.config import load_config

from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.website import site_files
from cx_handbook.website.mkdocs import preview as module
from cx_handbook.website.mkdocs.preview import PreviewServer, serve_site
from support.project import copy_small_handbook

pytestmark = pytest.mark.build

PAGE = "calls/ring-back.html"
POLICY = "policies/calls/ring-back.yml"


class Preview:
    """A server that is asked without a network, and the folder that it shows."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.said: list[str] = []
        config = load_config(str(root / "mkdocs.yml"), dev_addr="127.0.0.1:0")
        self.server = PreviewServer(root, config, folder, self.said.append)
        self.server.build_first()

    def get(self, path: str = PAGE) -> str:
        """Return what is answered at an address; the length that is announced is true."""
        environ: dict[str, Any] = {"PATH_INFO": f"{self.server.mount_path}{path}"}
        setup_testing_defaults(environ)
        sent: list[tuple[str, dict[str, str]]] = []
        answer = self.server.serve_request(environ, lambda s, h, _=None: sent.append((s, dict(h))))  # type: ignore[arg-type, misc]
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        assert sent[0][1].get("Content-Length", str(len(body))) == str(len(body))
        return body.decode()

    def save(self, name: str, change: Callable[[str], str]) -> None:
        """Change a file and build, as the server does when a file was saved."""
        path = self.root / name
        before = path.read_text("utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, "utf-8")
        self.server.rebuild()


@pytest.fixture(scope="module")
def shared_preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return one preview of the small handbook for all tests; each puts back what it changes."""
    folder = tmp_path_factory.mktemp("preview")
    root = copy_small_handbook(folder / "handbook")
    (folder / "sites").mkdir()
    preview = Preview(root, folder / "sites")
    yield preview
    preview.server.shutdown()


@pytest.fixture
def preview(shared_preview: Preview, tmp_path: Path) -> Iterator[Preview]:
    """Return the preview as it is when nothing is wrong."""
    shutil.copytree(shared_preview.root, tmp_path / "good")
    assert shared_preview.server.banner == ""
    yield shared_preview
    shutil.rmtree(shared_preview.root)
    shutil.copytree(tmp_path / "good", shared_preview.root)
    shared_preview.server.banner = ""
    shared_preview.said.clear()


def read_banner(page: str) -> str:
    """Return the words of the banner as they are read, on one line."""
    section = page.partition('<section class="hb-mistakes"')[2].partition("</section>")[0]
    text = re.sub(r"<(style|script)>.*?</\1>", "", section, flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", text.partition(">")[2]).split()))


STAYS = "to put right. Until then, the pages stay as they were before."
STOPS = "to put right before the handbook can be built. The pages are up to date."
SUMMARY = "What is wrong, and what to write"

# What somebody does to a file: its name, what is replaced by what, and what the page then says.
MISTAKES = {
    "broken YAML": (
        POLICY, r"title: ", "title ",
        f"1 mistake {STAYS} {SUMMARY} {POLICY}, line 1 a line without a colon; write each field "
        "as name: value, and begin each entry of a list with a hyphen",
    ),
    "a field that is not there": (
        POLICY, r"promise: ", "promisse: ",
        f"1 mistake {STAYS} {SUMMARY} {POLICY}, line 3 promisse: there is no such field; did you "
        "mean promise?",
    ),
    "a mistake of the company": (
        "policies/company.yml", r"currency: \w+", "currency: POUND",
        f"1 mistake {STAYS} {SUMMARY} policies/company.yml, line 4 currency: ‘POUND’ does not have "
        "the right form; write three capital letters, such as GBP",
    ),
    "broken settings": (
        "mkdocs.yml", r"theme:", "theme",
        f"1 mistake {STAYS} {SUMMARY} mkdocs.yml, line 10 a line without a colon; write each field "
        "as name: value, and begin each entry of a list with a hyphen",
    ),
    "a setting with a wrong value": (
        "mkdocs.yml", r"theme:", "docs_dir: nowhere\ntheme:",
        f"1 mistake {STAYS} {SUMMARY} mkdocs.yml, line 10 docs_dir: The path 'ROOT/nowhere' isn't an "
        "existing directory; write it as in the file that handbook init writes, or remove it",
    ),
    "settings without our plugin": (
        "mkdocs.yml", r"- handbook:\n(      .*\n)+", "",
        f"1 mistake {STAYS} {SUMMARY} mkdocs.yml does not name the handbook plugin; add it to "
        "plugins:",
    ),
    "a house rule": (
        POLICY, r"I will ring you \{by same day\}", "I will ring you as soon as possible",
        f"1 mistake {STOPS} {SUMMARY} {POLICY}, line 31 steps.0.say.0: ‘as soon as possible’ puts the "
        "customer off; say who does what by when, such as: I'll ring you {by same day} "
        "[words-that-stall]",
    ),
    "unfinished text": (
        POLICY, r"promise: .*", "promise: 'Write: one sentence'",
        f"1 mistake {STOPS} {SUMMARY} {POLICY}, line 3 promise: this is still the text of the "
        "skeleton; write your own, or remove it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_stands_on_every_page(preview: Preview, name: str) -> None:
    """Every page is answered as it was, with file, line and what to write."""
    file, old, new, said = MISTAKES[name]
    title = re.findall("<h1.*?</h1>", preview.get())

    preview.save(file, lambda text: re.sub(old, new, text, count=1))
    assert read_banner(preview.get()).replace(str(preview.root), "ROOT") == said
    assert read_banner(preview.get("index.html")) == read_banner(preview.get())
    assert re.findall("<h1.*?</h1>", preview.get()) == title


def test_mistakes_of_two_files_are_named_together(preview: Preview) -> None:
    """Content and settings are both looked at, whichever is broken; the terminal has the same."""
    good = (preview.root / POLICY).read_text("utf-8")
    (preview.root / POLICY).write_text(good.replace("promise: ", "promisse: ", 1), "utf-8")
    preview.save("mkdocs.yml", lambda text: text.replace("theme:", "theme", 1))

    banner = read_banner(preview.get())
    assert banner.startswith("2 mistakes")
    assert f"{POLICY}, line 3" in banner
    assert "mkdocs.yml, line 10" in banner
    assert [line.partition(":")[0] for line in preview.said[:2]] == ["mkdocs.yml", POLICY]
    assert preview.said[2:] == ["The browser shows the last good pages, and what is wrong."]


def test_a_link_that_leads_nowhere_is_named_on_the_page(preview: Preview) -> None:
    """MkDocs only warns of it, but a build would stop there."""
    (preview.root / "docs/own.md").write_text("# Own\n\n[gone](gone.md)\n", "utf-8")
    preview.server.rebuild()

    assert read_banner(preview.get("own.html")) == (
        f"1 mistake {STOPS} {SUMMARY} Doc file 'own.md' contains a link 'gone.md', but the target "
        "is not found among documentation files."
    )


def test_text_from_a_file_is_escaped(preview: Preview) -> None:
    """A field's name is text, whatever it looks like."""
    preview.save(POLICY, lambda text: f"<script>alert(1)</script>: no\n{text}")

    assert "<script>alert" not in preview.get()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;: there is no such field" in preview.get()


def test_more_than_five_mistakes_are_folded(preview: Preview) -> None:
    """The first of each kind stand in front: one name may be wrong in many places."""
    preview.save("policies/company.yml", lambda text: text.replace("- id: ", "- id: x"))

    banner = read_banner(preview.get())
    count = int(banner.split()[0])
    assert count > 5
    assert f" and {count - 5} more " in banner
    shown, folded = (part.split("; ") for part in banner.split(f" and {count - 5} more "))
    assert len({words.partition(": ")[2] for words in shown[:-1]}) == 5
    assert len(folded) == count - 5 + 1


def test_a_failure_of_the_program_is_called_one(
    preview: Preview, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page says that it is ours, keeps what was there, and the terminal has the traceback."""

    def fail(*_: object) -> None:
        raise TypeError("no <b>such</b> page")

    with monkeypatch.context() as patched:
        patched.setattr(site_files, "plan_site", fail)
        preview.save(POLICY, lambda text: text.replace("promise: ", "promise: Now ", 1))
    assert read_banner(preview.get()) == (
        "The handbook program has failed. That is our mistake, not yours: your files are safe, and "
        "the pages are those of before. The terminal shows where; please report it. "
        "What happened TypeError: no <b>such</b> page"
    )
    assert "<b>such" not in preview.get()
    assert "Traceback" in capsys.readouterr().err
    assert "Now " not in preview.get()

    preview.server.rebuild()
    assert "hb-mistakes" not in preview.get()


def test_pages_are_answered_while_the_next_are_built(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a build: until it is done, the pages are those of before."""
    seen: list[str] = []

    def ask_meanwhile(*_: object, **__: object) -> None:
        asking = Thread(target=lambda: seen.append(preview.get()), daemon=True)
        asking.start()
        asking.join(60)
        raise CannotRunError("this build goes no further")

    monkeypatch.setattr(module, "build", ask_meanwhile)
    # As the server does when a file was saved.
    preview.server._wanted_epoch += 1
    preview.server.rebuild()
    assert len(seen) == 1
    assert "this build goes no further" not in seen[0]
    assert preview.server._wanted_epoch == preview.server._visible_epoch + 1  # browsers are told

    preview.server._visible_epoch = preview.server._wanted_epoch
    assert "this build goes no further" in preview.get()


def test_an_address_that_is_not_there_has_the_banner_too(preview: Preview) -> None:
    """The page that says so is the site's own."""
    preview.save(POLICY, lambda text: text.replace("title: ", "title ", 1))
    assert read_banner(preview.get("nowhere.html")).startswith("1 mistake")
    assert "<section" not in preview.get("assets/handbook/handbook.css")


def test_old_builds_are_removed(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest two stay: a page of the one before may still be loading."""
    monkeypatch.setattr(module, "build", lambda *_, **__: None)
    shown = Path(preview.server.root)
    preview.server.rebuild()
    assert shown in preview.server.folder.iterdir()

    copy = shutil.copytree(shown, preview.root / "kept")  # for the tests after this one
    preview.server.rebuild()
    left = set(preview.server.folder.iterdir())
    assert len(left) == 2
    assert shown not in left
    copy.rename(shown)
    preview.server.root = str(shown)


def test_what_is_wrong_at_the_start_ends_the_command(tmp_path: Path) -> None:
    """There is no page yet that could say it, so the terminal does."""
    root = copy_small_handbook(tmp_path / "handbook")
    (root / POLICY).write_text("title: x\nkind callback\n", "utf-8")
    with pytest.raises(HandbookError, match="a line without a colon"):
        serve_site(root, "127.0.0.1:0", lambda _: None, open_browser=False)


def test_a_taken_address_is_said_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large handbook takes a while to build; nobody should wait for that answer."""
    root = copy_small_handbook(tmp_path / "handbook")
    monkeypatch.setattr(module, "examine_content", lambda *_: pytest.fail("read the content"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(CannotRunError) as error:
            serve_site(root, address, lambda _: None, open_browser=False)
    assert str(error.value) == (
        f"another program uses {address}; end it, or name another port, such as "
        "--address 127.0.0.1:8001"
    )


@pytest.mark.parametrize(("name", "opened"), [("firefox", True), ("w3m", False), (None, False)])
def test_only_a_browser_with_a_window_is_opened(
    monkeypatch: pytest.MonkeyPatch, name: str | None, *, opened: bool
) -> None:
    """A text browser would take the terminal; where there is none, nothing is said."""

    class Found(webbrowser.BaseBrowser):
        def open(self, url: str, *_: object) -> bool:  # type: ignore[override]
            asked.append(url)
            return True

    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "_tryorder", [name] if name else [])
    monkeypatch.setattr(webbrowser, "_browsers", {name: [None, Found(name)]} if name else {})
    thread = module._open_browser("http://127.0.0.1:8000/")
    if thread:
        thread.join(60)
    assert asked == ["http://127.0.0.1:8000/"] * opened
