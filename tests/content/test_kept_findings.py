"""What was found in a file is kept for the next check, which says the same and judges what changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cx_handbook.content import kept_findings, parsed_files
from cx_handbook.content.examination import Examination
from cx_handbook.content.file_layout import COMPANY
from cx_handbook.content.house_rules import registry
from cx_handbook.content.house_rules.registry import RULES
from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.content.kept_findings import KeptFindings
from cx_handbook.content.loader import examine_content
from cx_handbook.content.model import Handbook
from cx_handbook.errors import Fault
from support.edits import change_handbook
from support.project import CASES, DAY, PROJECT

CHANGES = [
    path
    for folder in ("rules", "refused/references")
    for path in sorted((CASES / folder).glob("*.txt"))
]
CHAIR = "policies/situations/chair-came-broken.yml"
RING_BACK = "policies/calls/ring-back.yml"
TIDY = "policies/habits/tidy-counter.yml"


def check(root: Path, *, fresh: bool = False) -> Examination:
    """Return what a check finds in a process of its own, which remembers nothing."""
    parsed_files._PARSED.clear()
    kept_findings._FOUND.clear()
    kept = root / kept_findings.PLACE
    return examine_content(root, DAY, findings=KeptFindings(kept, fresh=fresh))


@pytest.fixture
def judged_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by the name of each file that rules judge."""
    names: list[str] = []

    def note_files(context: RuleContext) -> Iterator[Fault]:
        names.extend(record.file for record in context.records)
        yield from ()

    spy = Rule("spy", "error", "", "", note_files, judges_each_alone=True)
    monkeypatch.setattr(registry, "RULES", (*RULES, spy))
    return names


def find_one_by_one(rule: Rule, handbook: Handbook) -> list[Fault]:
    """Return what a rule finds when it is asked about each file by itself."""
    return [
        fault
        for record in handbook.list_records()
        for fault in rule.find_breaches(RuleContext(handbook, DAY, frozenset((record.file,))))
    ]


def agree(root: Path) -> Examination:
    """Return what a check finds; it is the same with what was kept, and file by file."""
    kept, fresh = check(root), check(root, fresh=True)
    assert kept == fresh == check(root)
    for rule in RULES if kept.handbook else ():
        if rule.judges_each_alone and kept.handbook:
            together = rule.find_breaches(RuleContext(kept.handbook, DAY))
            assert sorted(find_one_by_one(rule, kept.handbook)) == sorted(together)
    return kept


