"""A handbook begun from the starter, once for all tests of commands that change one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.own_folder import start_folder


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as `handbook init` wrote it; nobody changes it."""
    return start_folder(tmp_path_factory.mktemp("begun") / "ours")


@pytest.fixture
def ours(begun: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(begun, tmp_path / "ours"))
