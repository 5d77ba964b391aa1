"""Measure what the documentation claims: `make bench`.

Every figure is a ratio of two things measured in the same run, in CPU seconds (user and system)
of whole processes, because absolute times say more about the machine than about the program.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import ROOT, generate
from records import write_records
from roll_up import MEMORY, measure_roll_up

YARDSTICK = [sys.executable, "-c", "import pydantic, yaml, click"]
COPY = """
import json, pathlib, sys
source, target = map(pathlib.Path, sys.argv[1:])
target.mkdir(exist_ok=True)
for path in sorted(source.iterdir()):
    data = json.loads(path.read_bytes())
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
    target.joinpath(path.name).write_text(text, encoding="utf-8")
"""
HOOKS = f"\nhooks:\n  - {Path(__file__).parent / 'through_markdown.py'}\n"
# As installed, a module is compiled once. Where bytecode may not be written, it would be each time.
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ENV |= {"NO_MKDOCS_2_WARNING": "1"}
SHEETS, COPIES = 4, 41
MONTHS_OF_REPORT = 62  # of the sample year: a thousand audits that count
READ = """
import sys; from pathlib import Path
from cx_handbook.audit.folder.stored_audits import read_stored_audits
from cx_handbook.content.loader import load_handbook
root = Path(sys.argv[1])
audits = read_stored_audits(root, load_handbook(root)).audits
assert len([one.history.audit.result for one in audits]) >= int(sys.argv[2]), len(audits)
"""
FILL_IN = """
import sys; from pathlib import Path
from cx_handbook.content.loader import load_handbook
from cx_handbook.documents.pdf.renderer import render_pdf
from cx_handbook.documents.pdf.form_fields import fill_fields
from cx_handbook.documents.sheets import render_sheets
name, sheets, copies = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sheet = next(s for s in render_sheets(load_handbook(Path()), paper="a4") if s.name == name)
made = [render_pdf(sheet) for _ in range(sheets)]
for n in range(copies):
    fill_fields(made[0], {"head.site": f"Site {n}", "head.auditor": "Ana", "head.date": "2026-11-30"})
"""


@dataclass(frozen=True)
class Claim:
    """A measured ratio and the most it may be."""

    what: str
    ratio: float
    at_most: float

    def __str__(self) -> str:
        verdict = "ok  " if self.ratio <= self.at_most else "OVER"
        return f"{verdict} {self.ratio:5.2f} of at most {self.at_most:.2f}  {self.what}"


def main() -> int:
    """Measure everything, print it, and return 1 when a claim does not hold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        claims = [
            *check_claims(folder),
            *audit_claims(folder),
            *report_claims(folder),
            *roll_up_claims(folder),
            *copy_claims(),
            *build_claims(folder),
        ]
    print()
    for claim in claims:
        print(claim)
    return int(any(claim.ratio > claim.at_most for claim in claims))


def check_claims(folder: Path) -> list[Claim]:
    """Compare `handbook check` with importing what it is made of, turn and turn about.

    Once as it is used, with what the check before has parsed, and once with everything read anew.
    """
    for count in (500, 1000):
        generate(count, folder / f"check-{count}")
    for content in ("policies", "checklists", "logs"):
        shutil.copytree(ROOT / content, folder / "starter" / content)
    runs: dict[str, Callable[[], float]] = {
        "yardstick": lambda: _cpu(YARDSTICK),
        "starter": lambda: _cpu(_handbook(ROOT, "check")),
        "changed": lambda: _check_changed(folder / "starter"),
        "fresh": lambda: _cpu(_handbook(ROOT, "check", "--fresh")),
        "500 policies": lambda: _cpu(_handbook(folder / "check-500", "check")),
        "1,000 policies": lambda: _cpu(_handbook(folder / "check-1000", "check")),
    }
    for run in runs.values():
        run()
    times = _alternating(runs, 9)
    for name, what in {
        "yardstick": "importing pydantic, yaml and click",
        "starter": "handbook check, starter content",
        "changed": "the same, after one policy was changed",
        "fresh": "the same, all files read anew",
        "500 policies": "handbook check, 500 policies",
        "1,000 policies": "handbook check, 1,000 policies",
    }.items():
        _say(what, times[name])
    most = {"starter": 3.5, "changed": 3.8, "fresh": 5, "500 policies": 6, "1,000 policies": 6}
    return [
        Claim(f"check, {name} / imports", times[name] / times["yardstick"], limit)
        for name, limit in most.items()
    ]


