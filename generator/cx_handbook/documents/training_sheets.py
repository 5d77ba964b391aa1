"""The sheets of training one by one: a case, its handout, a role-play, the quiz, and its key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from cx_handbook import addresses
from cx_handbook.content.model import Handbook, Quiz, RolePlay, TrainingCase
from cx_handbook.content.model.base import FileRecord
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


class SheetMaker(NamedTuple):
    """What renders a sheet, the records that it shows, and what it is told besides."""

    render: Callable[[DocumentRenderer], Sheet]
    records: tuple[FileRecord, ...]
    told: object = ""


def list_part_sheets(handbook: Handbook) -> dict[str, SheetMaker]:
    """Return what renders each sheet, by its name, in the order of the trainer's pack."""
    made: dict[str, SheetMaker] = {}
    for n, case in enumerate(handbook.cases):
        # With a number, it can be found in the pack.
        told = n + 1, len(handbook.cases)
        records = (case, *list_case_policies(handbook, case))
        for prefix, render_case in _CASE_SHEETS.items():
            render = partial(render_case, handbook, case, *told)
            made[prefix + case.slug] = SheetMaker(render, records, told)
    for n, play in enumerate(handbook.role_plays):
        told = n + 1, len(handbook.role_plays)
        render = partial(_render_role_play, handbook, play, *told)
        records = (play, *list_play_policies(handbook, play))
        made[addresses.ROLE_PLAY_PREFIX + play.slug] = SheetMaker(render, records, told)
    if quiz := handbook.quiz:
        named = list_quiz_policies(handbook, quiz)
        made[addresses.QUIZ_SHEET] = SheetMaker(partial(_render_quiz, quiz), (quiz,))
        key = partial(_render_quiz_key, handbook, quiz)
        made[addresses.QUIZ_KEY] = SheetMaker(key, (quiz, *named))
    return made


def _render_case(
    handbook: Handbook, case: TrainingCase, n: int, many: int, renderer: DocumentRenderer
) -> Sheet:
    return _render(
        renderer,
        addresses.CASE_PREFIX + case.slug,
        "one-case",
        case,
        online=addresses.case_path(case),
        n=n,
        many=many,
        projector=addresses.projector_path(case),
        words={
            "case": dump_case(case, whole=True),
            "policies": dump_policies(list_case_policies(handbook, case)),
        },
    )


def _render_handout(
    _: Handbook, case: TrainingCase, n: int, many: int, renderer: DocumentRenderer
) -> Sheet:
    return _render(
        renderer,
        addresses.HANDOUT_PREFIX + case.slug,
        "one-handout",
        case,
        # The page of the case has the answers, a fold away.
        online=addresses.TRAINING,
        n=n,
        many=many,
        words={"case": dump_case(case, whole=False)},
    )


def _render_role_play(
    handbook: Handbook, play: RolePlay, n: int, many: int, renderer: DocumentRenderer
) -> Sheet:
    return _render(
        renderer,
        addresses.ROLE_PLAY_PREFIX + play.slug,
        "one-role-play",
        play,
        online=addresses.role_play_path(play),
        n=n,
        many=many,
        words={
            "play": dump_role_play(handbook, play),
            "policies": dump_policies(list_play_policies(handbook, play)),
        },
    )


_CASE_SHEETS = {addresses.CASE_PREFIX: _render_case, addresses.HANDOUT_PREFIX: _render_handout}


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
