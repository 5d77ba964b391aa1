"""The two packs for a training session: one for the trainer, one to hand out. One document each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cx_handbook import addresses
from cx_handbook.content.model import Case, Handbook, Quiz, RolePlay, Site
from cx_handbook.documents.document import ASSETS, Paper, Press, Sheet
from cx_handbook.markdown import plain

LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Pack:
    """A pack: its name in file names, its title, and what it is there for."""

    name: str
    title: str
    purpose: str


TRAINER = Pack(
    addresses.TRAINERS_PACK,
    "Trainer’s pack",
    "For whoever runs the session: cases, cards for role-plays, the quiz, and all the answers.",
)
HANDOUTS = Pack(
    addresses.PARTICIPANTS_HANDOUTS,
    "Participants’ handouts",
    "For everybody else: cases with room to write, and the quiz, without answers.",
)


@dataclass(frozen=True)
class Entry:
    """A line of the contents: the anchor it leads to, its words, how long it takes in minutes."""

    anchor: str
    title: str
    minutes: int = 0


@dataclass(frozen=True)
class Part:
    """A part of a pack, as the contents list it."""

    head: Entry
    entries: tuple[Entry, ...] = ()


def packs(handbook: Handbook) -> tuple[Pack, ...]:
    """Return the packs there are: a pack that would be empty is none."""
    handed_out = bool(handbook.cases or handbook.quiz)
    led = handed_out or bool(handbook.role_plays)
    return (*([TRAINER] if led else []), *([HANDOUTS] if handed_out else []))


def pack_names(handbook: Handbook) -> tuple[str, ...]:
    """Return the names of the packs there are, in the order of `pack_sheets`."""
    return tuple(pack.name for pack in packs(handbook))


def pack_sheets(
    handbook: Handbook, *, paper: Paper, site: Site | None = None, assets: str = ASSETS
) -> tuple[Sheet, ...]:
    """Return the packs there are, as documents to print."""
    press = Press(handbook.company, paper, site, assets)
    return tuple(_pack(press, handbook, pack) for pack in packs(handbook))


def _pack(press: Press, handbook: Handbook, pack: Pack) -> Sheet:
    words, records = _words(handbook, pack), _records(handbook, pack)
    return press.sheet(
        pack.name,
        name=pack.name,
        title=pack.title,
        revised=max(record.revised for record in records),
        fingerprint=_fingerprint(words),
        online=addresses.TRAINING,
        back=f"../../{addresses.TRAINING}",
        pack=pack,
        contents=tuple(_contents(handbook, pack)),
        letters=LETTERS,
        page_url=press.page,
        **words,
    )


def _records(handbook: Handbook, pack: Pack) -> tuple[Case | RolePlay | Quiz, ...]:
    plays = handbook.role_plays if pack is TRAINER else ()
    return (*handbook.cases, *plays, *([handbook.quiz] if handbook.quiz else []))


# What may be handed out of a case and of the quiz. The template gets nothing else.
_CASE = {"title": True, "minutes": True, "what_happened": True, "questions": {"__all__": {"ask"}}}
_QUIZ = {
    "title": True,
    "intro": True,
    "questions": {"__all__": {"ask": True, "choices": {"__all__": {"text"}}}},
}


def _words(handbook: Handbook, pack: Pack) -> dict[str, Any]:
    """Return all that authors wrote and a pack shows, by the name its template knows it by."""
    whole = pack is TRAINER
    return {
        "cases": [_dump(case, None if whole else _CASE) for case in handbook.cases],
        "quiz": _dump(handbook.quiz, None if whole else _QUIZ) if handbook.quiz else None,
        **(_trainers_words(handbook) if whole else {}),
    }


def _trainers_words(handbook: Handbook) -> dict[str, Any]:
    named = {instead.policy for case in handbook.cases for instead in case.would_have}
    asked = {question.policy for question in handbook.quiz.questions} if handbook.quiz else set()
    return {
        "role_plays": [_role_play(handbook, play) for play in handbook.role_plays],
        "policies": {
            slug: {"title": plain(policy.title), "path": addresses.policy_path(policy)}
            for slug, policy in handbook.policy.items()
            if slug in named | asked
        },
    }


def _role_play(handbook: Handbook, play: RolePlay) -> dict[str, Any]:
    rules = {i: handbook.standard[i][0].rule for i in play.observe}
    situation = handbook.situation[play.situation]
    return _dump(play, None) | {"situation": situation.name, "observe": rules}


def _dump(record: Case | RolePlay | Quiz, only: dict[str, Any] | None) -> dict[str, Any]:
    return {"slug": record.slug, **record.model_dump(mode="json", include=only)}


def _fingerprint(words: dict[str, Any]) -> str:
    """Return the SHA-256 of the words, so that an old print can be told from a new one."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _contents(handbook: Handbook, pack: Pack) -> Iterator[Part]:
    whole = pack is TRAINER
    if whole:
        yield Part(Entry("session", "How to run a session"))
    if handbook.cases:
        yield Part(Entry("cases", "Cases"), tuple(_entry("case", c) for c in handbook.cases))
    if whole and handbook.role_plays:
        plays = tuple(_entry("role-play", play) for play in handbook.role_plays)
        yield Part(Entry("role-plays", "Role-plays"), plays)
    if handbook.quiz:
        yield Part(Entry("quiz", plain(handbook.quiz.title)))
        if whole:
            yield Part(Entry("key", "The key to the quiz"))


def _entry(kind: str, record: Case | RolePlay) -> Entry:
    return Entry(f"{kind}-{record.slug}", plain(record.title), record.minutes)
