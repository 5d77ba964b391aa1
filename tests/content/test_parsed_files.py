"""What was parsed is kept for the next check, which says the same; what is kept is never needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cx_handbook.cli.main import main
from cx_handbook.content import kept_file, kept_findings, parsed_files, yaml_reader
from cx_handbook.content.file_layout import COMPANY
from cx_handbook.content.issued_forms import issue_forms
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.parsed_files import PLACE, ParsedFiles
from cx_handbook.content.yaml_file import YamlFile
from support.edits import answer_danger
from support.project import DAY, PROJECT, load_shipped

COUNTED = "no problem, 2 warnings"  # of the small handbook


@pytest.fixture
def parsed_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by the name of each file that is parsed."""
    names: list[str] = []
    parsed_files._PARSED.clear()
    parse_yaml = yaml_reader.parse_yaml

    def parse(raw: bytes, name: str) -> YamlFile:
        names.append(name)
        return parse_yaml(raw, name)

    monkeypatch.setattr(yaml_reader, "parse_yaml", parse)
    return names


def check(root: Path, *options: str) -> str:
    """Return what a check says in a process of its own, which has parsed nothing yet."""
    parsed_files._PARSED.clear()
    return CliRunner().invoke(main, ["--root", str(root), "check", *options]).output


def test_the_data_are_those_that_the_reader_gives(tmp_path: Path, parsed_names: list[str]) -> None:
    """Every file of the shipped content has the same data, text and places when it was kept."""
    files = [*PROJECT.glob("policies/**/*.yml"), *PROJECT.glob("checklists/*.yml")]
    first = ParsedFiles(tmp_path / "kept")
    for path in files:
        first.read_yaml(path, path.name)
    first.keep()
    parsed_files._PARSED.clear()
    parsed_names.clear()
    second = ParsedFiles(tmp_path / "kept")
    found = [second.read_yaml(path, path.name) for path in files]
    assert parsed_names == []
    for path, file in zip(files, found, strict=True):
        expected = yaml_reader.read_yaml(path, path.name)
        # As written out, in which 1 is not 1.0, and fields have an order.
        assert repr(file.data) == repr(expected.data)
        assert file.text == expected.text
        for name in expected.data:
            assert file.find_place((name, 0)) == expected.find_place((name, 0))


def test_the_shipped_handbook_is_the_same(tmp_path: Path) -> None:
    """The shipped content gives the same handbook and the same problems when it was kept."""
    said = []
    for _ in range(2):
        parsed_files._PARSED.clear()
        said.append(examine_content(PROJECT, DAY, ParsedFiles(tmp_path / "kept")))
    assert said[0] == said[1]
    assert said[1].handbook == load_shipped()


def test_only_what_changed_is_parsed(handbook_root: Path, parsed_names: list[str]) -> None:
    """A second check parses the files that were changed, and one that is fresh parses all."""
    check(handbook_root)
    everything = list(parsed_names)
    (handbook_root / COMPANY).write_text((handbook_root / COMPANY).read_text() + "\n# Checked.\n")
    parsed_names.clear()
    check(handbook_root)
    assert parsed_names == [COMPANY]
    parsed_names.clear()
    check(handbook_root, "--fresh")
    assert parsed_names == everything


def test_one_process_parses_each_text_once(handbook_root: Path, parsed_names: list[str]) -> None:
    """A handbook that is read again is parsed where it changed; data are nobody else's to change."""
    before = load_handbook(handbook_root)
    parsed_names.clear()
    file = ParsedFiles().read_yaml(handbook_root / COMPANY, COMPANY)
    file.data.clear()
    assert load_handbook(handbook_root) == before
    assert parsed_names == []
    (handbook_root / COMPANY).write_text((handbook_root / COMPANY).read_text() + "\n# Checked.\n")
    load_handbook(handbook_root)
    assert parsed_names == [COMPANY]


def test_where_nothing_changed_the_parser_is_not_imported(handbook_root: Path) -> None:
    """Of two checks in a row that find nothing to report, the second does without PyYAML."""
    answer_danger(handbook_root)
    issue_forms(load_handbook(handbook_root), handbook_root)
    program = (
        "import sys; from cx_handbook.cli.main import main\n"
        "try: main()\nfinally: print('yaml' in sys.modules)"
    )
    command = [sys.executable, "-c", program, "--root", str(handbook_root), "check"]
    said = [subprocess.run(command, capture_output=True, text=True).stdout for _ in range(2)]
    assert [text.splitlines()[-1] for text in said] == ["True", "False"]


