"""House rules for the words that the handbook has us say to customers."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.content.model.markers import TextUse
from cx_handbook.errors import Fault
from cx_handbook.text_for_messages import quote_value


def find_blame(context: RuleContext) -> Iterator[Fault]:
    for file, text in context.told_to_customers:
        if phrase := context.wording.find_blame(text.words):
            yield Fault(
                file, text.path, f"{quote_value(phrase)} shifts the blame to the {context.customer.one}",
                "say what happened and what we do about it",
            )  # fmt: skip


WORDS_THAT_BLAME = Rule(
    id="words-that-blame",
    severity="error",
    title="Words that blame the {customer}",
    page=(
        "*You should have*, *you must have*: such words put the trouble on the {customer}. "
        "*Sorry if*, *if you feel*: such words leave open whether there was any. "
        "Of the six parts of an apology, taking responsibility matters most "
        "(Lewicki, Polin and Lount 2016), and these words push it away. "
        "Say what happened, and what we do about it."
    ),
    find_breaches=find_blame,
    judges_wording=True,
    judges_each_alone=True,
)


def find_vague_promises(context: RuleContext) -> Iterator[Fault]:
    for file, text in context.told_to_customers:
        if phrase := context.wording.find_vague_promise(text.words):
            yield Fault(
                file, text.path, f"{quote_value(phrase)} puts the {context.customer.one} off",
                "say who does what by when, such as: I'll ring you {by same day}",
            )  # fmt: skip


WORDS_THAT_STALL = Rule(
    id="words-that-stall",
    severity="error",
    title="Words that put the {customer} off",
    page=(
        "*As soon as possible* names no time, and *someone will* names nobody. "
        "*I'll see what I can do* and *it should be with you* keep a way out. "
        "All of them sound like a promise and hold none. "
        "Say who does what by when: `I'll ring you {by same day}.` "
        "*I'll get back to you* passes when the same sentence names the time."
    ),
    find_breaches=find_vague_promises,
    judges_wording=True,
    judges_each_alone=True,
)


def find_bare_refusals(context: RuleContext) -> Iterator[Fault]:
    for file, text in context.told_to_customers:
        # Why something cannot be done is said once, beside what can be done instead.
        if TextUse.MAY_REFUSE in text.use:
            continue
        if phrase := context.wording.find_bare_refusal(text.words):
            yield Fault(
                file, text.path, f"{quote_value(phrase)} refuses, and nothing is offered with it",
                "add what we can do, such as: what I can do is ring you {by same day}",
            )  # fmt: skip


REFUSAL_WITHOUT_OFFER = Rule(
    id="refusal-without-offer",
    severity="error",
    title="A no with nothing beside it",
    page=(
        "We never just say no. "
        "Words that refuse, such as *I can't*, *unfortunately* or *that's not possible*, must hold "
        "an offer as well. "
        "What counts is what somebody can or will do, what we have, *instead*, *let me*, or a "
        "question to the {customer}. "
        "Asking whether there is anything else does not count. "
        "Say what we can do, best of all first."
    ),
    find_breaches=find_bare_refusals,
    judges_wording=True,
    judges_each_alone=True,
)


def find_fixed_times(context: RuleContext) -> Iterator[Fault]:
    for file, text in context.ready_to_say:
        if phrase := context.wording.find_fixed_time(text.words):
            yield Fault(
                file, text.path, f"{quote_value(phrase)} is fixed, and somebody will read it out late",
                "leave it open: {by same day}, {by 4 opening hours}, or {day} and {time}",
            )  # fmt: skip


FIXED_TIME = Rule(
    id="fixed-time",
    severity="error",
    title="A time that is fixed in words to say",
    page=(
        "*I'll ring you by four* is a good promise at ten and a false one at half past five. "
        "Words to say are read out at any time of day, so times in them are blanks. "
        "Blanks such as `{by same day}` and `{by 4 opening hours}` are worked out from the opening hours. "
        "In the morning that is *by five today*. "
        "Late in the day it is *by ten tomorrow, Saturday*. "
        "What was agreed goes into `{day}` and `{time}`."
    ),
    find_breaches=find_fixed_times,
    judges_wording=True,
    judges_each_alone=True,
)


def find_names(context: RuleContext) -> Iterator[Fault]:
    for file, text in context.ready_to_say:
        if name := context.wording.find_name(text.words):
            yield Fault(
                file, text.path, f"{quote_value(name)} is a person's name",
                "write {me}, {lead} or {customer}, which are filled in, or the role",
            )  # fmt: skip


NAME_IN_WORDS = Rule(
    id="name-in-words",
    severity="error",
    title="A person's name in words to say",
    page=(
        "Whoever reads the words out has a name of their own, and so has the team lead. "
        "A nervous beginner says the name that stands there. "
        "Write `{me}`, `{lead}` or `{customer}`: the page fills them in. "
        "Common given names are looked for, and a capitalised word behind *Mr* or *Mrs*."
    ),
    find_breaches=find_names,
    judges_wording=True,
    judges_each_alone=True,
)

RULES = (
    FIXED_TIME,
    NAME_IN_WORDS,
    WORDS_THAT_BLAME,
    WORDS_THAT_STALL,
    REFUSAL_WITHOUT_OFFER,
)
