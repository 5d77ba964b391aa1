"""What is wrong while somebody writes, as a banner on the pages of the preview.

Nobody looks at the terminal while they write, so the browser says what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from cx_handbook import bundles
from cx_handbook.errors import Problem
from cx_handbook.templating import create_plain_environment
from cx_handbook.text_for_messages import count_things

SHOWN = 5  # mistakes that are open; more are folded, so that a phone still shows the page


@dataclass(frozen=True)
class BuildOutcome:
    """What became of one build: what is to be put right, and whether its pages can be seen."""

    problems: tuple[Problem, ...] = ()
    messages: tuple[str, ...] = ()  # of MkDocs, which names no line
    is_shown: bool = True  # False: the pages are those of an earlier build
    failure: str = ""  # of the program itself, in a line


class _Mistake(NamedTuple):
    """One entry of the banner; without a place where none is known."""

    place: str
    text: str


def render_banner(outcome: BuildOutcome) -> str:
    """Return the banner as HTML: where each mistake stands and what to write; empty when all is well."""
    mistakes = tuple(_list_mistakes(outcome))
    if not mistakes:
        return ""
    template = create_plain_environment().get_template("preview/banner.html.j2")
    return template.render(
        title=_choose_title(outcome, len(mistakes)),
        summary="What happened" if outcome.failure else "What is wrong, and what to write",
        first=mistakes[:SHOWN],
        rest=mistakes[SHOWN:],
        # Files of ours; all else is text from outside, and escaped.
        style=Markup(bundles.join_bundle(bundles.BANNER_STYLE)),  # noqa: S704
        script=Markup(bundles.join_bundle(bundles.BANNER_SCRIPT)),  # noqa: S704
    )


def _list_mistakes(outcome: BuildOutcome) -> Iterator[_Mistake]:
    if outcome.failure:
        yield _Mistake("", outcome.failure)
    for problem in _put_first_of_kind_first(outcome.problems):
        place = f"{problem.file}, line {problem.line}"
        field = f"{problem.field}: " if problem.field else ""
        rule = f" [{problem.rule}]" if problem.rule else ""
        yield _Mistake(place, f"{field}{problem.wrong}; {problem.instead}{rule}")
    for message in outcome.messages:
        yield _Mistake("", message)


def _put_first_of_kind_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in another order: one misspelt name is wrong in a hundred places alike."""
    seen: set[tuple[str, str]] = set()
    first: list[Problem] = []
    later: list[Problem] = []
    for problem in problems:
        kind = problem.wrong, problem.instead
        (later if kind in seen else first).append(problem)
        seen.add(kind)
    return first + later


def _choose_title(outcome: BuildOutcome, count: int) -> str:
    """Return what a writer has to know first: whose mistake it is, and which pages these are."""
    if outcome.failure:
        return (
            "The handbook program has failed. That is our mistake, not yours: your files are safe, "
            "and the pages are those of before. The terminal shows where; please report it."
        )
    things = count_things(count, "mistake")
    if outcome.is_shown:
        return f"{things} to put right before the handbook can be built. The pages are up to date."
    return f"{things} to put right. Until then, the pages stay as they were before."
