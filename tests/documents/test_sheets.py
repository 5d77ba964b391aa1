"""Sheets: what stands on paper, what can be worked out by hand, and that the page is safe."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from cx_handbook.audit.scoring import scoring_limits
from cx_handbook.bundles import write_assets
from cx_handbook.content.model import Form, Handbook, Item
from cx_handbook.documents.document import PAPERS, Sheet
from cx_handbook.documents.hand_scoring import (
    CaseSheet,
    CloseCount,
    is_brief,
    make_case_sheets,
    make_worksheet,
)
from cx_handbook.documents.sheets import list_sheet_names, render_sheets
from cx_handbook.statistics.pooled_share import find_wilson_limits
from support.depth import WHOLE, choose_some
from support.hostile import HOSTILE, hostile_handbook
from support.sheets import checklist_sheet, log_sheets


class Reader(HTMLParser):
    """Gathers the words of a page, and its start tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def sheet(handbook: Handbook, slug: str, **options: Any) -> Sheet:
    checklist = next(c for c in handbook.checklists if c.slug == slug)
    return checklist_sheet(
        handbook, checklist, handbook.forms[checklist.slug], paper="a4", **options
    )


def form(handbook: Handbook, slug: str) -> Form:
    return handbook.forms[slug]


def asking(form: Form, *items: Item) -> Form:
    """Return the form with one section that asks these items."""
    return form.model_copy(
        update={"sections": (form.sections[0].model_copy(update={"items": items}),)}
    )


def footer(sheet: Sheet) -> str:
    """Return the left of the footer as it is printed: each code as its character."""
    content = re.search(r'@bottom-left \{ content: "([^"]*)" \}', sheet.style)
    assert content is not None
    return re.sub(r"\\([0-9a-f]+) ", lambda code: chr(int(code[1], 16)), content[1])


def test_every_checklist_and_both_logs_have_a_sheet(handbook: Handbook) -> None:
    """The sheets are the checklists in their order, then the two logs."""
    names = tuple(sheet.name for sheet in render_sheets(handbook, paper="a4"))

    assert names == list_sheet_names(handbook)
    assert names[-2:] == ("log-callbacks-promised", "log-complaints-received")
    assert {checklist.slug for checklist in handbook.checklists} <= set(names)


def test_the_same_handbook_gives_the_same_sheets(handbook: Handbook) -> None:
    """Nothing but the handbook decides what stands on a sheet."""
    assert render_sheets(handbook, paper="a4") == render_sheets(handbook, paper="a4")


def test_a_print_view_leaves_the_paper_to_the_printer(handbook: Handbook) -> None:
    """One print view serves A4 and Letter: the page itself names no size."""
    a4, letter = ([s.html for s in render_sheets(handbook, paper=paper)] for paper in PAPERS)

    assert a4 == letter


def test_every_question_stands_on_the_sheet(handbook: Handbook) -> None:
    """Each item is there with its ID, its question and where to look."""
    text = Reader(sheet(handbook, "monthly").html).text

    for item in form(handbook, "monthly").items:
        assert item.standard in text
        assert item.check in text
        assert f"Look at: {item.look_at}" in text


def test_each_answer_has_its_own_boxes(handbook: Handbook) -> None:
    """Yes or no, so many of so many with sample and target, and a grade out of ten."""
    text = Reader(sheet(handbook, "monthly").html).text

    assert "Yes No" in text
    assert "of met" in text
    assert "Target 90% · look at 20 of in all" in text
    assert "of 10" in text
    assert "0 not at all, 10 in full · target 8" in text


def test_not_applicable_is_offered_only_where_it_may_be_answered(handbook: Handbook) -> None:
    """A critical question has no N/A box unless its standard allows one."""
    whole = form(handbook, "monthly")
    checklist = next(c for c in handbook.checklists if c.slug == "monthly")
    item = next(item for item in whole.items if item.answer == "yes_no")

    def offered(may_be_na: bool) -> bool:
        one = asking(whole, item.model_copy(update={"may_be_na": may_be_na}))
        html = checklist_sheet(handbook, checklist, one, paper="a4").html
        return '<span class="na">' in html

    assert offered(True)
    assert not offered(False)


