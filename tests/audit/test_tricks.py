"""Ways to buy a better grade, each tried on the shipped service self-audit.

The branch is right in 80 of 100 cases and meets four of five questions that are not counted, unless
a test says otherwise. No trick yields a better final verdict than its honest answers. Four tricks
take more than one audit: handing in the best of several, choosing and swapping cases, changing
answers after the result was seen, and deleting an audit. They are tried in
tests/cli/test_tricks_over_time.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from cx_handbook.audit.questions.care import score_as_of
from cx_handbook.audit.questions.form_change import compare_audits, keep_questions
from cx_handbook.audit.questions.record_questions import find_record_questions
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.record import Answer, AuditRecord
from cx_handbook.audit.scoring.result import Result
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.content.house_rules.registry import check_rules
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Form, Handbook
from cx_handbook.content.model.checklist import ChecklistSection, Pick
from cx_handbook.content.model.form import Item
from cx_handbook.statistics.chance import list_binomial
from support.project import PROJECT

Answers = dict[str, Answer]
NOT_HERE = Answer(answer="not_applicable", note="x")
# From worst to best; what is not final has no rank.
DAY = date(2026, 11, 21)
RANK = {"broken": 0, "below_6": 1, "from_6": 2, "from_9": 3}


@pytest.fixture(scope="module")
def shipped() -> Handbook:
    """Return the shipped handbook."""
    return load_handbook(PROJECT)


@pytest.fixture(scope="module")
def form(shipped: Handbook) -> Form:
    """Return the form of the shipped service self-audit."""
    return shipped.forms["service-self-audit"].model_copy(update={"scoring": 2, "days": 91})


def answer_honestly(form: Form, rate: float = 0.8) -> Answers:
    """Return what an honest audit of a branch finds that is right in so many cases."""
    answers = {}
    asked = 0
    for item in form.items:
        if item.answer == "count":
            answers[item.standard] = count(item, rate)
        elif item.answer == "grade":
            answers[item.standard] = Answer(answer="grade", grade=round(10 * rate))
        else:
            asked += 1
            met = asked % 5 != 0 if rate < 1 else True
            answers[item.standard] = Answer(answer="met" if met else "not_met")
    return answers


def count(item: Item, rate: float, n: int | None = None, cases: int | None = None) -> Answer:
    """Return a count of `n` cases, or of the sample."""
    looked_at = n or item.sample or 1
    return Answer(answer="count", k=int(looked_at * rate), n=looked_at, cases=cases)


def one_good_case(item: Item) -> Answer:
    """Return the best answer to a question, with a single case that is claimed to be all."""
    if item.answer == "count":
        return Answer(answer="count", k=1, n=1, cases=1)
    return Answer(answer="grade", grade=10) if item.answer == "grade" else Answer(answer="met")


def rank_final_verdict(result: Result) -> int | None:
    """Return the rank of a verdict that is final: given, not provisional, and not left open."""
    if result.provisional or result.verdict in (None, "open"):
        return None
    return RANK[str(result.verdict)]


def assert_nothing_bought(form: Form, tricked: Mapping[str, Answer], honest: Answers) -> Result:
    """Return the tricked result, after comparing its verdict with that of the honest answers."""
    before, after = score_answers(form, honest), score_answers(form, tricked)
    rank = rank_final_verdict(after)
    assert rank is None or rank <= (rank_final_verdict(before) or 0)
    return after


def test_an_honest_branch_at_80_percent_is_broken_and_final(form: Form) -> None:
    """What the tricks are compared with."""
    result = score_answers(form, answer_honestly(form))
    assert (result.points, result.verdict, result.provisional) == (
        pytest.approx(8, abs=0.1),
        "broken",
        False,
    )
    assert not result.too_close


def test_1_one_case_a_factor_and_the_rest_not_applicable(form: Form) -> None:
    """One of one in all for each factor, and everything else not applicable: no grade, no verdict."""
    first = {item.factor: item.standard for item in reversed(form.items)}
    tricked = {
        item.standard: one_good_case(item) if first[item.factor] == item.standard else NOT_HERE
        for item in form.items
    }
    result = assert_nothing_bought(form, tricked, answer_honestly(form))
    assert (result.points, result.verdict, result.promises) == (None, None, "open")


@pytest.mark.parametrize("n", [1, 5])
def test_2_few_good_cases_that_are_claimed_to_be_all(form: Form, n: int) -> None:
    """One of one, or five of five, everywhere: provisional, with an interval that is not closed."""
    tricked = {
        item.standard: count(item, 1, n, n) if item.answer == "count" else one_good_case(item)
        for item in form.items
    }
    result = assert_nothing_bought(form, tricked, answer_honestly(form))
    assert result.provisional
    assert result.interval
    assert result.interval.high - result.interval.low > 0.1


def test_3_compliance_cut_down_to_one_case(form: Form) -> None:
    """All promises but one not applicable: no grade, and promises stay open."""
    honest = answer_honestly(form)
    promises = [item for item in form.items if item.factor == "compliance"]
    tricked = {**honest, **{item.standard: NOT_HERE for item in promises}}
    tricked[promises[-1].standard] = one_good_case(promises[-1])
    result = assert_nothing_bought(form, tricked, honest)
    assert (result.points, result.promises) == (None, "open")


def test_4_a_critical_question_not_applicable(form: Form) -> None:
    """With all else perfect, leaving out the critical questions that fail leaves promises open."""
    honest = answer_honestly(form, 1)
    critical = [item for item in form.items if item.critical]
    assert critical
    # Each alone, which leaves more than 80 % of compliance answered, and all together.
    for some in (*([item] for item in critical), critical):
        failing = {item.standard: count(item, 0.5) for item in some}
        left_out = {item.standard: NOT_HERE for item in some}
        result = assert_nothing_bought(form, {**honest, **left_out}, {**honest, **failing})
        assert (result.promises, rank_final_verdict(result)) == ("open", None)


@pytest.mark.parametrize("factor", ["tangibles", "disposition", "staff", "empathy"])
def test_5_and_16_an_unpleasant_factor_left_out(form: Form, factor: str) -> None:
    """Not applicable or blank: without a factor that the form asks about there is no grade."""
    honest = answer_honestly(form, 1)
    bad = [item for item in form.items if item.factor == factor]
    honest |= {item.standard: worst_answer(item) for item in bad}
    for left_out in (NOT_HERE, Answer()):
        tricked = {**honest, **{item.standard: left_out for item in bad}}
        result = assert_nothing_bought(form, tricked, honest)
        assert (result.points, rank_final_verdict(result)) == (None, None)


def worst_answer(item: Item) -> Answer:
    """Return the worst answer to a question."""
    if item.answer == "count":
        return count(item, 0)
    return Answer(answer="grade", grade=0) if item.answer == "grade" else Answer(answer="not_met")


def test_5_what_may_be_left_out_is_shown(form: Form) -> None:
    """A few questions may not apply; how much of the form that is stands in the result."""
    item = next(item for item in form.items if item.factor == "empathy")
    result = score_answers(form, {**answer_honestly(form), item.standard: NOT_HERE})
    assert 0 < result.not_applicable < 0.02


def test_6_a_blank_in_a_bad_month(form: Form) -> None:
    """A blank makes the result provisional; drawn at its worst case it is no better than before."""
    honest = answer_honestly(form)
    for item in form.items:
        tricked = {name: said for name, said in honest.items() if name != item.standard}
        result = assert_nothing_bought(form, tricked, honest)
        before = score_answers(form, honest)
        assert result.provisional
        assert result.worst.points is not None
        assert before.points is not None
        assert result.worst.points <= before.points


@pytest.mark.parametrize(
    ("first", "last", "begun"),
    [
        ("2026-09-28", "2026-09-28", "2026-10-02"),  # one good day
        ("2026-09-01", "2026-09-30", "2026-10-02"),  # the best month of the quarter
        ("2031-01-01", "2031-03-31", "2026-10-02"),  # days to come
        ("2026-07-01", "2026-09-30", "2031-01-01"),  # an audit to come
        (None, None, "2026-10-02"),
    ],
)
def test_8_a_chosen_period_is_not_final(
    form: Form, first: str | None, last: str | None, begun: str
) -> None:
    """A good day, days to come or no days at all: asked about, and provisional until mended."""
    record = AuditRecord.model_validate(
        {
            "format": 2, "state": "finished",
            "id": "k3x9-2fq7", "form": form.fingerprint, "site": "main-street",
            "checklist": form.checklist, "date": begun, "start": "09:00", "end": "17:30",
            "period": {"first": first, "last": last} if first else None,
        }
    )  # fmt: skip
    asked = find_record_questions(record, form, date(2026, 10, 2))
    assert any(question.keeps_from_final for question in asked)
    perfect = record.model_copy(update={"answers": answer_honestly(form, 1)})
    scored = score_as_of(Audit(perfect, form), date(2026, 10, 2))
    assert (scored.verdict, rank_final_verdict(scored)) == ("from_9", None)


def test_10_looking_on_until_it_looks_good(form: Form) -> None:
    """Whoever stops at any case may stop when it looks good; only whole samples are final."""
    honest = answer_honestly(form, 1)
    item = next(item for item in form.items if item.critical)
    sample = item.sample or 0
    for n in range(sample + 1, 2 * sample):
        assert score_answers(form, {**honest, item.standard: count(item, 0.95, n)}).provisional
    for n in (sample, 2 * sample):
        assert not score_answers(form, {**honest, item.standard: count(item, 0.95, n)}).provisional


def test_10_a_second_sample_buys_less_than_one_good_draw(form: Form) -> None:
    """With one more whole sample, a branch far below the target is met hardly more often."""
    item = next(item for item in form.items if item.critical)
    sample, target = item.sample or 0, item.target or 0
    one, two = (list_binomial(n, 0.8) for n in (sample, 2 * sample))
    honest = sum(one[round(target * sample) :])
    second = sum(two[round(2 * target * sample) :])
    assert second < honest < 0.05


def test_12_a_grade_that_the_auditor_gives(form: Form) -> None:
    """Two more points for each grade that the auditor gives move the whole grade by a twentieth."""
    honest = answer_honestly(form)
    graded = [item for item in form.items if item.answer == "grade"]
    assert graded
    tricked = {**honest, **{item.standard: Answer(answer="grade", grade=10) for item in graded}}
    before, after = score_answers(form, honest), score_answers(form, tricked)
    assert (after.points or 0) - (before.points or 0) < 0.05
    assert_nothing_bought(form, tricked, honest)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"gate": 0.5}, "low-gate"),
        (
            {"sections": (ChecklistSection(title="Easy", pick=(Pick(ids=("PR-02",)),)),)},
            "thin-compliance",
        ),
        (
            {"sections": (ChecklistSection(title="Easy", pick=(Pick(ids=("PR-02",)),)),)},
            "heavy-question",
        ),
    ],
    ids=["gate", "questions", "weights"],
)
def test_14_a_checklist_that_was_made_easy(
    shipped: Handbook, change: dict[str, object], rule: str
) -> None:
    """It is another form, so audits before it keep their score, and `check` says what is wrong."""
    easy = tuple(
        checklist.model_copy(update=change) if checklist.slug == "service-self-audit" else checklist
        for checklist in shipped.checklists
    )
    changed = replace(shipped, checklists=easy)
    file = "checklists/service-self-audit.yml"
    now, before = (
        [fault for fault in check_rules(handbook, DAY).broken if fault.file == file]
        for handbook in (changed, shipped)
    )
    assert before == []
    assert rule in {fault.rule for fault in now}
    assert (
        changed.forms["service-self-audit"].fingerprint
        != shipped.forms["service-self-audit"].fingerprint
    )


def test_14_an_easier_checklist_is_compared_on_the_questions_of_both(form: Form) -> None:
    """Without the questions that it fails, the branch has a better grade, and the comparison says why."""
    honest = answer_honestly(form, 1)
    hard = [item for item in form.items if item.weight == 1 and not item.critical][::9]
    honest |= {item.standard: worst_answer(item) for item in hard}
    easy = keep_questions(form, {item.standard for item in form.items} - {i.standard for i in hard})
    before, now = (_make_audit(one, honest) for one in (form, easy))
    change = compare_audits(now, before)
    assert change
    assert change.before is not None
    assert change.now is not None
    assert change.now > change.before
    assert change.common_before == change.common_now == change.now


def _make_audit(form: Form, answers: Answers) -> Audit:
    asked = {item.standard for item in form.items}
    record = AuditRecord(
        format=2, state="finished", id="k3x9-2fq7", form=form.fingerprint, checklist=form.checklist,
        site="main-street", date=DAY,
        answers={name: answer for name, answer in answers.items() if name in asked},
    )  # fmt: skip
    return Audit(record, form)


@pytest.mark.parametrize("rate", [0.8, 1])
def test_15_a_blank_is_never_better_than_the_worst_answer(form: Form, rate: float) -> None:
    """Leaving a question blank yields no better verdict than answering it as badly as can be."""
    honest = answer_honestly(form, rate)
    for item in form.items:
        worst = {**honest, item.standard: worst_answer(item)}
        blank = {name: said for name, said in honest.items() if name != item.standard}
        assert_nothing_bought(form, blank, worst)
