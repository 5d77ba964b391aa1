"""Set up what `make handbook`, `make lint` and `make test` need; safe to repeat, quick when done.

Runs with a bare Python, before anything is installed, on Linux, macOS and Windows:

    python3 tools/setup.py [handbook | lint | test] [--this-python]

Exit codes: 0 done, 2 something is missing that has to be installed by hand; the line is printed.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
OLDEST = (3, 11)
# Checks the types of the browser's scripts. It comes by npm, which may be missing.
TYPESCRIPT = "7.0.2"
# Judge every page in `make test-all`. They come by npm as well.
PAGE_CHECKERS = {
    "html-validate": "10.17.0",  # the last for Node 20
    "vnu-jar": "26.9.27",
    "accessibility-checker-engine": "4.0.34",
}
STOPPED = 2
NO_INSTALL = "HANDBOOK_NO_INSTALL"
APT_LISTS = Path("/var/lib/apt/lists")

# The headless shell starts and draws in two thirds of the time of the whole browser.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
OTHER_BROWSERS = ("firefox-esr", "firefox", "WebKitWebDriver", "Xvfb", "chromedriver")
NGINX_PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")
MAC_OFFICE = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
REQUIREMENTS = {
    "handbook": ("requirements.txt",),
    "lint": ("requirements.txt", "requirements-dev.txt"),
    "test": ("requirements.txt", "requirements-dev.txt"),
    "engines": ("requirements.txt", "requirements-dev.txt", "requirements-engines.txt"),
    "spark": ("requirements.txt", "requirements-dev.txt", "requirements-spark.txt"),
}


class Part(NamedTuple):
    """A part of the system that Python's packages cannot bring: what it is for, what it is called."""

    purpose: str
    apt: tuple[str, ...]
    brew: tuple[str, ...]
    without_apt: str = "Install it in another way."
    """What to do where apt does not offer it; `{sudo}` stands where a command needs root."""


PANGO = Part(
    "Pango (for the PDFs)",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    ("pango",),
)
CHROMIUM = Part(
    "Chromium (for the browser tests)",
    ("chromium-headless-shell",),
    ("--cask google-chrome",),
    "A snap cannot read the tests' folder in /tmp, so download Google Chrome as a .deb from\n"
    "https://www.google.com/chrome/ and run this line in the folder where it lies:\n"
    "  {sudo}apt-get install -y ./google-chrome-stable_current_*.deb",
)
POPPLER = Part("Poppler (to look at PDFs in tests)", ("poppler-utils",), ("poppler",))
CALC = Part(
    "LibreOffice Calc (to reckon workbooks in tests)",
    ("libreoffice-calc-nogui",),
    ("--cask libreoffice",),
)
NGINX = Part("nginx (to serve the site in tests)", ("nginx-light",), ("nginx",))
# Browsers of other makers, and what drives them.
FIREFOX = Part("Firefox (for `make test-all`)", ("firefox-esr",), ("--cask firefox",))
WEBKIT = Part("WebKit (for `make test-all`)", ("webkit2gtk-driver", "xvfb"), ())
CHROMEDRIVER = Part("ChromeDriver (for `make test-all`)", ("chromium-driver",), ("chromedriver",))
VENV_MODULE = Part(
    "Python's venv module",
    (f"python{sys.version_info[0]}.{sys.version_info[1]}-venv",),
    (),
    "Name a Python that brings it along: make handbook PYTHON=…",
)


class System(NamedTuple):
    """What may be done here: the package manager, if we know it, and how to call it as root."""

    manager: str | None
    before: tuple[str, ...] | None
    """Words before the package manager's command; None when we may not call it at all."""


class Stop(Exception):  # noqa: N818 - not an error of ours: the reader has something to do first
    """Nothing more can be done before somebody acts; the message says what."""


def say(words: str) -> None:
    """Print a line at once, so that it stands before the output of what it announces."""
    print(words, flush=True)


