"""The sheets of training one by one: a case, its handout, a role-play, the quiz, and its key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cx_handbook import addresses
from cx_handbook.content.model import Handbook, Quiz, RolePlay, TrainingCase
from cx_handbook.documents.document import DocumentRenderer, Sheet
from cx_handbook.documents.training_words import (
    LETTERS,
    Trained,
    compute_fingerprint,
    dump_case,
    dump_policies,
    dump_quiz,
    dump_role_play,
    list_case_policies,
    list_play_policies,
    list_quiz_policies,
)
from cx_handbook.markdown import plain_text

SheetMaker = Callable[[DocumentRenderer], Sheet]


def list_part_sheets(handbook: Handbook) -> dict[str, SheetMaker]:
    """Return what renders each sheet, by its name, in the order of the trainer's pack."""
    made: dict[str, SheetMaker] = {}
    for case in handbook.cases:
        made[addresses.CASE_PREFIX + case.slug] = partial(_render_case, handbook, case)
        made[addresses.HANDOUT_PREFIX + case.slug] = partial(_render_handout, handbook, case)
    for play in handbook.role_plays:
        made[addresses.ROLE_PLAY_PREFIX + play.slug] = partial(_render_role_play, handbook, play)
    if handbook.quiz:
        made[addresses.QUIZ_SHEET] = partial(_render_quiz, handbook.quiz)
        made[addresses.QUIZ_KEY] = partial(_render_quiz_key, handbook, handbook.quiz)
    return made


def _render_case(handbook: Handbook, case: TrainingCase, renderer: DocumentRenderer) -> Sheet:
    return _render(
        renderer,
        addresses.CASE_PREFIX + case.slug,
        "one-case",
        case,
        online=addresses.case_path(case),
        # With a number, it can be found in the pack.
        n=handbook.cases.index(case) + 1,
        many=len(handbook.cases),
        projector=addresses.projector_path(case),
        words={
            "case": dump_case(case, whole=True),
            "policies": dump_policies(list_case_policies(handbook, case)),
        },
    )


def _render_handout(handbook: Handbook, case: TrainingCase, renderer: DocumentRenderer) -> Sheet:
    return _render(
        renderer,
        addresses.HANDOUT_PREFIX + case.slug,
        "one-handout",
        case,
        # The page of the case has the answers, a fold away.
        online=addresses.TRAINING,
        n=handbook.cases.index(case) + 1,
        many=len(handbook.cases),
        words={"case": dump_case(case, whole=False)},
    )


def _render_role_play(handbook: Handbook, play: RolePlay, renderer: DocumentRenderer) -> Sheet:
    return _render(
        renderer,
        addresses.ROLE_PLAY_PREFIX + play.slug,
        "one-role-play",
        play,
        online=addresses.role_play_path(play),
        n=handbook.role_plays.index(play) + 1,
        many=len(handbook.role_plays),
        words={
            "play": dump_role_play(handbook, play),
            "policies": dump_policies(list_play_policies(handbook, play)),
        },
    )


def _render_quiz(quiz: Quiz, renderer: DocumentRenderer) -> Sheet:
    return _render(
        renderer,
        addresses.QUIZ_SHEET,
        "one-quiz",
        quiz,
        online=addresses.TRAINING,
        words={"quiz": dump_quiz(quiz, whole=False)},
    )


def _render_quiz_key(handbook: Handbook, quiz: Quiz, renderer: DocumentRenderer) -> Sheet:
    return _render(
        renderer,
        addresses.QUIZ_KEY,
        "one-quiz-key",
        quiz,
        online=addresses.QUIZ,
        words={
            "quiz": dump_quiz(quiz, whole=True),
            "policies": dump_policies(list_quiz_policies(handbook, quiz)),
        },
    )


def _render(
    renderer: DocumentRenderer,
    name: str,
    template: str,
    record: Trained,
    *,
    online: str,
    words: dict[str, Any],
    **context: Any,
) -> Sheet:
    return renderer.render(
        template,
        name=name,
        title=plain_text(record.title),
        revised=record.revised,
        fingerprint=compute_fingerprint(words),
        online=online,
        back=f"../../{online}",
        letters=LETTERS,
        page_url=renderer.page_url,
        alone=True,
        **words,
        **context,
    )
