"""The packs for training: what each holds, what the handouts keep back, and how they are printed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import PAPERS, Paper, Sheet
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.training_packs import list_pack_names, render_packs
from support.pdf_tags import list_silent_links, list_wrong_places
from support.project import load_shipped

pytestmark = pytest.mark.pdf

TRAINER, HANDOUTS = "trainers-pack", "participants-handouts"
Printed = Callable[[str, Paper], bytes]
POINTS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}


def pack(handbook: Handbook, name: str, paper: Paper = "a4") -> Sheet:
    return next(sheet for sheet in render_packs(handbook, paper=paper) if sheet.name == name)


@cache
def shipped() -> Handbook:
    return load_shipped()


@pytest.fixture(scope="module")
def printed(shipped_site: Path) -> Printed:
    """Return what reads a pack as the site of the shipped content offers it."""
    return lambda name, paper: (
        shipped_site / "checklists/print" / f"{name}-{paper}.pdf"
    ).read_bytes()


@cache
def pages(raw: bytes) -> list[str]:
    return [_joined(page.extract_text()) for page in PdfReader(BytesIO(raw)).pages]


def _joined(text: str) -> str:
    return " ".join(text.split())


class Words(HTMLParser):
    """Gathers the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words(html: str) -> str:
    return _joined(" ".join(Words(html).found))


def secrets(handbook: Handbook) -> Iterator[str]:
    """Yield every text that belongs to the trainer, sentence by sentence."""
    assert handbook.quiz
    texts = [
        *(q.answer for case in handbook.cases for q in case.questions),
        *(instead.because for case in handbook.cases for instead in case.would_have),
        *(case.lesson for case in handbook.cases),
        *(choice.because for q in handbook.quiz.questions for choice in q.choices),
    ]
    for play in handbook.role_plays:
        texts += [*play.customer.only_when_asked, *play.customer.content_when, *play.agent.know]
        texts += [play.customer.who, play.customer.happened, play.customer.opening, *play.debrief]
    for text in texts:
        plain = re.sub(r"[*_]| ?\[[0-9A-Z]+-[0-9]+\]", "", text)
        yield from (s for s in re.split(r"(?<=[.!?])\s+", plain) if len(s) > 25)


# What they hold


def test_its_lists_and_links_are_tagged_as_pdf_ua_asks(printed: Printed) -> None:
    """Also where a list stands in a list, and in the key to the quiz."""
    with pikepdf.open(BytesIO(printed("trainers-pack", "a4"))) as document:
        assert list_wrong_places(document) == set()
        assert list_silent_links(document) == []


def test_there_are_two_packs(handbook: Handbook) -> None:
    """One for the trainer, one to hand out, in the order of their names."""
    names = tuple(sheet.name for sheet in render_packs(handbook, paper="a4"))

    assert names == list_pack_names(handbook) == (TRAINER, HANDOUTS)


@pytest.mark.parametrize(
    ("gone", "names"),
    [
        ({"cases": ()}, (TRAINER, HANDOUTS)),
        ({"role_plays": ()}, (TRAINER, HANDOUTS)),
        ({"quiz": None}, (TRAINER, HANDOUTS)),
        ({"cases": (), "quiz": None}, (TRAINER,)),
        ({"cases": (), "role_plays": (), "quiz": None}, ()),
    ],
)
def test_an_empty_pack_is_none(
    handbook: Handbook, gone: dict[str, Any], names: tuple[str, ...]
) -> None:
    """What an author deletes is neither printed nor announced, and the rest is."""
    left = replace(handbook, **gone)
    sheets = render_packs(left, paper="a4")
    heads = {"cases": "Cases", "role_plays": "Role-plays", "quiz": "Three questions"}

    assert tuple(sheet.name for sheet in sheets) == list_pack_names(left) == names
    for field, head in heads.items():
        there = any(f">{head}</h2>" in sheet.html for sheet in sheets)
        assert there == (field not in gone)


def test_the_trainer_has_everything(handbook: Handbook) -> None:
    """Stories, answers, pages to open, all three cards, the quiz and each of its reasons."""
    text = words(pack(handbook, TRAINER).html)

    for secret in secrets(handbook):
        assert secret in text
    assert "SO-01 We say sorry before we explain. Seen Not seen No chance to" in text
    assert "Where it stands: A chair arrived broken" in text
    assert "1 B 2 A 3 C" in text


