"""One field of a YAML file changes, and every other line stays as it is."""

from __future__ import annotations

import pytest

from cx_handbook.authoring.yaml_edit import quote_if_needed, replace_field
from cx_handbook.content.yaml_reader import parse_yaml

TEXT = """\
# Who we are.

name: Example # for now
# Where we work.
sites:
  - id: a
    name: A

  - id: b
# Last.
language: en-GB
"""


def test_a_line_is_replaced_and_its_comment_above_stays() -> None:
    assert replace_field(TEXT, "name", ["name: New"]) == TEXT.replace(
        "name: Example # for now", "name: New"
    )


def test_a_block_is_replaced_as_a_whole() -> None:
    """Its own lines go, with the blank ones between them; the comment of the next field stays."""
    before, _, after = TEXT.partition("sites:")
    assert replace_field(TEXT, "sites", ["sites: [c]"]) == (
        f"{before}sites: [c]\n{after[after.index('# Last.') :]}"
    )


def test_a_list_without_indentation_belongs_to_its_field() -> None:
    text = "sites:\n- a\n- b\n\nname: x\n"
    assert replace_field(text, "sites", ["sites: [c]"]) == "sites: [c]\n\nname: x\n"


def test_a_new_field_is_written_after_another() -> None:
    text = replace_field(TEXT, "customer", ["customer:", "  one: guest"], after="name")
    assert text == TEXT.replace("# for now\n", "# for now\ncustomer:\n  one: guest\n")


def test_a_new_field_is_written_at_the_end() -> None:
    assert replace_field(TEXT, "sites2", ["sites2: x"]) == f"{TEXT}sites2: x\n"


def test_a_field_is_removed() -> None:
    assert replace_field("a: 1\nb:\n  - 2\nc: 3\n", "b", []) == "a: 1\nc: 3\n"


@pytest.mark.parametrize(
    "text",
    [
        "Northgate", "Bright: Smile", "# not a comment", "12", "no", "2026-11-30", "'quoted'",
        'The "Old" Mill', "back\\slash", "{curly}", "a #1", "- dash", "*star", "Évry", "@home",
    ],
)  # fmt: skip
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    """Whatever somebody's company is called, YAML reads just that."""
    written = parse_yaml(f"name: {quote_if_needed(text)}\n".encode(), "company.yml")
    assert written.data == {"name": text}
    assert written.problems == []
