"""Find what the wheel carries and what stands at the repository's root while one develops."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_REPOSITORY = _PACKAGE.parents[1]


def find_shipped(in_wheel: str, in_repository: str) -> Path:
    """Return a file or folder of ours by its place in the installed package.

    There is one copy of it: building a wheel moves it from the repository's root into the package,
    as pyproject.toml says. An editable install has it at the root.
    """
    installed = _PACKAGE / in_wheel
    return installed if installed.exists() else _REPOSITORY / in_repository


GUIDE = find_shipped("guide", "docs")
"""The guide for staff, managers and authors, in Markdown."""
