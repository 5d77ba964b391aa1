"""Texts that still stand as `handbook new` wrote them: they stop a build, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.content.text import find_texts
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.errors import UNFINISHED, Problem

SKELETON = "Write: "  # how they begin


def find_skeleton_texts(file: YamlFile) -> Iterator[Problem]:
    """Yield a problem for each text that stands as the skeleton had it."""
    if SKELETON not in file.text:
        return
    instead = "write your own, or remove it"
    for path, _ in find_texts(file.data, lambda text: text.startswith(SKELETON)):
        yield file.build_problem(path, UNFINISHED, instead)
