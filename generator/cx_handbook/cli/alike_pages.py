"""What `handbook check --alike` prints: notices for authors, which are no problems."""

from __future__ import annotations

from pathlib import Path

from cx_handbook.cli.terminal import echo
from cx_handbook.content.model import Handbook
from cx_handbook.errors import CannotRunError
from cx_handbook.text_for_messages import quote_value


def print_alike_pages(root: Path, handbook: Handbook) -> None:
    """Print phrases of different pages that mean nearly the same, and pages that could name each other.

    Raises CannotRunError where numpy or the vectors are missing.
    """
    from cx_handbook.website.finder.meaning.alike import find_alike
    from cx_handbook.website.finder.meaning.script import INSTALL
    from cx_handbook.website.finder.meaning.vectors import KEPT, can_encode, read_kept_vectors

    vectors = read_kept_vectors(root)
    if not can_encode() or not vectors:
        raise CannotRunError(
            f"--alike needs numpy and the vectors in {KEPT}; run {INSTALL} and handbook build"
        )
    found = find_alike(handbook, vectors)
    if not found:
        echo("No two pages are told apart by too little.")
    for pair in found:
        one, other = pair.titles
        if pair.phrases:
            said = " and ".join(quote_value(text, 80) for text in pair.phrases)
            echo(f"notice: nearly the same: {said}, on the pages {one} and {other}")
        else:
            echo(f"notice: see also: {one} and {other} are near, and neither leads to the other")