def test_a_critical_question_says_so_in_words(handbook: Handbook) -> None:
    """The red mark is explained to whoever cannot see red."""
    html = sheet(handbook, "monthly").html
    rows = re.findall(r"<tr>.*?</tr>", html, re.DOTALL)

    (row,) = (row for row in rows if "SO-02" in row and 'class="check"' in row)
    assert '<span class="badge">!</span>critical' in row


def test_the_sheet_says_how_to_mark(handbook: Handbook) -> None:
    """How to mark, how to correct, and that a blank is no answer."""
    text = Reader(sheet(handbook, "monthly").html).text

    assert "Put an X into one box of each question." in text
    assert "fill the wrong box completely and mark the right one" in text
    assert "What you could not find out stays blank and counts as unanswered." in text


def test_the_footer_carries_name_revision_and_fingerprint(handbook: Handbook) -> None:
    """The first twelve digits stand on every page, all of them at the end and in the metadata."""
    printed = sheet(handbook, "monthly")
    fingerprint = form(handbook, "monthly").fingerprint

    assert printed.fingerprint == fingerprint
    assert footer(printed) == f"Monthly self-audit · revised 1 March 2026 · {fingerprint[:12]}"
    assert f'content="monthly, fingerprint {fingerprint}"' in printed.html
    assert f"form {fingerprint}" in Reader(printed.html).text


def test_a_title_reads_the_same_everywhere_on_its_sheet(handbook: Handbook) -> None:
    """Marks for slanted letters are for running text; a title is without them, in name and footer."""
    checklist = handbook.checklists[0].model_copy(update={"title": "An *opening* round"})
    (printed, *_) = render_sheets(replace(handbook, checklists=(checklist,)), paper="a4")

    assert printed.title == "An opening round"
    assert "<h1>An opening round</h1>" in printed.html
    assert f"<title>An opening round – {handbook.company.name}</title>" in printed.html
    assert footer(printed).startswith("An opening round · ")
    assert "*opening*" not in printed.html


def test_the_site_is_printed_when_it_is_given(handbook: Handbook) -> None:
    """The site's name fills its field, on checklists and on logs, and is blank otherwise."""
    site = handbook.company.sites[0]

    for blank, filled in zip(
        render_sheets(handbook, paper="a4"),
        render_sheets(handbook, paper="a4", site=site),
        strict=True,
    ):
        assert f'<span class="value">{site.name}</span>' in filled.html
        assert f'<span class="value">{site.name}</span>' not in blank.html


def test_the_qr_code_leads_to_the_page_of_the_checklist(handbook: Handbook) -> None:
    """Its address and alternative text name the page on the published site."""
    url = f"{handbook.company.handbook_url.rstrip('/')}/checklists/monthly.html"
    tags = Reader(sheet(handbook, "monthly").html).tags
    image = next(given for tag, given in tags if tag == "img")

    assert ("a", {"href": url}) in tags
    assert image["alt"] == f"QR code of the online version: {url}"
    assert (image["src"] or "").startswith("data:image/svg+xml")


def test_a_print_view_leads_back_and_loads_from_its_assets(handbook: Handbook) -> None:
    """Links are relative, so that the page works from a folder; scripts are no modules."""
    tags = Reader(sheet(handbook, "monthly").html).tags

    assert ("link", {"rel": "stylesheet", "href": "../../assets/handbook/print.css"}) in tags
    assert ("script", {"src": "../../assets/handbook/print.js", "defer": None}) in tags
    assert ("a", {"href": "../monthly.html"}) in tags


def test_what_scrolls_on_a_small_screen_can_be_reached_by_keyboard(handbook: Handbook) -> None:
    """A table wider than the screen takes the focus and has a name."""
    for printed in render_sheets(handbook, paper="a4"):
        scrolling = [g for tag, g in Reader(printed.html).tags if g.get("class") == "scroll"]
        assert scrolling
        assert all(given["tabindex"] == "0" and given["aria-label"] for given in scrolling)


def test_every_table_header_says_what_it_heads(handbook: Handbook) -> None:
    """In heads they head columns, in bodies rows."""
    for printed in render_sheets(handbook, paper="a4"):
        body = re.sub(r"<thead>.*?</thead>", "", printed.html, flags=re.DOTALL)
        heads = [g for tag, g in Reader(printed.html).tags if tag == "th"]
        assert {given["scope"] for given in heads} == {"col", "row"}
        assert {g["scope"] for tag, g in Reader(body).tags if tag == "th"} == {"row"}


