"""The cards for the desk: the words of a section on one side, and what is left out is named."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser
from pypdf import PdfReader

from cx_handbook.authoring.samples import list_samples
from cx_handbook.content.blanks import BLANK
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.customer_words import CustomerWords
from cx_handbook.documents.card_layout import LAYOUTS, LEAST_TYPE, Card, Side, lay_out_card
from cx_handbook.documents.card_words import CardPage, Entry, gather_page, write_on_paper
from cx_handbook.documents.desk_cards import list_card_names, render_cards
from cx_handbook.documents.document import PAPERS
from cx_handbook.documents.pdf.renderer import render_pdf
from cx_handbook.documents.sheet_choice import choose_sheets, is_printed_from
from cx_handbook.documents.text_width import count_lines, estimate_least_lines, measure_text
from cx_handbook.markdown import plain_text
from support.project import PROJECT, load_shipped

FONT = "generator/cx_handbook/static/vendor/inter/inter-latin-400-normal.woff2"
SAMPLES = [sample.name for sample in list_samples() if sample.name not in ("retail", "empty")]
CUSTOMER = CustomerWords("customer", "customers", "customer’s", "customers’", "a customer")


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def without_blanks(text: str) -> list[str]:
    return [part.strip() for part in BLANK.split(plain_text(text))[::2] if part.strip()]


def page(number: int, *said: str, title: str = "A page") -> CardPage:
    entries = tuple(Entry(f"step {n}", n, "", (text,), 1) for n, text in enumerate(said, 1))
    return CardPage(number, title, entries)


def lay_out(*pages: CardPage) -> Card:
    return lay_out_card(Side("Words to say", "A promise.", pages, CUSTOMER))


def said_on(card: Card) -> list[str]:
    return [
        text
        for column in card.columns
        for shown in column
        for entry in shown.entries
        for text in entry.words
    ]


def test_every_section_with_words_has_a_card(handbook: Handbook) -> None:
    """In the order of the sections; one without a policy that has words to say has none."""
    names = list_card_names(handbook)

    assert names == tuple(sheet.name for sheet in render_cards(handbook, paper="a4"))
    assert names == tuple(
        f"words-{section.id}"
        for section in handbook.sections.sections
        if any(list(gather_texts(p, TextUse.PHRASE)) for p in handbook.in_section(section.id))
    )
    assert len(names) < len(handbook.sections.sections)
    assert list_card_names(replace(handbook, policies=())) == ()


def test_all_words_of_a_section_are_on_its_card_or_named(handbook: Handbook) -> None:
    """Nothing is lost in silence: what has no room stands in the note by page and place."""
    shipped = load_shipped()
    for book in (handbook, shipped):
        cards = {sheet.name: words(sheet.html) for sheet in render_cards(book, paper=None)}
        for section in book.sections.sections:
            shown = cards.get(f"words-{section.id}", "")
            note = shown.partition("Left out, by page: ")[2]
            for number, policy in enumerate(book.in_section(section.id), 1):
                of_page = re.search(rf"(?:^|; ){number}: ([^;]*)", note)
                for entry in gather_page(number, policy, CUSTOMER).entries:
                    is_shown = all(
                        part in shown for text in entry.words for part in without_blanks(text)
                    )
                    assert is_shown or (of_page and entry.place in of_page[1]), entry


def test_only_words_are_on_a_card(handbook: Handbook) -> None:
    """Neither what to do nor what to leave out: whoever looks up from it has something to say."""
    shown = " ".join(words(sheet.html) for sheet in render_cards(handbook, paper=None))
    for policy in handbook.policies:
        for text in gather_texts(policy, TextUse.AVOIDED):
            assert text.words.partition(" – ")[0] not in shown
        for step in policy.steps:
            assert step.do not in shown


def test_names_and_times_are_blanks_on_a_card() -> None:
    """Nobody's name, and no time that was right on the day it was printed; the limit is kept."""
    assert write_on_paper("I'm {me}. {lead} will ring you {by 4 opening hours}.", CUSTOMER) == (
        "I'm [your name]. [your lead’s name] will ring you by … (4 opening hours)."
    )
    shown = [sheet.html for sheet in render_cards(load_shipped(), paper=None)]
    assert any("by … (same day)" in html for html in shown)
    assert not any(re.search(r"\{(me|lead|by )|data-hb", html) for html in shown)


def test_few_words_are_large() -> None:
    """A section with two sentences has them in one column, in the largest type."""
    card = lay_out(page(1, "Good morning.", "Tell me what happened."))

    assert card.layout == LAYOUTS[0]
    assert card.left_out == ()


def test_more_words_are_set_smaller_before_any_is_left_out() -> None:
    """The more there is, the smaller the type, in two columns, never below the least size."""
    sizes = []
    for many in range(10, 90, 5):
        card = lay_out(*(page(n, *["What would help you most today?"] * 2) for n in range(1, many)))
        sizes.append(card.layout.type)
        if card.left_out:
            assert card.layout.type == LEAST_TYPE
            break

    assert card.left_out
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 4


def test_the_first_words_of_each_step_stay() -> None:
    """Of each page the lead of its kind stays, then the first words of steps, then the others."""
    entries = (
        Entry("Ask first", 0, "Ask first", ("What happened?",), 0),
        Entry("step 1", 1, "", ("I'm listening.",), 1),
        Entry("step 1 (2)", 1, "", ("Take your time.",), 3),
        Entry("Read back", 0, "Read back", ("So it is the lamp.",), 2),
        Entry("step 2", 2, "", ("Thank you.",), 1),
    )
    card = lay_out(*(CardPage(n, "A page", entries) for n in range(1, 21)))

    last = card.columns[1][-1]
    assert card.left_out
    assert [entry.place for entry in last.entries] == ["Ask first", "step 1", "step 2"]
    assert card.note.endswith("; 20: step 1 (2), Read back.")


