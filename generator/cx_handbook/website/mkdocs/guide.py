"""The guide's pages, which come with the program, as files of MkDocs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from cx_handbook.shipped import GUIDE
from cx_handbook.website.guide_files import list_guide_files


def add_guide(files: Files, config: MkDocsConfig) -> None:
    """Add the pages of our guide that `nav:` names, and those that they lead to."""
    for name, path, is_named in list_guide_files(
        config.nav, lambda name: files.get_file_from_path(name) is not None
    ):
        level = InclusionLevel.UNDEFINED if is_named else InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, name, abs_src_path=str(path), inclusion=level))


def is_of_guide(file: Any) -> bool:
    """Return whether a file of the host's is a page of our guide, which is in English."""
    return bool(file and file.abs_src_path and Path(file.abs_src_path).is_relative_to(GUIDE))
