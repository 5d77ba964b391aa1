"""A site is replaced whole, whatever comes between, and the next build puts right what a killed one left."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cx_handbook.errors import CannotRunError
from cx_handbook.leftovers import GIVEN_UP_AFTER
from cx_handbook.website import swapping
from cx_handbook.website.swapping import put_right, replace_folder, resolve_folder


def build(site: Path, words: str) -> None:
    with replace_folder(site) as new:
        new.mkdir()
        (new / "index.html").write_text(words, "utf-8")


def read(site: Path) -> str:
    return (site / "index.html").read_text("utf-8")


def list_hidden(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if path.name.startswith(".")]


@pytest.fixture(params=["in one step", "in two steps"])
def step_count(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Swap as this system can, and as one that cannot exchange two folders has to."""
    if request.param == "in two steps":
        monkeypatch.setattr(swapping, "_exchange_folders", lambda *_: False)
    return str(request.param)


def die_at(kill_at: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Return a hook that kills its process before its rename of that number."""
    left = [kill_at]

    def kill(event: str, _: tuple[Any, ...]) -> None:
        if event == "os.rename":
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return kill


def start_child(work: Callable[[], object]) -> int:
    """Run something in a process of its own; return its number."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return child


def run_in_child(work: Callable[[], object]) -> int:
    """Run something in a process of its own to its end; return its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(start_child(work), 0)[1])


def test_a_new_site_takes_the_place_of_the_old_one(tmp_path: Path, step_count: str) -> None:
    """The first, and each that follows; nothing of the old one stays."""
    for words in ("first", "second", "third"):
        build(tmp_path / "site", words)

        assert read(tmp_path / "site") == words, step_count
    assert list_hidden(tmp_path) == []


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path, step_count: str) -> None:
    """What was built so far is gone."""
    build(tmp_path / "site", "old")

    def fail(new: Path) -> None:
        new.mkdir()
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"), replace_folder(tmp_path / "site") as half:
        fail(half)

    assert read(tmp_path / "site") == "old", step_count
    assert list_hidden(tmp_path) == []


@pytest.mark.parametrize("kill_at", [1, 2])
def test_killed_between_two_renames_the_old_site_comes_back(tmp_path: Path, kill_at: int) -> None:
    """Before the first rename it is there; before the second it is away until the next build."""
    site = tmp_path / "site"
    build(site, "old")

    def build_and_die() -> None:
        swapping._exchange_folders = lambda *_: False  # type: ignore[assignment]
        sys.addaudithook(die_at(kill_at))
        build(site, "new")

    assert run_in_child(build_and_die) == -signal.SIGKILL
    assert site.exists() == (kill_at == 1)
    assert len(list_hidden(tmp_path)) == 1
    put_right(tmp_path, site, time.time())

    assert read(site) == "old"
    assert list_hidden(tmp_path) == []


def test_what_others_build_is_left_alone(tmp_path: Path) -> None:
    """A folder of a running build stays; and the old folder of an export is no site."""
    running = tmp_path / f".site-site.{swapping.mark_process()}"
    others = tmp_path / ".site-export.00000f-7-abcdef"
    for folder in (running, others):
        (folder / "old").mkdir(parents=True)
    os.utime(others, (1, 1))

    put_right(tmp_path, tmp_path / "site", time.time())

    assert list_hidden(tmp_path) == [running.name]
    assert not (tmp_path / "site").exists()


def test_of_two_builds_at_once_one_whole_site_stays(tmp_path: Path, step_count: str) -> None:
    """Whoever is last is seen; nobody is told of a mistake, and at each moment a site is there."""
    site = tmp_path / "site"

    def build_often() -> None:
        for n in range(30):
            build(site, f"{os.getpid()} {n}")

    children = [start_child(build_often) for _ in range(2)]
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    assert ends == [0, 0], step_count
    assert read(site).endswith(" 29")
    assert list_hidden(tmp_path) == []


@pytest.mark.parametrize("refused", ["site", "new"])
def test_a_swap_that_is_refused_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """As on Windows, where a program that shows a page holds its folder; the last step included."""
    build(tmp_path / "site", "old")
    monkeypatch.setattr(swapping, "_exchange_folders", lambda *_: False)
    really = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == refused:
            raise OSError(errno.EACCES, "Permission denied")
        return really(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CannotRunError, match=r"site \(Permission denied\); close what holds it"):
        build(tmp_path / "site", "new")

    assert read(tmp_path / "site") == "old"
    assert list_hidden(tmp_path) == []


def test_an_old_site_that_cannot_come_back_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits beside the place of the site until a later build can put it there."""
    site = tmp_path / "site"
    build(site, "old")
    monkeypatch.setattr(swapping, "_exchange_folders", lambda *_: False)
    really = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == site:
            raise OSError(errno.EACCES, "Permission denied")
        return really(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refuse)
        with pytest.raises(CannotRunError):
            build(site, "new")
    put_right(tmp_path, site, time.time() + 2 * GIVEN_UP_AFTER)

    assert read(site) == "old"
    assert list_hidden(tmp_path) == []


def test_a_link_is_followed_and_never_in_a_circle(tmp_path: Path) -> None:
    """Where it leads is replaced; a link to itself, and a file, are named."""
    (tmp_path / "site").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    (tmp_path / "file").write_text("", "utf-8")

    assert resolve_folder(tmp_path / "site") == tmp_path / "elsewhere"
    with pytest.raises(CannotRunError, match=r"round is a link that leads to itself; remove it$"):
        resolve_folder(tmp_path / "round")
    with pytest.raises(CannotRunError, match=r"file is a file; move it away$"):
        resolve_folder(tmp_path / "file")
