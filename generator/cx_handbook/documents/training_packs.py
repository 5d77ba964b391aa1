"""The two training packs: the trainer's pack and the participants' handouts, one document each.

The template of the handouts receives no case and no quiz, but copies with the fields that may be
handed out. A mistake in the template can leave something out; it cannot print an answer.
A role-play takes three sheets of paper: a card that shows the other card on its back is no secret.
So each card begins on a right-hand page, and its back says only whose card it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cx_handbook import addresses
from cx_handbook.content.cross_references import gather_titles
from cx_handbook.content.model import Handbook, Quiz, RolePlay, Site, TrainingCase
from cx_handbook.documents.document import DocumentRenderer, Paper, Sheet
from cx_handbook.markdown import plain_text
from cx_handbook.text_for_messages import join_words

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
class ContentsLine:
    """A line of the contents: the anchor it leads to, its words, how long it takes in minutes."""

    anchor: str
    title: str
    minutes: int = 0


@dataclass(frozen=True)
class PackPart:
    """A part of a pack, as the contents list it."""

    head: ContentsLine
    entries: tuple[ContentsLine, ...] = ()


def list_packs(handbook: Handbook) -> tuple[Pack, ...]:
    """Return the packs there are: a pack that would be empty is none."""
    # A pack without content would be a cover and nothing else.
    handed_out = bool(handbook.cases or handbook.quiz)
    led = handed_out or bool(handbook.role_plays)
    return (*([TRAINER] if led else []), *([HANDOUTS] if handed_out else []))


def explain_missing_pack(handbook: Handbook, name: str) -> str:
    """Return why there is no pack of this name, and what to write so that there is one."""
    title = next(pack.title for pack in (TRAINER, HANDOUTS) if pack.name == name)
    missing = join_words(_list_missing_parts(handbook))
    return (
        f"there is no {title.lower()}: this handbook has no {missing} yet; begin one with handbook "
        "new case NAME"
    )


def _list_missing_parts(handbook: Handbook) -> list[str]:
    """Return what a pack could hold and this handbook does not have."""
    parts = {"case": handbook.cases, "role-play": handbook.role_plays, "quiz": handbook.quiz}
    return [part for part, there in parts.items() if not there]


def list_pack_names(handbook: Handbook) -> tuple[str, ...]:
    """Return the names of the packs there are, in the order of `render_packs`."""
    return tuple(pack.name for pack in list_packs(handbook))


def render_packs(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> tuple[Sheet, ...]:
    """Return the packs there are, as documents to print."""
    renderer = DocumentRenderer(handbook.company, paper, site, gather_titles(handbook))
    return tuple(_render_pack(renderer, handbook, pack) for pack in list_packs(handbook))


def _render_pack(renderer: DocumentRenderer, handbook: Handbook, pack: Pack) -> Sheet:
    words, records = _collect_words(handbook, pack), _collect_records(handbook, pack)
    return renderer.render(
        pack.name,
        name=pack.name,
        title=pack.title,
        # A pack is as new as its newest part.
        revised=max(record.revised for record in records),
        # The words alone, not the layout: a new style does not make an old print wrong.
        fingerprint=_compute_fingerprint(words),
        online=addresses.TRAINING,
        back=f"../../{addresses.TRAINING}",
        pack=pack,
        contents=tuple(_list_contents(handbook, pack)),
        missing=_list_missing_parts(handbook) if pack is TRAINER else [],
        letters=LETTERS,
        page_url=renderer.page_url,
        **words,
    )


def _collect_records(handbook: Handbook, pack: Pack) -> tuple[TrainingCase | RolePlay | Quiz, ...]:
    # Role-plays have secret cards, so they are for the trainer.
    plays = handbook.role_plays if pack is TRAINER else ()
    return (*handbook.cases, *plays, *([handbook.quiz] if handbook.quiz else []))


# What may be handed out of a case and of the quiz. The template gets nothing else.
_CASE = {"title": True, "minutes": True, "what_happened": True, "questions": {"__all__": {"ask"}}}
_QUIZ = {
    "title": True,
    "intro": True,
    "questions": {"__all__": {"ask": True, "choices": {"__all__": {"text"}}}},
}


def _collect_words(handbook: Handbook, pack: Pack) -> dict[str, Any]:
    """Return all that authors wrote and a pack shows, by the name its template knows it by."""
    whole = pack is TRAINER
    return {
        "cases": [_dump_record(case, None if whole else _CASE) for case in handbook.cases],
        "quiz": _dump_record(handbook.quiz, None if whole else _QUIZ) if handbook.quiz else None,
        **(_collect_trainers_words(handbook) if whole else {}),
    }


def _collect_trainers_words(handbook: Handbook) -> dict[str, Any]:
    # Only policies that the pack refers to, so that other changes leave it as it is.
    named = {instead.policy for case in handbook.cases for instead in case.would_have}
    asked = {question.policy for question in handbook.quiz.questions} if handbook.quiz else set()
    return {
        "role_plays": [_dump_role_play(handbook, play) for play in handbook.role_plays],
        "policies": {
            slug: {"title": plain_text(policy.title), "path": addresses.policy_path(policy)}
            for slug, policy in handbook.policies_by_slug.items()
            if slug in named | asked
        },
    }


def _dump_role_play(handbook: Handbook, play: RolePlay) -> dict[str, Any]:
    rules = {i: handbook.standards_by_id[i][0].rule for i in play.observe}
    situation = handbook.situations_by_slug[play.situation]
    return _dump_record(play, None) | {"situation": situation.name, "observe": rules}


def _dump_record(
    record: TrainingCase | RolePlay | Quiz, only: dict[str, Any] | None
) -> dict[str, Any]:
    return {"slug": record.slug, **record.model_dump(mode="json", include=only)}


def _compute_fingerprint(words: dict[str, Any]) -> str:
    """Return the SHA-256 of the words, so that an old print can be told from a new one."""
    # json.dumps keeps the order of the fields, so equal words give equal bytes.
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _list_contents(handbook: Handbook, pack: Pack) -> Iterator[PackPart]:
    whole = pack is TRAINER
    if whole:
        yield PackPart(ContentsLine("session", "How to run a session"))
    if handbook.cases:
        yield PackPart(
            ContentsLine("cases", "Cases"), tuple(_make_line("case", c) for c in handbook.cases)
        )
    if whole and handbook.role_plays:
        plays = tuple(_make_line("role-play", play) for play in handbook.role_plays)
        yield PackPart(ContentsLine("role-plays", "Role-plays"), plays)
    if handbook.quiz:
        yield PackPart(ContentsLine("quiz", plain_text(handbook.quiz.title)))
        if whole:
            yield PackPart(ContentsLine("key", "The key to the quiz"))


def _make_line(kind: str, record: TrainingCase | RolePlay) -> ContentsLine:
    return ContentsLine(f"{kind}-{record.slug}", plain_text(record.title), record.minutes)
