"""The worked example of *How we score*: computed, on the page as in the scorer."""

from __future__ import annotations

import re
from datetime import date
from math import hypot

import pytest

from cx_handbook.audit import worked_example
from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import Result, format_high_end, format_points
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.audit.wording.result_wording import (
    describe_close_call,
    describe_headline_in_list,
    explain_promises,
)
from cx_handbook.content.model import Handbook
from cx_handbook.labels import VERDICTS, describe_promises
from cx_handbook.statistics.pooled_share import find_wilson_limits
from cx_handbook.website.context import DownloadLinks, build_context
from cx_handbook.website.pages.scoring import render_scoring
from support.rendered import render_once

DAY = date(2026, 11, 21)
BETTER = {**worked_example.ANSWERS, "EX-04": Answer(answer="count", k=20, n=20)}
BROKEN = {**worked_example.ANSWERS, "EX-01": Answer(answer="count", k=3, n=20)}


def said(handbook: Handbook) -> str:
    """Return the text of the page, its cells parted by bars."""
    (page,) = render_scoring(build_context(handbook, DAY, DownloadLinks()))
    text = re.sub(r"</t[dh]>", " | ", page.html)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\N{NO-BREAK SPACE}", " ").split())


def line(name: str, result: Result) -> str:
    """Return the line of the table of what is missing that a result makes."""
    points = [result.points, result.worst.points, result.best.points]
    grade, worst, best = ("no grade" if p is None else format_points(p) for p in points)
    provisional = ", provisional" if result.provisional else ""
    span = "–" if result.worst.points is None else f"{worst} to {best}"
    assert result.promises
    reason = explain_promises(worked_example.FORM, result)
    promises = ": ".join(filter(None, (describe_promises(result.promises, 2), reason)))
    return f"{name} | {grade}{provisional} | {span} | {promises} |"


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
    left_out = {"EX-02": Answer(answer="not_applicable", note="No cases this month.")}
    without["left out"] = score_answers(worked_example.FORM, {**answers, **left_out})
    page = said(handbook)

    assert result.points is not None
    assert result.verdict
    assert result.interval is not None
    assert f"Grade | | {format_points(result.points)} , {VERDICTS[result.verdict]} |" in page
    assert line("As filled in", result) in page
    assert line("The last question blank", without["last"]) in page
    assert line("The critical question blank", without["critical"]) in page
    assert line("The critical question not applicable", without["left out"]) in page
    ends = f"{format_points(result.interval.low)} and {format_high_end(result.interval.high)}"
    assert f"Had every case been looked at, the grade would lie between {ends}." in page
    headline = describe_headline_in_list(worked_example.FORM, result)
    assert (f" {headline} " in page) == result.too_close
    assert ("The example is not too close to call." in page) != result.too_close
    for call in result.close_calls:
        assert describe_close_call(call) in page


def test_the_example_shows_what_the_page_explains() -> None:
    """A question not applicable, one not met, a blank that costs the verdict, one that opens it."""
    shown = worked_example.score_example(worked_example.ANSWERS)
    result = shown.result

    assert {scored.state for scored in result.items} == {"met", "not_met", "not_applicable"}
    assert (result.verdict, shown.blank.verdict, shown.open.verdict) == ("from_9", "from_6", "open")
    assert (shown.blank.points, shown.critical.points) == (None, None)
    assert (shown.critical.promises, shown.critical.verdict) == ("open", None)
    assert (shown.manners.verdict, shown.manners.promises) == ("broken", "broken")
    assert result.interval
    assert result.interval.low == pytest.approx(8.176113, abs=1e-6)
    assert result.interval.high == pytest.approx(9.396458, abs=1e-6)
    assert [call.name for call in result.close_calls] == ["gate", "delighted"]
    assert not result.provisional


def test_the_page_names_its_papers_and_what_is_ours(handbook: Handbook) -> None:
    """The papers with their journals, and every decision that no source asks for."""
    page = said(handbook)

    assert "Journal of the American Statistical Association 22 (1927), 209–212." in page
    assert "Journal of Survey Statistics and Methodology 7 (2019), 334–364." in page
    assert "arXiv:2109.12464." in page
    assert "The gate, the cut at 9, at least 3 other factors, equal weights" in page


@pytest.mark.parametrize(
    "words",
    [
        "no span can be given: one moment, and one person’s judgement",
        "Had every case been looked at, it would be between",
        "is the headline. The verdict stands below it.",
        "Who looks at more draws a whole second sample, and counts all of it.",
        "19 of 20 and 15 of 20 may come from the same branch. 19 of 20 and 14 of 20 just cannot.",
        "nothing is uncertain about that month. About the next one it still is.",
        "Met or not met never enters the grade: shares do.",
        "But then nobody knows whether promises were kept, and they stay open .",
        "Half a point between two long audits, or a whole point between two short ones, may be chance",
        "Franco, R. J. A. Little, T. A. Louis and E. V. Slud",
        "at the gate, one promise in six may still be broken",
    ],
)
def test_the_page_says_what_was_wrong_or_missing(handbook: Handbook, words: str) -> None:
    """Each of the eleven things that the page once got wrong or left out is said."""
    assert words in said(handbook)


def test_the_pairs_that_the_page_tells_apart_are_right() -> None:
    """By Newcombe's interval of a difference, 19 against 15 of 20 may be chance, 14 not."""
    low, _ = find_wilson_limits(19 / 20, 20)
    for other, apart in ((15, False), (14, True)):
        share = other / 20
        _, high = find_wilson_limits(share, 20)
        below = hypot(19 / 20 - low, high - share)
        assert (19 / 20 - share > below) is apart


def test_no_sentence_of_the_page_is_long(handbook: Handbook) -> None:
    """The page keeps the rule that it asks of others: 25 words at most."""
    html = next(p.html for p in render_once(handbook) if p.path == "scoring.html")
    for paragraph in re.findall(r"<(?:p|li|dd)\b[^>]*>(.*?)</(?:p|li|dd)>", html, re.DOTALL):
        for sentence in re.split(r"(?<=[.?:;])\s", re.sub(r"<[^>]+>", "", paragraph)):
            assert len(sentence.split()) <= 25, sentence
