"""Engines that run the SQL files of the roll-up, each in the few lines that its users write."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cx_handbook.reports.roll_up import (
    ChainFigure,
    FunnelFigure,
    RollUp,
    SiteFactor,
    SiteGrade,
    StandardShare,
)
from cx_handbook.reports.roll_up_sql import NAME_SITE_FACTORS, list_statements
from cx_handbook.statistics.rounding import round9

ROWS: dict[str, Any] = {
    "site_factors": SiteFactor, "site_grades": SiteGrade, "chain": ChainFigure,
    "standards": StandardShare, "funnel": FunnelFigure,
}  # fmt: skip
Table = list[tuple[Any, ...]]


def order_rows(rows: Iterable[Sequence[Any]]) -> Table:
    """Return rows with nine decimals, whole numbers as they are, in their order."""
    return sorted((tuple(map(_round, row)) for row in rows), key=lambda row: [str(v) for v in row])


def _round(value: Any) -> Any:
    if isinstance(value, float):
        # Some engines give NaN for what they were told is empty.
        return None if math.isnan(value) else round9(value)
    return value


def order_roll_up(found: RollUp) -> dict[str, Table]:
    """Return the results of a roll-up by their names."""
    return {name: order_rows(getattr(found, name)) for name in ROWS}


def run_datafusion(path: Path) -> dict[str, Table]:
    """Run the files in Apache DataFusion."""
    from datafusion import SessionContext

    context = SessionContext()
    context.register_parquet("answers", str(path))
    for name, sql in list_statements():
        context.register_record_batches(name, [context.sql(sql).collect()])

    def read(sql: str) -> list[dict[str, Any]]:
        return [row for batch in context.sql(sql).collect() for row in batch.to_pylist()]

    return _read_results(read)


def run_chdb(path: Path) -> dict[str, Table]:
    """Run the files in chDB, which is ClickHouse without a server."""
    from chdb import session

    with session.Session() as clickhouse:
        clickhouse.query("CREATE DATABASE roll_up; USE roll_up; SET cast_keep_nullable = 1")
        clickhouse.query(f"CREATE VIEW answers AS SELECT * FROM file('{path}', Parquet)")
        for name, sql in list_statements():
            clickhouse.query(f"CREATE TABLE {name} ENGINE = Memory AS {sql}")

        def read(sql: str) -> list[dict[str, Any]]:
            lines = str(clickhouse.query(sql, "JSONEachRow")).splitlines()
            return [json.loads(line) for line in lines]

        return _read_results(read)


def run_spark(path: Path) -> dict[str, Table]:
    """Run the files in Spark on this machine."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        # For a few thousand rows, planning and compiling would cost more than running.
        "spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false", "spark.log.level": "ERROR",
    }  # fmt: skip
    builder = SparkSession.builder.master("local[1]")
    for setting, value in settings.items():
        builder = builder.config(setting, value)
    spark = builder.getOrCreate()
    try:
        spark.read.parquet(str(path)).createOrReplaceTempView("answers")
        for name, sql in list_statements():
            spark.sql(sql).cache().createOrReplaceTempView(name)
        return _read_results(lambda sql: [row.asDict() for row in spark.sql(sql).collect()])
    finally:
        spark.stop()


def _read_results(read: Callable[[str], Iterable[Mapping[str, Any]]]) -> dict[str, Table]:
    """Return the results that `read` finds by a SELECT, with the columns that Python has."""
    found: dict[str, Table] = {}
    for name, row_type in ROWS.items():
        sql = NAME_SITE_FACTORS if name == "site_factors" else f"SELECT * FROM {name}"
        rows = read(sql)
        found[name] = order_rows([row[column] for column in row_type._fields] for row in rows)
    return found
