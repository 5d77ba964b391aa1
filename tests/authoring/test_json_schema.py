"""The schemas that editors complete from fit the model and every file that is shipped."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from cx_handbook.authoring.json_schema import (
    find_outdated,
    gather_own_names,
    generate_schemas,
    write_schemas,
)
from cx_handbook.cli.main import main
from cx_handbook.content.loader import examine_content
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.types import Share
from cx_handbook.content.yaml_reader import read_yaml
from support.project import CASES, PROJECT
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


@pytest.mark.parametrize(
    ("fields", "right", "wrong"),
    [
        (
            ("opening_hours", "monday"),
            ["closed", "9:00-17:30", "8:30-12:30, 14:00-18:30", "16:00-2:00", "0:00-24:00"],
            ["8:30-25:00", "9-17", "9:00-24:30", "9:00-17:30 and 18:00-19:00"],
        ),
        (("gesture_limits", "agent"), [20, 12.5], ["€60"]),
    ],
)
def test_an_editor_knows_hours_and_money(
    fields: tuple[str, str], right: list[object], wrong: list[object]
) -> None:
    """What no day has is underlined as it is typed; what `check` allows is not."""
    company = read_yaml(CASES / "handbook/policies/company.yml", "company.yml").data
    validator = make_validator("schemas/company.schema.json")
    block, name = fields

    def is_valid(value: object) -> bool:
        return validator.is_valid(company | {block: company[block] | {name: value}})

    assert [value for value in right if not is_valid(value)] == []
    assert [value for value in wrong if is_valid(value)] == []


def test_an_editor_knows_that_a_share_has_an_end() -> None:
    """More than all is no share."""
    validator = Draft202012Validator(TypeAdapter(Share).json_schema())

    assert [
        one for one in ("0%", "90%", "87.5 %", "100%", "5/6", 0.9) if not validator.is_valid(one)
    ] == []
    assert [one for one in ("120%", "100.5%", 90) if validator.is_valid(one)] == []


def run_schema(root: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--root", str(root), "schema", *options])
    return result.exit_code, result.output


def test_schemas_are_written_once(handbook_root: Path) -> None:
    """Writing a second time changes nothing and says so."""
    first, second = run_schema(handbook_root), run_schema(handbook_root)

    assert first == (0, "".join(f"Wrote {name}.\n" for name in SCHEMAS))
    assert second == (0, "The schemas fit the model.\n")


def test_checking_names_what_is_outdated_and_writes_nothing(handbook_root: Path) -> None:
    """`handbook schema --check` fails on an old schema and leaves it as it is."""
    write_schemas(handbook_root)
    old = handbook_root / "schemas" / "policy.schema.json"
    old.write_text("{}", encoding="utf-8")

    assert run_schema(handbook_root, "--check", "--generic") == (
        1,
        "schemas/policy.schema.json is outdated; run handbook schema --generic\n",
    )
    assert (
        "schemas/situation.schema.json is outdated; run handbook schema\n"
        in (run_schema(handbook_root, "--check")[1])
    )
    assert old.read_text(encoding="utf-8") == "{}"


def test_check_says_when_editors_know_other_names(handbook_root: Path) -> None:
    """A new role would be marked as wrong: each group that has changed is named, with the command."""

    def list_notices() -> list[str]:
        problems = examine_content(handbook_root).problems
        return [str(problem) for problem in problems if problem.instead == "run handbook schema"]

    run_schema(handbook_root, "--generic")
    company = handbook_root / "policies/company.yml"
    company.write_text(
        company.read_text("utf-8").replace("roles:\n", "roles:\n  - {id: cook, name: Cook}\n")
    )
    assert list_notices() == []
    run_schema(handbook_root)
    assert list_notices() == []

    company.write_text(company.read_text("utf-8").replace("id: cook", "id: baker"))
    assert list_notices() == [
        "policies/company.yml:21:1: notice: roles: editors complete the roles of before, and mark a "
        "new one as wrong; run handbook schema"
    ]
    run_schema(handbook_root)
    assert list_notices() == []


def test_a_folder_without_a_handbook_gets_no_schemas(tmp_path: Path) -> None:
    """Nothing there would use them."""
    code, output = run_schema(tmp_path)

    assert code == 2
    assert output.startswith("handbook: there is no folder policies in ")
    assert list(tmp_path.iterdir()) == []


def test_an_editor_completes_names_of_the_handbook(handbook: Handbook) -> None:
    """Roles and channels are the company's and no others; an ID of a policy may be a new one."""
    own = generate_schemas(gather_own_names(handbook))
    situation = json.loads(own["schemas/situation.schema.json"])
    validator = Draft202012Validator(situation)
    data = read_yaml(CASES / "handbook/policies/situations/chair-came-broken.yml", "").data

    def count_faults(**change: Any) -> int:
        return len(list(validator.iter_errors({**data, **change})))

    assert situation["properties"]["channels"]["items"] == {
        "type": "string", "enum": ["phone", "counter"],
    }  # fmt: skip
    assert count_faults() == count_faults(do=[{"policy": "brand-new", "because": "It is."}]) == 0
    assert count_faults(channels=["fone"]) == 1
    offered = situation["$defs"]["SituationAction"]["properties"]["policy"]
    assert "broken-chair" in str(offered)
    assert "x-refers-to" not in "".join([*own.values(), *generate_schemas().values()])


@pytest.mark.parametrize("own", [False, True], ids=["generic", "own"])
def test_the_patterns_are_those_of_javascript(
    own: bool, handbook: Handbook, tmp_path: Path
) -> None:
    """check-jsonschema reads each pattern as ECMA-262 in Unicode mode, as editors and hooks do."""
    write_schemas(tmp_path, gather_own_names(handbook) if own else None)
    files = sorted(map(str, (tmp_path / "schemas").iterdir()))

    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *files],
        capture_output=True, text=True,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n"), done.stdout
    assert len(files) == len(SCHEMAS)
