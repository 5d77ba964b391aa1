"""Which files are read, in which order; everything else is tested by what `check` says of it."""

from __future__ import annotations

from pathlib import Path

from cx_handbook.content.file_layout import list_files, list_policy_files
from cx_handbook.content.loader import load_handbook


def test_policies_come_in_the_order_of_their_sections(handbook_root: Path) -> None:
    """Folders that no section names come last; hidden files and other endings are left out."""
    sections = load_handbook(handbook_root).sections
    for name in ("zeta/one.yml", "zeta/.hidden.yml", "zeta/two.yaml", ".git/three.yml"):
        file = handbook_root / "policies" / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    named = list_policy_files(handbook_root, sections)
    folders = list(dict.fromkeys(name.split("/")[1] for name in named))
    assert folders == [*(section.id for section in sections.sections), "zeta"]
    assert [name for name in named if "zeta" in name] == ["policies/zeta/one.yml"]
    assert sorted(named) == sorted(list_policy_files(handbook_root, None))


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    """A young handbook has no checklists yet."""
    assert list_files(tmp_path, "checklists") == []
