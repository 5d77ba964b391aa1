"""Cases drawn in the browser: the ones that Python draws, ticked while looking, and never chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cx_handbook.audit.reading.log_table import find_case_column, parse_csv
from cx_handbook.audit.reading.readers.record_file import encode_record, read_record
from cx_handbook.audit.records.draws import draw_cases, list_cases
from cx_handbook.audit.records.periods import Period
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.sampling.draw_sample import build_draft, draw_sample, list_questions
from cx_handbook.content.model import Handbook
from support.audit_pages import find_device_page, find_form_page, import_files, wait_until_saved
from support.bare_site import write_bare_site
from support.project import CASES

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
NAMES = [f"CB-2026-{n:04}" for n in range(1, 31)]
LOG = "No.,Promised for,Kept?\n" + "".join(
    f"{name},2026-10-{n % 28 + 1:02} 15:00,Yes\n" for n, name in enumerate(NAMES)
)


@pytest.fixture(scope="module")
def site(handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small handbook's pages, without the theme."""
    folder = tmp_path_factory.mktemp("site")
    write_bare_site(handbook, folder)
    return folder


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page on a device that has nothing yet; an error in a script fails the test."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    shown = context.new_page()
    errors: list[str] = []
    shown.on("pageerror", lambda error: errors.append(str(error)))
    yield shown
    context.close()
    assert errors == []


def begin(page: Page, site: Path, *, days: bool = True) -> None:
    """Begin a monthly audit of the harbour that looks at October."""
    page.goto(find_form_page(site, "monthly").as_uri())
    page.locator("[data-hb-begin] select").select_option("harbour")
    page.get_by_role("button", name="Begin", exact=True).click()
    wait_until_saved(page)
    for name, day in (("first", OCTOBER.first), ("last", OCTOBER.last)):
        page.evaluate(
            "([name, day]) => Handbook.audit.formState.setField(name, day)",
            [name, day.isoformat() if days else ""],
        )
    wait_until_saved(page)


def question(page: Page) -> Locator:
    return page.locator("[data-hb-standard='CB-01']")


