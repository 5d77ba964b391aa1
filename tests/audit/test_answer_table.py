"""The table of answers: the same names and values in CSV, parquet and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from cx_handbook.audit.folder.answer_parquet import SQL_TYPES, write_answer_parquet
from cx_handbook.audit.folder.answer_table import COLUMNS, identify_question
from cx_handbook.audit.folder.export import export_csv, export_json
from cx_handbook.content.form_points import list_points
from cx_handbook.content.loader import load_handbook
from cx_handbook.errors import CannotRunError
from support.project import PROJECT
from support.random_audits import draw_audit
from support.sample_answers import list_sample_audits, list_sample_rows

NAMES = [column.name for column in COLUMNS]
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "answers.parquet"
    write_answer_parquet(list_sample_rows(2), path)
    return path


def read_parquet(path: Path, what: str = "*") -> list[dict[str, Any]]:
    found = duckdb.sql(f"SELECT {what} FROM read_parquet('{path}')")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def test_every_row_has_the_documented_columns() -> None:
    """No more, no fewer, and in the order in which the list has them."""
    assert all(list(row) == NAMES for row in list_sample_rows(2))


def test_the_csv_has_the_documented_columns() -> None:
    """Its first line is the list of names."""
    company = load_handbook(PROJECT).company
    text = b"".join(export_csv(list_sample_audits(2), company, TODAY, {})).decode("utf-8-sig")

    assert next(csv.reader(io.StringIO(text))) == NAMES


def test_parquet_has_the_same_names_and_values(parquet: Path) -> None:
    """Each value is the one that CSV has, with its type; days are days."""
    described = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{parquet}')").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        (column.name, SQL_TYPES[column.kind]) for column in COLUMNS
    ]
    read = [
        {name: str(v) if isinstance(v, date) else v for name, v in row.items()}
        for row in read_parquet(parquet)
    ]
    assert read == list_sample_rows(2)


def test_the_same_answers_give_the_same_parquet_file(parquet: Path, tmp_path: Path) -> None:
    """Whoever keeps exports under version control sees only what has changed."""
    write_answer_parquet(list_sample_rows(2), tmp_path / "again.parquet")

    assert (tmp_path / "again.parquet").read_bytes() == parquet.read_bytes()


def test_without_answers_parquet_has_its_columns_all_the_same(tmp_path: Path) -> None:
    """A query over a new handbook finds no row, and no error."""
    write_answer_parquet([], tmp_path / "none.parquet")

    assert read_parquet(tmp_path / "none.parquet", "COUNT(site) AS n") == [{"n": 0}]


def test_without_duckdb_one_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an optional extra."""
    monkeypatch.setitem(sys.modules, "duckdb", None)

    with pytest.raises(CannotRunError) as error:
        write_answer_parquet([], tmp_path / "none.parquet")
    assert str(error.value) == (
        "DuckDB is not installed; get it with: pip install 'cx-handbook[scale]'"
    )


def has_place(audit: Any, path: str) -> bool:
    """Whether a path leads somewhere in an audit; STANDARD stands for any of them."""
    places = [audit]
    for key in path.split("."):
        found: list[Any] = []
        for place in places:
            if key == "STANDARD":
                found += place.values()
            elif isinstance(place, dict) and key in place:
                found.append(place[key])
        places = found
    return bool(places)


def test_each_place_in_json_is_one() -> None:
    """The paths of the reference page lead somewhere in an export, whatever audit has the field."""
    text = b"".join(export_json(list_sample_audits(2), PROJECT, TODAY, {}))
    audits = json.loads(text)

    # Left out of a record where they say nothing, as they do in the sample year.
    silent = {
        "record.oddities", "record.changes", "record.revision", "record.changed_after_result",
        "record.answers.STANDARD.unread", "record.answers.STANDARD.photos",
    }  # fmt: skip
    lost = [
        c.in_json for c in COLUMNS if c.in_json and not any(has_place(a, c.in_json) for a in audits)
    ]
    assert set(lost) == silent


def test_a_question_is_the_same_over_forms_that_ask_it_alike() -> None:
    """Another check, look or kind of answer makes another question; another weight does not."""
    form, _ = draw_audit(Random(2))
    item = form.items[0]
    name = identify_question("monthly", item)

    assert re.fullmatch(r"[0-9a-f]{12}", name)
    assert identify_question("monthly", item.model_copy(update={"weight": 9})) == name
    assert identify_question("weekly", item) != name
    assert identify_question("monthly", item.model_copy(update={"check": "Else?"})) != name
    assert identify_question("monthly", item.model_copy(update={"look_at": "Else."})) != name


def test_each_question_has_the_points_of_its_form() -> None:
    """Those that it carries of the ten when every question is answered."""
    points = {
        counted.history.newest.name: list_points(counted.history.audit.form)
        for counted in list_sample_audits(2)
    }

    for row in list_sample_rows(2):
        assert row["points"] == points[row["file"]][row["standard"]]


def test_the_reference_page_names_every_column() -> None:
    """Each with its kind and its meaning."""
    page = (PROJECT / "docs/reference/audit-table.md").read_text("utf-8")

    for column in COLUMNS:
        assert f"| `{column.name}` | {column.kind} | {column.meaning} |" in page
