"""House rules for logs: what is written down has to answer a question that somebody asks."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.errors import Fault


def find_uncounted_evidence(context: RuleContext) -> Iterator[Fault]:
    forms = context.handbook.forms.values()
    counted = {
        item.standard for form in forms for part in form.sections for item in part.counted_items
    }
    for log in context.handbook.logs:
        for n, evidence in enumerate(log.evidence):
            for s, standard in enumerate(evidence.standards):
                if standard not in counted:
                    yield Fault(
                        log.file, ("evidence", n, "standards", s),
                        f"no checklist counts cases of {standard}, so none are drawn from this log",
                        "pick it in a checklist, with answer: count in the standard, or remove it here",
                    )  # fmt: skip


UNCOUNTED_EVIDENCE = Rule(
    id="uncounted-evidence",
    severity="warning",
    title="A log that answers a question nobody counts",
    page=(
        "A log names the standards that are checked by looking at its entries. "
        "An audit then draws its cases from the log, so that nobody chooses them. "
        "That works only for a question of a checklist that is answered by counting cases. "
        "Pick the standard in a checklist and give it `answer: count`, or remove it from the log."
    ),
    find_breaches=find_uncounted_evidence,
)

RULES = (UNCOUNTED_EVIDENCE,)
