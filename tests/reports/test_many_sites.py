"""What a report needs of many sites, from the table of answers alone."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from cx_handbook.reports.comparison import compare_sites
from cx_handbook.reports.many_sites import ChecklistRollUp, gather_checklists
from cx_handbook.reports.roll_up import AnswerRow, choose_counting_rows, roll_up_answers
from cx_handbook.reports.series import PeriodAudit
from support.sample_answers import list_sample_audits, list_sample_rows


@cache
def gather_sample() -> dict[str, ChecklistRollUp]:
    return gather_checklists(roll_up_answers(choose_counting_rows(list_sample_rows())))


def gather_rows(rows: list[AnswerRow]) -> ChecklistRollUp:
    return gather_checklists(roll_up_answers(rows))["monthly"]


def make_rows(site: str, met: int, **changes: Any) -> list[AnswerRow]:
    """Return the one answer of a site in each of two months: so many of 50 right."""
    row = AnswerRow(
        checklist="monthly", counts_for="2026-09", form="f", site=site, date="2026-10-02",
        question="q", standard="CO-01", factor="compliance", points=6.0, gives_grade=True,
        state="met", share=met / 50, k=met, n=50, counted_cases=None,
    )._replace(**changes)  # fmt: skip
    return [row, row._replace(counts_for="2026-10")]


def test_the_table_gives_the_comparison_that_the_records_give() -> None:
    """Same counts, limits and names, wherever the forms are alike."""
    audits: dict[str, dict[str, list[PeriodAudit]]] = defaultdict(lambda: defaultdict(list))
    for one in list_sample_audits():
        if one.counts:
            audit = PeriodAudit(one.turn.period, one.history.audit)
            audits[one.turn.checklist][one.turn.site].append(audit)
    compared = 0
    for name, sites in audits.items():
        ordered = {s: sorted(own, key=lambda a: a.period) for s, own in sorted(sites.items())}
        expected = compare_sites(ordered)
        has_one_form = len({a.audit.form.fingerprint for own in sites.values() for a in own}) == 1
        if has_one_form and not expected.unlike:
            assert gather_sample()[name].comparison == expected
            compared += 1
    assert compared >= 2


def test_each_site_has_its_periods_in_order() -> None:
    """With the grade of each, and the chain beside it."""
    found = gather_sample()["callback-and-complaint-follow-up"]

    for own in found.sites.values():
        assert [one.period for one in own] == sorted(found.chain)


def test_the_worst_and_the_best_are_those_that_chance_does_not_explain() -> None:
    """Of three hundred sites about alike, two stand out; nobody else is named."""
    rows = [row for n in range(300) for row in make_rows(f"s{n:03}", 44 + n % 3)]
    rows += [*make_rows("poor", 25), *make_rows("fine", 50)]
    found = gather_rows(rows)

    assert [one.site for one in found.worst] == ["poor"]
    assert [one.site for one in found.best] in ([], ["fine"])


def test_a_site_with_other_periods_is_not_compared() -> None:
    """It is said, and not averaged."""
    rows = [*make_rows("a", 44), *make_rows("b", 45), make_rows("c", 10)[0]]

    assert gather_rows(rows).comparison.unlike == {"c": "periods"}


def test_an_audit_with_blanks_is_not_compared() -> None:
    """It is provisional."""
    blank = {"state": "unanswered", "share": None, "k": None, "n": None}
    rows = [*make_rows("a", 44), *make_rows("b", 45), *make_rows("c", 45, **blank)]

    assert gather_rows(rows).comparison.unlike == {"c": "provisional"}
