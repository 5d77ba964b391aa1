"""House rules for checklists that cannot decide anything, however well the branch does."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.content.form_points import COMPLIANCE_POINTS, list_points
from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.content.model.checklist import USUAL_GATE, Checklist
from cx_handbook.content.model.form import Item
from cx_handbook.errors import Fault, Path
from cx_handbook.statistics.pooled_share import SampledShare, find_wilson_limits, pool_shares
from cx_handbook.statistics.rounding import round9

LEAST_COMPLIANCE_QUESTIONS = 4
MOST_POINTS = 1.5  # of ten: a question with more decides a band by itself
USUAL_RATE = 0.98  # of a good branch, to show what a target of 100% does to it
# Samples that people draw; a suggestion is the first of them that is large enough.
USUAL_SAMPLES = (5, 10, 20, 30, 40, 50, 100, 200)


def find_unsayable_targets(context: RuleContext) -> Iterator[Fault]:
    for checklist, path, item in _list_counts(context):
        target, sample = item.target or 0.0, item.sample or 0
        if not _is_whole(target * sample):
            needed = int(target * sample) + 1
            yield Fault(
                checklist.file, path,
                f"{_percent(target)} of {sample} is no whole number of cases for {item.standard}: "
                f"it means {needed} of {sample}, which is {_percent(needed / sample)}",
                "set a target that its sample can say, such as 80% of 5 or 10, 90% of 10, 95% of 20",
            )  # fmt: skip


UNSAYABLE_TARGET = Rule(
    id="unsayable-target",
    severity="warning",
    title="A target that its sample cannot say",
    page=(
        "No sample of ten has 85% of its cases right. "
        "So a target of 85% asks for nine of ten. "
        "A branch that is right in 85 of 100 cases misses that in almost every second audit. "
        "Target times sample has to be a whole number. "
        "Change the target in the standard, or the sample in the standard or at the pick."
    ),
    find_breaches=find_unsayable_targets,
)


def find_criticals_without_exception(context: RuleContext) -> Iterator[Fault]:
    for checklist, path, item in _list_counts(context):
        if item.critical and item.target is not None and round9(item.target) >= 1:
            sample = item.sample or 0
            yield Fault(
                checklist.file, path,
                f"{item.standard} is critical and allows no exception: a branch that is right in "
                f"{_percent(USUAL_RATE)} of cases fails it in {_percent(1 - USUAL_RATE**sample)} of audits "
                f"of {sample} cases",
                "lower its target, or remove critical: each case then stands beside the verdict",
            )  # fmt: skip


CRITICAL_WITHOUT_EXCEPTION = Rule(
    id="critical-without-exception",
    severity="warning",
    title="A critical count that allows no exception",
    page=(
        "A critical standard that is missed means that promises are broken. "
        "With a target of 100%, a single case decides, and looking at more cases makes it worse. "
        "Of branches that are right in 98 of 100 cases, 18% fail with ten cases and 33% with twenty. "
        "Lower the target. "
        "Or remove `critical` and keep the target: then each such case stands beside the verdict, and "
        "does not decide it."
    ),
    find_breaches=find_criticals_without_exception,
)


def find_criticals_out_of_reach(context: RuleContext) -> Iterator[Fault]:
    for checklist, path, item in _list_counts(context):
        target, sample = item.target or 0.0, item.sample or 0
        if not item.critical or round9(target) >= 1:
            continue
        low, _ = find_wilson_limits(1.0, sample)
        if round9(low) < round9(target):
            yield Fault(
                checklist.file, path,
                f"{sample} of {sample} show no more than {_percent(low)}, and the critical "
                f"{item.standard} asks for {_percent(target)}",
                f"set sample: {_find_sample(target)} at the pick, or lower its target",
            )  # fmt: skip


CRITICAL_OUT_OF_REACH = Rule(
    id="critical-out-of-reach",
    severity="warning",
    title="A critical target that no sample of this size can show",
    page=(
        "Even when every case of a sample is right, the share of all cases may be lower. "
        "Twenty of twenty show 84% or more, with 95% confidence, and forty of forty 91%. "
        "A critical count decides whether promises are broken, so its sample has to be large enough "
        "to show that its target is met. "
        "Raise the sample at the pick, or lower the target."
    ),
    find_breaches=find_criticals_out_of_reach,
)


def find_gates_out_of_reach(context: RuleContext) -> Iterator[Fault]:
    for checklist in _list_graded(context):
        form = context.handbook.forms[checklist.slug]
        points = list_points(form)
        perfect = [item for item in form.items if item.factor == "compliance"]
        pooled = pool_shares(
            (
                SampledShare(points[item.standard], 1.0, item.sample)
                for item in perfect
                if item.sample is not None
            ),
            sum(points[item.standard] for item in perfect if item.sample is None),
        )
        low = pooled.limits[0] / COMPLIANCE_POINTS
        if perfect and round9(low) < round9(checklist.gate):
            yield Fault(
                checklist.file, (),
                f"with every case right, compliance is shown to be {_percent(low)} or more, and the "
                f"gate asks for {_percent(checklist.gate)}: every audit would be too close to call",
                "look at more cases of compliance, with sample: at the pick",
            )  # fmt: skip


GATE_OUT_OF_REACH = Rule(
    id="gate-out-of-reach",
    severity="warning",
    title="A gate that even a perfect audit does not clear",
    page=(
        "Compliance passes the gate clearly when its whole 95% interval lies above. "
        "With too few cases that cannot happen, even if each of them is right. "
        "Every audit would then be *too close to call*. "
        "About twenty cases of compliance in all are the least for a gate of five sixths."
    ),
    find_breaches=find_gates_out_of_reach,
)


def find_low_gates(context: RuleContext) -> Iterator[Fault]:
    for checklist in _list_graded(context):
        if round9(checklist.gate) < round9(USUAL_GATE):
            yield Fault(
                checklist.file, ("gate",),
                f"a gate of {_percent(checklist.gate)} calls promises kept while more than one in six is "
                "broken",
                "write 5/6, or leave it out",
            )  # fmt: skip


LOW_GATE = Rule(
    id="low-gate",
    severity="warning",
    title="A gate below five sixths",
    page=(
        "The gate is the share of compliance below which promises count as broken. "
        "Five sixths lets one promise in six break. "
        "A lower gate makes the verdict better without a single promise more being kept. "
        "Where a company decides so, it accepts this warning and says why."
    ),
    find_breaches=find_low_gates,
)


def find_heavy_questions(context: RuleContext) -> Iterator[Fault]:
    for checklist in _list_graded(context):
        points = list_points(context.handbook.forms[checklist.slug])
        for path, item in _list_items(context, checklist):
            if round9(points[item.standard]) > MOST_POINTS:
                yield Fault(
                    checklist.file, path,
                    f"{item.standard} is worth {points[item.standard]:.1f} of 10 points",
                    f"ask more about {item.factor}, or lower its weight: {MOST_POINTS} points are the most",
                )  # fmt: skip


HEAVY_QUESTION = Rule(
    id="heavy-question",
    severity="warning",
    title="A question worth more than 1.5 points",
    page=(
        "Six points belong to compliance and four to the other factors. "
        "Where a factor has few questions, each of them carries much. "
        "A grade that hangs on one list says little about the branch, and moves a lot by chance. "
        "Pick more standards of that factor, or lower the weight of the heavy one."
    ),
    find_breaches=find_heavy_questions,
)


def find_thin_compliance(context: RuleContext) -> Iterator[Fault]:
    for checklist in _list_graded(context):
        items = context.handbook.forms[checklist.slug].items
        asked = sum(item.factor == "compliance" for item in items)
        if asked < LEAST_COMPLIANCE_QUESTIONS:
            yield Fault(
                checklist.file, (),
                f"a checklist that gives a grade asks {asked} question{'' if asked == 1 else 's'} "
                "about compliance",
                f"pick at least {LEAST_COMPLIANCE_QUESTIONS}, or write grade: false",
            )  # fmt: skip


THIN_COMPLIANCE = Rule(
    id="thin-compliance",
    severity="warning",
    title="A grade with fewer than four questions about compliance",
    page=(
        "Kept promises are six of the ten points. "
        "With fewer than four questions, one list of cases decides what the grade says about all "
        "promises. "
        "Pick at least four standards of compliance. "
        "A checklist that is meant for something else says `grade: false`: it then shows what was "
        "found, without a grade."
    ),
    find_breaches=find_thin_compliance,
)


def _list_graded(context: RuleContext) -> Iterator[Checklist]:
    return (checklist for checklist in context.handbook.checklists if checklist.grade)


def _list_items(context: RuleContext, checklist: Checklist) -> Iterator[tuple[Path, Item]]:
    """Yield each question of a checklist with the place of its pick."""
    items = {item.standard: item for item in context.handbook.forms[checklist.slug].items}
    for result in context.handbook.pick_results[checklist.slug]:
        for standard, _ in result.found:
            yield result.path, items[standard.id]


def _list_counts(context: RuleContext) -> Iterator[tuple[Checklist, Path, Item]]:
    for checklist in context.handbook.checklists:
        for path, item in _list_items(context, checklist):
            if item.sample is not None and item.target is not None:
                yield checklist, path, item


def _is_whole(value: float) -> bool:
    return round9(value) == round(value)


def _find_sample(target: float) -> int:
    return next(
        (
            sample
            for sample in USUAL_SAMPLES
            if _is_whole(sample * target) and find_wilson_limits(1.0, sample)[0] >= target
        ),
        USUAL_SAMPLES[-1],
    )


def _percent(share: float) -> str:
    """Return a share in whole per cent, or with one decimal where it has one."""
    return f"{round(share * 100, 1):g}%"


RULES = (
    UNSAYABLE_TARGET,
    CRITICAL_WITHOUT_EXCEPTION,
    CRITICAL_OUT_OF_REACH,
    GATE_OUT_OF_REACH,
    LOW_GATE,
    HEAVY_QUESTION,
    THIN_COMPLIANCE,
)