def main(arguments: list[str]) -> int:
    """Set up one goal. Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("goal", nargs="?", choices=sorted(REQUIREMENTS), default="handbook")
    parser.add_argument(
        "--this-python",
        action="store_true",
        help="make .venv anew when it has another Python than the one that runs this",
    )
    options = parser.parse_args(arguments)
    try:
        check_version(sys.version_info[:2])
        install_parts(options.goal, this_python=options.this_python)
        install_packages(options.goal, this_python=options.this_python)
        if options.goal != "handbook":
            install_typescript()
        if options.goal == "engines":
            install_page_checkers()
    except Stop as stop:
        say(str(stop))
        return STOPPED
    return 0


def check_version(version: tuple[int, ...]) -> None:
    """Raise Stop when this Python is too old. What is written here must be readable by an old one."""
    if version >= OLDEST:
        return
    have, need = ".".join(map(str, version)), ".".join(map(str, OLDEST))
    raise Stop(
        f"This is Python {have}; the handbook needs {need} or newer.\n"
        f"Install one from python.org or your system's packages, then name it: "
        f"make handbook PYTHON=python{need}"
    )


# Parts of the system


def install_parts(goal: str, *, this_python: bool = False) -> None:
    """Install the system's parts that a goal needs; say the exact line where we may not.

    Raises Stop when one is missing that the goal cannot do without.
    """
    missing = missing_parts(goal, this_python=this_python)
    if not missing:
        return
    system = this_system()
    if system.before is not None:
        say(f"Installing {', '.join(part.purpose for part in missing)} …")
        for command in install_commands(missing, system):
            _succeeds(command)  # one part that cannot be had is no reason to give up the others
        importlib.invalidate_caches()
        missing = missing_parts(goal, this_python=this_python)
    if not missing:
        return
    line = by_hand(missing, system)
    if needed(missing, goal):
        raise Stop(line)
    say(f"{line}\nGoing on without: the sheets can still be printed from the browser.")


def missing_parts(goal: str, *, this_python: bool = False) -> list[Part]:
    """Return the parts of the system that a goal uses and that are not here."""
    has_venv = importlib.util.find_spec("ensurepip") is not None
    wanted = [(VENV_MODULE, has_venv or why_make_venv(this_python=this_python) is None)]
    if goal in ("handbook", "test"):
        wanted.append((PANGO, has_pango()))
    if goal == "test":
        wanted.append((CHROMIUM, find_browser() is not None))
        wanted.append((POPPLER, bool(shutil.which("pdftotext") and shutil.which("pdftoppm"))))
        wanted.append((CALC, find_office() is not None))
        # Elsewhere its one test is left out: the package starts a web server on the whole machine.
        if os.environ.get("CI"):
            wanted.append((NGINX, find_nginx() is not None))
    if goal == "engines":
        here = {name for name in OTHER_BROWSERS if shutil.which(name)}
        wanted.append((FIREFOX, bool(here & {"firefox-esr", "firefox"})))
        wanted.append((WEBKIT, {"WebKitWebDriver", "Xvfb"} <= here))
        wanted.append((CHROMEDRIVER, "chromedriver" in here))
    return [part for part, is_here in wanted if not is_here]


def needed(missing: list[Part], goal: str) -> bool:
    """Tell whether a goal has to stop: only PDFs are something the handbook can do without."""
    return goal != "handbook" or any(part is not PANGO for part in missing)


def this_system() -> System:
    """Find the package manager, and whether we may call it without asking for a password."""
    if os.environ.get(NO_INSTALL):
        return System(_manager(), None)
    manager = _manager()
    if manager == "brew":
        return System(manager, ())
    if manager == "apt" and os.geteuid() == 0:
        return System(manager, ())
    if manager == "apt" and shutil.which("sudo") and _succeeds(["sudo", "-n", "true"], quiet=True):
        return System(manager, ("sudo", "-n"))
    return System(manager, None)


def _manager() -> str | None:
    if shutil.which("apt-get"):
        return "apt"
    return "brew" if shutil.which("brew") else None


def install_commands(missing: list[Part], system: System) -> list[list[str]]:
    """Return the commands that install parts of the system without asking anything.

    Each part has its own, because apt installs nothing at all when one name is unknown to it.
    """
    before = system.before or ()
    if system.manager == "apt":
        apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        install = [*apt, "install", "-y", "--no-install-recommends"]
        return [[*apt, "update"], *([*install, *part.apt] for part in missing)]
    if system.manager == "brew":
        names = [name for part in missing for name in part.brew]
        return [["brew", "install", "--quiet", *name.split()] for name in names]
    return []


def by_hand(missing: list[Part], system: System) -> str:
    """Return what is missing, and the exact line that installs it."""
    what = f"Missing: {', '.join(part.purpose for part in missing)}."
    if system.manager == "apt":
        return f"{what} {_by_hand_with_apt(missing, '' if system.before == () else 'sudo ')}"
    names = [name for part in missing for name in part.brew]
    if system.manager == "brew" and names:
        line = " && ".join(f"brew install {name}" for name in names)
        return f"{what} Run this line, then this again:\n  {line}"
    return f"{what} Install it with your system's own packages, then run this again."


def _by_hand_with_apt(missing: list[Part], sudo: str) -> str:
    offered = [part for part in missing if apt_offers(part)]
    steps = []
    if offered:
        names = " ".join(name for part in offered for name in part.apt)
        line = f"{sudo}apt-get update && {sudo}apt-get install -y {names}"
        steps.append(f"Run this line, then this again:\n  {line}")
    for part in missing:
        if part not in offered:
            otherwise = part.without_apt.format(sudo=sudo)
            steps.append(f"apt does not offer {' '.join(part.apt)} here. {otherwise}")
    return "\n".join(steps)


def apt_offers(part: Part) -> bool:
    """Tell whether apt could install a part; where its lists were never fetched, we suppose so."""
    if not any(APT_LISTS.glob("*_Packages*")):
        return True
    return _succeeds(["apt-get", "-qq", "--simulate", "install", *part.apt], quiet=True)


def has_pango() -> bool:
    """Tell whether the libraries that make PDFs can be loaded."""
    return all(
        _loads(name, number)
        for name, number in (("pango-1.0", 0), ("pangoft2-1.0", 0), ("harfbuzz-subset", 0))
    )


def _loads(name: str, number: int) -> bool:
    if sys.platform == "darwin":
        files = [f"{p}/lib/lib{name}.{number}.dylib" for p in ("/opt/homebrew", "/usr/local")]
    elif sys.platform == "win32":
        files = [f"C:\\msys64\\{p}\\bin\\lib{name}-{number}.dll" for p in ("ucrt64", "mingw64")]
    else:
        files = [f"lib{name}.so.{number}"]
    for file in files:
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return True
    return False


def find_browser() -> str | None:
    """Return the path of the system's Chromium or Chrome; the tests start what is found here."""
    installed = (shutil.which(name) for name in BROWSERS)
    unpacked = (path for path in MAC_BROWSERS if Path(path).exists())
    return next((path for path in (*installed, *unpacked) if path and not is_snap(path)), None)


