"""Pages to train with: the overview, training cases, role-plays and the quiz."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

from cx_handbook import addresses
from cx_handbook.content.model import TrainingCase
from cx_handbook.content.text import strip_citations
from cx_handbook.documents.training_packs import list_missing_parts, list_packs
from cx_handbook.documents.training_words import LETTERS
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import BOOST_TRAINING, Page, SearchEntry

LONGEST_TEASER = 160  # characters
SESSION_LABELS = {
    **{f"{addresses.SESSION_PREFIX}{n}": f"Plan, {n} minutes" for n in addresses.SESSION_MINUTES},
    addresses.SIGN_IN_SHEET: "Sign-in sheet",
    addresses.CERTIFICATE: "Certificate",
    addresses.FEEDBACK_FORM: "Feedback form",
}


def render_training(context: SiteContext) -> Iterator[Page]:
    """Yield the overview of what there is to train with, if there is anything."""
    handbook = context.handbook
    if list_packs(handbook):
        yield render_page(
            context,
            "training",
            addresses.TRAINING,
            "Training",
            "What there is to practise with, on screen and on paper.",
            boost=BOOST_TRAINING,
            teasers=[(case, _make_teaser(case)) for case in handbook.cases],
            plays=handbook.role_plays,
            quiz=handbook.quiz,
            missing=list_missing_parts(handbook),
            session_sheets=[
                (name, label)
                for name, label in SESSION_LABELS.items()
                if name in context.downloads.views
            ],
            printed_packs=[
                # The preview has no PDFs, but it has print views.
                pack
                for pack in list_packs(handbook)
                if pack.name in context.downloads.views
            ],
        )


def render_cases(context: SiteContext) -> Iterator[Page]:
    """Yield the page of each training case."""
    for case in context.handbook.cases:
        story = _plain_uncited(case.what_happened)
        yield render_page(
            context,
            "case",
            addresses.case_path(case),
            case.title,
            "A case: something that happened, to read and to talk about.",
            source=case.file,
            own_words=case.title,
            search=[SearchEntry("what-happened", "What happened", story, BOOST_TRAINING)],
            boost=BOOST_TRAINING,
            scripts=(f"{addresses.ASSETS}/projector.js",),
            case=case,
        )


def render_role_plays(context: SiteContext) -> Iterator[Page]:
    """Yield the page of each role-play."""
    handbook = context.handbook
    for play in handbook.role_plays:
        situation = handbook.situations_by_slug[play.situation]
        yield render_page(
            context,
            "role_play",
            addresses.role_play_path(play),
            play.title,
            f"A role-play, to practise: {plain_text(situation.name)}.",
            source=play.file,
            own_words=play.title,
            boost=BOOST_TRAINING,
            play=play,
            situation=situation,
            observed=[handbook.standards_by_id[standard] for standard in play.observe],
        )


def render_quiz(context: SiteContext) -> Iterator[Page]:
    """Yield the page of the quiz, if there is one."""
    if quiz := context.handbook.quiz:
        yield render_page(
            context,
            "quiz",
            addresses.QUIZ,
            quiz.title,
            f"A quiz. {_plain_uncited(quiz.intro)}",
            source=quiz.file,
            own_words=quiz.title,
            boost=BOOST_TRAINING,
            scripts=(f"{addresses.ASSETS}/quiz.js",),
            quiz=quiz,
            letters=LETTERS,
        )


def _make_teaser(case: TrainingCase) -> str:
    """Return how the story begins, cut to fit a list."""
    # The first paragraph sets the scene; the second may give the end away.
    first_paragraph, _, _ = case.what_happened.partition("\n\n")
    return shorten(_plain_uncited(first_paragraph), LONGEST_TEASER, placeholder=" …")


def _plain_uncited(text: str) -> str:
    return plain_text(strip_citations(text))
