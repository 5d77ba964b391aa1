"""Draw the cases of a finished audit again, to see whether anybody chose among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cx_handbook.audit.records.draws import make_seed
from cx_handbook.audit.records.record import AuditRecord, Draw
from cx_handbook.audit.sampling.draw_sample import CaseSample
from cx_handbook.text_for_messages import show_name

_MOST_SHOWN = 10


@dataclass(frozen=True)
class Redraw:
    """A draw of a record beside the one that its seed gives from the same log today.

    `is_same_log` is false when the log has changed since, so that other cases say nothing.
    `missing` were drawn and are not in the record, `chosen` are in it and were not drawn.
    """

    standard: str
    is_same_seed: bool
    is_same_log: bool
    missing: tuple[str, ...]
    chosen: tuple[str, ...]
    replaced_out_of_order: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether the record holds the cases that the seed draws."""
        return self.is_same_seed and not (self.missing or self.chosen or self.replaced_out_of_order)


def compare_draws(record: AuditRecord, again: CaseSample) -> list[Redraw]:
    """Return how each draw of a record from a log compares with the same draw made again."""
    return [
        _compare_draw(
            record, question.item.standard, record.draws[question.item.standard], question.draw
        )
        for question in again.questions
        if question.item.standard in record.draws
    ]


def _compare_draw(record: AuditRecord, standard: str, kept: Draw, again: Draw) -> Redraw:
    # The period in a seed is a name; the other three parts are those of the record.
    parts = kept.seed.split("|")
    period = parts[1] if len(parts) == 4 else ""
    seed = make_seed(record.site, period, standard, record.id)
    # Replacements follow the order of the draw; another one was picked.
    reserve = [name for name in again.reserve if name not in kept.drawn]
    expected = reserve[: len(kept.replaced)]
    picked = tuple(r.by for r, name in zip(kept.replaced, expected, strict=False) if r.by != name)
    return Redraw(
        standard=standard,
        is_same_seed=kept.seed == seed,
        is_same_log=kept.log_digest == again.log_digest,
        missing=tuple(name for name in again.drawn if name not in kept.drawn),
        chosen=tuple(name for name in kept.drawn if name not in again.drawn),
        replaced_out_of_order=picked,
    )


def describe_redraw(found: Redraw) -> Iterator[str]:
    """Yield what there is to say of a draw that was made again, in sentences."""
    # One line for what is well: there is a draw for each question.
    if found.is_clean:
        yield f"{found.standard}: the same cases again."
        return
    if not found.is_same_seed:
        yield f"{found.standard}: its seed is not that of this site, question and audit."
    if not found.is_same_log:
        yield f"{found.standard}: the log has changed since the draw, so other cases prove nothing."
    if found.missing:
        yield f"{found.standard}: drawn, and not in the record: {_list_names(found.missing)}."
    if found.chosen:
        yield f"{found.standard}: in the record, and not drawn: {_list_names(found.chosen)}."
    if found.replaced_out_of_order:
        names = _list_names(found.replaced_out_of_order)
        yield f"{found.standard}: not the next in the draw, and still taken instead: {names}."


def _list_names(names: tuple[str, ...]) -> str:
    shown = ", ".join(show_name(name, 40) for name in names[:_MOST_SHOWN])
    left = len(names) - _MOST_SHOWN
    return f"{shown} and {left} more" if left > 0 else shown
