"""Sites are compared on like audits only, and named only beyond chance."""

from __future__ import annotations

from datetime import date

from cx_handbook.reports.comparison import compare_sites
from support.report_audits import ITEMS, answer_all, make_audit, make_form, make_year

FORM = make_form()


def test_sites_that_chance_alone_parts_share_all_places() -> None:
    compared = compare_sites(
        {
            s: make_year(FORM, right, s)
            for s, right in (("a", [18, 19]), ("b", [19, 19]), ("c", [18, 18]))
        }
    )

    assert [tuple(f.places) for f in compared.figures] == [(1, 3)] * 3
    assert not any(f.is_named for f in compared.figures)
    assert compared.unlike == {}


def test_a_site_beyond_chance_is_named_and_comes_last_for_sure() -> None:
    compared = compare_sites(
        {s: make_year(FORM, [k] * 6, s) for s, k in (("a", 19), ("b", 19), ("c", 12))}
    )
    worst = compared.figures[2]

    assert worst.is_named
    assert tuple(worst.places) == (3, 3)
    assert worst.count == (216, 360)


def test_unlike_sites_are_said_and_not_averaged() -> None:
    """Another form, other months, drawn cases, or nothing final."""
    other = make_form({**ITEMS, "TA-02": "yes_no"})
    draw = {"seed": "x", "of": 40, "drawn": ["1"]}
    blank = {"CO-01": "18/20"}
    compared = compare_sites(
        {
            "a": make_year(FORM, [18, 18], "a"),
            "b": make_year(FORM, [19, 18], "b"),
            "c": make_year(other, [18, 18], "c"),
            "d": make_year(FORM, [18, 18, 18], "d"),
            "e": [
                make_audit(FORM, month, answer_all(FORM, 18), "e", draws={"CO-01": draw})
                for month in (date(2025, 11, 1), date(2025, 12, 1))
            ],
            "f": [make_audit(FORM, date(2025, 11, 1), blank, "f")],
        }
    )

    assert [f.site for f in compared.figures] == ["a", "b"]
    assert compared.unlike == {"c": "form", "d": "periods", "e": "draw", "f": "provisional"}


def test_one_site_alone_is_compared_with_nobody() -> None:
    assert compare_sites({"a": make_year(FORM, [18], "a")}).figures == ()
