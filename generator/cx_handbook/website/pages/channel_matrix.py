"""Situations by channel: where each is covered, where it does not arise, and where nothing is said."""

from __future__ import annotations

from dataclasses import dataclass

from cx_handbook import addresses
from cx_handbook.content.model import Situation
from cx_handbook.markdown import plain
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page

ROOMY = 6  # as many channels fit beside the names without scrolling


@dataclass(frozen=True)
class Cell:
    """One situation in one channel; a reason says why it does not arise there."""

    channel: str
    covered: bool
    reason: str


def matrix_page(context: SiteContext) -> Page:
    """Return the page of all situations by all channels."""
    rows = [(situation, _cells(context, situation)) for situation in context.handbook.situations]
    cells = [cell for _, row in rows for cell in row]
    apart = [
        (situation, there)
        for situation, row in rows
        if (there := [cell for cell in row if cell.reason])
    ]
    return render_page(
        context,
        "matrix",
        addresses.CHANNEL_MATRIX,
        "Situations by channel",
        "Where each situation has its procedure, and where it does not arise.",
        "",
        rows=rows,
        apart=apart,
        cells=len(cells),
        covered=sum(cell.covered for cell in cells),
        reasons=sum(bool(cell.reason) for cell in cells),
        empty=sum(not (cell.covered or cell.reason) for cell in cells),
        roomy=len(context.handbook.company.channels) <= ROOMY,
    )


def _cells(context: SiteContext, situation: Situation) -> list[Cell]:
    return [
        Cell(
            channel.id,
            channel.id in situation.channels,
            plain(situation.not_in.get(channel.id, "")),
        )
        for channel in context.handbook.company.channels
    ]


def held_in(context: SiteContext, situation: Situation) -> list[tuple[str, ...]]:
    """Return for each action of a situation the channels it holds in, unless it holds in all."""
    return [
        _fewer(situation, context.handbook.policy[action.policy].channels) if action.policy else ()
        for action in situation.do
    ]


def _fewer(situation: Situation, channels: tuple[str, ...]) -> tuple[str, ...]:
    here = tuple(channel for channel in situation.channels if channel in channels)
    return () if len(here) == len(situation.channels) else here or channels
