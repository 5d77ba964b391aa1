"""The figures of many sites as data: everything as JSON, and a row for each site and period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cx_handbook.reports.data import dump_comparison
from cx_handbook.reports.many_sites import ChecklistRollUp
from cx_handbook.reports.many_sites_source import ManySites
from cx_handbook.statistics.rounding import round9

COLUMNS = ("checklist", "site", "period", "grade", "blanks", "right", "looked_at", "beyond_chance")
"""The columns of the table. Grades are out of 10 and at their worst; right cases of compliance."""


def list_rows(found: ManySites) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the table in the order of COLUMNS; what is not there is an empty text."""
    for name, one in found.checklists.items():
        ends = {figure.site: "worse" for figure in one.worst}
        ends |= {figure.site: "better" for figure in one.best}
        for site, periods in one.sites.items():
            for period in periods:
                grade = "" if period.grade is None else round9(period.grade)
                counts = period.blanks, period.met, period.looked_at
                yield name, site, period.period, grade, *counts, ends.get(site, "")


def dump_many_sites(found: ManySites, today: date) -> dict[str, Any]:
    """Return the figures as plain data, the same for the same audits."""
    return {
        "made": today.isoformat(),
        "site_names": dict(found.site_names),
        "titles": dict(found.titles),
        "checklists": {name: _dump_checklist(one) for name, one in found.checklists.items()},
    }


def _dump_checklist(one: ChecklistRollUp) -> dict[str, Any]:
    return {
        "periods": list(one.periods),
        "chain": [_round_all(figure._asdict()) for _, figure in sorted(one.chain.items())],
        "worst": [figure.site for figure in one.worst],
        "best": [figure.site for figure in one.best],
        "comparison": dump_comparison(one.comparison),
        "standards": [_round_all(share._asdict()) for share in one.standards],
        "sites": {
            site: [_round_all(period._asdict()) for period in periods]
            for site, periods in one.sites.items()
        },
    }


def _round_all(values: dict[str, Any]) -> dict[str, Any]:
    # Nine decimals, as everywhere: engines differ in the last bits.
    return {key: round9(v) if isinstance(v, float) else v for key, v in values.items()}
