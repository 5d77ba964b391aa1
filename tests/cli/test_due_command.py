"""`handbook due` says what is overdue, due and coming, and tells cron whether there is anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, form_of, issued, put


@pytest.fixture
def root(handbook_root: Path) -> Path:
    return issued(handbook_root)


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "due", *arguments])


def store(root: Path, handbook: Handbook, slug: str, site: str, day: str) -> None:
    record = a_record(handbook, checklist=slug, form=form_of(handbook, slug).fingerprint, site=site,
                      date=day, id=f"{slug}-{site[:3]}", answers={}, actions=[], draws={},
                      taken_over={})  # fmt: skip
    put(root / "audits" / site / f"{day}-{slug}-{record.id}.json", record)


def test_what_was_never_audited_is_due_since_its_last_time(root: Path) -> None:
    """It is Saturday: the harbour is open on Sunday, both shops are today. Overdue comes first."""
    result = run(root, "--days", "0")

    assert result.exit_code == 1
    assert result.stdout == (
        "Overdue\n"
        "  2026-11-02  main-street  Monthly self-audit – Team lead, 19 days ago; never audited\n"
        "  2026-11-03  harbour      Monthly self-audit – Team lead, 18 days ago; never audited\n"
        "Today\n"
        "  2026-11-21  harbour      Opening round – Agent, never audited\n"
        "  2026-11-21  main-street  Opening round – Agent, never audited\n"
    )


def test_what_was_done_is_due_again_next_time(root: Path, handbook: Handbook) -> None:
    """The next round comes on the next open day, the next monthly audit in December."""
    for site in ("main-street", "harbour"):
        store(root, handbook, "daily", site, "2026-11-21")
        store(root, handbook, "monthly", site, "2026-11-16")

    soon, later = run(root, "--days", "2"), run(root, "--days", "17", "--owner", "lead")

    assert (soon.exit_code, soon.stdout) == (
        0,
        "In the next 2 days\n"
        "  2026-11-22  harbour      Opening round – Agent, last one 2026-11-21\n"
        "  2026-11-23  main-street  Opening round – Agent, last one 2026-11-21\n",
    )
    assert later.stdout.splitlines()[1:] == [
        "  2026-12-07  main-street  Monthly self-audit – Team lead, last one 2026-11-16",
        "  2026-12-08  harbour      Monthly self-audit – Team lead, last one 2026-11-16",
    ]


def test_what_was_missed_is_counted(root: Path, handbook: Handbook) -> None:
    """September was the last one: October is over, November is not."""
    store(root, handbook, "monthly", "main-street", "2026-09-07")
    assert run(root, "--site", "main-street", "--owner", "lead").stdout == (
        "Overdue\n  2026-10-05  main-street  Monthly self-audit – Team lead, 47 days ago; "
        "last one 2026-09-07, 1 missed\n"
    )


def test_actions_are_due_by_their_day_and_by_who_does_them(root: Path, handbook: Handbook) -> None:
    """A person has what the audits name them for, and no role has it."""
    actions = [
        {"number": 1, "standard": "SO-01", "what": "Practise", "who": "Ann", "by": "2026-11-20"},
        {"number": 2, "what": "No day", "who": "Ann"},
    ]
    record = a_record(handbook, actions=actions)
    put(root / "audits/harbour/2026-11-03-monthly-k3x9-2fq7.json", record)

    assert run(root, "--owner", " ANN").stdout == (
        "Overdue\n  2026-11-20  harbour  k3x9-2fq7 1  Practise – Ann, 1 day ago; SO-01\n"
    )
    assert "Practise" not in run(root, "--owner", "lead").stdout


def test_a_challenge_waits_from_its_day_until_it_is_settled(root: Path, handbook: Handbook) -> None:
    """It is due to the role that settles it, as the finding's commands name it."""
    record = a_record(handbook)
    put(root / "audits/harbour/2026-11-03-monthly-k3x9-2fq7.json", record)
    finding = ("--root", str(root), "audit", "finding")
    challenge = ("challenge", record.id, "SO-01", "--why", "Counted twice", "--on", "2026-11-10")
    settle = ("settle", record.id, "SO-01", "--outcome", "upheld", "--why", "No")
    line = (
        f"  2026-11-10  harbour  {record.id} SO-01  Challenged: Counted twice – Team lead, 11 days"
    )

    CliRunner().invoke(main, [*finding, *challenge, "--by", "Sam"])
    assert (
        f"{line} ago; to be settled\n" in run(root, "--owner", "lead", "--site", "harbour").stdout
    )
    CliRunner().invoke(main, [*finding, *settle, "--by", "Ann", "--role", "Team lead"])
    assert "Challenged" not in run(root).stdout


def test_reviews_of_policies_belong_to_no_site(root: Path) -> None:
    """They are listed by their owner, and left out where a site is named."""
    everything = json.loads(run(root, "--days", "366", "--json").stdout)
    reviews = [item for item in everything if item["kind"] == "review"]
    harbour = json.loads(run(root, "--days", "366", "--site", "harbour", "--json").stdout)

    assert reviews
    assert {item["site"] for item in reviews} == {None}
    assert {item["site"] for item in harbour} == {"harbour"}


def test_nothing_due_says_so(root: Path) -> None:
    """A person without an open action has nothing, and cron hears nothing."""
    result = run(root, "--owner", "Eve")
    assert (result.exit_code, result.stdout) == (0, "Nothing is due.\n")


def test_the_data_say_what_is_overdue(root: Path) -> None:
    """Kind, state, day and how many days ago, beside what the line says."""
    first, *_, last = json.loads(run(root, "--days", "0", "--json").stdout)

    assert first == {
        "kind": "audit", "state": "overdue", "day": "2026-11-02", "days_overdue": 19,
        "name": "monthly", "title": "Monthly self-audit", "site": "main-street", "owner": "lead",
        "note": "never audited",
    }  # fmt: skip
    assert (last["state"], last["days_overdue"]) == ("due", 0)


def test_a_damaged_file_is_named_and_the_rest_is_listed(root: Path) -> None:
    """Nothing is left out in silence."""
    damaged = root / "audits/harbour/2026-11-03-monthly-k3x9-2fq7.json"
    damaged.parent.mkdir(parents=True)
    damaged.write_text("{", "utf-8")

    result = run(root)

    assert result.exit_code == 1
    assert "Opening round" in result.stdout
    assert result.stderr.startswith("audits/harbour/2026-11-03-monthly-k3x9-2fq7.json: left out: ")
