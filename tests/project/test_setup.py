"""Setting up does what is missing, only that, and says the exact line where it may not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from support.project import PROJECT, load_tool

ROOT = PROJECT
THIS_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
FORMER_PYTHONS = ((3, 7), (3, 8), (3, 9), (3, 10))


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up script as a module, at work in a folder of its own that needs nothing yet."""
    module = load_tool("setup")
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "APT_LISTS", tmp_path / "lists")
    return module


@pytest.fixture
def ran(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run; making a virtual environment makes its Python."""
    commands: list[list[str]] = []

    def succeeds(command: list[str], **_: bool) -> bool:
        commands.append(command)
        if "venv" in command:
            make_venv(setup, THIS_PYTHON)
        return True

    monkeypatch.setattr(setup, "_succeeds", succeeds)
    return commands


def make_venv(setup: ModuleType, version: str) -> None:
    setup.venv_python().parent.mkdir(parents=True, exist_ok=True)
    setup.venv_python().touch()
    settings = f"home = /usr/bin\nversion = {version}.7\n"
    (setup.VENV / "pyvenv.cfg").write_text(settings, encoding="utf-8")


def program(folder: Path, name: str, text: str = "#!/bin/sh\n") -> str:
    """Put a program into a folder, and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def words(commands: list[list[str]]) -> list[str]:
    return [" ".join(command) for command in commands]


# Parts of the system


@pytest.mark.parametrize(
    ("before", "sudo"), [((), ""), (("sudo", "-n"), "sudo -n ")], ids=["root", "sudo"]
)
def test_apt_updates_once_and_asks_nothing(
    setup: ModuleType, before: tuple[str, ...], sudo: str
) -> None:
    """Each missing part has an install of its own, after one update, and no question is asked."""
    missing = [setup.PANGO, setup.CHROMIUM, setup.POPPLER]

    commands = setup.install_commands(missing, setup.System("apt", before))

    apt = f"{sudo}env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    install = f"{apt} install -y --no-install-recommends"
    assert words(commands) == [
        f"{apt} update",
        f"{install} libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        f"{install} chromium-headless-shell",
        f"{install} poppler-utils",
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
            "sudo apt-get update && sudo apt-get install -y chromium-headless-shell poppler-utils",
        ),
        ("apt", (), "apt-get update && apt-get install -y chromium-headless-shell poppler-utils"),
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


def test_what_apt_does_not_offer_has_its_own_line(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Ubuntu, where chromium is only a snap, Chrome's own package is named, and the rest stays."""
    monkeypatch.setattr(setup, "apt_offers", lambda part: part is not setup.CHROMIUM)

    said = setup.by_hand([setup.CHROMIUM, setup.POPPLER], setup.System("apt", None))

    assert said == (
        "Missing: Chromium (for the browser tests), Poppler (to look at PDFs in tests). "
        "Run this line, then this again:\n"
        "  sudo apt-get update && sudo apt-get install -y poppler-utils\n"
        "apt does not offer chromium-headless-shell here. "
        "A snap cannot read the tests' folder in /tmp, so download Google Chrome as a .deb from\n"
        "https://www.google.com/chrome/ and run this line in the folder where it lies:\n"
        "  sudo apt-get install -y ./google-chrome-stable_current_*.deb"
    )


def test_apt_is_asked_what_it_offers(
    setup: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rehearsal says whether apt could install a part; nothing is changed by it."""
    setup.APT_LISTS.mkdir()
    (setup.APT_LISTS / "archive_main_binary-amd64_Packages.lz4").touch()

    assert setup.apt_offers(setup.CHROMIUM)
    assert words(ran) == ["apt-get -qq --simulate install chromium-headless-shell"]
    monkeypatch.setattr(setup, "_succeeds", lambda *_, **__: False)
    assert not setup.apt_offers(setup.CHROMIUM)


def test_apt_without_lists_is_given_the_benefit_of_the_doubt(
    setup: ModuleType, ran: list[list[str]]
) -> None:
    """Before its first update apt knows no package at all, so its answer would mean nothing."""
    assert setup.apt_offers(setup.CHROMIUM)
    assert ran == []


def test_one_part_that_cannot_be_had_leaves_the_others(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Poppler and Pango are installed although apt has no Chromium."""
    installed: list[str] = []

    def succeeds(command: list[str], **_: bool) -> bool:
        if "chromium-headless-shell" in command:
            return False
        installed.append(command[-1])
        return True

    monkeypatch.setattr(setup, "_succeeds", succeeds)
    monkeypatch.setattr(setup, "has_pango", lambda: "libharfbuzz-subset0" in installed)
    monkeypatch.setattr(setup, "find_browser", lambda: None)
    monkeypatch.setattr(setup, "find_nginx", lambda: "nginx")
    monkeypatch.setattr(setup.shutil, "which", lambda _: "poppler-utils" in installed)
    monkeypatch.setattr(setup, "this_system", lambda: setup.System("apt", ()))

    with pytest.raises(setup.Stop, match=r"^Missing: Chromium \(for the browser tests\)\."):
        setup.install_parts("test")

    assert installed == [
        "update", "libharfbuzz-subset0", "poppler-utils", "libreoffice-calc-nogui",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ],
)
def test_a_browser_is_found_by_each_of_its_names(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Debian, Ubuntu, Google's package and GitHub's runners each call it something else."""
    path = program(tmp_path / "bin", name)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(setup, "MAC_BROWSERS", ())

    assert setup.find_browser() == path


def test_a_browser_is_found_among_the_applications_of_macos(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On macOS a browser is on no PATH: it lies in the folder of applications."""
    path = program(tmp_path / "Google Chrome.app", "Google Chrome")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(setup, "MAC_BROWSERS", (str(tmp_path / "Chromium.app" / "no"), path))

    assert setup.find_browser() == path


def test_a_browser_that_is_a_snap_is_passed_over(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ubuntu's chromium and chromium-browser start a snap, which cannot open the tests' pages."""
    folder = tmp_path / "bin"
    snap = program(tmp_path / "usr", "snap", "not a script")
    program(folder, "chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    (folder / "chromium").symlink_to(snap)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(setup, "MAC_BROWSERS", ())
    assert setup.find_browser() is None

    chrome = program(folder, "google-chrome", "not a script")

    assert setup.find_browser() == chrome


@pytest.mark.parametrize("on_macos", [False, True], ids=["on the PATH", "among applications"])
def test_libreoffice_is_found(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_macos: bool
) -> None:
    """The tests that reckon workbooks find it on the PATH, and on macOS among the applications."""
    path = program(tmp_path / "bin", "soffice")
    monkeypatch.setenv("PATH", "" if on_macos else str(tmp_path / "bin"))
    monkeypatch.setattr(setup, "MAC_OFFICE", path if on_macos else "")

    assert setup.find_office() == path


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
    """Whoever made .venv with plain pip, with whichever Python, keeps what is in it."""
    make_venv(setup, "3.99")

    setup.install_packages("handbook")

    assert all("venv" not in command for command in ran)


def test_another_python_that_is_named_gets_an_environment_of_its_own(
    setup: ModuleType, ran: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Naming a Python makes .venv anew when it has another one, says so, and does it once."""
    make_venv(setup, "3.99")

    setup.install_packages("handbook", this_python=True)

    first, said = list(ran), capsys.readouterr().out
    assert "--clear" in first[0]
    assert ", because it had Python 3.99 …\n" in said
    ran.clear()
    setup.install_packages("handbook", this_python=True)
    assert ran == []


def test_the_environment_stays_while_no_python_is_named(
    setup: ModuleType, ran: list[list[str]]
) -> None:
    """A plain `make` after `make PYTHON=…` keeps the Python that was named then."""
    make_venv(setup, "3.99")
    setup.install_packages("handbook")
    ran.clear()

    setup.install_packages("handbook")

    assert ran == []
    stamp = json.loads((setup.VENV / "handbook-setup.json").read_text(encoding="utf-8"))
    assert stamp["python"] == "3.99"


def test_packages_belong_to_the_python_they_were_installed_for(
    setup: ModuleType, ran: list[list[str]]
) -> None:
    """When somebody changes the Python of .venv by hand, the packages are installed for the new one."""
    setup.install_packages("handbook")
    make_venv(setup, "3.99")
    ran.clear()

    setup.install_packages("handbook")

    assert [command[2] for command in ran] == ["pip", "pip"]


@pytest.mark.parametrize("ci", [True, False], ids=["in CI", "elsewhere"])
def test_a_web_server_is_installed_only_where_nobody_works(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, ci: bool
) -> None:
    """Its package starts it on the whole machine; elsewhere its test is left out and says so."""
    monkeypatch.setenv("CI", "true") if ci else monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(setup, "find_nginx", lambda: None)

    assert (setup.NGINX in setup.missing_parts("test")) == ci
    assert setup.NGINX not in setup.missing_parts("handbook")


def test_the_module_that_makes_environments_is_wanted_where_one_is_made(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kept .venv does not need Python's venv module; a new one for the named Python does."""
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda _: None)
    make_venv(setup, "3.99")

    assert setup.missing_parts("lint") == []
    assert setup.missing_parts("lint", this_python=True) == [setup.VENV_MODULE]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [([], False), (["PYTHON=python3.99"], True)],
    ids=["not named", "named"],
)
def test_make_tells_whether_a_python_was_named(
    arguments: list[str], named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a Python that somebody named may replace the one in .venv."""
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.delenv("MAKEFLAGS", raising=False)

    done = subprocess.run(
        ["make", "--dry-run", "schema", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert ("tools/setup.py --this-python handbook" in done.stdout) is named


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


def test_the_environment_is_what_the_pins_say() -> None:
    """These tests run with the pinned versions, and with every package that one of them needs."""
    from importlib.metadata import requires, version

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    lines = (line.removesuffix(" \\") for line in text.splitlines() if re.match("[a-z]", line))
    # One for another system, or another Python, is none of ours.
    here = [pin for pin in map(Requirement, lines) if not pin.marker or pin.marker.evaluate()]
    pins = {pin.name: str(pin.specifier).removeprefix("==") for pin in here}
    needed = {
        canonicalize_name(requirement.name)
        for name in pins
        for requirement in map(Requirement, requires(name) or [])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }

    assert {name: version(name) for name in pins} == pins
    assert needed <= set(pins)


# The type checker of the scripts


@pytest.mark.parametrize(("npm", "version"), [(None, ""), ("/usr/bin/npm", "7.0.2")])
def test_the_type_checker_is_left_alone(
    setup: ModuleType,
    ran: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    npm: str | None,
    version: str,
) -> None:
    """Nothing is installed without npm, and nothing where the pinned version is there."""
    monkeypatch.setattr(setup.shutil, "which", lambda _: npm)
    monkeypatch.setattr(setup, "TYPESCRIPT", "7.0.2")
    about = setup.VENV / "typescript/node_modules/typescript/package.json"
    about.parent.mkdir(parents=True)
    about.write_text(json.dumps({"version": version}), encoding="utf-8")

    setup.install_typescript()

    assert ran == []


def test_the_type_checker_is_installed_into_the_environment(
    setup: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pinned version, without a lock file, which would name the host it came from."""
    monkeypatch.setattr(setup.shutil, "which", lambda _: "/usr/bin/npm")

    setup.install_typescript()

    [command] = ran
    assert command[:4] == ["/usr/bin/npm", "install", "--prefix", str(setup.VENV / "typescript")]
    assert "--no-package-lock" in command
    assert command[-1] == f"typescript@{setup.TYPESCRIPT}"


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ("", "checked by axe-core alone: the other checkers need node and npm"),
        ("npm", "not checked by the Nu checker: it needs Java"),
        ("npm java", ""),
    ],
)
def test_what_no_page_is_checked_by_is_said(
    setup: ModuleType,
    ran: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    here: str,
    said: str,
) -> None:
    """Each checker is pinned; what it needs may be missing."""
    monkeypatch.setattr(setup.shutil, "which", lambda name: name if name in here.split() else None)

    setup.install_page_checkers()

    assert [command[-3:] for command in ran] == [
        [f"{name}@{version}" for name, version in setup.PAGE_CHECKERS.items()]
        for _ in here.split()[:1]
    ]
    assert said in capsys.readouterr().out


def test_types_are_not_checked_without_the_type_checker(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make lint` goes on and says in one line what it leaves out."""
    check = load_tool("check_script_types")
    monkeypatch.setattr(check.shutil, "which", lambda _: None)

    assert check.main() == 0
    said = "The types of the scripts are not checked: TypeScript needs node and npm.\n"
    assert capsys.readouterr().out == said


# Publishing


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "forgotten"])
def test_publishing_stops_while_an_issued_form_is_not_committed(
    tmp_path: Path, committed: bool
) -> None:
    """A sheet on the public site can be scored only when its form is in version control."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    steps = [step.get("run", "") for step in workflow["jobs"]["build"]["steps"]]
    guard = next(step for step in steps if "checklists/issued" in step)
    assert steps.index("make handbook") + 1 == steps.index(guard)
    form = tmp_path / "checklists" / "issued" / "0123.json"
    form.parent.mkdir(parents=True)
    form.write_text("{}\n", encoding="utf-8")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "--quiet"], cwd=tmp_path, check=True)
    if committed:
        subprocess.run([*git, "add", "."], cwd=tmp_path, check=True)
        subprocess.run([*git, "commit", "--quiet", "-m", "Issue"], cwd=tmp_path, check=True)

    done = subprocess.run(
        ["bash", "-e", "-c", guard], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode == 0) is committed
    assert ("::error::commit checklists/issued first\n" in done.stdout) is not committed
