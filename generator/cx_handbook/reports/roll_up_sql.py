"""Roll up answers with the SQL files in `reports/sql/`: by DuckDB here, by any engine elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cx_handbook.audit.folder.answer_parquet import HOW_TO_GET_DUCKDB
from cx_handbook.errors import CannotRunError
from cx_handbook.reports.roll_up import (
    ChainFigure,
    FunnelFigure,
    RollUp,
    SiteFactor,
    SiteGrade,
    StandardShare,
)

SQL_FOLDER = Path(__file__).parent / "sql"
MEMORY = "1GB"  # beyond it, DuckDB goes on on the disk

Row = TypeVar("Row", SiteFactor, SiteGrade, ChainFigure, StandardShare, FunnelFigure)


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
    files = sorted(source.glob("*.parquet")) if source.is_dir() else [source]
    if not files or not files[0].is_file():
        raise CannotRunError(
            f"{source} holds no parquet file; write one with: handbook audit export --parquet FILE"
        )
    return [str(file) for file in files]


def roll_up_parquet(source: Path, *, memory: str = MEMORY, threads: int | None = None) -> RollUp:
    """Return the figures over all sites of a parquet file of answers, or of a folder of them.

    Raises CannotRunError without DuckDB, without a file, and for files that hold other columns.
    """
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
            for name, sql in list_statements():
                connection.execute(f"CREATE TEMP TABLE {name} AS {sql}")
        except duckdb.Error as error:
            first_line = str(error).partition("\n")[0]
            raise CannotRunError(f"{source} is no table of answers: {first_line}") from None

        def read(name: str, row: type[Row]) -> tuple[Row, ...]:
            columns = ", ".join(row._fields)
            found = connection.execute(f"SELECT {columns} FROM {name} ORDER BY ALL")  # noqa: S608
            return tuple(row(*values) for values in found.fetchall())

        return RollUp(
            read("site_factors", SiteFactor),
            read("site_grades", SiteGrade),
            read("chain", ChainFigure),
            read("standards", StandardShare),
            read("funnel", FunnelFigure),
        )
