"""House rules for the words of situations: they hold what their policies promise, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from cx_handbook.content.blanks import BLANK, SAME_DAY, read_blank, read_duration
from cx_handbook.content.house_rules.agreement_rules import measure_duration
from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.content.language.agreement import Deed
from cx_handbook.content.language.quantities import MONEY, SHARE, Quantity
from cx_handbook.content.model import Handbook, Situation
from cx_handbook.content.model.durations import Duration
from cx_handbook.content.model.kinds import Alternative, Callback
from cx_handbook.content.model.policy import Policy
from cx_handbook.content.model.situation import SituationAction
from cx_handbook.errors import Fault, Path
from cx_handbook.text_for_messages import join_words, quote_value


class NamedInSituation(NamedTuple):
    """A quantity as a situation names it: where, and in which words."""

    path: Path
    words: str
    quantity: Quantity


def find_words_beyond_policies(context: RuleContext) -> Iterator[Fault]:
    for situation in context.situations:
        policies = _list_policies(context.handbook, situation)
        for one in _list_named(context, situation):
            if _goes_beyond(one.quantity, context, policies):
                yield Fault(
                    situation.file, one.path,
                    f"{quote_value(one.words)} is more than its policies allow",
                    f"write what {join_words((policy.slug for policy in policies), 'or')} allows, or "
                    "change it there",
                )  # fmt: skip


def _list_policies(handbook: Handbook, situation: Situation) -> list[Policy]:
    slugs = dict.fromkeys(action.policy for action in situation.do if action.policy)
    return [handbook.policies_by_slug[slug] for slug in slugs]


def _list_named(context: RuleContext, situation: Situation) -> Iterator[NamedInSituation]:
    """Yield the lengths of time, amounts and shares in what a situation has us do and say."""
    for path, words in _list_texts(situation):
        for one in context.wording.agreement.find_quantities(words):
            # What has passed is no promise: twenty years, two weeks after the guarantee.
            if one.is_limit or one.quantity.measure in (MONEY, SHARE):
                yield NamedInSituation(path, one.words, one.quantity)


def _list_texts(situation: Situation) -> Iterator[tuple[Path, str]]:
    for n, action in enumerate(situation.do):
        yield from _list_words(n, action)
        if action.step:
            yield ("do", n, "step", "do"), action.step.do


def _list_words(n: int, action: SituationAction) -> Iterator[tuple[Path, str]]:
    yield from ((("do", n, "say", s), words) for s, words in enumerate(action.say))
    if action.step:
        yield from ((("do", n, "step", "say", s), words) for s, words in enumerate(action.step.say))


def _goes_beyond(quantity: Quantity, context: RuleContext, policies: list[Policy]) -> bool:
    """Tell whether policies name quantities of a measure, and none that is as large as this one."""
    is_named = False
    for allowed in _list_allowed(context, policies):
        if allowed.measure == quantity.measure:
            is_named = True
            if allowed.size >= quantity.size:
                return False
    return is_named


def _list_allowed(context: RuleContext, policies: list[Policy]) -> Iterator[Quantity]:
    """Yield the lengths of time, amounts and shares that policies name."""
    # Fields first: mostly they allow it, and no text has to be read.
    for policy in policies:
        yield from _list_in_fields(context, policy)
    for policy in policies:
        for words in _list_rules(policy):
            for one in context.wording.agreement.find_quantities(words):
                yield one.quantity


def _list_in_fields(context: RuleContext, policy: Policy) -> Iterator[Quantity]:
    for step in policy.steps:
        if step.within:
            yield measure_duration(step.within)
    if isinstance(policy, Callback) and isinstance(policy.promise_within, Duration):
        yield measure_duration(policy.promise_within)
    company = context.handbook.company
    for role in policy.roles:
        limit = company.gesture_limits.get(role, Decimal(0))
        yield from (
            Quantity(MONEY, float(one.number)) for one in company.list_amounts(limit) if one.number
        )


def _list_rules(policy: Policy) -> Iterator[str]:
    yield policy.promise
    yield from policy.limits
    yield from chain.from_iterable((step.do, *step.say) for step in policy.steps)
    yield from (standard.rule for standard in policy.standards)
    yield from (choice.decided for choice in policy.house_choices)
    if isinstance(policy, Alternative):
        yield from chain.from_iterable(
            (one.offer, one.limit or "", one.say or "") for one in policy.instead
        )


BEYOND_THE_POLICY = Rule(
    id="beyond-the-policy",
    severity="error",
    title="Words that promise more than the policy allows",
    page=(
        "A situation uses policies, and its words are read out as they stand. "
        "A time, an amount or a share in them must not go beyond what those policies name. "
        "Compared are lengths of time on the same clock, money and per cent. "
        "What a role may give away counts as allowed. "
        "Write what the policy allows, or change the policy first."
    ),
    find_breaches=find_words_beyond_policies,
    judges_wording=True,
    judges_each_alone=True,
)


def find_other_call_times(context: RuleContext) -> Iterator[Fault]:
    for situation in context.situations:
        for n, action in enumerate(situation.do):
            policy = context.handbook.policies_by_slug.get(action.policy or "")
            if not isinstance(policy, Callback) or isinstance(policy.promise_within, str):
                continue
            promised = str(policy.promise_within)
            for path, words in _list_words(n, action):
                for phrase, within in _find_times(context, words):
                    if within != promised and not _explains(context, action, within):
                        meant = f"the {within}" if within == SAME_DAY else within
                        yield Fault(
                            situation.file, path,
                            f"{quote_value(phrase)} is not what {policy.slug} promises, {promised}",
                            f"write {{by {promised}}}, or say under because why it is {meant} here",
                        )  # fmt: skip


def _find_times(context: RuleContext, words: str) -> Iterator[tuple[str, str]]:
    """Yield each time that words name for a call, with what it means: a duration, or the same day."""
    for match in BLANK.finditer(words):
        blank = read_blank(match[1])
        if blank and blank.within:
            duration = read_duration(blank.within)
            yield f"{{by {blank.within}}}", str(duration) if duration else SAME_DAY
    if phrase := context.wording.agreement.find_call_today(words):
        yield phrase, SAME_DAY


def _explains(context: RuleContext, action: SituationAction, within: str) -> bool:
    """Tell whether the reason of an action names the time that differs."""
    reason = action.because or ""
    named = {one.quantity for one in context.wording.agreement.find_quantities(reason)}
    duration = read_duration(within)
    return measure_duration(duration) in named if duration else within in reason


ANOTHER_CALL_TIME = Rule(
    id="another-call-time",
    severity="error",
    title="Words that name another time than their call-back",
    page=(
        "A call-back promises a time, and its page shows it. "
        "Words of a situation that follow it and name another time leave staff with two deadlines. "
        "Where the other time is meant, `because` says so, with the time in it. "
        "Then the page explains what it shows."
    ),
    find_breaches=find_other_call_times,
    judges_wording=True,
    judges_each_alone=True,
)


def find_two_days_for_money(context: RuleContext) -> Iterator[Fault]:
    for situation in context.situations:
        before: dict[str, str] = {}
        for path, words in _list_texts(situation):
            for day in context.wording.agreement.find_money_back_times(words):
                said = before | _list_days_for_money(context, situation)
                if said and day.lower() not in said:
                    other, source = next(iter(said.items()))
                    yield Fault(
                        situation.file, path,
                        f"money goes back {quote_value(day)} here and {quote_value(other)} in {source}",
                        "decide once, and write the same in both; leave out what a bank decides",
                    )  # fmt: skip
                before.setdefault(day.lower(), "the words before")


def _list_days_for_money(context: RuleContext, situation: Situation) -> dict[str, str]:
    """Return the days on which the policies of a situation have money go back, each with its policy."""
    return {
        day.lower(): policy.slug
        for policy in _list_policies(context.handbook, situation)
        for step in policy.steps
        for words in step.say
        for day in context.wording.agreement.find_money_back_times(words)
    }


TWO_DAYS_FOR_MONEY = Rule(
    id="two-days-for-money",
    severity="error",
    title="Money that goes back on two days",
    page=(
        "The situation has the money with the {customer} by Friday, and the policy today. "
        "Both are read out, and one of them is false. "
        "Looked at are sentences about money that goes back, and the day they name. "
        "Say what we do and when; how long a bank takes is the bank's."
    ),
    find_breaches=find_two_days_for_money,
    judges_wording=True,
    judges_each_alone=True,
)


def find_done_without_asking(context: RuleContext) -> Iterator[Fault]:
    agreement = context.wording.agreement
    for situation in context.situations:
        for path, words in _list_texts(situation):
            for deed in agreement.find_done(words):
                if source := _find_question(context, situation, deed):
                    yield Fault(
                        situation.file, path,
                        f"{quote_value(deed.words)} says that it is done, and {source} has us ask first",
                        "ask what would help, and offer it: I can do it, or leave it as it is",
                    )  # fmt: skip


def _find_question(context: RuleContext, situation: Situation, deed: Deed) -> str | None:
    """Return what has us ask before a deed: a step of the situation, or one of its policies."""
    instructions = [
        (f"step {n}", action.step.do) for n, action in enumerate(situation.do, 1) if action.step
    ]
    for policy in _list_policies(context.handbook, situation):
        texts = (*(step.do for step in policy.steps), *policy.limits)
        instructions += ((policy.slug, text) for text in texts)
    asked = context.wording.agreement.find_asked_deeds
    return next((source for source, text in instructions if deed.stem in asked(text)), None)


DONE_WITHOUT_ASKING = Rule(
    id="done-without-asking",
    severity="error",
    title="Words that have done what we ask about first",
    page=(
        "The policy asks before anything is stopped, changed or deleted. "
        "The words say *I'm stopping the delivery*, and nobody has asked. "
        "Whoever reads them out decides for the {customer}. "
        "Offer it instead: *I can hold the delivery, or leave it as it is.*"
    ),
    find_breaches=find_done_without_asking,
    judges_wording=True,
    judges_each_alone=True,
)

RULES = (BEYOND_THE_POLICY, ANOTHER_CALL_TIME, TWO_DAYS_FOR_MONEY, DONE_WITHOUT_ASKING)
