"""House rules for situations: the channels they list, and what is done in each."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.content.model import Handbook, Situation
from cx_handbook.errors import Fault, Path


def find_channel_gaps(context: RuleContext) -> Iterator[Fault]:
    for situation in context.situations:
        for channel in context.handbook.company.channels:
            if fault := _check_channel(context.handbook, situation, channel.id):
                yield Fault(situation.file, *fault)


def _check_channel(
    handbook: Handbook, situation: Situation, channel: str
) -> tuple[Path, str, str] | None:
    all_policies, anything = _what_holds(handbook, situation, channel)
    listed, left_out = channel in situation.channels, channel in situation.not_in
    if listed and left_out:
        wrong = f"{channel} stands under channels as well"
        return ("not_in", channel), wrong, "name it in one of the two"
    if listed and not anything:
        wrong = f"no policy or step under do holds in the channel {channel}"
        at = ("channels", situation.channels.index(channel))
        return at, wrong, f"add one that does, or move {channel} to not_in with the reason"
    # Only where every policy holds: elsewhere staff would find half a procedure.
    if all_policies and not listed and not left_out:
        wrong = f"{channel}, in which all its policies hold, stands neither here nor in not_in"
        return ("channels",), wrong, f"add {channel} here, or to not_in with the reason"
    return None


def _what_holds(handbook: Handbook, situation: Situation, channel: str) -> tuple[bool, bool]:
    """Tell whether all policies of a situation hold in a channel, and whether anything of it does."""
    policies = [
        channel in handbook.policies_by_slug[action.policy].channels
        for action in situation.do
        if action.policy
    ]
    # A step that names no channel is taken in all of them.
    steps = [action.step.channels for action in situation.do if action.step]
    in_step = any(not channels or channel in channels for channels in steps)
    return bool(policies) and all(policies), any(policies) or in_step


EMPTY_CELL = Rule(
    id="empty-cell",
    severity="error",
    title="A situation with a gap among its channels",
    page=(
        "Staff look a situation up by what happened, wherever it happened. "
        "So each channel in which all its policies hold stands under `channels`. "
        "Where it cannot arise all the same, the channel stands under `not_in` with the reason. "
        "And in each channel under `channels` at least one of its policies or steps holds."
    ),
    find_breaches=find_channel_gaps,
    judges_each_alone=True,
)

RULES = (EMPTY_CELL,)
