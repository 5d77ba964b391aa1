"""A record that came back cannot make itself final by claiming a log."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.audit.reading.claimed_logs import strip_claimed_logs
from cx_handbook.audit.reading.readers.record_file import dump_record, encode_record
from cx_handbook.audit.records.draws import draw_cases
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Handbook
from support.audit_records import ANSWERS, a_record, make_test_importer
from support.audit_scripts import load_audit_scripts

CLAIM = {"answer": "count", "k": 1, "n": 1, "cases": 1, "cases_from": "log"}
SAID = (
    "CB-01: the number of cases was said to come from a log, and no log came with it; "
    "it counts as written by hand"
)


def make_claim(handbook: Handbook, **changes: Any) -> AuditRecord:
    """Return a record that claims that a log counted the cases of a question."""
    return a_record(handbook, answers={**ANSWERS, "CB-01": CLAIM}, **changes)


def draw_for(**changes: Any) -> dict[str, Any]:
    """Return the draw of the one case that the claim is about."""
    draw = draw_cases("harbour|2026-10|CB-01|k3x9-2fq7", ["C-1"], 20, "Call-backs promised")
    return {"CB-01": {**draw.model_dump(exclude_defaults=True), **changes}}


def test_a_draw_from_the_log_supports_the_claim(handbook: Handbook) -> None:
    """It names the seed and the digest of the log, so that it can be drawn again and compared."""
    record = make_claim(handbook, draws=draw_for())
    audit = make_test_importer(handbook).read_audit(encode_record(record))
    scored = next(one for one in audit.result.items if one.item.standard == "CB-01")

    assert audit.record == record
    assert "below_sample" not in scored.remarks


@pytest.mark.parametrize(
    "draws",
    [draw_for(of=2), draw_for(log_digest=None), draw_for(drawn=()), {"SO-01": draw_for()["CB-01"]}],
    ids=["another-number", "no-digest", "more-looked-at-than-drawn", "of-another-question"],
)
def test_a_draw_that_does_not_fit_supports_nothing(
    handbook: Handbook, draws: dict[str, Any]
) -> None:
    """The claim is taken out and said, in Python and in the browser."""
    record = make_claim(handbook, draws=draws)
    stripped = strip_claimed_logs(record)
    assert stripped.answers["CB-01"].cases_from is None
    assert SAID in stripped.oddities
    script = "record => Handbook.audit.recordFormat.stripClaimedLogs(record)"
    assert (
        AuditRecord.model_validate(load_audit_scripts().call(script, dump_record(record)))
        == stripped
    )


def test_the_importer_believes_no_log(handbook: Handbook) -> None:
    """One of one in all, from a log as it says: the count stays below its sample, and it is said."""
    audit = make_test_importer(handbook).read_audit(encode_record(make_claim(handbook)))
    scored = next(one for one in audit.result.items if one.item.standard == "CB-01")

    assert audit.record.answers["CB-01"].cases_from is None
    assert audit.record.answers["CB-01"].cases == 1
    assert "below_sample" in scored.remarks
    assert audit.record.oddities == ("margin: see over", SAID)


def test_reading_it_again_changes_nothing(handbook: Handbook) -> None:
    """The stored record is the one that was stored, so adding twice is harmless."""
    importer = make_test_importer(handbook)
    once = importer.read_audit(encode_record(make_claim(handbook))).record
    assert importer.read_audit(encode_record(once)).record == once


def test_a_record_without_a_claim_stays_as_it_is(handbook: Handbook) -> None:
    """No oddity is added where nothing was claimed."""
    record = a_record(handbook)
    assert strip_claimed_logs(record) is record


@pytest.mark.parametrize("draws", [{}, draw_for()], ids=["without-a-draw", "with-its-draw"])
def test_the_script_takes_the_same_out(handbook: Handbook, draws: dict[str, Any]) -> None:
    """A record imported in the browser is, byte for byte, the one that Python would keep."""
    record = make_claim(handbook, draws=draws)
    stripped = load_audit_scripts().call(
        "record => Handbook.audit.recordFormat.stripClaimedLogs(record)", dump_record(record)
    )
    assert AuditRecord.model_validate(stripped) == strip_claimed_logs(record)