def find_office() -> str | None:
    """Return the path of LibreOffice; the tests that reckon workbooks start what is found here."""
    return shutil.which("soffice") or (MAC_OFFICE if Path(MAC_OFFICE).exists() else None)


def find_nginx() -> str | None:
    """Return the path of nginx, which is seldom on the path of somebody who is not root."""
    return shutil.which("nginx", path=os.pathsep.join((os.environ.get("PATH", ""), *NGINX_PLACES)))


def is_snap(path: str) -> bool:
    """Tell whether a program is a snap, or Ubuntu's script that starts one: it cannot read /tmp."""
    real = Path(path).resolve()
    if real.name == "snap" or real.parts[:2] == ("/", "snap"):
        return True
    with real.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/bin/" in start


# Python packages


def install_packages(goal: str, *, this_python: bool = False) -> None:
    """Bring `.venv` to what the requirements say; do nothing when it is there already.

    Raises Stop when the packages cannot be installed.
    """
    why = why_make_venv(this_python=this_python)
    if why is not None:
        _make_venv(why)
    done = {} if why is not None else _stamp()
    wanted = {**fingerprints(goal), "python": venv_version()}
    done.setdefault("python", wanted["python"])
    if all(done.get(name) == value for name, value in wanted.items()):
        return
    last = REQUIREMENTS[goal][-1]
    say(f"Installing the Python packages of {last} into .venv; the first time takes a minute …")
    pip = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    # What another machine would get is what this one gets, to the byte, or nothing.
    pinned = ["--require-hashes", "--requirement", str(ROOT / last)]
    ours = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    if not _succeeds([*pip, *pinned]) or not _succeeds([*pip, *ours]):
        raise Stop("The Python packages could not be installed; pip says why in the lines above.")
    stamp = json.dumps({**done, **wanted, "root": str(ROOT)}, indent=2)
    _stamp_file().write_text(stamp, encoding="utf-8")


