"""The blank logs: what is written down when a call is promised or a complaint comes in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True)
class Column:
    """A column of a log: its heading, its share of the width, what is printed in its cells."""

    title: str
    width: int
    boxes: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Log:
    """A blank log: what to write into it, and how. Whoever changes it sets the day of revision."""

    name: str
    revised: date
    title: str
    purpose: str
    how_to: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that makes the log, so that an old print of it can be told from a new one."""
        # Field order is fixed by the class, so the same log gives the same text.
        whole = json.dumps(asdict(self), default=date.isoformat)
        return hashlib.sha256(whole.encode("utf-8")).hexdigest()


LOGS = (
    Log(
        name="log-callbacks-promised",
        revised=date(2026, 11, 21),
        title="Call-backs promised",
        purpose="Every call we promised stands here until the customer has been spoken to.",
        how_to=(
            "Write the entry while the customer is still on the line, with a time of day and not “soon”.",
            "Ring at the promised time, with news or without, and write down when.",
            "Not reached, or no news yet? Write the next promise as a new entry and put its number here.",
        ),
        columns=(
            Column("Taken", 8, hint="date, time"),
            Column("Customer", 14),
            Column("Number to ring", 11),
            Column("What it is about", 20),
            Column("Promised by", 7, hint="initials"),
            Column("Promised for", 9, hint="date, time"),
            Column("Called at", 8, hint="date, time"),
            Column("Kept?", 8, boxes=("Yes", "No")),
            Column("Next entry", 6, hint="no."),
            Column("Closed", 6, hint="initials"),
        ),
        rows=13,
    ),
    Log(
        name="log-complaints-received",
        revised=date(2026, 11, 21),
        title="Complaints received",
        purpose="Every complaint stands here, however small, until the customer agrees that it is settled.",
        how_to=(
            "Write down what the customer says in the customer's own words, not in ours.",
            "Mark the cause once it is known, and correct it when it turns out otherwise.",
            "Close only when the customer has agreed; one owner keeps the complaint until then.",
        ),
        columns=(
            Column("Received", 8, hint="date, time, by"),
            Column("Customer", 11, hint="name, number"),
            Column("Channel", 6),
            Column("In the customer's words", 22),
            Column("Cause", 8, boxes=("Ours", "Partner", "Unclear", "Customer")),
            Column("Acknowledged", 9, hint="date, time"),
            Column("Owner", 6),
            Column("What we promised", 13, hint="what, by when"),
            Column("Done", 7, hint="date, time"),
            Column("Closed", 7, hint="date, agreed with"),
        ),
        rows=7,
    ),
)
