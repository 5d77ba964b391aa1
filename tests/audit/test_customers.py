"""What customers said stands beside an audit, with what is not known of those who did not answer."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from cx_handbook.audit.history.customers import (
    CustomerAnswers,
    count_answers,
    describe_answers,
    find_answers,
)
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.content.model.log import Heard

HEARD = Heard(column="kept", kept=("Yes",), no_answer=("No answer",))


def heard_event(**fields: Any) -> AuditEvent:
    data = {
        "event": "heard", "format": 1, "id": "aaaa-bbbb", "audit": "k3x9-2fq7", "checklist": "monthly",
        "site": "harbour", "on": "2026-11-03", "asked": 60, "answered": 52, "kept": 37,
    }  # fmt: skip
    return AuditEvent.model_validate({**data, **fields})


def test_a_blank_is_somebody_who_did_not_answer() -> None:
    """Partly is an answer and no promise kept; a blank and *No answer* are none."""
    texts = ["Yes", "Partly", "No", "", "No answer", "Yes "]

    assert count_answers([{"kept": text} for text in texts], HEARD) == CustomerAnswers(6, 4, 2)
    assert count_answers([], HEARD) == CustomerAnswers(0, 0, 0)


def test_the_share_is_of_those_who_answered_and_says_so() -> None:
    """Wilson's limits of 37 of 52 are 57.7 and 81.7 percent, rounded outwards."""
    assert describe_answers(CustomerAnswers(60, 52, 37)) == (
        "Customers: 37 of 52 say that we did what we said (71%; 57 to 82%). "
        "8 of 60 gave no answer; what they think is not known."
    )
    assert describe_answers(CustomerAnswers(4, 0, 0)) == "Customers: 4 asked, and nobody answered."


def test_the_newest_count_holds() -> None:
    """A log that was counted again replaces what was counted before."""
    events = [heard_event(), heard_event(id="aaaa-cccc", kept=40)]

    assert find_answers(events) == CustomerAnswers(60, 52, 40)
    assert find_answers([]) is None


@pytest.mark.parametrize("counts", [{"kept": 53}, {"answered": 61}])
def test_more_cannot_be_kept_than_answered(counts: dict[str, int]) -> None:
    with pytest.raises(
        ValidationError, match="more kept than answered, or more answered than asked"
    ):
        heard_event(**counts)