def draw_from_file(page: Page, text: str = LOG) -> None:
    question(page).locator("[data-hb-drawn] input[type=file]").set_input_files(
        {"name": "log.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    expect(question(page).locator("[data-hb-drawn]")).not_to_contain_text("Draw the cases")


def tick(page: Page, case: str, label: str = "met") -> None:
    question(page).locator(f"[data-hb-case='{case}'] [data-hb-tick='{label}']").click()


def read(page: Page) -> AuditRecord:
    record: dict[str, Any] = page.evaluate("() => Handbook.audit.formState.buildRecord()")
    return read_record(json.dumps(record).encode())


def shown_cases(page: Page) -> list[str]:
    return question(page).locator("[data-hb-case] .hb-case-name").all_inner_texts()


@pytest.mark.parametrize(
    "vector", sorted((CASES / "draws").glob("*.json")), ids=lambda path: path.stem
)
def test_chromium_draws_the_cases_of_the_vector(vector: Path, page: Page, site: Path) -> None:
    """In a page that was opened from disk, as in Python and in V8."""
    case = json.loads(vector.read_text("utf-8"))
    page.goto(find_form_page(site, "monthly").as_uri())
    draw = page.evaluate(
        """({entries, seed, size, replace}) => {
            const {draws} = Handbook.audit;
            const {names} = draws.sortOutReferences(entries);
            const drawn = draws.drawCases(seed, names, size, "the log");
            return (replace || []).reduce((one, [name, why]) => draws.replaceCase(one, name, why), drawn);
        }""",
        case,
    )
    assert draw == {"drawn": [], **case["draw"]}


def test_the_browser_draws_what_python_draws(page: Page, site: Path) -> None:
    """From the same log, for the same audit: the record holds the same draw."""
    begin(page, site)
    draw_from_file(page)
    record = read(page)
    seed = f"harbour|2026-10|CB-01|{record.id}"
    expected = draw_cases(seed, NAMES, 20, "Call-backs promised")
    assert record.draws == {"CB-01": expected}
    assert shown_cases(page) == list(expected.drawn)


def test_counts_follow_from_the_ticks(page: Page, site: Path) -> None:
    """Met, looked at and all there were; the ticks are there again when the page is opened anew."""
    begin(page, site)
    draw_from_file(page)
    first, second, third = shown_cases(page)[:3]
    tick(page, first)
    tick(page, second, "not-met")
    tick(page, third)
    tick(page, third)  # taken back
    wait_until_saved(page)
    page.goto(f"{find_form_page(site, 'monthly').as_uri()}#audit={read(page).id}")
    page.reload()

    expect(question(page).locator("[aria-pressed=true]")).to_have_count(2)
    answer = read(page).answers["CB-01"]
    assert (answer.k, answer.n, answer.cases, answer.cases_from) == (1, 2, 30, "log")
    assert question(page).locator("[data-hb-box=k]").input_value() == "1"


def test_a_number_typed_by_hand_does_not_come_from_the_log(page: Page, site: Path) -> None:
    """Whoever types another number of cases claims it alone."""
    begin(page, site)
    draw_from_file(page)
    tick(page, shown_cases(page)[0])
    question(page).locator("[data-hb-box=cases]").fill("5")
    answer = read(page).answers["CB-01"]
    assert (answer.cases, answer.cases_from) == (5, None)


def test_a_case_that_cannot_be_looked_at_is_replaced_for_a_reason(page: Page, site: Path) -> None:
    """By the next in the order, without a choice; case, reason and replacement stay in the record."""
    begin(page, site)
    draw_from_file(page)
    draw = read(page).draws["CB-01"]
    fold = question(page).locator("[data-hb-replace]")
    fold.locator("summary").click()
    fold.locator("[data-hb-which]").select_option(draw.drawn[4])
    button = fold.get_by_role("button", name=f"Look at {draw.reserve[0]} instead")
    button.click()
    expect(fold.get_by_role("status")).to_have_text("say why it cannot be looked at.")
    fold.locator("[data-hb-why]").fill("Deleted on request")
    button.click()

    expect(question(page)).to_contain_text(
        f"{draw.drawn[4]} could not be looked at (Deleted on request): {draw.reserve[0]} instead."
    )
    (replaced,) = read(page).draws["CB-01"].replaced
    assert (replaced.case, replaced.by, replaced.why) == (
        draw.drawn[4],
        draw.reserve[0],
        "Deleted on request",
    )
    assert shown_cases(page) == list(list_cases(read(page).draws["CB-01"]))


def test_the_log_on_the_device_is_drawn_from(page: Page, site: Path) -> None:
    """The entries of the audit's site, and of no other."""
    page.goto((site / "checklists/log/callbacks-promised.html").as_uri())
    for place, text in (("main-street", LOG.replace("CB-2026", "XX-2026")), ("harbour", LOG)):
        page.locator("[data-hb-site]").select_option(place)
        page.locator("[data-hb-import]").set_input_files(
            {"name": "log.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
        expect(page.locator("[data-hb-count]")).to_have_text("30 in all")
    begin(page, site)
    question(page).get_by_role("button", name="From this device").click()
    expect(question(page).locator("[data-hb-case]")).to_have_count(20)
    record = read(page)
    seed = f"harbour|2026-10|CB-01|{record.id}"
    assert record.draws["CB-01"] == draw_cases(seed, NAMES, 20, "Call-backs promised")


def test_without_days_nothing_is_drawn(page: Page, site: Path) -> None:
    """They decide which entries are drawn from; a device without entries says so, too."""
    begin(page, site, days=False)
    question(page).get_by_role("button", name="From this device").click()
    expect(question(page)).to_contain_text("Say first which days you look at")
    begin(page, site)
    question(page).get_by_role("button", name="From this device").click()
    expect(question(page)).to_contain_text(
        "Nothing is drawn: this device has no entry of it for this site."
    )
    assert read(page).draws == {}


def test_without_a_case_not_applicable_is_proposed(page: Page, site: Path) -> None:
    """On a press it is marked, with the reason; until then the question is open."""
    begin(page, site)
    draw_from_file(page, LOG.replace("2026-10", "2026-09"))
    reason = "No case in the log Call-backs promised in 2026-10."
    expect(question(page)).to_contain_text(reason)
    expect(question(page)).to_contain_text("Left out, of other days: 30.")
    assert read(page).answers == {}
    question(page).get_by_role("button", name="Mark it as not applicable").click()
    answer = read(page).answers["CB-01"]
    assert (answer.answer, answer.note) == ("not_applicable", reason)


def test_a_draw_of_the_terminal_is_gone_on_with(page: Page, site: Path, handbook: Handbook) -> None:
    """The draft that `handbook audit sample` wrote is taken in, and its cases are ticked here."""
    form, log = handbook.forms["monthly"], handbook.logs[0]
    table = parse_csv(LOG)
    assert find_case_column(table, log, None) == 0
    sample = draw_sample(
        form, list_questions(form, log, ()), table, log, column=None, source="log",
        company=handbook.company, site="harbour", period=OCTOBER, audit="k3x9-2fq7",
    )  # fmt: skip
    draft = build_draft(sample, date(2026, 11, 2))
    page.goto(find_device_page(site))
    import_files(page, encode_record(draft))
    page.goto(f"{find_form_page(site, 'monthly').as_uri()}#audit=k3x9-2fq7")
    page.reload()

    expect(question(page).locator("[data-hb-case]")).to_have_count(20)
    assert shown_cases(page) == list(draft.draws["CB-01"].drawn)
    assert read(page).model_copy(update={"device": None}) == draft
    tick(page, draft.draws["CB-01"].drawn[0])
    assert read(page).answers["CB-01"].cases_from == "log"


def test_a_draw_is_not_made_twice(page: Page, site: Path) -> None:
    """Once drawn, nothing offers another draw: one would draw until the cases please."""
    begin(page, site)
    draw_from_file(page)
    assert question(page).locator("input[type=file]:not([data-hb-photos])").count() == 0
    assert question(page).get_by_role("button", name="From this device").count() == 0
