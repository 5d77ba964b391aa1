"""Texts that stand in curly quotes as a whole: to YAML these are letters, and the page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cx_handbook.content.text import find_texts
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.errors import Problem

_QUOTED = re.compile(r"[“„][^“”„]*[”“]|‘[^‘’]*’")


def find_curly_quotes(file: YamlFile) -> Iterator[Problem]:
    """Yield a warning for each text whose author took curly quotes for those of YAML."""
    # Most files have none, and a look at the whole text is the cheapest.
    if not ("“" in file.text or "‘" in file.text):
        return
    for path, _ in find_texts(file.data, lambda text: bool(_QUOTED.fullmatch(text))):
        yield file.build_problem(
            path, "the curly quotes are part of the text, and the page shows them",
            "write straight ones around it, or none", severity="warning",
        )  # fmt: skip
