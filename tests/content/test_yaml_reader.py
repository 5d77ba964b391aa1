"""Reading one YAML file: what plain words mean, where values stand, and that nothing breaks it."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_handbook.content import yaml_reader
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.content.yaml_nodes import MAX_DEPTH, Composer, compose_nodes
from cx_handbook.content.yaml_reader import parse_yaml, read_yaml
from cx_handbook.content.yaml_scalars import resolve_plain
from cx_handbook.errors import Path
from cx_handbook.limits import CONTENT_FILE
from support.project import CASES

FEW = settings(max_examples=150)
KINDS = {"text": str, "nothing": type(None), "truth": bool, "whole number": int, "number": float}
POLICY = (CASES / "handbook/policies/sorry/broken-chair.yml").read_bytes()


def value(written: str) -> object:
    found = parse_yaml(f"field: {written}\n".encode(), "x.yml")
    assert not found.problems
    return found.data["field"]


def said(raw: bytes) -> list[str]:
    return [str(problem) for problem in parse_yaml(raw, "x.yml").problems]


def scalars() -> list[tuple[str, str]]:
    lines = (CASES / "yaml/scalars.yml").read_text().splitlines()[1:]
    return [(w.strip('"'), k) for w, k in (line[3:-1].rsplit(", ", 1) for line in lines)]


@pytest.mark.parametrize(("written", "kind"), scalars())
def test_plain_words_mean_what_yaml_1_2_says_and_text_when_in_doubt(
    written: str, kind: str
) -> None:
    """A plain scalar becomes text unless it is plainly nothing, true, false or a number."""
    read = value(written)
    assert type(read) is KINDS[kind]
    if kind == "text":
        assert read == written
    if kind in ("number", "whole number"):
        assert read == pytest.approx(float(written))


@pytest.mark.parametrize("written", [written for written, _ in scalars()])
def test_quotes_make_text_of_everything(written: str) -> None:
    """What stands in quotes is text, whatever it looks like."""
    assert value(f"'{written}'") == written
    assert value(f'"{written}"') == written


@pytest.mark.parametrize("written", ["null", "~", "true", "no", "010", "1.0", "2026-11-30"])
def test_names_are_taken_as_written(written: str) -> None:
    """A field's name is text even where a value would be a number or nothing."""
    assert parse_yaml(f"{written}: x".encode(), "x.yml").data == {written: "x"}


def test_every_value_knows_its_line_and_column() -> None:
    """A field's place is its name, an entry's place is its first character."""
    found = parse_yaml(b"a: 1\nb:\n  - c: x\n    d: [y, z]\n  - 'e'\n", "x.yml")
    assert found.data == {"a": 1, "b": [{"c": "x", "d": ["y", "z"]}, "e"]}
    places = {
        (): (1, 1),
        ("a",): (1, 1),
        ("b",): (2, 1),
        ("b", 0): (3, 5),
        ("b", 0, "c"): (3, 5),
        ("b", 0, "d"): (4, 5),
        ("b", 0, "d", 0): (4, 9),
        ("b", 0, "d", 1): (4, 12),
        ("b", 1): (5, 5),
    }
    assert {path: found.find_place(path) for path in places} == places


def test_a_value_that_is_not_there_is_placed_in_the_block_around_it() -> None:
    """The place of a missing field is the nearest thing that exists."""
    found = parse_yaml(b"a: 1\nb:\n  - c: x\n", "x.yml")
    assert found.find_place(("b", 0, "missing", 3)) == (3, 5)
    assert YamlFile("x.yml").find_place(("a",)) == (1, 1)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_change_nothing(line_end: str, mark: bytes) -> None:
    """A file from any editor gives the same data in the same lines."""
    text = line_end.join(["a: x", "b: |", "  one", "  two", "c: y", ""])
    found = parse_yaml(mark + text.encode(), "x.yml")
    assert found.data == {"a": "x", "b": "one\ntwo\n", "c": "y"}
    assert found.find_place(("c",)) == (5, 1)
    assert not found.problems


