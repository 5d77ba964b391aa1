"""What a poster praises, and what it asks the team to work on."""

from __future__ import annotations

from datetime import date

from cx_handbook.reports.findings import count_findings
from cx_handbook.reports.promises import find_best_kept, find_work
from cx_handbook.reports.series import PeriodAudit
from support.report_audits import answer_all, make_audit, make_form

FORM = make_form()
MONTHS = [date(2026, month, 1) for month in range(1, 7)]


def make_months(*answers: dict[str, str]) -> list[PeriodAudit]:
    return [make_audit(FORM, month, given) for month, given in zip(MONTHS, answers, strict=False)]


def test_the_promise_kept_best_is_the_surest_one() -> None:
    """Sixty of sixty cases come before three times yes, and promises before everything else."""
    audits = make_months(*[answer_all(FORM, 19, CO_02="20/20", ST_01="20/20")] * 3)
    kept = find_best_kept(audits)

    assert kept
    assert (kept.item.standard, kept.met, kept.looked_at, kept.audits) == ("CO-02", 60, 60, 3)


def test_what_failed_in_the_last_three_audits_is_not_praised() -> None:
    """However good it was before."""
    best = answer_all(FORM, 18, CO_01="20/20")
    kept = find_best_kept(make_months(best, best, best, best, {**best, "CO-01": "2/20"}))

    assert kept
    assert kept.item.standard != "CO-01"


def test_two_audits_are_too_few_for_praise() -> None:
    """Nothing is claimed that three audits do not show."""
    assert find_best_kept(make_months(*[answer_all(FORM, 20)] * 2)) is None


def test_the_team_works_on_what_fails_often_and_failed_last_time() -> None:
    """What was mended last month is left alone."""
    bad = answer_all(FORM, 20, CO_01="2/20", CO_03="2/20")
    mended = answer_all(FORM, 20, CO_03="2/20")
    audits = make_months(bad, bad, bad, mended)
    findings = count_findings({"harbour": audits})
    work = find_work(findings, "harbour")

    assert work
    assert work.item.standard == "CO-03"
    assert find_work(findings, "quay") is None
