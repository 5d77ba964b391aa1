"""The house rules: what is good, beside what is well-formed. A file may accept a breach, saying why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain

from cx_handbook.content import coverage
from cx_handbook.content.language import blaming
from cx_handbook.content.model import Handbook, Situation
from cx_handbook.content.model.markers import MarkedText, TextUse, gather_texts
from cx_handbook.content.model.types import Filed
from cx_handbook.content.text import (
    number_of_words,
    refusing,
    second_question,
    sentences,
    stalling,
    texts,
)
from cx_handbook.errors import Fault, Path, Severity
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import quote_value

MOST_WORDS = 25  # in a sentence
MOST_ITEMS = 9  # in a section of a checklist


@dataclass(frozen=True)
class Subject:
    """What the rules look at: a handbook and a day, and what several of them need, gathered once."""

    handbook: Handbook
    today: date

    @cached_property
    def told_to_customers(self) -> tuple[tuple[str, MarkedText], ...]:
        """All texts that the handbook has us say to customers, each with its file."""
        return tuple(_told_to_customers(self.handbook))


@dataclass(frozen=True)
class Rule:
    """A house rule: its name in `accept:` and in its page's address, and how breaches are found.

    `page` is Markdown: what it looks for, why, and what to write instead.
    """

    id: str
    severity: Severity
    title: str
    page: str
    find: Callable[[Subject], Iterator[Fault]]
    acceptable: bool = True


@dataclass(frozen=True)
class Verdict:
    """The breaches that nobody accepts, and those that their files accept with a reason."""

    broken: tuple[Fault, ...]
    accepted: tuple[Fault, ...]


def judge(handbook: Handbook, today: date) -> Verdict:
    """Return every breach of a house rule, and every exception that is unknown or not needed."""
    accepts = {record.file: record.accept for record in _files(handbook) if record.accept}
    broken: list[Fault] = []
    accepted: list[Fault] = []
    subject = Subject(handbook, today)
    for rule in RULES:
        for fault in rule.find(subject):
            is_accepted = rule.acceptable and rule.id in accepts.get(fault.file, ())
            kept = accepted if is_accepted else broken
            kept.append(replace(fault, rule=rule.id, severity=rule.severity))
    needed = {(fault.file, fault.rule) for fault in accepted}
    for file, names in accepts.items():
        broken += (fault for name in names for fault in _exception_faults(file, name, needed))
    return Verdict(tuple(broken), tuple(accepted))


def _exception_faults(file: str, name: str, needed: set[tuple[str, str]]) -> Iterator[Fault]:
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
        yield Fault(file, at, wrong, "remove the exception", "warning", _UNNEEDED)


def _files(handbook: Handbook) -> Iterator[Filed]:
    yield from (handbook.company, handbook.sections, handbook.sources)
    yield from (*handbook.policies, *handbook.situations, *handbook.checklists)
    yield from (*handbook.cases, *handbook.role_plays, *handbook.models)
    if handbook.quiz:
        yield handbook.quiz


# Every text


def _long_sentences(subject: Subject) -> Iterator[Fault]:
    for record in _files(subject.handbook):
        for path, text in texts(record, shortest=2 * MOST_WORDS):
            if text.count(" ") + text.count("\n") < MOST_WORDS:
                continue
            for sentence in sentences(text):
                if (words := number_of_words(sentence)) > MOST_WORDS:
                    yield Fault(
                        record.file, path, f"a sentence of {words} words: {quote_value(sentence)}",
                        f"make two of it: {MOST_WORDS} words are the most",
                    )  # fmt: skip


# The words we say


def _told_to_customers(handbook: Handbook) -> Iterator[tuple[str, MarkedText]]:
    for record in (*handbook.policies, *handbook.situations):
        for text in gather_texts(record, TextUse.JUDGED):
            yield record.file, text


def _blame(subject: Subject) -> Iterator[Fault]:
    for file, text in subject.told_to_customers:
        if phrase := blaming(text.words):
            yield Fault(
                file, text.path, f"{quote_value(phrase)} shifts the blame to the customer",
                "say what happened and what we do about it",
            )  # fmt: skip


def _stalls(subject: Subject) -> Iterator[Fault]:
    for file, text in subject.told_to_customers:
        if phrase := stalling(text.words):
            yield Fault(
                file, text.path, f"{quote_value(phrase)} puts the customer off",
                "say who does what by when, such as: I'll ring you by four",
            )  # fmt: skip


def _refusals(subject: Subject) -> Iterator[Fault]:
    for file, text in subject.told_to_customers:
        if TextUse.MAY_REFUSE not in text.use and (phrase := refusing(text.words)):
            yield Fault(
                file, text.path, f"{quote_value(phrase)} refuses, and nothing is offered with it",
                "add what we can do, such as: what I can do is ring you at four",
            )  # fmt: skip


# Standards and checklists


def _double_questions(subject: Subject) -> Iterator[Fault]:
    for policy in subject.handbook.policies:
        for n, standard in enumerate(policy.standards):
            if second := second_question(standard.check):
                yield Fault(
                    policy.file, ("standards", n, "check"), f"{quote_value(second)} asks a second thing",
                    "ask one thing, and give the other a standard of its own",
                )  # fmt: skip


def _crowded_sections(subject: Subject) -> Iterator[Fault]:
    for checklist in subject.handbook.checklists:
        results = subject.handbook.pick_results[checklist.slug]
        items = Counter(result.path[:2] for result in results for _ in result.found)
        for section, n in items.items():
            if n > MOST_ITEMS:
                yield Fault(
                    checklist.file, section, f"{n} questions in one section",
                    f"split it: {MOST_ITEMS} questions are the most",
                )  # fmt: skip


def _promises_without_standard(subject: Subject) -> Iterator[Fault]:
    for policy in subject.handbook.policies:
        if not policy.standards:
            yield Fault(
                policy.file, ("promise",), "no standard says how the promise is seen to be kept",
                "add standards: with at least one rule that can be looked at",
            )  # fmt: skip


def _unasked_standards(subject: Subject) -> Iterator[Fault]:
    results = chain.from_iterable(subject.handbook.pick_results.values())
    asked = {standard.id for result in results for standard, _ in result.found}
    for policy in subject.handbook.policies:
        for n, standard in enumerate(policy.standards):
            if standard.id not in asked:
                yield Fault(
                    policy.file, ("standards", n, "id"), f"no checklist asks {standard.id}",
                    "pick it in a checklist",
                )  # fmt: skip


def _uncovered_sources(subject: Subject) -> Iterator[Fault]:
    return coverage.holes(subject.handbook)


# Situations


def _empty_cells(subject: Subject) -> Iterator[Fault]:
    for situation in subject.handbook.situations:
        for channel in subject.handbook.company.channels:
            if fault := _cell_fault(subject.handbook, situation, channel.id):
                yield Fault(situation.file, *fault)


def _cell_fault(
    handbook: Handbook, situation: Situation, channel: str
) -> tuple[Path, str, str] | None:
    every, some = _holding(handbook, situation, channel)
    listed, left_out = channel in situation.channels, channel in situation.not_in
    if listed and left_out:
        wrong = f"{channel} stands under channels as well"
        return ("not_in", channel), wrong, "name it in one of the two"
    if listed and not some:
        wrong = f"no policy or step under do holds in the channel {channel}"
        at = ("channels", situation.channels.index(channel))
        return at, wrong, f"add one that does, or move {channel} to not_in with the reason"
    if every and not listed and not left_out:
        wrong = f"{channel}, in which all its policies hold, stands neither here nor in not_in"
        return ("channels",), wrong, f"add {channel} here, or to not_in with the reason"
    return None


def _holding(handbook: Handbook, situation: Situation, channel: str) -> tuple[bool, bool]:
    """Tell whether all policies of a situation hold in a channel, and whether anything of it does."""
    policies = [
        channel in handbook.policy[action.policy].channels
        for action in situation.do
        if action.policy
    ]
    steps = [action.step.channels for action in situation.do if action.step]
    in_step = any(not channels or channel in channels for channels in steps)
    return bool(policies) and all(policies), any(policies) or in_step


# Reviews


def _overdue_reviews(subject: Subject) -> Iterator[Fault]:
    for policy in subject.handbook.policies:
        due = policy.review_every.after(policy.reviewed)
        if due < subject.today:
            yield Fault(
                policy.file, ("reviewed",), f"the next review was due by {due}",
                "read it through, mend it, and write the day on which you did",
            )  # fmt: skip


def _future_reviews(subject: Subject) -> Iterator[Fault]:
    for policy in subject.handbook.policies:
        if policy.reviewed > subject.today:
            yield Fault(
                policy.file, ("reviewed",), f"{policy.reviewed} is still to come",
                "write the day on which it was last looked at",
            )  # fmt: skip


def _found_by_the_judge(_: Subject) -> Iterator[Fault]:
    """Yield nothing: only when all other rules were judged is it known what no exception met."""
    yield from ()


_UNNEEDED = "unneeded-exception"

RULES = (
    Rule(
        "long-sentence", "warning", "A sentence of more than 25 words",
        "Nobody reads a sentence twice while a customer waits. "
        "So no sentence has more than 25 words, in any text of any file. "
        "The limit is that of GOV.UK, the British government's website, for plain language. "
        "A heading and each entry of a list count as sentences of their own; "
        "the IDs of cited sources do not count as words. "
        "Make two sentences of it, or a list.",
        _long_sentences,
    ),
    Rule(
        "words-that-blame", "error", "Words that blame the customer",
        "*You should have*, *you must have*: such words put the trouble on the customer. "
        "*Sorry if*, *if you feel*: such words leave open whether there was any. "
        "Of the six parts of an apology, taking responsibility matters most "
        "(Lewicki, Polin and Lount 2016), and these words push it away. "
        "Say what happened, and what we do about it.",
        _blame,
    ),
    Rule(
        "words-that-stall", "error", "Words that put the customer off",
        "*As soon as possible* names no time, and *someone will* names nobody. "
        "*I'll see what I can do* and *it should be with you* keep a way out. "
        "All of them sound like a promise and hold none. "
        "Say who does what by when: *I'll ring you by four.* "
        "*I'll get back to you* passes when the same sentence names the time.",
        _stalls,
    ),
    Rule(
        "refusal-without-offer", "error", "A no with nothing beside it",
        "We never just say no. "
        "Words that refuse, such as *I can't*, *unfortunately* or *that's not possible*, must hold "
        "an offer as well. "
        "What counts is what somebody can or will do, what we have, *instead*, *let me*, or a "
        "question to the customer. "
        "Asking whether there is anything else does not count. "
        "Say what we can do, best of all first.",
        _refusals,
    ),
    Rule(
        "two-questions", "error", "A check that asks two things",
        "When one half is met and the other is not, a question for both has no honest answer. "
        "So a standard's `check` has one question mark. "
        "Neither *and* nor *or* brings in a verb of its own or another question word. "
        "Between two nouns they may stand: *the date and the time*. "
        "Ask one thing, and give the other a standard of its own.",
        _double_questions,
    ),
    Rule(
        "crowded-section", "error", "A section with more than nine questions",
        "On a printed checklist, a pause has fewer than ten items and takes 60 to 90 seconds "
        "(Gawande). "
        "Beyond that people tick without looking. "
        "Split the section where the auditor moves on to another place or another list.",
        _crowded_sections,
    ),
    Rule(
        "no-standard", "error", "A promise without a standard",
        "What a policy promises has to be seen to be kept. "
        "A policy without a standard is never asked about in an audit, so nobody would know. "
        "Write at least one rule that can be looked at, with the question that looks.",
        _promises_without_standard,
    ),
    Rule(
        "unasked-standard", "error", "A standard that no checklist asks",
        "A standard becomes a habit when somebody asks about it. "
        "Pick it in a checklist: by its ID, or by its policy, kind, factor, channel or role. "
        "The ID of a standard that nobody wants any more is not used again.",
        _unasked_standards,
    ),
    Rule(
        "uncovered-source", "error", "A source item that nothing carries",
        "Each item of the sources says what it needs. "
        "A `question` is one that a checklist asks, a `citation` stands in the text that uses the "
        "item, and a `case` retells it in training. "
        "An item without what it needs is a hole: we know it, and do nothing with it. "
        "There is no exception to this rule.",
        _uncovered_sources, acceptable=False,
    ),
    Rule(
        "empty-cell", "error", "A situation with a gap among its channels",
        "Staff look a situation up by what happened, wherever it happened. "
        "So each channel in which all its policies hold stands under `channels`. "
        "Where it cannot arise all the same, the channel stands under `not_in` with the reason. "
        "And in each channel under `channels` at least one of its policies or steps holds.",
        _empty_cells,
    ),
    Rule(
        "review-overdue", "warning", "A review that is overdue",
        "A rule that nobody has looked at for long may no longer be what is done. "
        "Whoever owns the policy reads it through, mends it, and sets `reviewed` to that day. "
        "How long a review stays valid stands under `review_every`.",
        _overdue_reviews,
    ),
    Rule(
        "review-in-future", "warning", "A review that is still to come",
        "`reviewed` says when the policy was last looked at, so it cannot lie ahead. "
        "A date in the future would keep the policy from falling due. "
        "Write the day on which it was looked at.",
        _future_reviews,
    ),
    Rule(
        _UNNEEDED, "warning", "An exception that is not needed",
        "A file accepts a breach of a house rule with `accept:`, the rule's ID and a reason. "
        "Once the words are mended, the exception would let the next breach through unseen. "
        "Remove it.",
        _found_by_the_judge, acceptable=False,
    ),
)  # fmt: skip
