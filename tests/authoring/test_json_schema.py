"""The schemas that editors complete from fit the model and every file that is shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from cx_handbook.authoring.json_schema import find_outdated, generate_schemas, write_schemas
from cx_handbook.cli.main import main
from cx_handbook.content.yaml_reader import read_yaml
from support.project import PROJECT
from support.v8 import Scripts

ROOT = PROJECT
_FOLDERS = {
    "situations": "situation", "cases": "case", "role-plays": "role-play", "models": "model",
}  # fmt: skip
SCHEMAS = {name: json.loads(text) for name, text in generate_schemas().items()}
_MODELINE = "# yaml-language-server: $schema="


def shipped() -> list[Path]:
    files = [
        *(ROOT / "policies").rglob("*.yml"),
        *(ROOT / "checklists").glob("*.yml"),
        *(ROOT / "logs").glob("*.yml"),
    ]
    return sorted(files)


def schema_name(path: Path) -> str:
    if path.parent.name == "checklists":
        return "checklist"
    if path.parent.name == "logs":
        return "log"
    if path.parent.name == "policies":
        return path.stem
    return _FOLDERS.get(path.parent.name, "policy")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_schemas_are_up_to_date() -> None:
    """The committed schemas are what the model gives now; `make schema` writes them."""
    assert find_outdated(ROOT) == []


def test_there_is_a_schema_for_each_sort_of_file() -> None:
    """Every shipped file has a schema, and every schema a file that uses it."""
    names = {*(schema_name(path) for path in shipped()), "audit"}  # audits are not shipped
    assert {f"schemas/{name}.schema.json" for name in names} == set(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_a_schema(name: str) -> None:
    """Each schema follows the dialect it names."""
    schema = SCHEMAS[name]

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@cache
def make_validator(name: str) -> Draft202012Validator:
    """Return what checks data by a schema; made once, because that takes longer than to check."""
    return Draft202012Validator(SCHEMAS[name])


def patterns_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        yield from schema.get("patternProperties", {})
        for value in schema.values():
            yield from patterns_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from patterns_in(value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_pattern_is_one_of_javascript(name: str) -> None:
    """JSON Schema takes its patterns from ECMA-262, and checkers read them in Unicode mode."""
    patterns = sorted(set(patterns_in(SCHEMAS[name])))
    v8 = Scripts()

    refused = v8.call(
        """(patterns) => patterns.filter((pattern) => {
            try { new RegExp(pattern, "u"); return false; } catch { return true; }
        })""",
        patterns,
    )

    assert patterns != []
    assert refused == []


@pytest.mark.parametrize("path", shipped(), ids=named)
def test_each_shipped_file_names_its_schema(path: Path) -> None:
    """The first line of each content file leads an editor to the right schema."""
    first = path.read_text(encoding="utf-8").splitlines()[0]

    assert first.startswith(_MODELINE)
    target = (path.parent / first.removeprefix(_MODELINE)).resolve()
    assert target == ROOT / "schemas" / f"{schema_name(path)}.schema.json"
    assert target.is_file()


@pytest.mark.parametrize("path", shipped(), ids=named)
def test_each_shipped_file_fits_its_schema(path: Path) -> None:
    """An editor has nothing to complain about in the files we ship."""
    validator = make_validator(f"schemas/{schema_name(path)}.schema.json")

    faults = validator.iter_errors(read_yaml(path, path.name).data)

    assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": None}, "title"),
        ({"prommise": "typed wrong"}, "prommise"),
        ({"factor": "charm"}, "factor"),
        ({"review_every": "soon"}, "review_every"),
        ({"customers_say": ["only one"]}, "customers_say"),
    ],
)
def test_an_editor_shows_what_is_wrong(change: dict[str, Any], where: str) -> None:
    """A slip in a policy is a fault in its schema too, and the fault names the field."""
    path = next(p for p in shipped() if schema_name(p) == "policy")
    data = read_yaml(path, path.name).data
    policy = SCHEMAS["schemas/policy.schema.json"]
    kind = next(part for part in policy["oneOf"] if part["$ref"].lower().endswith(data["kind"]))
    validator = Draft202012Validator({**policy, "oneOf": [kind]})

    faults = [str(fault) for fault in validator.iter_errors({**data, **change})]

    assert len(faults) == 1
    assert where in faults[0]


def test_schemas_are_written_once(tmp_path: Path) -> None:
    """Writing a second time changes nothing and says so."""
    runner = CliRunner()

    first = runner.invoke(main, ["--root", str(tmp_path), "schema"])
    second = runner.invoke(main, ["--root", str(tmp_path), "schema"])

    assert first.output.splitlines() == [f"Wrote {name}." for name in SCHEMAS]
    assert second.output == "The schemas fit the model.\n"
    assert (first.exit_code, second.exit_code) == (0, 0)


def test_checking_names_what_is_outdated_and_writes_nothing(tmp_path: Path) -> None:
    """`handbook schema --check` fails on an old schema and leaves it as it is."""
    write_schemas(tmp_path)
    old = tmp_path / "schemas" / "policy.schema.json"
    old.write_text("{}", encoding="utf-8")

    result = CliRunner().invoke(main, ["--root", str(tmp_path), "schema", "--check"])

    assert result.exit_code == 1
    assert result.output == "schemas/policy.schema.json is outdated; run handbook schema\n"
    assert old.read_text(encoding="utf-8") == "{}"
