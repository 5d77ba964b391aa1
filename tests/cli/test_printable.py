"""What is quoted from a file or its name is printable and on one line, wherever it is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cx_handbook.cli import terminal
from cx_handbook.cli.main import main
from support.audit_records import a_record, issued, put
from support.own_folder import run_in
from support.terminal import Terminal

COMMAND = "\n::error::all is lost\x1b[2J.yml"
SHOWN = "<line break>::error::all is lost<U+001B>[2J.yml"


@pytest.fixture
def steered(handbook_root: Path) -> Path:
    """A copy of a policy under a name that is a command to a runner, with a mark of direction in it."""
    policy = handbook_root / "policies/calls/ring-back.yml"
    text = policy.read_text("utf-8")
    (policy.parent / f"a{COMMAND}").write_text(f"{text}\nodd\u202efield: 1\n", "utf-8")
    return handbook_root


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_no_name_of_a_file_begins_a_line(steered: Path, style: str) -> None:
    """A runner takes a line that begins with :: for its own, and a terminal an escape."""
    said = CliRunner().invoke(main, ["--root", str(steered), "check", "--format", style]).output

    lines = said.splitlines()
    # JSON has its own line breaks, and GitHub's form writes some signs as codes.
    quoted = SHOWN.replace(":", "%3A") if style == "github" else SHOWN
    assert quoted in said
    assert not [line for line in lines if line.startswith("::error::")]
    assert all(line.isprintable() for line in lines)
    assert "odd<U+202E>field" in said
    if style == "json":
        assert json.loads(said)["problems"]


def test_what_came_back_is_quoted_so_in_the_reason(handbook_root: Path) -> None:
    """On the terminal, and in the file beside the copy that was set aside."""
    root = issued(handbook_root)
    (root.parent / "in").mkdir()
    (root.parent / "in" / "x\u202e\ny.json").write_text('{"\\u001b[31m\\n::x": 1}', "utf-8")

    done = CliRunner().invoke(main, ["--root", str(root), "audit", "add", str(root.parent / "in")])

    assert "x<U+202E><line break>y.json: there is no format number in it" in done.output
    assert all(line.isprintable() for line in done.output.splitlines())
    (why,) = (root / "audits/set-aside").glob("*.why.txt")
    assert why.read_text("utf-8").rstrip("\n").isprintable()


def test_a_table_is_printable_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """In a file it stays as it is, to the byte."""
    row = b'"a\x1b[2J","b"\r\n'
    terminal.echo(row, nl=False)
    assert capfdbinary.readouterr().out == row

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    terminal.echo(row, nl=False)
    assert capfdbinary.readouterr().out == b'"a<U+001B>[2J","b"\n'


def test_a_diff_quotes_no_mark_of_direction(ours: Path) -> None:
    """What stands beside a change in a file is shown, and turns no line round."""
    place = ours / "policies/situations/somebody-is-angry.yml"
    text = place.read_text("utf-8")
    place.write_text(text.replace("\ndo:\n", "\n# \u202eturned\ndo:\n", 1), "utf-8")

    said = run_in(ours, "remove", "listen-to-the-end", "--mend").output

    assert "# <U+202E>turned" in said
    assert "\u202e" not in said


def test_an_export_to_a_terminal_steers_nothing(handbook_root: Path, handbook: object) -> None:
    """The whole command, on a real terminal."""
    root = issued(handbook_root)
    record = a_record(handbook, auditor="Ann\x1b[2J")  # type: ignore[arg-type]
    CliRunner().invoke(
        main, ["--root", str(root), "audit", "add", str(put(root.parent / "a.json", record))]
    )

    shown = Terminal(root, "export", "--csv")
    assert shown.await_text("<U+001B>[2J")
    shown.end()
    assert "\x1b" not in shown.shown
