"""A build takes over what has not changed, and gives the same bytes as one that makes all anew."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from cx_handbook import bundles, program_digest
from cx_handbook.content import readability
from cx_handbook.content.examination import Examination
from cx_handbook.content.settled import examine_settled
from cx_handbook.documents import desk_cards, sheets
from cx_handbook.website import icons
from cx_handbook.website.finder import index as finder_index
from cx_handbook.website.kept_site import built_site
from cx_handbook.website.kept_site.built_site import PLACE, read_built_site
from cx_handbook.website.mkdocs import build as building
from cx_handbook.website.mkdocs.build import build_site
from cx_handbook.website.mkdocs.known_settings import are_known
from support.folders import snapshot
from support.project import PROJECT

pytestmark = pytest.mark.build

RING_BACK = "policies/calls/ring-back.yml"
SITUATION = "policies/situations/chair-came-broken.yml"
Edit = Callable[[Path], object]


def quiet(_: str) -> None:
    """Hear nothing."""


def replace_once(name: str, old: str, new: str) -> Edit:
    """Return an edit that changes one place of a file."""

    def edit(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert text.count(old) >= 1, f"{name} has no {old!r}"
        (root / name).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def add_line(name: str, line: str) -> Edit:
    """Return an edit that adds a line at the end of a file, which may be new."""

    def edit(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(f"{before}{line}\n", "utf-8")

    return edit


@pytest.fixture
def built(small_build: Path, tmp_path: Path) -> Path:
    """Return a copy of the small handbook that was built where it lies."""
    root = shutil.copytree(small_build, tmp_path / "handbook")
    build_site(root, quiet, quiet)
    return root


@pytest.fixture
def by_mkdocs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list of the sites that MkDocs builds from now on."""
    heard: list[Path] = []
    run = building._run_mkdocs

    def note(settings: Path, target: Path, *args: object) -> object:
        heard.append(target)
        return run(settings, target, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "_run_mkdocs", note)
    return heard


def build_afresh(root: Path, tmp_path: Path) -> dict[str, str]:
    """Return the files of a site that is built of the same content in a folder where nothing was kept."""
    other = tmp_path / "afresh"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root, other, ignore=shutil.ignore_patterns("site", ".cache"))
    build_site(other, quiet, quiet, fresh=True)
    return snapshot(other / "site")


def pass_a_day(_: Path) -> None:
    """Let the next build be of another day."""
    os.environ["SOURCE_DATE_EPOCH"] = str(int(os.environ["SOURCE_DATE_EPOCH"]) + 40 * 86_400)


def remove_page(root: Path) -> None:
    """Take out a policy that nothing leads to."""
    (root / "policies/habits/tidy-mind.yml").unlink()


def copy_page(root: Path) -> None:
    """Add a policy: one that is there, under another name and with other IDs."""
    text = (root / "policies/habits/tidy-counter.yml").read_text("utf-8")
    text = text.replace("A tidy counter", "A tidy mind").replace("HA-01", "HA-09")
    (root / "policies/habits/tidy-mind.yml").write_text(text, "utf-8")


