"""The pages to learn from: what they show, what they keep folded away, how the quiz answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from pypdf import PdfReader

from cx_handbook.content.model import Handbook
from cx_handbook.website.context import DownloadLinks
from cx_handbook.website.page import Page as Rendered
from cx_handbook.website.pages.all_pages import render_pages
from support.axe import BY_SCHEME, use_scheme, violations
from support.project import DAY
from support.rendered import render_once

CASE, PLAY = "cases/empty-hand.html", "role-plays/the-broken-leg.html"
LEARN = {"cases/index.html", CASE, PLAY, "quiz.html"}


def rendered(handbook: Handbook, printed: DownloadLinks | None = None) -> dict[str, Rendered]:
    pages = render_pages(handbook, DAY, printed) if printed else render_once(handbook)
    return {page.path: page for page in pages}


def folded(html: str) -> str:
    """Return what the page shows only to those who unfold it."""
    return " ".join(re.findall(r"<details.*?</details>", html, re.DOTALL))


def test_a_case_keeps_its_answers_folded_away(handbook: Handbook) -> None:
    """Story, questions and the way back to the handbook are open; the answer key is not."""
    html = rendered(handbook)[CASE].html
    shown = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)

    assert "bought one next door" in shown
    assert "What could she have been offered?" in shown
    assert "A no is only the first half of an answer." in shown
    assert '<a href="../offers/sold-out.html">' in shown
    assert "The same chair in oak" not in shown
    assert "The same chair in oak" in folded(html)


def test_a_case_leads_to_what_it_retells_and_cites(handbook: Handbook) -> None:
    """IDs in brackets become links to the source items, in the story and in the key."""
    html = rendered(handbook)[CASE].html

    assert "[DOC-" not in html
    assert 'href="../sources.html#DOC-03">DOC-03</a>.' in html
    assert 'href="../sources.html#DOC-04"' in folded(html)


def test_a_role_play_opens_one_card_at_a_time(handbook: Handbook) -> None:
    """Each card unfolds by itself; outside them nothing is given away."""
    html = rendered(handbook)[PLAY].html
    customer, agent, observer = re.findall(r"<details.*?</details>", html, re.DOTALL)

    assert "The guests come at seven." in customer
    assert "A voucher of 20 pounds." in agent
    assert "guests" not in html.replace(customer, "")
    assert '<a href="../situations/chair-came-broken.html">' in html
    assert 'href="../sorry/broken-chair.html#SO-01"' in observer
    assert observer.count("<fieldset") == 2


def test_the_search_knows_no_answers(handbook: Handbook) -> None:
    """It finds a case by its title and story, below what helps during a call, and no key or card."""
    pages = rendered(handbook)
    entries = [entry for path in LEARN for entry in pages[path].search]
    found = " ".join(f"{entry.title} {entry.text}" for entry in entries)

    assert "bought one next door." in found
    assert all(entry.boost < 1 for entry in entries)
    for secret in ("oak", "guests", "first half", "I am sorry that", "DOC-03"):
        assert secret not in found


def test_the_training_page_lists_what_there_is(handbook: Handbook) -> None:
    """Cases, role-plays and quiz are linked, and the packs where they are printed."""
    bare = rendered(handbook)["cases/index.html"].html
    views = {"trainers-pack": "checklists/print/trainers-pack.html"}
    printed = rendered(handbook, DownloadLinks(views))["cases/index.html"].html

    for address in ("empty-hand.html", "../role-plays/the-broken-leg.html", "../quiz.html"):
        assert f'href="{address}"' in bare
    assert "On paper" not in bare
    assert 'href="../checklists/print/trainers-pack.html"' in printed
    assert "handouts" not in printed


@pytest.mark.parametrize(
    ("gone", "pages"),
    [
        ({"cases": ()}, LEARN - {CASE}),
        ({"role_plays": ()}, LEARN - {PLAY}),
        ({"quiz": None}, LEARN - {"quiz.html"}),
        ({"cases": (), "role_plays": (), "quiz": None}, set()),
    ],
)
def test_what_an_author_deletes_is_not_missed(
    handbook: Handbook, gone: dict[str, object], pages: set[str]
) -> None:
    """There is no page for it, and no page links to one."""
    found = rendered(replace(handbook, **gone))  # type: ignore[arg-type]

    assert {path for path in found if path.startswith(("cases/", "role-p", "quiz"))} == pages
    for path in LEARN - pages:
        name = path.removeprefix("cases/") if path != "cases/index.html" else path
        assert all(f'{name}"' not in page.html for page in found.values()), path


# In a browser


@pytest.fixture(scope="module")
def site(small_build: Path) -> Path:
    """Return the folder of a site built from the small handbook, without PDFs."""
    return small_build / "site"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a page without a network that fails the test when something goes wrong on it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def quiz(page: Page, site: Path) -> Page:
    """Return the quiz, opened from the folder."""
    page.goto((site / "quiz.html").as_uri())
    return page


def question(quiz: Page, n: int) -> Locator:
    return quiz.locator(f"#question-{n}")


def answer(quiz: Page, n: int, letter: str) -> Locator:
    """Choose an answer, check it, and return what is said about it."""
    question(quiz, n).locator(f"input[value={letter}]").check()
    question(quiz, n).get_by_role("button", name="Check").click()
    return question(quiz, n).get_by_role("status")


def tally(quiz: Page) -> str:
    return quiz.locator("[data-hb-tally]").inner_text()


def test_a_right_answer_is_said_to_be_right(quiz: Page) -> None:
    """The verdict is announced in words with the reason, beside a sign, and counts."""
    said = answer(quiz, 1, "B")

    assert said.locator("p").all_inner_texts() == [
        "B is right.",
        "The customer hears that it is heard.",
    ]
    assert said.locator("svg").count() == 1
    assert question(quiz, 1).locator(".hb-said").all_inner_texts() == ["Right"]
    assert tally(quiz) == "1 of 3 right, 2 to go"


def test_a_wrong_answer_is_explained(quiz: Page) -> None:
    """It says why not, which one is right and why, and where it stands."""
    said = answer(quiz, 3, "A")

    assert said.locator("p").all_inner_texts() == [
        "Not A. The right answer is C.",
        "A: A plain no sends the customer next door.",
        "C: The offer comes before the refusal.",
    ]
    assert question(quiz, 3).locator(".hb-said").all_inner_texts() == ["Not this one", "Right"]
    question(quiz, 3).get_by_role("link", name="Sold out").click()
    quiz.wait_for_url("**/offers/sold-out.html")


def test_the_explanations_wait_for_the_answer(quiz: Page) -> None:
    """Before an answer is checked nothing gives it away; nothing chosen is said kindly."""
    assert quiz.locator(".hb-after:visible").count() == 0
    question(quiz, 1).get_by_role("button", name="Check").click()

    assert question(quiz, 1).get_by_role("status").inner_text() == "Choose an answer first."
    assert quiz.locator(".hb-after:visible").count() == 0
    assert tally(quiz) == "0 of 3 right, 3 to go"


def test_another_choice_has_to_be_checked_again(quiz: Page) -> None:
    """What was said about one answer does not stay beside another."""
    answer(quiz, 2, "B")
    question(quiz, 2).locator("input[value=A]").check()

    assert question(quiz, 2).get_by_role("status").inner_text() == ""
    assert question(quiz, 2).locator(".hb-said").count() == 0
    assert tally(quiz) == "0 of 3 right, 3 to go"


def test_the_quiz_is_answered_by_keyboard_and_begun_again(quiz: Page) -> None:
    """Tab, arrows and Enter are enough; at the end everything can be wiped."""
    question(quiz, 1).locator("input").first.focus()
    quiz.keyboard.press("ArrowDown")
    quiz.keyboard.press("Tab")
    quiz.keyboard.press("Enter")
    assert tally(quiz) == "1 of 3 right, 2 to go"
    answer(quiz, 2, "A")
    answer(quiz, 3, "B")
    assert tally(quiz) == "2 of 3 right. That was all."

    quiz.get_by_role("button", name="Start again").focus()
    quiz.keyboard.press("Enter")

    assert tally(quiz) == "0 of 3 right, 3 to go"
    assert quiz.locator(".hb-quiz input:checked").count() == 0
    assert quiz.locator(".hb-said").count() == 0
    assert quiz.evaluate("document.activeElement.name") == "question-1"


def test_nothing_is_stored(quiz: Page) -> None:
    """The quiz writes to no storage, and a page that is opened again is blank."""
    keys = "Object.keys(localStorage).concat(Object.keys(sessionStorage)).concat(document.cookie)"
    before = quiz.evaluate(keys)
    answer(quiz, 1, "B")

    assert quiz.evaluate(keys) == before
    quiz.reload()
    assert quiz.locator(".hb-quiz input:checked").count() == 0
    assert tally(quiz) == "0 of 3 right, 3 to go"


def test_a_case_is_shown_on_a_projector_a_question_at_a_time(page: Page, site: Path) -> None:
    """Keys and a presenter's remote turn pictures; the answer comes on request; Escape leaves."""
    page.goto((site / CASE).as_uri())
    page.get_by_role("link", name="Projector view").click()
    view = page.get_by_role("dialog")
    place, answer = view.get_by_role("status"), view.locator(".hb-projector-answer")

    assert "bought one next door" not in view.get_by_role("heading").inner_text()
    while not place.inner_text().startswith("Question 1 of "):
        page.keyboard.press("PageDown")
    assert view.get_by_role("heading").inner_text() == "What could she have been offered?"
    assert not answer.is_visible()
    page.keyboard.press("a")
    assert "The same chair in oak" in answer.inner_text()
    assert view.locator("a, .hb-cite").count() == 0, "nothing leads away from the session"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert not answer.is_visible(), "an answer waits anew"

    page.reload()
    assert place.inner_text().startswith("Question 1 of "), "the address keeps the place"
    page.emulate_media(media="print")
    assert not view.is_visible()
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    page.wait_for_function("location.hash === '' && !document.querySelector('dialog').open")


