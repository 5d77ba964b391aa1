"""The preview notices what was saved, came or went, and waits until a file is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from cx_handbook.website.live import watching
from cx_handbook.website.live.watching import FileState, Snapshot, Watcher

OLD, NEW, EMPTY = FileState(1, 10, 1), FileState(2, 12, 1), FileState(2, 0, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two files in folders of their own."""
    for name in ("a/one.yml", "b/two.yml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("title: x\n", "utf-8")
    return tmp_path


def wait(watcher: Watcher, folder: Path) -> set[str]:
    """Return what the watcher tells next, by names from the folder."""
    return {Path(path).relative_to(folder).as_posix() for path in watcher.wait_for_save(Event())}


def test_what_was_saved_came_or_went_is_told(folder: Path) -> None:
    """A renamed file counts as one that went and one that came; the others are not named."""
    watcher = Watcher([folder])
    (folder / "a/one.yml").write_text("title: other\n", "utf-8")
    assert wait(watcher, folder) == {"a/one.yml"}
    (folder / "a/three.yml").write_text("", "utf-8")
    assert wait(watcher, folder) == {"a/three.yml"}
    (folder / "b/two.yml").rename(folder / "b/four.yml")
    assert wait(watcher, folder) == {"b/two.yml", "b/four.yml"}


def test_what_editors_leave_behind_is_no_save(folder: Path) -> None:
    """Hidden files and backups are not content, so nothing is rendered for them."""
    watcher = Watcher([folder])
    for name in (".one.yml.swp", "a/one.yml~", "a/.hidden/x.yml", "a/one.bak"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x", "utf-8")
    (folder / "a/one.yml").write_text("title: other\n", "utf-8")
    assert wait(watcher, folder) == {"a/one.yml"}


def test_a_folder_that_is_not_there_yet_is_watched(folder: Path) -> None:
    """A handbook may get its first log while the preview runs."""
    watcher = Watcher([folder / "a", folder / "logs"])
    (folder / "logs").mkdir()
    (folder / "logs/first.yml").write_text("title: x\n", "utf-8")
    assert wait(watcher, folder) == {"logs/first.yml"}


def test_other_files_can_be_watched_from_now_on(folder: Path) -> None:
    """What is new to the watcher counts as known, and what changed meanwhile does not."""
    watcher = Watcher([folder / "a"])
    (folder / "a/one.yml").write_text("title: other\n", "utf-8")
    watcher.watch([folder / "a", folder / "b"])
    assert wait(watcher, folder) == {"a/one.yml"}
    (folder / "b/two.yml").write_text("title: other\n", "utf-8")
    assert wait(watcher, folder) == {"b/two.yml"}


def test_a_link_in_a_circle_is_followed_once(folder: Path) -> None:
    """Somebody may have linked a folder into itself."""
    (folder / "a/again").symlink_to(folder)
    watcher = Watcher([folder])
    (folder / "b/two.yml").write_text("title: other\n", "utf-8")
    assert {Path(path).name for path in watcher.wait_for_save(Event())} == {"two.yml"}


def test_nothing_is_told_once_the_preview_stops() -> None:
    """Whoever waits is let go."""
    stop = Event()
    stop.set()
    assert Watcher([]).wait_for_save(stop) == frozenset()


class Scripted(Watcher):
    """Sees one state of a file after another; the last one stays."""

    def __init__(self, *states: FileState | None) -> None:
        self.states: Iterator[FileState | None] = iter(states)
        super().__init__([])

    def _look(self) -> Snapshot:
        self.last = next(self.states, getattr(self, "last", None))
        return {"one.yml": self.last} if self.last else {}


@pytest.mark.parametrize("gap", [EMPTY, None])
def test_an_empty_or_missing_file_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, gap: FileState | None
) -> None:
    """Some programs empty or remove a file before they write it: the page must not say so."""
    monkeypatch.setattr(watching, "_PATIENCE", 60)
    monkeypatch.setattr(watching, "_LONGEST", 60)
    watcher = Scripted(OLD, gap, gap, gap, NEW, NEW)
    assert watcher.wait_for_save(Event()) == {"one.yml"}
    assert watcher._known == {"one.yml": NEW}


def test_a_file_that_stays_empty_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may have emptied it on purpose, and hears that something is missing."""
    monkeypatch.setattr(watching, "_PATIENCE", 0)
    watcher = Scripted(OLD, EMPTY)
    assert watcher.wait_for_save(Event()) == {"one.yml"}
    assert watcher._known == {"one.yml": EMPTY}


def test_a_file_is_taken_when_it_no_longer_grows() -> None:
    """Half a file would be a mistake that nobody made."""
    growing = [FileState(n, n, 1) for n in range(2, 9)]
    watcher = Scripted(OLD, *growing)
    assert watcher.wait_for_save(Event()) == {"one.yml"}
    assert watcher._known == {"one.yml": growing[-1]}
