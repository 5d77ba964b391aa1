"""The pages to learn from: models of service, training cases, role-plays, the quiz."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

from cx_handbook import addresses
from cx_handbook.content.model import Case, Quiz, RolePlay
from cx_handbook.content.text import uncited
from cx_handbook.documents.training_packs import LETTERS, list_packs
from cx_handbook.markdown import plain
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page, SearchEntry
from cx_handbook.website.pages.service_models import model_pages

# Below every other page: whoever searches has a customer waiting, and no time to train.
BOOST_LEARN = 0.5
TEASER = 160  # characters of a story that invite to read on


def learn_pages(context: SiteContext) -> Iterator[Page]:
    """Yield the pages to learn from."""
    yield from model_pages(context)
    handbook = context.handbook
    if list_packs(handbook):
        yield _training(context)
    for case in handbook.cases:
        yield _case(context, case)
    for play in handbook.role_plays:
        yield _role_play(context, play)
    if handbook.quiz:
        yield _quiz(context, handbook.quiz)


def _training(context: SiteContext) -> Page:
    return render_page(
        context,
        "training",
        addresses.TRAINING,
        "Training",
        "What there is to practise with, on screen and on paper.",
        "",
        boost=BOOST_LEARN,
        teasers=[(case, _teaser(case)) for case in context.handbook.cases],
        plays=context.handbook.role_plays,
        quiz=context.handbook.quiz,
        printed_packs=[
            pack for pack in list_packs(context.handbook) if pack.name in context.downloads.views
        ],
        downloads=context.downloads,
    )


def _teaser(case: Case) -> str:
    """Return how the story begins, as far as it fits a list."""
    first, _, _ = case.what_happened.partition("\n\n")
    return shorten(_words(first), TEASER, placeholder=" …")


def _words(text: str) -> str:
    """Return prose as it sounds, without what it cites."""
    return plain(uncited(text))


def _case(context: SiteContext, case: Case) -> Page:
    story = SearchEntry("what-happened", "What happened", _words(case.what_happened), BOOST_LEARN)
    return render_page(
        context,
        "case",
        addresses.case_path(case),
        case.title,
        "A case: something that happened, to read and to talk about.",
        case.file,
        (story,),
        boost=BOOST_LEARN,
        case=case,
    )


def _role_play(context: SiteContext, play: RolePlay) -> Page:
    situation = context.handbook.situation[play.situation]
    return render_page(
        context,
        "role-play",
        addresses.role_play_path(play),
        play.title,
        f"A role-play, to practise: {plain(situation.name)}.",
        play.file,
        boost=BOOST_LEARN,
        play=play,
        situation=situation,
        observed=[context.handbook.standard[i] for i in play.observe],
    )


def _quiz(context: SiteContext, quiz: Quiz) -> Page:
    return render_page(
        context,
        "quiz",
        addresses.QUIZ,
        quiz.title,
        f"A quiz. {_words(quiz.intro)}",
        quiz.file,
        boost=BOOST_LEARN,
        quiz=quiz,
        letters=LETTERS,
    )
