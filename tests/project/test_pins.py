"""The pins are what pyproject.toml asks for, each with its hashes, and lint says when they are not."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copy

import pytest

from support.project import PROJECT, load_tool

pins = load_tool("pins")
AGAIN = "run .venv/bin/python tools/pins.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with the project's pins, to be broken."""
    for name in (*pins.FILES, "pyproject.toml"):
        copy(PROJECT / name, tmp_path / name)
    return tmp_path


def change(file: Path, pattern: str, by: str) -> None:
    text, count = re.subn(pattern, by, file.read_text("utf-8"), count=1)
    assert count == 1
    file.write_text(text, "utf-8")


def test_the_pins_of_the_project_fit() -> None:
    """All four files, and every goal of the set-up finds its own among them."""
    assert list(pins.find_wrong_pins(PROJECT)) == []
    files = {name for names in load_tool("setup").REQUIREMENTS.values() for name in names}
    assert files == set(pins.FILES)


@pytest.mark.parametrize(
    ("file", "pattern", "by", "said"),
    [
        (
            "pyproject.toml",
            r'"pillow>=[^"]*"',
            '"pillow>=99"',
            "requirements.txt: pillow==VERSION is not what pyproject.toml allows (>=99); AGAIN",
        ),
        (
            "pyproject.toml",
            r'"segno>=[^"]*",',
            '"segno>=1", "qrcode>=8",',
            "requirements.txt: qrcode is not pinned, and pyproject.toml names it; AGAIN",
        ),
        (
            "pyproject.toml",
            r' *"segno>=[^"]*",\n',
            "",
            "requirements.txt: segno is pinned because pyproject.toml named it, and it no longer does; "
            "AGAIN",
        ),
        (
            "requirements.txt",
            r"(segno==\S+) \\\n(    --hash=.*\n)+",
            r"\1\n",
            "requirements.txt: segno has no hash; AGAIN",
        ),
        (
            "requirements.txt",
            r"segno==\S+",
            "segno==1.6.5",
            "requirements.txt: segno has another version than in requirements-dev.txt; AGAIN",
        ),
        (
            "requirements.txt",
            r"\A",
            "--index-url https://example.com/simple\n",
            "requirements.txt: an address or a path (--index) has no place in it; AGAIN",
        ),
        (
            "requirements-spark.txt",
            r"segno==\S+",
            "segno>=1.6",
            "requirements-spark.txt: no pin: segno>=1.6 \\; AGAIN",
        ),
    ],
    ids=["too old", "not pinned", "no longer named", "no hash", "two versions", "address", "range"],
)
def test_what_does_not_fit_is_named(
    root: Path, file: str, pattern: str, by: str, said: str
) -> None:
    """With the file, the package, and what to run."""
    change(root / file, pattern, by)
    found = [re.sub(r"==[\d.]+", "==VERSION", line) for line in pins.find_wrong_pins(root)]

    assert said.replace("AGAIN", AGAIN) in found


def test_a_pin_of_each_system_is_read() -> None:
    """A package may have several; that we name it ourselves stands below the last hash."""
    hashed = f"    --hash=sha256:{'0' * 64}"
    text = (
        f"a==1 ; python_full_version < '3.12' \\\n{hashed} \\\n{hashed}\n    # via b\n"
        f"a==2 ; python_full_version >= '3.12' \\\n{hashed}\n    # via cx-handbook (pyproject.toml)\n"
    )

    assert pins.read_pins(text) == [("a", "1", 2, False), ("a", "2", 1, True)]
