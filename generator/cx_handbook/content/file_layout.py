"""Which files a handbook consists of, where each may lie, and what lies where nothing is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from cx_handbook.addresses import explain_taken_name, is_reserved
from cx_handbook.content.model import Sections
from cx_handbook.errors import Problem, Severity
from cx_handbook.identifiers import SLUG
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import make_printable

COMPANY = "policies/company.yml"
SECTIONS = "policies/sections.yml"
SOURCES = "policies/sources.yml"
QUIZ = "policies/quiz.yml"
POLICIES = "policies"
SITUATIONS = "policies/situations"
CASES = "policies/cases"
ROLE_PLAYS = "policies/role-plays"
MODELS = "policies/models"
CHECKLISTS = "checklists"
ISSUED_FORMS = "checklists/issued"
LOGS = "logs"

_SINGLE_FILES = {Path(name).name for name in (COMPANY, SECTIONS, SOURCES, QUIZ)}
_OTHER_FOLDERS = {Path(name).name for name in (SITUATIONS, CASES, ROLE_PLAYS, MODELS)}
_SLUG = re.compile(SLUG)
# What editors and file managers leave behind; the preview should not stop for it.
LEFTOVER = re.compile(r".*~|.*\.(?:bak|orig|swp|tmp)|Thumbs\.db|desktop\.ini", re.IGNORECASE)


def list_files(root: Path, folder: str, ending: str = ".yml") -> list[str]:
    """Return the files of one kind in a folder, by name from the root; none if it is not there."""
    path = root / folder
    if not path.is_dir():
        return []
    with os.scandir(path) as entries:
        return sorted(
            f"{folder}/{entry.name}"
            for entry in entries
            if entry.name.endswith(ending) and not entry.name.startswith(".") and _is_file(entry)
        )


def list_policy_files(root: Path, sections: Sections | None) -> list[str]:
    """Return the policy files, sections in their order and unlisted folders after them."""
    order = [section.id for section in sections.sections] if sections else []
    with os.scandir(root / POLICIES) as entries:
        folders = [
            entry.name
            for entry in entries
            if not entry.name.startswith(".")
            and entry.name not in _OTHER_FOLDERS
            and _is_folder(entry)
        ]
    folders.sort(key=lambda name: (order.index(name) if name in order else len(order), name))
    return [name for folder in folders for name in list_files(root, f"{POLICIES}/{folder}")]


def is_single_file(name: str) -> bool:
    """Tell whether a file below policies/ is one of those that stand there by themselves."""
    return name.rpartition("/")[2] in _SINGLE_FILES


def find_misplaced_files(root: Path, sections: Sections | None) -> Iterator[Problem]:
    """Yield what lies in the content folders and would otherwise be passed over in silence."""
    for folder in (POLICIES, CHECKLISTS, LOGS):
        if (root / folder).is_dir():
            yield from _check_folder(root, folder, sections)


def _check_folder(root: Path, folder: str, sections: Sections | None) -> Iterator[Problem]:
    with os.scandir(root / folder) as entries:
        for entry in entries:  # in any order: problems are sorted at the end
            name = f"{folder}/{entry.name}"
            if entry.name.startswith(".") or entry.name == "README.md":
                continue
            if _is_folder(entry):
                yield from _check_folder_name(name, sections)
                if not entry.is_symlink():  # a link may lead round in a circle
                    yield from _check_folder(root, name, sections)
            elif _is_file(entry):
                yield from _check_file_name(name)
            else:
                yield report_file(name, "this is not a file that can be read", "remove it")


def _check_file_name(name: str) -> Iterator[Problem]:
    folder, _, file = name.rpartition("/")
    stem, dot, ending = file.rpartition(".")
    if LEFTOVER.fullmatch(file):
        yield report_file(name, "this file is not read", "remove it", "warning")
    elif folder.startswith(ISSUED_FORMS):
        if dot + ending != ".json" or not stem:
            yield report_file(name, "this file is not read", "move it elsewhere")
    elif dot + ending != ".yml" or not stem:
        yield report_file(name, "this file is not read", "give it the ending .yml, or move it")
    elif folder == POLICIES and file not in _SINGLE_FILES:
        hint = suggest(file, _SINGLE_FILES, "move it into the folder of a section")
        yield report_file(name, "this file is not read here", hint)
    elif is_reserved(Path(folder).name, stem):
        yield report_file(name, f"{stem} is taken by the site itself", "choose another name")
    elif folder.startswith(CHECKLISTS) and (taken := explain_taken_name(stem)):
        yield report_file(name, taken, "choose another name")
    elif not _SLUG.fullmatch(stem):
        yield report_file(
            name, "this name cannot stand in a link",
            "write it in small letters, digits and single hyphens, such as late-delivery.yml",
        )  # fmt: skip


def _check_folder_name(name: str, sections: Sections | None) -> Iterator[Problem]:
    above, _, folder = name.rpartition("/")
    if above.startswith(CHECKLISTS):
        if name != ISSUED_FORMS:
            hint = "move it elsewhere, and put checklists directly into checklists/"
            yield report_file(name, "this folder is not read", hint)
    elif above == LOGS or above.startswith(f"{LOGS}/"):
        hint = "move it elsewhere, and put logs directly into logs/"
        yield report_file(name, "this folder is not read", hint)
    elif above != POLICIES:
        hint = "move the files one folder up"
        yield report_file(name, "folders inside a section are not read", hint)
    elif sections and folder not in _OTHER_FOLDERS:
        known = [section.id for section in sections.sections]
        if folder not in known:
            hint = suggest(folder, known, "add it there, or rename the folder")
            yield report_file(name, "this folder is not listed in policies/sections.yml", hint)


def report_file(name: str, wrong: str, instead: str, severity: Severity = "error") -> Problem:
    """Return the problem of a file as a whole."""
    return Problem(make_printable(name), 1, 1, "", wrong, instead, severity)


def _is_file(entry: os.DirEntry[str]) -> bool:
    return Path(entry).is_file() if entry.is_symlink() else entry.is_file()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    # Path.is_dir answers for a link that leads nowhere or to itself, where DirEntry raises.
    return Path(entry).is_dir() if entry.is_symlink() else entry.is_dir()
