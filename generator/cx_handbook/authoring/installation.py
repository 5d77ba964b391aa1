"""Say how the very program that runs here is installed: by others, and on this machine for good."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from cx_handbook import __version__

_PACKAGE = "cx-handbook"


def describe_requirement() -> str:
    """Return the line of a requirements file that installs this version, for everybody.

    The commit, where it was installed from a git address. A file or folder of this machine is
    nothing to anybody else, so then it is the version.
    """
    address = _find_git_address(_read_origin())
    return f"{_PACKAGE} @ {address}" if address else f"{_PACKAGE}=={__version__}"


def describe_source() -> str:
    """Return what installs this version here, as uv or pip is told it; a file of this machine, too."""
    origin = _read_origin()
    own = origin.get("url") if "archive_info" in origin else None
    return _find_git_address(origin) or own or f"{_PACKAGE}=={__version__}"


def _read_origin() -> dict[str, Any]:
    """Return where the program was installed from, as PEP 610 has it; empty where nothing says so."""
    try:
        # Written by whoever installed it: pip, uv and the like.
        origin = json.loads(distribution(_PACKAGE).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return {}
    return origin if isinstance(origin, dict) else {}


def _find_git_address(origin: dict[str, Any]) -> str | None:
    try:
        return f"git+{origin['url']}@{origin['vcs_info']['commit_id']}"
    except (KeyError, TypeError):
        return None
