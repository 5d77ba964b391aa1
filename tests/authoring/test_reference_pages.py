"""The generated pages say what the code says."""

from __future__ import annotations

import re

import pytest
from click import Context
from pydantic import TypeAdapter

from cx_handbook.authoring.reference_pages import (
    SHORT_FORMS,
    format_cli_page,
    format_fields_page,
    generate_pages,
)
from cx_handbook.cli.main import main
from cx_handbook.content.model import KINDS, Checklist, Company, Duration, ReviewInterval, Situation
from support.project import PROJECT

ROOT = PROJECT


@pytest.mark.parametrize("name", generate_pages(main))
def test_each_reference_is_up_to_date(name: str) -> None:
    """The committed pages are what the code gives now; `make docs` writes them."""
    assert (ROOT / name).read_text(encoding="utf-8") == generate_pages(main)[name]


def test_every_command_is_in_the_reference() -> None:
    """No command can be added without its help showing up."""
    headings = re.findall(r"^## (handbook.*)$", format_cli_page(main), re.MULTILINE)

    commands = ["handbook", *(f"handbook {name}" for name in main.list_commands(Context(main)))]
    assert set(commands) <= set(headings)
    assert "handbook new policy" in headings


def test_every_field_has_a_meaning() -> None:
    """No row of the field reference ends in an empty cell."""
    rows = [line for line in format_fields_page().splitlines() if line.startswith("| `")]

    assert len(rows) > 100
    assert [row for row in rows if re.search(r"\|\s*\|", row)] == []


@pytest.mark.parametrize("model", [*KINDS.values(), Checklist, Company, Situation])
def test_every_field_of_a_file_is_in_the_reference(model: type[Checklist]) -> None:
    """Each field of each sort of file has its row."""
    page = format_fields_page()

    assert [
        name for name in model.model_fields if name != "kind" and f"| `{name}` |" not in page
    ] == []


def test_every_link_in_the_reference_leads_to_a_block() -> None:
    """The types in the tables lead to the headings that explain them."""
    page = format_fields_page()
    headings = re.findall(r"^### ([A-Z].*)$", page, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors
    assert len(headings) == len(anchors)


@pytest.mark.parametrize("model", [Duration, ReviewInterval])
def test_the_short_forms_shown_can_be_written(model: type[Duration] | type[ReviewInterval]) -> None:
    """The examples of short forms are read as what they claim to be."""
    for example in SHORT_FORMS[model.__name__]:
        assert str(TypeAdapter(model).validate_python(example)) == example
