"""Figures over many sites: the computation in Python, and the SQL files in DuckDB beside it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from cx_handbook.errors import CannotRunError
from cx_handbook.reports.roll_up import (
    AnswerRow,
    RollUp,
    choose_counting_rows,
    find_quantile,
    roll_up_answers,
)
from cx_handbook.reports.roll_up_sql import list_statements, roll_up_parquet
from cx_handbook.reports.series import PeriodAudit, build_series
from support.roll_up_engines import order_roll_up
from support.sample_answers import (
    draw_odd_rows,
    list_sample_audits,
    list_sample_rows,
    write_rows,
)


def make_row(site: str, met: int, looked_at: int, cases: int | None, **changes: Any) -> AnswerRow:
    """Return the answer of a site to a counted question of compliance."""
    row = AnswerRow(
        checklist="monthly", counts_for="2026-10", form="f", site=site, date="2026-11-02",
        question="q", standard="CO-01", factor="compliance", points=6.0, gives_grade=True,
        state="met", share=met / looked_at, k=met, n=looked_at, counted_cases=cases,
    )  # fmt: skip
    return row._replace(**changes)


def roll_up_rows(rows: list[dict[str, Any]]) -> RollUp:
    return roll_up_answers(choose_counting_rows(rows))


# In Python


def test_a_share_over_sites_counts_each_site_for_its_cases() -> None:
    """18 of 20 of 200, 9 of 10 of 40, 40 of 50 of 600: neither all counts nor the mean of sites."""
    rows = [
        make_row("a", 18, 20, 200),
        make_row("b", 9, 10, 40),
        make_row("c", 40, 50, 600),
    ]
    (found,) = roll_up_answers(rows).standards

    assert (found.basis, found.sites, found.cases) == ("cases", 3, 840)
    assert (round(found.share, 4), round(found.low or 0, 4), round(found.high or 0, 4)) == (
        0.8286, 0.7310, 0.8958,
    )  # fmt: skip
    assert found.median_value == 0.9


def test_where_a_site_does_not_know_its_cases_all_count_for_what_they_looked_at() -> None:
    """400 at 92% and 600 at 88% are 89.6%, never 90."""
    rows = [make_row("a", 368, 400, None), make_row("b", 528, 600, 5000)]
    (found,) = roll_up_answers(rows).standards

    assert (found.basis, round(found.share, 9), found.cases) == ("looked_at", 0.896, None)


def test_what_is_not_counted_has_no_interval() -> None:
    """A yes or no of each site is no sample."""
    sites = {"a": 1.0, "b": 0.0, "c": 1.0, "d": 1.0}
    rows = [make_row(s, 1, 1, None, share=share, k=None, n=None) for s, share in sites.items()]
    (found,) = roll_up_answers(rows).standards

    assert (found.basis, found.share, found.low, found.high) == ("sites", 0.75, None, None)


@pytest.mark.parametrize(
    ("part", "value"), [(0, 1.0), (0.25, 1.75), (0.5, 3.0), (0.75, 5.5), (1, 10.0)]
)
def test_a_quarter_lies_between_two_sites_where_it_must(part: float, value: float) -> None:
    """As `quantile()` of R and numpy give it unless asked otherwise."""
    assert find_quantile([1.0, 2.0, 4.0, 10.0], part) == value


def test_the_grade_of_the_chain_is_the_median_of_its_sites() -> None:
    """One very bad site moves a mean and not the median; the quarter beside it shows the site."""
    found = roll_up_rows(list_sample_rows())
    grades = defaultdict(list)
    for one in found.site_grades:
        if one.grade is not None:
            grades[one.checklist, one.period].append(one.grade)
    medians = {(c.checklist, c.period): c for c in found.chain if c.measure == "grade"}

    assert medians.keys() == grades.keys()
    for key, own in grades.items():
        assert medians[key].sites == len(own)
        assert medians[key].median_value == pytest.approx(median(own), abs=1e-12)


def test_the_grades_of_sites_are_those_of_the_score() -> None:
    """At their worst; the table alone is enough to compute them anew."""
    found = roll_up_rows(list_sample_rows())
    grades = {(g.checklist, g.period, g.site): g.grade for g in found.site_grades}
    counted = [one for one in list_sample_audits() if one.counts]

    assert len(counted) == len(grades)
    for one in counted:
        form, turn = one.history.audit.form, one.turn
        if form.scoring == 1:
            continue  # the first rules let more be left out
        worst = one.history.audit.result.worst.points
        assert grades[turn.checklist, turn.period.name, turn.site] == pytest.approx(worst, abs=1e-9)


def test_sites_with_unlike_forms_are_graded_on_common_questions() -> None:
    """As a trend does over a change of the form, by the newest questions and weights."""
    by_form: dict[str, Any] = {}
    for one in list_sample_audits():
        if one.turn.checklist == "callback-and-complaint-follow-up" and one.turn.site == "eastford":
            by_form.setdefault(one.history.audit.form.fingerprint, one)
    old, new = by_form.values()
    series = build_series([PeriodAudit(x.turn.period, x.history.audit) for x in (old, new)])
    sites = {old.history.newest.name: "old", new.history.newest.name: "new"}
    rows = [
        {**row, "counts_for": "2026-05", "site": sites[row["file"]]}
        for row in list_sample_rows()
        if row["file"] in sites
    ]
    found = {g.site: g.grade for g in roll_up_rows(rows).site_grades}

    assert len(series.stretches) == 1
    assert found == {
        "old": pytest.approx(series.audits[0].grade, abs=1e-9),
        "new": pytest.approx(series.audits[1].grade, abs=1e-9),
    }


def test_the_order_of_rows_changes_nothing() -> None:
    """Files come in any order."""
    rows = draw_odd_rows(1)

    assert order_roll_up(roll_up_rows(rows)) == order_roll_up(roll_up_rows(rows[::-1]))


# In DuckDB


@pytest.mark.parametrize("seed", range(8))
def test_duckdb_gives_the_figures_of_python_on_odd_answers(seed: int, tmp_path: Path) -> None:
    """Several forms in a period, blanks, unknown cases, all cases looked at: to nine decimals."""
    rows = draw_odd_rows(seed)
    found = roll_up_parquet(write_rows(rows, tmp_path / "answers.parquet"))

    assert order_roll_up(found) == order_roll_up(roll_up_rows(rows))


def test_duckdb_gives_the_figures_of_python_on_the_sample_year(tmp_path: Path) -> None:
    """Every share, interval, grade, median and distance, to nine decimals."""
    rows = list_sample_rows()
    found = roll_up_parquet(write_rows(rows, tmp_path / "answers.parquet"))

    assert order_roll_up(found) == order_roll_up(roll_up_rows(rows))


def test_a_folder_of_parquet_files_is_read_as_one(tmp_path: Path) -> None:
    """Each shop or month may have its own file."""
    rows = draw_odd_rows(3)
    write_rows(rows[:300], tmp_path / "1.parquet")
    write_rows(rows[300:], tmp_path / "2.parquet")

    assert order_roll_up(roll_up_parquet(tmp_path)) == order_roll_up(roll_up_rows(rows))


def test_a_folder_without_parquet_files_is_refused(tmp_path: Path) -> None:
    """With the command that writes one."""
    with pytest.raises(CannotRunError) as error:
        roll_up_parquet(tmp_path)
    assert str(error.value) == (
        f"{tmp_path} holds no parquet file; write one with: handbook audit export --parquet FILE"
    )


def test_a_file_that_is_no_table_of_answers_is_refused(tmp_path: Path) -> None:
    """In one line, with what the engine says."""
    path = tmp_path / "other.parquet"
    path.write_bytes(b"no parquet")
    with pytest.raises(CannotRunError, match=r"^.*other\.parquet is no table of answers: [^\n]+$"):
        roll_up_parquet(path)


def test_each_file_says_what_it_reads_and_gives() -> None:
    """A reader of one file finds the table before it, and its own name is what it gives."""
    known = {"answers"}
    for name, sql in list_statements():
        reads = sql.partition("-- Reads: ")[2].partition(". Gives the table: ")
        assert set(reads[0].split(", ")) <= known
        assert reads[2].partition(".")[0] == name
        known.add(name)
    assert len(known) == 9
