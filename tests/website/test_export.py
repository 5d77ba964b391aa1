"""The site in a shell of its own: the same pages and words as in the theme, and no MkDocs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.website.export.build import export_site
from cx_handbook.website.export.links import resolve_link
from cx_handbook.website.export.navigation import ShellNavigation
from cx_handbook.website.export.sections import list_sections
from cx_handbook.website.export.tree import NavItem
from support.page_kinds import KINDS
from support.project import copy_small_handbook

ARTICLE = re.compile(r'<article class="md-content__inner md-typeset">(.*)</article>', re.DOTALL)
# What the theme puts into the content of a page that is not the page's.
OF_THEME = re.compile(r"<script>var target=.*?</script>", re.DOTALL)
LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
ID = re.compile(r'\s(?:id|name)="([^"]*)"')


def say_nothing(_: str) -> None:
    """Hear what is being done."""


def read_article(path: Path) -> str:
    """Return the content of a page as its HTML, each run of white space as one space."""
    match = ARTICLE.search(path.read_text("utf-8"))
    assert match, path
    return " ".join(OF_THEME.sub("", match[1]).split())


def list_pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def find_dead_links(site: Path) -> list[str]:
    """Return every link of a page of a site to a file or a place that is not there."""
    texts = {path: (site / path).read_text("utf-8") for path in list_pages(site)}
    places = {path: {unescape(one) for one in ID.findall(text)} for path, text in texts.items()}
    dead = []
    for page, text in texts.items():
        for link in {unescape(one) for one in LINK.findall(text)}:
            parts = urlsplit(urljoin(f"site:///{page}", link))
            # Fragments with a sign of their own ask a script for something.
            if parts.scheme != "site" or (page == "404.html" and link.startswith("/")):
                continue
            path = unquote(parts.path).lstrip("/")
            place = unquote(parts.fragment)
            if not (site / path).is_file() or (
                place
                and not re.match(r"q=|call|projector|due-today", place)
                and path in places
                and place not in places[path]
            ):
                dead.append(f"{page}: {link}")
    return dead


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of the small handbook with the shipped settings."""
    return copy_small_handbook(tmp_path / "handbook")


def test_each_page_has_the_content_that_it_has_in_the_theme(
    shipped_site: Path, shipped_export: Path
) -> None:
    """Same addresses, same HTML within: nothing that can be read is lost or added."""
    pages = list_pages(shipped_site)

    assert list_pages(shipped_export) == pages
    framed = [path for path in pages if ARTICLE.search((shipped_site / path).read_text("utf-8"))]
    assert set(framed) >= {path for kind, path in KINDS.items() if "/print/" not in path}
    for path in framed:
        if path != "404.html":
            assert read_article(shipped_export / path) == read_article(shipped_site / path), path


def test_beside_the_pages_lies_what_lies_beside_them_in_the_theme(
    shipped_site: Path, shipped_export: Path
) -> None:
    """Sheets, PDFs, workbooks, calendars, data, reports: only what the theme brings is not there."""

    def list_files(site: Path) -> set[str]:
        return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}

    ours, theirs = list_files(shipped_export), list_files(shipped_site)
    lost = {path for path in theirs - ours if not path.startswith(("assets/", "search/"))}

    assert lost == {
        "sitemap.xml",
        "sitemap.xml.gz",
    }  # the handbook asks search engines to stay away
    assert {path for path in theirs - ours if path.startswith("assets/handbook/")} == {
        "assets/handbook/before_paint.js",
        "assets/handbook/theme_search.js",
        "assets/handbook/vendor/iframe-worker/LICENSE",
        "assets/handbook/vendor/iframe-worker/shim.js",
    }
    assert ours - theirs == {"assets/handbook/export/first.js", "assets/handbook/export/text.js"}


def test_every_link_of_an_export_leads_somewhere(shipped_export: Path) -> None:
    """To a file that is there, and to a place on its page."""
    assert find_dead_links(shipped_export) == []


def test_no_script_and_no_style_stands_in_the_shell(shipped_export: Path) -> None:
    """A strict Content-Security-Policy would stop them."""
    for path in ("index.html", "404.html", KINDS["callback"], KINDS["guide"]):
        text = ARTICLE.sub("", (shipped_export / path).read_text("utf-8"))

        assert "<style" not in text
        assert " style=" not in text
        assert "data:" not in text
        assert not re.search(r"<script(?![^>]* src=)|\son[a-z]+=", text)


def test_the_service_worker_keeps_every_page_of_an_export(shipped_export: Path) -> None:
    """The copy on a device is whole, the search of all text included."""
    worker = (shipped_export / "sw.js").read_text("utf-8")
    kept = set(re.findall(r'^"([^"]+)": "', worker, re.MULTILINE))

    assert {*list_pages(shipped_export)} <= kept
    assert "assets/handbook/export/text.js" in kept


