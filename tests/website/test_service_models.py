"""Pictures of models: nothing overlaps, everything fits, and the words are there without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from cx_handbook.bundles import STYLE
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook, Origin, ServiceModel
from cx_handbook.content.model.types import FACTORS
from cx_handbook.website.diagrams.geometry import (
    Drawing,
    share_room,
    spread_centres,
    text_width,
    wrap_text,
)
from cx_handbook.website.pages.all_pages import render_pages
from cx_handbook.website.pages.service_models import draw_model
from support.rendered import render_once

DAY = date(2026, 11, 21)
NAMES = (
    "Straightforwardness in everything", "Courtesy and competence together", "Kindness", "I",
    "A long name that goes on for more than one line", "Unverständlichkeitsvermeidung",
    "Responsiveness & speed", "Long-term relationships", "WWW MMM @@@",
)  # fmt: skip
MARKS = [
    {"at": 0, "name": "The beginning of it all"},
    {"at": 5, "name": "The gate"},
    {"at": 5.5, "name": "Another, right beside it"},
    {"at": 10, "name": "Perfection, never reached"},
]

widths = st.lists(st.floats(1, 60), min_size=1, max_size=9)


def model(picture: str, count: int) -> ServiceModel:
    """Return a model of some parts with names that are hard to place."""
    parts: list[dict[str, Any]] = [{"name": name, "meaning": "x"} for name in NAMES[:count]]
    if picture == "bar":
        for n, part in enumerate(parts):
            part["span"] = [10 * n / count, 10 * (n + 1) / count if n < count - 1 else 10]
    data = {
        "title": "A model with a title that needs two lines", "summary": "s", "picture": picture,
        "alt": "In words.", "text": "t", "parts": parts, "use": "u", "revised": "2026-01-01",
        "marks": MARKS if picture == "bar" else [],
    }  # fmt: skip
    return ServiceModel.model_validate(data, context=Origin("policies/models/m.yml", "m"))


def drawn(handbook: Handbook, *models: ServiceModel) -> dict[str, str]:
    pages = render_pages(replace(handbook, models=models), DAY)
    return {page.path: page.html for page in pages if page.path.startswith("models/")}


@given(data=st.data(), sizes=widths)
def test_what_is_spread_keeps_its_order_and_does_not_overlap(
    data: st.DataObject, sizes: list[float]
) -> None:
    """Wherever labels want to stand, each ends before the next begins, and all are inside."""
    wanted = sorted(
        data.draw(st.lists(st.floats(0, 600), min_size=len(sizes), max_size=len(sizes)))
    )
    centres = spread_centres(wanted, sizes, 0, 600)

    edges = [(c - size / 2, c + size / 2) for c, size in zip(centres, sizes, strict=True)]
    assert edges[0][0] >= -1e-6
    assert edges[-1][1] <= 600 + 1e-6
    assert all(a[1] <= b[0] + 1e-6 for a, b in pairwise(edges))


def test_what_has_room_stays_where_it_belongs() -> None:
    """Labels that do not touch are not moved, and two that touch move by the same."""
    assert spread_centres([50, 200], [40, 40], 0, 600) == [50, 200]
    assert spread_centres([100, 110], [40, 40], 0, 600) == [85, 125]


@given(wanted=widths, room=st.floats(10, 400))
def test_what_wants_little_leaves_room_for_others(wanted: list[float], room: float) -> None:
    """Nobody gets more than they want; all is used when it is not enough; the small come first."""
    given_room = share_room(wanted, room)

    assert all(0 < had <= want for had, want in zip(given_room, wanted, strict=True))
    assert sum(given_room) == pytest.approx(min(sum(wanted), room))


@example("WWWWa--", 73.0)
@given(text=st.text("abcm W-", min_size=1, max_size=80), width=st.floats(60, 200))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    """No line is wider than it may be, and together they hold every letter in order."""
    lines = wrap_text(text, width)

    assert all(text_width(line) <= width for line in lines if line.strip("-"))
    letters = re.sub(r"[ -]", "", "".join(lines))
    assert letters == re.sub(r"[ -]", "", text)


@pytest.fixture(scope="module")
def easel(chromium: Browser) -> Iterator[Page]:
    """Return a page with the handbook's look, on which drawings are measured."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    yield page
    page.close()


MEASURE = """
svg => {
  const box = svg.viewBox.baseVal, words = [...svg.querySelectorAll("text")].map(text => {
    const b = text.getBoundingClientRect(), s = svg.getBoundingClientRect();
    const k = box.width / s.width;
    return {said: text.textContent, left: (b.left - s.left) * k, right: (b.right - s.left) * k,
            top: (b.top - s.top) * k, foot: (b.bottom - s.top) * k};
  });
  const out = words.filter(w => w.left < 0 || w.top < -2 || w.right > box.width || w.foot > box.height + 2);
  const over = words.flatMap((a, n) => words.slice(n + 1).filter(b =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.foot - 4 && b.top < a.foot - 4
  ).map(b => a.said + " / " + b.said));
  return [out.map(w => w.said), over, words.length];
}
"""