def test_a_role_play_prints_each_card_on_a_sheet_of_its_own(page: Page, site: Path) -> None:
    """Printed on both sides from the browser, closed cards come out, and none has another behind it."""
    page.goto((site / PLAY).as_uri())
    read = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]
    marks = ("Your first words", "What you can look up", "No chance to", "Afterwards, all three")
    found = [[n for n, text in enumerate(read) if mark in text] for mark in marks]

    assert found == [[2], [4], [6], [7]]
    assert len(read[3]) < 200
    assert len(read[5]) < 200


def test_without_scripts_every_explanation_can_be_unfolded(chromium: Browser, site: Path) -> None:
    """The reasons of all answers are there, and no button that would do nothing."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "quiz.html").as_uri())
    page.locator("#question-1 summary").click()

    assert page.locator("#question-1 dd:visible").count() == 3
    assert page.get_by_role("button", name="Check").count() == 0
    assert page.locator("[data-hb-again]:visible").count() == 0
    context.close()


def test_only_the_quiz_loads_its_script(site: Path) -> None:
    """Pages for a call carry nothing that is there for the quiz alone."""
    loading = [
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "quiz.js" in path.read_text("utf-8")
    ]

    assert loading == ["quiz.html"]


@pytest.mark.parametrize("path", sorted(LEARN))
def test_the_pages_are_accessible_with_everything_open(page: Page, site: Path, path: str) -> None:
    """With all answers checked and all cards unfolded, axe-core finds nothing in either scheme,
    nor is the page wide."""
    page.goto((site / path).as_uri())
    for check in page.locator("[data-hb-check]").all():
        check.locator("xpath=ancestor::fieldset").locator("input").first.check()
        check.click()
    for summary in page.locator(".hb-fold > summary").all():
        summary.click()
    for (scheme, rules), width in zip(BY_SCHEME, (1280, 390), strict=True):
        page.set_viewport_size({"width": width, "height": 900})
        use_scheme(page, scheme)
        assert violations(page, only=rules) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
