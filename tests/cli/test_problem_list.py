"""Many equal problems are shown by their first places and a number."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from cx_handbook.cli.main import main
from cx_handbook.cli.problem_list import format_count, format_problems
from cx_handbook.errors import UNFINISHED, Problem


def make_problems(n: int, wrong: str) -> list[Problem]:
    return [Problem("a.yml", line, 1, "x", wrong, "write it") for line in range(1, n + 1)]


def test_many_equal_problems_are_one_group() -> None:
    """Three places, then how many more there are; another name is a group of its own."""
    found = [
        *make_problems(127, "there is no channel counter"),
        *make_problems(1, "no channel chat"),
    ]

    assert list(format_problems(found)) == [
        "a.yml:1:1: x: there is no channel counter; write it",
        "a.yml:2:1: x: there is no channel counter; write it",
        "a.yml:3:1: x: there is no channel counter; write it",
        "  and 124 more: there is no channel counter",
        "a.yml:1:1: x: no channel chat; write it",
    ]
    assert format_count(found) == "128 problems; handbook check --format json lists every place"


def test_very_many_breaches_of_a_rule_are_one_group() -> None:
    """They name other words each; what is wrong besides must not be lost among them."""
    breaches = [
        Problem("a.yml", n, 1, "say", f"at {n} is fixed", "leave it open", rule="fixed-time")
        for n in range(1, 152)
    ]
    found = [*breaches, *make_problems(1, "there is no role boss")]

    lines = list(format_problems(found))
    assert lines[:10] == [str(problem) for problem in breaches[:10]]
    assert lines[10:] == ["  and 141 more: breaches of fixed-time", str(found[-1])]
    assert format_count(found) == "152 problems; handbook check --format json lists every place"
    assert list(format_problems(breaches[:20])) == [str(problem) for problem in breaches[:20]]


def test_a_few_equal_problems_are_all_shown() -> None:
    """Up to five, a line about the others would save nothing."""
    found = make_problems(5, "there is no role boss")

    assert list(format_problems(found)) == [str(problem) for problem in found]
    assert format_count(found) == "5 problems"


def test_every_unfinished_text_is_named() -> None:
    """Each has to be written, so each place is shown."""
    found = make_problems(40, UNFINISHED)

    assert len(list(format_problems(found))) == 40
    assert format_count(found) == "40 problems"


def test_after_a_hundred_lines_there_is_a_count() -> None:
    """A thousand mistakes, alike or each in its own words, bury nobody."""
    unfinished = make_problems(1_000, UNFINISHED)
    different = [make_problems(1, f"there is no role r{n}")[0] for n in range(1_000)]

    for found in (unfinished, different):
        lines = list(format_problems(found))
        assert lines[:100] == [str(problem) for problem in found[:100]]
        assert lines[100:] == [
            "  and 900 more lines; handbook check --format json lists every place"
        ]


def test_json_keeps_every_place(handbook_root: Path) -> None:
    """A program gets all problems, whatever a person is shown."""
    company = handbook_root / "policies/company.yml"
    company.write_text(company.read_text("utf-8").replace("id: phone", "id: talk"), "utf-8")

    def check(*options: str) -> str:
        return CliRunner().invoke(main, ["--root", str(handbook_root), "check", *options]).output

    found = json.loads(check("--format", "json"))["problems"]
    lines = check().splitlines()

    missing = [one for one in found if one["wrong"] == "there is no channel phone"]
    assert len(missing) > 5
    assert sum("there is no channel phone; " in line for line in lines) == 3
    assert f"  and {len(missing) - 3} more: there is no channel phone" in lines
