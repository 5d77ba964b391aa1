"""Whether an action helped is measured without the bad month that led to it."""

from __future__ import annotations

from datetime import date

import pytest

from cx_handbook.reports.effect import measure_effect
from support.report_audits import make_form, make_year

FORM = make_form()


def test_the_month_of_the_finding_is_not_what_was_before() -> None:
    """An unchanged shop with one bad month has gained nothing."""
    audits = make_year(FORM, [18, 18, 18, 13, 18, 18, 18])
    effect = measure_effect(audits, "CO-01", audits[3].audit.record.id, date(2026, 2, 28))

    assert effect is not None
    assert (effect.before, effect.after) == ((54, 60), (54, 60))
    assert effect.difference.value == 0
    assert not effect.helped
    assert effect.needed is None


def test_a_real_gain_is_told_with_its_interval() -> None:
    """42 of 60 before, 56 of 60 after: 9.6 to 36.5 points more."""
    audits = make_year(FORM, [14, 14, 14, 12, 18, 19, 19])
    effect = measure_effect(audits, "CO-01", audits[3].audit.record.id, date(2026, 2, 28))

    assert effect is not None
    assert (effect.before, effect.after) == ((42, 60), (56, 60))
    assert (effect.difference.low, effect.difference.high) == pytest.approx(
        (0.096, 0.365), abs=5e-4
    )
    assert effect.helped


def test_a_gain_that_cannot_be_told_says_how_many_cases_would() -> None:
    audits = make_year(FORM, [16, 16, 16, 12, 18])
    effect = measure_effect(audits, "CO-01", audits[3].audit.record.id, date(2026, 2, 28))

    assert effect is not None
    assert not effect.helped
    assert effect.needed == 197


def test_only_periods_that_begin_after_the_action_count() -> None:
    """March had begun when it was done on the third: April is the first month after."""
    audits = make_year(FORM, [16, 16, 16, 12, 10, 18])
    effect = measure_effect(audits, "CO-01", audits[3].audit.record.id, date(2026, 3, 3))

    assert effect is not None
    assert effect.after == (18, 20)


def test_without_an_audit_before_or_after_nothing_is_said() -> None:
    audits = make_year(FORM, [16, 12, 18])

    assert measure_effect(audits, "CO-01", audits[0].audit.record.id, date(2025, 12, 1)) is None
    assert measure_effect(audits, "CO-01", audits[1].audit.record.id, date(2026, 5, 1)) is None
    assert measure_effect(audits, "CO-01", "unknown", date(2026, 1, 1)) is None


def test_audits_on_a_form_of_before_are_counted_too() -> None:
    """The first version of the scoring rules says nothing of cases; the answers do."""
    earlier = FORM.model_copy(update={"scoring": 1})
    audits = [*make_year(earlier, [14, 14, 14, 12]), *make_year(FORM, [14] * 4 + [18, 19, 19])[4:]]
    effect = measure_effect(audits, "CO-01", audits[3].audit.record.id, date(2026, 2, 28))

    assert effect is not None
    assert (effect.before, effect.after) == ((42, 60), (56, 60))
