"""Type in an audit from paper: prompts in the order of the sheet, and the texts typed so far.

This module does no input or output: the session takes one text and returns the next session. So an
entry can be stopped, kept as a draft and continued at any prompt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cx_handbook.audit.entry.drawn_draft import add_draws
from cx_handbook.audit.entry.typed_sheet import (
    LoadEarlier,
    Prompt,
    TypedSheet,
    know_nothing,
    name_earlier,
)
from cx_handbook.audit.entry.typed_texts import read_outcome
from cx_handbook.audit.history.actions import Action
from cx_handbook.audit.reading.filled_sheet import (
    FilledSheet,
    RawAction,
    UnreadableError,
    build_record,
)
from cx_handbook.audit.reading.readers.event_file import build_event
from cx_handbook.audit.records.events import EVENT_FORMAT, AuditEvent
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.wording.report import describe_remark
from cx_handbook.content.model import Company, Form
from cx_handbook.text_for_messages import show_name

CLEAR, BACK, HELP, STOP, TAKE = "-", "b", "?", "q", "+"
HELP_TEXT = (
    "Enter leaves a box blank, or keeps what is there. - clears it. b goes back. q stops; all is "
    "kept until you start the same command again. A text after = is kept as it stands on the sheet, "
    "though it is no answer. + takes over what other sheets have counted, where that is offered."
)
NEEDED = "This is needed: without it nobody can tell what was audited."
REASON_NEEDED = (
    "N/A needs a reason; without one it counts as unanswered. Write what stands on the sheet, "
    "or press Enter once more if nothing does."
)
NOTHING_TO_TAKE = "No other sheet of this period has counted this."


@dataclass(frozen=True)
class EntrySession(TypedSheet):
    """An audit that is being typed in: the form, the text of each box, and the current box.

    `at` is the key of the current box; empty means the first blank one. `seen` says whether the
    result was shown, `changed` how many answers were changed after that. `asked_again` is the box
    whose missing reason was asked for once.
    """

    at: str = ""
    seen: bool = False
    changed: int = 0
    asked_again: str = field(default="", compare=False)

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
        if text == TAKE:
            return self._take_counts(prompt.key)
        if not text:
            return self._leave_blank(prompt)
        if text == CLEAR:
            return replace(self._put(prompt.key, None), at=prompt.key), "Cleared."
        try:
            checked = prompt.check(text)
        except ValueError as error:
            return self, str(error)
        following = self._put(prompt.key, checked)._advance(prompt.key)
        return following, following._describe_remarks(prompt.key)

    def _leave_blank(self, prompt: Prompt) -> tuple[EntrySession, str]:
        """Go on without a text, or say why one is needed."""
        if prompt.key in self.texts:
            return self._advance(prompt.key), ""
        # Enter alone would leave an audit of no site.
        if prompt.needed:
            return self, NEEDED
        standard, _, box = prompt.key.partition(".")
        # Asked for at once, while the sheet lies open there; but nobody has to invent one.
        if box == "note" and self._lacks_reason(standard) and self.asked_again != prompt.key:
            return replace(self, asked_again=prompt.key), REASON_NEEDED
        return self._advance(prompt.key), ""

    def _lacks_reason(self, standard: str) -> bool:
        scored = next(i for i in self.scored_items if i.item.standard == standard)
        return "na_without_reason" in scored.remarks

    def _put(self, key: str, text: str | None) -> EntrySession:
        """Return the session with a box changed, or cleared; what it took over is forgotten."""
        standard, _, box = key.partition(".")
        dropped = (key, f"{standard}.taken") if box == "answer" else (key,)
        texts = {name: there for name, there in self.texts.items() if name not in dropped}
        # An answer that changes after the result was seen is counted, whichever way it goes.
        is_change = self.seen and box == "answer" and self.texts.get(key) != text
        put = {key: text} if text is not None else {}
        return replace(self, texts={**texts, **put}, changed=self.changed + is_change)

    def _take_counts(self, key: str) -> tuple[EntrySession, str]:
        standard, _, box = key.partition(".")
        counts = self.find_counts(standard) if box == "answer" else None
        if counts is None:
            return self, NOTHING_TO_TAKE
        put = self._put(key, counts.typed)
        taken = " ".join(record.id for record in counts.sources)
        following = replace(put, texts={**put.texts, f"{standard}.taken": taken})._advance(key)
        return following, f"{standard}: {counts.typed}, taken over."

    def mark_seen(self) -> EntrySession:
        """Return the session after its result was shown: from now on changed answers are counted."""
        return replace(self, seen=True)

    def _advance(self, key: str) -> EntrySession:
        """Move to the box after `key`; which one that is may depend on the texts."""
        keys = list(self.prompts)
        n = keys.index(key) + 1
        return replace(self, at=keys[n] if n < len(keys) else _DONE)

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
        scored = next(i for i in self.scored_items if i.item.standard == standard)
        answer = self.answers.get(standard)
        remarks = (r for r in scored.remarks if r != "na_without_reason")
        sentences = [describe_remark(remark, scored, answer) for remark in remarks]
        return f"{standard}: {' '.join(sentences)}" if sentences else ""

    # The record

    def build_record(self) -> AuditRecord:
        """Return the record. Raises UnreadableError when site or date are missing."""
        record = build_record(self._make_sheet(), self.form, self.company)
        taken = {
            key.removesuffix(".taken"): tuple(text.split())
            for key, text in self.texts.items()
            if key.endswith(".taken")
        }
        own = {"taken_over": taken, "changed_after_result": self.changed}
        return add_draws(AuditRecord.model_validate({**dict(record), **own}), self.texts)

    def _make_sheet(self) -> FilledSheet:
        head: dict[str, Any] = {name: self.texts.get(f"head.{name}", "") for name in _HEAD}
        return FilledSheet(
            form=self.form.fingerprint,
            answers={i.standard: raw for i in self.form.items if (raw := self.read_raw(i))},
            actions=tuple(self._list_actions()),
            **head,
        )

    def _list_actions(self) -> Iterator[RawAction]:
        for key, what in self.texts.items():
            # action.CB-03.what belongs to a finding, action.1.what to none.
            owner, _, box = key.removeprefix("action.").partition(".")
            if key.startswith("action.") and box == "what":
                who, by = (self.texts.get(f"action.{owner}.{name}", "") for name in ("who", "by"))
                yield RawAction("" if owner.isdigit() else owner, what, who, by)

    def list_events(self, record: AuditRecord) -> tuple[AuditEvent, ...]:
        """Return what was said about actions of earlier audits, as events of these audits.

        The same record gives the same events, so that writing them twice changes nothing.
        """
        said = ((action, self.texts.get(name_earlier(action), "")) for action in self.open_actions)
        return tuple(
            _make_event(action, record, fields)
            for action, text in said
            if (fields := read_outcome(text))
        )


_HEAD = ("site", "reference", "first", "last", "auditor", "date", "start", "end")
_DONE = "done"


def _make_event(action: Action, record: AuditRecord, fields: dict[str, str]) -> AuditEvent:
    """Return what was said about an action while another audit was typed in."""
    # Drawn from what it says and not by chance, so that a killed command writes no second one.
    earlier = action.record
    told = f"{record.site}/{record.checklist}/{record.id}/{name_earlier(action)}"
    digest = hashlib.sha256(told.encode()).hexdigest()
    return build_event(
        {
            "format": EVENT_FORMAT,
            "id": f"{digest[:4]}-{digest[4:8]}",
            "audit": earlier.id,
            "checklist": earlier.checklist,
            "site": earlier.site,
            "on": record.date,
            "at": record.end or record.start,
            "by": record.auditor,
            "action": action.name,
            **fields,
        }
    )


# Drafts


def encode_draft(session: EntrySession) -> bytes:
    """Return the file in which a session is kept until it is continued."""
    data: dict[str, Any] = {
        "form": session.form.fingerprint,
        "texts": dict(session.texts),
        "at": session.at,
    }
    if session.seen:
        data |= {"seen": True, "changed": session.changed}
    return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode()


def read_draft(
    raw: bytes,
    forms: Mapping[str, Form],
    company: Company,
    earlier: LoadEarlier = know_nothing,
) -> EntrySession:
    """Return the session in a draft. Raises UnreadableError with the reason."""
    try:
        data = json.loads(raw)
        form, texts, at = data["form"], dict(data["texts"]), data["at"]
        seen, changed = bool(data.get("seen")), int(data.get("changed", 0))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnreadableError("this draft is damaged; move it away, or begin anew") from None
    if not all(isinstance(text, str) for text in (form, at, *texts, *texts.values())):
        raise UnreadableError("this draft is damaged; move it away, or begin anew")
    if form not in forms:
        shown = show_name(form, 13)
        raise UnreadableError(
            f"its form {shown} is not in checklists/issued/; restore it from version control"
        )
    return EntrySession(forms[form], company, texts, at, seen, max(changed, 0), earlier=earlier)