@pytest.mark.parametrize("count", [2, 5, 9])
@pytest.mark.parametrize("picture", ["bar", "pillars", "ring"])
def test_long_names_fit_and_do_not_overlap(
    handbook: Handbook, tmp_path: Path, served_assets: Path, easel: Page, picture: str, count: int
) -> None:
    """Measured in the browser, with hard names: no words outside the picture, none over others."""
    html = drawn(handbook, model(picture, count))["models/m.html"]
    css = (served_assets / STYLE).as_uri()
    shown = "<style>html { font-size: 20px } body { font-family: Inter } svg { display: block !important }"
    (tmp_path / "m.html").write_text(
        f'<meta charset="utf-8"><link rel="stylesheet" href="{css}">{shown}</style>{html}', "utf-8"
    )
    easel.goto((tmp_path / "m.html").as_uri())
    easel.evaluate("document.fonts.ready")

    for svg in easel.locator("svg[role=img]").all():
        outside, over, words = svg.evaluate(MEASURE)
        assert (outside, over) == ([], [])
        assert words > count


def boxes(drawing: Drawing) -> list[list[float]]:
    """Return the numbers of each part's path."""
    return [[float(n) for n in re.findall(r"-?[\d.]+", p.shape)] for p in drawing.pieces]


def test_parts_of_a_bar_are_as_long_as_they_say(handbook: Handbook) -> None:
    """Lying and standing, a part's length is its share of the scale, and parts join."""
    lying, standing = draw_model(handbook.models[0])
    for (x, _, width, *_), (low, high) in zip(boxes(lying), [(0, 5), (5, 10)], strict=True):
        assert width == pytest.approx((high - low) / 10 * 680)
        assert x == pytest.approx(20 + low / 10 * 680)
    promise, kindness = boxes(standing)
    assert promise[1] == pytest.approx(kindness[1] + kindness[3])


def test_a_model_page_leads_to_the_policies_that_carry_each_part(handbook: Handbook) -> None:
    """Those that a part names come first, then all others of its factor; citations are links."""
    html = next(p.html for p in render_once(handbook) if p.path == "models/half-full.html")
    promise, kindness = html.split('class="hb-part"')[1:3]

    serving = [p for p in handbook.policies if p.factor == "compliance"]
    assert serving
    assert all(f'href="../{p.section}/{p.slug}.html"' in promise for p in serving)
    links = re.findall(r'href="\.\./(\w+/[\w-]+)\.html"', kindness.split("</section>")[0])
    assert links == ["hearing/whole-story", "sorry/broken-chair"]
    assert '<a class="hb-cite" href="../sources.html#DOC-04">DOC-04</a>' in html


def test_each_arrangement_says_what_it_shows(handbook: Handbook) -> None:
    """Wide and narrow are images with a name and a description, which stands beside them too."""
    html = next(p.html for p in render_once(handbook) if p.path == "models/half-full.html")
    alt = handbook.models[0].alt

    for name in ("wide", "narrow"):
        assert f'aria-labelledby="picture-{name}-title picture-{name}-desc"' in html
        assert f'<desc id="picture-{name}-desc">{alt}</desc>' in html
        assert f'<title id="picture-{name}-title">Half full</title>' in html
    assert f"<summary>The picture in words</summary><p>{alt}</p>" in html
    assert len(re.findall(r' id="([^"]+)"', html)) == len(set(re.findall(r' id="([^"]+)"', html)))


def test_colours_stand_in_the_style_sheet_alone(handbook: Handbook) -> None:
    """No picture names a colour, so that light, dark and forced colours all hold."""
    for picture in ("bar", "pillars", "ring"):
        html = drawn(handbook, model(picture, 5))["models/m.html"]
        for svg in re.findall(r'<svg class="hb-svg.*?</svg>', html, re.DOTALL):
            assert not re.search(r"fill=|stroke=|style=|#[0-9a-f]{3}", svg)


def test_the_index_shows_each_picture_small_with_its_line(handbook: Handbook) -> None:
    """Small pictures have no words, are hidden from screen readers, and stand beside a link."""
    models = tuple(model(picture, 3) for picture in ("bar", "pillars", "ring"))
    html = drawn(handbook, *models)["models/index.html"]

    small = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(small) == 3
    assert all('aria-hidden="true"' in svg and "<text" not in svg for svg in small)
    assert html.count('<a href="m.html">') == 3
    assert "Straightforwardness in everything\u00a0· Courtesy" in unescape(html)


def test_without_a_model_there_is_no_page_of_them(handbook: Handbook) -> None:
    """An author may delete them all: their pages are gone, and no page links to one."""
    pages = list(render_pages(replace(handbook, models=()), DAY))

    assert not [page.path for page in pages if page.path.startswith("models/")]
    assert not [page.path for page in pages if 'href="models/' in page.html]


def test_the_scoring_page_links_the_five_factors(handbook: Handbook) -> None:
    """When a model has these five parts, whatever its name; its name alone links nothing."""
    part = handbook.models[0].parts[0]
    parts = tuple(part.model_copy(update={"factor": factor}) for factor in FACTORS)
    factors = handbook.models[0].model_copy(update={"parts": parts})
    factors._origin = Origin("policies/models/how-we-are-seen.yml", "how-we-are-seen")
    namesake = handbook.models[0].model_copy()
    namesake._origin = Origin("policies/models/five-factors.yml", "five-factors")
    for models, links in (((namesake,), False), ((factors,), True)):
        pages = render_pages(replace(handbook, models=models), DAY)
        html = next(page.html for page in pages if page.path == "scoring.html")
        assert ('href="models/' in html) == links


def test_the_search_finds_a_part_by_its_meaning(handbook: Handbook, handbook_root: Path) -> None:
    """Each part is an entry of its own, without the IDs that its text cites."""
    assert load_handbook(handbook_root) == handbook
    page = next(p for p in render_once(handbook) if p.path == "models/half-full.html")

    found = {entry.title: entry for entry in page.search}
    assert found["Promise"].anchor == "part-1"
    assert found["Promise"].text == "The call comes when we said."