@pytest.mark.parametrize("book", ["small", "shipped"])
def test_no_answer_stands_in_the_handouts(handbook: Handbook, book: str) -> None:
    """No answer, explanation, lesson or card, neither on the page nor in its source."""
    whole = handbook if book == "small" else shipped()
    html = pack(whole, HANDOUTS).html
    text = words(html)

    found = [secret for secret in secrets(whole) if secret in text]

    assert found == []
    assert "right" not in re.findall(r'class="([^"]*)"', html)
    assert whole.cases[0].questions[0].ask in text
    assert whole.quiz is not None
    assert whole.quiz.questions[0].choices[0].text in text


def test_citations_stay_off_the_paper(handbook: Handbook) -> None:
    """Paper has no links to follow, so the IDs in brackets are dropped with their space."""
    for sheet in render_packs(handbook, paper="a4"):
        assert "bought one next door.</p>" in sheet.html
        assert "[DOC-" not in sheet.html


def test_a_pack_is_as_new_as_what_is_in_it(handbook: Handbook) -> None:
    """The latest revision counts, and only of what the pack holds."""
    assert pack(handbook, TRAINER).revised == date(2026, 10, 3)
    assert pack(handbook, HANDOUTS).revised == date(2026, 10, 2)


def test_the_fingerprint_tells_another_edition(handbook: Handbook) -> None:
    """Whatever a pack shows changes its fingerprint, and nothing else does."""
    (case,) = handbook.cases
    asked = case.questions[0].model_copy(update={"answer": "Something else."})
    other = replace(handbook, cases=(case.model_copy(update={"questions": (asked,)}),))

    def fingerprints(book: Handbook) -> list[str]:
        return [sheet.fingerprint for sheet in render_packs(book, paper="a4")]

    assert fingerprints(handbook) == fingerprints(handbook)
    assert fingerprints(other)[0] != fingerprints(handbook)[0]
    assert fingerprints(other)[1] == fingerprints(handbook)[1]


def test_the_site_is_named_on_the_cover(handbook: Handbook) -> None:
    """As on every sheet that is printed for one."""
    site = handbook.company.sites[0]

    for sheet in render_packs(handbook, paper="a4", site=site):
        assert f'<span class="value">{site.name}</span>' in sheet.html


def test_the_qr_code_leads_to_the_training_page(handbook: Handbook) -> None:
    """Print view and paper lead back to where people train."""
    for sheet in render_packs(handbook, paper="a4"):
        assert 'href="https://handbook.example.com/cases/index.html"' in sheet.html
        assert '<a href="../../cases/index.html">Back to the training page</a>' in sheet.html


# As PDF


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", [TRAINER, HANDOUTS])
def test_the_contents_name_the_right_pages(printed: Printed, name: str, paper: Paper) -> None:
    """Each line of the contents gives the page on which its heading stands."""
    read = pages(printed(name, paper))
    lines = PdfReader(BytesIO(printed(name, paper))).pages[1].extract_text().splitlines()
    found = [re.fullmatch(r"(.+?)(?: \d+ minutes)? (\d+)", line) for line in lines[1:-1]]
    numbers = {line[1]: int(line[2]) for line in found if line}
    handbook = shipped()
    listed = {"Case": handbook.cases, "Role-play": handbook.role_plays if name == TRAINER else ()}

    assert None not in found
    for title, number in numbers.items():
        assert title in read[number - 1]
    for kind, records in listed.items():
        for n, record in enumerate(records, start=1):
            assert f"{kind} {n} of {len(records)} ·" in read[numbers[record.title] - 1]


@pytest.mark.parametrize("paper", PAPERS)
def test_each_card_is_a_sheet_of_its_own(printed: Printed, paper: Paper) -> None:
    """DownloadLinks on both sides, a card has its own name on its back, and never another card."""
    read = pages(printed(TRAINER, paper))
    cards = [n for n, text in enumerate(read) if "Who you are" in text]
    sheets = [n for n, text in enumerate(read) if "The words I heard" in text]

    assert len(cards) == 2 * len(shipped().role_plays)
    assert len(sheets) == len(shipped().role_plays)
    for n in cards:
        whose = "Customer’s card" if "Your first words" in read[n] else "Agent’s card"
        assert n % 2 == 0, "a card begins on a right-hand page"
        assert read[n + 1].startswith(whose)
        assert len(read[n + 1]) < 200
    for n in sheets:
        assert n % 2 == 0
        assert read[n + 1].startswith("Afterwards, all three")


