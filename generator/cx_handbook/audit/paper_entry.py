"""Type in an audit from paper: prompts in the order of the sheet, and the texts typed so far.

This module does no input or output: the session takes one text and returns the next session. So an
entry can be stopped, kept as a draft and continued at any prompt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from cx_handbook import limits
from cx_handbook.audit.answer_rules import RawAnswer, read_answer
from cx_handbook.audit.filled_sheet import (
    FilledSheet,
    RawAction,
    UnreadableError,
    build_record,
    read_day,
    read_time,
)
from cx_handbook.audit.record import Answer, AuditRecord
from cx_handbook.audit.report import describe_remark
from cx_handbook.audit.result import ItemScore
from cx_handbook.audit.scoring import score_answers
from cx_handbook.content.model import Company, Form, Item
from cx_handbook.content.model.answer_types import NOT_APPLICABLE, ByRule
from cx_handbook.identifiers import REFERENCE
from cx_handbook.limits import LONG_TEXT, SHORT_TEXT
from cx_handbook.text_for_messages import to_one_line

KEEP, CLEAR, BACK, HELP, STOP = "=", "-", "b", "?", "q"
HELP_TEXT = (
    "Enter leaves a box blank, or keeps what is there. - clears it. b goes back. q stops; all is "
    "kept until you start the same command again. A text after = is kept as it stands on the sheet, "
    "though it is no answer."
)
_RATIO = re.compile(
    r"(?P<k>[0-9]{1,5}) ?(?:/|of|out of) ?(?P<n>[0-9]{1,5})"
    r"(?: ?(?:/|of|out of) ?(?P<cases>[0-9]{1,5}))?"
)
_TYPED_MARKS = {
    "y": "yes", "yes": "yes", "n": "no", "no": "no",
    "na": "na", "n/a": "na", "not applicable": "na",
}  # fmt: skip

# Returns a text as it is kept. Raises ValueError with the reason when it does not fit.
Check = Callable[[str], str]


@dataclass(frozen=True)
class Prompt:
    """One box to fill in: its key, what is asked, how a text is checked, the lines shown above it."""

    key: str
    ask: str
    check: Check
    above: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class EntrySession:
    """An audit that is being typed in: the form, the text of each box, and the current box.

    `at` is the key of the current box; empty means the first blank one.
    """

    form: Form
    company: Company
    texts: Mapping[str, str] = field(default_factory=dict)
    at: str = ""

    @cached_property
    def prompts(self) -> dict[str, Prompt]:
        """Every box in order, by its key; each finding adds boxes for its action."""
        prompts = (*self._prompt_head(), *self._prompt_questions(), *self._prompt_actions())
        return {prompt.key: prompt for prompt in prompts}

    @property
    def current_prompt(self) -> Prompt | None:
        """The box that is asked now, or None when all were asked."""
        # Needed boxes are asked once more at the end.
        if self.at == _DONE:
            missing = (p for p in self.prompts.values() if p.needed and p.key not in self.texts)
            return next(missing, None)
        if self.at in self.prompts:
            return self.prompts[self.at]
        blank = (prompt for key, prompt in self.prompts.items() if key not in self.texts)
        return next(blank, None)

    def submit(self, text: str) -> tuple[EntrySession, str]:
        """Return the session after a text was typed, and a message about it, which may be empty."""
        prompt, text = self.current_prompt, text.strip()
        if text == BACK:
            return self._go_back()
        if prompt is None or text == HELP:
            return self, HELP_TEXT
        # Enter alone would leave an audit of no site.
        if not text and prompt.needed and prompt.key not in self.texts:
            return self, "This is needed: without it nobody can tell what was audited."
        if not text:
            return self._advance(prompt.key, self.texts), ""
        if text == CLEAR:
            rest = {key: value for key, value in self.texts.items() if key != prompt.key}
            return replace(self, texts=rest, at=prompt.key), "Cleared."
        try:
            checked = prompt.check(text)
        except ValueError as error:
            return self, str(error)
        following = self._advance(prompt.key, {**self.texts, prompt.key: checked})
        return following, following._describe_remarks(prompt.key)

    def _advance(self, key: str, texts: Mapping[str, str]) -> EntrySession:
        """Move to the box after `key`; which one that is may depend on the new texts."""
        changed = replace(self, texts=texts, at=key)
        keys = list(changed.prompts)
        n = keys.index(key) + 1
        return replace(changed, at=keys[n] if n < len(keys) else _DONE)

    def _go_back(self) -> tuple[EntrySession, str]:
        keys, prompt = list(self.prompts), self.current_prompt
        n = len(keys) if prompt is None else keys.index(prompt.key)
        return (self, "This is the first one.") if n == 0 else (replace(self, at=keys[n - 1]), "")

    def _describe_remarks(self, key: str) -> str:
        """Return what the scorer remarks about an answer that was just typed.

        That a reason is missing is left out: the note is asked next.
        """
        standard, _, box = key.partition(".")
        if box != "answer":
            return ""
        scored = next(i for i in self._scored_items if i.item.standard == standard)
        answer = self._answers.get(standard)
        remarks = (r for r in scored.remarks if r != "na_without_reason")
        sentences = [describe_remark(remark, scored, answer) for remark in remarks]
        return f"{standard}: {' '.join(sentences)}" if sentences else ""

    # The record

    def build_record(self) -> AuditRecord:
        """Return the record. Raises UnreadableError when site or date are missing."""
        return build_record(self._make_sheet(), self.form, self.company)

    def _make_sheet(self) -> FilledSheet:
        head: dict[str, Any] = {name: self.texts.get(f"head.{name}", "") for name in _HEAD}
        return FilledSheet(
            form=self.form.fingerprint,
            answers={i.standard: raw for i in self.form.items if (raw := self._read_raw(i))},
            actions=tuple(self._list_actions()),
            **head,
        )

    def _read_raw(self, item: Item) -> RawAnswer | None:
        typed = self.texts.get(f"{item.standard}.answer", "")
        note = self.texts.get(f"{item.standard}.note", "")
        return replace(_parse_typed(item, typed), note=note) if typed or note else None

    def _list_actions(self) -> Iterator[RawAction]:
        for key, what in self.texts.items():
            # action.CB-03.what belongs to a finding, action.1.what to none.
            owner, _, box = key.removeprefix("action.").partition(".")
            if key.startswith("action.") and box == "what":
                who, by = (self.texts.get(f"action.{owner}.{name}", "") for name in ("who", "by"))
                yield RawAction("" if owner.isdigit() else owner, what, who, by)

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        raw = ((item, self._read_raw(item)) for item in self.form.items)
        return {i.standard: answer for i, r in raw if r and (answer := read_answer(i, r))}

    @cached_property
    def _scored_items(self) -> tuple[ItemScore, ...]:
        return score_answers(self.form, self._answers).items

    # The prompts

    def _prompt_head(self) -> Iterator[Prompt]:
        sites = ", ".join(f"{site.id} ({site.name})" for site in self.company.sites)
        day, time = self._check_day, _check_time
        yield Prompt("head.site", "Site", self._check_site, (f"Sites: {sites}",), needed=True)
        yield Prompt("head.reference", "Reference, if the sheet has one", check_reference)
        yield Prompt("head.first", "First day looked at", day)
        yield Prompt("head.last", "Last day looked at", day)
        yield Prompt("head.auditor", "Auditor", _check_length(SHORT_TEXT))
        yield Prompt("head.date", "Date", self._check_exact_day, needed=True)
        yield Prompt("head.start", "Start time", time)
        yield Prompt("head.end", "End time", time)

    def _prompt_questions(self) -> Iterator[Prompt]:
        n, many = 0, len(self.form.items)
        for section in self.form.sections:
            above: tuple[str, ...] = ("", section.title, *filter(None, [section.intro]))
            for item in section.items:
                n += 1
                lines = (
                    "",
                    f"{n} of {many}  {_name_item(item)}",
                    item.check,
                    _describe_evidence(item),
                )
                hint = f"Answer: {_describe_typing(item)}"
                key = f"{item.standard}.answer"
                yield Prompt(key, hint, _check_answer(item), (*above, *lines))
                marked = _parse_typed(item, self.texts.get(key, "")).mark
                no_case = marked == NOT_APPLICABLE.mark
                ask = "Reason, needed for not applicable" if no_case else "Note"
                yield Prompt(f"{item.standard}.note", ask, _check_length(LONG_TEXT))
                # The section's title is shown once, above its first question.
                above = ()

    def _prompt_actions(self) -> Iterator[Prompt]:
        missed = [scored.item for scored in self._scored_items if scored.state == "not_met"]
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
        yield Prompt(f"action.{owner}.what", ask, _check_length(LONG_TEXT), above)
        if f"action.{owner}.what" in self.texts:
            yield Prompt(f"action.{owner}.who", "Who does it", _check_length(SHORT_TEXT))
            yield Prompt(f"action.{owner}.by", "By which day", self._check_day)

    # The checks

    def _check_site(self, text: str) -> str:
        found = self.company.find_site(text)
        if found is None:
            known = ", ".join(site.id for site in self.company.sites)
            raise ValueError(f"There is no site {text[:40]}; write one of {known}.")
        return found.id

    def _check_exact_day(self, text: str) -> str:
        found = read_day(text, self.company.language)
        if found is None:
            example = date(2026, 11, 30).isoformat()
            raise ValueError(f"{text[:40]} is not a date; write it as {example}.")
        return found.isoformat()

    def _check_day(self, text: str) -> str:
        return _read_kept(text) or self._check_exact_day(text)


_HEAD = ("site", "reference", "first", "last", "auditor", "date", "start", "end")
_DONE = "done"


def _name_item(item: Item) -> str:
    return f"{item.standard}{'  CRITICAL' if item.critical else ''}"


def _describe_evidence(item: Item) -> str:
    sample = f" (look at {item.sample})" if item.sample else ""
    return f"Look at: {item.look_at}{sample}"


def _describe_typing(item: Item) -> str:
    hint = item.answer_type.typing_hint
    return f"{hint}, or {NOT_APPLICABLE.mark}" if item.may_be_na else hint


def _numbers_last(owner: str) -> tuple[bool, int, str]:
    return owner.isdigit(), int(owner) if owner.isdigit() else 0, owner


def _read_kept(text: str) -> str:
    """Return the text after `=`, which is kept though it is no answer; empty when there is none."""
    # What stands on paper is kept even where it is no answer.
    return text.removeprefix(KEEP).strip()[:SHORT_TEXT] if text.startswith(KEEP) else ""


def _check_length(most: int) -> Check:
    def check(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"This is longer than {most} characters; shorten it.")
        return text

    return check


def check_reference(text: str) -> str:
    """Return a reference as it is kept. Raises ValueError when it is none."""
    if not re.fullmatch(REFERENCE, text.lower()) or len(text) > limits.REFERENCE:
        raise ValueError("A reference has letters, digits and single hyphens, such as k3x9-2fq7.")
    return text.lower()


def _check_time(text: str) -> str:
    found = _read_kept(text) or read_time(text)
    if found is None:
        raise ValueError(f"{text[:40]} is not a time of day; write it as 9:30.")
    return found


def _check_answer(item: Item) -> Check:
    def check(text: str) -> str:
        kept = _read_kept(text)
        answer = read_answer(item, _parse_typed(item, f"{KEEP}{kept}" if kept else text))
        if kept and answer and answer.answer:
            raise ValueError("This is an answer; write it without =.")
        if kept:
            return f"{KEEP}{kept}"
        if answer is None or answer.answer is None or answer.unread:
            hint = f"Answer: {_describe_typing(item)}"
            raise ValueError(f"{text[:40]} is no answer to this. {hint}.")
        return text

    return check


def _parse_typed(item: Item, text: str) -> RawAnswer:
    """Return the boxes of a question as they would be filled in on the sheet."""
    if text.startswith(KEEP):
        return RawAnswer(mark=text.removeprefix(KEEP))
    words = " ".join(text.lower().split())
    if words in _TYPED_MARKS:
        return RawAnswer(mark=_TYPED_MARKS[words])
    return RawAnswer(**_PARSE_BY_RULE[item.answer_type.rule](item, words))


def _parse_mark(_item: Item, words: str) -> dict[str, Any]:
    return {"mark": words}


def _parse_ratio(_item: Item, words: str) -> dict[str, Any]:
    match = _RATIO.fullmatch(words)
    return match.groupdict(default="") if match else {"mark": words}


def _parse_number(item: Item, words: str) -> dict[str, Any]:
    return {item.answer_type.boxes[0].name: words}


_PARSE_BY_RULE: ByRule[Callable[[Item, str], dict[str, Any]]] = ByRule(
    choice=_parse_mark, ratio=_parse_ratio, linear=_parse_number
)


# Drafts


def encode_draft(session: EntrySession) -> bytes:
    """Return the file in which a session is kept until it is continued."""
    data = {"form": session.form.fingerprint, "texts": dict(session.texts), "at": session.at}
    return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode()


def read_draft(raw: bytes, forms: Mapping[str, Form], company: Company) -> EntrySession:
    """Return the session in a draft. Raises UnreadableError with the reason."""
    try:
        data = json.loads(raw)
        form, texts, at = data["form"], dict(data["texts"]), data["at"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnreadableError("this draft is damaged; move it away, or begin anew") from None
    if not all(isinstance(text, str) for text in (form, at, *texts, *texts.values())):
        raise UnreadableError("this draft is damaged; move it away, or begin anew")
    if form not in forms:
        shown = to_one_line(form, 13)
        raise UnreadableError(
            f"its form {shown} is not in checklists/issued/; restore it from version control"
        )
    return EntrySession(forms[form], company, texts, at)
