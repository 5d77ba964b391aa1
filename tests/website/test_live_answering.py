"""What the preview's server answers, and what it tells pages that are open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cx_handbook.website.live.answering import PreviewServer
from cx_handbook.website.live.notes import remove_notes
from cx_handbook.website.live.shown_site import ShownSite

PAGE = b"<html><body><h1>Ring back</h1></body></html>"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PreviewServer]:
    """Return a server of a site with three files, below a path of its own."""
    folder = tmp_path / "site"
    for name, content in {
        "index.html": PAGE, "calls/index.html": PAGE, "404.html": b"<body>Not here</body>",
        "a.js": b"let a;", "own.html": b"<p>without an end",
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (tmp_path / "secret.txt").write_text("hidden words", "utf-8")
    site = ShownSite()
    site.show_build(folder, changes_look=True)
    server = PreviewServer(site, "127.0.0.1", 0, "/books/one")
    yield server
    server.server_close()


@pytest.mark.parametrize(
    ("path", "status", "begins"),
    [
        ("/books/one/", 200, PAGE[:20]),
        ("/books/one/index.html?q=1", 200, PAGE[:20]),
        ("/books/one/calls/", 200, PAGE[:20]),
        ("/books/one/a.js", 200, b"let a;"),
        ("/books/one/own.html", 200, b"<p>without an end"),
        ("/books/one/nowhere.html", 404, b"<body>Not here"),
        ("/books/one/../../secret.txt", 404, b"<body>Not here"),
        ("/books/one/%2e%2e/secret.txt", 404, b"<body>Not here"),
        ("/books/one//etc/passwd", 404, b"<body>Not here"),
        ("/books/one/a%00b", 404, b"<body>Not here"),
        ("/books/one/" + "x" * 5000, 404, b"<body>Not here"),
        ("/", 302, b""),
        ("/books/one/calls", 302, b""),
    ],
)
def test_an_address_is_answered_from_the_site_alone(
    server: PreviewServer, path: str, status: int, begins: bytes
) -> None:
    """Folders have their first page, what is missing has the site's own page, and nothing else is read."""
    reply = server.find_answer(path)
    assert reply.status == status
    assert reply.body.startswith(begins)
    assert b"hidden words" not in reply.body


def test_what_stands_on_a_page_can_be_taken_off_again(server: PreviewServer) -> None:
    """The page itself is as it was written; scripts carry no notes at all."""
    server.site.tell("following", "<section>wrong</section>")
    body = server.find_answer("/books/one/index.html").body
    assert b"<section>wrong</section>" in body
    assert b"the rest follows" in body
    assert remove_notes(body, server.site.banner) == PAGE
    assert server.find_answer("/books/one/a.js").body == b"let a;"


def test_a_page_is_loaded_again_only_when_it_has_changed(server: PreviewServer) -> None:
    """Whoever reads one page is not disturbed by a save that changes another."""
    site = server.site
    version = site.tell_version(PAGE)
    site.follow({"index.html": PAGE + b"!"}.get)
    assert site.compare_page("index.html", version).reload
    assert not site.compare_page("calls/index.html", version).reload


def test_a_new_banner_and_a_new_look_load_every_page_again(server: PreviewServer) -> None:
    """What is wrong stands on all pages, and a changed style is on all of them."""
    site = server.site
    version = site.tell_version(PAGE)
    site.show_build(site.folder, changes_look=False)
    assert not site.compare_page("index.html", version).reload
    site.tell("whole", "<section>wrong</section>")
    assert site.compare_page("index.html", version).reload
    site.tell("whole", "")
    site.show_build(site.folder, changes_look=True)
    assert site.compare_page("index.html", version).reload


def test_a_page_that_comes_and_one_that_goes_are_told(server: PreviewServer) -> None:
    """At an address where nothing is, the page appears as soon as it is there."""
    site = server.site
    missing = site.tell_version(site.read_missing())
    assert not site.compare_page("new.html", missing).reload
    (site.folder / "new.html").write_bytes(PAGE)
    assert site.compare_page("new.html", missing).reload
    (site.folder / "new.html").unlink()
    assert site.compare_page("new.html", site.tell_version(PAGE)).reload


def test_a_page_is_rendered_once_however_often_it_is_asked_for(server: PreviewServer) -> None:
    """Until the next save, what was rendered is kept; what only a build makes is taken from it."""
    asked: list[str] = []

    def renew(address: str) -> bytes | None:
        asked.append(address)
        return b"new" if address.endswith(".html") else None

    server.site.follow(renew)
    assert [server.site.read_file("index.html") for _ in range(2)] == [b"new", b"new"]
    assert server.site.read_file("a.js") == b"let a;"
    assert asked == ["index.html", "a.js"]
