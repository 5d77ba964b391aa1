"""`handbook report` and `audit trend` read the audits that count, and give the same for the same files."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.cli.report_files import parse_span
from cx_handbook.content.loader import load_handbook
from cx_handbook.errors import CannotRunError
from support.project import PROJECT, load_tool

sample_year = load_tool("sample_year")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped handbook with half a made-up year."""
    folder = tmp_path_factory.mktemp("report")
    for name in ("policies", "checklists", "logs"):
        shutil.copytree(PROJECT / name, folder / name)
    year = sample_year.generate_year(load_handbook(PROJECT), date(2026, 10, 1), months=5)
    sample_year.write_year(year, folder)
    return folder


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments])


def test_a_report_opens_from_a_folder(root: Path, tmp_path: Path) -> None:
    """A page for all sites and one for each, with the style sheet and fonts beside them."""
    result = run(root, "report", "--output", str(tmp_path / "out"))
    pages = sorted(path.name for path in (tmp_path / "out").glob("*.html"))

    assert result.exit_code == 0, result.output
    assert "index.html" in pages
    assert {f"site-{name}.html" for name in ("eastford", "millbridge", "service-centre")} <= set(
        pages
    )
    assert (tmp_path / "out/assets/report.css").is_file()
    assert (tmp_path / "out/assets/vendor/inter/inter-latin-400-normal.woff2").is_file()


@pytest.mark.pdf
def test_sheets_to_print_lie_beside_the_pages(root: Path, tmp_path: Path) -> None:
    """A page for the boss, a sheet for the meeting, a poster for each site: the first page names them."""
    result = run(root, "report", "--paper", "letter", "--output", str(tmp_path / "out"))
    sheets = sorted(path.name for path in (tmp_path / "out").glob("*.pdf"))
    index = (tmp_path / "out/index.html").read_text("utf-8")

    assert result.exit_code == 0, result.output
    assert "sheets to print." in result.output
    assert {
        "meeting-letter.pdf", "report-letter.pdf", "poster-eastford-letter.pdf",
        "poster-millbridge-letter.pdf", "poster-service-centre-letter.pdf",
    } <= set(sheets)  # fmt: skip
    assert all(f'href="{name}"' in index for name in sheets)


def test_the_order_of_files_and_the_time_zone_change_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same records, the same bytes."""
    first = run(root, "report", "--json").stdout
    turned = tmp_path / "turned"
    for name in ("policies", "checklists", "logs"):
        shutil.copytree(root / name, turned / name)
    # Copied the other way round, so that the disk lists them in another order.
    for path in sorted((root / "audits").rglob("*.*"), reverse=True):
        target = turned / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Auckland")

    assert run(turned, "report", "--json").stdout == first


def test_data_and_table_hold_the_same_audits(root: Path) -> None:
    """Each row of the table is a point of a chart in the data."""
    data = json.loads(run(root, "report", "--json").stdout)
    rows = list(csv.DictReader(io.StringIO(run(root, "report", "--csv").stdout.lstrip("\ufeff"))))
    points = [
        (site["site"], checklist, measure, point["period"], str(point["value"]))
        for site in data["sites"]
        for checklist, factors in site["factors"].items()
        for measure, trend in (
            *(("grade", site["grades"][name]) for name in site["grades"] if name == checklist),
            *factors.items(),
            *site["standards"][checklist].items(),
        )
        for point in trend["points"]
    ]

    assert [
        (row["site"], row["checklist"], row["measure"], row["period"], row["value"]) for row in rows
    ] == points
    assert points


def test_a_site_and_a_period_are_chosen(root: Path) -> None:
    data = json.loads(
        run(root, "report", "--json", "--site", "eastford", "--period", "2026-08").stdout
    )

    assert [site["site"] for site in data["sites"]] == ["eastford"]
    assert (data["first"], data["last"]) == ("2026-08-01", "2026-08-31")


def test_without_an_audit_nothing_is_written(root: Path, tmp_path: Path) -> None:
    result = run(root, "report", "--period", "2019", "--output", str(tmp_path / "out"))

    assert result.exit_code == 2
    assert result.stderr == (
        "handbook: no audit counts there yet; handbook audit list shows all of them\n"
    )
    assert not (tmp_path / "out").exists()


def test_the_trend_draws_a_line_a_checklist(root: Path) -> None:
    result = run(root, "audit", "trend", "--site", "millbridge")

    assert result.exit_code == 0
    first, said = result.stdout.splitlines()[:2]
    assert first == "Millbridge shop"
    assert "too few to tell a change" in said
    assert "  Conversation review" in result.stdout


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026-Q3", (date(2026, 7, 1), date(2026, 9, 30))),
        ("2026-02", (date(2026, 2, 1), date(2026, 2, 28))),
        ("2025-11..2026-Q1", (date(2025, 11, 1), date(2026, 3, 31))),
    ],
)
def test_periods_are_years_quarters_and_months(text: str, span: tuple[date, date]) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "last month", "2026-02..", "2026-06..2026-01"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(CannotRunError):
        parse_span(text)
