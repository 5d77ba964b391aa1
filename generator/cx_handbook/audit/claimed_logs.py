"""A record that came back may claim that a log counted its cases. No log came with it.

A number of cases from a log makes a small count final, so a file must not say so of itself. Until
logs are read by the handbook, each such claim is taken out, and kept in words.
"""

from __future__ import annotations

from cx_handbook import labels, limits
from cx_handbook.audit.record import AuditRecord


def strip_claimed_logs(record: AuditRecord) -> AuditRecord:
    """Return the record without claims of a log; its oddities name each of them."""
    claimed = [name for name, answer in record.answers.items() if answer.cases_from is not None]
    if not claimed:
        return record
    answers = {
        name: answer.model_copy(update={"cases_from": None})
        for name, answer in record.answers.items()
    }
    said = [labels.CLAIMED_LOG.format(standard=standard) for standard in sorted(claimed)]
    oddities = (*record.oddities, *said)[: limits.UNMAPPED]
    return record.model_copy(update={"answers": answers, "oddities": oddities})