def _check_changed(root: Path) -> float:
    """Change one policy and return the cost of the check after it."""
    policy = min(root.glob("policies/callbacks/*.yml"))
    with policy.open("a", encoding="utf-8") as file:
        file.write("# Looked through.\n")
    return _cpu(_handbook(root, "check"))


def audit_claims(folder: Path) -> list[Claim]:
    """Compare adding 1,000 records with copying them as JSON, and to many with to none.

    Beside the ratios, the bound itself holds: 10 ms of CPU a record, the start of the command and
    the reading of the handbook included.
    """
    root = folder / "audits"
    for content in ("policies", "checklists"):
        shutil.copytree(ROOT / content, root / content)
    write_records(root, "service-self-audit", folder)
    add = {n: _adding(root, folder / f"records-{n}") for n in ("first", "second")}
    copy = [sys.executable, "-c", COPY, str(folder / "records-first"), str(folder / "copied")]
    times: dict[str, list[float]] = {"copy": [], "first": [], "second": []}
    for _ in range(3):
        shutil.rmtree(root / "audits", ignore_errors=True)
        for name, command in (("copy", copy), *add.items()):
            times[name].append(_cpu(command))
    copied, first, second = (statistics.median(times[n]) for n in ("copy", "first", "second"))
    _say("reading and writing 1,000 records with the json module", copied)
    _say("handbook audit add, 1,000 records", first)
    _say("handbook audit add, 1,000 records to 1,000 that are there", second)
    return [
        Claim("adding 1,000 records, CPU ms each (absolute)", first, 10),
        Claim("adding 1,000 records / copying them with the json module", first / copied, 10),
        Claim("adding 1,000 records to 1,000 / to none", second / first, 1.5),
    ]


def _adding(root: Path, files: Path) -> list[str]:
    run = "import sys; from cx_handbook.cli.main import main; sys.exit(main())"
    return [sys.executable, "-c", run, "--root", str(root), "audit", "add", str(files)]


def report_claims(folder: Path) -> list[Claim]:
    """Compare writing the report of 1,000 audits with reading and scoring them."""
    root = folder / "report"
    for content in ("policies", "checklists", "logs"):
        shutil.copytree(ROOT / content, root / content)
    made = [sys.executable, str(ROOT / "tools" / "sample_year.py"), str(root)]
    _cpu([*made, "--months", str(MONTHS_OF_REPORT)])
    runs = {
        "read": lambda: _cpu([sys.executable, "-c", READ, str(root), "1000"]),
        "report": lambda: _cpu(_handbook(root, "report")),
    }
    times = _alternating(runs, 3)
    _say("reading and scoring 1,000 audits", times["read"])
    _say("handbook report, 1,000 audits", times["report"])
    return [Claim("report of 1,000 audits / reading them", times["report"] / times["read"], 3)]


def roll_up_claims(folder: Path) -> list[Claim]:
    """Compare rolling up fifty million answers with summing every column that it reads."""
    scan, rolled = measure_roll_up(folder)
    _say("summing the columns of 50 million answers in DuckDB", scan.seconds)
    _say("rolling them up", rolled.seconds)
    return [
        Claim("roll-up of 50 million answers / a scan", rolled.seconds / scan.seconds, 4),
        Claim("the same, GB of memory (absolute)", rolled.memory / 1e9, MEMORY / 1e9),
    ]