# What can be worked out by hand


def test_the_working_has_a_row_for_each_factor_asked(handbook: Handbook) -> None:
    """Compliance comes first; each row names its questions and the sum of their weights."""
    hand = make_worksheet(form(handbook, "monthly"))

    assert hand.compliance is not None
    assert hand.rows[0] is hand.compliance
    for row in hand.rows:
        items = [i for i in form(handbook, "monthly").items if i.factor == row.factor]
        assert row.questions == ", ".join(item.standard for item in items)
        assert row.possible == sum(item.weight for item in items)


def test_a_grade_needs_compliance_and_three_other_factors(handbook: Handbook) -> None:
    """Leaving a factor out cannot buy a grade."""
    whole = form(handbook, "monthly")
    item = whole.items[0]

    def graded(*factors: str) -> bool:
        items = (item.model_copy(update={"factor": factor}) for factor in factors)
        return make_worksheet(asking(whole, *items)).graded

    assert graded("compliance", "tangibles", "staff", "empathy")
    assert not graded("compliance", "tangibles", "staff")
    assert not graded("tangibles", "disposition", "staff", "empathy")


def test_without_a_grade_the_sheet_says_what_it_shows_instead(handbook: Handbook) -> None:
    """A checklist that gives no grade offers neither sum nor verdict."""
    text = Reader(sheet(handbook, "daily").html).text

    assert "This checklist gives no grade: it shows factor shares only." in text
    assert "A + B" not in text
    assert "9 and over" not in text
    assert "Before you act on it" not in text


def test_a_daily_walk_is_counted_over_the_month(handbook: Handbook) -> None:
    """Its sheet has a row for each question, to write the month's count into; a longer one has none."""
    daily, monthly = (Reader(sheet(handbook, name).html).text for name in ("daily", "monthly"))

    assert "One time tells little: keep the sheets, and count over the month." in daily
    for item in form(handbook, "daily").items:
        assert f"{item.standard} {item.check}" in daily.partition("This month’s count")[2]
    assert "This month’s count" not in monthly


def test_a_checklist_without_a_grade_is_judged_by_critical_questions_alone(
    handbook: Handbook,
) -> None:
    """There is no gate; a critical question still says whether promises are broken."""
    checklist = next(c for c in handbook.checklists if c.slug == "monthly")
    ungraded = form(handbook, "monthly").model_copy(update={"grade": False})

    text = Reader(checklist_sheet(handbook, checklist, ungraded, paper="a4").html).text

    assert "Each critical question reached its target: SO-02" in text
    assert "it shows factor shares, and whether critical promises were kept" in text
    assert "Compliance (A)" not in text
    assert "A blank in a critical question leaves promises open." in text


def test_with_compliance_the_sheet_shows_promises_kept(handbook: Handbook) -> None:
    """Compliance alone gives points out of six and promises kept or broken, but no grade."""
    whole = form(handbook, "monthly")
    checklist = next(c for c in handbook.checklists if c.slug == "monthly")
    item = whole.items[0].model_copy(update={"factor": "compliance", "critical": False})

    text = Reader(checklist_sheet(handbook, checklist, asking(whole, item), paper="a4").html).text

    assert (
        "No grade: this checklist shows factor shares and whether enough promises were kept" in text
    )
    assert "Compliance share × 6" in text
    assert "Compliance (A) is at least 5 of 6 points" in text
    assert "Each critical question" not in text


def test_a_graded_sheet_names_gate_critical_questions_and_verdicts(handbook: Handbook) -> None:
    """The whole rule stands on paper, with the checklist's own gate and weights."""
    text = Reader(sheet(handbook, "monthly").html).text

    assert "Compliance (A) is at least 5 of 6 points" in text
    assert "Each critical question reached its target: SO-02" in text
    assert "A critical question that is N/A leaves promises open" in text
    assert "promises broken , whatever the grade" in text
    assert "9 and over" in text
    assert "6 to under 9" in text
    assert "counts 2 ×" in text
    assert "added up, ÷ the numbers of those factors" in text


