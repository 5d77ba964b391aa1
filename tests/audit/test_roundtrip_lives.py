"""Twenty audits with a life come back as they were, whichever way they travel."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Browser, Page

from cx_handbook.audit.entry.correction import add_revision
from cx_handbook.audit.folder.travelling_file import read_parts
from cx_handbook.audit.reading.readers.event_file import build_event, dump_event, read_event
from cx_handbook.audit.reading.readers.record_file import dump_record, read_record, validate_record
from cx_handbook.audit.records.events import AuditEvent, EventKind
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from support.audit_pages import export_all, find_device_page, import_files
from support.audit_records import issued
from support.bare_site import write_bare_site
from support.generated_lives import Life, generated_lives

AUDITS = 20
Travelled = tuple[dict[str, AuditRecord], dict[str, AuditEvent]]


@pytest.fixture(scope="module")
def lives(handbook: Handbook) -> tuple[Life, ...]:
    """The twenty, one by another checklist that has the reference of the first, and a correction of
    the second that is not finished."""
    first, *others = generated_lives(handbook.forms["monthly"], handbook.company, AUDITS)
    (twin,) = generated_lives(
        handbook.forms["daily"], handbook.company, 1, reference=first.newest.id
    )
    begun = begin_correction(others[0])
    return first, *others, twin, begun


def begin_correction(life: Life) -> Life:
    """Return the draft of the next revision of an audit."""
    newest = life.newest
    on = newest.date + timedelta(days=9)
    corrected = add_revision(
        newest, replaced=newest, what=(), why="Counted again.", by="Mia", on=on
    )
    return Life(life.sheet, (), (corrected.model_copy(update={"state": "draft"}),), ())


@pytest.fixture(scope="module")
def travelling(lives: tuple[Life, ...]) -> bytes:
    """All of them in one file, as an export has them."""
    records = [dump_record(record) for life in lives for record in life.records]
    events = [dump_event(event) for life in lives for event in life.events]
    return json.dumps([*records, *events]).encode()


def name_record(record: AuditRecord) -> str:
    return f"{record.checklist} {record.id} {record.revision}"


def gather(records: Iterable[AuditRecord], events: Iterable[AuditEvent]) -> Travelled:
    """Return records and events by their names; each comes once."""
    listed, happened = list(records), list(events)
    travelled = {name_record(r): r for r in listed}, {e.id: e for e in happened}
    assert [len(part) for part in travelled] == [len(listed), len(happened)]
    return travelled


def list_finished(lives: Iterable[Life]) -> Travelled:
    finished = [life for life in lives if not life.is_draft]
    return gather(
        (r for one in finished for r in one.records), (e for one in finished for e in one.events)
    )


def list_all(lives: Iterable[Life]) -> Travelled:
    every = list(lives)
    return gather(
        (r for one in every for r in one.records), (e for one in every for e in one.events)
    )


def test_the_twenty_have_everything_that_a_life_has(lives: tuple[Life, ...]) -> None:
    """Else equal records would say nothing of it."""
    records, events = list_all(lives)
    answers = [answer for record in records.values() for answer in record.answers.values()]
    draws = [draw for record in records.values() for draw in record.draws.values()]

    assert {(life.newest.state, life.newest.revision) for life in lives} == {
        ("draft", 1), ("draft", 3), ("finished", 1), ("finished", 2), ("finished", 3),
    }  # fmt: skip
    assert {event.event for event in events.values()} == set(get_args(EventKind))
    for name in ("taken_over", "device", "changed_after_result", "actions", "oddities", "draws"):
        assert any(getattr(record, name) for record in records.values()), name
    assert any(life.newest.site != life.sheet.site for life in lives)
    assert any(draw.replaced for draw in draws)
    assert any(draw.of == 0 for draw in draws)
    assert any(draw.by for draw in draws)
    assert any(answer.cases_from for answer in answers)
    photos = [photo for answer in answers for photo in answer.photos]
    assert {bool(photo.data) for photo in photos} == {True, False}


# From folder to folder


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "audit", *arguments])


def read_folder(root: Path) -> Travelled:
    files = [
        path.read_bytes()
        for path in (root / "audits").rglob("*.json")
        if path.parent.name != "set-aside"
    ]
    is_event = [b'"event":' in raw for raw in files]
    return gather(
        (read_record(raw) for raw, event in zip(files, is_event, strict=True) if not event),
        (read_event(raw) for raw, event in zip(files, is_event, strict=True) if event),
    )


def test_records_and_events_go_from_folder_to_folder(
    handbook_root: Path, tmp_path: Path, lives: tuple[Life, ...], travelling: bytes
) -> None:
    """Added, exported and added elsewhere: each revision and each event is what it was, and its
    digest as well. A draft is set aside as a draft, and not handed on as an audit."""
    root, file, export = issued(handbook_root), tmp_path / "all.json", tmp_path / "export.json"
    other = shutil.copytree(root, tmp_path / "other")
    file.write_bytes(travelling)
    added = run(root, "add", str(file))
    run(root, "export", "--json", "--all", "--output", str(export))
    again = run(other, "add", str(export))

    drafts = [life.newest for life in lives if life.is_draft]
    assert added.output.endswith(f"{len(drafts)} not finished.\n"), added.output
    assert again.exit_code == 0, again.output
    assert read_folder(root) == read_folder(other) == list_finished(lives)
    digests = [one["digest"] for one in json.loads(export.read_bytes())]
    assert sorted(digests) == sorted(map(digest_record, list_finished(lives)[0].values()))
    aside = [read_record(path.read_bytes()) for path in (root / "audits/set-aside").glob("*.json")]
    assert sorted(aside, key=name_record) == sorted(drafts, key=name_record)


# From device to device


@pytest.fixture(scope="module")
def site(handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small handbook's pages, without the theme."""
    folder = tmp_path_factory.mktemp("site")
    write_bare_site(handbook, folder)
    return folder


