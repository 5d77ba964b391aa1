"""House rules for standards, the checklists that ask them, and the sources they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from cx_handbook.content import coverage
from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.errors import Fault
from cx_handbook.text_for_messages import quote_value

MOST_ITEMS = 9  # in a section of a checklist


def find_double_questions(context: RuleContext) -> Iterator[Fault]:
    for policy in context.policies:
        for n, standard in enumerate(policy.standards):
            if second := context.wording.find_double_question(standard.check):
                yield Fault(
                    policy.file, ("standards", n, "check"), f"{quote_value(second)} asks a second thing",
                    "ask one thing, and give the other a standard of its own",
                )  # fmt: skip


TWO_QUESTIONS = Rule(
    id="two-questions",
    severity="error",
    title="A check that asks two things",
    page=(
        "When one half is met and the other is not, a question for both has no honest answer. "
        "So a standard's `check` has one question mark. "
        "Neither *and* nor *or* brings in a verb of its own or another question word. "
        "Between two nouns they may stand: *the date and the time*. "
        "Ask one thing, and give the other a standard of its own."
    ),
    find_breaches=find_double_questions,
    judges_wording=True,
    judges_each_alone=True,
)


def find_crowded_sections(context: RuleContext) -> Iterator[Fault]:
    for checklist in context.handbook.checklists:
        results = context.handbook.pick_results[checklist.slug]
        # A pick's path is sections, number, pick, number: its first two parts name the section.
        items = Counter(result.path[:2] for result in results for _ in result.found)
        for section, n in items.items():
            if n > MOST_ITEMS:
                yield Fault(
                    checklist.file, section, f"{n} questions in one section",
                    f"split it: {MOST_ITEMS} questions are the most",
                )  # fmt: skip


CROWDED_SECTION = Rule(
    id="crowded-section",
    severity="error",
    title="A section with more than nine questions",
    page=(
        "On a printed checklist, a pause has fewer than ten items and takes 60 to 90 seconds "
        "(Gawande). "
        "Beyond that people tick without looking. "
        "Split the section where the auditor moves on to another place or another list."
    ),
    find_breaches=find_crowded_sections,
)


def find_promises_without_standard(context: RuleContext) -> Iterator[Fault]:
    for policy in context.handbook.policies:
        if not policy.standards:
            yield Fault(
                policy.file, ("promise",), "no standard says how the promise is seen to be kept",
                "add standards: with at least one rule that can be looked at",
            )  # fmt: skip


NO_STANDARD = Rule(
    id="no-standard",
    severity="error",
    title="A promise without a standard",
    page=(
        "What a policy promises has to be seen to be kept. "
        "A policy without a standard is never asked about in an audit, so nobody would know. "
        "Write at least one rule that can be looked at, with the question that looks."
    ),
    find_breaches=find_promises_without_standard,
)


def find_unasked_standards(context: RuleContext) -> Iterator[Fault]:
    # Checklists are optional: whoever has none yet cannot ask anything.
    if not context.handbook.checklists:
        return
    results = chain.from_iterable(context.handbook.pick_results.values())
    asked = {standard.id for result in results for standard, _ in result.found}
    for policy in context.handbook.policies:
        for n, standard in enumerate(policy.standards):
            if standard.id not in asked:
                yield Fault(
                    policy.file, ("standards", n, "id"), f"no checklist asks {standard.id}",
                    "pick it in a checklist",
                )  # fmt: skip


UNASKED_STANDARD = Rule(
    id="unasked-standard",
    severity="error",
    title="A standard that no checklist asks",
    page=(
        "A standard becomes a habit when somebody asks about it. "
        "Pick it in a checklist: by its ID, or by its policy, kind, factor, channel or role. "
        "The ID of a standard that nobody wants any more is not used again. "
        "In a handbook without any checklist this rule is silent."
    ),
    find_breaches=find_unasked_standards,
)


def find_uncovered_sources(context: RuleContext) -> Iterator[Fault]:
    return coverage.find_gaps(context.handbook)


UNCOVERED_SOURCE = Rule(
    id="uncovered-source",
    severity="error",
    title="A source item that nothing carries",
    page=(
        "Each item of the sources says what it needs. "
        "A `question` is one that a checklist asks, a `citation` stands in the text that uses the "
        "item, and a `case` retells it in training. "
        "An item without what it needs is a hole: we know it, and do nothing with it. "
        "A handbook without any checklist, or without any case, is not asked for it. "
        "There is no exception to this rule."
    ),
    find_breaches=find_uncovered_sources,
    acceptable=False,
)

RULES = (
    TWO_QUESTIONS,
    CROWDED_SECTION,
    NO_STANDARD,
    UNASKED_STANDARD,
    UNCOVERED_SOURCE,
)
