"""The SQL files of the roll-up, unchanged, in engines that run it over many machines or none."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cx_handbook.reports.roll_up import choose_counting_rows, roll_up_answers
from cx_handbook.reports.roll_up_sql import SQL_FOLDER
from support.project import PROJECT
from support.roll_up_engines import Table, order_roll_up, run_chdb, run_datafusion, run_spark
from support.sample_answers import draw_odd_rows, list_sample_rows, write_rows

GUIDE = (PROJECT / "docs" / "many-sites.md").read_text("utf-8")
SHOWN = dict(re.findall(r'^```python title="(\w+)"\n(.*?)^```$', GUIDE, re.MULTILINE | re.DOTALL))

Engine = Callable[[Path], dict[str, Table]]
ENGINES = [
    pytest.param(run_datafusion, id="datafusion", marks=pytest.mark.engines),
    pytest.param(run_chdb, id="chdb", marks=pytest.mark.engines),
    pytest.param(run_spark, id="spark", marks=pytest.mark.spark),
]


@pytest.mark.parametrize("run_engine", ENGINES)
@pytest.mark.filterwarnings("default:.*PySpark:FutureWarning")
def test_an_engine_gives_the_figures_of_python(run_engine: Engine, tmp_path: Path) -> None:
    """On the sample year and on odd answers beside it, to nine decimals."""
    rows = [*list_sample_rows(), *draw_odd_rows(1)]
    found = run_engine(write_rows(rows, tmp_path / "answers.parquet"))

    assert found == order_roll_up(roll_up_answers(choose_counting_rows(rows)))


@pytest.mark.parametrize(
    "name",
    [
        "DuckDB",
        pytest.param("DataFusion", marks=pytest.mark.engines),
        pytest.param("chDB", marks=pytest.mark.engines),
        pytest.param("Spark", marks=pytest.mark.spark),
    ],
)
def test_what_the_guide_shows_runs(name: str, tmp_path: Path) -> None:
    """Whoever copies the lines of an engine has the figures of the chain."""
    write_rows(draw_odd_rows(1), tmp_path / "answers.parquet")
    shutil.copytree(SQL_FOLDER, tmp_path / "sql")

    done = subprocess.run(
        [sys.executable, "-c", SHOWN[name]], cwd=tmp_path, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert "compliance" in done.stdout or (tmp_path / "chain.parquet").is_dir()


def test_the_guide_names_every_file() -> None:
    """In its table of what comes out."""
    shown = re.findall(r"^\| `(\w+\.sql)` \|", GUIDE, re.MULTILINE)

    assert shown == sorted(path.name for path in SQL_FOLDER.iterdir())