@pytest.mark.parametrize(
    ("gate", "points"), [(5 / 6, "5"), (0.9, "5.4"), (0.7, "4.2"), (1.0, "6"), (5 / 7, "4.28")]
)
def test_the_gate_is_given_in_points(handbook: Handbook, gate: float, points: str) -> None:
    """The gate's share of six points, never rounded up, without digits that say nothing."""
    whole = form(handbook, "monthly").model_copy(update={"gate": gate})

    assert make_worksheet(whole).gate_points == points


def test_the_sheet_works_with_the_numbers_of_the_grade(
    handbook: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points, cuts and the least number of factors stand in one place, for paper too."""
    names = ("COMPLIANCE_POINTS", "OTHER_POINTS", "SATISFIED_FROM", "DELIGHTED_FROM")
    for number, name in enumerate(names, start=12):
        monkeypatch.setattr(scoring_limits, name, number)
    monkeypatch.setattr(scoring_limits, "LEAST_OTHER_FACTORS", 2)

    text = Reader(sheet(handbook, "monthly").html).text

    assert "Compliance share × 12" in text
    assert "Mean of the other shares × 13" in text
    assert "grade out of 25" in text
    assert "Compliance (A) is at least 10 of 12 points" in text
    assert "in place of each share, is at least 20" in text
    assert "15 and over 14 to under 15 under 14" in text


def test_the_sheet_says_how_much_a_grade_needs(handbook: Handbook) -> None:
    """Four fifths of compliance's points and half of another factor's, in whole points."""
    hand = make_worksheet(form(handbook, "monthly"))
    text = Reader(sheet(handbook, "monthly").html).text

    for row in hand.rows:
        needed = Fraction(4, 5) if row.factor == "compliance" else Fraction(1, 2)
        assert row.least - 1 < needed * row.possible <= row.least
        assert f"of {row.possible} at least {row.least}" in text
    assert "points possible ÷ printed number in place of each share, is at least 8" in text


def critical_counts(whole: Form, *counts: tuple[int, float]) -> tuple[CloseCount, ...]:
    item = next(item for item in whole.items if item.answer == "count")
    critical = {"critical": True}
    items = (
        item.model_copy(update={**critical, "sample": sample, "target": target})
        for sample, target in counts
    )
    return make_worksheet(asking(whole, *items)).close_counts


def test_the_sheet_says_which_counts_are_too_close_to_call(handbook: Handbook) -> None:
    """Of twenty at 90%, 18 reach the target, and 16 and 17 leave open whether the truth does."""
    twenty, forty = critical_counts(form(handbook, "monthly"), (20, 0.9), (40, 0.9))

    assert (twenty.enough, twenty.close_from) == (18, 16)
    assert (forty.enough, forty.close_from) == (36, 33)
    for one, target in ((twenty, 0.9), (forty, 0.9)):
        below = find_wilson_limits((one.close_from - 1) / one.sample, one.sample)
        inside = find_wilson_limits(one.close_from / one.sample, one.sample)
        assert below[1] < target <= inside[1]


def test_a_target_without_exception_is_never_too_close(handbook: Handbook) -> None:
    """Where not one case may fail, one failure decides."""
    assert critical_counts(form(handbook, "monthly"), (20, 1.0)) == ()


def test_the_sheet_says_what_cannot_be_worked_out_by_hand(handbook: Handbook) -> None:
    """Before somebody acts on a grade, the sheet has to be typed in."""
    text = Reader(sheet(handbook, "monthly").html).text

    assert "Whether gate or grade is too close to call cannot be worked out by hand." in text


def test_a_short_walk_is_brief(handbook: Handbook) -> None:
    """Up to nine questions that are answered at a glance are laid out on one page."""
    whole = form(handbook, "daily")
    item = whole.items[0]

    assert item.answer == "yes_no"
    assert is_brief(asking(whole, *[item] * 9))
    assert not is_brief(asking(whole, *[item] * 10))
    assert not is_brief(form(handbook, "monthly"))


# Case sheets


def counting(whole: Form, *samples: int) -> tuple[CaseSheet, ...]:
    item = next(item for item in whole.items if item.answer == "count")
    items = (item.model_copy(update={"sample": sample}) for sample in samples)
    return tuple(make_case_sheets(asking(whole, *items)))


def test_every_section_that_counts_has_a_case_sheet(handbook: Handbook) -> None:
    """Its columns are the section's counted standards, its rows the largest sample."""
    whole = form(handbook, "monthly")
    counted = [section for section in whole.sections if section.counted_items]

    found = list(make_case_sheets(whole))

    assert [cases.items for cases in found] == [section.counted_items for section in counted]
    assert [cases.cases for cases in found] == [
        max(item.sample or 0 for item in section.counted_items) for section in counted
    ]
    assert list(make_case_sheets(form(handbook, "daily"))) == []


def test_a_wide_section_gets_several_case_sheets(handbook: Handbook) -> None:
    """No more than eight columns stand side by side, and the parts are even."""
    parts = counting(form(handbook, "monthly"), *[10] * 9)

    assert [len(part.items) for part in parts] == [4, 5]
    assert [part.part for part in parts] == ["part 1 of 2", "part 2 of 2"]


def test_a_huge_sample_does_not_print_a_book(handbook: Handbook) -> None:
    """Fifty rows are printed, and the sheet says that it goes on."""
    (cases,) = counting(form(handbook, "monthly"), 10_000)

    assert (cases.cases, cases.cut) == (50, True)


def test_rows_beyond_a_sample_are_told_apart(handbook: Handbook) -> None:
    """A row is needed as far as the standard's own sample goes."""
    (cases,) = counting(form(handbook, "monthly"), 10, 20)

    assert [cases.is_needed(11, item) for item in cases.items] == [False, True]


# Logs


def test_the_footer_of_a_log_carries_name_revision_and_fingerprint(handbook: Handbook) -> None:
    """An old print of a log can be told from a new one, as with the checklists."""
    for log, printed in zip(handbook.logs, log_sheets(handbook, paper="a4"), strict=True):
        day = f"{log.revised.day} {log.revised:%B %Y}"
        assert footer(printed) == f"{log.title} · revised {day} · {log.fingerprint[:12]}"
        assert (printed.revised, printed.fingerprint) == (log.revised, log.fingerprint)
        assert f'content="{log.name}, fingerprint {log.fingerprint}"' in printed.html
        assert f'<meta name="dcterms.modified" content="{log.revised}">' in printed.html


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"revised": date(2027, 1, 31)}, {}),
        ({"title": "Another"}, {}),
        ({"purpose": "Another"}, {}),
        ({"how_to": ()}, {}),
        ({"rows": 1}, {}),
        ({}, {"width": 1}),
        ({}, {"width": None}),
        ({}, {"title": "Another"}),
        ({}, {"hint": "day"}),
        ({}, {"choices": ("Yes",)}),
    ],
)
def test_a_log_that_is_printed_otherwise_has_another_fingerprint(
    handbook: Handbook, change: dict[str, Any], column: dict[str, Any]
) -> None:
    """Whatever is printed differently, heads, hints, boxes and rows, shows in the digits."""
    log = handbook.logs[0]
    first, second, *others = log.columns
    columns = (first, second.model_copy(update=column), *others)
    changed = log.model_copy(update={**change, "columns": columns})
    assert changed.fingerprint != log.fingerprint


