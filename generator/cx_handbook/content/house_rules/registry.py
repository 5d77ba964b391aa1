"""All house rules, and how a handbook is checked against them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cx_handbook.content.house_rules import (
    agreement_rules,
    checklist_rules,
    log_rules,
    promise_rules,
    review_rules,
    situation_rules,
    standard_rules,
    text_rules,
    wording_rules,
)
from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.content.model import Handbook
from cx_handbook.errors import Fault
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import quote_value


class RuleReport(NamedTuple):
    """The breaches that nobody accepts, and those that their files accept with a reason."""

    broken: tuple[Fault, ...]
    accepted: tuple[Fault, ...]


def check_rules(handbook: Handbook, today: date) -> RuleReport:
    """Return every breach of a house rule, and every exception that is unknown or not needed."""
    context = RuleContext(handbook, today)
    accepts = {record.file: record.accept for record in handbook.list_records() if record.accept}
    active = [rule for rule in RULES if context.has_wording or not rule.judges_wording]
    broken: list[Fault] = []
    accepted: list[Fault] = []
    for rule in active:
        for fault in rule.find_breaches(context):
            is_accepted = rule.acceptable and rule.id in accepts.get(fault.file, ())
            kept = accepted if is_accepted else broken
            kept.append(fault._replace(rule=rule.id, severity=rule.severity))
    # An exception that nothing needs hides the next breach.
    needed = {(fault.file, fault.rule) for fault in accepted}
    # Whether an exception from a rule that is switched off is needed cannot be told.
    needed |= {(file, rule.id) for file in accepts for rule in RULES if rule not in active}
    for file, names in accepts.items():
        broken += (fault for name in names for fault in _check_exception(file, name, needed))
    return RuleReport(tuple(broken), tuple(accepted))


def _check_exception(file: str, name: str, needed: set[tuple[str, str]]) -> Iterator[Fault]:
    at = ("accept", name)
    rules = {rule.id: rule for rule in RULES}
    if name not in rules:
        hint = suggest(name, rules, "write the ID in brackets at the end of its message")
        yield Fault(file, at, f"there is no house rule {quote_value(name)}", hint)
    elif not rules[name].acceptable:
        wrong = f"{name} cannot be accepted"
        yield Fault(file, at, wrong, "mend what it reports, and remove the exception")
    elif (file, name) not in needed:
        wrong = f"{name} is not broken in this file"
        yield Fault(file, at, wrong, "remove the exception", "warning", UNNEEDED_EXCEPTION.id)


def _find_nothing(_: RuleContext) -> Iterator[Fault]:
    """Yield nothing: only after all other rules is it known which exception was not needed."""
    yield from ()


UNNEEDED_EXCEPTION = Rule(
    id="unneeded-exception",
    severity="warning",
    title="An exception that is not needed",
    page=(
        "A file accepts a breach of a house rule with `accept:`, the rule's ID and a reason. "
        "Once the words are mended, the exception would let the next breach through unseen. "
        "Remove it."
    ),
    find_breaches=_find_nothing,
    acceptable=False,
)

# In the order in which the site lists them.
RULES = (
    *text_rules.RULES,
    *wording_rules.RULES,
    *standard_rules.RULES,
    *checklist_rules.RULES,
    *log_rules.RULES,
    *agreement_rules.RULES,
    *situation_rules.RULES,
    *promise_rules.RULES,
    *review_rules.RULES,
    UNNEEDED_EXCEPTION,
)
