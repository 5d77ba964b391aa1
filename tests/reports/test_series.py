"""A line joins audits only over questions that all of them were asked, and is broken elsewhere."""

from __future__ import annotations

from datetime import date

from cx_handbook.reports.series import build_series
from support.report_audits import ITEMS, answer_all, make_audit, make_form, make_year

OLD = make_form()


def test_a_series_of_one_form_is_one_stretch_with_its_own_grades() -> None:
    audits = make_year(OLD, [18, 19, 20])
    series = build_series(audits)

    assert len(series.stretches) == 1
    assert not series.changes
    assert [a.grade for a in series.audits] == [a.audit.result.points for a in audits]


def test_a_new_question_is_left_out_of_the_line() -> None:
    """An easy question is added: both sides are scored without it, and the change says so."""
    new = make_form({**ITEMS, "TA-02": "yes_no"})
    before, after = make_year(OLD, [18])[0], make_year(new, [18], first=date(2025, 12, 1))[0]
    series = build_series([before, after])
    (change,) = series.changes

    assert len(series.stretches) == 1
    assert series.audits[0].grade == series.audits[1].grade
    assert (change.common, change.asked, change.added, change.removed) == (7, 8, ("TA-02",), ())
    assert not change.breaks


def test_too_little_in_common_breaks_the_line() -> None:
    """Compliance asked anew: three questions of seven are the same."""
    new = make_form({name.replace("CO-0", "CO-1"): kind for name, kind in ITEMS.items()})
    audits = [*make_year(OLD, [18, 18]), *make_year(new, [20], first=date(2026, 1, 1))]
    series = build_series(audits)
    (change,) = series.changes

    assert [len(stretch) for stretch in series.stretches] == [2, 1]
    assert change.breaks
    assert change.removed == ("CO-01", "CO-02", "CO-03")


def test_a_larger_sample_makes_no_earlier_audit_provisional() -> None:
    """Nobody could know that forty cases would be asked for later."""
    new = make_form(
        {name: f"{kind}, sample 40" if kind == "count" else kind for name, kind in ITEMS.items()}
    )
    later = make_audit(
        new,
        date(2025, 12, 1),
        {n: t.replace("18/20", "36/40") for n, t in answer_all(new, 18).items()},
    )
    series = build_series([*make_year(OLD, [18]), later])

    assert [audit.is_provisional for audit in series.audits] == [False, False]


def test_a_provisional_audit_stands_at_its_worst() -> None:
    audit = make_audit(
        OLD, date(2025, 11, 1), {k: v for k, v in answer_all(OLD, 20).items() if k != "EM-01"}
    )
    (only,) = build_series([audit]).audits

    assert only.is_provisional
    assert only.grade == audit.audit.result.worst.points
    assert only.grade != audit.audit.result.points
