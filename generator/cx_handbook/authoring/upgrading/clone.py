"""Make a folder of its own from a copy of the program's repository in which somebody kept a handbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cx_handbook.authoring.editing.yaml_values import remove_values
from cx_handbook.authoring.program_files import ProgramFiles, digest
from cx_handbook.authoring.upgrading.folder import PROGRAM, read_company
from cx_handbook.authoring.upgrading.migrations import migrate_content
from cx_handbook.authoring.yaml_edit import replace_field
from cx_handbook.content.notices import SETTINGS
from cx_handbook.content.page_addresses import PUBLISHED
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import CannotRunError
from cx_handbook.errors import Path as DataPath
from cx_handbook.shipped import GUIDE

_CONTENT = ("policies", "checklists", "logs", "audits", PUBLISHED)
_PAGES = "docs"
# What stood in the repository as long as it was cloned to keep a handbook in.
_OF_PROGRAM = frozenset((
    ".ci", ".github", ".gitignore", ".oxfmtrc.json", ".oxlintrc.json", "CHANGELOG.md",
    "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "benchmarks", "generator",
    "pyproject.toml", "requirements-dev.txt", "requirements-engines.txt", "requirements-spark.txt",
    "requirements.txt", "schemas", "tests", "tools", "tsconfig.json", "tsconfig.worker.json",
))  # fmt: skip
_MADE_ANEW = frozenset((
    ".git", ".venv", "site", "print", "calendars", "build", "dist", "node_modules", ".cache",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache",
))  # fmt: skip
_OUR_EDIT_ADDRESS = "edit_uri: https://git.example.com/northgate/"


@dataclass(frozen=True)
class ClonedHandbook:
    """A handbook from a clone: its files, the pages of its own among them, and what stays behind.

    `unknown` are files and folders that are neither content nor the program's.
    """

    files: Mapping[str, bytes]
    own_pages: tuple[str, ...]
    program: tuple[str, ...]
    unknown: tuple[str, ...]


def read_clone(clone: Path, origin: str) -> ClonedHandbook:
    """Return the handbook that was kept in a clone, in the form of this version.

    Raises CannotRunError when it is no clone, or a file cannot be read.
    """
    if not ((clone / PROGRAM).is_dir() and (clone / "policies/company.yml").is_file()):
        raise CannotRunError(
            f"{clone} is no copy of the program's repository with a handbook in it; a folder without "
            "the program is upgraded where it is: handbook --root FOLDER upgrade"
        )
    try:
        files = {name: content for part in _CONTENT for name, content in _read_files(clone, part)}
        pages = dict(_read_own_pages(clone))
        settings = (clone / SETTINGS).read_text("utf-8-sig") if (clone / SETTINGS).is_file() else ""
    except OSError as error:
        raise CannotRunError(f"{error.filename} cannot be read ({error.strerror})") from None
    name, language = read_company(files)
    program = ProgramFiles(name, language, "Retail", origin)
    files = {**migrate_content(files), **pages}
    rendered = program.render_all()
    if settings and not _is_of_program(SETTINGS, settings.encode()):
        rendered[SETTINGS] = _adapt_settings(settings, pages)
    # A page of the company's goes before the one that explains the folder.
    files = {n: text.encode() for n, text in rendered.items()} | files
    others = sorted(path.name for path in clone.iterdir() if not _is_taken(path.name))
    return ClonedHandbook(
        files,
        tuple(pages),
        tuple(name for name in others if name in _OF_PROGRAM),
        tuple(name for name in others if name not in _OF_PROGRAM),
    )


def _is_taken(name: str) -> bool:
    # What is made anew is not worth a word.
    return name in (*_CONTENT, _PAGES, SETTINGS) or name in _MADE_ANEW


def _read_files(clone: Path, part: str) -> Iterator[tuple[str, bytes]]:
    path = clone / part
    found = [path] if path.is_file() else sorted(path.rglob("*"))
    for one in found:
        if one.is_file():
            yield one.relative_to(clone).as_posix(), one.read_bytes()


def _read_own_pages(clone: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the pages that are not the program's: others, and those that somebody has changed."""
    for name, content in _read_files(clone, _PAGES):
        if not _is_of_program(name, content):
            yield name, content


def _is_of_program(name: str, content: bytes) -> bool:
    """Tell whether a file is as it came with the program, in any version before."""
    shipped = json.loads((Path(__file__).parent / "repository_files.json").read_bytes())
    return digest(content)[:16] in shipped.get(name, ())


def _adapt_settings(text: str, pages: Mapping[str, bytes]) -> str:
    """Return a company's own `mkdocs.yml` without what only the repository had."""
    data = parse_yaml(text.encode(), SETTINGS).data
    if not isinstance(data, dict):
        # With a tag or the like in it: it may well work, and the build says so if it does not.
        return text
    if isinstance(nav := data.get("nav"), list):
        gone = list(_find_dead_entries(nav, ("nav",), pages))
        text = remove_values(text, gone, SETTINGS)
    if "architecture.md" in str(data.get("exclude_docs", "")):
        text = replace_field(text, "exclude_docs", ["exclude_docs: README.md"])
    if _OUR_EDIT_ADDRESS in text:
        text = replace_field(text, "edit_uri", [])
    return text


def _find_dead_entries(
    nav: list[Any], path: DataPath, pages: Mapping[str, bytes]
) -> Iterator[DataPath]:
    """Yield the entries of a navigation that lead to pages of the repository alone."""
    dead = [n for n, entry in enumerate(nav) if not _leads_somewhere(entry, pages)]
    if len(dead) == len(nav):
        yield path
        return
    for n, entry in enumerate(nav):
        if n in dead:
            yield (*path, n)
        elif isinstance(entry, dict):
            for title, below in entry.items():
                if isinstance(below, list):
                    yield from _find_dead_entries(below, (*path, n, title), pages)


def _leads_somewhere(entry: Any, pages: Mapping[str, bytes]) -> bool:
    if isinstance(entry, dict):
        return any(_leads_somewhere(below, pages) for below in entry.values())
    if isinstance(entry, list):
        return any(_leads_somewhere(below, pages) for below in entry)
    # The guide comes with the program, and an address is no file.
    known = f"{_PAGES}/{entry}" in pages or (GUIDE / str(entry)).is_file()
    return known or "://" in str(entry)
