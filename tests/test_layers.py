"""Imports point downwards, and each outside library has its homes: docs/architecture.md says which."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator"
_ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \|([^|]*)\|$", re.MULTILINE)

TABLE = _ROW.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
ORDER = [module for module, _ in TABLE]
HOMES = {module: {name for name in re.split(r"[,\s]+", homes) if name} for module, homes in TABLE}
MODEL_ORDER = (
    "wording", "common", "rhythm", "company", "sources", "policy", "situation", "checklist",
    "form", "audit", "training", "servicemodel", "handbook",
)  # fmt: skip
ALIASES = {"pydantic_core": "pydantic"}


def modules() -> list[str]:
    names = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    return sorted(names - {"__init__"})


def files(module: str) -> list[Path]:
    folder = PACKAGE / module
    return sorted(folder.glob("*.py")) if folder.is_dir() else [PACKAGE / f"{module}.py"]


def imports(path: Path) -> Iterator[str]:
    """Yield what a file imports when it runs, as dotted names; what only types need is left out."""
    yield from _imports(ast.parse(path.read_text(encoding="utf-8")))


def _imports(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are written out"
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        else:
            yield from _imports(child)


def test_every_module_has_its_line() -> None:
    """A module that is added or removed is added to or removed from the map."""
    assert sorted(ORDER) == modules()


@pytest.mark.parametrize("module", ORDER)
def test_imports_point_downwards(module: str) -> None:
    """A module imports only modules that stand above it in the map, so there is no cycle."""
    below = set(ORDER[: ORDER.index(module)])

    imported = {
        name.split(".")[1]
        for path in files(module)
        for name in imports(path)
        if name.startswith("generator.") and name != "generator.__version__"
    } - {module}

    assert imported - below == set()


@pytest.mark.parametrize("name", MODEL_ORDER)
def test_imports_inside_the_model_point_downwards(name: str) -> None:
    """Inside the model, too, a record is built only from those below it."""
    below = set(MODEL_ORDER[: MODEL_ORDER.index(name)])

    imported = {
        found.split(".")[2]
        for found in imports(PACKAGE / "model" / f"{name}.py")
        if found.startswith("generator.model.")
    }

    assert imported - below == set()


def test_every_part_of_the_model_has_its_place() -> None:
    """No file of the model escapes the order."""
    found = {path.stem for path in (PACKAGE / "model").glob("*.py")} - {"__init__"}

    assert found == set(MODEL_ORDER)


@pytest.mark.parametrize("module", ORDER)
def test_each_outside_library_stays_at_home(module: str) -> None:
    """A module imports just the outside libraries that the map names for it."""
    names = {name.split(".")[0] for path in files(module) for name in imports(path)}

    outside = {ALIASES.get(n, n) for n in names if n not in sys.stdlib_module_names} - {"generator"}

    assert outside == HOMES[module]


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("yaml", {"yamlfile"}),
        ("click", {"terminal", "entercli", "auditcli", "cli"}),
        ("weasyprint", {"pdf"}),
        ("pikepdf", {"pdf", "pdffields", "pdfform"}),
        ("markdown_it", {"markup"}),
        ("mkdocs", {"plugin", "build"}),
    ],
)
def test_a_library_that_may_be_exchanged_has_few_homes(library: str, homes: set[str]) -> None:
    """What may have to be replaced one day is known in one place, and the map cannot move it."""
    assert {module for module, found in HOMES.items() if library in found} == homes