def test_the_search_of_all_text_knows_every_page(shipped_export: Path) -> None:
    """By its address, with what stands in its sections; hand-written pages as well."""
    script = (shipped_export / "assets/handbook/export/text.js").read_text("utf-8")
    data = script.removeprefix("Handbook.finder.text = JSON.parse('").removesuffix("');\n")
    listed = {path: sections for path, _, sections in json.loads(re.sub(r"\\(['\\])", r"\1", data))}
    framed = {path for path in list_pages(shipped_export) if path in listed}

    assert set(listed) == framed
    assert {"how-to-use.html", KINDS["callback"], "index.html"} <= set(listed)
    [first, *_] = [text for _, _, text, _ in listed["how-to-use.html"] if text]
    assert first.startswith("The same promises, for three sorts of reader.")


def test_an_export_needs_no_mkdocs(small_build: Path, tmp_path: Path) -> None:
    """Neither it nor its theme nor its plugins are imported: they may be gone."""
    code = (
        "import sys\n"
        "for name in ('mkdocs', 'material', 'materialx', 'mergedeep', 'ghp_import'):\n"
        "    sys.modules[name] = None\n"
        "from cx_handbook.cli.main import main\n"
        "main()\n"
    )
    target = tmp_path / "out"
    command = [sys.executable, "-c", code, "--root", str(small_build), "export", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Exported. Open {(target / 'index.html').as_uri()} in a browser.\n"
    assert (target / "situations/index.html").is_file()


def test_an_export_is_the_same_each_time(
    small_build: Path, small_export: Path, tmp_path: Path
) -> None:
    """The same content gives the same bytes."""
    export_site(small_build, tmp_path / "again", say_nothing, say_nothing)

    def read_all(site: Path) -> dict[str, bytes]:
        files = (path for path in site.rglob("*") if path.is_file())
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}

    first, second = read_all(small_export), read_all(tmp_path / "again")
    # Workbooks are archives that carry the time of their making.
    assert {n: c for n, c in first.items() if not n.endswith((".xlsx", "sw.js"))} == {
        n: c for n, c in second.items() if not n.endswith((".xlsx", "sw.js"))
    }


def test_what_is_wrong_with_hand_written_pages_is_said_at_once(root: Path) -> None:
    """Each with its file and its line; the old folder stays."""
    (root / "docs/one.md").write_text(
        "# One\n\nSee [two](two.md) and\n[Home](index.html#no-such).\n"
    )
    text = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(f"{text}\nnav:\n  - one.md\n  - three.md\n", "utf-8")
    line = len(text.splitlines()) + 3
    old = root / "export"
    (old / "assets/handbook").mkdir(parents=True)

    with pytest.raises(HandbookError) as caught:
        export_site(root, old, say_nothing, say_nothing)

    assert [str(problem) for problem in caught.value.problems] == [
        "docs/one.md:3:1: this link leads to two.md, and there is no such file; correct it, or take it "
        "out",
        "docs/one.md:4:1: this link leads to index.html#no-such, and that page has no such place; name "
        "a heading that is there, or none",
        f"mkdocs.yml:{line}:1: nav: it names three.md, and there is no such file; correct it, or take it out",
    ]
    assert [path.name for path in old.iterdir()] == ["assets"]


def test_pages_of_ones_own_stand_in_the_guide_and_link_to_pages_of_the_handbook(root: Path) -> None:
    """Their Markdown may use the extensions that mkdocs.yml names, and other files lie beside them."""
    (root / "docs/team").mkdir()
    (root / "docs/team/picture.png").write_bytes(b"png")
    (root / "docs/team/README.md").write_text(
        "---\ndescription: Who we are\n---\n\n!!! note\n    Ask.\n\n"
        "[Situations](../situations/index.md) ![A face](picture.png)\n\n## Where\n\nUpstairs.\n"
    )

    export_site(root, root / "export", say_nothing, say_nothing)

    text = (root / "export/team/index.html").read_text("utf-8")
    assert '<meta name="description" content="Who we are">' in text
    assert '<div class="admonition note">' in text
    assert '<a href="../situations/index.html">Situations</a>' in text
    assert (root / "export/team/picture.png").read_bytes() == b"png"
    assert '<a href="../team/index.html" aria-current="page">README</a>' in text
    assert '<li><a href="#where">Where</a></li>' in text


def test_what_only_mkdocs_can_do_is_named(root: Path) -> None:
    """It is left out, and nobody has to find out later."""
    text = (root / "mkdocs.yml").read_text("utf-8")
    text = text.replace("plugins:\n", "hooks: [a.py]\nplugins:\n  - tags\n")
    (root / "mkdocs.yml").write_text(text, "utf-8")
    said: list[str] = []

    export_site(root, root / "export", say_nothing, said.append)

    assert said[:1] == [
        "left out of the export, because only MkDocs and its theme can do it: plugins: tags, hooks:"
    ]