def test_a_file_with_a_mistake_is_parsed_each_time(
    handbook_root: Path, parsed_names: list[str]
) -> None:
    """What is wrong with the YAML of a file is said by each check."""
    with (handbook_root / COMPANY).open("a") as file:
        file.write("country: &here GB\n")
    said = [check(handbook_root), check(handbook_root)]
    assert said[0] == said[1]
    assert "the anchor &here is not allowed" in said[0]
    assert parsed_names.count(COMPANY) == 2


def test_what_nobody_asks_for_is_forgotten(handbook_root: Path) -> None:
    """The next check forgets a file that was removed, and leaves what is kept alone otherwise."""
    check(handbook_root)
    kept = handbook_root / PLACE
    before, lines = kept.stat().st_ino, kept.read_text("utf-8").splitlines()
    check(handbook_root)
    assert kept.stat().st_ino == before
    (handbook_root / "policies/situations").rename(handbook_root / ".situations")
    check(handbook_root)
    assert set(kept.read_text("utf-8").splitlines()[1:]) < set(lines)


def lie(kept: Path) -> None:
    """Write what is not in the files, with a checksum made by somebody who knows the code."""
    _, _, body = kept.read_bytes().partition(b"\n")
    told = body.replace(b'"name":', b'"nome":')
    kept.write_bytes(
        kept_file.make_seal(Path("/").stat(), parsed_files._find_basis(), told) + b"\n" + told
    )


def copy(kept: Path) -> None:
    """Let the file come from elsewhere, unchanged."""
    kept.rename(kept.with_name("theirs"))
    shutil.copy2(kept.with_name("theirs"), kept)


def flip(kept: Path) -> None:
    raw = bytearray(kept.read_bytes())
    raw[len(raw) // 2] ^= 1
    kept.write_bytes(raw)


def cut(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-100])


def empty(kept: Path) -> None:
    kept.write_bytes(b"")


def make_too_large(kept: Path) -> None:
    os.truncate(kept, 2**40)  # a sparse file


def put_a_folder(kept: Path) -> None:
    kept.unlink()
    kept.mkdir()


def put_a_pipe(kept: Path) -> None:
    kept.unlink()
    os.mkfifo(kept)


def put_a_link_to_itself(kept: Path) -> None:
    kept.unlink()
    kept.symlink_to(kept)


def put_a_file_for_the_folder(kept: Path) -> None:
    shutil.rmtree(kept.parent)
    kept.parent.write_text("")


@pytest.mark.parametrize(
    "spoil",
    [
        lie, copy, flip, cut, empty, make_too_large, put_a_folder, put_a_pipe, put_a_link_to_itself,
        put_a_file_for_the_folder,
    ],
)  # fmt: skip
def test_what_cannot_be_believed_is_not_used(
    spoil: Callable[[Path], None], handbook_root: Path, parsed_names: list[str]
) -> None:
    """Whatever is found where parsed data are kept, the check says what it always says."""
    said = check(handbook_root)
    assert COUNTED in said
    everything = list(parsed_names)
    spoil(handbook_root / PLACE)
    parsed_names.clear()
    assert check(handbook_root) == said
    assert parsed_names == everything
    # And what it could not replace does not make the one after that say more.
    assert check(handbook_root) == said
    assert not list(handbook_root.glob(".cache/*.new"))


def test_another_reader_reads_anew(
    handbook_root: Path, parsed_names: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was kept by other code, or with another PyYAML, is not used."""
    check(handbook_root)
    everything = list(parsed_names)
    (tmp_path / "yaml").mkdir()
    (tmp_path / "yaml/__init__.py").write_text('__version__ = "7"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    parsed_names.clear()
    check(handbook_root)
    assert parsed_names == everything
    monkeypatch.setattr(parsed_files, "_READER", ("yaml_reader.py",))
    parsed_names.clear()
    check(handbook_root)
    assert parsed_names == everything


def test_a_place_where_nobody_may_write_is_left_alone(
    handbook_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handbook on a disk that is read-only, or full, is checked and nothing is said about it."""
    said = check(handbook_root, "--fresh")
    before = (handbook_root / PLACE).read_bytes()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        assert check(handbook_root, "--fresh") == said
    assert (handbook_root / PLACE).read_bytes() == before
    kept = {parsed_files.PLACE, kept_findings.PLACE}
    assert {f".cache/{path.name}" for path in (handbook_root / ".cache").iterdir()} == kept
