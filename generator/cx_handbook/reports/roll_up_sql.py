"""Roll up answers with the SQL files in `reports/sql/`: by DuckDB here, by any engine elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cx_handbook.audit.folder.answer_parquet import HOW_TO_GET_DUCKDB
from cx_handbook.audit.folder.answer_table import COLUMNS, ValueKind
from cx_handbook.errors import CannotRunError
from cx_handbook.reports.roll_up import (
    AnswerRow,
    ChainFigure,
    FunnelFigure,
    RollUp,
    SiteFactor,
    SiteGrade,
    StandardShare,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SQL_FOLDER = Path(__file__).parent / "sql"
# In the roll-up itself names would cost time with each of millions of rows.
NAME_SITE_FACTORS = """
SELECT
  names.checklist AS checklist, names.period AS period, site_factors.site AS site,
  names.factor AS factor, site_factors.blanks AS blanks, site_factors.met AS met,
  site_factors.looked_at AS looked_at, site_factors.counted_part AS counted_part,
  site_factors.share AS share
FROM site_factors
JOIN (
  SELECT part, MIN(checklist) AS checklist, MIN(period) AS period,
    MIN(factor) AS factor
  FROM questions
  GROUP BY part
) AS names ON site_factors.part = names.part
"""
MEMORY = "1GB"  # beyond it, DuckDB goes on on the disk

Row = TypeVar("Row", SiteFactor, SiteGrade, ChainFigure, StandardShare, FunnelFigure)


_NUMBERS = frozenset({
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "FLOAT", "DOUBLE", "DECIMAL",
})  # fmt: skip
# Whole numbers may be stored as others: some writers do so where one may be missing.
_TYPES: dict[ValueKind, frozenset[str]] = {
    "text": frozenset({"VARCHAR", "ENUM"}),
    "whole number": _NUMBERS,
    "number": _NUMBERS,
    "yes or no": frozenset({"BOOLEAN"}),
    "day": frozenset({"DATE", "TIMESTAMP"}),
}


class TableNames(NamedTuple):
    """What sites and checklists are called, by their IDs and the names of their files."""

    sites: dict[str, str]
    titles: dict[str, str]


class Statement(NamedTuple):
    """A SELECT over `answers` and the results before it; the next ones read it as the table `name`."""

    name: str
    sql: str


def list_statements() -> Iterator[Statement]:
    """Yield the statements of the roll-up in the order in which they are run."""
    for path in sorted(SQL_FOLDER.glob("*.sql")):
        yield Statement(path.stem.partition("_")[2], path.read_text("utf-8"))


def list_sources(source: Path) -> list[str]:
    """Return the parquet files that a path names: itself, or those in the folder.

    Raises CannotRunError when there is none.
    """
    if not source.exists():
        raise CannotRunError(
            f"there is no {source}; name a parquet file of answers, or a folder of them"
        )
    files = sorted(source.glob("*.parquet")) if source.is_dir() else [source]
    if not files or not files[0].is_file():
        raise CannotRunError(
            f"{source} holds no parquet file; write one with: handbook audit export --parquet FILE"
        )
    return [str(file) for file in files]


def run_statements(connection: DuckDBPyConnection) -> None:
    """Run the statements in DuckDB over its table `answers`, each into a table of its name."""
    # In one transaction: after each, DuckDB would compress tables that are read once and thrown away.
    connection.begin()
    for name, sql in list_statements():
        connection.execute(f"CREATE TEMP TABLE {name} AS {sql}")


def roll_up_parquet(source: Path, *, memory: str = MEMORY, threads: int | None = None) -> RollUp:
    """Return the figures over all sites of a parquet file of answers, or of a folder of them.

    Raises CannotRunError without DuckDB, without a file, and for files that hold other columns.
    """
    with _open_answers(source, memory, threads) as connection:
        run_statements(connection)

        def read(table: str, row: type[Row]) -> tuple[Row, ...]:
            columns = ", ".join(row._fields)
            found = connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL")  # noqa: S608
            return tuple(row(*values) for values in found.fetchall())

        return RollUp(
            read(f"({NAME_SITE_FACTORS})", SiteFactor),
            read("site_grades", SiteGrade),
            read("chain", ChainFigure),
            read("standards", StandardShare),
            read("funnel", FunnelFigure),
        )


def read_names(source: Path) -> TableNames:
    """Return what sites and checklists are called, as far as a parquet file or a folder says.

    Raises CannotRunError as `roll_up_parquet` does.
    """
    with _open_answers(source, MEMORY, None) as connection:
        known = _list_columns(connection)

        def read(key: str, name: str) -> dict[str, str]:
            # Of two names the first in order, so that no order of files matters.
            sql = f"SELECT {key}, MIN({name}) FROM answers WHERE counts GROUP BY {key}"  # noqa: S608
            found = connection.execute(sql).fetchall() if name in known else []
            return {one: called for one, called in sorted(found) if called}

        return TableNames(read("site", "site_name"), read("checklist", "title"))


@contextmanager
def _open_answers(source: Path, memory: str, threads: int | None) -> Iterator[DuckDBPyConnection]:
    """Open a database whose view `answers` is the table that a path names."""
    try:
        import duckdb  # an optional extra
    except ImportError:
        raise CannotRunError(HOW_TO_GET_DUCKDB) from None
    settings: dict[str, Any] = {"memory_limit": memory, "preserve_insertion_order": "false"}
    if threads:
        settings["threads"] = threads
    files = list_sources(source)
    with duckdb.connect(config=settings) as connection:
        try:
            connection.read_parquet(files).create_view("answers")
            _check_columns(connection, source)
            yield connection
        except duckdb.Error as error:
            first_line = str(error).partition("\n")[0]
            raise CannotRunError(f"{source} is no table of answers: {first_line}") from None


def _list_columns(connection: DuckDBPyConnection) -> dict[str, str]:
    """Return the columns of the table and their types without their precision."""
    found = connection.execute("SELECT column_name, column_type FROM (DESCRIBE answers)").fetchall()
    return {name: kind.partition("(")[0] for name, kind in found}


def _check_columns(connection: DuckDBPyConnection, source: Path) -> None:
    """Refuse a table in which a column that is read is missing or holds something else."""
    found, faults = _list_columns(connection), []
    kinds = {column.name: column.kind for column in COLUMNS}
    for name in (*AnswerRow._fields, "counts"):
        if name not in found:
            faults.append(f"the column {name} is missing")
        elif found[name] not in _TYPES[kinds[name]]:
            faults.append(f"the column {name} holds {found[name]}, and should hold {kinds[name]}")
    if faults:
        raise CannotRunError(
            f"{source} is no table of answers: {'; '.join(faults)}; "
            "docs/reference/audit-table.md says what stands in each"
        )
