"""The plan of a session of 60 or 90 minutes: what it consists of, when, and what it is to bring.

The times around a case, a role-play and the quiz are our own choice, as those of the authors are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cx_handbook.content.model import Handbook, Policy, Quiz, RolePlay, TrainingCase
from cx_handbook.documents.training_words import (
    list_case_policies,
    list_play_policies,
    list_quiz_policies,
)
from cx_handbook.errors import CannotRunError

WELCOME = 5  # minutes: sign in, say what it is for
CLOSE = 10  # minutes: what everybody will do tomorrow, feedback, certificates
BREAK = 5  # minutes
BREAK_OVER = 60  # minutes of a session, above which it has a break

ItemKind = Literal["welcome", "case", "break", "role-play", "again", "quiz", "spare", "close"]


@dataclass(frozen=True)
class SessionParts:
    """What a session is made of, in the order in which it is done."""

    cases: tuple[TrainingCase, ...] = ()
    role_plays: tuple[RolePlay, ...] = ()
    quiz: Quiz | None = None

    @property
    def records(self) -> tuple[TrainingCase | RolePlay | Quiz, ...]:
        """Cases, role-plays and the quiz."""
        return (*self.cases, *self.role_plays, *([self.quiz] if self.quiz else []))

    @property
    def minutes(self) -> int:
        """How long they take, without what stands around them."""
        return sum(record.minutes for record in self.records)


@dataclass(frozen=True)
class AgendaItem:
    """A line of the agenda: when it begins and how long it takes, in minutes, and what it is."""

    start: int
    minutes: int
    kind: ItemKind
    record: TrainingCase | RolePlay | Quiz | None = None


def choose_parts(handbook: Handbook, minutes: int) -> SessionParts:
    """Return what a session of so many minutes is made of where nobody has chosen.

    A case and a role-play, the first ones that fit together; the quiz as well where a session is
    long enough for a break, or where nothing else is there. It is empty where nothing fits.
    """
    quiz = handbook.quiz
    for wanted in _list_choices(handbook):
        with_quiz = SessionParts(wanted.cases, wanted.role_plays, quiz)
        if (minutes > BREAK_OVER or not wanted.records) and _fits(with_quiz, minutes):
            return with_quiz
        if wanted.records and _fits(wanted, minutes):
            return wanted
    return SessionParts()


def _list_choices(handbook: Handbook) -> Iterator[SessionParts]:
    """Yield what could be chosen besides the quiz: pairs first, then one alone, then nothing."""
    for case in handbook.cases:
        for play in handbook.role_plays:
            yield SessionParts((case,), (play,))
    yield from (SessionParts((case,)) for case in handbook.cases)
    yield from (SessionParts((), (play,)) for play in handbook.role_plays)
    yield SessionParts()


def _fits(parts: SessionParts, minutes: int) -> bool:
    return bool(parts.records) and measure_session(parts, minutes) <= minutes


def measure_session(parts: SessionParts, minutes: int) -> int:
    """Return how many minutes a session takes with what has to be around its parts."""
    return WELCOME + parts.minutes + _measure_break(minutes) + CLOSE


def _measure_break(minutes: int) -> int:
    return BREAK if minutes > BREAK_OVER else 0


def check_length(parts: SessionParts, minutes: int) -> None:
    """Raise CannotRunError when what was chosen takes longer than the session."""
    taken = measure_session(parts, minutes)
    if taken > minutes:
        rest = "welcome, break and close" if _measure_break(minutes) else "welcome and close"
        raise CannotRunError(
            f"a session of {minutes} minutes is too short: what you chose takes {parts.minutes}, "
            f"and {rest} {taken - parts.minutes}; choose less or shorter ones"
        )


def plan_agenda(parts: SessionParts, minutes: int) -> tuple[AgendaItem, ...]:
    """Return the agenda of a session that its parts fit into.

    Time that is left goes into a second round of the last role-play, where it is learnt; what is
    left then is in hand.
    """
    agenda: list[AgendaItem] = []
    start = 0
    for kind, length, record in _list_items(parts, minutes):
        agenda.append(AgendaItem(start, length, kind, record))
        start += length
    return tuple(agenda)


def _list_items(
    parts: SessionParts, minutes: int
) -> Iterator[tuple[ItemKind, int, TrainingCase | RolePlay | Quiz | None]]:
    spare = minutes - measure_session(parts, minutes)
    yield "welcome", WELCOME, None
    for case in parts.cases:
        yield "case", case.minutes, case
    if pause := _measure_break(minutes):
        yield "break", pause, None
    for play in parts.role_plays:
        yield "role-play", play.minutes, play
        if play is parts.role_plays[-1] and spare >= play.minutes:
            yield "again", play.minutes, play
            spare -= play.minutes
    if parts.quiz:
        yield "quiz", parts.quiz.minutes, parts.quiz
    if spare:
        yield "spare", spare, None
    yield "close", CLOSE, None


def list_goals(handbook: Handbook, parts: SessionParts) -> tuple[Policy, ...]:
    """Return the policies that the cases and role-plays touch, each once, in their order.

    With the quiz alone they are those of the quiz.
    """
    touched = [p for case in parts.cases for p in list_case_policies(handbook, case)]
    touched += [p for play in parts.role_plays for p in list_play_policies(handbook, play)]
    if not touched:
        touched = list_quiz_policies(handbook, parts.quiz)
    return tuple({policy.slug: policy for policy in touched}.values())
