"""Values of a YAML text are taken out or written otherwise, and every other character stays."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.authoring.editing.yaml_values import (
    append_entries,
    change_citations,
    remove_values,
    rename_keys,
    replace_values,
)
from cx_handbook.content.yaml_reader import read_yaml
from cx_handbook.errors import CannotRunError
from support.project import CASES


def read_cases(name: str) -> list[Any]:
    cases = read_yaml(CASES / "edits" / name, name).data
    return [pytest.param(case, id=case["claim"]) for case in cases]


@pytest.mark.parametrize("case", read_cases("removed.yml"))
def test_what_is_named_goes(case: dict[str, Any]) -> None:
    """The text afterwards is the one of the case, to the character."""
    paths = [tuple(path) for path in case["remove"]]
    assert remove_values(case["text"], paths, "a.yml") == case["result"]


@pytest.mark.parametrize("case", read_cases("cited.yml"))
def test_citations_change(case: dict[str, Any]) -> None:
    """A sentence without its citation reads as if it had never had one."""
    assert change_citations(case["text"], case["items"], "a.yml") == case["result"]


def test_a_value_is_written_as_its_neighbour_was() -> None:
    """Quotes and comments stay, and a number is written as one."""
    text = 'roles: ["agent", b] # who\nlimit: 25\n'
    changed = replace_values(
        text, {("roles", 0): "clerk", ("roles", 1): "on", ("limit",): 15}, "a.yml"
    )
    assert changed == 'roles: ["clerk", "on"] # who\nlimit: 15\n'.replace('"on"', "on")


def test_a_field_is_called_otherwise_and_keeps_its_value() -> None:
    text = "not_in:\n  chat: It has to be seen. # so\n"
    assert rename_keys(text, {("not_in", "chat"): "email"}, "a.yml") == text.replace(
        "chat", "email"
    )


def test_entries_come_after_those_that_are_there() -> None:
    """They stand as deep as the others, and before the comment of the next field."""
    text = "items:\n- id: a\n  text: b\n# Then.\nscoring: {}\n"
    added = append_entries(text, "items", [["id: c", "text: d"]], "a.yml")
    assert added == "items:\n- id: a\n  text: b\n- id: c\n  text: d\n# Then.\nscoring: {}\n"


def test_a_layout_that_cannot_be_changed_safely_is_refused_with_its_line() -> None:
    """Two lists within each other on one line: nothing is guessed, and the author is told where."""
    with pytest.raises(CannotRunError) as caught:
        remove_values("x: y\na:\n  - - b\n    - c\n", [("a", 0, 0)], "a.yml")
    assert str(caught.value) == (
        "a.yml:3 is laid out in a way that cannot be changed safely; change it by hand"
    )
