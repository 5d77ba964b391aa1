"""`handbook find` answers on the terminal as the finder does, and says by what it compared."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.content.loader import load_handbook
from cx_handbook.website.finder.meaning.script import read_phrase_vectors

SAID = "I said that the seat is damaged"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "find", *arguments])


def test_a_complaint_finds_its_page_and_the_policies_behind_it(handbook_root: Path) -> None:
    """Titles, addresses, the phrase that is nearest, what a situation leads to, and by what."""
    (handbook_root / "meaning.txt").unlink()
    result = run(handbook_root, "the", "chair", "is", "broken")

    assert result.exit_code == 0
    assert result.stdout == (
        "The first page fits clearly. Read it before you answer.\n"
        "  The chair came broken  situations/chair-came-broken.html\n"
        "    then: Hear the whole story, A chair arrived broken, We ring back\n"
        "  Sold out  offers/sold-out.html\n"
        "    “The shelf is empty.”\n"
        "  A tidy counter  habits/tidy-counter.html\n"
        "    “Is this the till?”\n"
        "Compared by words only; by meaning too once a build has kept vectors in meaning.txt.\n"
    )


def test_what_fits_nothing_is_said_to_a_program_too(handbook_root: Path) -> None:
    """By the exit code, as grep does; and nothing typed is an error with a sentence."""
    result = run(handbook_root, "--json", "how do I boil an egg")

    assert result.exit_code == 1
    assert (json.loads(result.stdout)["fits"], json.loads(result.stdout)["pages"]) == (False, [])
    assert run(handbook_root, " ").exit_code == 2


def test_kept_vectors_find_what_other_words_mean(handbook_root: Path) -> None:
    """Without a page and without numpy, by the encoder of the pages; `meaning: false` leaves it out."""
    phrases = read_phrase_vectors(handbook_root, load_handbook(handbook_root), print)
    assert phrases is not None
    phrases.keep(handbook_root)

    found = json.loads(run(handbook_root, "--json", SAID).stdout)
    settings = handbook_root / "mkdocs.yml"
    text = "site_name: Test\nplugins:\n  - handbook:\n      meaning: false\n"
    settings.write_text(text, "utf-8")
    by_words = json.loads(run(handbook_root, "--json", SAID).stdout)

    assert (found["by_meaning"], by_words["by_meaning"]) == (True, False)
    assert found["pages"][0]["path"] == "situations/chair-came-broken.html"
    assert by_words["pages"][0]["path"] == "hearing/whole-story.html"
