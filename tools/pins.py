"""Pin every package with its hashes, from what pyproject.toml names; or check that the pins fit it.

    .venv/bin/python tools/pins.py [--upgrade [PACKAGE …]]
    .venv/bin/python tools/pins.py --check

Writing asks the package index, through uv, which has to be installed (`pip install uv`). A version
that is pinned already stays unless --upgrade names it, or names none. The check reads files alone.
Exit codes: 0 well, 1 the pins do not fit, 2 they could not be made.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = "pyproject.toml"
LARGEST = "requirements-dev.txt"
# Each file is whole, so that one file is installed. The largest is made first and the others take its
# versions: an extra that only the tests need may allow less than the package itself.
FILES: dict[str, tuple[str, ...]] = {
    LARGEST: ("install", "test"),
    "requirements.txt": ("install",),
    "requirements-engines.txt": ("install", "test", "engines"),
    "requirements-spark.txt": ("install", "test", "spark"),
}
WROTE, WRONG, CANNOT = 0, 1, 2
AGAIN = "run .venv/bin/python tools/pins.py"
# One set for all systems and all Pythons that the project supports. No address of an index and no
# path stands in the files: which index serves a package is a matter of the machine, its content is not.
COMPILE = (
    "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url",
    "--python-version", "3.11", "--custom-compile-command", "tools/pins.py",
)  # fmt: skip
_PIN = re.compile(r"(?m)^([a-z0-9-]+)==([^\s;]+)(?: ; [^\\\n]+)?(?: \\)?\n((?: {4}.*\n)*)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_OURS = re.compile(r"\bcx-handbook\b")  # how uv says that we named a package ourselves
_ADDRESS = re.compile(r"://|--(index|extra-index|find-links)|(?m:^[/.~])")


class Pin(NamedTuple):
    """A pinned version, how many hashes it has, and whether the project names the package itself."""

    name: str
    version: str
    hashes: int
    is_named: bool


def main(arguments: list[str]) -> int:
    """Write the files, or check them. Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="say what does not fit; write nothing")
    parser.add_argument("--upgrade", nargs="*", metavar="PACKAGE", help="take newer versions")
    options = parser.parse_args(arguments)
    if options.check:
        wrong = list(find_wrong_pins(ROOT))
        for line in wrong:
            print(line)
        return WRONG if wrong else WROTE
    return write_pins(options.upgrade)


def write_pins(upgraded: list[str] | None) -> int:
    """Let uv write every file. Return the exit code."""
    uv = shutil.which("uv")
    if uv is None:
        print("uv is missing; install it: pip install uv")
        return CANNOT
    newer = ["--upgrade"] if upgraded == [] else []
    newer += [word for name in upgraded or () for word in ("--upgrade-package", name)]
    for file, groups in FILES.items():
        asked = [word for group in groups for word in ("--group", group)]
        after = [] if file == LARGEST else ["--constraint", LARGEST]
        command = [uv, *COMPILE, *newer, *asked, *after, "--output-file", file, PROJECT]
        done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)  # noqa: S603
        if done.returncode:
            print(f"{file} was not written; uv says why above")
            return CANNOT
    return WROTE


def find_wrong_pins(root: Path) -> Iterator[str]:
    """Yield what is wrong with the pins of a project, a line each; nothing is asked of the network."""
    data = tomllib.loads((root / PROJECT).read_text(encoding="utf-8"))
    versions: dict[str, set[str]] = {}
    for file, groups in FILES.items():
        text = (root / file).read_text(encoding="utf-8")
        pins = read_pins(text)
        yield from (f"{file}: {wrong}" for wrong in _find_wrong_lines(text, pins))
        yield from (f"{file}: {wrong}" for wrong in _compare_names(pins, _list_named(data, groups)))
        known = {name: {pin.version for pin in pins if pin.name == name} for name in _names(pins)}
        for name in sorted(known.keys() & versions.keys()):
            if not (known[name] <= versions[name] or versions[name] <= known[name]):
                yield f"{file}: {name} has another version than in {LARGEST}; {AGAIN}"
        versions = versions or known  # of the largest, which is first


def read_pins(text: str) -> list[Pin]:
    """Return the pins of a requirements file; a package may have one for each of several systems."""
    return [
        Pin(name, version, len(_HASH.findall(below)), _OURS.search(below) is not None)
        for name, version, below in _PIN.findall(text)
    ]


def _names(pins: list[Pin]) -> set[str]:
    return {pin.name for pin in pins}


def _list_named(data: dict[str, Any], groups: tuple[str, ...]) -> list[Requirement]:
    """Return what pyproject.toml names for the package itself and for these groups."""
    named = [*data["project"]["dependencies"], *data["build-system"]["requires"]]
    named += [line for group in groups for line in data["dependency-groups"][group]]
    return [Requirement(line) for line in named]


def _find_wrong_lines(text: str, pins: list[Pin]) -> Iterator[str]:
    """Yield what no requirements file of ours may hold."""
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    if len(lines) != len(pins):
        pinned = _names(pins)
        odd = [line for line in lines if line.partition("==")[0] not in pinned]
        yield f"no pin: {'; '.join(odd) or 'a line'}; {AGAIN}"
    yield from (f"{pin.name} has no hash; {AGAIN}" for pin in pins if not pin.hashes)
    if found := _ADDRESS.search(text):
        yield f"an address or a path ({found[0].strip()}) has no place in it; {AGAIN}"


def _compare_names(pins: list[Pin], named: list[Requirement]) -> Iterator[str]:
    """Yield what pyproject.toml names and is not pinned so, and what it no longer names."""
    for asked in named:
        name = canonicalize_name(asked.name)
        versions = [pin.version for pin in pins if pin.name == name]
        if not versions:
            yield f"{name} is not pinned, and {PROJECT} names it; {AGAIN}"
        for version in versions:
            if not asked.specifier.contains(version):
                yield f"{name}=={version} is not what {PROJECT} allows ({asked.specifier}); {AGAIN}"
    known = {str(canonicalize_name(asked.name)) for asked in named}
    for gone in sorted({pin.name for pin in pins if pin.is_named} - known):
        yield f"{gone} is pinned because {PROJECT} named it, and it no longer does; {AGAIN}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
