"""The files that are handed out, built once for all tests."""

from __future__ import annotations

import pytest

from support.packaging import Installed, build_files, list_built
from support.project import Shared


@pytest.fixture(scope="session")
def installed(shared: Shared) -> Installed:
    """Return the source archive and the wheel, and the package as it is installed from that."""
    return list_built(shared("packaging", build_files))
