"""Sheets for one session: parts of the training by name, its plan, and what is kept of it."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from cx_handbook.cli.main import main
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import PAPERS, Paper, Sheet
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.printing import render_training_sheets
from cx_handbook.documents.session_plan import SessionParts, plan_agenda
from cx_handbook.documents.sheet_choice import choose_sheets, is_printed_from
from cx_handbook.documents.training_packs import render_packs
from cx_handbook.errors import CannotRunError
from support.project import CASES, load_shipped

CASE, HANDOUT, PLAY = "case-empty-hand", "handout-empty-hand", "role-play-the-broken-leg"
SESSION = ("session-60", "session-90", "sign-in-sheet", "certificate", "feedback-form")


def sheets(handbook: Handbook, *names: str, paper: Paper = "a4") -> dict[str, str]:
    """Return the HTML of the named sheets, or of all, by name."""
    made = render_training_sheets(handbook, names or None, paper=paper)
    return {sheet.name: sheet.html for sheet in made}


def words(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def refused(handbook: Handbook, *names: str) -> str:
    with pytest.raises(CannotRunError) as error:
        choose_sheets(handbook, names)
    return str(error.value)


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "print", *arguments])


# Which sheets are meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("case empty-hand", [CASE, HANDOUT]),
        ("case", [CASE, HANDOUT]),
        ("case 1", [CASE, HANDOUT]),
        ("role-play 1-1", [PLAY]),
        ("role-play the-broken-leg case empty-hand", [PLAY, CASE, HANDOUT]),
        ("quiz", ["quiz", "quiz-key"]),
        ("case 1 certificate", [CASE, HANDOUT, "certificate"]),
        ("case 1 quiz daily", [CASE, HANDOUT, "quiz", "quiz-key", "daily"]),
        ("daily monthly daily", ["daily", "monthly"]),
        ("handout-empty-hand", [HANDOUT]),
    ],
)
def test_words_mean_sheets(handbook: Handbook, asked: str, meant: list[str]) -> None:
    """A sort and a name, a number or a range, names of sheets, and several of them at once."""
    assert list(choose_sheets(handbook, asked.split())) == meant


def test_a_range_takes_what_the_trainers_pack_counts() -> None:
    """The second to the third case are those that the contents of the pack number so."""
    shipped = load_shipped()
    found = choose_sheets(shipped, ["case", "2-3"])

    assert found[::2] == tuple(f"case-{case.slug}" for case in shipped.cases[1:3])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("case empty-hnd", "there is no case empty-hnd; did you mean empty-hand?"),
        ("case 2-4", "there is no case 2-4; write numbers from 1 to 1, such as 1-1"),
        ("empty-hand", "there is no checklist empty-hand; it is a case: write case empty-hand"),
        ("role-play x", "there is no role-play x; choose one of the-broken-leg"),
    ],
)
def test_a_slip_is_answered_with_what_to_write(handbook: Handbook, asked: str, said: str) -> None:
    """A wrong name, a number beyond the last, a name without its sort."""
    assert refused(handbook, *asked.split()) == said


def test_what_a_handbook_does_not_have_is_said(handbook: Handbook) -> None:
    """No case, no role-play, no quiz, and nothing to make a session of: each says how to begin."""
    bare = replace(handbook, cases=(), role_plays=(), quiz=None)

    assert refused(bare, "case", "x") == (
        "there is no case: this handbook has none yet; begin one with handbook new case NAME"
    )
    assert "begin one with handbook new role-play NAME" in refused(bare, "role-play")
    assert refused(bare, "quiz").startswith("there is no quiz: this handbook has none yet; write ")
    assert refused(bare, "certificate") == (
        "there is no certificate: this handbook has no case, role-play or quiz yet; begin one with "
        "handbook new case NAME"
    )
    assert sheets(bare) == {}


def test_a_session_that_is_too_short_is_refused(handbook: Handbook) -> None:
    """The message adds up what was chosen and what stands around it."""
    long = handbook.cases[0].model_copy(update={"minutes": 50})

    assert refused(replace(handbook, cases=(long,)), "session-60", "case", "1") == (
        "a session of 60 minutes is too short: what you chose takes 50, and welcome and close 15; "
        "choose less or shorter ones"
    )


def test_only_the_files_of_a_sheet_are_needed() -> None:
    """A broken case stops itself and every range of cases, not another case by name or the quiz."""
    broken = "policies/cases/empty-hand.yml"

    for asked in (
        "case empty-hand",
        "case 3",
        "case",
        CASE,
        HANDOUT,
        "session-60",
        "trainers-pack",
    ):
        assert is_printed_from(broken, asked.split()), asked
    for asked in ("case other", "quiz", "role-play 1", "quiz-key", "daily"):
        assert not is_printed_from(broken, asked.split()), asked


# What stands on them


def test_a_case_is_led_with_one_sheet_and_handed_out_on_another(handbook: Handbook) -> None:
    """The trainer's has the answers and the lesson; nothing of them is in the handout's source."""
    (case,) = handbook.cases
    found = sheets(handbook, CASE, HANDOUT)

    for text in (case.questions[0].answer[:30], case.lesson, case.would_have[0].because):
        assert text in words(found[CASE])
        assert text not in found[HANDOUT]
    assert case.questions[0].ask in words(found[HANDOUT])
    assert "cases/empty-hand.html#projector" in found[CASE]


def test_the_quiz_is_answered_on_one_sheet_and_explained_on_another(handbook: Handbook) -> None:
    """Both name the pass mark, as the packs do, and say that it is our own choice."""
    found = sheets(handbook, "quiz", "quiz-key")
    passed = "Passed with 3 of 3 right (80%). This mark is our own choice."

    assert 'class="option right' not in found["quiz"]
    assert "The customer hears that it is heard." not in found["quiz"]
    assert "The customer hears that it is heard." in found["quiz-key"]
    packs = [sheet.html for sheet in render_packs(handbook, paper="a4")]
    for html in (*found.values(), *packs):
        assert passed.replace("\u00a0", " ") in words(html).replace("\u00a0", " ")


@pytest.mark.parametrize(("mark", "right"), [(0.55, 11), (0.8, 16), (1.0, 20), (0.51, 11)])
def test_the_pass_mark_is_a_share_rounded_up(mark: float, right: int) -> None:
    """Of twenty questions 51% are eleven, and 55% are not twelve by a hair of arithmetic."""
    quiz = load_shipped().quiz
    assert quiz

    assert quiz.model_copy(update={"pass_mark": mark}).right_to_pass == right


def test_a_plan_is_made_of_what_is_named_with_it() -> None:
    """Case, role-play and quiz with their minutes, goals of their policies, what to prepare."""
    shipped = load_shipped()
    case, play = shipped.cases[3], shipped.role_plays[0]
    names = choose_sheets(
        shipped, ["session-90", "case", case.slug, "role-play", play.slug, "quiz"]
    )
    text = words(sheets(shipped, *names)["session-90"])

    for record, kind in ((case, "Case"), (play, "Role-play")):
        assert f"{record.minutes} {kind}: {record.title}" in text
    assert "15 Quiz: Twenty questions" in text
    assert f"{shipped.policies_by_slug[case.would_have[0].policy].title}" in text
    assert shipped.standards_by_id[play.observe[0]][1].promise in text
    assert "Print the cards once for every three people." in text


@pytest.mark.parametrize("minutes", [60, 90])
def test_an_agenda_fills_its_time(minutes: int) -> None:
    """Each line begins where the one before ends, and the last one ends with the session."""
    shipped = load_shipped()
    parts = SessionParts(shipped.cases[3:4], shipped.role_plays[:1])
    agenda = plan_agenda(parts, minutes)
    ends = [item.start + item.minutes for item in agenda]

    assert [item.start for item in agenda] == [0, *ends[:-1]]
    assert ends[-1] == minutes
    assert "again" in [item.kind for item in agenda], "what is left goes into a second round"
    assert ("break" in [item.kind for item in agenda]) == (minutes == 90)


def test_a_plan_chooses_what_fits_and_says_what_is_missing(handbook: Handbook) -> None:
    """Without a choice it takes what there is; a handbook without a role-play says so."""
    text = words(sheets(replace(handbook, role_plays=()))["session-60"])

    assert f"Case: {handbook.cases[0].title}" in text
    assert "This handbook has no role-play yet." in text
    assert "Role-play:" not in text


def test_records_name_what_was_trained(handbook: Handbook) -> None:
    """Sign-in sheet, certificate and feedback form list what is printed with them, or leave lines."""
    named = sheets(handbook, CASE, *SESSION[2:])
    blank = sheets(handbook, *SESSION[2:])
    title = handbook.cases[0].title

    for name in SESSION[2:]:
        assert f"<b>Case:</b> {title}" in named[name]
        assert title not in blank[name]
    assert "of 3 right; passed with 3" in words(blank["certificate"])
    assert "Quiz" not in words(named["certificate"]), "the quiz was not part of it"


def test_the_sheets_speak_of_guests_in_a_hotel() -> None:
    """No sheet of a handbook that calls them guests speaks of customers, but for its authors."""
    hotel = load_handbook(CASES.parents[1] / "generator/cx_handbook/samples/hotel")
    own = " ".join(words(html) for name, html in sheets(hotel, *SESSION).items())

    assert "guests" in own
    assert "customer" not in own.lower()


# On paper


@pytest.mark.pdf
@pytest.mark.parametrize("paper", PAPERS)
def test_each_is_a_tagged_pdf_on_both_papers(handbook: Handbook, paper: Paper) -> None:
    """One first heading, no level left out, and the forms of a session take one page each."""
    pages = {}
    for sheet in render_training_sheets(handbook, None, paper=paper):
        raw = renderer.render_pdf(sheet)
        with pikepdf.open(BytesIO(raw)) as document:
            levels = list_heading_levels(document.Root.StructTreeRoot.K)
        assert levels[0] == 1, sheet.name
        assert levels.count(1) == 1, sheet.name
        assert all(b - a <= 1 for a, b in pairwise(levels)), sheet.name
        pages[sheet.name] = len(PdfReader(BytesIO(raw)).pages)

    assert [pages[name] for name in SESSION] == [2, 2, 1, 1, 1]
    assert pages[HANDOUT] == 2
    assert pages[PLAY] == 8


def list_heading_levels(kids: object) -> list[int]:
    """Return the levels of the headings in a tree of tags, in order."""
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if level := re.fullmatch(r"/H([1-6])", str(kid.S)):
                found.append(int(level[1]))
            found += list_heading_levels(kid.get("/K", pikepdf.Array()))
    return found


@pytest.mark.pdf
def test_a_certificate_of_a_full_session_is_one_page() -> None:
    """Its signatures stand below what they are for, also on the shorter paper."""
    shipped = load_shipped()
    names = choose_sheets(shipped, ["case", "2", "role-play", "1", "quiz", "certificate"])
    found = render_training_sheets(shipped, names, paper="letter")
    (sheet,) = (sheet for sheet in found if sheet.name == "certificate")

    assert len(PdfReader(BytesIO(renderer.render_pdf(sheet))).pages) == 1


@pytest.mark.pdf
def test_a_role_play_alone_keeps_its_cards_apart(handbook: Handbook) -> None:
    """Each card is a right-hand page with nothing but its name on the back."""
    (sheet,) = make_sheets(handbook, PLAY)
    read = [page.extract_text() for page in PdfReader(BytesIO(renderer.render_pdf(sheet))).pages]
    cards = [n for n, text in enumerate(read) if "Who you are" in text]

    assert cards == [2, 4]
    assert all(len(read[n + 1]) < 200 for n in cards)
    assert "The words I heard" in read[6]


def make_sheets(handbook: Handbook, *names: str) -> list[Sheet]:
    return list(render_training_sheets(handbook, names, paper="a4"))


@pytest.mark.pdf
def test_the_command_writes_what_is_named(handbook_root: Path) -> None:
    """One file a sheet, and no form is issued for what nobody scores."""
    result = run(handbook_root, "case", "1", "certificate")

    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(path.name for path in (handbook_root / "print").iterdir()) == [
        f"{name}-a4.pdf" for name in (CASE, "certificate", HANDOUT)
    ]
    assert not (handbook_root / "checklists" / "issued").exists()