def test_what_is_not_printed_does_not_change_the_fingerprint_of_a_log(handbook: Handbook) -> None:
    """Prints that hang on the wall stay valid when a column is added on screen alone."""
    log = handbook.logs[0]
    unprinted = log.columns[0].model_copy(update={"id": "extra", "title": "Extra"})
    changed = log.model_copy(update={"columns": (*log.columns, unprinted), "evidence": ()})
    assert changed.fingerprint == log.fingerprint


def test_the_logs_ask_what_a_call_and_a_complaint_need(handbook: Handbook) -> None:
    """A promise has a time and an outcome, a complaint a cause and an owner."""
    calls, complaints = (Reader(sheet.html).text for sheet in log_sheets(handbook, paper="a4"))

    for word in ("Customer", "Promised for", "Called at", "Kept?", "Next entry", "Closed"):
        assert word in calls
    for word in ("In the customer's words", "Unclear", "Acknowledged", "Owner", "What we promised"):
        assert word in complaints


# Hostile texts


def test_hostile_text_comes_out_as_text(handbook: Handbook) -> None:
    """Nothing that is typed runs, loads or links; the words stand as they were typed."""
    spoiled = hostile_handbook(handbook)

    for printed in render_sheets(spoiled, paper="a4", site=spoiled.company.sites[0]):
        reader = Reader(printed.html)
        assert [tag for tag, _ in reader.tags].count("script") == 1
        assert not any(name.startswith("on") for _, given in reader.tags for name in given)
        assert all("javascript:" not in (given.get("href") or "") for _, given in reader.tags)
        assert "{{ 7*7 }}" in reader.text