@pytest.mark.parametrize("case", CHANGES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_a_check_says_the_same_with_what_was_kept(case: Path, handbook_root: Path) -> None:
    """What was kept before a change does not hide what is wrong after it."""
    agree(handbook_root)
    change_handbook(handbook_root, case.read_text("utf-8").partition("\n=\n")[0].splitlines())
    assert agree(handbook_root).problems


def test_contradictions_of_many_files_are_found_again(tmp_path: Path) -> None:
    """What the shipped pages once said in two ways is found with what was kept of them as they are."""
    for folder in ("policies", "checklists", "logs"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    assert agree(tmp_path).problems == ()
    told = (CASES / "contradictions/put-back.txt").read_text("utf-8").partition("\n=\n")[0]
    change_handbook(tmp_path, told.splitlines())
    assert len(agree(tmp_path).problems) > 10


def change_words(root: Path, file: str) -> None:
    path = root / file
    path.write_text(f"{path.read_text('utf-8')}# Looked through.\n", "utf-8")


def test_only_what_changed_is_judged(handbook_root: Path, judged_files: list[str]) -> None:
    """A file is judged again when it changed, and a situation when a policy that it uses did."""
    check(handbook_root)
    everything = list(judged_files)
    for changed, judged in {
        CHAIR: {CHAIR},
        RING_BACK: {RING_BACK, CHAIR},
        TIDY: {TIDY},
        COMPANY: set(everything),
    }.items():
        judged_files.clear()
        check(handbook_root)
        assert judged_files == []
        change_words(handbook_root, changed)
        check(handbook_root)
        assert set(judged_files) == judged
    judged_files.clear()
    check(handbook_root, fresh=True)
    assert judged_files == everything


def test_another_title_is_noticed(handbook_root: Path, judged_files: list[str]) -> None:
    """A text that names a page by [[...]] holds its title, so it is judged again with another one."""
    text = (handbook_root / TIDY).read_text("utf-8")
    (handbook_root / TIDY).write_text(text.replace("why: ", "why: See [[ring-back]]. ", 1), "utf-8")
    check(handbook_root)
    judged_files.clear()
    text = (handbook_root / RING_BACK).read_text("utf-8")
    (handbook_root / RING_BACK).write_text(text.replace("title: ", "title: Always ", 1), "utf-8")
    check(handbook_root)
    assert set(judged_files) == {RING_BACK, CHAIR, TIDY}


def test_one_process_judges_each_file_once(handbook_root: Path, judged_files: list[str]) -> None:
    """Whoever reads a handbook again in the same process, such as the preview, judges what changed."""
    check(handbook_root)
    judged_files.clear()
    change_words(handbook_root, TIDY)
    examine_content(handbook_root, DAY)
    assert judged_files == [TIDY]


@pytest.mark.parametrize("part", ["en.yml", "en_names.txt", "wording_rules.py", "errors.py"])
def test_another_program_judges_anew(
    part: str, handbook_root: Path, judged_files: list[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """With other patterns, names, rules or code, nothing is used that was found without them."""
    check(handbook_root)
    everything = list(judged_files)
    judged_files.clear()
    package = tmp_path / "cx_handbook"
    shutil.copytree(kept_findings._PACKAGE / "content", package / "content")
    for path in kept_findings._PACKAGE.glob("*.py"):
        shutil.copy(path, package)
    monkeypatch.setattr(kept_findings, "_PACKAGE", package)
    kept_findings._digest_program.cache_clear()
    check(handbook_root)
    assert judged_files == []  # a copy of the program is the same one
    (found,) = package.rglob(part)
    change_words(package, str(found.relative_to(package)))
    kept_findings._digest_program.cache_clear()
    check(handbook_root)
    assert judged_files == everything
    monkeypatch.undo()
    kept_findings._digest_program.cache_clear()


def test_another_version_judges_anew(
    handbook_root: Path, judged_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an earlier version of the program found is not used."""
    check(handbook_root)
    everything = list(judged_files)
    judged_files.clear()
    with monkeypatch.context() as patched:
        patched.setattr(kept_findings, "__version__", "0.0.1")
        kept_findings._digest_program.cache_clear()
        check(handbook_root)
    kept_findings._digest_program.cache_clear()
    assert judged_files == everything


def test_all_code_that_judges_is_looked_at(handbook_root: Path) -> None:
    """Whatever module a check imports stands in a room whose files are part of the digest."""
    program = (
        "import sys; from cx_handbook.cli.main import main\n"
        "try: main()\nfinally: print(*(n for n in sys.modules if n.startswith('cx_handbook')))"
    )
    command = [sys.executable, "-c", program, "--root", str(handbook_root), "check"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    names = [name.split(".")[1:] for name in said.splitlines()[-1].split()]
    rooms = {"/".join(name[:-1]) for name in names if len(name) > 1}
    # The command only prints, and statistics serve the rules that judge all checklists each time.
    assert rooms - set(kept_findings._ROOMS) <= {"cli", "statistics"}
    assert ["content", "house_rules", "registry"] in names


def test_a_damaged_file_is_not_used(handbook_root: Path, judged_files: list[str]) -> None:
    """One changed letter in what was kept, and all files are judged anew."""
    check(handbook_root)
    everything = list(judged_files)
    kept = handbook_root / kept_findings.PLACE
    raw = bytearray(kept.read_bytes())
    raw[len(raw) // 2] ^= 1
    kept.write_bytes(raw)
    judged_files.clear()
    check(handbook_root)
    assert judged_files == everything
