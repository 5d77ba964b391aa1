"""Say how somebody else installs the very program that runs here."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution

from cx_handbook import __version__

_PACKAGE = "cx-handbook"


def describe_installation() -> str:
    """Return the line of a requirements file that installs this version.

    The commit, where it was installed from a git address (PEP 610). A file or folder of this machine
    is nothing to anybody else, so then it is the version.
    """
    published = f"{_PACKAGE}=={__version__}"
    # Written by whoever installed it: pip, uv and the like.
    try:
        origin = json.loads(distribution(_PACKAGE).read_text("direct_url.json") or "{}")
        commit, url = origin["vcs_info"]["commit_id"], origin["url"]
    except (PackageNotFoundError, KeyError, ValueError):
        return published
    return f"{_PACKAGE} @ git+{url}@{commit}"
