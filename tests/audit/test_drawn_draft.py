"""A sheet whose cases were drawn is typed in: the draws come along, and the log counts the cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cx_handbook.audit.entry.drawn_draft import list_texts
from cx_handbook.audit.entry.paper_entry import EntrySession, encode_draft, read_draft
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.records.draws import draw_cases
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, form_of, issued, put

DRAW = draw_cases("harbour|2026-10|CB-01|aa-bb", [f"C-{n}" for n in range(30)], 20, "Call-backs")
EMPTY = draw_cases("harbour|2026-10|SO-01|aa-bb", [], 10, "Complaints")


def make_draft(handbook: Handbook, **changes: object) -> AuditRecord:
    """Return the draft of an audit with cases for one question, and none for another."""
    given = {
        "state": "draft", "id": "aa-bb", "draws": {"CB-01": DRAW, "SO-01": EMPTY}, "actions": [],
        "answers": {"SO-01": {"answer": "not_applicable", "note": "No case in the log."}},
        "taken_over": {}, "device": None, "oddities": [], "changed_after_result": 0,
    }  # fmt: skip
    return a_record(handbook, **{**given, **changes})


def type_in(handbook: Handbook, count: str) -> AuditRecord:
    """Return the record after date and count were typed; all else came with the draft."""
    form = form_of(handbook)
    texts = list_texts(make_draft(handbook), form)
    entry = EntrySession(form, handbook.company, texts)
    for key, text in (("head.date", "3/11/2026"), ("CB-01.answer", count)):
        entry, said = replace(entry, at=key).submit(text)
        assert not said.endswith("is no answer to this.")
    # Stopped and gone on with: what is kept are texts.
    kept = read_draft(encode_draft(entry), {form.fingerprint: form}, handbook.company)
    return kept.build_record()


def test_site_days_reference_and_draws_come_from_the_draft(handbook: Handbook) -> None:
    """Nobody types them again; what was proposed stands in its box and can be changed."""
    record = type_in(handbook, "18/20")
    assert (record.site, record.id, record.date) == ("harbour", "aa-bb", date(2026, 11, 3))
    assert record.period == make_draft(handbook).period
    assert record.draws == {"CB-01": DRAW, "SO-01": EMPTY}
    assert record.answers["SO-01"].note == "No case in the log."


@pytest.mark.parametrize(
    ("typed", "cases", "source"),
    [
        ("18/20", 30, "log"),
        ("17/19 of 30", 30, "log"),
        ("18/20 of 31", 31, None),
        ("18/21", None, None),
    ],
)
def test_the_log_counts_the_cases_of_a_draw(
    typed: str, cases: int | None, source: str | None, handbook: Handbook
) -> None:
    """Not where another number was typed, or more cases were looked at than were drawn."""
    answer = type_in(handbook, typed).answers["CB-01"]
    assert (answer.cases, answer.cases_from) == (cases, source)


def test_what_is_no_such_draft_is_named(handbook: Handbook) -> None:
    """A finished audit, a draft without draws, or one of another form."""
    form = form_of(handbook)
    for changes in ({"state": "finished"}, {"draws": {}}):
        with pytest.raises(UnreadableError, match="this is no draft with drawn cases; name the"):
            list_texts(make_draft(handbook, **changes), form)
    with pytest.raises(UnreadableError, match="it was drawn for another form of monthly"):
        list_texts(make_draft(handbook, form="0" * 64), form)


def test_a_draft_with_a_damaged_draw_is_said(handbook: Handbook) -> None:
    """The message is that of any damaged draft, and no traceback."""
    form = form_of(handbook)
    texts = {**list_texts(make_draft(handbook), form), "head.date": "2026-11-03", "CB-01.draw": "{"}
    with pytest.raises(UnreadableError, match="this draft is damaged"):
        EntrySession(form, handbook.company, texts).build_record()


def test_the_command_takes_the_draft(handbook_root: Path, handbook: Handbook) -> None:
    """It asks for the first box that is not filled in yet, and names a file that does not fit."""
    root = issued(handbook_root)
    file = put(root / "cases.json", make_draft(handbook))
    command = ["--root", str(root), "audit", "enter", "monthly", "--cases"]
    result = CliRunner().invoke(main, [*command, str(file)], input="q\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Auditor > q" in result.stdout

    other = put(root / "other.json", make_draft(handbook, state="finished"))
    refused = CliRunner().invoke(main, [*command, str(other)])
    assert refused.exit_code == 2
    assert "this is no draft with drawn cases" in refused.stderr
