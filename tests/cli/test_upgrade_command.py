"""`handbook upgrade` brings a folder up to this version, or a handbook out of a clone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from cx_handbook.authoring.editing.file_changes import UNDO
from cx_handbook.authoring.program_files import RECORD, digest
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.yaml_reader import parse_yaml
from support.own_folder import list_faults, read_folder, run_in
from support.project import DAY, PROJECT

WORKFLOW = ".github/workflows/handbook.yml"
EDITOR = ".vscode/settings.json"
DONE = "Everything is as this version has it.\n"
# The last commit at which content and program shared a repository.
BEFORE = "adec914"


def make_older(root: Path, name: str, text: str) -> None:
    """Let a file of the program's be as an older version wrote it."""
    record = json.loads((root / RECORD).read_text())
    record["files"][name] = digest(text.encode())
    (root / RECORD).write_text(json.dumps(record))
    (root / name).write_text(text)


def test_a_folder_of_this_version_needs_nothing(ours: Path) -> None:
    before = read_folder(ours)
    result = run_in(ours, "upgrade")
    assert (result.exit_code, result.output) == (0, DONE)
    assert read_folder(ours) == before


def test_what_nobody_changed_is_brought_up_to_date(ours: Path) -> None:
    """First it is shown, and without an agreement nothing is written; a second time there is nothing."""
    new = read_folder(ours)
    make_older(ours, WORKFLOW, "name: Old\n")
    (ours / "schemas/policy.schema.json").write_text("{}")
    company = ours / "policies/company.yml"
    company.write_text(company.read_text("utf-8").partition("\n# The form of")[0])
    older = read_folder(ours)

    shown = run_in(ours, "upgrade")
    assert shown.exit_code == 1
    assert "\n-name: Old\n" in shown.output
    assert "\n+format: 2\n" in shown.output
    assert shown.output.endswith("Nothing is written yet. Add --yes to do it.\n")
    assert read_folder(ours) == older

    assert run_in(ours, "upgrade", "--yes").exit_code == 0
    # The mark stands where it stood: every byte is as if it had been begun today.
    assert read_folder(ours) == new
    assert run_in(ours, "upgrade").output == DONE


def test_what_the_author_changed_stays_and_the_difference_is_shown_once(ours: Path) -> None:
    """A check with a step of one's own is not overwritten; what is deleted stays deleted."""
    make_older(ours, WORKFLOW, "name: Old\n")
    (ours / WORKFLOW).write_text("name: Old\n# and a step of ours\n")
    (ours / EDITOR).unlink()
    result = run_in(ours, "upgrade", "--yes")

    assert result.exit_code == 0, result.output
    assert f"{WORKFLOW} is yours and stays as it is." in result.output
    assert "\n  -# and a step of ours\n" in result.output
    assert (ours / WORKFLOW).read_text() == "name: Old\n# and a step of ours\n"
    assert not (ours / EDITOR).exists()
    assert run_in(ours, "upgrade").output == DONE


def test_what_an_earlier_upgrade_left_behind_has_to_be_settled_first(ours: Path) -> None:
    (ours / UNDO).mkdir()
    result = run_in(ours, "upgrade", "--yes")
    assert result.exit_code == 2
    assert "handbook: an earlier change was broken off" in result.output


def test_content_of_a_later_version_is_not_touched(ours: Path) -> None:
    """`check` and `upgrade` both say which version to install."""
    company = ours / "policies/company.yml"
    company.write_text(company.read_text("utf-8").replace("format: 2", "format: 9"))
    advice = "install the version that requirements.txt names"
    assert advice in run_in(ours, "upgrade", "--yes").output
    (fault,) = list_faults(ours)
    assert fault.endswith(
        "format: the files have the form 9, and this version knows forms up to 2; " + advice
    )


# Out of a clone


def check_out(clone: Path, commit: str) -> None:
    """Write the repository as it was at a commit, the program's insides aside."""
    git = ["git", "-C", str(PROJECT)]
    if subprocess.run(
        [*git, "cat-file", "-e", f"{commit}^{{commit}}"], capture_output=True
    ).returncode:
        pytest.skip("needs the history of the repository")
    parts = (
        "policies",
        "checklists",
        "logs",
        "docs",
        "mkdocs.yml",
        "Makefile",
        "generator/cx_handbook/cli",
    )
    packed = subprocess.run(
        [*git, "archive", commit, *parts], capture_output=True, check=True
    ).stdout
    clone.mkdir()
    subprocess.run(["tar", "-x", "-C", str(clone)], input=packed, check=True)


