"""The worked example of *How we score*: computed, on the page as in the scorer."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cx_handbook.audit import worked_example
from cx_handbook.audit.record import Answer
from cx_handbook.audit.result import Result, format_points
from cx_handbook.audit.scoring import score_answers
from cx_handbook.content.model import Handbook
from cx_handbook.website.pages.all_pages import render_pages

DAY = date(2026, 11, 21)
BETTER = {**worked_example.ANSWERS, "EX-04": Answer(answer="count", k=20, n=20)}
BROKEN = {**worked_example.ANSWERS, "EX-01": Answer(answer="count", k=3, n=20)}


def said(handbook: Handbook) -> str:
    """Return the text of the page, its cells parted by bars."""
    html = next(p.html for p in render_pages(handbook, DAY) if p.path == "scoring.html")
    text = re.sub(r"</t[dh]>", " | ", html)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\N{NO-BREAK SPACE}", " ").split())


def line(name: str, result: Result) -> str:
    """Return the line of the table of blanks that a result makes."""
    points = [result.points, result.worst.points, result.best.points]
    grade, worst, best = ("no grade" if p is None else format_points(p) for p in points)
    provisional = ", provisional" if result.provisional else ""
    said = f"{result.verdict}; promises {result.promises}"
    return f"{name} | {grade}{provisional} | {worst} to {best} | {said} |"


@pytest.mark.parametrize("answers", [worked_example.ANSWERS, BETTER, BROKEN])
def test_every_number_of_the_example_comes_from_the_scorer(
    handbook: Handbook, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Answer]
) -> None:
    """Other answers make another page: grade, blanks, gate, interval."""
    monkeypatch.setattr(worked_example, "ANSWERS", answers)
    result = score_answers(worked_example.FORM, answers)
    without = {
        name: score_answers(
            worked_example.FORM, {i: a for i, a in answers.items() if i != left_out}
        )
        for name, left_out in (("last", "EX-07"), ("critical", "EX-02"))
    }
    page = said(handbook)

    assert result.points is not None
    assert result.interval is not None
    assert f"Grade | | {format_points(result.points)} , expected: {result.verdict} |" in page
    assert line("As filled in", result) in page
    assert line("The last question blank", without["last"]) in page
    assert line("The critical question blank", without["critical"]) in page
    ends = f"{format_points(result.interval.low)} and {format_points(result.interval.high)}"
    assert f"the grade lies between {ends}." in page
    assert ("The example is too close to call." in page) == result.too_close
    assert f"promises {result.promises} ." in page or f"promises {result.promises}." in page


def test_the_example_shows_what_the_page_explains() -> None:
    """A question not applicable, one not met, a blank that costs the verdict, one that opens it."""
    shown = worked_example.score_example(worked_example.ANSWERS)
    result = shown.result

    assert {scored.state for scored in result.items} == {"met", "not_met", "not_applicable"}
    assert (result.verdict, shown.blank.verdict, shown.open.verdict) == (
        "delighted", "satisfied", "open",
    )  # fmt: skip
    assert (shown.manners.verdict, shown.manners.promises) == ("dissatisfied", "broken")
    assert result.interval
    assert result.too_close


def test_the_page_names_its_papers_and_what_is_ours(handbook: Handbook) -> None:
    """Both papers with their journals, and every decision that no source asks for."""
    page = said(handbook)

    assert "Journal of the American Statistical Association 22 (1927), 209–212." in page
    assert "Statistics in Medicine 27 (2008), 1693–1702." in page
    assert "The gate, the cut at 9, at least 3 other factors, equal weights" in page


def test_no_sentence_of_the_page_is_long(handbook: Handbook) -> None:
    """The page keeps the rule that it asks of others: 25 words at most."""
    html = next(p.html for p in render_pages(handbook, DAY) if p.path == "scoring.html")
    for paragraph in re.findall(r"<(?:p|li|dd)\b[^>]*>(.*?)</(?:p|li|dd)>", html, re.DOTALL):
        for sentence in re.split(r"(?<=[.?:;])\s", re.sub(r"<[^>]+>", "", paragraph)):
            assert len(sentence.split()) <= 25, sentence