@pytest.mark.parametrize("paper", PAPERS)
def test_each_case_to_hand_out_is_one_sheet(printed: Printed, paper: Paper) -> None:
    """The story is on the front, and the questions with room to write are on its back."""
    read = pages(printed(HANDOUTS, paper))
    fronts = [n for n, text in enumerate(read) if re.search(r"Case \d+ of \d+", text)]

    assert len(fronts) == len(shipped().cases)
    for n in fronts:
        assert n % 2 == 0
        assert read[n + 1].startswith("Stop and think")
        assert "What I will do tomorrow" in read[n + 1]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", [TRAINER, HANDOUTS])
def test_every_page_is_whole(printed: Printed, name: str, paper: Paper, tmp_path: Path) -> None:
    """Every page has its paper's size, its number and its edition, and no word beyond its edge."""
    raw = printed(name, paper)
    width, height = POINTS[paper]
    sheet = pack(shipped(), name)
    read = pages(raw)

    for n, text in enumerate(read, start=1):
        assert f"Page {n} of {len(read)}" in text
        assert sheet.fingerprint[:12] in text
    for page in PdfReader(BytesIO(raw)).pages:
        assert (page.mediabox.width, page.mediabox.height) == pytest.approx((width, height), 0.001)
    (tmp_path / "pack.pdf").write_bytes(raw)
    assert _outside(tmp_path / "pack.pdf", width, height) == []


def _outside(path: Path, width: float, height: float) -> list[str]:
    """Return the words that poppler finds beyond the margins of their page."""
    ran = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    )
    number = r'="(-?[\d.]+)"'
    box = f"xMin{number} yMin{number} xMax{number} yMax{number}"
    found = re.findall(f"<word {box}>(.*?)</word>", ran.stdout)
    assert found
    return [
        word
        for left, top, right, bottom, word in found
        if float(left) < 30 or float(top) < 20 or float(right) > width - 30
        or float(bottom) > height - 15
    ]  # fmt: skip


@pytest.mark.parametrize("name", [TRAINER, HANDOUTS])
def test_a_pack_is_tagged_and_says_what_it_is(printed: Printed, name: str) -> None:
    """Screen readers get language, title and structure; every figure has its words."""
    with pikepdf.open(BytesIO(printed(name, "a4"))) as document:
        tags = [str(element.S) for element in _elements(document.Root.StructTreeRoot.K)]
        figures = [e for e in _elements(document.Root.StructTreeRoot.K) if e.S == "/Figure"]

        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.Root.Lang) == shipped().company.language
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            title = f"{pack(shipped(), name).title} – {shipped().company.name}"
            assert metadata["dc:title"] == title
        assert all(str(figure.Alt) for figure in figures)
    assert {"/H1", "/H2", "/H3", "/H4", "/L", "/LI", "/Link"} <= set(tags)
    assert tags.count("/H1") == 1


def _elements(kids: Any) -> Iterator[Any]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid.get("/K", pikepdf.Array()))


@pytest.mark.parametrize("name", [TRAINER, HANDOUTS])
def test_every_font_travels_along(printed: Printed, name: str) -> None:
    """A printer needs nothing but the file."""
    fonts: dict[str, bool] = {}
    with pikepdf.open(BytesIO(printed(name, "a4"))) as document:
        for page in document.pages:
            for font in dict(page.get("/Resources", {}).get("/Font", {})).values():
                (real,) = font.DescendantFonts
                file = {"/FontFile2", "/FontFile3"} & set(real.FontDescriptor.keys())
                fonts[str(real.BaseFont)] = bool(file)

    assert fonts
    assert all("Inter" in name and embedded for name, embedded in fonts.items())


def test_the_bookmarks_lead_to_parts_and_what_is_in_them(handbook: Handbook) -> None:
    """Cases and role-plays stand below their parts."""
    reader = PdfReader(BytesIO(renderer.render_pdf(pack(handbook, TRAINER))))

    def titles(outline: Any) -> list[Any]:
        return [titles(e) if isinstance(e, list) else e.title for e in outline]

    assert titles(reader.outline) == [
        "Trainer’s pack",
        [
            "Contents",
            "How to run a session",
            "Cases",
            ["The empty hand"],
            "Role-plays",
            ["The broken leg"],
            "Three questions",
            "The key to the quiz",
        ],
    ]


def test_the_same_pack_gives_the_same_bytes(handbook: Handbook) -> None:
    """No clock, no chance: a pack that did not change need not be printed again."""
    assert renderer.render_pdf(pack(handbook, HANDOUTS)) == renderer.render_pdf(
        pack(handbook, HANDOUTS)
    )
