"""What `handbook check` says about content that is wrong, word for word, and how it exits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.model import Form
from cx_handbook.errors import Problem
from support.edits import REWRITE, answer_danger, change_handbook
from support.project import CASES

CASES = CASES / "refused"


def check(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "check", *options])


def names(case: Path) -> str:
    return case.relative_to(CASES).with_suffix("").as_posix()


@pytest.mark.parametrize("case", sorted(CASES.rglob("*.txt")), ids=names)
def test_says_what_is_wrong_and_what_to_write(case: Path, handbook_root: Path) -> None:
    """Every refusal names the place, what is wrong and what to write instead.

    It says the same when what is right was parsed by an earlier check.
    """
    told, _, expected = case.read_text(encoding="utf-8").partition("\n=\n")
    change_handbook(handbook_root, told.splitlines())
    result = check(handbook_root)
    if os.environ.get(REWRITE):
        case.write_text(f"{told}\n=\n{result.output}", encoding="utf-8")
    else:
        assert result.output == expected
        assert check(handbook_root).output == expected
    assert result.exit_code == (0 if ": no problem, " in result.output else 1)


def test_a_valid_handbook_is_counted(handbook_root: Path) -> None:
    """A handbook without problems says what was read and exits with 0."""
    result = check(handbook_root)
    assert result.output.splitlines()[-1] == (
        "Read 5 policies, 6 standards, 1 situation, 2 checklists: no problem, 2 warnings, "
        "1 notice, 4 exceptions accepted."
    )
    assert result.exit_code == 0


def test_a_handbook_whose_forms_are_issued_has_no_warning(handbook_root: Path) -> None:
    """Once each form lies in issued/, there is nothing left to say."""
    answer_danger(handbook_root)
    handbook = load_handbook(handbook_root)
    for checklist in handbook.checklists:
        issue(handbook_root, handbook.forms[checklist.slug])
    result = check(handbook_root)
    assert result.output == (
        "Read 5 policies, 6 standards, 1 situation, 2 checklists: no problem, 0 warnings, "
        "4 exceptions accepted.\n"
    )
    assert result.exit_code == 0


def test_a_form_that_changed_since_is_not_issued(handbook_root: Path) -> None:
    """A warning comes back for the one checklist whose questions changed."""
    answer_danger(handbook_root)
    handbook = load_handbook(handbook_root)
    for checklist in handbook.checklists:
        issue(handbook_root, handbook.forms[checklist.slug])
    file = handbook_root / "policies/calls/ring-back.yml"
    file.write_text(file.read_text().replace("target: 9/10", "target: 95%"))
    (problem,) = examine_content(handbook_root).problems
    assert (problem.file, problem.severity) == ("checklists/monthly.yml", "warning")


def issue(root: Path, form: Form) -> None:
    folder = root / "checklists/issued"
    folder.mkdir(exist_ok=True)
    issued = {"fingerprint": form.fingerprint, "form": form.model_dump(mode="json")}
    (folder / f"{form.checklist}-{form.fingerprint}.json").write_text(json.dumps(issued))


@pytest.mark.parametrize(
    "case", ["references/every-file-at-once", "forms/not-issued", "yaml/not-utf-8"]
)
def test_json_says_the_same_as_text(case: str, handbook_root: Path) -> None:
    """A program reads the same problems in the same order, with their parts taken apart."""
    told, _, expected = (CASES / f"{case}.txt").read_text(encoding="utf-8").partition("\n=\n")
    change_handbook(handbook_root, told.splitlines())
    result = check(handbook_root, "--format", "json")
    problems = [Problem(**problem) for problem in json.loads(result.output)["problems"]]
    assert [str(problem) for problem in problems] == expected.splitlines()[:-1]
    assert result.exit_code == check(handbook_root).exit_code


def test_json_of_nothing_wrong_is_an_empty_list(handbook_root: Path) -> None:
    """A program need not tell the valid handbook apart."""
    answer_danger(handbook_root)
    handbook = load_handbook(handbook_root)
    for checklist in handbook.checklists:
        issue(handbook_root, handbook.forms[checklist.slug])
    assert json.loads(check(handbook_root, "--format", "json").output) == {"problems": []}


def test_without_a_handbook_it_cannot_run(tmp_path: Path) -> None:
    """A folder without policies/ is no handbook: exit 2, and what to do about it."""
    result = check(tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        f"handbook: there is no folder policies in {tmp_path}; "
        "change to the handbook's folder, name it with --root, or start one: "
        "handbook init my-handbook\n"
    )


def test_an_unreadable_folder_means_it_cannot_run(
    handbook_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that refuses to be listed is named; nothing is reported as if it were all."""

    def refuse(path: Path) -> None:
        raise PermissionError(13, os.strerror(13), str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    result = check(handbook_root)
    assert result.exit_code == 2
    assert result.stderr == (
        f"handbook: {handbook_root / 'policies'} cannot be read (Permission denied)\n"
    )


@pytest.mark.parametrize("options", [("--format", "xml"), ("--nonsense",), ("extra",)])
def test_a_mistyped_command_cannot_run(options: tuple[str, ...], handbook_root: Path) -> None:
    """What the command line does not know is no problem of the content: exit 2."""
    assert check(handbook_root, *options).exit_code == 2


def test_the_folder_is_the_current_one_unless_named(
    handbook_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run inside the handbook's folder, the command needs no --root."""
    monkeypatch.chdir(handbook_root)
    assert CliRunner().invoke(main, ["check"]).output == check(handbook_root).output


def test_the_installed_command_exits_with_its_finding(handbook_root: Path) -> None:
    """A shell sees 0, 1 and 2, and a problem on standard output."""
    command = [sys.executable, "-m", "cx_handbook", "--root"]

    def run(root: Path) -> tuple[int, str]:
        done = subprocess.run([*command, root, "check"], capture_output=True, text=True)
        return done.returncode, done.stdout

    assert run(handbook_root)[0] == 0
    (handbook_root / "policies/sections.yml").unlink()
    assert run(handbook_root) == (
        1,
        "policies/sections.yml:1:1: this file is missing; write it as the authoring guide shows\n"
        "1 problem\n",
    )
    assert run(handbook_root / "policies") == (2, "")
