"""House rules for what two places of a handbook say of the same thing: times, limits, prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.content.language.agreement import NamedQuantity
from cx_handbook.content.language.quantities import MONEY, SHARE, Quantity
from cx_handbook.content.model.durations import Duration
from cx_handbook.content.model.kinds import Alternative, Callback
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.content.model.policy import Policy, Standard
from cx_handbook.content.model.situation import Situation
from cx_handbook.content.text import split_sentences
from cx_handbook.errors import Fault, Path
from cx_handbook.text_for_messages import quote_value


def find_standards_with_two_times(context: RuleContext) -> Iterator[Fault]:
    for policy in context.policies:
        for n, standard in enumerate(policy.standards):
            for field, wrong in _compare_times(standard, context):
                yield Fault(
                    policy.file, ("standards", n, field), wrong,
                    "decide once, and write the same time in rule, check and within",
                )  # fmt: skip


def _compare_times(standard: Standard, context: RuleContext) -> Iterator[tuple[str, str]]:
    """Yield each field of a standard with a time of its own, and what it should agree with."""
    ruled, asked = (_list_times(context, words) for words in (standard.rule, standard.check))
    if ruled and asked and ruled.keys().isdisjoint(asked):
        yield "check", f"{_name_first(asked)} is not {_name_first(ruled)} of the rule"
    known = {**asked, **ruled}
    if standard.within and known and measure_duration(standard.within) not in known:
        place = "rule" if ruled else "check"
        yield "within", f"{standard.within} is not {_name_first(ruled or asked)} of the {place}"


def _list_times(context: RuleContext, words: str) -> dict[Quantity, str]:
    """Return the lengths of time that a text names, each with its words."""
    found = context.wording.agreement.find_quantities(words)
    return {one.quantity: one.words for one in found if one.quantity.measure not in (MONEY, SHARE)}


def _name_first(times: dict[Quantity, str]) -> str:
    return quote_value(next(iter(times.values())))


def measure_duration(duration: Duration) -> Quantity:
    """Return a duration as it can be compared with what a text names."""
    return Quantity(duration.clock, duration.seconds)


TWO_TIMES = Rule(
    id="two-times",
    severity="error",
    title="A standard with two times",
    page=(
        "A standard says its time in the rule, in the check and in `within`. "
        "Where they differ, staff keep one time and are audited by the other. "
        "A month and thirty days are the same; a working day and a day are not. "
        "Decide once, and write the same time in each place."
    ),
    find_breaches=find_standards_with_two_times,
    judges_wording=True,
    judges_each_alone=True,
)


class GivenLimit(NamedTuple):
    """A limit as one policy gives it."""

    policy: Policy
    path: Path
    words: str
    quantities: tuple[NamedQuantity, ...]


def find_limits_given_twice(context: RuleContext) -> Iterator[Fault]:
    # Two limits are about the same thing when only their numbers differ.
    alike: dict[str, list[GivenLimit]] = defaultdict(list)
    for policy in context.handbook.policies:
        for path, words in _list_limits(policy):
            found = context.wording.agreement.find_quantities(words)
            if found:
                key = words
                for one in found:
                    key = key.replace(one.words, one.quantity.measure, 1)
                alike[key].append(GivenLimit(policy, path, words, found))
    for first, *others in alike.values():
        for other in others:
            if fault := _compare_limits(first, other):
                yield fault


def _compare_limits(first: GivenLimit, other: GivenLimit) -> Fault | None:
    for ours, theirs in zip(other.quantities, first.quantities, strict=False):
        if ours.quantity != theirs.quantity:
            return Fault(
                other.policy.file, other.path,
                f"{quote_value(ours.words)} is not {quote_value(theirs.words)}, which the same limit "
                f"gives in {first.policy.file}",
                "decide once, and write the same number in both",
            )  # fmt: skip
    return None


def _list_limits(policy: Policy) -> Iterator[tuple[Path, str]]:
    """Yield every limit of a policy, sentence by sentence where a text has several."""
    for n, limit in enumerate(policy.limits):
        yield from ((("limits", n), sentence) for sentence in split_sentences(limit))
    if isinstance(policy, Alternative):
        for n, offer in enumerate(policy.instead):
            for sentence in split_sentences(offer.limit or ""):
                yield ("instead", n, "limit"), sentence


TWO_LIMITS = Rule(
    id="two-limits",
    severity="error",
    title="One limit, two numbers",
    page=(
        "Two policies give the same limit in the same words, and only the number differs. "
        "Whoever opens the one page decides otherwise than whoever opens the other. "
        "Looked at are `limits` and the `limit` of an offer, sentence by sentence. "
        "Decide once, and write the same number in both."
    ),
    find_breaches=find_limits_given_twice,
    judges_wording=True,
)


class CallHours(NamedTuple):
    """What a policy says of calls at other hours than the usual ones."""

    file: str
    path: Path
    phrase: str
    has_consent: bool


def find_calls_at_other_hours(context: RuleContext) -> Iterator[Fault]:
    said = [hours for policy in context.handbook.policies for hours in _list_hours(context, policy)]
    with_consent = next((hours for hours in said if hours.has_consent), None)
    if with_consent is None:  # then nobody has to agree, wherever it stands
        return
    for hours in said:
        if not hours.has_consent:
            yield Fault(
                hours.file, hours.path,
                f"{quote_value(hours.phrase)} without the consent of whoever rings, for which "
                f"{with_consent.file} asks",
                "decide once: write that whoever rings has agreed, or take it out there",
            )  # fmt: skip


def _list_hours(context: RuleContext, policy: Policy) -> Iterator[CallHours]:
    texts: list[tuple[Path, str]] = [(("limits", n), text) for n, text in enumerate(policy.limits)]
    texts += (
        (("house_choices", n, "decided"), one.decided) for n, one in enumerate(policy.house_choices)
    )
    agreement = context.wording.agreement
    # The hours of a call-back are about calls, whatever their words.
    texts = [(path, text) for path, text in texts if agreement.names_a_call(text)]
    if isinstance(policy, Callback):
        texts.insert(0, (("hours",), policy.hours))
    for path, text in texts:
        for phrase, has_consent in agreement.find_calls_at_other_hours(text):
            yield CallHours(policy.file, path, phrase, has_consent)


CALLS_AT_OTHER_HOURS = Rule(
    id="calls-at-other-hours",
    severity="error",
    title="Calls in the evening, promised in two ways",
    page=(
        "One page has us ring outside our hours only when whoever rings agrees, and another whenever "
        "the {customer} likes. "
        "Somebody then promises a colleague's evening. "
        "Looked at are the `hours` of call-backs, and limits and decisions about calls. "
        "Once one of them asks for that consent, all do."
    ),
    find_breaches=find_calls_at_other_hours,
    judges_wording=True,
)


def find_same_price_and_lower(context: RuleContext) -> Iterator[Fault]:
    offers = _list_lower_prices(context)
    agreement = context.wording.agreement
    # Few pages have such an offer, and gathering texts visits every record.
    records: tuple[Policy | Situation, ...] = context.handbook.policies
    for record in (*records, *context.handbook.situations):
        offer = offers.get(record.file)
        for path, words in _list_told(record) if offer else ():
            if offer and (phrase := agreement.find_same_price(words)):
                yield Fault(
                    record.file, path,
                    f"{quote_value(phrase)} does not go with the {quote_value(offer)} offered there",
                    "give a reason that is true for those who get it too, such as a list of what lowers "
                    "a price",
                )  # fmt: skip


def _list_told(record: Policy | Situation) -> Iterator[tuple[Path, str]]:
    """Yield what a page has us tell customers; that of a policy holds its promise as well."""
    yield from ((text.path, text.words) for text in gather_texts(record, TextUse.JUDGED))
    if isinstance(record, Policy):
        yield ("promise",), record.promise


def _list_lower_prices(context: RuleContext) -> dict[str, str]:
    """Return the offer of a lower price by the file of each policy that makes it, or page that uses it."""
    offers: dict[str, str] = {}
    for policy in context.handbook.policies:
        for one in policy.instead if isinstance(policy, Alternative) else ():
            if phrase := context.wording.agreement.find_lower_price(one.offer):
                offers.setdefault(policy.slug, phrase)
    pages = {one.file: [one.slug] for one in context.handbook.policies}
    for situation in context.handbook.situations:
        pages[situation.file] = [action.policy for action in situation.do if action.policy]
    used = ((file, slug) for file, slugs in pages.items() for slug in slugs)
    return {file: offers[slug] for file, slug in used if slug in offers}


ONE_PRICE = Rule(
    id="one-price",
    severity="error",
    title="A price for everybody, and a lower one for some",
    page=(
        "*The price is the same for everybody*, says the reason, and the next line matches another shop's. "
        "The {customer} hears both, and believes neither. "
        "Looked at is all we say on the page of an offer of a lower price, and on those that use it. "
        "Say what is true: who pays less has a reason, and here is the list."
    ),
    find_breaches=find_same_price_and_lower,
    judges_wording=True,
)

RULES = (TWO_TIMES, TWO_LIMITS, CALLS_AT_OTHER_HOURS, ONE_PRICE)