@contextmanager
def open_device(chromium: Browser, site: Path) -> Iterator[Page]:
    """Open the page of a device that has nothing yet; an error in a script fails the test."""
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(find_device_page(site))
        page.wait_for_function("Handbook.audit.deviceData.current.saved !== undefined")
        yield page
        assert errors == []


DIGESTS = """async () => {
    const {draftStore, importing, recordDigest} = Handbook.audit;
    const digests = {};
    for (const draft of await draftStore.listDrafts()) {
        const record = await importing.readRecord(draft);
        const name = `${record.checklist} ${record.id} ${record.revision || 1}`;
        digests[name] = await recordDigest.digestRecord(record);
    }
    return digests;
}"""


REPLACED = """async () => {
    const {draftStore, importing, recordDigest} = Handbook.audit;
    const all = await draftStore.listDrafts();
    const [draft] = all.filter(({replacedKey}) => replacedKey);
    const replaced = all.find(({key}) => key === draft.replacedKey);
    return recordDigest.digestRecord(await importing.readRecord(replaced));
}"""


def read_export(file: Path, raw: bytes) -> Travelled:
    """Return what an export of a device holds, with its pictures."""
    file.write_bytes(raw)
    parts: list[Any] = [(part.data, part.is_event) for part in read_parts(file)]
    return gather(
        (validate_record(data) for data, is_event in parts if not is_event),
        (build_event(data) for data, is_event in parts if is_event),
    )


def test_records_and_events_go_from_device_to_device(
    chromium: Browser, site: Path, tmp_path: Path, lives: tuple[Life, ...], travelling: bytes
) -> None:
    """Imported, exported and imported on another device: drafts stay drafts, revisions stand behind
    the newest, and each digest is that of Python. The second export is the first, byte for byte. A
    correction that is not finished knows what it corrects."""
    with open_device(chromium, site) as page:
        told = import_files(page, travelling)
        first, digests = export_all(page), page.evaluate(DIGESTS)
    with open_device(chromium, site) as page:
        again = import_files(page, first)
        second, digests_there = export_all(page), page.evaluate(DIGESTS)
        replaced = page.evaluate(REPLACED)

    expected = list_all(lives)
    assert told == again
    assert read_export(tmp_path / "first", first) == expected
    assert second == first
    assert digests == digests_there == {n: digest_record(r) for n, r in expected[0].items()}
    assert replaced == lives[-1].newest.replaces
