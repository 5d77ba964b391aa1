"""Findings that come back are counted by site and standard; one that fails everywhere is the handbook's."""

from __future__ import annotations

from datetime import date

from cx_handbook.reports.findings import count_findings, find_handbook_findings, list_recurring
from support.report_audits import answer_all, make_audit, make_form

FORM = make_form()
MONTHS = [date(2026, month, 1) for month in range(1, 7)]


def year_of(site: str, failing: dict[str, list[int]]):
    """Return six months in which some standards fail in some months, from 1."""
    return [
        make_audit(
            FORM,
            month,
            {
                **answer_all(FORM, 20),
                **{s: "10/20" for s, months in failing.items() if month.month in months},
            },
            site,
        )
        for month in MONTHS
    ]


def test_what_fails_most_often_comes_first() -> None:
    """With how many of the newest in a row."""
    audits = {
        "harbour": year_of("harbour", {"CO-01": [1, 2, 3, 4, 5, 6], "DI-01": [2, 5, 6]}),
        "park": year_of("park", {"ST-01": [1]}),
    }
    found = count_findings(audits)

    assert [(f.site, f.item.standard, f.failed, f.asked, f.in_a_row) for f in found] == [
        ("harbour", "CO-01", 6, 6, 6),
        ("harbour", "DI-01", 3, 6, 2),
        ("park", "ST-01", 1, 6, 0),
    ]
    assert [f.item.standard for f in list_recurring(found)] == ["CO-01", "DI-01"]


def test_a_standard_that_fails_at_every_site_is_a_finding_about_the_handbook() -> None:
    failing = {"CO-01": [1, 3, 5, 6]}
    audits = {"harbour": year_of("harbour", failing), "park": year_of("park", failing)}
    (found,) = find_handbook_findings(count_findings(audits), audits)

    assert (found.item.standard, found.failed, found.asked) == ("CO-01", 8, 12)
    assert found.sites == ("harbour", "park")


def test_one_site_where_it_works_clears_the_handbook() -> None:
    audits = {"harbour": year_of("harbour", {"CO-01": [1, 3, 5, 6]}), "park": year_of("park", {})}

    assert find_handbook_findings(count_findings(audits), audits) == []
