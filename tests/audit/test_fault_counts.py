"""`make faults` counts what killed commands leave, and says when something is lost."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from support.kills import Killed
from support.project import TESTS


@pytest.fixture(scope="module")
def faults() -> ModuleType:
    """Return the script as a module; it belongs to no package."""
    spec = importlib.util.spec_from_file_location("faults", TESTS / "fuzz" / "faults.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_handful_of_faults_loses_nothing(
    faults: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row for each step and one for all, and a row for those who add at once."""
    code = faults.main(["--kills", "3", "--adders", "1", "new", "adders"])

    said = capsys.readouterr().out
    assert code == 0
    assert re.search(r"^\| \*\*new\*\* \| \*\*all\*\* \| 3 \| \d \| \d \| 0 \| 0 \|$", said, re.M)
    assert "| 1 runs | 17 | 17 | 0 |" in said
    assert said.endswith("0 faults\n")


def test_what_is_lost_is_named_and_counted(
    faults: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 1 then."""

    def lose(*_: object) -> Killed:
        killed = Killed()
        killed.add("write content", "other", ["gone: a-1"])
        return killed

    monkeypatch.setattr(faults, "kill_one_command", lose)
    code = faults.main(["--kills", "1", "new"])

    said = capsys.readouterr().out
    assert code == 1
    assert "| new | write content | 1 | 0 | 0 | 0 | 1 |" in said
    assert "new: write content: gone: a-1\n1 faults" in said


def test_a_command_that_is_unknown_is_refused(faults: ModuleType, tmp_path: Path) -> None:
    """With the names that there are."""
    with pytest.raises(SystemExit) as stopped:
        faults.main([str(tmp_path)])

    assert stopped.value.code == 2
