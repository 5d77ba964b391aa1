"""A standard's ID is used once: whose it is, the issued forms say."""

from __future__ import annotations

from pathlib import Path

from cx_handbook.content.issued_forms import issue_forms
from cx_handbook.content.loader import examine_content, load_handbook

HABIT = "policies/habits/tidy-counter.yml"
APOLOGY = "policies/sorry/broken-chair.yml"


def rename_standard(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    path.write_text(path.read_text().replace(f"id: {old}", f"id: {new}"))


def list_faults_of_ids(root: Path) -> list[str]:
    return [str(problem) for problem in examine_content(root).problems if " ID " in problem.wrong]


def test_the_policy_that_took_an_id_is_blamed_and_told_its_own(handbook_root: Path) -> None:
    """An ID belongs to the policy under which it was issued; the other one has lost its own ID."""
    issue_forms(load_handbook(handbook_root), handbook_root)
    rename_standard(handbook_root, APOLOGY, "SO-02", "HA-01")
    assert list_faults_of_ids(handbook_root) == [
        f"{APOLOGY}:53:5: standards.1.id: the ID HA-01 is taken in {HABIT}; "
        "write SO-02 again, which was issued and is gone, or an ID that was never used before"
    ]


def test_of_two_lost_ids_none_is_suggested(handbook_root: Path) -> None:
    """Where more than one ID is gone, nobody can tell which one it was."""
    issue_forms(load_handbook(handbook_root), handbook_root)
    rename_standard(handbook_root, APOLOGY, "SO-01", "HA-01")
    rename_standard(handbook_root, APOLOGY, "SO-02", "SO-03")
    assert list_faults_of_ids(handbook_root) == [
        f"{APOLOGY}:43:5: standards.0.id: the ID HA-01 is taken in {HABIT}; "
        "give each standard an ID that was never used before"
    ]


def test_without_an_issued_form_both_policies_are_named(handbook_root: Path) -> None:
    """The author sees the file that was changed, whichever it is."""
    rename_standard(handbook_root, APOLOGY, "SO-02", "HA-01")
    assert list_faults_of_ids(handbook_root) == [
        f"{HABIT}:15:5: standards.0.id: the ID HA-01 is taken in {APOLOGY}; "
        "give each standard an ID that was never used before",
        f"{APOLOGY}:53:5: standards.1.id: the ID HA-01 is taken in {HABIT}; "
        "give each standard an ID that was never used before",
    ]
