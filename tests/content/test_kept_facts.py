"""What was worked out of a text is kept, and worked out again when the text changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_handbook.content import kept_facts, readability
from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.model import Handbook
from cx_handbook.content.readability import measure_readability


def test_what_was_measured_is_taken_as_it_was(
    handbook: Handbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second build measures nothing and says the same of every file."""
    place = tmp_path / kept_facts.PLACE
    first = KeptFacts(place)
    measured = measure_readability(handbook, first)
    first.keep()
    with monkeypatch.context() as patch:
        patch.setattr(readability, "_measure_file", pytest.fail)

        assert measure_readability(handbook, KeptFacts(place)) == measured
    assert measured == measure_readability(handbook)


def test_only_what_was_asked_for_is_kept(handbook: Handbook, tmp_path: Path) -> None:
    """The file has a line for each text of today, whatever it had before."""
    place = tmp_path / kept_facts.PLACE
    facts = KeptFacts(place)
    facts.note("age", "gone", [1])
    facts.keep()
    again = KeptFacts(place)
    measured = measure_readability(handbook, again)
    again.keep()

    # The first line is a checksum.
    assert len(place.read_text("utf-8").splitlines()) == len(measured) + 1


@pytest.mark.parametrize("damage", [b"", b"0" * 64 + b"\nage-key [1]", b"\xff\xfe"])
def test_damaged_facts_are_not_believed(tmp_path: Path, damage: bytes) -> None:
    """What is not whole, or was written by somebody else, is measured anew."""
    place = tmp_path / kept_facts.PLACE
    facts = KeptFacts(place)
    facts.note("age", "key", [1])
    facts.keep()
    assert KeptFacts(place).find("age", "key") == [1]
    place.write_bytes(damage)

    assert KeptFacts(place).find("age", "key") is None


def test_facts_of_another_program_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another way to count may find another age."""
    place = tmp_path / kept_facts.PLACE
    facts = KeptFacts(place)
    facts.note("age", "key", [1])
    facts.keep()
    monkeypatch.setattr(kept_facts, "digest_program", lambda: "another")

    assert KeptFacts(place).find("age", "key") is None
