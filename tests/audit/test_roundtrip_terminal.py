"""Twenty audits, typed in at the terminal and filled in on screen, then corrected: one record."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from cx_handbook.audit.entry.drawn_draft import list_texts
from cx_handbook.audit.entry.paper_entry import EntrySession
from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import RawAction
from cx_handbook.audit.reading.readers.record_file import (
    dump_record,
    encode_record,
    validate_record,
)
from cx_handbook.audit.reading.readers.record_file import read_record as read_bytes
from cx_handbook.audit.records.record import FORMAT, Answer, AuditRecord, Draw
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.cli.main import main
from cx_handbook.content.model import Form, Handbook
from support.audit_pages import (
    encode_file,
    find_device_page,
    find_form_page,
    finish_audit,
    import_files,
    read_record,
    wait_until_saved,
)
from support.audit_records import issued
from support.bare_site import write_bare_site
from support.depth import WHOLE, choose_some
from support.generated_lives import NO_CASE, Correction, Life, generated_lives
from support.sheet_filling import HEAD, drop_odd_grades, fill_in, type_box, write_day

AUDITS = 20


@dataclass(frozen=True)
class Told:
    """An audit as it is told to both: a draft with drawn cases, what stands on its sheet, and what
    is typed for that, line by line. `actions` are those that the terminal has asked for."""

    draft: AuditRecord
    life: Life
    lines: tuple[str, ...]
    actions: tuple[RawAction, ...]


def make_draft(life: Life, form: Form) -> AuditRecord:
    """Return the draft that the cases of an audit were drawn into."""
    record = life.records[0]
    return AuditRecord(
        format=FORMAT,
        state="draft",
        id=record.id,
        form=form.fingerprint,
        checklist=form.checklist,
        site=life.sheet.site,
        date=record.date,
        period=record.period,
        draws=record.draws,
        answers={
            standard: Answer(answer="not_applicable", note=NO_CASE)
            for standard, draw in record.draws.items()
            if not draw.of
        },
    )


def fit_page(life: Life) -> Life:
    """Return a life with what the page insists on: whole grades, a time at the end, who corrects."""
    sheets = [
        drop_odd_grades(sheet) for sheet in (life.sheet, *(c.sheet for c in life.corrections))
    ]
    first, *later = [replace(sheet, end=sheet.end or "10:15") for sheet in sheets]
    corrections = [
        replace(c, sheet=s, by=c.by or "Mia") for c, s in zip(life.corrections, later, strict=True)
    ]
    return replace(life, sheet=first, corrections=tuple(corrections))


def tell(life: Life, handbook: Handbook, form: Form) -> Told:
    """Return what is typed at each question of the terminal, for what stands on a sheet."""
    draft = make_draft(life, form)
    texts = list_texts(draft, form) if draft.draws else {}
    entry, lines = EntrySession(form, handbook.company, texts), []
    waiting, action = list(life.sheet.actions), RawAction()
    while step := entry.current_prompt:
        owner, _, box = step.key.rpartition(".")
        if not owner.startswith("action."):
            text = "" if step.key in texts else type_box(form, life.sheet, step.key)
        elif box == "what":
            action = waiting.pop(0) if waiting else RawAction()
            text = action.what
        else:
            text = {"who": action.who, "by": write_day(action.by)}[box]
        lines.append(text)
        entry, _ = entry.submit(text)
    agreed = [
        RawAction(one.standard or "", one.what, one.who or "", str(one.by or ""))
        for one in entry.build_record().actions
    ]
    return Told(draft, life, (*lines, "y"), tuple(agreed))


# At the terminal


def run(root: Path, *arguments: str, typed: str | None = None) -> None:
    result = CliRunner().invoke(main, ["--root", str(root), "audit", *arguments], input=typed)
    assert result.exit_code == 0, result.output


def type_in(root: Path, told: Told, form: Form, days: list[str]) -> list[AuditRecord]:
    """Type in an audit and its corrections, in an empty folder; return its revisions."""
    shutil.rmtree(root / "audits", ignore_errors=True)
    drawn = root.parent / "drawn.json"
    drawn.write_bytes(encode_record(told.draft))
    cases = ["--cases", str(drawn)] if told.draft.draws else []
    run(root, "enter", form.checklist, *cases, typed="".join(f"{line}\n" for line in told.lines))
    before = told.life.sheet
    for correction, day in zip(told.life.corrections, days, strict=True):
        boxes = list_boxes(form, before, correction)
        run(
            root, "correct", told.draft.id, "--by", correction.by, "--why", correction.why, "--on", day,
            *(part for name, text in boxes for part in ("--set", f"{name}={text}")),
        )  # fmt: skip
        before = correction.sheet
    found = [read_bytes(path.read_bytes()) for path in (root / "audits").rglob("*.json")]
    return sorted(found, key=lambda record: record.revision)


def list_boxes(form: Form, before: Any, correction: Correction) -> Iterator[tuple[str, str]]:
    """Yield the boxes that a correction changes, and what is typed into each."""
    keys = [f"head.{name}" for name in ("site", "auditor", "end")]
    keys += [f"{item.standard}.{box}" for item in form.items for box in ("answer", "note")]
    for key in keys:
        text = type_box(form, correction.sheet, key)
        if text != type_box(form, before, key):
            yield key.removeprefix("head.").removesuffix(".answer"), text


# On screen

TICK = """([standard, k, n]) => {
    const find = (what) => document.querySelectorAll(`[data-hb-standard='${standard}'] ${what}`);
    for (let place = 0; place < n; place += 1) {
        const tick = place < k ? "met" : "not-met";
        const [button] = find("[data-hb-case]")[place].querySelectorAll(`[data-hb-tick=${tick}]`);
        button.getAttribute("aria-pressed") === "true" || button.click();
    }
}"""
AGREE = """actions => actions.forEach(({standard, ...given}) =>
    Handbook.audit.formState.addAction(standard, given))"""


def fill_in_and_correct(page: Page, told: Told) -> list[AuditRecord]:
    """Fill in an audit on its page, finish and correct it; return its revisions."""
    page.evaluate("key => Handbook.audit.formSaving.openAudit(key)", told.draft.id)
    sheet, draws = told.life.sheet, told.draft.draws
    page.evaluate(AGREE, [asdict(action) for action in told.actions])
    fill_in_answers(page, {name: getattr(sheet, name) for name in HEAD}, sheet.answers, draws)
    found = [finish(page)]
    for correction in told.life.corrections:
        page.locator("[data-hb-correct]").click()
        form = page.locator("[data-hb-correction]")
        form.locator("[name=why]").fill(correction.why)
        form.locator("[name=by]").fill(correction.by)
        form.get_by_role("button", name="Begin the correction").click()
        page.locator("[data-hb-fill]:visible").wait_for()
        new = correction.sheet
        head = {n: getattr(new, n) for n in (*HEAD, "site") if getattr(new, n) != getattr(sheet, n)}
        answers = {s: raw for s, raw in new.answers.items() if raw != sheet.answers.get(s)}
        fill_in_answers(page, head, answers, draws)
        found.append(finish(page))
        sheet = new
    return found


def fill_in_answers(
    page: Page, head: dict[str, str], answers: dict[str, RawAnswer], draws: dict[str, Draw]
) -> None:
    """Fill in boxes, and tick the drawn cases one after the other."""
    notes = {name: RawAnswer(note=raw.note) for name, raw in answers.items() if name in draws}
    fill_in(page, head, {**answers, **notes})
    for name in notes:
        if draws[name].of:
            page.evaluate(TICK, [name, int(answers[name].k), int(answers[name].n)])


def finish(page: Page) -> AuditRecord:
    finish_audit(page)
    wait_until_saved(page)
    return validate_record(read_record(page))


@pytest.fixture(scope="module")
def site(handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small handbook's pages, without the theme."""
    folder = tmp_path_factory.mktemp("site")
    write_bare_site(handbook, folder)
    return folder


