"""The sheets of a report: one page whatever the data, tagged, and the same bytes every time."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import PAPERS, Paper, Sheet
from cx_handbook.documents.pdf.renderer import render_pdf
from cx_handbook.documents.report_sheets import ReportSheets
from cx_handbook.documents.report_texts import describe_state, hide_contacts
from cx_handbook.reports.report import Report, ReportAction, ReportInput
from support.report_audits import answer_all, make_audit, make_form, make_year

pytestmark = pytest.mark.pdf

TODAY = date(2027, 1, 4)
FORM = make_form()
YEAR = [18, 19, 18, 19, 18, 17, 19, 18, 19, 3, 18, 19, 18, 18]


def make_action(number: int = 0, **changes: Any) -> ReportAction:
    given = {
        "site": "harbour", "checklist": FORM.checklist, "audit": "harbour-2026-12",
        "standard": "CO-01", "what": f"Put a bell on the counter, number {number}.",
        "who": "Team lead", "due": date(2026, 12, 15), "state": "open",
    }  # fmt: skip
    return ReportAction(**{**given, **changes})


@cache
def make_report(**changes: Any) -> Report:
    """Return a report of two sites: one falls in August, the other changes nothing."""
    pair = make_audit(FORM, date(2026, 12, 1), answer_all(FORM, 17, CO_02="9/20"), "quay", "second")
    first = make_audit(FORM, date(2026, 12, 1), answer_all(FORM, 18), "quay")
    given = {
        "audits": [*make_year(FORM, YEAR, "harbour"), *make_year(FORM, [19] * 14, "quay")],
        "actions": [make_action(n) for n in range(9)],
        "pairs": [(first.audit, pair.audit)],
        "titles": {FORM.checklist: "Service self-audit"},
        "site_names": {"harbour": "Harbour shop", "quay": "Quay shop"},
        "notes": {},
        "today": TODAY,
    }
    return Report(ReportInput(**{**given, **changes}))


@cache
def make_hostile_report() -> Report:
    """Return forty sites with names, rules and actions that no sheet has room for."""
    sections = [
        section.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"rule": f"{item.standard} " + "W" * 300 + " word" * 90})
                    for item in section.items
                )
            }
        )
        for section in FORM.sections
    ]
    form = FORM.model_copy(update={"sections": tuple(sections)})
    sites = [f"site-{n:02}" for n in range(40)]
    audits = [one for n, site in enumerate(sites) for one in make_year(form, _shift(n), site)]
    actions = [
        make_action(
            n, site=sites[n % 40], audit=f"{sites[n % 40]}-2026-12", what="M" * 400 + " <b>" * 99,
            who="Somebody with a very long title " * 9, state=("open", "moved", "done")[n % 3],
            done=date(2026, 12, 3) if n % 3 == 2 else None,
        )
        for n in range(120)
    ]  # fmt: skip
    report = make_report()
    return Report(
        replace(
            report.given,
            audits=audits,
            actions=actions,
            titles={FORM.checklist: "The checklist with the longest title of them all " * 6},
            site_names={site: f"{site} " + "Wide & wider <shop> " * 12 for site in sites},
        )
    )


def _shift(by: int) -> list[int]:
    return [YEAR[(n + by) % len(YEAR)] for n in range(len(YEAR))]


def list_sheets(report: Report, handbook: Handbook, paper: Paper) -> dict[str, Sheet]:
    sheets = ReportSheets(report, handbook, paper)
    site = next(iter(report.by_site))
    return {
        "summary": sheets.render_summary(),
        "poster": sheets.render_poster(site),
        "meeting": sheets.render_meeting(),
        "calibration": sheets.render_calibration(report.pairs[0]),
    }


def read_text(raw: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(raw)).pages).split())


def count_pages(raw: bytes) -> int:
    return len(PdfReader(BytesIO(raw)).pages)


def list_elements(document: pikepdf.Pdf) -> Iterator[Any]:
    def below(kids: Any) -> Iterator[Any]:
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                yield from below(kid.get("/K", pikepdf.Array()))

    yield from below(document.Root.StructTreeRoot.K)


@pytest.mark.parametrize("name", ["summary", "poster", "meeting"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_sheet_is_one_page_whatever_the_data(handbook: Handbook, paper: Paper, name: str) -> None:
    """Forty sites with long names and long rules fit as two with short ones do."""
    for report in (make_report(), make_hostile_report()):
        assert count_pages(render_pdf(list_sheets(report, handbook, paper)[name])) == 1


def test_the_summary_says_what_matters_and_what_it_leaves_out(handbook: Handbook) -> None:
    """What fell comes first; what has no room is counted."""
    text = read_text(render_pdf(ReportSheets(make_report(), handbook, "letter").render_summary()))

    assert text.index("Harbour shop") < text.index("Quay shop")
    assert "fell in August, beyond chance" in text
    assert (
        "Left out here; the full report has them: 2 standards that failed, 6 overdue actions."
        in text
    )
    assert "Made 4 January 2027 from 28 audits that count" in text


@pytest.mark.parametrize("name", ["summary", "poster", "meeting", "calibration"])
def test_a_sheet_is_tagged_and_each_chart_has_its_words(handbook: Handbook, name: str) -> None:
    """A screen reader gets headings, headers with their scope, and each chart in sentences."""
    raw = render_pdf(list_sheets(make_report(), handbook, "a4")[name])
    with pikepdf.open(BytesIO(raw)) as document:
        elements = list(list_elements(document))
        tags = {str(element.S) for element in elements}
        figures = [str(element.Alt) for element in elements if element.S == "/Figure"]
        scopes = {str(element.A.Scope) for element in elements if element.S == "/TH"}
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"

    assert {"/H1", "/H2", "/P"} <= tags
    assert scopes <= {"/Column", "/Row"}
    if name == "summary":
        assert len(figures) == 3
        assert all("14 audits, from 2025-11 to 2026-12." in text for text in figures)
        assert "2026-08 lies below what chance explains." in figures[-1]


def test_nothing_is_said_while_sheets_are_made(
    handbook: Handbook, caplog: pytest.LogCaptureFixture
) -> None:
    """No picture lacks its text; only what browsers alone know is passed over."""
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_pdf(ReportSheets(make_report(), handbook, "a4").render_summary())

    for_browsers = ("print-color-adjust", "(max-width: 760px)")
    messages = {record.getMessage() for record in caplog.records}
    assert [m for m in messages if not any(known in m for known in for_browsers)] == []


def test_the_same_report_gives_the_same_bytes(handbook: Handbook) -> None:
    """Whatever the order in which audits and actions are given."""
    given = make_report().given
    turned = Report(
        replace(given, audits=list(given.audits)[::-1], actions=list(given.actions)[::-1])
    )
    first = list_sheets(make_report(), handbook, "a4")
    second = list_sheets(turned, handbook, "a4")

    assert {name: sheet.html for name, sheet in first.items()} == {
        name: sheet.html for name, sheet in second.items()
    }
    assert render_pdf(first["summary"]) == render_pdf(second["summary"])


def test_the_charts_of_a_sheet_are_drawn_in_colours_of_paper(handbook: Handbook) -> None:
    """Their style stands inside them, and no word of it is broken for its length."""
    sheet = ReportSheets(make_report(), handbook, "a4").render_summary()
    styles = re.findall(r"<style>(.*?)</style>", sheet.html)
    drawn = [style for style in styles if "hb-chart-band" in style]

    assert len(drawn) == 3
    assert "var(" not in drawn[0]
    # What the band is filled with, as PDF operators of its colour.
    with pikepdf.open(BytesIO(render_pdf(sheet))) as document:
        streams = [
            document.pages[0].Contents.read_bytes(),
            *(o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream)
              and o.get("/Subtype") == "/Form"),
        ]  # fmt: skip
    assert any(b"0.901961 0.952941 0.945098 rg" in stream for stream in streams)


def test_a_poster_shows_what_is_kept_what_to_work_on_and_what_was_agreed(
    handbook: Handbook,
) -> None:
    """Who does it is a role."""
    answers = [answer_all(FORM, 19, CO_01="3/20") for _ in range(4)]
    months = [date(2026, month, 1) for month in (9, 10, 11, 12)]
    audits = [make_audit(FORM, month, given) for month, given in zip(months, answers, strict=True)]
    given = replace(make_report().given, audits=audits, actions=[make_action(7)])
    text = read_text(
        render_pdf(ReportSheets(Report(given), handbook, "a4").render_poster("harbour"))
    )

    assert "Harbour shop" in text
    assert "CO-02 · 76 of 80 times right, in 4 audits." in text
    assert "CO-01 · Not met in 4 of 4 audits." in text
    assert "Put a bell on the counter, number 7." in text
    assert "Who Team lead By 15 December 2026" in text


def test_a_poster_names_no_person_and_no_customer(handbook: Handbook) -> None:
    """A name that is no role is left out; addresses and long numbers are not printed."""
    action = make_action(
        who="Mia Brown", what="Ring anna@example.org or +44 20 7946 0958 about case 20261234."
    )
    given = replace(make_report().given, actions=[action])
    text = read_text(
        render_pdf(ReportSheets(Report(given), handbook, "a4").render_poster("harbour"))
    )

    assert "Mia" not in text
    assert "the team" in text
    assert "Ring … or … about case …" in text
    assert "anna" not in text


def test_short_numbers_stay() -> None:
    """Times, days and numbers of cases are no telephone numbers."""
    said = "By 10:30, 20 of 25 cases, within 48 hours, 12 months."

    assert hide_contacts(said) == said


def test_the_meeting_sheet_goes_from_what_fell_to_what_is_agreed(handbook: Handbook) -> None:
    """In this order, with the state of what was agreed last time."""
    actions = [
        make_action(1), make_action(2, state="done", done=date(2026, 12, 20)),
        make_action(3, state="moved", due=date(2027, 2, 1)),
    ]  # fmt: skip
    given = replace(make_report().given, actions=actions)
    text = read_text(render_pdf(ReportSheets(Report(given), handbook, "a4").render_meeting()))
    heads = [
        "1. What fell", "2. What failed most often", "3. What is overdue",
        "4. What we agreed last time", "5. What we agree today",
    ]  # fmt: skip

    assert sorted(heads, key=text.index) == heads
    for action in actions:
        assert describe_state(action, "en-GB") in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "open, due 15 December 2026"),
        ({"state": "done", "done": date(2026, 12, 20)}, "done 20 December 2026"),
        ({"state": "moved", "due": date(2027, 2, 1)}, "moved to 1 February 2027"),
        ({"state": "given_up"}, "given up"),
        ({"due": None}, "open, no day agreed"),
    ],
)
def test_the_state_of_an_action_is_said_in_words(changes: dict[str, Any], said: str) -> None:
    """With its day where it has one."""
    assert describe_state(make_action(**changes), "en-GB") == said


def test_the_calibration_sheet_lists_what_costs_most_first(handbook: Handbook) -> None:
    """Under twenty common cases it is a list, without a figure of agreement."""
    report = make_report()
    sheet = ReportSheets(report, handbook, "a4").render_calibration(report.pairs[0])
    text = read_text(render_pdf(sheet))
    points = [float(found) for found in re.findall(r" (\d\.\d\d) \d+%", text)]

    assert "7 cases in common: too few for a figure of agreement." in text
    assert points == sorted(points, reverse=True)
    assert text.index("CO-02") < text.index("CO-01")
    assert "What we decide" in text
    assert "Where they differ" not in text


def test_the_calibration_sheet_of_many_cases_says_how_far_both_agree(handbook: Handbook) -> None:
    """With its interval, and who is stricter how often."""
    form = make_form({f"CO-{n:02}": "yes_no" for n in range(1, 25)})
    month = date(2026, 12, 1)
    second = answer_all(form, 18, CO_03="not_met", CO_04="not_met", CO_05="not_met")
    first = answer_all(form, 18, CO_07="not_met")
    pair = tuple(
        make_audit(form, month, given, "quay", name).audit
        for name, given in (("first", first), ("second", second))
    )
    report = Report(replace(make_report().given, pairs=[pair]))
    text = read_text(
        render_pdf(ReportSheets(report, handbook, "a4").render_calibration(report.pairs[0]))
    )

    assert "Both judged 20 of 24 questions alike (64 to 94%)." in text
    assert "the first is stricter on 1 and the second on 3." in text
