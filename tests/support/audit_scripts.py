"""The scripts of self-audits in V8: those that calculate, check and write, without a page."""

from __future__ import annotations

from functools import cache
from typing import Any

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.script_definitions import definitions_script
from cx_handbook.bundles import STATIC
from cx_handbook.content.model import Form
from cx_handbook.website.pages.self_audit import record_schema_script
from support.v8 import Scripts

# In the order of the bundles; the other parts need a page.
PARTS = (
    "rounding", "pooled_share", "scoring_parts", "close_calls", "form_coverage",
    "scoring_rules_1", "scoring_rules_2", "scoring", "result_wording", "record_questions", "chance",
    "careless_signs", "care", "answers", "wording", "draft_check", "record_format", "record_digest",
    "periods", "events", "action_states", "schema_check", "record_check",
    "event_wording", "audit_table", "report",
    "standings", "device_rows", "due_dates", "list_splitter", "calendar", "export_plan",
    "forget_name",
)  # fmt: skip


@cache
def load_audit_scripts() -> Scripts:
    """Return the scripts, loaded once for all tests: they keep nothing between calls."""
    return start_audit_scripts()


def start_audit_scripts() -> Scripts:
    """Return the scripts in a V8 of their own, for others to be loaded after them."""
    scripts = Scripts()
    scripts.run(definitions_script(), "definitions.js")
    scripts.run(record_schema_script(), "record_schema.js")
    scripts.run((STATIC / "shell/csv_text.js").read_text("utf-8"), "csv_text.js")
    for part in PARTS:
        scripts.run((STATIC / "audit" / f"{part}.js").read_text("utf-8"), f"{part}.js")
    return scripts


def plain_form(form: Form) -> dict[str, Any]:
    """Return a form as the page carries it."""
    return form.model_dump(mode="json")


def plain_answers(answers: dict[str, Answer]) -> dict[str, Any]:
    """Return answers as they stand in a record."""
    return {i: a.model_dump(exclude_none=True) for i, a in answers.items()}
