"""All house rules, and how a handbook is checked against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
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
from cx_handbook.content.kept_findings import KeptFindings
from cx_handbook.content.model import Handbook, Situation
from cx_handbook.content.model.base import FileRecord
from cx_handbook.errors import Fault
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import quote_value


class RuleReport(NamedTuple):
    """The breaches that nobody accepts, and those that their files accept with a reason."""

    broken: tuple[Fault, ...]
    accepted: tuple[Fault, ...]


def check_rules(
    handbook: Handbook,
    today: date,
    findings: KeptFindings | None = None,
    keys: Mapping[str, str] | None = None,
) -> RuleReport:
    """Return every breach of a house rule, and every exception that is unknown or not needed.

    With the keys of the files, what earlier runs found in files that did not change is taken from
    what was kept, and what is found now is noted there.
    """
    context = RuleContext(handbook, today)
    accepts = {record.file: record.accept for record in handbook.list_records() if record.accept}
    active = [rule for rule in RULES if context.has_wording or not rule.judges_wording]
    alone = [rule for rule in active if rule.judges_each_alone]
    breaches = _judge_each_alone(alone, context, findings or KeptFindings(fresh=True), keys or {})
    for rule in active:
        if not rule.judges_each_alone:
            breaches += _apply_rule(rule, context)
    broken: list[Fault] = []
    accepted: list[Fault] = []
    for fault in breaches:
        is_accepted = _BY_ID[fault.rule].acceptable and fault.rule in accepts.get(fault.file, ())
        kept = accepted if is_accepted else broken
        kept.append(fault)
    # An exception that nothing needs hides the next breach.
    needed = {(fault.file, fault.rule) for fault in accepted}
    # Whether an exception from a rule that is switched off is needed cannot be told.
    needed |= {(file, rule.id) for file in accepts for rule in RULES if rule not in active}
    for file, names in accepts.items():
        broken += (fault for name in names for fault in _check_exception(file, name, needed))
    return RuleReport(tuple(broken), tuple(accepted))


def _judge_each_alone(
    rules: Sequence[Rule], whole: RuleContext, findings: KeptFindings, keys: Mapping[str, str]
) -> list[Fault]:
    """Return the breaches of rules that judge each file alone; judge only files that changed."""
    found: dict[str, list[Fault]] = {}
    files = {record.file: _list_keys(record, whole.handbook, keys) for record in whole.records}
    for file, used in files.items():
        kept = findings.find("rules", used) if all(used) else None
        if kept is not None:
            found[file] = [Fault(file, tuple(path), *rest) for path, *rest in kept]
    changed = files.keys() - found.keys()
    if not changed:
        return list(chain.from_iterable(found.values()))
    context = replace(whole, files=frozenset(changed)) if found else whole
    found |= {file: [] for file in changed}
    for rule in rules:
        for fault in _apply_rule(rule, context):
            found[fault.file].append(fault)
    for file in changed:
        if all(files[file]):
            findings.note("rules", files[file], [fault[1:] for fault in found[file]])
    return list(chain.from_iterable(found.values()))


def _list_keys(record: FileRecord, handbook: Handbook, keys: Mapping[str, str]) -> list[str]:
    """Return the keys of a file and of the policies that it uses; one is empty if it has no key."""
    files = [record.file]
    if isinstance(record, Situation):
        slugs = dict.fromkeys(action.policy for action in record.do if action.policy)
        files += (handbook.policies_by_slug[slug].file for slug in slugs)
    return [keys.get(file, "") for file in files]


def _apply_rule(rule: Rule, context: RuleContext) -> Iterator[Fault]:
    for fault in rule.find_breaches(context):
        yield fault._replace(rule=rule.id, severity=rule.severity)


def _check_exception(file: str, name: str, needed: set[tuple[str, str]]) -> Iterator[Fault]:
    at = ("accept", name)
    if name not in _BY_ID:
        hint = suggest(name, _BY_ID, "write the ID in brackets at the end of its message")
        yield Fault(file, at, f"there is no house rule {quote_value(name)}", hint)
    elif not _BY_ID[name].acceptable:
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

_BY_ID = {rule.id: rule for rule in RULES}
