"""How much a test looks at: a part of what there is each time, and all of it in the deeper target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import pytest
from playwright.sync_api import ViewportSize

Thing = TypeVar("Thing")

# For a test with a parameter `whole`: what is like the rest is left to the deep run.
WHOLE = [
    pytest.param(False, id="some"), pytest.param(True, id="all", marks=pytest.mark.deep),
]  # fmt: skip
# For a fixture that opens pages: what differs by screen is looked at on both each time, in the test.
PHONE, DESKTOP = (
    ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900),
)  # fmt: skip
ON_PHONES = [
    pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop", marks=pytest.mark.deep),
]  # fmt: skip
ON_DESKTOPS = [
    pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone", marks=pytest.mark.deep),
]  # fmt: skip


def choose_some(things: Sequence[Thing], whole: bool, every: int) -> Sequence[Thing]:
    """Return everything, or the first and each `every`-th after it."""
    return things if whole else things[::every]
