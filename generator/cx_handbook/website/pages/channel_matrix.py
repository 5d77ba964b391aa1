"""Situations by channel: where each is covered, where it does not arise, and where a gap is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cx_handbook import addresses
from cx_handbook.content.model import Situation
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page

MOST_CHANNELS_UNSCROLLED = 6  # so many columns fit beside the names on a wide screen


@dataclass(frozen=True)
class Cell:
    """One situation in one channel; a reason says why it does not arise there."""

    channel: str
    covered: bool
    reason: str


def render_matrix(context: SiteContext) -> Iterator[Page]:
    """Yield the page of all situations by all channels, if there is a situation."""
    if not context.handbook.situations:
        return
    rows = [(situation, _make_row(context, situation)) for situation in context.handbook.situations]
    cells = [cell for _, row in rows for cell in row]
    explained = [(situation, [cell for cell in row if cell.reason]) for situation, row in rows]
    yield render_page(
        context,
        "channel_matrix",
        addresses.CHANNEL_MATRIX,
        "Situations by channel",
        "Where each situation has its procedure, and where it does not arise.",
        rows=rows,
        explained=[(situation, reasons) for situation, reasons in explained if reasons],
        cells=len(cells),
        covered=sum(cell.covered for cell in cells),
        reasons=sum(bool(cell.reason) for cell in cells),
        empty=sum(not (cell.covered or cell.reason) for cell in cells),
        # With more columns the table scrolls sideways, and the page says so.
        roomy=len(context.handbook.company.channels) <= MOST_CHANNELS_UNSCROLLED,
    )


def _make_row(context: SiteContext, situation: Situation) -> list[Cell]:
    return [
        Cell(
            channel.id,
            channel.id in situation.channels,
            plain_text(situation.not_in.get(channel.id, "")),
        )
        for channel in context.handbook.company.channels
    ]
