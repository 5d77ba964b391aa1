"""`handbook audit actions`, `action` and `finding`: what was agreed and said is kept, and is listed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, issued, put

REFERENCE = "k3x9-2fq7"
SEPTEMBER = {
    "first": "2026-09-01",
    "last": "2026-09-30",
}  # another audit of October would not count


@pytest.fixture
def root(handbook_root: Path, handbook: Handbook) -> Path:
    """Return a handbook with one audit: an action of Ann by 1 December, and two findings."""
    root = issued(handbook_root)
    store(root, handbook)
    return root


def store(root: Path, handbook: Handbook, **changes: Any) -> None:
    record = a_record(handbook, **changes)
    name = f"{record.date}-{record.checklist}-{record.id}.json"
    put(root / "audits" / record.site / name, record)


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "audit", *arguments])


def list_events(root: Path) -> list[dict[str, Any]]:
    files = (path for path in (root / "audits").rglob("*.json") if path.name.count(".") > 1)
    events = [json.loads(path.read_text("utf-8")) for path in files]
    return sorted(events, key=lambda event: str(event["id"]))


def refusal(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_an_open_action_stands_with_its_day(root: Path) -> None:
    """Site, audit and number, standard, what, who and by when."""
    result = run(root, "actions")

    assert result.exit_code == 0
    assert result.stdout == ("Open\n  harbour  k3x9-2fq7 1  SO-01: Practise – Ann, by 2026-12-01\n")


def test_what_is_done_leaves_the_list_and_stays_in_it_on_request(root: Path) -> None:
    """Done actions are counted, --all shows them with the day and what was said."""
    said = run(root, "action", "done", REFERENCE, "1", "--by", "Ann", "--why", "Twice a week")
    short, full = run(root, "actions"), run(root, "actions", "--all")

    assert said.stdout.startswith(
        "k3x9-2fq7: 2026-11-21 done by Ann: Twice a week\nKept in audits/"
    )
    assert short.stdout == "1 done; --all shows them.\n"
    assert full.stdout == (
        "Done\n  harbour  k3x9-2fq7 1  SO-01: Practise – Ann, done 2026-11-21: Twice a week\n"
    )


def test_an_action_that_is_late_comes_first(root: Path, handbook: Handbook) -> None:
    """Overdue with how many days; --overdue shows nothing else."""
    late = {"number": 4, "what": "Mend the door", "by": "2026-11-19"}
    store(root, handbook, id="abcd-0001", period=SEPTEMBER, actions=[late])

    lines = run(root, "actions").stdout.splitlines()

    assert lines == [
        "Overdue",
        "  harbour  abcd-0001 4  Mend the door, by 2026-11-19, 2 days ago",
        "Open",
        "  harbour  k3x9-2fq7 1  SO-01: Practise – Ann, by 2026-12-01",
    ]
    assert run(root, "actions", "--overdue").stdout.splitlines() == lines[:2]


def test_what_a_second_auditor_agreed_is_listed_and_can_be_done(
    root: Path, handbook: Handbook
) -> None:
    """The second audit counts for no month, and its action was agreed all the same."""
    action = {"number": 1, "what": "Mend the door"}
    store(root, handbook, id="abcd-0001", date="2026-11-04", actions=[action])
    assert "Mend the door" not in run(root, "actions").stdout
    run(root, "decide", "abcd-0001", "--as", "second-auditor")

    assert "  harbour  abcd-0001 1  Mend the door, no day agreed" in run(root, "actions").stdout
    assert run(root, "action", "done", "abcd-0001", "1").exit_code == 0
    assert "Mend the door" not in run(root, "actions").stdout


def test_actions_are_chosen_by_person_and_site(root: Path, handbook: Handbook) -> None:
    """A person is found whatever the capitals; another site has none."""
    store(
        root, handbook, id="abcd-0001", site="main-street",
        actions=[{"number": 1, "what": "Mend the door", "who": "Bo  Lund"}],
    )  # fmt: skip

    assert "Mend" in run(root, "actions", "--who", "bo lund").stdout
    assert "Practise" not in run(root, "actions", "--who", "bo lund").stdout
    assert "Mend" not in run(root, "actions", "--site", "Harbour shop").stdout
    assert run(root, "actions", "--who", "Eve").stdout == "Nothing of this kind.\n"


def test_a_moved_action_has_its_new_day_and_person(root: Path) -> None:
    """The event is a file beside the audit, which stays as it was."""
    before = {path: path.read_bytes() for path in (root / "audits").rglob("*.json")}
    run(
        root,
        "action",
        "move",
        REFERENCE,
        "1",
        "--until",
        "2026-12-24",
        "--who",
        "Bo",
        "--why",
        "Ill",
    )

    assert run(root, "actions").stdout == (
        "Open\n  harbour  k3x9-2fq7 1  SO-01: Practise – Bo, by 2026-12-24, moved 1 time\n"
    )
    assert all(path.read_bytes() == content for path, content in before.items())
    (event,) = list_events(root)
    del event["id"]
    assert event == {
        "event": "moved", "format": 1, "audit": REFERENCE, "checklist": "monthly", "site": "harbour",
        "on": "2026-11-21", "action": "1", "until": "2026-12-24", "who": "Bo", "why": "Ill",
    }  # fmt: skip


def test_an_action_agreed_afterwards_can_be_given_up_by_its_name(root: Path) -> None:
    """Its name is the reference of the event, as the list shows it."""
    run(root, "action", "agree", REFERENCE, "--what", "Call daily", "--standard", "cb-01")
    (event,) = list_events(root)
    assert (
        f"{REFERENCE} {event['id']}  CB-01: Call daily, no day agreed"
        in run(root, "actions").stdout
    )

    result = run(root, "action", "give-up", REFERENCE, event["id"], "--why", "Too dear")

    assert result.exit_code == 0
    assert "Call daily, given up 2026-11-21: Too dear" in run(root, "actions", "--all").stdout


def test_an_unknown_audit_action_or_question_is_named(root: Path) -> None:
    """The message says which there are; nothing is written."""
    assert refusal(run(root, "action", "done", "none-0000", "1")) == (
        "handbook: no audit that counts has the reference none-0000; "
        "handbook audit list shows them\n"
    )
    assert refusal(run(root, "action", "done", REFERENCE, "2")) == (
        "handbook: k3x9-2fq7 has no action 2; its actions are 1\n"
    )
    assert refusal(run(root, "finding", "accept", REFERENCE, "CB-01")) == (
        "handbook: CB-01 is no finding of k3x9-2fq7; its findings are SO-01\n"
    )
    assert refusal(run(root, "action", "agree", REFERENCE, "--what", "x" * 4001)) == (
        "handbook: what: longer than 4000 characters\n"
    )
    assert list_events(root) == []


def test_the_table_has_every_action_and_defuses_formulas(root: Path, handbook: Handbook) -> None:
    """Each field is a cell of its own, done ones are in it too."""
    store(root, handbook, id="abcd-0001", period=SEPTEMBER, actions=[{"number": 1, "what": "=1+1"}])
    run(root, "action", "done", REFERENCE, "1", "--on", "2026-11-20", "--by", "Ann")

    text = CliRunner().invoke(main, ["--root", str(root), "audit", "actions", "--csv"]).stdout_bytes
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))

    assert [row["what"] for row in rows] == ["Practise", "'=1+1"]
    assert {name: value for name, value in rows[0].items() if value} == {
        "site": "harbour", "checklist": "monthly", "audit": REFERENCE, "action": "1",
        "standard": "SO-01", "what": "Practise", "who": "Ann", "by": "2026-12-01", "state": "done",
        "days overdue": "0", "agreed on": "2026-11-03", "changed on": "2026-11-20",
        "changed by": "Ann",
    }  # fmt: skip


def test_the_data_have_the_history(root: Path) -> None:
    """Every event of an action is there, whole."""
    run(root, "action", "move", REFERENCE, "1", "--until", "2026-11-20", "--on", "2026-11-10")

    (action,) = json.loads(run(root, "actions", "--json").stdout)

    assert (action["state"], action["overdue"], action["days_overdue"]) == ("moved", True, 1)
    assert [event["event"] for event in action["history"]] == ["moved"]


def test_open_actions_come_as_a_calendar(root: Path) -> None:
    """One whole day for each open action that has a day."""
    raw = CliRunner().invoke(main, ["--root", str(root), "audit", "actions", "--ics"]).stdout_bytes
    (event,) = icalendar.Calendar.from_ical(raw).events
    assert (str(event["summary"]), event["dtstart"].dt.isoformat()) == (
        "SO-01: Practise", "2026-12-01",
    )  # fmt: skip


def test_a_challenge_waits_until_the_named_role_settles_it(root: Path) -> None:
    """It is listed, another role is refused, and what was settled says by whom."""
    run(root, "finding", "challenge", REFERENCE, "so-01", "--why", "Counted twice", "--by", "Sam")
    listed = run(root, "actions").stdout.splitlines()[2:]
    settle = ("finding", "settle", REFERENCE, "SO-01", "--outcome", "upheld", "--why", "Two cases")
    refused = run(root, *settle, "--by", "Bo", "--role", "Agent")
    settled = run(root, *settle, "--by", "Ann", "--role", "team lead")

    assert listed == [
        "Challenged, to be settled",
        "  harbour  k3x9-2fq7 SO-01  challenged by Sam on 2026-11-21 (8 days after the last day, "
        "2026-11-13): Counted twice",
    ]
    assert refusal(refused) == (
        "handbook: a challenge is settled by: Team lead; ask somebody in that role\n"
    )
    assert settled.stdout.startswith(
        "k3x9-2fq7: 2026-11-21 settled upheld by Ann, Team lead: Two cases\n"
    )
    assert "Challenged" not in run(root, "actions").stdout
    assert refusal(run(root, *settle, "--by", "Ann", "--role", "lead")) == (
        "handbook: nobody has challenged SO-01 in k3x9-2fq7\n"
    )


def test_a_late_challenge_is_kept_and_said_to_be_late(root: Path) -> None:
    """Ten days are allowed in this handbook."""
    challenge = ("finding", "challenge", REFERENCE, "SO-01", "--why", "Counted twice", "--on")
    in_time = run(root, *challenge, "2026-11-13")
    late = run(root, *challenge, "2026-11-14")

    assert "last day" not in in_time.stdout
    assert late.stdout.endswith(
        "That is 1 day after the last day, 2026-11-13; whoever settles it sees that.\n"
    )
    assert len(list_events(root)) == 2


def test_without_a_role_nobody_settles(root: Path) -> None:
    """The message says where to name it."""
    company = root / "policies/company.yml"
    company.write_text(company.read_text("utf-8").replace("  settled_by: lead\n", ""), "utf-8")
    settle = ("finding", "settle", REFERENCE, "SO-01", "--outcome", "upheld", "--why", "Two cases")
    assert refusal(run(root, *settle, "--by", "Ann", "--role", "lead")) == (
        "handbook: policies/company.yml does not say who settles a challenge; "
        "add the role there, under audits: settled_by\n"
    )


HEAD = "harbour\nnov0-0001\n\n\nEve\n2026-11-20\n\n\n"


def type_in(root: Path, typed: str) -> Result:
    arguments = ["--root", str(root), "audit", "enter", "monthly"]
    return CliRunner().invoke(main, arguments, input=typed)


def test_typing_in_the_next_audit_asks_what_was_done(root: Path) -> None:
    """What was agreed stands above its question; the answer is kept when the record is written."""
    answers = "20/20\n\ny\n\ny\n10/10\n\n8\n\ny\n\ny\n\n\n"
    result = type_in(root, f"{HEAD}{answers}y\n")

    assert "Agreed on 2026-11-03: Practise – Ann, by 2026-12-01\nIs it done?" in result.stdout
    assert "k3x9-2fq7 1: 2026-11-20 done by Eve\n" in result.stdout
    (event,) = list_events(root)
    assert (event["event"], event["audit"], event["action"]) == ("done", REFERENCE, "1")


def test_nothing_is_said_of_an_action_before_the_record_is_written(root: Path) -> None:
    """A draft is kept, and the folder has no event."""
    type_in(root, f"{HEAD}20/20\n\ny\n\ny\nq\n")
    assert list_events(root) == []


def test_findings_without_an_action_are_asked_about_before_writing(root: Path) -> None:
    """Their standards are named; it can be written as it is."""
    answers = "20/20\n\nn\n\nn\n1/10\n\n8\n\ny\n\ny\n\n\n\n\n"
    result = type_in(root, f"{HEAD}{answers}y\n")
    assert "No action is agreed for SO-02 and SO-01. b goes back to agree one.\n" in result.stdout
    assert result.exit_code == 0


def test_a_checklist_may_show_its_grade_and_then_changes_are_counted(root: Path) -> None:
    """Seen, then one answer changed: the record says so."""
    checklist = root / "checklists/monthly.yml"
    checklist.write_text(checklist.read_text("utf-8") + "show_grade: true\n", "utf-8")
    answers = "20/20\n\ny\n\nn\n10/10\n\n8\n\ny\n\ny\n\n\n"
    result = type_in(root, f"{HEAD}{answers}b\nb\nb\nn\n\n\n\ny\n")

    before = result.stdout.partition("Write the record?")[0]
    assert "promises" in before
    (record,) = (root / "audits/harbour").glob("2026-11-20-*.json")
    assert json.loads(record.read_text("utf-8"))["changed_after_result"] == 1


def test_an_audit_says_where_its_counts_come_from(root: Path, handbook: Handbook) -> None:
    """The references of the sheets whose counts were added up stand with the question."""
    store(root, handbook, id="sum0-0001", taken_over={"CB-01": ["day-05", "day-12"]})
    file = root / "audits/harbour/2026-11-03-monthly-sum0-0001.json"
    shown = run(root, "show", str(file)).stdout
    assert "Taken over\n  CB-01: added up from day-05, day-12\n" in shown
