"""The pages to learn from: models of service, training cases, role-plays, the quiz."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

from cx_handbook.content.model import Case, Quiz, RolePlay
from cx_handbook.content.text import uncited
from cx_handbook.documents.training_packs import LETTERS, QUIZ, TRAINING, packs
from cx_handbook.markdown import plain
from cx_handbook.website.context import Job, case_path, draw, role_play_path
from cx_handbook.website.page import Page, SearchEntry
from cx_handbook.website.pages.service_models import model_pages

# Below every other page: whoever searches has a customer waiting, and no time to train.
BOOST_LEARN = 0.5
TEASER = 160  # characters of a story that invite to read on


def learn_pages(job: Job) -> Iterator[Page]:
    """Yield the pages to learn from."""
    yield from model_pages(job)
    handbook = job.handbook
    if packs(handbook):
        yield _training(job)
    for case in handbook.cases:
        yield _case(job, case)
    for play in handbook.role_plays:
        yield _role_play(job, play)
    if handbook.quiz:
        yield _quiz(job, handbook.quiz)


def _training(job: Job) -> Page:
    return draw(
        job,
        "training",
        TRAINING,
        "Training",
        "What there is to practise with, on screen and on paper.",
        "",
        boost=BOOST_LEARN,
        teasers=[(case, _teaser(case)) for case in job.handbook.cases],
        plays=job.handbook.role_plays,
        quiz=job.handbook.quiz,
        quiz_path=QUIZ,
        printed_packs=[pack for pack in packs(job.handbook) if pack.name in job.printed.views],
        printed=job.printed,
    )


def _teaser(case: Case) -> str:
    """Return how the story begins, as far as it fits a list."""
    first, _, _ = case.what_happened.partition("\n\n")
    return shorten(_words(first), TEASER, placeholder=" …")


def _words(text: str) -> str:
    """Return prose as it sounds, without what it cites."""
    return plain(uncited(text))


def _case(job: Job, case: Case) -> Page:
    story = SearchEntry("what-happened", "What happened", _words(case.what_happened), BOOST_LEARN)
    return draw(
        job,
        "case",
        case_path(case),
        case.title,
        "A case: something that happened, to read and to talk about.",
        case.file,
        (story,),
        boost=BOOST_LEARN,
        case=case,
        training=TRAINING,
    )


def _role_play(job: Job, play: RolePlay) -> Page:
    situation = job.handbook.situation[play.situation]
    return draw(
        job,
        "role-play",
        role_play_path(play),
        play.title,
        f"A role-play, to practise: {plain(situation.name)}.",
        play.file,
        boost=BOOST_LEARN,
        play=play,
        situation=situation,
        observed=[job.handbook.standard[i] for i in play.observe],
        training=TRAINING,
    )


def _quiz(job: Job, quiz: Quiz) -> Page:
    return draw(
        job,
        "quiz",
        QUIZ,
        quiz.title,
        f"A quiz. {_words(quiz.intro)}",
        quiz.file,
        boost=BOOST_LEARN,
        quiz=quiz,
        letters=LETTERS,
        training=TRAINING,
    )
