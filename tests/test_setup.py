"""Setting up does what is missing, only that, and says the exact line where it may not."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
FORMER_PYTHONS = ((3, 7), (3, 8), (3, 9), (3, 10))


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up script as a module, at work in a folder of its own that needs nothing yet."""
    spec = importlib.util.spec_from_file_location("handbook_setup", ROOT / "tools" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    return module


@pytest.fixture
def ran(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run; making a virtual environment makes its Python."""
    commands: list[list[str]] = []

    def succeeds(command: list[str], **_: bool) -> bool:
        commands.append(command)
        if "venv" in command:
            setup.venv_python().parent.mkdir(parents=True, exist_ok=True)
            setup.venv_python().touch()
        return True

    monkeypatch.setattr(setup, "_succeeds", succeeds)
    return commands


def words(commands: list[list[str]]) -> list[str]:
    return [" ".join(command) for command in commands]


# Parts of the system


@pytest.mark.parametrize(
    ("before", "sudo"), [((), ""), (("sudo", "-n"), "sudo -n ")], ids=["root", "sudo"]
)
def test_apt_updates_once_and_asks_nothing(
    setup: ModuleType, before: tuple[str, ...], sudo: str
) -> None:
    """All missing parts go into one install, after one update, and no question is asked."""
    missing = [setup.PANGO, setup.CHROMIUM, setup.POPPLER]

    commands = setup.install_commands(missing, setup.System("apt", before))

    assert words(commands) == [
        f"{sudo}env DEBIAN_FRONTEND=noninteractive apt-get -qq update",
        f"{sudo}env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 chromium poppler-utils",
    ]


def test_brew_installs_each_part_by_its_own_name(setup: ModuleType) -> None:
    """On macOS the same parts have other names, and the browser is a cask."""
    missing = [setup.PANGO, setup.CHROMIUM, setup.POPPLER]

    commands = setup.install_commands(missing, setup.System("brew", ()))

    assert words(commands) == [
        "brew install --quiet pango",
        "brew install --quiet --cask google-chrome",
        "brew install --quiet poppler",
    ]


def test_without_a_known_package_manager_nothing_is_run(setup: ModuleType) -> None:
    """Where we do not know the package manager, we name the part and leave it at that."""
    system = setup.System(None, None)

    assert setup.install_commands([setup.PANGO], system) == []
    assert setup.by_hand([setup.PANGO], system) == (
        "Missing: Pango (for the PDFs). "
        "Install it with your system's own packages, then run this again."
    )


@pytest.mark.parametrize(
    ("manager", "before", "line"),
    [
        (
            "apt", None,
            "sudo apt-get update && sudo apt-get install -y chromium poppler-utils",
        ),
        ("apt", (), "apt-get update && apt-get install -y chromium poppler-utils"),
        ("brew", None, "brew install --cask google-chrome && brew install poppler"),
    ],
)  # fmt: skip
def test_the_exact_line_is_said(
    setup: ModuleType, manager: str, before: tuple[str, ...] | None, line: str
) -> None:
    """Whoever has to install something by hand can copy the line as it stands."""
    missing = [setup.CHROMIUM, setup.POPPLER]

    said = setup.by_hand(missing, setup.System(manager, before))

    assert said == (
        "Missing: Chromium (for the browser tests), Poppler (to look at PDFs in tests). "
        f"Run this line, then this again:\n  {line}"
    )


def test_a_build_goes_on_without_pango(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where Pango may not be installed, the line is said and the handbook is built all the same."""
    monkeypatch.setattr(setup, "has_pango", lambda: False)
    monkeypatch.setattr(setup, "this_system", lambda: setup.System("apt", None))

    setup.install_parts("handbook")

    assert capsys.readouterr().out == (
        "Missing: Pango (for the PDFs). Run this line, then this again:\n"
        "  sudo apt-get update && "
        "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
        "Going on without: the sheets can still be printed from the browser.\n"
    )


def test_tests_stop_without_pango(
    setup: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests look at PDFs, so they do not pretend that all is well without Pango."""
    monkeypatch.setattr(setup, "has_pango", lambda: False)
    monkeypatch.setattr(setup, "find_browser", lambda: "chromium")
    monkeypatch.setattr(setup, "this_system", lambda: setup.System("apt", None))

    assert setup.main(["test"]) == 2
    assert ran == []


def test_what_may_be_installed_is_installed(
    setup: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where we may, the missing part is installed without a word from anybody."""
    monkeypatch.setattr(setup, "has_pango", lambda: bool(ran))
    monkeypatch.setattr(setup, "this_system", lambda: setup.System("apt", ()))

    setup.install_parts("handbook")

    assert [command[-1] for command in ran] == ["update", "libharfbuzz-subset0"]


def test_linting_needs_no_part_of_the_system(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make lint` works on a machine without Pango and without a browser."""
    monkeypatch.setattr(setup, "has_pango", lambda: False)
    monkeypatch.setattr(setup, "find_browser", lambda: None)

    assert setup.missing_parts("lint") == []


def test_nothing_is_installed_where_that_is_switched_off(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HANDBOOK_NO_INSTALL keeps the hands off the system, root or not."""
    monkeypatch.setenv("HANDBOOK_NO_INSTALL", "1")

    assert setup.this_system().before is None


# Python packages


def test_the_first_run_installs_and_the_second_does_nothing(
    setup: ModuleType, ran: list[list[str]]
) -> None:
    """The second run finds its stamp and starts no other program."""
    setup.install_packages("handbook")
    first = list(ran)
    ran.clear()
    setup.install_packages("handbook")

    assert [("venv" in command, "pip" in command) for command in first] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip
    assert ran == []


@pytest.mark.parametrize(
    ("file", "goal"),
    [("requirements.txt", "handbook"), ("pyproject.toml", "handbook"), ("requirements-dev.txt", "lint")],
)  # fmt: skip
def test_a_changed_requirement_is_installed(
    setup: ModuleType, ran: list[list[str]], file: str, goal: str
) -> None:
    """A pin that was raised reaches the environment at the next run, which is kept."""
    setup.install_packages(goal)
    ran.clear()
    (setup.ROOT / file).write_text("# changed\n", encoding="utf-8")

    setup.install_packages(goal)

    assert [command[2] for command in ran] == ["pip", "pip"]


def test_the_test_tools_do_not_undo_what_is_there(setup: ModuleType, ran: list[list[str]]) -> None:
    """After `make test`, `make handbook` has nothing left to do."""
    setup.install_packages("test")
    ran.clear()

    setup.install_packages("handbook")

    assert ran == []


def test_an_environment_that_was_moved_is_made_anew(
    setup: ModuleType, ran: list[list[str]]
) -> None:
    """The programs in a moved .venv still point at the old folder, so it is cleared."""
    setup.install_packages("handbook")
    stamp = setup.VENV / "handbook-setup.json"
    elsewhere = json.loads(stamp.read_text(encoding="utf-8")) | {"root": "elsewhere"}
    stamp.write_text(json.dumps(elsewhere), encoding="utf-8")
    ran.clear()

    setup.install_packages("handbook")

    assert "--clear" in ran[0]
    assert json.loads(stamp.read_text(encoding="utf-8"))["root"] == str(setup.ROOT)


def test_an_environment_made_by_hand_is_kept(setup: ModuleType, ran: list[list[str]]) -> None:
    """Whoever made .venv with plain pip keeps what is in it."""
    setup.venv_python().parent.mkdir(parents=True)
    setup.venv_python().touch()

    setup.install_packages("handbook")

    assert all("venv" not in command for command in ran)


def test_a_failed_install_is_tried_again(
    setup: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be installed is not taken for installed the next time."""
    succeeds = setup._succeeds
    monkeypatch.setattr(setup, "_succeeds", lambda command: succeeds(command) and "venv" in command)
    with pytest.raises(setup.Stop, match="could not be installed"):
        setup.install_packages("handbook")
    monkeypatch.setattr(setup, "_succeeds", succeeds)
    ran.clear()

    setup.install_packages("handbook")

    assert [command[2] for command in ran] == ["pip", "pip"]


def test_a_damaged_stamp_counts_as_none(setup: ModuleType, ran: list[list[str]]) -> None:
    """Half a stamp, from a run that was cut off, makes the packages be installed again."""
    setup.install_packages("handbook")
    (setup.VENV / "handbook-setup.json").write_text('{"root"', encoding="utf-8")
    ran.clear()

    setup.install_packages("handbook")

    assert len(ran) == 2


# The versions of Python, and the pins


@pytest.mark.parametrize("version", FORMER_PYTHONS)
def test_an_old_python_is_refused_in_words(setup: ModuleType, version: tuple[int, int]) -> None:
    """An old Python is told which one is needed and how to name it."""
    with pytest.raises(setup.Stop) as stop:
        setup.check_version(version)

    assert str(stop.value) == (
        f"This is Python 3.{version[1]}; the handbook needs 3.11 or newer.\n"
        "Install one from python.org or your system's packages, then name it: "
        "make handbook PYTHON=python3.11"
    )


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (3, 20)])
def test_a_new_python_is_welcome(setup: ModuleType, version: tuple[int, int]) -> None:
    """No upper bound locks out a Python that has come out since."""
    assert setup.check_version(version) is None


def test_an_old_python_can_read_the_script() -> None:
    """The script compiles under the grammar of Python 3.7, so that the words are reached at all."""
    import ast

    source = (ROOT / "tools" / "setup.py").read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 7))


def test_the_script_needs_nothing_installed() -> None:
    """Set-up starts on a bare Python: isolated, without site-packages."""
    script = str(ROOT / "tools" / "setup.py")

    done = subprocess.run(
        [sys.executable, "-I", "-S", script, "--help"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "make handbook" in done.stdout


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_exactly(name: str) -> None:
    """Each line names one version, and each package stands once, in small letters."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith(("#", "-r "))]

    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin)] == []
    names = [pin.partition("==")[0] for pin in pins]
    assert len(names) == len(set(names))


def test_the_pins_fit_what_the_project_asks_for() -> None:
    """Every dependency in pyproject.toml is pinned, to a version that it allows."""
    import tomllib

    from packaging.requirements import Requirement

    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        Requirement(text)
        for text in (*project["project"]["dependencies"], *project["build-system"]["requires"])
    ]

    assert [str(r) for r in asked if pins[r.name] not in r.specifier] == []


def test_the_environment_is_what_the_pins_say() -> None:
    """These tests run with the pinned versions, and with every package that one of them needs."""
    from importlib.metadata import requires, version

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
    ]
    pins = dict(line.split("==") for line in lines if "==" in line)
    needed = {
        canonicalize_name(requirement.name)
        for name in pins
        for requirement in map(Requirement, requires(name) or [])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }

    assert {name: version(name) for name in pins} == pins
    assert needed <= set(pins)
