"""A handbook of company, sections and one policy: everything else is optional."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.config import load_config

from cx_handbook.cli.main import main
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.documents.printing import choose_workbooks, render_documents
from cx_handbook.documents.sheet_choice import choose_sheets
from cx_handbook.errors import CannotRunError
from cx_handbook.website.mkdocs.build import build_site
from cx_handbook.website.pages.all_pages import render_pages
from cx_handbook.website.site_files import SiteOptions, plan_site
from support.project import CASES, DAY, copy_small_handbook

LEAST = CASES / "least"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return each page by its address."""
    return {page.path: page.html for page in render_pages(load_handbook(LEAST), DAY)}


def add_case(root: Path) -> None:
    """Give a copy of the least handbook a case of its own, which retells nothing."""
    (root / "policies/cases").mkdir()
    text = (CASES / "handbook/policies/cases/empty-hand.yml").read_text("utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("sources:"))
    for name in ("[DOC-03]", "[DOC-04]"):
        text = text.replace(f" {name}", "")
    (root / "policies/cases/empty-hand.yml").write_text(
        text.replace("sold-out", "on-time"), "utf-8"
    )


def test_it_has_no_problem() -> None:
    """No sources, no checklist, no situation: what is missed is a page for somebody in danger alone."""
    (missed,) = examine_content(LEAST, DAY).problems
    assert (missed.severity, missed.wrong[:30]) == ("notice", "no urgent situation says what ")


@pytest.mark.build
def test_it_builds_strictly(tmp_path: Path) -> None:
    """A strict build stops for a link that leads nowhere; there is none, and no warning of ours but
    that no page is there for somebody in danger."""
    warned: list[str] = []

    build_site(copy_small_handbook(tmp_path / "least", "least"), lambda _: None, warned.append)

    assert [line for line in warned if "no urgent situation says" not in line] == []


def test_the_preview_watches_only_folders_that_are_there(tmp_path: Path) -> None:
    """The host does not start when it is to watch a folder of logs that nobody has."""
    root = copy_small_handbook(tmp_path / "least", "least")
    config = load_config(str(root / "mkdocs.yml"))
    plugin = config.plugins["handbook"]
    plugin.on_startup(command="serve", dirty=False)
    plugin.on_config(config)

    assert config.watch == [str(root / "policies")]


def test_pages_without_content_are_left_out(pages: dict[str, str]) -> None:
    """There is no page of sources, situations, phrases, refusals, training or checklists."""
    parts = ("rules/",)
    assert sorted(path for path in pages if not path.startswith(parts)) == [
        "company.html",
        "index.html",
        "reading.html",
        "scoring.html",
        "service/all.html",
        "service/index.html",
        "service/on-time.html",
    ]
    assert "sources.csv" not in plan_site(load_handbook(LEAST), DAY, SiteOptions()).contents


def test_no_page_claims_a_source(pages: dict[str, str]) -> None:
    """Neither the policy nor the page about the score names a source where there is none."""
    policy, scoring = pages["service/on-time.html"], pages["scoring.html"]

    assert "Our own decisions" in policy
    assert "ources" not in policy
    for claim in ("our sources", "another source", "source says", "names a source", "author’s"):
        assert claim not in scoring


def test_a_foreign_document_is_not_the_source_of_the_score(tmp_path: Path) -> None:
    """An ID that another handbook uses is no claim: only `scoring` in sources.yml makes one."""
    root = shutil.copytree(LEAST, tmp_path / "least")
    sources = root / "policies/sources.yml"
    item = "  - {id: 002-41, kind: context, needs: citation, text: The dentist keeps secrets.}\n"
    sources.write_text(f'documents:\n  - {{id: "002", title: Dentists}}\nitems:\n{item}', "utf-8")

    def render_scoring() -> str:
        pages = render_pages(load_handbook(root), DAY)
        return next(page.html for page in pages if page.path == "scoring.html")

    assert "002-41" not in render_scoring()
    sources.write_text(sources.read_text("utf-8") + "scoring:\n  factors: 002-41\n", "utf-8")
    assert "One of our sources <a" in render_scoring()
    assert "002-41" in render_scoring()


def test_what_is_not_there_is_said_before_printing() -> None:
    """`handbook print` says that there is nothing, and what a pack would need."""
    handbook = load_handbook(LEAST)
    assert choose_sheets(handbook, ()) == choose_workbooks(handbook, ()) == ()

    told = CliRunner().invoke(main, ["--root", str(LEAST), "print"])
    with pytest.raises(CannotRunError) as refused:
        choose_sheets(handbook, ["trainers-pack"])

    assert told.output == (
        "handbook: this handbook has nothing to print yet: no checklist, no log, no case, no "
        "role-play, no quiz; begin with handbook new checklist NAME\n"
    )
    assert str(refused.value) == (
        "there is no trainer’s pack: this handbook has no case, role-play or quiz yet; begin one "
        "with handbook new case NAME"
    )


def test_a_case_of_our_own_needs_no_source(tmp_path: Path) -> None:
    """A case may retell nothing, and the trainer's pack says what it does not hold."""
    root = shutil.copytree(LEAST, tmp_path / "least")
    add_case(root)

    handbook = load_handbook(root)
    page = next(p for p in render_pages(handbook, DAY) if p.path == "cases/empty-hand.html")
    trainer, handouts = render_documents(handbook, paper="a4")

    assert "Retells" not in page.html
    assert "Retells" not in trainer.html
    assert "Not in this pack: role-plays or quiz. The handbook has none yet." in trainer.html
    assert "Not in this pack" not in handouts.html
