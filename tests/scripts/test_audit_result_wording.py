"""What is said about a result: the same sentences in Python and in the script."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from cx_handbook import labels
from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import Result
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.audit.wording import result_wording as wording
from cx_handbook.content.model import Form
from support.audit_scripts import load_audit_scripts, plain_answers, plain_form
from support.random_audits import Audit, draw_audit
from support.score_cases import FOLDER, FOLDER_2, form_of, score_cases, written_out

DESCRIBE_ALL = """audits => audits.map(([form, answers]) => {
    const words = Handbook.audit.resultWording;
    const result = Handbook.audit.scoring.scoreAudit(form, answers);
    return {
        headline: words.describeHeadline(form, result),
        in_list: words.describeHeadlineInList(form, result),
        verdict: words.describeVerdict(result),
        promises: words.describePromises(result),
        reasons: words.explainPromises(form, result),
        grade: words.describeGrade(result),
        cause: words.findNoGradeCause(form, result),
        details: words.listDetails(form, result),
        left_out: words.listLeftOut(result),
    };
})"""


def describe_in_python(form: Form, result: Result) -> dict[str, Any]:
    """Return all that is said about a result, by its part."""
    promises = result.promises
    return {
        "headline": wording.describe_headline(form, result),
        "in_list": wording.describe_headline_in_list(form, result),
        "verdict": wording.describe_verdict(result),
        "promises": labels.describe_promises(promises, result.rules) if promises else "",
        "reasons": wording.explain_promises(form, result),
        "grade": wording.describe_grade(result),
        "cause": wording.find_no_grade_cause(form, result),
        "details": list(wording.list_details(form, result)),
        "left_out": list(wording.describe_left_out(result)),
    }


def list_audits(scoring: int) -> list[Audit]:
    """Return the vectors of a version of the rules, and audits by chance."""
    chance = Random(14 + scoring)
    vectors = score_cases(FOLDER_2 if scoring == 2 else FOLDER)
    drawn = [draw_audit(chance, scoring) for _ in range(600)]
    return [*((case.form, case.answers) for case in vectors), *drawn]


@pytest.mark.parametrize("scoring", [1, 2])
def test_the_script_says_what_python_says(scoring: int) -> None:
    """Headline, verdict, promises, grade, reasons and sentences, by both versions of the rules."""
    audits = list_audits(scoring)
    plain = [(plain_form(form), plain_answers(answers)) for form, answers in audits]
    in_script = load_audit_scripts().call(DESCRIBE_ALL, plain)
    in_python = [describe_in_python(form, score_answers(form, given)) for form, given in audits]
    assert in_script == in_python
    # The draw would prove nothing if it met none of what is special.
    headlines = {said["headline"] for said in in_python}
    assert headlines == (
        {"", "Too close to call"}
        if scoring == 1
        else {"", "Too close to call", "Too little answered"}
    )


ITEMS = {
    "CO-01": "count, sample 40, target 9/10",
    "CO-02": "count, sample 40, critical, target 9/10",
}
OTHERS = {"TA-01": "count", "DI-01": "count", "ST-01": "count", "EM-01": "count"}


def describe(answers: dict[str, str], **changes: Any) -> dict[str, Any]:
    """Return what is said about answers to a small form, in short form as in the vectors."""
    short = {"items": {**ITEMS, **OTHERS}, **changes}
    case = written_out({"form": short, "answers": answers}, {})
    form = form_of(case["form"], 2)
    given = {standard: Answer.model_validate(said) for standard, said in case["answers"].items()}
    return describe_in_python(form, score_answers(form, given))


ALL_OTHERS = dict.fromkeys(OTHERS, "20/20")


def test_a_close_call_says_which_limit_and_what_would_settle_it() -> None:
    """The limit, the span rounded outwards, the cases so far, the cases that would do, and how sure."""
    said = describe({"CO-01": "34/40", "CO-02": "37/40", **ALL_OTHERS})
    assert said["in_list"] == "Too close to call: the gate, the line at 9"
    assert said["details"][0] == (
        "Had every case been looked at, compliance would lie between 4.7 and 5.7 of 6 points. "
        "The gate, 5.0, is in between. "
        "80 cases were looked at; 182 in all would settle it, if the others turn out alike. "
        "Draw another whole sample, and count every case."
    )
    assert said["promises"] == "Enough promises kept"


def test_what_a_few_hundred_cases_cannot_settle_is_said() -> None:
    """A critical count right below its target: not even 500 cases would tell."""
    said = describe({"CO-01": "40/40", "CO-02": "35/40", **ALL_OTHERS})
    assert "CO-02" in said["in_list"]
    sentence = next(text for text in said["details"] if text.startswith("CO-02"))
    assert sentence.endswith(
        "The target, 90%, is in between. It cannot be settled by looking: "
        "not even 500 cases, or all there were, would do."
    )
    assert said["reasons"] == "critical and not met: CO-02"


def test_too_little_answered_is_the_headline_with_its_reason() -> None:
    """No grade, promises open, and how much is answered of what."""
    said = describe({"CO-01": "40/40", **ALL_OTHERS})
    assert (said["headline"], said["cause"]) == ("Too little answered", "yet")
    assert said["details"] == [
        "Too little is answered for a grade. "
        "What is answered carries 70% of the points; a grade needs 80%. "
        "Of compliance, 50% of the points is answered; a grade needs 80%."
    ]
    assert said["reasons"] == "unanswered: CO-02; too little of the form is answered"
    assert said["left_out"] == ["30% of the points unanswered"]


def test_without_a_grade_no_band_is_named() -> None:
    """The worst case alone would lie in a band; nothing does while a factor is blank."""
    said = describe({"CO-01": "40/40", "CO-02": "40/40", **ALL_OTHERS, "EM-01": "na: none"})
    assert (said["grade"], said["verdict"], said["cause"]) == (
        "",
        "",
        "left_out",
    )
    others = {name: answer for name, answer in ALL_OTHERS.items() if name != "EM-01"}
    said = describe({"CO-01": "40/40", "CO-02": "40/40", **others})
    assert (said["grade"], said["verdict"], said["cause"]) == ("", "", "yet")


def test_a_critical_question_left_out_is_named() -> None:
    """Promises are open, and the line says because of which question."""
    said = describe(
        {"CO-01": "40/40", "CO-02": "na: none", **ALL_OTHERS},
        items={
            **ITEMS,
            "CO-02": "count, critical, na, weight 1",
            "CO-03": "count, weight 8",
            **OTHERS,
        },
    )
    assert said["promises"] == "Promises open"
    assert said["reasons"].startswith("critical and not applicable: CO-02")


def test_a_high_grade_with_broken_promises_has_its_reason_in_the_line() -> None:
    """A critical question missed clearly: the verdict is not too close, and the line says why."""
    said = describe({"CO-01": "40/40", "CO-02": "25/40", **ALL_OTHERS}, gate="1/2")
    assert (said["headline"], said["verdict"], said["promises"]) == ("", "", "Promises broken")
    assert said["reasons"] == "critical and not met: CO-02"


def test_a_checklist_without_a_grade_says_so() -> None:
    """Nothing is missing then, so there is no headline."""
    said = describe({"CO-01": "40/40", "CO-02": "40/40", **ALL_OTHERS}, grade=False)
    assert (said["headline"], said["cause"]) == ("", "none")
    assert said["details"] == ["This checklist gives no grade."]
