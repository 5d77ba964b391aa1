"""A record that came back may claim that a log counted its cases. No log came with it.

A number of cases from a log makes a small count final, so a file must not say so of itself. It may
where the cases were drawn from a log: the draw names the seed and the digest of the log, so anybody
who has the log can draw again and compare. Each other claim is taken out, and kept in words.
"""

from __future__ import annotations

from cx_handbook import labels, limits
from cx_handbook.audit.records.record import Answer, AuditRecord, Draw


def strip_claimed_logs(record: AuditRecord) -> AuditRecord:
    """Return the record without claims of a log that no draw supports; its oddities name each."""
    claimed = [
        name
        for name, answer in record.answers.items()
        if answer.cases_from is not None and not _is_drawn(answer, record.draws.get(name))
    ]
    if not claimed:
        return record
    answers = {
        name: answer.model_copy(update={"cases_from": None}) if name in claimed else answer
        for name, answer in record.answers.items()
    }
    said = [labels.CLAIMED_LOG.format(standard=standard) for standard in sorted(claimed)]
    oddities = (*record.oddities, *said)[: limits.UNMAPPED]
    return record.model_copy(update={"answers": answers, "oddities": oddities})


def _is_drawn(answer: Answer, draw: Draw | None) -> bool:
    """Return whether a draw from a log says the same number of cases, and has those looked at."""
    if draw is None or draw.log_digest is None:
        return False
    looked_at = answer.n or 0
    return answer.cases == draw.of and looked_at <= len(draw.drawn) <= draw.of