def test_a_folder_with_other_files_is_not_replaced(root: Path) -> None:
    """What we did not write is not ours to throw away; nor is the handbook itself."""
    (root / "letters").mkdir()
    (root / "letters/to-mother.txt").write_text("Dear mother")

    for folder, wrong in (
        (
            root / "letters",
            "holds to-mother.txt, which is no part of an export; name an empty folder",
        ),
        (root, "holds the handbook itself; name another folder"),
    ):
        with pytest.raises(CannotRunError, match=f"{re.escape(str(folder))} {wrong}"):
            export_site(root, folder, say_nothing, say_nothing)
    assert (root / "letters/to-mother.txt").read_text() == "Dear mother"


def test_an_export_that_fails_leaves_the_old_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens while it is written, and nothing unfinished stays."""
    export_site(root, root / "export", say_nothing, say_nothing)
    before = (root / "export/index.html").read_bytes()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "page.html")

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with pytest.raises(
        CannotRunError, match=r"^page\.html: No space left on device; the old folder is"
    ):
        export_site(root, root / "export", say_nothing, say_nothing)

    assert (root / "export/index.html").read_bytes() == before
    assert [path.name for path in root.glob(".site-*")] == []


def test_words_of_ours_say_that_they_are_english(tmp_path: Path) -> None:
    """Where the company's language is another; its own words need no mark."""
    root = copy_small_handbook(tmp_path / "french", "french")
    export_site(root, root / "export", say_nothing, say_nothing)
    text = (root / "export/situations/index.html").read_text("utf-8")

    assert '<html lang="fr' in text
    assert '<a class="sh-skip" href="#content" lang="en">Skip to content</a>' in text
    assert 'aria-current="page" lang="en">Situations</a>' in text
    assert '<meta name="description"' in text


def make_tree() -> tuple[NavItem, NavItem]:
    """Return the root of a small navigation, and a page deep in it."""
    root, part, inner = NavItem(""), NavItem("Part", is_own=True), NavItem("In & out")
    deep = NavItem("Deep", "part/deep.html")
    inner.add([NavItem("Index", "part/index.html"), deep])
    part.add([NavItem("Alone", "alone.html"), inner, NavItem("Empty")])
    root.add([NavItem("Home", "index.html"), part, NavItem("Elsewhere", "https://x.example/")])
    return root, deep


def test_a_navigation_is_open_where_the_reader_is() -> None:
    """Other parts are one link; a page that introduces a part is reached by its heading."""
    root, deep = make_tree()
    navigation = ShellNavigation(root, lambda _: "")

    assert navigation.render(deep, "../") == (
        '<ul><li><a href="../index.html">Home</a></li>'
        '<li class="sh-open"><a href="../alone.html" aria-current="true">Part</a>'
        '<ul><li><a href="../alone.html">Alone</a></li>'
        '<li class="sh-open"><a href="../part/index.html" aria-current="true">In &amp; out</a>'
        '<ul><li><a href="../part/deep.html" aria-current="page">Deep</a></li></ul></li></ul></li>'
        '<li><a href="https://x.example/">Elsewhere</a></li></ul>'
    )
    assert navigation.render(None, "") == (
        '<ul><li><a href="index.html">Home</a></li>'
        '<li><a href="alone.html" class="sh-more">Part</a></li>'
        '<li><a href="https://x.example/">Elsewhere</a></li></ul>'
    )


def test_the_way_to_a_page_names_the_headings_above_it() -> None:
    """Without the one whose own page it is."""
    root, deep = make_tree()
    index = root.children[1].children[1].children[0]

    assert [item.title for item in deep.list_way()] == ["Part", "In & out"]
    assert [item.title for item in index.list_way()] == ["Part"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("other.md", "other.html"),
        ("other.md#here", "other.html#here"),
        ("../scoring.md", "../scoring.html"),
        ("../README.md", "../index.html"),
        ("missing.md", None),
        ("#here", "#here"),
        ("https://x.example/a.md", "https://x.example/a.md"),
        ("mailto:a@x.example", "mailto:a@x.example"),
        ("/absolute", "/absolute"),
    ],
)
def test_links_of_markdown_become_links_of_pages(address: str, expected: str | None) -> None:
    """Those that lead nowhere are told apart."""
    known = {"guide/other.html", "scoring.html", "index.html"}

    assert resolve_link(address, "guide/one.md", "guide/one.html", known) == expected


def test_sections_of_a_written_page_are_found_by_their_anchors() -> None:
    """No words run into each other, and signs for links are no words."""
    html = (
        "<h1>Title</h1><p>One</p><p>two &amp; three</p><script>x</script>"
        '<h2 id="a">Part <code>A</code><a class="headerlink" href="#a">¶</a></h2><ul><li>x</li>'
        "<li>y</li></ul>"
    )

    assert list(list_sections(html)) == [
        ("", "Title", "One two & three"), ("a", "Part A", "x y"),
    ]  # fmt: skip
