"""`handbook report --from` reports sites from the table of their answers, or another handbook."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from support.project import PROJECT
from support.sample_answers import Rows, draw_odd_rows, write_rows


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a table of answers of eleven sites in four months."""
    rows: Rows = [{**row, "site_name": f"Shop <{row['site'][5:]}>"} for row in draw_odd_rows(1)]
    return write_rows(rows, tmp_path_factory.mktemp("table") / "answers.parquet")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(PROJECT), "report", *arguments])


def test_pages_are_written_from_a_table_alone(table: Path, tmp_path: Path) -> None:
    """An overview, a list of all sites, and a page for each checklist, with the sites' own names."""
    result = run("--from", str(table), "--output", str(tmp_path / "out"))
    pages = sorted(path.name for path in (tmp_path / "out").glob("*.html"))
    sites = (tmp_path / "out/sites.html").read_text("utf-8")

    assert result.exit_code == 0, result.output
    assert pages == ["checklist-odd.html", "index.html", "reading.html", "sites.html"]
    assert "Shop &lt;00&gt;" in sites
    assert sites.count("<tr>") == 12


def test_a_period_leaves_the_others_out(table: Path) -> None:
    """As data, a row for each site and period."""
    printed = run("--from", str(table), "--period", "2026-03..2026-04", "--csv").stdout
    rows = list(csv.DictReader(io.StringIO(printed.lstrip("\ufeff"))))
    data = json.loads(run("--from", str(table), "--period", "2026-03..2026-04", "--json").stdout)

    assert {row["period"] for row in rows} == {"2026-03", "2026-04"}
    assert data["checklists"]["odd"]["periods"] == ["2026-03", "2026-04"]
    assert len(rows) == sum(len(own) for own in data["checklists"]["odd"]["sites"].values())


def test_a_name_from_the_table_names_no_file_elsewhere(tmp_path: Path) -> None:
    """A checklist called ../../x has its page in the folder."""
    rows = [{**row, "checklist": "../../x"} for row in draw_odd_rows(1)]
    source = write_rows(rows, tmp_path / "answers.parquet")
    run("--from", str(source), "--output", str(tmp_path / "a" / "b" / "out"))

    assert (tmp_path / "a/b/out/checklist-number-1.html").is_file()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".html"] == []


@pytest.mark.parametrize(
    ("select", "said"),
    [
        (None, "there is no {path}; name a parquet file of answers, or a folder of them"),
        (
            "SELECT * EXCLUDE (share, state) FROM '{table}'",
            "{path} is no table of answers: the column state is missing; the column share is "
            "missing; docs/reference/audit-table.md says what stands in each",
        ),
        (
            "SELECT * REPLACE ('1' AS points) FROM '{table}'",
            "{path} is no table of answers: the column points holds VARCHAR, and should hold "
            "number; docs/reference/audit-table.md says what stands in each",
        ),
        (
            "SELECT * REPLACE (FALSE AS counts) FROM '{table}'",
            "no audit in {path} counts, so there is nothing to report",
        ),
    ],
    ids=["no file", "missing columns", "wrong type", "nothing counts"],
)
def test_what_cannot_be_read_is_said(
    select: str | None, said: str, table: Path, tmp_path: Path
) -> None:
    """In one line, with what to do; a report that was there stays."""
    path = tmp_path / "other.parquet"
    (tmp_path / "index.html").write_text("old")
    if select:
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({select.format(table=table)}) TO '{path}' (FORMAT parquet)")
    result = run("--from", str(path), "--output", str(tmp_path))

    assert (result.exit_code, result.stderr) == (2, f"handbook: {said.format(path=path)}\n")
    assert (tmp_path / "index.html").read_text() == "old"


def test_without_duckdb_it_says_what_to_install(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    result = run("--from", str(table))

    assert result.exit_code == 2
    assert result.stderr == (
        "handbook: DuckDB is not installed; get it with: pip install 'cx-handbook[scale]'\n"
    )