def test_columns_count_characters_not_bytes() -> None:
    """A column is what an editor shows, also behind letters of several bytes."""
    assert said("é: [ü, *x]".encode()) == [
        "x.yml:1:8: é.1: the alias *x is not allowed; "
        "put a text that starts with * in quotes, or write the value out"
    ]
    assert said("é: ü".encode() + b"\xff") == [
        "x.yml:1:5: this byte is not UTF-8; save the file as UTF-8"
    ]


def test_the_first_of_two_values_is_kept() -> None:
    """A second value of the same name leaves neither itself nor its places behind."""
    found = parse_yaml(b"a: {x: 1}\na: {x: 2, y: 3}\nb: {x: 4, x: 5}\n", "x.yml")
    assert found.data == {"a": {"x": 1}, "b": {"x": 4}}
    assert found.find_place(("a", "x")) == (1, 5)
    assert len(found.problems) == 2


def test_reading_goes_on_after_a_problem() -> None:
    """Everything wrong is reported, and everything right is read."""
    found = parse_yaml(b"a: &x 1\n? [b]\n: 2\nc: !t 3\n*x : 4\nd: *x\n'': 5\ne: 6\n", "x.yml")
    assert found.data == {"a": 1, "c": 3, "d": None, "e": 6}
    assert [problem.line for problem in found.problems] == [1, 2, 4, 5, 6, 7]
    assert found.rejected == {("c",), ("d",)}


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"# later\n", b"---\n", b"~", b"\xef\xbb\xbf", b"--- # only\n...\n"]
)
def test_nothing_is_read_from_nothing(raw: bytes) -> None:
    """An empty file is no problem of YAML; whoever wants data says so."""
    found = parse_yaml(raw, "x.yml")
    assert found.data is None
    assert not found.problems


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (b"[" * 100_000, f"nested deeper than {MAX_DEPTH} levels"),
        (b"{" * 100_000, f"nested deeper than {MAX_DEPTH} levels"),
        (b"[{" * 100_000, f"nested deeper than {MAX_DEPTH} levels"),
        (b"- " * 100_000, f"nested deeper than {MAX_DEPTH} levels"),
        (b"? " * 100_000, f"nested deeper than {MAX_DEPTH} levels"),
        (b"a: {" * 100_000, f"nested deeper than {MAX_DEPTH} levels"),
        (
            b"\n".join(b" " * n + b"a:" for n in range(1000)),
            f"nested deeper than {MAX_DEPTH} levels",
        ),
        (b"a: x\n" * (CONTENT_FILE // 5 + 1), "the file is larger than 1 MB"),
    ],
    ids=["lists", "blocks", "both", "hyphens", "questions", "values", "indented", "large"],
)
def test_what_is_too_deep_or_too_large_is_refused_at_once(raw: bytes, wrong: str) -> None:
    """Size and depth have a limit, which costs no time to reach."""
    started = time.process_time()
    problems = parse_yaml(raw, "x.yml").problems
    assert problems[-1].wrong == wrong
    assert time.process_time() - started < 2


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x85", "\u2028"])
@pytest.mark.parametrize("sign", ["a:", "- a:", "? a:", "-\ta:"])
@pytest.mark.parametrize("step", [1, 2, 7])
@pytest.mark.parametrize("levels", [24, 26, MAX_DEPTH, MAX_DEPTH + 1, 3 * MAX_DEPTH])
def test_depth_is_counted_however_it_is_written(
    levels: int, step: int, sign: str, line_break: str
) -> None:
    """A text that nests too deep is never read, and the parser that counts no levels gives the same."""
    step = max(step, len(sign) - 1)
    text = line_break.join(" " * (n * step) + sign for n in range(levels))
    file = parse_yaml(text.encode(), "x.yml")
    assert file.data is None or _measure_depth(file.data) <= MAX_DEPTH
    if not file.problems:
        other = Composer(text).get_single_node()
        assert _list_places(other) == _list_places(compose_nodes(text))


