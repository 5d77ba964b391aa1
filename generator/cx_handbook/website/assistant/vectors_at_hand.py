"""The vectors of phrases for whoever asks the finder outside of a page: those that a build has kept."""

from __future__ import annotations

from pathlib import Path

from cx_handbook.content.model import Handbook
from cx_handbook.content.notices import SETTINGS
from cx_handbook.website.finder.meaning.script import PhraseVectors, read_phrase_vectors
from cx_handbook.website.settings_file import read_site_settings


def read_vectors_at_hand(root: Path, handbook: Handbook) -> PhraseVectors | None:
    """Return the vectors that are kept; None where there are none, or `meaning: false` is set.

    None is made: a question is to be answered at once. Raises HandbookError for problems in the
    settings or in the kept file.
    """
    # Content without settings can be asked too; nothing is switched off then.
    if (root / SETTINGS).is_file() and not read_site_settings(root).options.meaning:
        return None
    phrases = read_phrase_vectors(root, handbook, _say_nothing, makes_new=False)
    return phrases if phrases is not None and phrases.vectors else None


def _say_nothing(_: str) -> None:
    """What is lacking, the answer says itself."""
