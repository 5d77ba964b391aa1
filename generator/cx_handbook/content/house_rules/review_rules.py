"""House rules for the day on which a policy was last reviewed."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.errors import Fault

# Policies alone carry the day of a review: situations and checklists only lead to them.


def find_overdue_reviews(context: RuleContext) -> Iterator[Fault]:
    for policy in context.handbook.policies:
        if policy.next_review < context.today:
            yield Fault(
                policy.file, ("reviewed",), f"the next review was due by {policy.next_review}",
                "read it through, mend it, and write the day on which you did",
            )  # fmt: skip


REVIEW_OVERDUE = Rule(
    id="review-overdue",
    severity="warning",
    title="A review that is overdue",
    page=(
        "A rule that nobody has looked at for long may no longer be what is done. "
        "Whoever owns the policy reads it through, mends it, and sets `reviewed` to that day. "
        "How long a review stays valid stands under `review_every`."
    ),
    find_breaches=find_overdue_reviews,
)


def find_future_reviews(context: RuleContext) -> Iterator[Fault]:
    for policy in context.handbook.policies:
        if policy.reviewed > context.today:
            yield Fault(
                policy.file, ("reviewed",), f"{policy.reviewed} is still to come",
                "write the day on which it was last looked at",
            )  # fmt: skip


REVIEW_IN_FUTURE = Rule(
    id="review-in-future",
    severity="warning",
    title="A review that is still to come",
    page=(
        "`reviewed` says when the policy was last looked at, so it cannot lie ahead. "
        "A date in the future would keep the policy from falling due. "
        "Write the day on which it was looked at."
    ),
    find_breaches=find_future_reviews,
)

RULES = (
    REVIEW_OVERDUE,
    REVIEW_IN_FUTURE,
)
