"""What a page offers by meaning is right far more often than it leads astray.

`benchmarks/offers.py` prints the figures of all files; here a part of one holds them, with a margin.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.depth import WHOLE, choose_some
from support.finder import FinderByMeaning
from support.offers import measure_offers
from support.project import PROJECT, load_shipped

sys.path.insert(0, str(PROJECT / "benchmarks"))

from offers import split_halves
from search import OUT_OF_SCOPE, OWN, handbook_of, own, read

LABELS = 20  # of those in the file, so that few phrases have to be encoded
EVERY = 9  # phrases of our own from one that is tried each time to the next
LEAST_RIGHT = 0.75  # of offers; measured 0.85
TIMES = 5  # as often right as harmful, at least
MOST_STRAY = 0.03  # of what fits nothing


@pytest.mark.deep
def test_an_offer_is_mostly_right_and_seldom_leads_astray(tmp_path: Path) -> None:
    """In another trade, on the phrases that the limits were chosen on; little is offered to nonsense."""
    rows = read(OWN / "few-shared-words.csv")
    labels = list(dict.fromkeys(label for _, label in rows if label != OUT_OF_SCOPE))[:LABELS]
    some = [(text, label) for text, label in rows if label in (*labels, OUT_OF_SCOPE)]
    handbook, queries = handbook_of(some, 10, tmp_path)
    chosen, _ = split_halves(queries)

    found = measure_offers(
        FinderByMeaning(handbook, tmp_path, makes_new=True), [(q.text, q.wanted) for q in chosen]
    )

    assert found.offered >= 8
    assert found.right >= LEAST_RIGHT * found.offered
    assert found.right >= TIMES * found.harmful
    assert found.stray_offered <= MOST_STRAY * found.stray


@pytest.fixture(scope="module")
def shipped() -> FinderByMeaning:
    """Return the finder of the shipped content with its encoder."""
    return FinderByMeaning(load_shipped(), PROJECT)


@pytest.mark.parametrize("whole", WHOLE)
def test_the_shipped_content_is_seldom_spoilt(shipped: FinderByMeaning, whole: bool) -> None:
    """Of our own phrases, whose page the words mostly have, next to none is led away from it."""
    tried = choose_some(own("tuned"), whole, EVERY)
    found = measure_offers(shipped, [(one.text, one.wanted) for one in tried])

    assert found.harmful <= MOST_STRAY * found.fitting


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("you were not paying attention to me at all", "listening/ask-then-stop-talking"),
        ("there is nothing left for her here", None),
    ],
)
def test_sentences_that_were_once_led_astray(
    shipped: FinderByMeaning, said: str, offered: str | None
) -> None:
    """What somebody tried by hand is answered by the page that is meant, or by nothing."""
    (found,) = shipped.offer_many([said])
    named = found["first"] + found["offered"]

    assert found["offered"] == [] if offered is None else f"{offered}.html" in named
