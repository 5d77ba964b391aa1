"""What templates were compiled to is kept beside the package, and never trusted blindly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from cx_handbook import compiled_templates
from cx_handbook.compiled_templates import keep_compiled_templates
from cx_handbook.content.model import Handbook
from cx_handbook.templating import create_environment

NAME = "moved.html.j2"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Return a list that grows by the name of each template that is compiled; nothing is kept yet."""
    names: list[str] = []
    compile_template = Environment.compile

    def compile_and_note(env: Environment, source: str, name: str, filename: str) -> object:
        names.append(name)
        return compile_template(env, source, name, filename)

    monkeypatch.setattr(Environment, "compile", compile_and_note)
    monkeypatch.setattr(compiled_templates, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(compiled_templates, "_compiled", {})
    monkeypatch.setattr(compiled_templates, "_changed", set())
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compiled_templates._read_compiled.cache_clear()
    return names


def load(handbook: Handbook, language: str = "en-GB") -> None:
    """Load a template as a new process would."""
    compiled_templates._compiled.clear()
    compiled_templates._read_compiled.cache_clear()
    create_environment(handbook.company.model_copy(update={"language": language})).get_template(
        NAME
    )


def test_the_next_process_compiles_nothing(
    handbook: Handbook, compiled: list[str], tmp_path: Path
) -> None:
    """What was compiled is found again; for another language it is compiled, because filters differ."""
    load(handbook)
    keep_compiled_templates()
    load(handbook)
    assert compiled == [NAME]
    load(handbook, "fr")
    assert compiled == [NAME, NAME]
    assert [path.name.partition("-")[0] for path in (tmp_path / "kept").iterdir()] == ["templates"]


@pytest.mark.parametrize("spoil", ["damage", "cut", "other"])
def test_what_is_damaged_or_of_another_python_is_compiled_anew(
    spoil: str,
    handbook: Handbook,
    compiled: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A changed byte, half a file and another Python or Jinja give what a build without it gives."""
    load(handbook)
    keep_compiled_templates()
    (file,) = (tmp_path / "kept").iterdir()
    raw = bytearray(file.read_bytes())
    match spoil:
        case "damage":
            raw[-1] ^= 1
        case "cut":
            del raw[len(raw) // 2 :]
        case _:
            monkeypatch.setattr(compiled_templates, "_TAG", "another")
    file.write_bytes(raw)
    load(handbook)
    assert compiled == [NAME, NAME]


def test_where_nobody_may_write_nothing_is_said(
    handbook: Handbook, compiled: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A package on a read-only disk compiles its templates each time; so does one told to keep none."""
    (tmp_path / "kept").write_text("no folder")
    load(handbook)
    keep_compiled_templates()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    load(handbook)
    keep_compiled_templates()
    assert compiled == [NAME, NAME]
    assert (tmp_path / "kept").read_text() == "no folder"