# What somebody does to a handbook, one after the other, and whether MkDocs then builds it.
EDITS: dict[str, tuple[Edit, bool]] = {
    "nothing": (lambda _: None, False),
    "a reason": (replace_once(RING_BACK, "people angry", "people very angry"), False),
    "words to say": (replace_once(RING_BACK, "I will ring", "I am going to ring"), False),
    "what customers say": (replace_once(RING_BACK, "Nobody called.", "Nobody rang me."), False),
    "a limit": (replace_once(RING_BACK, "Not on Sundays.", "Not on a Sunday."), False),
    "a reference": (add_line(RING_BACK, "see_also: [sold-out]"), True),
    "what to do if not": (replace_once(RING_BACK, "Promise a longer", "Name a longer"), True),
    "a heading more": (
        add_line(
            RING_BACK,
            "examples: [{situation: Late, poor: [{customer: Where?}], better: [{staff: Here.}]}]",
        ),
        True,
    ),
    "words to leave out": (
        replace_once(RING_BACK, "    say:", "    avoid: [Wait - it names no time]\n    say:"),
        True,
    ),
    "a standard": (replace_once(RING_BACK, "target: 9/10", "target: 19/20"), True),
    "a role-play": (
        replace_once("policies/role-plays/the-broken-leg.yml", "at seven", "at eight"),
        False,
    ),
    "a model": (add_line("policies/models/half-full.yml", "# a comment"), False),
    "a comment": (add_line(RING_BACK, "# a comment"), False),
    "a title": (
        replace_once("policies/offers/sold-out.yml", "title: Sold", "title: All sold"),
        True,
    ),
    "a promise": (replace_once(RING_BACK, "within four", "within the four"), True),
    "the review": (replace_once(RING_BACK, "reviewed: 2026-10-01", "reviewed: 2026-10-02"), False),
    "roles": (replace_once(RING_BACK, "roles: [agent]", "roles: [agent, lead]"), False),
    "a situation": (replace_once(SITUATION, "It is broken.", "It is broken again."), False),
    "a step of a situation": (
        replace_once(SITUATION, "Note the order", "Note down the order"),
        True,
    ),
    "a case": (replace_once("policies/cases/empty-hand.yml", "next door", "next-door"), False),
    "a question of the quiz": (replace_once("policies/quiz.yml", "?", " now?"), False),
    "a checklist": (replace_once("checklists/daily.yml", "Walk from", "Go from"), False),
    "the minutes of a checklist": (
        replace_once("checklists/daily.yml", "minutes: 5", "minutes: 6"),
        True,
    ),
    "a log": (replace_once("logs/callbacks-promised.yml", "Ring at", "Call at"), False),
    "the sources": (replace_once("policies/sources.yml", "Four in five", "Four of five"), False),
    "a section": (
        replace_once("policies/sections.yml", "Hear the whole", "Hear all of the"),
        False,
    ),
    "the company's name": (
        replace_once("policies/company.yml", "Example Shop", "Example Store"),
        True,
    ),
    "a phone number": (replace_once("policies/company.yml", "960000", "960009"), True),
    "a role's name": (replace_once("policies/company.yml", "name: Agent", "name: Colleague"), True),
    "a holiday": (replace_once("policies/company.yml", "2026-06-13", "2026-06-20"), True),
    "a page more": (copy_page, True),
    "a page less": (remove_page, True),
    "a hand-written page": (add_line("docs/note.md", "# A note\n\nRead this."), True),
    "more of it": (add_line("docs/note.md", "And this."), True),
    "a file beside it": (add_line("docs/notes.txt", "plain"), True),
    "settings": (replace_once("mkdocs.yml", "guide: Guide", "guide: About"), True),
    "a feature of the theme": (replace_once("mkdocs.yml", "    - toc.follow\n", ""), True),
    "other forms": (lambda root: shutil.rmtree(root / "checklists/issued"), True),
    "no vectors": (lambda root: (root / "meaning.txt").unlink(), False),
    "another day": (pass_a_day, True),
    "no site": (lambda root: shutil.rmtree(root / "site"), True),
    "no cache": (lambda root: shutil.rmtree(root / ".cache"), True),
}
USUAL = ("nothing", "a reason", "a title", "a hand-written page")


def try_edits(
    names: Iterable[str], root: Path, tmp_path: Path, by_mkdocs: list[Path]
) -> dict[str, bool]:
    """Make one edit after the other, build with what the build before left, and compare.

    Returns for each whether MkDocs had to build.
    """
    found = {}
    for name in names:
        EDITS[name][0](root)
        by_mkdocs.clear()
        build_site(root, quiet, quiet)
        found[name] = bool(by_mkdocs)
        assert snapshot(root / "site") == build_afresh(root, tmp_path), name
    return found


def test_usual_edits_give_the_bytes_of_a_fresh_build(
    built: Path, tmp_path: Path, by_mkdocs: list[Path]
) -> None:
    """After each edit the site is that of a build without a cache; for most, MkDocs is not needed."""
    assert try_edits(USUAL, built, tmp_path, by_mkdocs) == {n: EDITS[n][1] for n in USUAL}