def build_claims(folder: Path) -> list[Claim]:
    """Compare finished HTML with Python-Markdown, an export with a build, 3,000 pages with 300."""
    for count in (300, 1000, 3000):
        generate(count, folder / f"build-{count}")
    runs: dict[str, Callable[[], float]] = {
        f"finished {n}": lambda n=n: _build(folder / f"build-{n}") for n in (300, 1000, 3000)
    }
    runs["exported 1000"] = lambda: _cpu(
        _handbook(folder / "build-1000", "export", str(folder / "exported"))
    )
    runs["markdown 1000"] = lambda: _build(folder / "build-1000", through_markdown=True)
    times = _alternating(runs, 3)
    for name, seconds in times.items():
        _say(f"whole sites, {name}", seconds)
    _compare_texts(folder / "build-1000")
    per_page = {n: times[f"finished {n}"] / n for n in (300, 3000)}
    return [
        Claim(
            "1,000 policies as finished HTML / through Python-Markdown",
            times["finished 1000"] / times["markdown 1000"],
            0.75,
        ),
        Claim(
            "1,000 policies exported / built by MkDocs",
            times["exported 1000"] / times["finished 1000"],
            1,
        ),
        Claim("cost of a page among 3,000 / among 300", per_page[3000] / per_page[300], 1.5),
    ]


def copy_claims() -> list[Claim]:
    """Compare filling in one more copy of a sheet with laying out the sheet once more."""
    claims = []
    for name in ("daily-floor-walk", "service-self-audit"):
        counts = {"once": (name, 1, 1), "sheets": (name, SHEETS, 1), "copies": (name, 1, COPIES)}
        runs = {what: lambda n=numbers: _cpu(_fill_in(*n)) for what, numbers in counts.items()}
        times = _alternating(runs, 3)
        a_sheet = (times["sheets"] - times["once"]) / (SHEETS - 1)
        a_copy = (times["copies"] - times["once"]) / (COPIES - 1)
        _say(f"laying out {name} once more", a_sheet)
        _say(f"filling in one more copy of {name}", a_copy)
        claims.append(Claim(f"a copy of {name} / laying it out", a_copy / a_sheet, 0.1))
    return claims


def _fill_in(name: str, sheets: int, copies: int) -> list[str]:
    return [sys.executable, "-c", FILL_IN, name, str(sheets), str(copies)]


def _build(root: Path, *, through_markdown: bool = False) -> float:
    settings = root / "mkdocs.yml"
    if through_markdown:
        settings = root / "markdown.yml"
        settings.write_text((root / "mkdocs.yml").read_text("utf-8") + HOOKS, encoding="utf-8")
    target = root / ("site-markdown" if through_markdown else "site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    return _cpu([*command, "--config-file", str(settings), "--site-dir", str(target)])


def _compare_texts(root: Path) -> None:
    """Stop when a page does not show the same text either way."""
    pages = sorted((root / "site").rglob("*.html"))
    for page in pages:
        other = root / "site-markdown" / page.relative_to(root / "site")
        if visible_text(page.read_text("utf-8")) != visible_text(other.read_text("utf-8")):
            sys.exit(
                f"{page.relative_to(root / 'site')} shows another text through Python-Markdown"
            )
    print(f"same visible text on all {len(pages)} pages")


def visible_text(html: str) -> str:
    """Return the words of a page, without markup, scripts and styles."""
    html = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _handbook(root: Path, *command: str) -> list[str]:
    """Return the command as it is installed; run as a module, its file would be compiled each time."""
    run = "import sys; from cx_handbook.cli.main import main; sys.exit(main())"
    return [sys.executable, "-c", run, "--root", str(root), *command]


def _alternating(runs: dict[str, Callable[[], float]], times: int) -> dict[str, float]:
    """Return the median of each run; turn about, so that a slow spell meets all alike."""
    measured: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            measured[name].append(run())
    return {name: statistics.median(seconds) for name, seconds in measured.items()}


def _cpu(command: list[str]) -> float:
    """Run a command and return its CPU seconds, those of its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, env=ENV, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _say(what: str, seconds: float) -> None:
    print(f"{seconds:7.3f} s CPU  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
