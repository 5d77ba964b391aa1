"""A gap in a device's running numbers is asked about, and proves nothing."""

from __future__ import annotations

from typing import Any

from cx_handbook.audit.records.device_numbers import describe_missing_numbers, find_missing_numbers
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Handbook
from support.audit_records import a_record


def records_of(handbook: Handbook, **numbers: list[int]) -> list[AuditRecord]:
    made: list[AuditRecord] = [a_record(handbook, device=None)]
    for device, found in numbers.items():
        for number in found:
            fields: dict[str, Any] = {"device": {"device": device, "number": number}}
            made.append(a_record(handbook, id=f"{device}-{number}", **fields))
    return made


def test_gaps_below_the_highest_number_are_found_for_each_device(handbook: Handbook) -> None:
    """A revision has the number of its audit, so a number that stands twice is no fault."""
    records = records_of(handbook, tablet=[1, 2, 5, 5], till=[1, 2, 3])

    assert find_missing_numbers(records) == {"tablet": (3, 4)}


def test_what_was_filled_in_elsewhere_has_no_number_and_no_gap(handbook: Handbook) -> None:
    assert list(describe_missing_numbers(records_of(handbook))) == []


def test_a_gap_is_a_question(handbook: Handbook) -> None:
    assert list(describe_missing_numbers(records_of(handbook, a=[2], b=[4, 9, 11]))) == [
        "Number 1 of the device a is not here: given up, still on the device, or deleted?",
        "Numbers 1 to 3, 5 to 8 and 10 of the device b are not here: "
        "given up, still on the device, or deleted?",
    ]