def _measure_depth(data: object) -> int:
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return 1 + max(map(_measure_depth, parts), default=0) if parts else 0


def _list_places(node: Any) -> list[object]:
    below = [part for one in node.value for part in (one if isinstance(one, tuple) else [one])]
    is_text = isinstance(node.value, str)
    found = [_list_places(one) for one in below] if not is_text else [node.value]
    return [node.id, node.start_mark.index, node.end_mark.index, *found]


def test_limits_are_reached_only_beyond_them() -> None:
    """A file of exactly the largest size and depth is read."""
    deep = parse_yaml(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "x.yml")
    large = parse_yaml(b"a: " + b"x" * (CONTENT_FILE - 3), "x.yml")
    too_deep = parse_yaml(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "x.yml")
    assert not deep.problems
    assert too_deep.data is None
    assert not large.problems
    assert len(large.data["a"]) == CONTENT_FILE - 3


def test_no_invisible_character_is_left_in_the_data() -> None:
    """A value that is shown in a later message cannot steer the terminal."""
    found = parse_yaml(b'"a\\x1b\\x07": "\\x9b\\u2028b\\x00\\uFEFF"\n', "x.yml")
    assert found.data == {"a  ": " \u2028b  "}
    assert [problem.wrong for problem in found.problems] == [
        "the invisible character U+001B is not allowed",
        "the invisible character U+009B is not allowed",
    ]


def test_a_bomb_of_aliases_stays_small() -> None:
    """Aliases multiply nothing, because none is followed."""
    lines = [b"a0: &a0 [x, x]"] + [
        b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 30)
    ]
    found = parse_yaml(b"\n".join(lines), "x.yml")
    assert found.data["a29"] == [None] * 9
    assert len(found.problems) == 30 + 29 * 9


def test_a_number_of_a_million_digits_is_text() -> None:
    """Digits without end cost nothing and are not rounded."""
    assert value("9" * 900_000) == "9" * 900_000


