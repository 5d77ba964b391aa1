"""Write the table of all answers as a parquet file, which data warehouses and notebooks read."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cx_handbook.audit.folder.answer_table import COLUMNS, ValueKind
from cx_handbook.audit.reading.readers.json_file import JsonObject
from cx_handbook.errors import CannotRunError
from cx_handbook.files import write_atomically

SQL_TYPES: dict[ValueKind, str] = {
    "text": "VARCHAR",
    "whole number": "INTEGER",
    "number": "DOUBLE",
    "yes or no": "BOOLEAN",
    "day": "DATE",
}
HOW_TO_GET_DUCKDB = "DuckDB is not installed; get it with: pip install 'cx-handbook[scale]'"


def write_answer_parquet(rows: Iterable[JsonObject], path: Path) -> None:
    """Write rows of the table of answers to a parquet file: COLUMNS with the types SQL_TYPES.

    The same rows give the same bytes. Raises CannotRunError without DuckDB, and when the disk refuses.
    """
    try:
        import duckdb  # an optional extra
    except ImportError:
        raise CannotRunError(HOW_TO_GET_DUCKDB) from None
    with tempfile.TemporaryDirectory() as name:
        lines, made = Path(name, "answers.json"), Path(name, "answers.parquet")
        _write_lines(rows, lines)
        with duckdb.connect(config={"threads": 1}) as connection:
            table = connection.read_json(
                str(lines),
                format="newline_delimited",
                columns={column.name: SQL_TYPES[column.kind] for column in COLUMNS},
            )
            table.write_parquet(str(made), compression="zstd")
        write_atomically(path, made.read_bytes())


def _write_lines(rows: Iterable[JsonObject], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False))
            stream.write("\n")
