"""Roll up answers of thousands of sites by DuckDB, beside a scan of the same file.

    .venv/bin/python benchmarks/roll_up.py [ANSWERS]

Fifty million answers unless said otherwise. They are made inside DuckDB: in Python it would take an
hour. The scan sums every column that the roll-up reads, texts by their length; it is the least that
any program must do that looks at each answer.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

SITES, QUESTIONS = 5_000, 83
ANSWERS = 50_000_000
MEMORY = 2_000_000_000  # bytes of a process: the limit that the roll-up is given
SETTINGS = {"threads": 2, "memory_limit": "1GB", "preserve_insertion_order": False}

# Two forms, the newer one from the middle on; a hundredth does not apply; three questions in a hundred
# fail more often. Cases come from a log. Months follow each other, as where a file is added each month.
GENERATE = """
COPY (
  SELECT
    'checklist-' || c AS checklist,
    'site-' || lpad(CAST(s AS VARCHAR), 5, '0') AS site,
    strftime(DATE '2024-01-01' + to_months(CAST(m AS INTEGER)), '%Y-%m') AS counts_for,
    sha256('form ' || c || (m >= {months} / 2)) AS form,
    substr(md5('question ' || c || ' ' || q), 1, 12) AS question,
    'ST-' || lpad(CAST(q AS VARCHAR), 2, '0') AS standard,
    ['compliance', 'tangibles', 'disposition', 'staff', 'empathy'][1 + q % 5] AS factor,
    CASE WHEN q % 5 = 0 THEN 6e0 / 17 ELSE 4e0 / 66 END AS points,
    TRUE AS gives_grade,
    TRUE AS counts,
    CASE WHEN na THEN 'not_applicable' WHEN met >= 18 THEN 'met' ELSE 'not_met' END AS state,
    CASE WHEN na THEN NULL ELSE met / 20e0 END AS share,
    CASE WHEN na THEN NULL ELSE met END AS k,
    CASE WHEN na THEN NULL ELSE 20 END AS n,
    CASE WHEN na THEN NULL ELSE CAST(60 + hash(i) % 200 AS INTEGER) END AS counted_cases,
    CAST(DATE '2024-02-03' + to_months(CAST(m AS INTEGER)) AS DATE) AS date
  FROM (
    SELECT
      i,
      i // {questions} % 5 AS c,
      i // ({questions} * 5 * {sites}) AS m,
      i // ({questions} * 5) % {sites} AS s,
      i % {questions} AS q,
      hash(i + 1) % 100 = 0 AS na,
      CAST(20 - (hash(i + 2) % 100) * (hash(i + 3) % 100) // 1700 AS INTEGER) AS met
    FROM range({answers}) AS t (i)
  )
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""
RUN = """
import resource, sys
import duckdb
from cx_handbook.reports.roll_up import AnswerRow
from cx_handbook.reports.roll_up_sql import run_statements

what, path, settings = sys.argv[1], sys.argv[2], eval(sys.argv[3])
connection = duckdb.connect(config=settings)
connection.read_parquet(path).create_view("answers")
if what == "scan":
    kinds = dict(connection.execute("SELECT column_name, column_type FROM (DESCRIBE answers)").fetchall())
    wrap = {"VARCHAR": "length({})", "BOOLEAN": "CAST({} AS INTEGER)", "DATE": "epoch({})"}
    sums = [f"sum({wrap.get(kinds[n], '{}').format(n)})" for n in (*AnswerRow._fields, "counts")]
    connection.execute(f"SELECT {', '.join(sums)} FROM answers").fetchall()
else:
    run_statements(connection)
    for name in ("chain", "standards", "funnel"):
        assert connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0], name
usage = resource.getrusage(resource.RUSAGE_SELF)
print()
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
"""


class Run(NamedTuple):
    """CPU seconds of a process, user and system, and the bytes that it had in memory at most."""

    seconds: float
    memory: int


def measure_roll_up(folder: Path, answers: int = ANSWERS) -> tuple[Run, Run]:
    """Return the scan and the roll-up of so many made-up answers, turn about, the better of two."""
    path = folder / "answers.parquet"
    months = max(2, answers // (SITES * QUESTIONS * 5))
    sql = GENERATE.format(
        answers=answers, months=months, sites=SITES, questions=QUESTIONS, path=path
    )
    _run_python(
        "import duckdb, sys; duckdb.connect(config=eval(sys.argv[2])).execute(sys.argv[1])", sql
    )
    runs: dict[str, list[Run]] = {"scan": [], "roll up": []}
    for _ in range(2):
        for what, found in runs.items():
            # DuckDB may have drawn a progress bar above.
            seconds, memory = _run_python(RUN, what, str(path)).splitlines()[-1].split()
            found.append(Run(float(seconds), int(memory)))
    scan, rolled = (min(found) for found in runs.values())
    return scan, rolled


def _run_python(code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments, repr(SETTINGS)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=_limit_memory)
    if done.returncode:
        sys.exit(f"the roll-up failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _limit_memory() -> None:
    """Let a process have no more than its memory; what it only reserves does not count."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def main() -> int:
    """Measure and print; return 1 when a bound does not hold."""
    answers = int(sys.argv[1]) if sys.argv[1:] else ANSWERS
    with tempfile.TemporaryDirectory() as name:
        scan, rolled = measure_roll_up(Path(name), answers)
    print(f"{scan.seconds:7.2f} s CPU, {scan.memory / 1e9:.2f} GB  a scan of {answers:,} answers")
    print(f"{rolled.seconds:7.2f} s CPU, {rolled.memory / 1e9:.2f} GB  rolling them up")
    print(f"{rolled.seconds / scan.seconds:7.2f} times the scan")
    return int(rolled.seconds > 4 * scan.seconds or rolled.memory > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
