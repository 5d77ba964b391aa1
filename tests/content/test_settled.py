"""A file that an editor moves aside while it saves is no mistake of the content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cx_handbook.content import settled
from cx_handbook.content.examination import Examination
from cx_handbook.content.loader import examine_content
from cx_handbook.content.settled import examine_settled
from support.project import DAY

POLICY = "policies/calls/ring-back.yml"


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_file_that_is_away_for_a_moment_is_looked_for_again(
    handbook_root: Path, monkeypatch: pytest.MonkeyPatch, comes_back: bool
) -> None:
    """Whoever saved it has put it back by the second look; a file that stays away is missed."""
    file, aside = handbook_root / POLICY, handbook_root / "aside"
    file.rename(aside)
    looks: list[int] = []

    def look(*given: Any) -> Examination:
        examined = examine_content(*given)
        looks.append(len(examined.errors))
        if comes_back and not file.exists():
            aside.rename(file)
        return examined

    monkeypatch.setattr(settled, "examine_content", look)
    errors = examine_settled(handbook_root, DAY).errors

    assert looks[0] > 0
    assert len(looks) == (2 if comes_back else 1)
    assert bool(errors) is not comes_back


def test_a_handbook_at_rest_is_read_once(
    handbook_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake is a mistake at the first look."""
    (handbook_root / POLICY).write_text("kind: nothing", "utf-8")
    looks: list[int] = []

    def look(*given: Any) -> Examination:
        looks.append(1)
        return examine_content(*given)

    monkeypatch.setattr(settled, "examine_content", look)

    assert examine_settled(handbook_root, DAY).errors
    assert len(looks) == 1
