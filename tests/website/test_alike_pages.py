"""Authors hear of phrases and pages that mean nearly the same, when they ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.website.finder.meaning.vectors import make_key, write_kept_vectors
from cx_handbook.website.finder.meaning.weights import SIGNS

MIDDLE = SIGNS[len(SIGNS) // 2]  # stands for 0


def point(place: int) -> str:
    """Return the vector that points along one axis."""
    return MIDDLE * place + SIGNS[-1] + MIDDLE * (383 - place)


def run(root: Path) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "check", "--alike"])


def test_the_same_meaning_on_two_pages_is_a_notice(handbook_root: Path) -> None:
    """Phrases that mean the same are named with their pages, and so are pages; nothing fails."""
    said = {"Nobody called.": 0, "That is not what I said.": 0, "Where do I pay?": 7}
    write_kept_vectors(handbook_root, {make_key(text): point(n) for text, n in said.items()})

    result = run(handbook_root)

    assert result.exit_code == 0
    named = [line for line in result.stdout.splitlines() if "We ring back and" in line]
    assert named == [
        "notice: nearly the same: ‘Nobody called.’ and ‘That is not what I said.’, "
        "on the pages We ring back and Hear the whole story",
        "notice: see also: We ring back and Hear the whole story are near, "
        "and neither leads to the other",
    ]


@pytest.mark.parametrize("has_vectors", [True, False])
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, handbook_root: Path, has_vectors: bool
) -> None:
    """Without numpy or without vectors there is one sentence that says what to do."""
    (handbook_root / "meaning.txt").unlink()
    if has_vectors:
        write_kept_vectors(handbook_root, {make_key("Nobody called."): point(0)})
        vectors = "cx_handbook.website.finder.meaning.vectors"
        monkeypatch.setattr(f"{vectors}.can_encode", lambda: False)

    result = run(handbook_root)

    assert result.exit_code == 2
    assert "--alike needs numpy and the vectors in meaning.txt" in result.stderr
