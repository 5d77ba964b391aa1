"""Wheel and source archive hold what whoever has nothing else needs, and nothing more."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.packaging import Installed
from support.project import PROJECT

PACKAGE = PROJECT / "generator/cx_handbook"
LEFT_OUT = {"__pycache__", "node_modules"}


def list_files(folder: Path, pattern: str = "**/*") -> set[str]:
    found = (path for path in folder.glob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found if not LEFT_OUT & set(path.parts)}


def list_archived(archived: Path, name: str) -> Iterator[set[str]]:
    """Yield what a file or folder holds here, and in the source archive."""
    for root in (PROJECT, archived):
        yield list_files(root / name) if (root / name).is_dir() else {name} & list_files(root, "*")


def test_the_wheel_holds_one_package(installed: Installed) -> None:
    """Nothing of a common name, such as tests or tools, lands beside other people's packages."""
    folders = {path.name for path in installed.packages.iterdir()}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"bin", "cx_handbook"}


def test_the_wheel_holds_every_file_of_the_package(installed: Installed) -> None:
    """Templates, scripts, fonts, skeletons and samples come along, not only modules."""
    assert list_files(PACKAGE) - list_files(installed.package) == set()


def test_the_wheel_holds_the_big_sample_as_it_is_at_the_root(installed: Installed) -> None:
    """The content at the repository's root is the sample retail, without any form that was issued."""
    retail = installed.package / "samples/retail"
    written = {
        *(f"policies/{name}" for name in list_files(PROJECT / "policies", "**/*.yml")),
        *(f"checklists/{name}" for name in list_files(PROJECT / "checklists", "*.yml")),
        *(f"logs/{name}" for name in list_files(PROJECT / "logs", "*.yml")),
    }

    assert list_files(retail) == {*written, "sample.yml"}
    for name in written:
        assert (retail / name).read_bytes() == (PROJECT / name).read_bytes()


def test_the_wheel_names_its_commands(installed: Installed) -> None:
    """`uvx cx-handbook` finds a command of the package's own name, and it is the same one."""
    asked = (
        "from importlib.metadata import distributions\n"
        f"found, = distributions(name='cx-handbook', path=[{str(installed.packages)!r}])\n"
        "print(*sorted(f'{e.group} {e.name} {e.value}' for e in found.entry_points), sep='\\n')"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert said.stdout.splitlines() == [
        "console_scripts cx-handbook cx_handbook.cli.main:main",
        "console_scripts handbook cx_handbook.cli.main:main",
        "mkdocs.plugins handbook cx_handbook.website.mkdocs.plugin:HandbookPlugin",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "generator", "policies", "checklists", "logs", "docs", "schemas", "tests", "tools",
        "benchmarks", "Makefile", "mkdocs.yml", "pyproject.toml", "requirements.txt",
        "requirements-dev.txt", "requirements-engines.txt", "requirements-spark.txt",
        "tsconfig.json", "tsconfig.worker.json", ".oxlintrc.json", ".oxfmtrc.json", "README.md",
        "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    ],
)  # fmt: skip
def test_the_source_archive_holds_what_the_two_commands_need(
    installed: Installed, name: str
) -> None:
    """Whoever unpacks it can run `make handbook` and `make test`, as the README says."""
    here, archived = list_archived(installed.source, name)

    assert archived == here
    assert here != set()


def test_the_source_archive_holds_nothing_else(installed: Installed) -> None:
    """Include patterns are anchored: no folder comes along because one of its name is included."""
    top = {path.name for path in installed.source.iterdir()}

    assert top - {path.name for path in PROJECT.iterdir()} == {"PKG-INFO"}
    assert top.isdisjoint({"site", "print", "audits", ".venv", ".cache"})
