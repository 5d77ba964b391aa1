"""Reports written into a folder, as `handbook report` writes them."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from pathlib import Path

from cx_handbook.audit.reading.importer import Audit
from cx_handbook.bundles import join_bundle, list_copied_files
from cx_handbook.content.model import Handbook
from cx_handbook.reports.pages import ReportPages
from cx_handbook.reports.report import Report, ReportAction, ReportInput
from cx_handbook.reports.series import PeriodAudit
from support.report_audits import answer_all, make_audit, make_form, make_year

FORM = make_form()
TITLE = "Service self-audit"
FALLS = [18, 19, 18, 19, 18, 17, 19, 18, 19, 3, 18, 19, 18, 18]
RISES = [12, 13, 12, 13, 12, 12, 18, 19, 18, 19, 18, 19, 18, 19]
LEVEL = [18, 19] * 7


def make_report(
    site_names: dict[str, str] | None = None, actions: tuple[ReportAction, ...] = ()
) -> Report:
    """Return a report of three sites: one falls in a month, one rises, one stays; and of a pair."""
    first = make_audit(FORM, date(2026, 12, 1), answer_all(FORM, 18), "quay")
    second = make_audit(
        FORM, date(2026, 12, 1), answer_all(FORM, 17, CO_02="9/20"), "quay", "second"
    )
    return Report(
        ReportInput(
            audits=[
                *make_year(FORM, FALLS, "harbour"),
                *make_year(FORM, RISES, "market"),
                *make_year(FORM, LEVEL, "quay"),
            ],
            actions=actions,
            pairs=[(first.audit, second.audit)],
            titles={FORM.checklist: TITLE},
            site_names=site_names or {"harbour": "Harbour", "market": "Market", "quay": "Quay"},
            notes={},
            today=date(2027, 1, 4),
        )
    )


@cache
def make_wide_report(sites: int) -> Report:
    """Return a report of many sites: one is much worse than the others, another much better."""
    drawn = random.Random(16)
    shares = {f"site-{n:04}": 0.85 for n in range(sites)} | {"site-0003": 0.4, "site-0007": 1.0}
    # An audit that another site has as well is taken from there, with its score.
    known = [make_year(FORM, [right] * 3) for right in range(21)]
    audits = [
        _give_to_site(known[sum(drawn.random() < share for _ in range(20))][month], site)
        for site, share in shares.items()
        for month in range(3)
    ]
    names = {site: f"Shop {site[5:]}" for site in shares}
    given = make_report().given
    return Report(
        ReportInput(
            audits, (), (), given.titles, {**names, "site-0003": "Café <Süd>"}, {}, given.today
        )
    )


def _give_to_site(one: PeriodAudit, site: str) -> PeriodAudit:
    """Return the same audit of another site."""
    update = {"site": site, "id": f"{site}-{one.period.first:%Y-%m}"}
    audit = Audit(one.audit.record.model_copy(update=update), one.audit.form)
    audit.__dict__["result"] = one.audit.result  # cached, as if it had been asked for
    return PeriodAudit(one.period, audit)


def write_folder(folder: Path, report: Report, handbook: Handbook) -> Path:
    """Write the pages of a report with their assets, and return the folder."""
    for name, html in ReportPages(report, handbook).render():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(html, "utf-8")
    (folder / "assets/vendor/inter").mkdir(parents=True)
    for address in ("report.css", "report.js"):
        (folder / "assets" / address).write_text(join_bundle(address), "utf-8")
    for address, path in list_copied_files().items():
        if address.startswith("vendor/inter/") and path.suffix == ".woff2":
            (folder / "assets" / address).write_bytes(path.read_bytes())
    return folder
