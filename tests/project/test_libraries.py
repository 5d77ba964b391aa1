"""Each outside library has one home in the package, so that it can be replaced there."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import defaultdict
from functools import cache

import pytest

from support.project import PROJECT

PACKAGE = PROJECT / "generator" / "cx_handbook"
HOMES = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["cx-handbook"][
    "homes"
]


def list_imports(text: str) -> set[str]:
    """Return the top-level packages that a module imports, wherever in it they are imported."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


@cache
def find_importers() -> dict[str, list[str]]:
    """Return for each outside library the modules of the package that import it."""
    importers = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for name in list_imports(path.read_text("utf-8")) - sys.stdlib_module_names:
            importers[name].append(module.removesuffix(".__init__"))
    return {name: modules for name, modules in importers.items() if name != "cx_handbook"}


def test_every_library_is_listed_with_its_home() -> None:
    assert sorted(find_importers()) == sorted(HOMES)


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_is_imported_in_its_home_alone(library: str) -> None:
    """What lies below a home belongs to it; a home that no longer imports the library goes."""
    importers = find_importers()[library]
    homes = HOMES[library]
    lost = [one for one in importers if not any(f"{one}.".startswith(f"{h}.") for h in homes)]
    empty = [h for h in homes if not any(f"{one}.".startswith(f"{h}.") for one in importers)]
    assert (lost, empty) == ([], [])


def test_an_import_is_found_wherever_it_stands() -> None:
    """At the top, in a function, of a part, and not one of our own by a relative name."""
    text = (
        "import os\ndef f():\n    from yaml.nodes import Node\nfrom . import x\nimport a.b as c\n"
    )
    assert list_imports(text) == {"os", "yaml", "a"}