def install_typescript() -> None:
    """Bring the pinned TypeScript into `.venv`.

    Where it cannot be had, `make lint` leaves the types of the scripts unchecked, and says so.
    """
    _install_from_npm(
        VENV / "typescript", {"typescript": TYPESCRIPT}, "to check the types of the scripts"
    )


def install_page_checkers() -> None:
    """Bring what judges the pages into `.venv`; say in a line what is left out."""
    if not shutil.which("npm"):
        say("The pages are checked by axe-core alone: the other checkers need node and npm.")
    elif not shutil.which("java"):
        say("The pages are not checked by the Nu checker: it needs Java.")
    _install_from_npm(VENV / "page-checkers", PAGE_CHECKERS, "to check the pages")


def _install_from_npm(folder: Path, packages: dict[str, str], purpose: str) -> None:
    """Install pinned packages of npm into a folder, without a lock file, which would name a host."""
    here = {name: _npm_version(folder, name) for name in packages}
    if here == packages or not shutil.which("npm"):
        return
    pinned = [f"{name}@{version}" for name, version in packages.items()]
    said = ", ".join(f"{name} {version}" for name, version in packages.items())
    say(f"Installing {said} into .venv, {purpose} …")
    quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
    npm = [shutil.which("npm") or "npm", "install", "--prefix", str(folder), *quiet]
    folder.mkdir(parents=True, exist_ok=True)
    if not _succeeds([*npm, *pinned]):
        say(f"{said} could not be installed; going on without.")


def _npm_version(folder: Path, name: str) -> str:
    try:
        about = folder / "node_modules" / name / "package.json"
        return str(json.loads(about.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return ""


def fingerprints(goal: str) -> dict[str, str]:
    """Return the SHA-256 of each file that says what is installed for a goal."""
    names = (*REQUIREMENTS[goal], "pyproject.toml")
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}


def venv_python() -> Path:
    """Return where the Python of `.venv` stands."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def venv_version() -> str:
    """Return the version of the Python in `.venv`, such as 3.11; nothing where it does not say."""
    try:
        settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    found = re.search(r"^version(?:_info)? *= *(\d+\.\d+)", settings, re.MULTILINE)
    return found.group(1) if found else ""


def why_make_venv(*, this_python: bool) -> str | None:
    """Return why `.venv` has to be made, or made anew; None when it is kept.

    In a folder that was moved it is not kept, because its programs hold its path.
    """
    if not venv_python().exists():
        return "there is none yet"
    if _stamp().get("root", str(ROOT)) != str(ROOT):
        return "the folder was moved"
    if this_python and venv_version() != ".".join(map(str, sys.version_info[:2])):
        return f"it had Python {venv_version() or 'of another version'}"
    return None


def _make_venv(why: str) -> None:
    """Make `.venv`, without anything that was in it before."""
    say(f"Making .venv with Python {sys.version.split()[0]}, because {why} …")
    if not _succeeds([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise Stop(by_hand([VENV_MODULE], this_system()))


def _stamp_file() -> Path:
    return VENV / "handbook-setup.json"


def _stamp() -> dict[str, str]:
    """Return what was set up last; an unreadable stamp counts as none."""
    try:
        stamp = json.loads(_stamp_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _succeeds(command: list[str], *, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, check=False, stdout=output, stderr=output).returncode == 0  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
