"""The preview's server: pages say what is wrong with the newest files, and each request is answered."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import webbrowser
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from threading import Thread

import pytest

from cx_handbook import addresses
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.website import site_files
from cx_handbook.website.live.notes import remove_notes
from cx_handbook.website.live.page_renewal import PageRenewal
from cx_handbook.website.mkdocs import preview as module
from cx_handbook.website.mkdocs.preview import Preview, SupersededError, serve_site
from support.interrupts import interrupts_heard
from support.project import copy_small_handbook

pytestmark = pytest.mark.build

PAGE = "calls/ring-back.html"
POLICY = "policies/calls/ring-back.yml"


class Shown:
    """A preview that is asked without a network, and the folder that it shows."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.said: list[str] = []
        self.taken: set[str] = set()
        self.server = module._start_server(root, "127.0.0.1:0")
        self.preview = Preview(root, self.server, folder, self.said.append)
        self.site = self.server.site
        self.preview.build_first()

    def get(self, path: str = PAGE) -> str:
        """Return what is answered at an address."""
        return self.server.find_answer(f"/{path}").body.decode()

    def write(self, name: str, change: Callable[[str], str]) -> None:
        """Change a file without anybody noticing yet."""
        path = self.root / name
        before = path.read_text("utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, "utf-8")

    def save(self, name: str, change: Callable[[str], str]) -> None:
        """Change a file, and let the preview take it in as it does when a file was saved."""
        self.write(name, change)
        self.take_in(name)

    def take_in(self, *names: str) -> None:
        """Let the preview take in files that came, went or changed."""
        self.taken |= set(names)
        self.preview.take_in([str(self.root / name) for name in names])

    def list_folders(self) -> list[Path]:
        """Return the folders that are there once what was shown before is removed."""
        if self.preview.removal:
            self.preview.removal.join(60)
        return list(self.preview.folder.iterdir())

    def read_pages(self) -> dict[str, bytes]:
        """Return every page but print views as a browser would get it now, without our notes."""
        pages = [path for path in list_site(self.site.folder) if path.endswith(".html")]
        return {
            path: remove_notes(self.get(path).encode(), self.site.banner)
            for path in pages
            if "/print/" not in path
        }


def list_site(folder: Path) -> dict[str, bytes]:
    """Return the files of a site by address."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def shared_preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Return one preview of the small handbook for all tests; each puts back what it changes."""
    folder = tmp_path_factory.mktemp("preview")
    root = copy_small_handbook(folder / "handbook")
    (folder / "sites").mkdir()
    shown = Shown(root, folder / "sites")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_REMOVES_AFTER", 0)
        yield shown
    shown.server.stop()


@pytest.fixture
def preview(shared_preview: Shown, tmp_path: Path) -> Iterator[Shown]:
    """Return the preview as it is when nothing is wrong."""
    shutil.copytree(shared_preview.root, tmp_path / "good")
    assert shared_preview.site.banner == ""
    yield shared_preview
    shutil.rmtree(shared_preview.root)
    shutil.copytree(tmp_path / "good", shared_preview.root)
    shared_preview.take_in(*shared_preview.taken)
    shared_preview.taken.clear()
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
def test_a_mistake_stands_on_every_page(preview: Shown, name: str) -> None:
    """Every page is answered as it was, with file, line and what to write."""
    file, old, new, said = MISTAKES[name]
    title = re.findall("<h1.*?</h1>", preview.get())

    preview.save(file, lambda text: re.sub(old, new, text, count=1))
    assert read_banner(preview.get()).replace(str(preview.root), "ROOT") == said
    assert read_banner(preview.get("index.html")) == read_banner(preview.get())
    assert re.findall("<h1.*?</h1>", preview.get()) == title


def test_mistakes_of_two_files_are_named_together(preview: Shown) -> None:
    """Content and settings are both looked at, whichever is broken; the terminal has the same."""
    good = (preview.root / POLICY).read_text("utf-8")
    (preview.root / POLICY).write_text(good.replace("promise: ", "promisse: ", 1), "utf-8")
    preview.said.clear()  # of the first build, what nobody was told before in this process
    preview.save("mkdocs.yml", lambda text: text.replace("theme:", "theme", 1))

    banner = read_banner(preview.get())
    assert banner.startswith("2 mistakes")
    assert f"{POLICY}, line 3" in banner
    assert "mkdocs.yml, line 10" in banner
    assert [line.partition(":")[0] for line in preview.said[:2]] == ["mkdocs.yml", POLICY]
    assert preview.said[2:] == ["The browser shows the last good pages, and what is wrong."]


def test_a_link_that_leads_nowhere_is_named_on_the_page(preview: Shown) -> None:
    """MkDocs only warns of it, but a build would stop there."""
    (preview.root / "docs/own.md").write_text("# Own\n\n[gone](gone.md)\n", "utf-8")
    preview.take_in("docs/own.md")

    assert read_banner(preview.get("own.html")) == (
        f"1 mistake {STOPS} {SUMMARY} Doc file 'own.md' contains a link 'gone.md', but the target "
        "is not found among documentation files."
    )


def test_text_from_a_file_is_escaped(preview: Shown) -> None:
    """A field's name is text, whatever it looks like."""
    preview.save(POLICY, lambda text: f"<script>alert(1)</script>: no\n{text}")

    assert "<script>alert" not in preview.get()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;: there is no such field" in preview.get()


def test_more_than_five_mistakes_are_folded(preview: Shown) -> None:
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
    preview: Shown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page says that it is ours, keeps what was there, and the terminal has the traceback."""

    def fail(*_: object) -> None:
        raise TypeError("no <b>such</b> page")

    with monkeypatch.context() as patched:
        patched.setattr(site_files, "plan_site", fail)
        patched.setattr(PageRenewal, "renew", fail)
        preview.save(POLICY, lambda text: text.replace("promise: ", "promise: Now ", 1))
    assert read_banner(preview.get()) == (
        "The handbook program has failed. That is our mistake, not yours: your files are safe, and "
        "the pages are those of before. The terminal shows where; please report it. "
        "What happened TypeError: no <b>such</b> page"
    )
    assert "<b>such" not in preview.get()
    assert "Traceback" in capsys.readouterr().err
    assert "Now " not in preview.get()

    preview.take_in("mkdocs.yml")
    assert "hb-mistakes" not in preview.get()
    assert "Now " in preview.get()


def test_pages_are_answered_while_the_next_are_built(
    preview: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a build: until it is done, the pages are those of before, and say so."""
    seen: list[str] = []

    def ask_meanwhile(*_: object, **__: object) -> None:
        asking = Thread(target=lambda: seen.append(preview.get()), daemon=True)
        asking.start()
        asking.join(60)
        raise CannotRunError("this build goes no further")

    monkeypatch.setattr(module, "build_whole_site", ask_meanwhile)
    preview.take_in("mkdocs.yml")
    assert len(seen) == 1
    assert "this build goes no further" not in seen[0]
    assert "All pages are being built; this one is as before.</p>" in seen[0]
    assert "this build goes no further" in preview.get()
    monkeypatch.undo()
    preview.take_in("mkdocs.yml")


def test_an_address_that_is_not_there_has_the_banner_too(preview: Shown) -> None:
    """The page that says so is the site's own."""
    preview.save(POLICY, lambda text: text.replace("title: ", "title ", 1))
    assert read_banner(preview.get("nowhere.html")).startswith("1 mistake")
    assert "<section" not in preview.get("assets/handbook/handbook.css")


def test_only_what_is_shown_is_kept(preview: Shown) -> None:
    """Neither earlier builds nor one that failed leave a folder behind."""
    preview.take_in("mkdocs.yml")
    preview.save("mkdocs.yml", lambda text: text.replace("theme:", "theme", 1))
    assert preview.list_folders() == [preview.site.folder]


def test_what_is_wrong_at_the_start_ends_the_command(tmp_path: Path) -> None:
    """There is no page yet that could say it, so the terminal does."""
    root = copy_small_handbook(tmp_path / "handbook")
    (root / POLICY).write_text("title: x\nkind callback\n", "utf-8")
    with pytest.raises(HandbookError, match="a line without a colon"):
        serve_site(root, "127.0.0.1:0", lambda _: None, open_browser=False)


class Deaf:
    """Interrupts us in its destructor, where Python drops what is raised."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_that_python_drops_ends_the_preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C counts wherever it is heard, and hears as before afterwards."""
    root = copy_small_handbook(tmp_path / "handbook")
    monkeypatch.setattr(Preview, "_wait_for_save", lambda _: pytest.fail("goes on"))

    def say(message: str) -> None:
        if message.startswith("Serving on"):
            Deaf()

    with interrupts_heard():
        before = signal.getsignal(signal.SIGINT)
        serve_site(root, "127.0.0.1:0", say, open_browser=False)
        assert signal.getsignal(signal.SIGINT) == before


def test_a_taken_address_is_said_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large handbook takes a while to build; nobody should wait for that answer."""
    root = copy_small_handbook(tmp_path / "handbook")
    monkeypatch.setattr(module, "examine_content", lambda *_, **__: pytest.fail("read the content"))
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


SAVES = {
    "a promise": (POLICY, "promise: ", "promise: Now "),
    "a title": (POLICY, "title: ", "title: Really "),
    "a step": (POLICY, "I will ring you {by same day}", "I will ring you back {by same day}"),
    "a situation's name": ("policies/situations/chair-came-broken.yml", "name: ", "name: Help, "),
    "a case": ("policies/cases/empty-hand.yml", "title: ", "title: The "),
    "a model": ("policies/models/half-full.yml", "title: ", "title: The "),
    "a role-play": ("policies/role-plays/the-broken-leg.yml", "title: ", "title: A "),
}  # fmt: skip


@pytest.mark.parametrize("name", SAVES)
def test_every_page_is_at_once_what_a_whole_build_makes_of_it(preview: Shown, name: str) -> None:
    """The page of a saved file, what leads to it, and any page that is asked for, byte for byte."""
    file, old, new = SAVES[name]
    before = preview.site.folder
    preview.save(file, lambda text: text.replace(old, new, 1))
    assert preview.site.folder == before  # nothing was built
    assert "the rest follows" in preview.get()
    finder = {
        file: preview.get(file) for file in (addresses.FINDER_INDEX, addresses.FINDER_MEANING)
    }
    shown = preview.read_pages()

    preview.preview.catch_up()
    assert preview.site.folder != before
    built = list_site(preview.site.folder)
    assert {path for path, page in shown.items() if built[path] != page} == set()
    for address, text in finder.items():
        assert built[address] == text.encode(), f"{address} differs"
    assert preview.said[-1] == "The whole site is up to date."


def test_only_pages_that_lead_to_the_saved_one_are_rendered(
    preview: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page whose bytes differ after a whole build is among them, and most pages are not."""
    rendered: list[str] = []
    renew = PageRenewal.renew

    def note(pages: PageRenewal, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        for path, content in renew(pages, paths):
            rendered.append(path)
            yield path, content

    before = preview.read_pages()
    monkeypatch.setattr(PageRenewal, "renew", note)
    preview.save(POLICY, lambda text: text.replace("promise: ", "promise: Now ", 1))
    monkeypatch.undo()
    preview.preview.catch_up()

    changed = {path for path, page in preview.read_pages().items() if before[path] != page}
    assert rendered[0] == PAGE
    assert changed <= set(rendered)
    assert len(rendered) == len(set(rendered)) < len(before) / 2
    assert preview.said[-2].startswith(
        f"{PAGE}, and {len(rendered) - 1} pages with it: shown after"
    )


def test_a_file_that_comes_goes_or_is_renamed_is_built_at_once(preview: Shown) -> None:
    """The navigation of all pages changes, so nothing less than a whole build would do."""
    new = "policies/calls/ring-again.yml"
    text = (preview.root / POLICY).read_text("utf-8")
    text = re.sub(r"title: .*", "title: Ring again", text, count=1)
    (preview.root / new).write_text(re.sub(r"([A-Z]{3}-[0-9]+)", "QQQ-9", text), "utf-8")
    (preview.root / new).write_text(re.sub(r"\nstandards:\n(  .*\n)+", "\n", text), "utf-8")
    preview.take_in(new)
    assert "Ring again" in preview.get("calls/ring-again.html")
    assert "Ring again" in preview.get("index.html") + preview.get(PAGE)
    assert not preview.preview.is_behind

    (preview.root / new).rename(preview.root / "policies/calls/ring-later.yml")
    preview.take_in(new, "policies/calls/ring-later.yml")
    assert "Ring again" in preview.get("calls/ring-later.html")
    assert preview.server.find_answer("/calls/ring-again.html").status == 404

    (preview.root / "policies/calls/ring-later.yml").unlink()
    preview.take_in("policies/calls/ring-later.yml")
    assert preview.server.find_answer("/calls/ring-later.html").status == 404
    assert "Ring again" not in preview.get(PAGE)


def test_what_all_pages_show_is_built_at_once(preview: Shown) -> None:
    """The company's name, the settings and the theme stand on every page."""
    preview.save(
        "policies/company.yml", lambda text: re.sub("name: .*", "name: Aster", text, count=1)
    )
    assert "Aster · as of" in preview.get()
    preview.save("mkdocs.yml", lambda text: re.sub("site_name: .*", "site_name: Aster book", text))
    assert "Aster book" in preview.get()
    assert not preview.preview.is_behind


def test_many_saves_in_a_row_are_each_shown(preview: Shown) -> None:
    """Nothing is built in between, and a mistake that is put right again leaves no trace."""
    for words in ("One ", "Two ", "Three "):
        preview.save(
            POLICY, lambda text, now=words: text.replace("promise: ", f"promise: {now}", 1)
        )
        assert words in preview.get()
    preview.save(POLICY, lambda text: text.replace("promise: ", "promisse: ", 1))
    assert read_banner(preview.get()).startswith("1 mistake")
    assert "Three Two One" in preview.get()
    preview.save(POLICY, lambda text: text.replace("promisse: ", "promise: Four ", 1))
    assert "hb-mistakes" not in preview.get()
    assert "Four Three Two One" in preview.get()
    assert preview.site.folder.name in {path.name for path in preview.list_folders()}


def test_a_save_ends_the_build_behind_the_pages(
    preview: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever saves need not wait for it; it begins again later, and loses nothing meanwhile."""
    preview.save(POLICY, lambda text: text.replace("promise: ", "promise: Now ", 1))
    folder = preview.site.folder
    asked = 0

    def save_meanwhile(_: Preview) -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise SupersededError

    with monkeypatch.context() as patched:
        patched.setattr(Preview, "_ask_wanted", save_meanwhile)
        preview.preview.catch_up()
    assert preview.site.folder == folder
    assert preview.list_folders() == [folder]
    assert "Now " in preview.get()
    assert preview.preview.is_behind
    assert not any("Error" in line for line in preview.said)

    preview.preview.catch_up()
    assert preview.site.folder != folder
    assert "Now " in preview.get()
    assert "the rest follows.</p>" not in preview.get()


def test_after_saves_the_folder_is_what_a_first_build_makes(preview: Shown, tmp_path: Path) -> None:
    """Rendering single pages leaves nothing behind in what is built after it."""
    preview.save(POLICY, lambda text: text.replace("title: ", "title: Really ", 1))
    preview.save(
        "policies/sorry/broken-chair.yml",
        lambda text: text.replace("promise: ", "promise: Now ", 1),
    )
    preview.preview.catch_up()
    built = list_site(preview.site.folder)

    (tmp_path / "sites").mkdir()
    other = Preview(preview.root, preview.server, tmp_path / "sites", lambda _: None)
    shown = preview.site.folder
    other.site = module.ShownSite()
    other.build_first()
    afresh = list_site(other.site.folder)
    assert preview.site.folder == shown
    assert {path for path in built | afresh if built.get(path) != afresh.get(path)} == set()


def test_the_rest_follows_once_a_mistake_is_mended(preview: Shown) -> None:
    """While the newest files are broken nothing is built, and nothing is forgotten either."""
    preview.save(POLICY, lambda text: text.replace("promise: ", "promise: Now ", 1))
    preview.save(POLICY, lambda text: text.replace("promise: ", "promisse: ", 1))
    assert not preview.preview._may_catch_up()
    preview.save(POLICY, lambda text: text.replace("promisse: ", "promise: ", 1))
    assert preview.preview._may_catch_up()
    preview.preview.catch_up()
    assert not preview.preview._may_catch_up()
    assert "Now " in list_site(preview.site.folder)["search/search_index.json"].decode()


def test_a_page_that_cannot_be_rendered_stays_as_it_was(
    preview: Shown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever asks for it gets the page of before, and the terminal has the reason."""

    def fail(*_: object) -> None:
        raise TypeError("no such page")

    before = preview.get("scoring.html")
    preview.save(POLICY, lambda text: text.replace("promise: ", "promise: Now ", 1))
    monkeypatch.setattr(PageRenewal, "renew_file", fail)
    assert re.findall("<h1.*?</h1>", preview.get("scoring.html")) == re.findall(
        "<h1.*?</h1>", before
    )
    assert "no such page" in capsys.readouterr().err
