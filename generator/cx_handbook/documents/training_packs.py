"""The two training packs: the trainer's pack and the participants' handouts, one document each.

A role-play takes three sheets of paper: a card that shows the other card on its back is no secret.
So each card begins on a right-hand page, and its back says only whose card it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from cx_handbook import addresses
from cx_handbook.content.cross_references import gather_titles
from cx_handbook.content.model import Handbook, Quiz, RolePlay, Site, TrainingCase
from cx_handbook.documents.document import DocumentRenderer, Paper, Sheet, SheetPlan
from cx_handbook.documents.training_words import (
    LETTERS,
    compute_fingerprint,
    dump_case,
    dump_policies,
    dump_quiz,
    dump_role_play,
    list_case_policies,
    list_quiz_policies,
    list_trained_records,
)
from cx_handbook.markdown import plain_text
from cx_handbook.text_for_messages import join_words


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
    missing = join_words(list_missing_parts(handbook))
    return (
        f"there is no {title.lower()}: this handbook has no {missing} yet; begin one with handbook "
        "new case NAME"
    )


def list_missing_parts(handbook: Handbook) -> list[str]:
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
    return tuple(plan.make() for plan in plan_packs(handbook, paper=paper, site=site))


def plan_packs(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> Iterator[SheetPlan]:
    """Yield the packs there are, before they are rendered."""
    renderer = DocumentRenderer(handbook.company, paper, site, partial(gather_titles, handbook))
    for pack in list_packs(handbook):
        make = partial(_render_pack, renderer, handbook, pack)
        yield SheetPlan(pack.name, list_trained_records(handbook), "", make)


def _render_pack(renderer: DocumentRenderer, handbook: Handbook, pack: Pack) -> Sheet:
    words, records = _collect_words(handbook, pack), _collect_records(handbook, pack)
    return renderer.render(
        pack.name,
        name=pack.name,
        title=pack.title,
        # A pack is as new as its newest part.
        revised=max(record.revised for record in records),
        # The words alone, not the layout: a new style does not make an old print wrong.
        fingerprint=compute_fingerprint(words),
        online=addresses.TRAINING,
        back=f"../../{addresses.TRAINING}",
        pack=pack,
        contents=tuple(_list_contents(handbook, pack)),
        missing=list_missing_parts(handbook) if pack is TRAINER else [],
        letters=LETTERS,
        page_url=renderer.page_url,
        alone=False,
        **words,
    )


def _collect_records(handbook: Handbook, pack: Pack) -> tuple[TrainingCase | RolePlay | Quiz, ...]:
    # Role-plays have secret cards, so they are for the trainer.
    plays = handbook.role_plays if pack is TRAINER else ()
    return (*handbook.cases, *plays, *([handbook.quiz] if handbook.quiz else []))


def _collect_words(handbook: Handbook, pack: Pack) -> dict[str, Any]:
    """Return all that authors wrote and a pack shows, by the name its template knows it by."""
    whole = pack is TRAINER
    return {
        "cases": [dump_case(case, whole=whole) for case in handbook.cases],
        "quiz": dump_quiz(handbook.quiz, whole=whole),
        **(_collect_trainers_words(handbook) if whole else {}),
    }


def _collect_trainers_words(handbook: Handbook) -> dict[str, Any]:
    # Only policies that the pack refers to, so that other changes leave it as it is.
    named = [policy for case in handbook.cases for policy in list_case_policies(handbook, case)]
    named += list_quiz_policies(handbook, handbook.quiz)
    slugs = {policy.slug for policy in named}
    return {
        "role_plays": [dump_role_play(handbook, play) for play in handbook.role_plays],
        "policies": dump_policies(p for p in handbook.policies if p.slug in slugs),
    }


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
