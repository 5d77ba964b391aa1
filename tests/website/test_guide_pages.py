"""The guide comes with the program: `nav:` names its pages, and they need not lie in docs/."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, get_files

from cx_handbook.shipped import GUIDE
from cx_handbook.website.mkdocs.guide import add_guide


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    """The settings of a handbook with a page of its own, which names two pages of the guide."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/keys.md").write_text("# Where the keys are\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Ours\nnav:\n  - keys.md\n  - how-to-use.md\n"
        "  - For authors:\n      - Fields: reference/fields.md\n",
        "utf-8",
    )
    loaded = load_config(str(tmp_path / "mkdocs.yml"))
    loaded.plugins._current_plugin = "handbook"  # as the host does when it calls a plugin
    return loaded


def list_sources(files: Files) -> dict[str, str]:
    return {file.src_uri: str(file.abs_src_path) for file in files}


def test_pages_that_are_named_come_along(config: MkDocsConfig) -> None:
    """Those in a folder and with a title as well; others of the guide stay out of the navigation."""
    files = get_files(config)
    add_guide(files, config)
    shown = [f.src_uri for f in files if f.inclusion.is_in_nav()]

    assert sorted(shown) == ["how-to-use.md", "keys.md", "reference/fields.md"]
    sources = list_sources(files)
    assert sources.pop("keys.md") == str(Path(config.docs_dir) / "keys.md")
    assert sources == {name: str(GUIDE / name) for name in sources}


def test_a_shorter_navigation_has_no_dead_link(config: MkDocsConfig) -> None:
    """What a page of the guide leads to is there, however far the way; what none leads to is not."""
    files = get_files(config)
    add_guide(files, config)
    sources = list_sources(files)

    assert {
        "doors.md",
        "audit-life.md",
        "reference/audit-table.md",
        "many-sites.md",
    } <= sources.keys()
    assert not {"authoring.md", "make-it-yours.md", "architecture.md"} & sources.keys()


def test_a_page_of_ones_own_takes_the_place_of_ours(config: MkDocsConfig) -> None:
    """Somebody who explains it in other words is not overruled."""
    own = Path(config.docs_dir) / "how-to-use.md"
    own.write_text("# How we use it\n", "utf-8")
    files = get_files(config)
    add_guide(files, config)

    assert list_sources(files)["how-to-use.md"] == str(own)


def test_without_navigation_no_page_comes_along(config: MkDocsConfig) -> None:
    """Whoever lists nothing has the pages that lie in docs/."""
    config.nav = None
    files = get_files(config)
    add_guide(files, config)

    assert list(list_sources(files)) == ["keys.md"]
