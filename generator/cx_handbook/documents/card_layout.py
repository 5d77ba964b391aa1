"""How the words of a section are laid out on one side, and which of them are left out.

A side is tried with large type in one column, then in two with ever smaller type and spacing. Where
the smallest does not hold all words, each policy keeps as many as fit, the most important ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

from cx_handbook.customer_words import CustomerWords
from cx_handbook.documents.card_words import CardPage, Entry, keep_most_important, write_on_paper
from cx_handbook.documents.text_width import count_lines, estimate_least_lines
from cx_handbook.markdown import plain_text

# What both papers have: the width of A4 and the height of US Letter, less the margins of the style.
SIDE_WIDTH = 190.0  # mm
SIDE_HEIGHT = 255.0  # mm
LEAST_TYPE = 8.5  # points: read at arm's length on a desk
_MM = 25.4 / 72  # a point in mm
_FRAME = 17.0  # mm: the company's name, rules and the space around title, purpose and foot
_TITLE_TYPE, _PURPOSE_TYPE, _NOTE_TYPE = 15.0, 8.5, 7.5  # points
_HEAD_WIDTH = 165.0  # mm: beside the code
_SMALL_LEADING = 1.3
_MARGIN = 0.01  # mm: sums of fractions differ by less
_LEGEND = (
    "The number before words is the step on the page. What stands in brackets is yours to fill in."
)
_RULE = (
    "One side does not hold all words of this section. Of each page come first the words for its "
    "first cause, offer or question, then the first words of each step, then the others."
)


@dataclass(frozen=True)
class Layout:
    """One way to set a side: columns, size of type in points, line height in em, gaps in mm."""

    columns: int
    type: float
    leading: float
    gap: float  # before each entry
    gutter: float = 7.0  # between columns
    number: float = 6.0  # the room in which the number of a step stands

    @property
    def title_gap(self) -> float:
        """What is left free around a title, in mm."""
        return self.gap * 2 + 0.8

    @property
    def line(self) -> float:
        """The height of a line, in mm."""
        return self.type * self.leading * _MM

    @property
    def room(self) -> float:
        """The width that words have, in em."""
        column = (SIDE_WIDTH - self.gutter * (self.columns - 1)) / self.columns
        return (column - self.number) / (self.type * _MM)


def _set_columns(size: float) -> Layout:
    """Return the layout in two columns: smaller type is set closer."""
    ease = size - LEAST_TYPE
    return Layout(2, size, round(1.25 + 0.035 * ease, 3), round(0.45 + 0.3 * ease, 2))


# From the most legible on. Quarters of a point are the least that anybody sees.
LAYOUTS = (
    Layout(1, 11.5, 1.35, 1.2),
    *(_set_columns(LEAST_TYPE + quarters / 4) for quarters in range(10, -1, -1)),
)


@dataclass(frozen=True)
class Side:
    """What a card is to hold: its title, its purpose, the pages, and what a customer is called."""

    title: str
    purpose: str
    pages: tuple[CardPage, ...]
    customer: CustomerWords


@dataclass(frozen=True)
class Card:
    """A side that is laid out: the pages in each column, what is left out, and what its foot says."""

    layout: Layout
    columns: tuple[tuple[CardPage, ...], ...]
    left_out: tuple[CardPage, ...]
    note: str


class _Block(NamedTuple):
    """A title (without an entry) or an entry of a page, and its height in mm."""

    page: CardPage
    entry: Entry | None
    height: float


def lay_out_card(side: Side) -> Card:
    """Return the card in the largest type that holds all words, or with the most important ones."""
    for layout in LAYOUTS:
        if card := _fill_side(side, layout, side.pages, ()):
            return card
    for choice in _list_choices(side.pages):
        if card := _try_choice(side, choice):
            return _fill_up(side, choice, card)
    # One sentence is longer than a side. It goes on overleaf: nothing is cut off.
    pages, left_out = _apply_choice(side.pages, choice)
    return Card(LAYOUTS[-1], (pages, ()), left_out, write_note(left_out))


def _fill_up(side: Side, choice: tuple[int, ...], card: Card) -> Card:
    """Return the card with one entry more of each page for which there is still room."""
    for n in range(len(choice)):
        more = (*choice[:n], choice[n] + 1, *choice[n + 1 :])
        if fuller := _try_choice(side, more):
            choice, card = more, fuller
    return card


def _try_choice(side: Side, choice: Sequence[int]) -> Card | None:
    """Return the card on which each page keeps so many entries, or None where they do not fit."""
    return _fill_side(side, LAYOUTS[-1], *_apply_choice(side.pages, choice))


def _list_choices(pages: Sequence[CardPage]) -> Iterator[tuple[int, ...]]:
    """Yield how many entries each page keeps: as many of each as fit, then one of the first pages."""
    longest = max(len(page.entries) for page in pages)
    for most in range(max(longest - 1, 1), 0, -1):
        yield (most,) * len(pages)
    for many in range(len(pages) - 1, 0, -1):
        yield (1,) * many + (0,) * (len(pages) - many)


def _apply_choice(
    pages: Sequence[CardPage], choice: Sequence[int]
) -> tuple[tuple[CardPage, ...], tuple[CardPage, ...]]:
    """Return the pages with what each keeps, and those that lose something with what they lose."""
    both = [keep_most_important(page, most) for page, most in zip(pages, choice, strict=True)]
    kept, left_out = zip(*both, strict=True)
    return tuple(p for p in kept if p.entries), tuple(p for p in left_out if p.entries)


def write_note(left_out: Sequence[CardPage]) -> str:
    """Return what the foot of a card says: how to read it, and which words are not on it."""
    if not left_out:
        return _LEGEND
    places = "; ".join(
        f"{page.number}: {', '.join(entry.place for entry in page.entries)}" for page in left_out
    )
    return f"{_LEGEND} {_RULE} Left out, by page: {places}."


def _fill_side(
    side: Side, layout: Layout, pages: tuple[CardPage, ...], left_out: tuple[CardPage, ...]
) -> Card | None:
    """Return the card with all of these pages, or None where one side does not hold them."""
    note = write_note(left_out)
    room = SIDE_HEIGHT - _measure_frame(side, note)
    # What surely does not fit needs no measuring line by line.
    if _estimate_height(pages, layout, side.customer) > room * layout.columns + _MARGIN:
        return None
    blocks = [block for page in pages for block in _measure_page(page, layout, side.customer)]
    if layout.columns == 1:
        fits = sum(block.height for block in blocks) <= room
        return Card(layout, (pages,), left_out, note) if fits else None
    cut = _find_cut(blocks, room)
    if cut is None:
        return None
    columns = (_join_blocks(blocks[:cut]), _join_blocks(blocks[cut:]))
    return Card(layout, columns, left_out, note)


def _measure_frame(side: Side, note: str) -> float:
    """Return the height of what stands above and below the words, in mm."""
    texts = (
        (side.title, _TITLE_TYPE, _HEAD_WIDTH),
        (side.purpose, _PURPOSE_TYPE, _HEAD_WIDTH),
        (note, _NOTE_TYPE, SIDE_WIDTH),
    )
    lines = (
        count_lines(plain_text(text), width / (size * _MM)) * size * _SMALL_LEADING * _MM
        for text, size, width in texts
    )
    return _FRAME + sum(lines)


def _estimate_height(pages: Sequence[CardPage], layout: Layout, customer: CustomerWords) -> float:
    """Return the least height that pages take in one column, in mm."""
    width, height = layout.room, 0.0
    for page in pages:
        lines = estimate_least_lines(_write_title(page), width)
        for entry in page.entries:
            lines += estimate_least_lines(_write_entry(entry, customer), width)
        height += lines * layout.line + layout.title_gap + len(page.entries) * layout.gap
    return height


def _measure_page(page: CardPage, layout: Layout, customer: CustomerWords) -> Iterator[_Block]:
    room, line = layout.room, layout.line
    title = count_lines(_write_title(page), room)
    yield _Block(page, None, title * line + layout.title_gap)
    for entry in page.entries:
        lines = count_lines(_write_entry(entry, customer), room)
        yield _Block(page, entry, lines * line + layout.gap)


def _write_title(page: CardPage) -> str:
    return f"{page.number}. {plain_text(page.title)}"


# Each card is tried in several types and with several choices of its entries.
@lru_cache(maxsize=2_048)
def _write_entry(entry: Entry, customer: CustomerWords) -> str:
    said = " ".join(write_on_paper(words, customer) for words in entry.words)
    return f"{entry.label}: “{said}”" if entry.label else f"“{said}”"


def _find_cut(blocks: Sequence[_Block], room: float) -> int | None:
    """Return where the second column begins, best with a page; None where two do not hold all."""
    sums = list(accumulate((block.height for block in blocks), initial=0.0))
    titles = [n for n, block in enumerate(blocks) if block.entry is None] + [len(blocks)]
    # A title is not left alone at the foot of the first column.
    others = [n for n, block in enumerate(blocks) if block.entry and blocks[n - 1].entry]

    def measure_cut(cut: int) -> float:
        # A page that goes on has its title again.
        again = max(blocks[n].height for n in titles[:-1]) if cut in others else 0.0
        return max(sums[cut], sums[-1] - sums[cut] + again)

    for cuts in (titles, others):
        if cuts and measure_cut(best := min(cuts, key=measure_cut)) <= room:
            return best
    return None


def _join_blocks(blocks: Sequence[_Block]) -> tuple[CardPage, ...]:
    """Return the pages of a column; one that began in the column before goes on here."""
    pages = []
    for page, group in groupby(blocks, key=lambda block: block.page):
        of_page = list(group)
        entries = tuple(block.entry for block in of_page if block.entry)
        pages.append(replace(page, entries=entries, goes_on=of_page[0].entry is not None))
    return tuple(pages)
