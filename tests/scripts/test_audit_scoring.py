"""The scorer in JavaScript: the same results as the one in Python, to the last binary digit."""

from __future__ import annotations

from dataclasses import asdict, replace
from random import Random
from typing import Any

import pytest

from cx_handbook.audit.scoring.result import ItemScore, Result, format_points
from cx_handbook.audit.scoring.score_answers import score_answers
from support.audit_scripts import load_audit_scripts, plain_answers, plain_form
from support.random_audits import Audit, draw_audit
from support.score_cases import FOLDER, FOLDER_2, score_cases

FIELDS_OF_RULES_2 = ("rules", "close_calls", "zero_tolerance", "not_applicable", "unanswered")
STATES = ("met", "not_met", "not_applicable", "unanswered")
VERDICTS = {
    1: {None, "open", "dissatisfied", "satisfied", "delighted"},
    2: {None, "open", "broken", "below_6", "from_6", "from_9"},
}

SCORE_ALL = """audits => audits.map(([form, answers]) => {
    const result = Handbook.audit.scoring.scoreAudit(form, answers);
    return {
        ...result,
        items: result.items.map(scored => ({...scored, item: scored.item.standard})),
        ...(result.zero_tolerance && {
            zero_tolerance: result.zero_tolerance.map(scored => scored.item.standard),
        }),
        findings: result.findings.map(scored => scored.item.standard),
        printed: result.points === null ? null : Handbook.audit.scoring.formatPoints(result.points),
    };
})"""


def score_in_script(audits: list[Audit]) -> list[dict[str, Any]]:
    """Return the results of the script's scorer as plain data, items by their standard."""
    plain = [(plain_form(form), plain_answers(answers)) for form, answers in audits]
    results: list[dict[str, Any]] = load_audit_scripts().call(SCORE_ALL, plain)
    return results


def as_plain_data(result: Result) -> dict[str, Any]:
    """Return all of a result of Python's scorer in the same shape."""
    data = asdict(replace(result, items=(), zero_tolerance=()))
    if result.rules == 1:
        for name in FIELDS_OF_RULES_2:
            data.pop(name)
    else:
        data["close_calls"] = list(data["close_calls"])
        data["zero_tolerance"] = [scored.item.standard for scored in result.zero_tolerance]
    return {
        **data,
        "items": [_plain_item(scored, result.rules) for scored in result.items],
        "factors": list(data["factors"]),
        "findings": [scored.item.standard for scored in result.findings],
        "counts": {state: result.count_state(state) for state in STATES},
        "printed": None if result.points is None else format_points(result.points),
    }


def _plain_item(scored: ItemScore, rules: int) -> dict[str, Any]:
    names = ["state", "share", "low", "high"]
    if rules == 2 and scored.looked_at is not None:
        names += ["looked_at", "cases"]
    fields = {name: getattr(scored, name) for name in names}
    return {"item": scored.item.standard, **fields, "remarks": list(scored.remarks)}


def test_every_vector_scores_alike() -> None:
    """Every state, share, interval and remark, to the last binary digit."""
    cases = [*score_cases(FOLDER), *score_cases(FOLDER_2)]
    results = score_in_script([(case.form, case.answers) for case in cases])

    for case, result in zip(cases, results, strict=True):
        assert result == as_plain_data(score_answers(case.form, case.answers)), case.name


@pytest.mark.parametrize("version", [1, 2])
def test_random_audits_score_alike(version: int) -> None:
    """Three thousand forms and answers by chance, for each version of the rules."""
    chance = Random(6)
    audits = [draw_audit(chance, version) for _ in range(3000)]
    results = [score_answers(*audit) for audit in audits]

    assert sum(result.interval is not None for result in results) > 200
    assert {result.verdict for result in results} == VERDICTS[version]
    for found, result in zip(score_in_script(audits), results, strict=True):
        assert found == as_plain_data(result)


def test_points_are_printed_as_python_prints_them() -> None:
    """Rounded down at every hundredth and just beside it, 6.3 stays 6.3."""
    values = [n / 100 + shift for n in range(1001) for shift in (-2e-9, -1e-10, 0, 1e-10, 2e-9)]
    values = [value for value in values if 0 <= value <= 10]
    format_all = "values => values.map(Handbook.audit.scoring.formatPoints)"

    assert load_audit_scripts().call(format_all, values) == [format_points(v) for v in values]


def test_an_inherited_name_is_no_answer() -> None:
    """A question whose standard is called like a member of every object is unanswered."""
    count = """form => {
        form.sections[0].items[0].standard = "constructor";
        return Handbook.audit.scoring.scoreAudit(form, {}).counts.unanswered;
    }"""
    form = draw_audit(Random(1))[0]

    assert load_audit_scripts().call(count, plain_form(form)) == len(form.items)