def make_it_theirs(clone: Path) -> None:
    """Change what a company would: its name, policies that it dropped, a page, audits, an old form."""
    company = clone / "policies/company.yml"
    text = company.read_text("utf-8").replace(
        "name: Northgate Home", "name: Brightsmile # since May", 1
    )
    company.write_text(text)
    settings = clone / "mkdocs.yml"
    text = settings.read_text("utf-8").replace("Northgate Home · Customer", "Brightsmile · ")
    settings.write_text(text.replace("nav:\n", "nav:\n  - keys.md\n  - Engineers: [tests.md]\n"))
    (clone / "docs/keys.md").write_text("# Where the keys are\n")
    (clone / "audits/main/2026-10").mkdir(parents=True)
    (clone / "audits/main/2026-10/a.json").write_text("{}")
    (clone / "prices.xlsx").write_bytes(b"PK")


def test_a_handbook_kept_in_a_clone_becomes_a_folder_of_its_own(tmp_path: Path) -> None:
    """Content, audits, forms, logs and pages come along byte for byte; the program stays behind."""
    clone, own = tmp_path / "clone", tmp_path / "own"
    check_out(clone, BEFORE)
    make_it_theirs(clone)
    before = read_folder(clone)
    result = run_in(tmp_path, "upgrade", "--from", "clone", "own")
    after = read_folder(own)

    # Words of that time name people and times, and contradict each other: all of it is listed.
    assert result.exit_code == 1, result.output
    assert read_folder(clone) == before
    kept = {
        n: c
        for n, c in before.items()
        if n.startswith(("policies", "checklists", "logs", "audits"))
    }
    changed = {name for name, content in kept.items() if after[name] != content}
    assert changed == {"policies/company.yml", "policies/sources.yml"}
    assert all(after[name].startswith(before[name]) for name in changed)
    assert b"name: Brightsmile # since May\n" in after["policies/company.yml"]
    assert sorted(n for n in after if n.startswith("docs/")) == ["docs/README.md", "docs/keys.md"]
    assert not any(n.startswith(("generator", "Makefile", "prices")) for n in after)
    settings = parse_yaml(after["mkdocs.yml"], "mkdocs.yml").data
    assert settings["site_name"] == "Brightsmile ·  handbook"
    assert settings["nav"][:2] == ["keys.md", "how-to-use.md"]
    assert (
        "Left behind, and neither content nor the program's; copy what you need:\n  prices.xlsx\n"
        in (result.output)
    )
    rules = {problem.rule for problem in examine_content(own, DAY).errors}
    contradictions = {
        "another-call-time", "calls-at-other-hours", "one-price", "two-days-for-money",
    }  # fmt: skip
    assert rules == {"fixed-time", "name-in-words"} | contradictions
    assert len(load_handbook(own).issued) == len(list((clone / "checklists/issued").iterdir()))
    assert run_in(own, "upgrade").output == DONE


@pytest.mark.parametrize("policies", [True, False])
def test_what_is_no_clone_is_refused(ours: Path, tmp_path: Path, policies: bool) -> None:
    """A folder of its own needs none; a repository without a handbook has none to give."""
    clone = ours if policies else tmp_path
    result = run_in(tmp_path, "upgrade", "--from", str(clone), "new")
    assert result.exit_code == 2
    assert f"{clone} is no copy of the program's repository with a handbook in it" in result.output
    assert not (tmp_path / "new").exists()


def test_a_clone_is_not_upgraded_where_it_is() -> None:
    """Program and content would go on sharing a folder."""
    result = run_in(PROJECT, "upgrade", "--yes")
    assert (result.exit_code, result.output) == (
        2,
        "handbook: this is a copy of the program's repository; make it a folder of its own: "
        "handbook upgrade --from . ../my-handbook\n",
    )


def test_a_folder_without_a_clone_is_a_slip(ours: Path) -> None:
    result = run_in(ours, "upgrade", "other")
    assert "what is other? A clone to take it from is named with --from" in result.output