def test_the_footer_is_not_turned_round(handbook: Handbook) -> None:
    """Signs that change the direction of writing would print date and fingerprint backwards."""
    title = "Round \u202e\u200f\u2067 trip"
    checklist = handbook.checklists[0].model_copy(update={"title": title})
    printed = render_sheets(replace(handbook, checklists=(checklist,)), paper="a4")[0]

    assert footer(printed).startswith("Round  trip · revised ")


def test_the_footer_cannot_leave_its_string(handbook: Handbook) -> None:
    """Quotes, backslashes and ends of elements are written by their codes."""
    checklist = handbook.checklists[0].model_copy(update={"title": HOSTILE})
    html = render_sheets(replace(handbook, checklists=(checklist,)), paper="a4")[0].html

    style = html.partition("<style>")[2].partition("</style>")[0]

    assert re.fullmatch(r'@page \{ @bottom-left \{ content: "[A-Za-z0-9 \\]*" \} \}', style)


# In a browser


@pytest.fixture(scope="module")
def folder(handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder laid out as the site, with the print views of a good and a hostile handbook."""
    site = tmp_path_factory.mktemp("site")
    write_assets(site / "assets" / "handbook")
    for name, content in (("good", handbook), ("hostile", hostile_handbook(handbook))):
        views = site / name / "print"
        views.mkdir(parents=True)
        for printed in render_sheets(content, paper="a4"):
            (views / f"{printed.name}.html").write_text(printed.html, encoding="utf-8")
    return site


def test_the_print_button_prints_from_a_folder(chromium: Browser, folder: Path) -> None:
    """Opened from disk, the page is dressed in its own font and the button opens the dialogue."""
    page = chromium.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto((folder / "good" / "print" / "monthly.html").as_uri())
    page.evaluate("window.print = () => { document.title = 'printed' }")

    page.get_by_role("button", name="Print").click()

    assert page.title() == "printed"
    assert page.evaluate("document.fonts.check('12px Inter')")
    assert failed == []
    page.close()


def test_on_paper_the_toolbar_is_gone(chromium: Browser, folder: Path) -> None:
    """Button and link back are for the screen only."""
    page = chromium.new_page()
    page.goto((folder / "good" / "print" / "monthly.html").as_uri())
    assert page.get_by_role("navigation").is_visible()

    page.emulate_media(media="print")

    assert not page.get_by_role("navigation").is_visible()
    page.close()


@pytest.mark.parametrize("whole", WHOLE)
@pytest.mark.parametrize("kind", ["good", "hostile"])
def test_no_page_is_wider_than_its_screen(
    chromium: Browser, folder: Path, kind: str, whole: bool
) -> None:
    """On a phone and on a desk nothing hangs out sideways, whatever was typed."""
    page = chromium.new_page()
    widths = [360, 1100]

    for path in choose_some(sorted((folder / kind / "print").iterdir()), whole, every=2):
        page.goto(path.as_uri())
        widths.reverse()  # opened as wide as the last one was: each change is laid out anew
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    page.close()


def test_a_sheet_says_that_it_cannot_hide_the_result(handbook: Handbook) -> None:
    """Unless the checklist shows it anyway."""
    said = "Paper cannot hide the result: answer every question first, and work it out then."
    monthly = next(one for one in handbook.checklists if one.slug == "monthly")
    shown = replace(
        handbook, checklists=(monthly.model_copy(update={"show_grade": True}),)
    )  # fmt: skip
    assert said in Reader(sheet(handbook, "monthly").html).text
    assert said not in Reader(sheet(shown, "monthly").html).text
