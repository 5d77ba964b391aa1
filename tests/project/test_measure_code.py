"""The figures about the code are counted as agreed, and each broken limit is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.project import load_tool

measure_code = load_tool("measure_code")

PYTHON = '''"""A module."""

import os  # why it is here


class Reader:
    def __init__(self):
        pass

    @property
    def size(self):
        # A reason.
        return 1


def read_file():
    """Read."""
    return os.name
'''

JAVASCRIPT = """// A script in one wrapper.
(function () {
  /* Two lines
     of reasons. */
  const readFile = (name) => name;
  function start() {
    return [1].map((n) => readFile(n));
  }
  Handbook.finder.search = function () {};
  start();
})();
"""


def write_package(folder: Path, python: str = PYTHON, javascript: str = JAVASCRIPT) -> Path:
    for name, text in (("content/reader.py", python), ("static/finder/search.js", javascript)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def broken_limits(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    code = measure_code.main([str(folder), "--limits"])
    lines = capsys.readouterr().out.splitlines()
    assert code == (0 if lines == ["The code keeps its limits."] else 1)
    return lines


def test_python_is_counted_by_syntax(tmp_path: Path) -> None:
    """Dunder methods and properties count as functions, comments at the end of a line as comments."""
    folder = write_package(tmp_path)
    counted = measure_code.measure_python(folder / "content/reader.py", folder)
    assert counted.room == "content"
    assert (counted.lines, counted.filled, counted.comments, counted.docstrings) == (18, 12, 2, 2)
    assert [(one.name, one.length, len(one.words)) for one in counted.functions] == [
        ("read_file", 3, 2),
        ("__init__", 2, 1),
        ("size", 3, 1),
    ]
    assert counted.types == ("Reader",)


def test_javascript_is_counted_without_the_wrapper_of_a_script(tmp_path: Path) -> None:
    """Functions count by the name they are assigned to; the wrapper is no function of its own."""
    folder = write_package(tmp_path)
    counted = measure_code.measure_javascript(folder / "static/finder/search.js", folder)
    assert counted.room == "finder"
    assert (counted.lines, counted.comments) == (11, 3)
    assert [(one.name, len(one.words)) for one in measure_code.list_named([counted])] == [
        ("readFile", 2),
        ("start", 1),
        ("Handbook.finder.search", 1),
    ]


def test_limits_that_are_kept_are_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = "// Why.\nfunction readFile() {}\n"
    folder = write_package(tmp_path, "def read_file(): ...  # why\n", script)
    assert broken_limits(folder, capsys) == ["The code keeps its limits."]


@pytest.mark.parametrize("suffix", ["py", "js"])
def test_each_broken_limit_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    body = "    x = 1\n" * 420
    python = f"class Reader: ...\nclass Reader: ...\ndef read():\n{body}"
    script = f"class Reader {{}}\nclass Reader {{}}\nfunction read() {{\n{body}}}\n"
    texts = (python, "") if suffix == "py" else ("", script)
    folder = write_package(tmp_path, *texts)
    language, path, lines = {
        "py": ("Python", "content/reader.py", (421, 423)),
        "js": ("JavaScript", "static/finder/search.js", (422, 424)),
    }[suffix]
    path = (folder / path).as_posix()
    assert broken_limits(folder, capsys) == [
        f"{language}: 100.0% of the function names are one word; at most 40%",
        f"{language}: 0.0 comments per 100 lines; at least 4",
        f"{path}, {path}: Reader: each public type needs its own name",
        f"{path}:3: read: {lines[0]} lines; split it, or say in a comment above it why it is long",
        f"{path}: {lines[1]} lines; split it, at most 400",
    ]


@pytest.mark.parametrize("place", ["above", "below"])
def test_a_long_function_may_give_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """A comment above the function, or before its second statement, that says why it is long."""
    above, below = ("{}\n", "") if place == "above" else ("", "    {}\n")
    python = (above + "def read_all():\n" + below).format("# Long: one case a line.")
    script = (above + "function readAll() {{\n" + below).format("// Long: one case a line.")
    body = "    x = 1 {0} why\n" * 50
    folder = write_package(tmp_path, python + body.format("#"), script + body.format("//") + "}\n")
    assert broken_limits(folder, capsys) == ["The code keeps its limits."]
