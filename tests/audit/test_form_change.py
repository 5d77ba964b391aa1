"""Audits before and after a change of the checklist are compared on the questions of both."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.audit.questions.form_change import compare_audits, describe_change
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.record import AuditRecord
from support.score_cases import form_of, written_out

ITEMS = {
    **{f"CO-{n:02}": "count" for n in range(1, 6)},
    **{f"{letters}-{n:02}": "count" for letters in ("TA", "DI", "ST", "EM") for n in range(1, 6)},
}
EASY = {name: words for name, words in ITEMS.items() if name not in ("CO-05", "TA-05")}


def make_audit(items: dict[str, str], k: dict[str, int], **changes: Any) -> Audit:
    """Return an audit with `k` of 20 cases right for a question, 16 where it names none."""
    answers = {name: f"{k.get(name, 16)}/20" for name in items}
    case = written_out({"form": {"items": items}, "answers": answers}, {})
    form = form_of(case["form"], 2).model_copy(update=changes)
    record = {
        "format": 2, "state": "finished", "id": "k3x9", "form": form.fingerprint, "checklist": form.checklist,
        "site": "harbour", "date": "2026-10-02", "answers": case["answers"],
    }  # fmt: skip
    return Audit(AuditRecord.model_validate(record), form)


def test_dropping_what_one_is_bad_at_shows_on_the_common_questions() -> None:
    """The grade by its own questions rises; on those of both the branch is what it was."""
    bad = {"CO-05": 0, "TA-05": 0}
    before, now = make_audit(ITEMS, bad), make_audit(EASY, bad)
    change = compare_audits(now, before)
    assert change
    assert change.before is not None
    assert change.now is not None
    assert change.now - change.before > 1
    assert change.common_before == change.common_now == change.now
    assert list(describe_change(now, before)) == [
        "The checklist has changed since the last audit, which came to 6.8. "
        "On the 23 of 23 questions that both ask: 8.0 then, 8.0 now."
    ]


def test_other_weights_are_laid_on_both_audits() -> None:
    """With the newer weights on both sides, a branch that did not change has not moved."""
    heavy = {**ITEMS, "CO-01": "count, weight 20"}
    answers = {"CO-01": 20, "CO-02": 10}
    before, now = make_audit(ITEMS, answers), make_audit(heavy, answers)
    change = compare_audits(now, before)
    assert change
    assert change.now != change.before
    assert change.common_before == change.common_now == change.now


@pytest.mark.parametrize("field", ["check", "look_at"])
def test_a_question_put_in_other_words_is_another_question(field: str) -> None:
    """Whoever rewrites a question asks another one, so it is not compared."""
    before, now = make_audit(ITEMS, {}), make_audit(ITEMS, {})
    section = now.form.sections[0]
    first = section.items[0].model_copy(update={field: "Is it more or less so?"})
    sections = (section.model_copy(update={"items": (first, *section.items[1:])}),)
    form = now.form.model_copy(update={"sections": sections})
    changed = Audit(now.record.model_copy(update={"form": form.fingerprint}), form)
    change = compare_audits(changed, before)
    assert change
    assert change.common == len(ITEMS) - 1


def test_few_common_questions_are_not_compared() -> None:
    """Under 80 % of either form's points, no grade is laid beside another."""
    few = {name: words for name, words in ITEMS.items() if not name.startswith("CO")}
    others = {f"CO-{n}": "count" for n in range(11, 16)}
    before, now = make_audit(ITEMS, {}), make_audit({**few, **others}, {})
    assert list(describe_change(now, before)) == [
        "The checklist has changed since the last audit, which came to 8.0. "
        "Only 20 of 25 questions are the same: too few to compare a grade."
    ]


def test_the_same_form_and_no_audit_before_say_nothing() -> None:
    """Nothing has changed, or there is nothing to compare with."""
    audit = make_audit(ITEMS, {})
    assert list(describe_change(audit, make_audit(ITEMS, {"CO-01": 3}))) == []
    assert list(describe_change(audit, None)) == []
