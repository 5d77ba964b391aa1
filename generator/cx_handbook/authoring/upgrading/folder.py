"""Bring a folder up to this version: its content, and those of the program's files nobody changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cx_handbook.authoring.program_files import RECORD, ProgramFiles, digest, read_record
from cx_handbook.authoring.upgrading.migrations import migrate_content
from cx_handbook.content.file_layout import CHECKLISTS, COMPANY, LOGS, POLICIES
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import CannotRunError

PROGRAM = "generator/cx_handbook"
"""What a copy of the program's repository has and a folder of one's own has not."""


@dataclass
class FolderUpgrade:
    """What an upgrade writes, and what it would have written into files that an author has changed."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    changed_by_author: dict[str, str] = field(default_factory=dict)


def plan_folder_upgrade(root: Path, origin: str) -> FolderUpgrade:
    """Return what brings a folder up to this version; `origin` is the line by which pip installs it.

    Raises CannotRunError when it is a copy of the repository, and when its content cannot be read.
    """
    if (root / PROGRAM).is_dir():
        raise CannotRunError(
            "this is a copy of the program's repository; make it a folder of its own: "
            "handbook upgrade --from . ../my-handbook"
        )
    content = read_content(root)
    upgrade = FolderUpgrade({**migrate_content(content)})
    written, sample = read_record(root)
    name, language = read_company(content)
    program = ProgramFiles(name, language, sample or "Empty", origin)
    rendered = program.render()
    for file, text in rendered.items():
        path = root / file
        there = path.read_bytes() if path.is_file() else None
        if there is None:
            # A file that is new in this version; one that the author has deleted stays deleted.
            if written and file not in written:
                upgrade.files[file] = text.encode()
        elif digest(there) == written.get(file):
            upgrade.files[file] = text.encode()
        elif digest(there) != digest(text.encode()) != written.get(file):
            upgrade.changed_by_author[file] = text
    upgrade.files[RECORD] = program.write_record(rendered).encode()
    return upgrade


def read_content(root: Path) -> dict[str, bytes]:
    """Return the content files that a migration may change, by name.

    Raises CannotRunError when there is no handbook, or a file cannot be read.
    """
    if not (root / COMPANY).is_file():
        raise CannotRunError(
            f"there is no {COMPANY} in {root}; name the handbook's folder with --root"
        )
    try:
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in _list_content(root)
        }
    except OSError as error:
        raise CannotRunError(f"{error.filename} cannot be read ({error.strerror})") from None


def _list_content(root: Path) -> Iterator[Path]:
    for folder in (POLICIES, CHECKLISTS, LOGS):
        yield from sorted(path for path in (root / folder).rglob("*.yml") if path.is_file())


def read_company(content: Mapping[str, bytes]) -> tuple[str, str]:
    """Return the name and the language of the company, as far as its file says them."""
    data = parse_yaml(content[COMPANY], COMPANY).data
    known = data if isinstance(data, dict) else {}
    return str(known.get("name", "Our company")), str(known.get("language", "en-GB"))
