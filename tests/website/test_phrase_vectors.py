"""The vectors of what customers say are kept beside the content."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_handbook.addresses import FINDER_INDEX, FINDER_MEANING
from cx_handbook.bundles import ENCODER_FOLDER
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.errors import HandbookError
from cx_handbook.website.finder.meaning import script, vectors
from cx_handbook.website.finder.meaning.vectors import KEPT, read_kept_vectors, write_kept_vectors
from cx_handbook.website.site_files import SiteOptions, plan_site
from support.project import DAY, PROJECT, load_shipped

SIGNS = "!" * 384
STARTER = PROJECT / "generator/cx_handbook/samples/starter"


def test_a_build_without_numpy_gives_the_same_script(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever builds without it gets all vectors from the kept file."""
    handbook = load_handbook(STARTER)
    made = script.read_phrase_vectors(tmp_path, handbook, print)
    assert made is not None
    made.keep(tmp_path)
    monkeypatch.setattr(script, "can_encode", lambda: False)
    heard: list[str] = []

    found = script.read_phrase_vectors(tmp_path, handbook, heard.append)

    assert heard == []
    assert found is not None
    assert script.render_meaning_script(handbook, found) == script.render_meaning_script(
        handbook, made
    )


def test_a_missing_vector_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One line says how many phrases are compared by words only; nothing kept is overwritten."""
    monkeypatch.setattr(script, "can_encode", lambda: False)
    heard: list[str] = []

    found = script.read_phrase_vectors(tmp_path, load_shipped(), heard.append)

    assert len(heard) == 1
    assert script.INSTALL in heard[0]
    assert found is not None
    found.keep(tmp_path)
    assert not (tmp_path / KEPT).exists()


def test_only_what_is_new_is_made(tmp_path: Path) -> None:
    """A phrase that was there keeps its vector, whichever machine made it."""
    known = {vectors.make_key("My sofa is torn."): SIGNS}

    assert vectors.encode_missing(["My sofa is torn."], known) == {}
    made = vectors.encode_missing(["My sofa is torn.", "The lamp is late."], known)
    assert list(made) == [vectors.make_key("The lamp is late.")]
    write_kept_vectors(tmp_path, known | made)
    assert read_kept_vectors(tmp_path) == known | made


def test_a_line_that_is_no_vector_is_named_with_its_place(tmp_path: Path) -> None:
    """What a merge left behind stops a build, and says where."""
    (tmp_path / KEPT).write_text(f"# Ours\n{'a' * 20} {SIGNS}\n<<<<<<< HEAD\n", "utf-8")

    with pytest.raises(HandbookError) as caught:
        read_kept_vectors(tmp_path)

    assert f"{KEPT}:3:1: this is no key with its vector" in str(caught.value)


@pytest.mark.parametrize("kept", [None, {}, {"0" * 20: SIGNS}], ids=["off", "none", "some"])
def test_a_page_asks_for_an_encoder_only_where_there_is_one(
    handbook: Handbook, kept: dict[str, str] | None
) -> None:
    """Switched off, or without a single vector, the site has neither the encoder nor a word of it."""
    phrases = None if kept is None else script.PhraseVectors(kept, lacking=1)

    site = plan_site(handbook, DAY, SiteOptions(pdfs=False), phrases=phrases)

    index = str(site.contents[FINDER_INDEX])
    encoders = [address for address in site.copied if ENCODER_FOLDER in address]
    assert ('"meaning":true' in index, bool(encoders), FINDER_MEANING in site.contents) == (
        (bool(kept),) * 3
    )
