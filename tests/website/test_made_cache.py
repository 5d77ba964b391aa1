"""Files that cost much to make are kept for a build that finds no site of the last one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from cx_handbook.documents import sheets
from cx_handbook.website import last_files
from cx_handbook.website.kept_site import made_cache
from cx_handbook.website.kept_site.made_cache import MadeCache
from cx_handbook.website.mkdocs.build import build_site
from support.folders import snapshot


def quiet(_: str) -> None:
    """Hear nothing."""


def test_a_file_is_found_by_its_address_and_its_key(tmp_path: Path) -> None:
    """Another key, another address or a fresh build find nothing."""
    MadeCache(tmp_path).keep("a.html", "key", b"made")

    assert MadeCache(tmp_path).find("a.html", "key") == b"made"
    assert MadeCache(tmp_path).find("a.html", "other") is None
    assert MadeCache(tmp_path).find("b.html", "key") is None
    assert MadeCache(tmp_path, fresh=True).find("a.html", "key") is None


@pytest.mark.parametrize("damage", [b"", b"mad"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    """A file that was cut off has another digest than its name says."""
    MadeCache(tmp_path).keep("a.html", "key", b"made")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)

    assert MadeCache(tmp_path).find("a.html", "key") is None


def test_what_nobody_asked_for_is_forgotten(tmp_path: Path) -> None:
    """Otherwise the cache would keep every file there ever was; a site taken over whole asks for none."""
    MadeCache(tmp_path).keep("a.html", "key", b"made")
    MadeCache(tmp_path).keep("b.html", "key", b"made")
    MadeCache(tmp_path).forget_the_rest()
    assert len(list(tmp_path.iterdir())) == 2
    later = MadeCache(tmp_path)
    later.mark("b.html", "key")
    later.forget_the_rest()

    assert MadeCache(tmp_path).find("a.html", "key") is None
    assert MadeCache(tmp_path).find("b.html", "key") == b"made"


def test_where_nobody_may_write_nothing_is_kept(tmp_path: Path) -> None:
    """A file in the folder's place stops no build."""
    (tmp_path / "made").write_text("", "utf-8")
    cache = MadeCache(tmp_path / "made")
    cache.keep("a.html", "key", b"made")

    assert cache.find("a.html", "key") is None


@pytest.mark.build
def test_without_a_site_sheets_and_workbooks_come_from_the_cache(
    small_build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build in a clone that has only `.cache/` makes none of them, and the same bytes."""
    root = shutil.copytree(small_build, tmp_path / "handbook")
    build_site(root, quiet, quiet)
    # A site that is taken over whole leaves them there.
    build_site(root, quiet, quiet)
    before = snapshot(root / "site")
    shutil.rmtree(root / "site")
    assert (root / made_cache.PLACE).is_dir()
    list_workbooks = last_files.list_workbooks

    def list_unmakeable(*args: Any) -> Any:
        return [(name, pytest.fail) for name, _ in list_workbooks(*args)]

    monkeypatch.setattr(last_files, "list_workbooks", list_unmakeable)
    monkeypatch.setattr(sheets, "render_checklist", pytest.fail)
    build_site(root, quiet, quiet)

    assert snapshot(root / "site") == before
