"""As little goes with a reference as leaves a record valid, and never so much that it says more."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.authoring.editing.cuts import NothingLeftError, plan_cuts
from cx_handbook.content.model import Checklist, Situation
from cx_handbook.content.model.base import FileRecord, Origin
from cx_handbook.errors import Path

SITUATION: dict[str, Any] = {
    "name": "The van is late",
    "customers_say": ["a", "b", "c"],
    "channels": ["phone", "chat"],
    "not_in": {"door": "It has not come."},
    "group": "vans",
    "do": [
        {"policy": "late"},
        {"step": {"do": "Type.", "channels": ["chat"]}},
        {"step": {"do": "Ring.", "channels": ["phone", "chat"]}},
    ],
}
CHECKLIST: dict[str, Any] = {
    "title": "Vans",
    "purpose": "Do they come?",
    "roles": ["lead"],
    "repeats": "FREQ=WEEKLY",
    "minutes": 5,
    "how_to": ["Look."],
    "sites": ["north"],
    "owner": "lead",
    "revised": "2026-11-01",
    "sections": [
        {
            "title": "A",
            "pick": [{"ids": ["PR-01", "PR-02"]}, {"kind": "callback", "channel": "chat"}],
        },
        {"title": "B", "pick": [{"policy": "late"}]},
    ],
}


@pytest.mark.parametrize(
    ("model", "data", "gone", "cut"),
    [
        # A field that may be left out goes alone.
        (Situation, SITUATION, [("group",)], [("group",)]),
        # A plain block without an entry says nothing.
        (Situation, SITUATION, [("not_in", "door")], [("not_in",)]),
        # An action without its policy is none.
        (Situation, SITUATION, [("do", 0, "policy")], [("do", 0)]),
        # A step for the chat alone is not one for all channels: it goes with the chat.
        (Situation, SITUATION, [("do", 1, "step", "channels", 0)], [("do", 1)]),
        (Situation, SITUATION, [("do", 2, "step", "channels", 1)], [("do", 2, "step", "channels", 1)]),
        # Where a whole sheet was for one site, it has none of its own any more.
        (Checklist, CHECKLIST, [("sites", 0)], [("sites",)]),
        (Checklist, CHECKLIST, [("sections", 0, "pick", 0, "ids", 0)],
         [("sections", 0, "pick", 0, "ids", 0)]),
        # With a condition less, a pick would ask more than it did.
        (Checklist, CHECKLIST, [("sections", 0, "pick", 1, "channel")], [("sections", 0, "pick", 1)]),
        # The last pick takes its section along.
        (Checklist, CHECKLIST, [("sections", 1, "pick", 0, "policy")], [("sections", 1)]),
    ],
)  # fmt: skip
def test_what_goes(
    model: type[FileRecord], data: dict[str, Any], gone: list[Path], cut: list[Path]
) -> None:
    record = model.model_validate(data)
    assert plan_cuts(record, data, gone, Origin("a.yml", "a")) == cut


def test_what_would_be_nothing_says_at_which_name() -> None:
    """Both steps lead to what is gone: the second one is where nothing is left."""
    data = SITUATION | {"do": [{"policy": "late"}, {"policy": "later"}]}
    gone: list[Path] = [("do", 0, "policy"), ("do", 1, "policy")]
    with pytest.raises(NothingLeftError) as caught:
        plan_cuts(Situation.model_validate(data), data, gone, Origin("a.yml", "a"))
    assert caught.value.path == ("do", 1, "policy")
