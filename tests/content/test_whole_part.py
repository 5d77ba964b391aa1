"""What can be used of a handbook while other files are broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.content.loader import load_whole_part
from cx_handbook.documents.sheet_choice import is_printed_from
from cx_handbook.errors import HandbookError

HALF = "policies/calls/half.yml"


def run(root: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments], input=typed)


def break_situation(root: Path) -> None:
    """Leave a situation as somebody leaves it who was called away."""
    (root / "policies/situations/chair-came-broken.yml").write_text(
        "name: A chair\nchanels: [phone\n"
    )


def list_needed(root: Path, *names: str) -> list[str]:
    """Return the files with problems that keep something from being printed."""
    whole = load_whole_part(root)
    try:
        whole.require_files(lambda file: is_printed_from(file, names))
    except HandbookError as error:
        return sorted({problem.file for problem in error.problems})
    return []


def test_a_sheet_is_printed_beside_a_broken_situation(handbook_root: Path, tmp_path: Path) -> None:
    """The situation is on no sheet: it is named once, and the exit code is that of the work."""
    break_situation(handbook_root)

    result = run(handbook_root, "print", "daily", "--xlsx", "--output", str(tmp_path / "out"))

    assert result.exit_code == 0, result.output
    assert (tmp_path / "out/daily.xlsx").is_file()
    assert result.output.splitlines()[-1] == (
        "notice: 1 problem in 1 file not needed here: policies/situations/chair-came-broken.yml; "
        "handbook check lists them"
    )


def test_a_policy_that_a_checklist_asks_stops_its_sheet(handbook_root: Path) -> None:
    """Without the policy its questions would be missing; the problem is that of the policy."""
    (handbook_root / "policies/habits/tidy-counter.yml").write_text(
        "title: A tidy counter\nkind: practice\n"
    )

    result = run(handbook_root, "print", "daily", "--xlsx")

    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert {line.partition(":")[0] for line in lines[:-1]} == {"policies/habits/tidy-counter.yml"}
    assert not (handbook_root / "print").exists()


@pytest.mark.parametrize(
    ("kind", "sheets"),
    [("practice", ["monthly"]), ("apology", ["monthly"]), ("", ["monthly"])],
)
def test_a_pick_by_condition_waits_for_every_policy_it_may_find(
    kind: str, sheets: list[str], handbook_root: Path
) -> None:
    """A half-written policy may be in the counter channel, so the monthly sheet is not whole."""
    (handbook_root / HALF).write_text(f"title: Half\n{f'kind: {kind}' if kind else ''}\n")

    found = [name for name in ("daily", "monthly") if list_needed(handbook_root, name)]

    assert found == sheets
    assert list_needed(handbook_root, "monthly") == [HALF]


def test_a_pick_of_another_kind_does_not_wait(handbook_root: Path) -> None:
    """A pick that names its kind cannot find a policy of another one."""
    (handbook_root / HALF).write_text("title: Half\nkind: practice\n")
    checklist = handbook_root / "checklists/monthly.yml"
    text = checklist.read_text("utf-8")
    start, end = text.index("sections:"), text.index("owner:")
    picks = "sections:\n  - title: One\n    pick:\n      - kind: callback\n"
    checklist.write_text(text[:start] + picks + text[end:], "utf-8")

    assert list_needed(handbook_root, "monthly") == []


def test_each_pack_needs_what_is_in_it(handbook_root: Path) -> None:
    """A broken role-play stops the trainer's pack, and neither the handouts nor a log."""
    play = "policies/role-plays/the-broken-leg.yml"
    (handbook_root / play).write_text("title: A leg\n")

    assert list_needed(handbook_root, "trainers-pack") == [play]
    assert list_needed(handbook_root, "participants-handouts") == []
    assert list_needed(handbook_root, "log-complaints-received") == []
    assert list_needed(handbook_root) == [play]


def test_what_is_broken_is_not_said_to_be_missing(handbook_root: Path) -> None:
    """Whoever slips in the name of a case that is there reads what is wrong with it, not that none is."""
    case = handbook_root / "policies/cases/empty-hand.yml"
    case.write_text(case.read_text("utf-8").replace("title: ", "titel: ", 1), "utf-8")

    result = run(handbook_root, "print", "case", "empty-hands")

    assert result.exit_code == 1
    assert "policies/cases/empty-hand.yml:1:1: titel: there is no such field" in result.output
    assert "has none" not in result.output


def test_a_new_policy_takes_no_id_of_a_broken_file(handbook_root: Path) -> None:
    """An ID in a file that is no YAML at all is in use all the same, and so is its name."""
    (handbook_root / HALF).write_text("title: [\nstandards:\n  - id: CB-17\n")

    made = run(handbook_root, "new", "policy", "callback", "brand-new")
    again = run(handbook_root, "new", "policy", "callback", "half", "--section", "habits")

    assert made.exit_code == 0, made.output
    assert "1 problem in 1 file not needed here: policies/calls/half.yml" in made.output
    assert "  - id: CB-18\n" in (handbook_root / "policies/calls/brand-new.yml").read_text("utf-8")
    assert (
        again.output
        == "handbook: the name half is taken by policies/calls/half.yml; choose another\n"
    )


def test_a_new_file_needs_the_files_it_writes_of(handbook_root: Path) -> None:
    """Without readable sections nobody knows where a policy belongs; a log does not mind."""
    (handbook_root / "policies/sections.yml").write_text("sections: none\n")

    refused = run(handbook_root, "new", "policy", "callback", "brand-new")
    made = run(handbook_root, "new", "log", "brand-new")

    assert (refused.exit_code, made.exit_code) == (1, 0)
    assert refused.output.startswith("policies/sections.yml:1:1: sections: ")


def test_an_audit_is_typed_in_beside_a_broken_situation(handbook_root: Path) -> None:
    """What comes back on paper does not wait for somebody else's file."""
    break_situation(handbook_root)

    result = run(handbook_root, "audit", "enter", "daily", typed="q\n")

    assert result.exit_code == 0, result.output
    assert "nothing was typed" in result.output
    assert "notice: 1 problem in 1 file not needed here" in result.output


def test_the_company_is_needed_by_everything(handbook_root: Path) -> None:
    """Its roles and sites are on every sheet: only its own problems are shown then."""
    (handbook_root / "policies/company.yml").write_text("name: A shop\n")
    break_situation(handbook_root)

    with pytest.raises(HandbookError) as refused:
        load_whole_part(handbook_root)

    assert {problem.file for problem in refused.value.problems} == {"policies/company.yml"}
