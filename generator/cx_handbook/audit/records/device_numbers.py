"""Running numbers of devices: which audits were begun on a device and are not here.

A gap proves nothing: a draft may have been given up, or lies on the device still. It is a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.text_for_messages import join_words

MOST_SHOWN = 10  # gaps of one device; more of them say no more


def find_missing_numbers(records: Iterable[AuditRecord]) -> dict[str, tuple[int, ...]]:
    """Return for each device the numbers below its highest that no record here has, in order."""
    found = defaultdict[str, set[int]](set)
    for record in records:
        if record.device:
            found[record.device.device].add(record.device.number)
    return {
        device: missing
        for device, numbers in sorted(found.items())
        if (missing := tuple(n for n in range(1, max(numbers)) if n not in numbers))
    }


def describe_missing_numbers(records: Iterable[AuditRecord]) -> Iterator[str]:
    """Yield a question for each device with gaps, in a sentence or two."""
    # All devices in the order of their names, so that the same folder gives the same lines.
    for device, missing in find_missing_numbers(records).items():
        runs = list(_join_runs(missing))
        more = f" and {len(runs) - MOST_SHOWN} more gaps" if len(runs) > MOST_SHOWN else ""
        named = join_words(runs[:MOST_SHOWN], "and") if not more else ", ".join(runs[:MOST_SHOWN])
        verb, noun = ("is", "Number") if len(missing) == 1 else ("are", "Numbers")
        yield (
            f"{noun} {named}{more} of the device {device} {verb} not here: "
            "given up, still on the device, or deleted?"
        )


def _join_runs(numbers: Iterable[int]) -> Iterator[str]:
    """Yield numbers as people write them, runs of three and more with their ends: 4, 7 to 9."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        if len(found) > 2:
            yield f"{found[0]} to {found[-1]}"
        else:
            yield from map(str, found)