@pytest.mark.parametrize("whole", WHOLE)
def test_the_terminal_gives_the_record_that_the_browser_gives(
    chromium: Browser, site: Path, handbook_root: Path, handbook: Handbook, whole: bool
) -> None:
    """For the same answers, draws, actions and corrections: the digest that each revision replaces
    is the same, so every revision is."""
    form, root = handbook.forms["monthly"], issued(handbook_root)
    lives = [fit_page(life) for life in generated_lives(form, handbook.company, AUDITS)]
    lives = [*choose_some(lives, whole, every=2)]
    all_told = [tell(life, handbook, form) for life in lives]
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        page.goto(find_device_page(site))
        page.wait_for_function("Handbook.audit.deviceData.current.saved !== undefined")
        import_files(page, encode_file([dump_record(told.draft) for told in all_told]))
        page.goto(find_form_page(site, form.checklist).as_uri())
        on_screen = [fill_in_and_correct(page, told) for told in all_told]

    for told, shown in zip(all_told, on_screen, strict=True):
        days = [record.changes[-1].on.isoformat() for record in shown[1:]]
        typed = type_in(root, told, form, days)
        assert [dump_record(record) for record in typed] == [
            dump_record(record) for record in shown
        ]
        assert typed[-1].replaces == (digest_record(shown[-2]) if shown[1:] else None)
    assert {len(shown) for shown in on_screen} == {1, 2, 3}