def test_pages_are_dropped_only_when_a_sentence_of_each_is_too_much() -> None:
    """Of a hundred policies the first stand on the side; the rest are named by number."""
    card = lay_out(*(page(n, "Good morning. What may I do for you?") for n in range(1, 101)))
    shown = [shown.number for column in card.columns for shown in column]

    assert shown == list(range(1, len(shown) + 1))
    assert f"{len(shown) + 1}: step 1" in card.note
    assert card.note.endswith("100: step 1.")


def test_a_sentence_longer_than_a_side_is_whole() -> None:
    """It goes on overleaf: nothing is cut off."""
    long = "word " * 5000
    assert said_on(lay_out(page(1, long))) == [long]


def test_a_text_never_takes_more_lines_than_are_counted() -> None:
    """Measured with the font itself, for all words of the shipped handbook and every layout."""
    font = TTFont(PROJECT / FONT)
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    units = font["head"].unitsPerEm

    def measure(text: str) -> float:
        return sum(advances[glyphs[ord(letter)]][0] / units for letter in text)

    texts = [
        f"“{write_on_paper(text.words, CUSTOMER)}”"
        for policy in load_shipped().policies
        for text in gather_texts(policy, TextUse.PHRASE)
    ]
    assert len(texts) > 300
    for room in {layout.room for layout in LAYOUTS}:
        for text in texts:
            lines, used = 1, 0.0
            for word in text.split():
                if used and used + measure(f" {word}") > room:
                    lines, used = lines + 1, 0.0
                used += measure(f" {word}" if used else word)
            assert lines <= count_lines(text, room)
            assert estimate_least_lines(text, room) <= count_lines(text, room)
    assert measure_text("Was ist los?") >= measure("Was ist los?")


def test_other_scripts_are_counted_in_squares() -> None:
    """Words without spaces and words longer than a line are broken, and counted so."""
    assert count_lines("語" * 30, 10.2) == 3
    assert count_lines("w" * 100, 20) >= 5
    assert count_lines("", 20) == 1
    for text in ("語" * 30, "w" * 100, "", "w " * 100):
        assert estimate_least_lines(text, 10.2) <= count_lines(text, 10.2)


def test_a_card_is_printed_by_its_name(handbook: Handbook) -> None:
    """It needs the policies of its section and no other file; printed with all else, all of them."""
    (name, *_) = list_card_names(handbook)
    section = name.removeprefix("words-")

    assert choose_sheets(handbook, [name]) == (name,)
    assert name in choose_sheets(handbook, [])
    assert is_printed_from(f"policies/{section}/any.yml", [name])
    assert is_printed_from(f"policies/{section}/any.yml", [])
    for file in ("policies/other/any.yml", "policies/situations/any.yml", "checklists/daily.yml"):
        assert not is_printed_from(file, [name])


@pytest.mark.pdf
@pytest.mark.deep
@pytest.mark.parametrize("sample", SAMPLES)
def test_each_card_of_a_sample_is_one_side(sample: str) -> None:
    """On both papers, every card of a new handbook is one page with all its words."""
    book = load_handbook(PROJECT / "generator/cx_handbook/samples" / sample)
    for paper in PAPERS:
        for sheet in render_cards(book, paper=paper):
            assert len(PdfReader(BytesIO(render_pdf(sheet))).pages) == 1, (sheet.name, paper)


@pytest.mark.pdf
def test_each_card_of_the_shipped_handbook_is_one_tagged_side(shipped_site: Path) -> None:
    """Each is one page on both papers, says its language, and its words are in lists under titles."""
    names = list_card_names(load_shipped())
    assert len(names) > 5
    for name in names:
        for paper in PAPERS:
            path = shipped_site / f"checklists/print/{name}-{paper}.pdf"
            with pikepdf.open(path) as document:
                assert len(document.pages) == 1, path.name
                assert document.Root.MarkInfo.Marked
                assert str(document.Root.Lang) == "en-GB"
                tags = {str(element.S) for element in _list_elements(document)}
            assert {"/H1", "/H2", "/L", "/LI", "/P", "/Figure"} <= tags
            sizes = _list_word_sizes(path)
            assert min(sizes) >= LEAST_TYPE - 0.01


def test_a_browser_prints_a_card_on_one_side(
    chromium: Browser, shipped_site: Path, tmp_path: Path
) -> None:
    """Its print view, too, on both papers: the fullest card, in which words are left out."""
    window = chromium.new_page()
    window.goto((shipped_site / "checklists/print/words-practices.html").as_uri())
    assert "Left out, by page" in window.locator("main").inner_text()
    for paper in ("A4", "Letter"):
        window.pdf(path=tmp_path / "card.pdf", format=paper)
        assert len(PdfReader(tmp_path / "card.pdf").pages) == 1
    window.close()


def _list_elements(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    found, waiting = [], [document.Root.StructTreeRoot.K]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, pikepdf.Array):
            waiting.extend(kid)
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found.append(kid)
            waiting.append(kid.get("/K", pikepdf.Array()))
    return found


def _list_word_sizes(path: Path) -> list[float]:
    """Return the sizes, in points, of the letters that words begin with: quotation marks."""
    sizes: list[float] = []

    def visit(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if "“" in text:
            sizes.append(size * abs(matrix[0]))

    PdfReader(path).pages[0].extract_text(visitor_text=visit)
    assert sizes
    return sizes