def test_a_file_that_cannot_be_read_is_a_problem_of_its_own(
    tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing rights, folders and loops are named instead of ending the reading."""
    (tmp_path / "folder.yml").mkdir()
    (tmp_path / "loop.yml").symlink_to(tmp_path / "loop.yml")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    said = [
        str(read_yaml(tmp_path / name, name).problems[0]) for name in ("folder.yml", "loop.yml")
    ]
    monkeypatch.setattr(FilePath, "open", refuse)
    said.append(str(read_yaml(tmp_path / "locked.yml", "locked.yml").problems[0]))
    assert said == [
        "folder.yml:1:1: the file cannot be read (Is a directory); check its rights",
        "loop.yml:1:1: the file cannot be read (Too many levels of symbolic links); check its rights",
        "locked.yml:1:1: the file cannot be read (Permission denied); check its rights",
    ]


def assert_told(found: YamlFile) -> None:
    """Every problem is one printable line with a place in the file and both halves of a sentence."""
    for problem in found.problems:
        assert str(problem).isprintable()
        assert str(problem).startswith(f"x.yml:{problem.line}:{problem.column}: ")
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.wrong
        assert problem.instead


@FEW
@given(st.binary(max_size=200))
def test_random_bytes_never_raise(raw: bytes) -> None:
    """Any bytes give data or problems."""
    assert_told(parse_yaml(raw, "x.yml"))


SIGNS = st.sampled_from(
    ["a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "[", "]", "{", "}", "{{", ",", "&x ", "*x ", "!t ",
     "!!str ", "'", '"', "|", ">", "#", "%", "@", "`", "---\n", "...\n", "\t", "\\", "\\x07", "\\ud800",
     "~", "<<: ", "\x00", "\x85", "\u2028", "\ufeff", "é", "💺", "1e9", "no", "\r"]
)  # fmt: skip


@FEW
@given(st.lists(SIGNS, max_size=30).map("".join))
def test_random_yaml_never_raises(text: str) -> None:
    """Any arrangement of YAML's signs gives data or problems."""
    assert_told(parse_yaml(text.encode(), "x.yml"))


@FEW
@given(st.integers(0, len(POLICY)), st.integers(0, 40), st.lists(SIGNS, max_size=4).map("".join))
def test_a_damaged_file_never_raises(at: int, gone: int, put: str) -> None:
    """A good file stays readable or becomes a list of problems, wherever it is damaged."""
    assert_told(parse_yaml(POLICY[:at] + put.encode() + POLICY[at + gone :], "x.yml"))


@FEW
@given(st.integers(0, len(POLICY)), st.integers(0, 40), st.lists(SIGNS, max_size=4).map("".join))
def test_what_is_read_without_a_problem_is_what_another_parser_reads(
    at: int, gone: int, put: str
) -> None:
    """PyYAML's own parser in Python gives the same texts, before they are taken for numbers."""
    raw = POLICY[:at] + put.encode() + POLICY[at + gone :]
    found = parse_yaml(raw, "x.yml")
    if not found.problems:
        assert_same(found.data, yaml.load(raw.decode(), Loader=yaml.BaseLoader))


def assert_same(data: object, other: object) -> None:
    if isinstance(data, dict):
        assert isinstance(other, dict)
        assert list(data) == list(other)
        for name in data:
            assert_same(data[name], other[name])
    elif isinstance(data, list):
        assert isinstance(other, list)
        assert len(data) == len(other)
        for entry, same in zip(data, other, strict=True):
            assert_same(entry, same)
    else:
        assert data in (other, resolve_plain(str(other)))


@FEW
@given(st.integers(0, len(POLICY)), st.integers(0, 40), st.lists(SIGNS, max_size=4).map("".join))
def test_every_field_is_found_where_its_name_stands(at: int, gone: int, put: str) -> None:
    """The place of a field is that of its name, in a damaged file too."""
    text = (POLICY[:at] + put.encode() + POLICY[at + gone :]).decode("utf-8", "replace")
    found = parse_yaml(text.encode(), "x.yml")
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text.removeprefix("\ufeff"))
    for path in () if found.problems else paths_in(found.data):
        line, column = found.find_place(path)
        assert lines[line - 1][column - 1 :].lstrip("\"'").startswith(str(path[-1])[:1])


def paths_in(data: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every field."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield (*path, name)
            yield from paths_in(value, (*path, name))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from paths_in(value, (*path, n))


@FEW
@given(st.lists(SIGNS, max_size=30).map("".join))
def test_no_anchor_alias_or_tag_is_overlooked(text: str) -> None:
    """The quick look for signs misses none that the parser's own scanner knows."""
    assert yaml_reader._may_have_properties(text) or not list(yaml_reader._find_properties(text))


PRINTABLE = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=8)


@FEW
@given(
    st.recursive(
        PRINTABLE,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE.filter(bool), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_json_reads_as_itself(data: object) -> None:
    """What JSON says in printable text, YAML reads the same."""
    found = parse_yaml(json.dumps(data, ensure_ascii=False).encode(), "x.yml")
    assert not found.problems
    assert found.data == data


@pytest.mark.parametrize("part", [b"1,", b"[],", b"a: 1\n"])
def test_a_file_of_countless_values_is_refused_unread(part: bytes) -> None:
    """Reading it would take hundreds of megabytes, and nobody has written it."""
    raw = b"a: [" + part * (900_000 // len(part)) + b"]"

    assert [problem.wrong for problem in parse_yaml(raw, "a.yml").problems] == [
        "the file has more than 100,000 values in it"
    ]


def test_after_a_thousand_mistakes_of_writing_there_is_a_last_line() -> None:
    """It says that there are more; aliases are not followed, however many there are."""
    for raw in (b"- &a 1\n" + b"- *a\n" * 20_000, b"".join(b"k: %d\n" % n for n in range(20_000))):
        file = parse_yaml(raw, "a.yml")

        assert len(file.problems) == 1_001
        assert str(file.problems[-1]).endswith(
            ": there are more than 1,000 mistakes in this file; mend those above first"
        )
