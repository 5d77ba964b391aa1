"""Self-audits in the browser, as tests fill them in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Form, Item

WALK, FULL, MONTH = "daily-floor-walk", "service-self-audit", "monthly-check"


def find_form_page(site: Path, checklist: str = WALK) -> Path:
    """Return the page to which a checklist's *Start a self-audit* leads."""
    html = (site / "checklists" / f"{checklist}.html").read_text("utf-8")
    match = re.search(r'href="(audit/[^"]+)"[^>]*>(?:<svg.*?</svg>)?Start a self-audit', html)
    assert match is not None
    return site / "checklists" / match[1]


def wait_until_saved(page: Page) -> None:
    """Wait until everything is written."""
    page.wait_for_function(
        """() => Handbook.audit.formState.state.draft
            && Handbook.audit.formSaving.saveDraft().then(() =>
                document.querySelector("[data-hb-saved]").textContent.startsWith("Saved"))"""
    )


def download_file(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.locator(f"[data-hb-{name}]:visible").first.click()
    return download.value.path().read_bytes()


def find_device_page(site: Path) -> str:
    return (site / "checklists/audit/index.html").as_uri()


def read_form(page: Page) -> Form:
    """Return the form that the page carries."""
    data = json.loads(page.locator("#hb-data").inner_text())
    return Form.model_validate_json(json.dumps(data["form"]))


def begin_audit(page: Page, address: str, auditor: str = "Ada") -> None:
    page.goto(address)
    page.locator("[data-hb-begin] select").select_option(index=1)
    page.locator("[data-hb-begin] input").fill(auditor)
    page.get_by_role("button", name="Begin", exact=True).click()
    wait_until_saved(page)


def fill_head(page: Page, **fields: str) -> None:
    """Unfold the line with the head of the audit, and fill in boxes of it."""
    head = page.locator(".hb-about")
    if not head.evaluate("head => head.open"):
        head.locator("summary").click()
    for name, text in fields.items():
        page.fill(f"[data-hb-fill] [name={name}]", text)


ANSWER = """(asked, value) => {
    const box = (name) => asked.querySelector(`[data-hb-box=${name}]`);
    const put = (input, text) => {
        input.type === "radio" ? (input.checked = true) : (input.value = text);
        input.dispatchEvent(new Event("input", {bubbles: true}));
    };
    if (box("k")) {
        put(box("k"), value === "yes" ? "20" : "3");
        put(box("n"), "20");
    } else if (box("grade")) {
        put(asked.querySelector(`[value="${value === "yes" ? 10 : 2}"]`));
    } else {
        put(asked.querySelector(`[value="${value}"]`));
    }
}"""


def answer_question(page: Page, standard: str, value: str = "yes") -> None:
    """Answer a question well, or badly: yes, a full count, a ten. In one go, because it is quick."""
    page.locator(f"fieldset[data-hb-standard='{standard}']").evaluate(ANSWER, value)


def list_standards(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-hb-standard]").evaluate_all(
        "all => all.map(asked => asked.dataset.hbStandard)"
    )
    return found


def read_record(page: Page) -> dict[str, Any]:
    """Return what the page holds, as the record it would become."""
    record: dict[str, Any] = page.evaluate(
        "() => JSON.parse(Handbook.audit.recordFormat.toFileText("
        "Handbook.audit.formState.buildRecord()))"
    )
    return record


def import_files(page: Page, *files: bytes) -> str:
    """Import files on the page of the device, and return what it says."""
    page.locator("[data-hb-imported]").evaluate("box => box.replaceChildren()")
    given: list[dict[str, Any]] = [
        {"name": f"{n}.json", "mimeType": "application/json", "buffer": content}
        for n, content in enumerate(files)
    ]
    page.locator("[data-hb-import]").set_input_files(given)  # type: ignore[arg-type]
    page.locator("[data-hb-imported] p").first.wait_for()
    return page.locator("[data-hb-imported]").inner_text()


def export_all(page: Page) -> bytes:
    """Export everything on the page of the device, and return the file."""
    page.locator("[data-hb-export-panel]").evaluate("panel => { panel.hidden = false }")
    return download_file(page, "export-start")


def finish_audit(page: Page) -> None:
    page.locator("[data-hb-finish]").click()
    # What is asked before comes a moment later, or not at all.
    page.locator("[data-hb-finish-anyway]:visible, [data-hb-report] h3:visible").first.wait_for()
    anyway = page.locator("[data-hb-finish-anyway]")
    if anyway.is_visible():
        anyway.click()
    page.locator("[data-hb-report] h3").first.wait_for()


def finish_anyway(page: Page) -> None:
    """Finish though something is asked, and wait for the result, which is drawn a moment later."""
    page.locator("[data-hb-finish-anyway]").click()
    page.locator("[data-hb-report] h3").first.wait_for()


def write_canonical(record: AuditRecord) -> str:
    """Return a record as the contract has it: sorted, without what is left at its default."""
    data = record.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def load_form(site: Path, checklist: str = WALK) -> Form:
    """Return today's form of a checklist, from the script that the page of the device loads."""
    return _read_form_script(find_form_script(site, find_form_page(site, checklist).stem))


def load_all_forms(site: Path, checklist: str) -> list[Form]:
    """Return every form of a checklist that was issued, in any order."""
    scripts = find_form_script(site, checklist).parent.glob(f"{checklist}-*.js")
    return [_read_form_script(script) for script in scripts]


def find_form_script(site: Path, name: str) -> Path:
    return site / "checklists/audit/forms" / f"{name}.js"


def _read_form_script(script: Path) -> Form:
    return Form.model_validate_json(script.read_text("utf-8").partition("] = ")[2].rstrip(";\n"))


def meet_standard(item: Item) -> dict[str, Any]:
    """Return an answer that meets a question's standard."""
    if item.answer == "count":
        return {"answer": "count", "k": item.sample, "n": item.sample}
    return {"answer": "grade", "grade": 10} if item.answer == "grade" else {"answer": "met"}


def make_record(site: Path, **changes: Any) -> dict[str, Any]:
    """Return a record of the floor walk with something in every field."""
    parsed = load_form(site)
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    answers: dict[str, Any] = {item.standard: {"answer": "met"} for item in parsed.items}
    first, second, third, *_ = answers
    answers[first] = {
        "answer": "not_met", "note": "<b>seen</b> & noted",
        "photos": [{"name": "a.png", "type": "image/png", "data": dot}],
    }  # fmt: skip
    answers[second] = {"unread": "perhaps; 3 of 5"}
    answers[third] = {"answer": "count", "k": 3, "n": 5, "cases": 9}
    record = {
        "format": 2, "state": "finished", "id": "k3x9-2fq7", "form": parsed.fingerprint, "checklist": WALK,
        "site": "millbridge", "date": "2026-11-02", "auditor": "Ada", "start": "09:00", "end": "09:20",
        "period": {"first": "2026-10-01", "last": "2026-10-31"}, "answers": answers,
        "actions": [{"number": 1, "standard": first, "what": "=Mend it", "who": "Ben", "by": "2026-12-01"},
                    {"number": 2, "what": "Tell the team"}],
        "oddities": ["margin: <i>see over</i>"],
    }  # fmt: skip
    return {**record, **changes}


def encode_file(record: object) -> bytes:
    return json.dumps(record).encode()