def test_one_changed_text_makes_no_other_card_style_or_reading_again(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of cards, sheets, styles, reading ages and what can be found, a build makes what has changed."""
    made: list[str] = []

    def count(module: Any, name: str) -> None:
        run = getattr(module, name)

        def note(*args: Any, **kwargs: Any) -> Any:
            made.append(name)
            return run(*args, **kwargs)

        monkeypatch.setattr(module, name, note)

    for module, name in (
        (desk_cards, "lay_out_card"),
        (sheets, "render_checklist"),
        (bundles, "_join_parts"),
        (icons, "make_icons"),
        (readability, "_measure_file"),
        (finder_index, "_describe_pages"),
    ):
        count(module, name)
    EDITS["words to say"][0](built)
    build_site(built, quiet, quiet)

    # The card of its section, its own age, and a list of pages that all who need it share.
    assert sorted(made) == ["_describe_pages", "_measure_file", "lay_out_card"]


@pytest.mark.deep
def test_every_edit_gives_the_bytes_of_a_fresh_build(
    built: Path, tmp_path: Path, by_mkdocs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for a long row of edits: fields, titles, the company, settings, days, pages."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", os.environ["SOURCE_DATE_EPOCH"])
    found = try_edits(EDITS, built, tmp_path, by_mkdocs)

    assert found == {name: by_host for name, (_, by_host) in EDITS.items()}


def test_a_damaged_file_of_the_last_site_is_made_anew(built: Path) -> None:
    """A page that was cut, an empty one, a changed workbook, a lost style: none of it is published."""
    site = built / "site"
    before = snapshot(site)
    damaged = ["index.html", "calls/ring-back.html", "checklists/print/daily.xlsx", "sw.js"]
    for name in damaged:
        content = (site / name).read_bytes()
        (site / name).unlink()  # what a build put there may have another name as well
        (site / name).write_bytes(content[: len(content) // 2])
    (site / "calls/index.html").write_bytes(b"")
    (site / "404.html").write_text("changed", "utf-8")
    (site / "assets/handbook/handbook.css").unlink()
    build_site(built, quiet, quiet)

    assert snapshot(site) == before


def test_a_damaged_page_stands_in_no_other_way(
    built: Path, tmp_path: Path, by_mkdocs: list[Path]
) -> None:
    """Where something was edited as well, what is damaged is not taken over either."""
    page = built / "site/calls/ring-back.html"
    page.write_text(page.read_text("utf-8") + "more", "utf-8")
    EDITS["a situation"][0](built)
    build_site(built, quiet, quiet)

    assert by_mkdocs
    assert snapshot(built / "site") == build_afresh(built, tmp_path)


@pytest.mark.parametrize("damage", [b"", b"0" * 64 + b"\nsite {}", b"\xff\xfe"])
def test_damaged_notes_of_the_last_site_are_not_believed(built: Path, damage: bytes) -> None:
    """What says which files may be taken is whole or not used."""
    assert read_built_site(built) is not None
    (built / PLACE).write_bytes(damage)

    assert read_built_site(built) is None


def test_notes_of_another_program_are_not_believed(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of our code or of a library makes all anew."""
    monkeypatch.setattr(built_site, "digest_program", lambda: "another")

    assert read_built_site(built) is None


def test_a_template_and_a_library_are_part_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One changed letter of a template, and another version of a library, make another program."""
    package = tmp_path / "package"
    (package / "templates").mkdir(parents=True)
    template = package / "templates/page.html.j2"
    libraries = ["jinja2-3.1.6.dist-info"]
    monkeypatch.setattr(program_digest, "_PACKAGE", package)
    monkeypatch.setattr(program_digest, "_list_installed", lambda: libraries)
    found = set()
    for text in ("<p>{{ a }}</p>", "<p>{{ b }}</p>"):
        template.write_text(text, "utf-8")
        found.add(program_digest.digest_program.__wrapped__())
    libraries.append("mkdocs_material-9.8.1.dist-info")
    found.add(program_digest.digest_program.__wrapped__())

    assert len(found) == 3


def test_what_is_saved_during_a_build_is_in_the_next_site(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that changes once it was read counts as changed, though nothing changes after it."""
    edit, _ = EDITS["a reason"]
    EDITS["a situation"][0](built)

    def read_and_save(root: Path, *args: Any) -> Examination:
        examined = examine_settled(root, *args)
        edit(root)
        return examined

    with monkeypatch.context() as patch:
        patch.setattr(building, "examine_settled", read_and_save)
        build_site(built, quiet, quiet)
    build_site(built, quiet, quiet)

    assert snapshot(built / "site") == build_afresh(built, tmp_path)


@pytest.mark.parametrize("name", ["docs/note.md", "mkdocs.yml"])
def test_what_the_host_reads_may_be_saved_during_a_first_build(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What stands around the pages is looked at before a build too, where there are no notes yet."""
    add_line("docs/note.md", "# A note")(built)
    run = building._run_mkdocs

    def run_and_save(*args: Any) -> Any:
        made = run(*args)
        add_line(name, "# Saved meanwhile")(built)
        return made

    with monkeypatch.context() as patch:
        patch.setattr(building, "_run_mkdocs", run_and_save)
        build_site(built, quiet, quiet, fresh=True)
    kept = read_built_site(built)
    assert kept is not None
    assert kept.host  # it could be renewed, were it not for what was saved
    build_site(built, quiet, quiet)

    assert read_built_site(built) != kept
    assert snapshot(built / "site") == build_afresh(built, tmp_path)


def test_every_file_that_a_build_reads_is_one_that_the_next_looks_at(built: Path) -> None:
    """No file of the handbook's folder is read that would not be missed when it changed."""
    looked_at = (
        "policies/",
        "checklists/",
        "logs/",
        "audits/",
        "docs/",
        "mkdocs.yml",
        "meaning.txt",
    )
    # Published addresses and schemas are for the check alone; the rest is what builds leave.
    besides = (".cache/", "site/", ".site-", "published.txt", "schemas/")
    opened = set()
    root = f"{built}{os.sep}"

    def listen(event: str, args: tuple[Any, ...]) -> None:
        if listening and event == "open" and isinstance(args[0], str) and args[0].startswith(root):
            opened.add(Path(args[0]).relative_to(built).as_posix())

    listening = True
    sys.addaudithook(listen)  # which stays as long as the process
    build_site(built, quiet, quiet, fresh=True)
    listening = False

    assert "policies/company.yml" in opened
    assert [name for name in sorted(opened) if not name.startswith((*looked_at, *besides))] == []


KNOWN = "site_name: A\ntheme: {name: material}\nplugins: [search, offline, handbook]\n"


def test_the_shipped_settings_are_known() -> None:
    """A site with the settings that we ship is renewed page by page."""
    assert are_known((PROJECT / "mkdocs.yml").read_bytes())
    assert are_known(KNOWN.encode())


@pytest.mark.parametrize(
    "line",
    [
        "hooks: [hook.py]",
        "INHERIT: other.yml",
        "extra: {version: !ENV VERSION}",
        "markdown_extensions: [pymdownx.snippets]",
        "markdown_extensions: [{toc: {slugify: !!python/name:pymdownx.slugs.slugify }}]",
        "docs_dir: pages",
        "extra_templates: [robots.txt]",
        "plugins: [search, handbook, tags]",
        "plugins: [{search: {jieba_dict: words.txt}}, handbook]",
        "theme: {name: material, custom_dir: overrides}",
        "site_name: [",
    ],
)
def test_settings_that_let_other_things_in_are_not_known(line: str) -> None:
    """Hooks, other plugins and files, and values from the environment leave the site to MkDocs."""
    name = line.partition(":")[0]
    lines = [one for one in KNOWN.splitlines() if not one.startswith(f"{name}:")]

    assert not are_known("\n".join([*lines, line]).encode())
