"""`handbook audit customers` counts what customers said in the days that an audit looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, issued, put
from support.project import PROJECT

REFERENCE = "k3x9-2fq7"
HEAD = "No.,Asked on,Did we do what we said?\n"


@pytest.fixture
def root(handbook_root: Path, handbook: Handbook) -> Path:
    """Return a handbook with the shipped log, and an audit that looked at October 2026."""
    text = (PROJECT / "logs/what-customers-said.yml").read_text("utf-8")
    owner = handbook.company.roles[0].id
    (handbook_root / "logs").mkdir(exist_ok=True)
    log = handbook_root / "logs/what-customers-said.yml"
    log.write_text(text.replace("owner: head-of-service", f"owner: {owner}"), "utf-8")
    root = issued(handbook_root)
    record = a_record(handbook)
    put(root / "audits/harbour" / f"{record.date}-{record.checklist}-{record.id}.json", record)
    return root


def count(root: Path, text: str, *options: str) -> Result:
    file = root / "said.csv"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(
        main, ["--root", str(root), "audit", "customers", REFERENCE, str(file), *options]
    )


def list_events(root: Path) -> list[dict[str, Any]]:
    return [
        json.loads(path.read_text("utf-8")) for path in root.glob("audits/harbour/*.heard-*.json")
    ]


def test_answers_of_the_days_looked_at_are_counted_and_kept(root: Path) -> None:
    """One of September is left out, one without a day is not; a blank did not answer."""
    rows = ["1,2026-10-01,Yes", "2,31/10/2026,No", "3,2026-09-30,Yes", "4,,Yes", "5,2026-10-09,"]
    result = count(root, HEAD + "\n".join(rows), "--by", "Team lead")
    (event,) = list_events(root)

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Customers: 2 of 3 say that we did what we said (66%; ")
    assert "1 of 4 gave no answer" in result.stdout
    assert (event["asked"], event["answered"], event["kept"], event["by"]) == (4, 3, 2, "Team lead")
    assert event["log"] == "what-customers-said"


def test_a_log_without_the_question_is_refused(root: Path) -> None:
    """It names the column, and nothing is written."""
    result = count(root, "No.,Asked on\n1,2026-10-01\n")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "handbook: said.csv: it has no column Did we do what we said?; "
        "export the log What our customers said again\n"
    )
    assert list_events(root) == []


def test_a_handbook_without_such_a_log_says_how_to_get_one(root: Path) -> None:
    (root / "logs/what-customers-said.yml").unlink()
    result = count(root, HEAD)

    assert result.exit_code == 2
    assert result.stderr == (
        "handbook: no log holds what customers said; add one to logs/ that has the field heard\n"
    )
