"""The boxes of a sheet that is typed in: which are asked, in which order, with what shown above.

They follow from the form, from what was typed so far, and from what earlier audits of the site say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from cx_handbook.audit.entry.typed_texts import (
    Check,
    check_answer,
    check_day,
    check_exact_day,
    check_length,
    check_outcome,
    check_reference,
    check_site,
    check_time,
    describe_typing,
    parse_typed,
)
from cx_handbook.audit.history.actions import Action
from cx_handbook.audit.history.earlier_audits import (
    EarlierAudits,
    TakenCounts,
    describe_agreed,
    describe_counts,
    describe_shortfall,
)
from cx_handbook.audit.reading.answer_rules import RawAnswer, read_answer
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import ItemScore
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.content.model import Company, Form, Item
from cx_handbook.content.model.answer_types import NOT_APPLICABLE
from cx_handbook.limits import LONG_TEXT, SHORT_TEXT

LoadEarlier = Callable[[str], EarlierAudits]
"""Returns the audits of a site that count, by its ID. The same each time it is called."""

_NOTHING = EarlierAudits()


def know_nothing(_site: str) -> EarlierAudits:
    """Return no audits: for an entry that nothing came before."""
    return _NOTHING


@dataclass(frozen=True)
class Prompt:
    """One box to fill in: its key, what is asked, how a text is checked, the lines shown above it."""

    key: str
    ask: str
    check: Check
    above: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class TypedSheet:
    """A sheet as far as it is typed in: the form, the text of each box by its key.

    `earlier` returns the audits of a site that count.
    """

    form: Form
    company: Company
    texts: Mapping[str, str] = field(default_factory=dict)
    earlier: LoadEarlier = field(default=know_nothing, compare=False, kw_only=True)

    @cached_property
    def prompts(self) -> dict[str, Prompt]:
        """Every box in order, by its key; each finding adds boxes for its action."""
        prompts = (
            *self._prompt_head(),
            *self._prompt_questions(),
            *self._prompt_other_actions(),
            *self._prompt_actions(),
        )
        return {prompt.key: prompt for prompt in prompts}

    # The answers so far

    def read_raw(self, item: Item) -> RawAnswer | None:
        """Return the boxes of a question as they would be filled in on the sheet."""
        typed = self.texts.get(f"{item.standard}.answer", "")
        note = self.texts.get(f"{item.standard}.note", "")
        return replace(parse_typed(item, typed), note=note) if typed or note else None

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """The answers so far, by standard."""
        raw = ((item, self.read_raw(item)) for item in self.form.items)
        return {i.standard: answer for i, r in raw if r and (answer := read_answer(i, r))}

    @cached_property
    def scored_items(self) -> tuple[ItemScore, ...]:
        """The questions with their answers so far, scored."""
        return score_answers(self.form, self.answers).items

    def list_without_action(self) -> list[str]:
        """Return the standards of the findings for which no action was agreed."""
        return [
            scored.item.standard
            for scored in self.scored_items
            if scored.state == "not_met" and f"action.{scored.item.standard}.what" not in self.texts
        ]

    # Earlier audits

    @cached_property
    def _site_audits(self) -> EarlierAudits:
        # Nothing is read before the site is known.
        site = self.texts.get("head.site", "")
        return self.earlier(site) if site else _NOTHING

    @cached_property
    def _last_audit(self) -> Audit | None:
        reference = self.texts.get("head.reference", "")
        return self._site_audits.find_last(self.form.checklist, self._read_day("date"), reference)

    @cached_property
    def open_actions(self) -> tuple[Action, ...]:
        """The actions of earlier audits of the site that are still open."""
        reference = self.texts.get("head.reference", "")
        return self._site_audits.list_open_actions(self._read_day("date"), reference)

    def find_counts(self, standard: str) -> TakenCounts | None:
        """Return what other sheets of the period have counted for a question, if anything."""
        first, last = self._read_day("first"), self._read_day("last")
        is_counted = any(
            item.standard == standard and item.answer == "count" for item in self.form.items
        )
        if first is None or last is None or not is_counted:
            return None
        return self._site_audits.add_up_counts(standard, self.form.checklist, first, last)

    def _read_day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.texts.get(f"head.{name}", ""))
        except ValueError:
            return None

    # The prompts

    def _prompt_head(self) -> Iterator[Prompt]:
        sites = ", ".join(f"{site.id} ({site.name})" for site in self.company.sites)
        day, time = check_day(self.company.language), check_time
        yield Prompt(
            "head.site", "Site", check_site(self.company), (f"Sites: {sites}",), needed=True
        )
        yield Prompt("head.reference", "Reference, if the sheet has one", check_reference)
        yield Prompt("head.first", "First day looked at", day)
        yield Prompt("head.last", "Last day looked at", day)
        yield Prompt("head.auditor", "Auditor", check_length(SHORT_TEXT))
        yield Prompt("head.date", "Date", check_exact_day(self.company.language), needed=True)
        yield Prompt("head.start", "Start time", time)
        yield Prompt("head.end", "End time", time)

    def _prompt_questions(self) -> Iterator[Prompt]:
        n, many = 0, len(self.form.items)
        for section in self.form.sections:
            above: tuple[str, ...] = ("", section.title, *filter(None, [section.intro]))
            for item in section.items:
                n += 1
                yield from self._prompt_question(item, (*above, *_describe_question(item, n, many)))
                # The section's title is shown once, above its first question.
                above = ()

    def _prompt_question(self, item: Item, lines: tuple[str, ...]) -> Iterator[Prompt]:
        """Yield whether earlier actions are done, then the answer and its note."""
        lines = (*lines, *describe_shortfall(self._last_audit, item.standard))
        for action in self.open_actions:
            if action.standard == item.standard:
                yield self._prompt_earlier(action, lines)
                lines = ()  # shown once, above the first box of the question
        if counts := self.find_counts(item.standard):
            lines = (*lines, describe_counts(counts))
        key = f"{item.standard}.answer"
        yield Prompt(key, f"Answer: {describe_typing(item)}", check_answer(item), lines)
        no_case = parse_typed(item, self.texts.get(key, "")).mark == NOT_APPLICABLE.mark
        ask = "Reason, needed for not applicable" if no_case else "Note"
        yield Prompt(f"{item.standard}.note", ask, check_length(LONG_TEXT))

    def _prompt_earlier(self, action: Action, lines: tuple[str, ...]) -> Prompt:
        ask = "Is it done? y, n, a new day, or x and why it is given up"
        above = (*lines, describe_agreed(action))
        return Prompt(name_earlier(action), ask, check_outcome(self.company.language), above)

    def _prompt_other_actions(self) -> Iterator[Prompt]:
        """Yield the open actions of this checklist that belong to no question of the form."""
        asked = {item.standard for item in self.form.items}
        for action in self.open_actions:
            if action.standard not in asked and action.record.checklist == self.form.checklist:
                yield self._prompt_earlier(action, ("",))

    def _prompt_actions(self) -> Iterator[Prompt]:
        missed = [scored.item for scored in self.scored_items if scored.state == "not_met"]
        for item in missed:
            above = ("", f"Finding  {_name_item(item)}", item.rule, f"What helps: {item.if_not}")
            yield from self._prompt_action(item.standard, "Action", above)
        owners = {key.split(".")[1] for key in self.texts if key.startswith("action.")}
        for owner in sorted(owners - {item.standard for item in missed}, key=_numbers_last):
            if f"action.{owner}.what" in self.texts:
                yield from self._prompt_action(owner, f"Action {owner}", ("",))
        # The next free number, so that a draft keeps its order.
        n = max((int(owner) for owner in owners if owner.isdigit()), default=0) + 1
        ask = "Another action" if missed or n > 1 else "Action"
        yield from self._prompt_action(str(n), ask, ("",))

    def _prompt_action(self, owner: str, ask: str, above: tuple[str, ...]) -> Iterator[Prompt]:
        """Yield the boxes of an action: of a standard by its ID, or of none by a number."""
        yield Prompt(f"action.{owner}.what", ask, check_length(LONG_TEXT), above)
        if f"action.{owner}.what" in self.texts:
            yield Prompt(f"action.{owner}.who", "Who does it", check_length(SHORT_TEXT))
            yield Prompt(f"action.{owner}.by", "By which day", check_day(self.company.language))


def name_earlier(action: Action) -> str:
    """Return the key of the box that asks whether an action of an earlier audit is done."""
    return f"was.{action.record.checklist}.{action.record.id}.{action.name}"


def _describe_question(item: Item, n: int, many: int) -> tuple[str, ...]:
    return ("", f"{n} of {many}  {_name_item(item)}", item.check, _describe_evidence(item))


def _name_item(item: Item) -> str:
    return f"{item.standard}{'  CRITICAL' if item.critical else ''}"


def _describe_evidence(item: Item) -> str:
    sample = f" (look at {item.sample})" if item.sample else ""
    return f"Look at: {item.look_at}{sample}"


def _numbers_last(owner: str) -> tuple[bool, int, str]:
    return owner.isdigit(), int(owner) if owner.isdigit() else 0, owner
