"""Parse one YAML file: YAML 1.2 scalars; anchors, aliases, tags and duplicate keys refused.

Line and column of every value are known. There is one pass: PyYAML's C parser composes nodes, which
become data here. PyYAML's own constructors are never called, so that nothing in a file can run code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cx_handbook.content.yaml_file import (
    COLLECTION_AS_NAME,
    CONTROL_CHARACTER,
    INVISIBLE_SPACES,
    MOST_PROBLEMS,
    TEXT_IN_BRACES,
    Place,
    YamlFile,
    clean_name,
    find_start,
    read_bytes,
)
from cx_handbook.content.yaml_nodes import MAX_DEPTH, Composer, TooDeepError, compose_nodes
from cx_handbook.content.yaml_scalars import resolve_plain
from cx_handbook.errors import Path, Problem
from cx_handbook.limits import CONTENT_FILE
from cx_handbook.text_for_messages import name_character

# All bytes but the control characters of ASCII. In UTF-8, the other control characters, the byte
# order mark and the two that are none begin with C2 or EF.
_PLAIN_BYTES = bytes([*b"\t\n\r", *range(0x20, 0x7F), *range(0x80, 0x100)])
# What may begin an anchor, an alias or a tag, where no letter stands before it.
_SIGN = re.compile(r"[&*!](?<![^\s\[{,:?-][&*!])")
_BEFORE_PROPERTY = frozenset("\n\r\x85\u2028\u2029-:?,[{")
# Each value costs half a kilobyte while it is read; the largest file of ours has some thousand.
_MANY_BYTES, _MOST_VALUES = 200_000, 100_000
_SIGNS_OF_VALUES = (b"\n", b",", b"[", b"{")
_CONFLICT = "<<<<<<< "
# A comment without a space behind its sign, such as `#1`, is seldom meant as one.
_LIKELY_TEXT = re.compile(r"[ \t]+(?P<sign>#)(?=[^\s#])")


def read_yaml(path: FilePath, name: str) -> YamlFile:
    """Read one file. Never raises for what is in it: problems are gathered in the result."""
    try:
        raw = read_bytes(path)
    except OSError as error:
        wrong = f"the file cannot be read ({error.strerror})"
        return YamlFile(name, problems=[Problem(name, 1, 1, "", wrong, "check its rights")])
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes, name: str) -> YamlFile:
    """Parse the bytes of one file. Never raises: problems are gathered in the result."""
    file = YamlFile(name)
    if len(raw) > CONTENT_FILE:
        file.add_problem(
            (1, 1), "the file is larger than 1 MB", "split it, or remove what is not text"
        )
        return file
    if len(raw) > _MANY_BYTES and sum(map(raw.count, _SIGNS_OF_VALUES)) > _MOST_VALUES:
        wrong = f"the file has more than {_MOST_VALUES:,} values in it"
        file.add_problem((1, 1), wrong, "split it, or remove what nobody reads")
        return file
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        file.add_problem(_place_after(before), "this byte is not UTF-8", "save the file as UTF-8")
        return file
    if (control := _find_control(raw, text)) is not None:
        wrong = f"the invisible character {name_character(text[control])} is not allowed"
        file.add_problem(_place_after(text[:control]), wrong, "remove it")
    elif (conflict := f"\n{text}".find(f"\n{_CONFLICT}")) >= 0:
        wrong = "two versions of the file stand here, from a merge that was not finished"
        instead = "keep one of them, and remove the lines <<<<<<<, ======= and >>>>>>>"
        file.add_problem(_place_after(text[:conflict]), wrong, instead)
    else:
        file.text = text
        _parse_text(file)
    return file


def _find_control(raw: bytes, text: str) -> int | None:
    """Return where the first control character of a text stands."""
    # A regular expression takes twenty times as long as these looks at the bytes, which most files
    # pass: no control character of ASCII, and none of the bytes with which the others begin.
    if not (raw.translate(None, _PLAIN_BYTES) or b"\xc2" in raw or b"\xef" in raw):
        return None
    found = CONTROL_CHARACTER.search(text)
    return found.start() if found else None


def _parse_text(file: YamlFile) -> None:
    properties: list[_Property] = []
    text = file.text
    if _may_have_properties(text):
        properties = list(islice(_find_properties(text), MOST_PROBLEMS + 1))
        if len(properties) > MOST_PROBLEMS:  # the others are not known, and might be followed
            for found in properties:
                found.refuse_in(file, ())
            return
        text = _blank_aliases(text, properties)
    try:
        file.root = compose_nodes(text)
        if file.root is not None:
            converter = _Converter(file, properties)
            file.data = converter.convert(file.root, ())
            converter.refuse_remaining_properties()
    except TooDeepError as error:
        file.data = None
        file.add_problem(find_start(error.node), error.wrong, "write it flatter")
    except yaml.YAMLError as error:
        for found in properties:
            found.refuse_in(file, ())
        # Few files need it, and its patterns would take time in every run.
        from cx_handbook.content.yaml_syntax import explain_syntax_error

        line, column, wrong, instead = explain_syntax_error(error, text)
        # A text that begins with & or ! often is a syntax error as well; its own message is better.
        if all(line != problem.line for problem in file.problems):
            file.add_problem((line, column), wrong, instead)


def _place_after(text: str) -> Place:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


class _Property(NamedTuple):
    """An anchor, alias or tag: its sign, its name, and where it and its node start in the text."""

    sign: str
    name: str
    node_start: int
    start: int
    end: int
    place: Place

    def refuse_in(self, file: YamlFile, path: Path) -> None:
        """Report it as a problem of the value at a path."""
        file.add_problem(self.place, *self._explain(), path)

    def _explain(self) -> tuple[str, str]:
        quotes = f"put a text that starts with {self.sign} in quotes"
        if self.sign == "&":
            wrong = f"the anchor &{self.name} is not allowed"
            return wrong, f"{quotes}, or write the value where it is needed"
        if self.sign == "*":
            return f"the alias *{self.name} is not allowed", f"{quotes}, or write the value out"
        wrong = "a tag, a word that starts with !, is not allowed"
        return wrong, f"{quotes}, or write the value without the tag"


_SIGNS = {yaml.AnchorToken: "&", yaml.AliasToken: "*", yaml.TagToken: "!"}


def _may_have_properties(text: str) -> bool:
    """Tell whether a sign stands where a property can: at the start of a line or behind an indicator.

    Emphasis and exclamation marks stand in many texts. Only few files need their tokens looked at.
    """
    for sign in _SIGN.finditer(text):
        before = sign.start() - 1
        while before >= 0 and text[before] in " \t":
            before -= 1
        if before < 0 or text[before] in _BEFORE_PROPERTY:
            return True
    return False


def _find_properties(text: str) -> Iterator[_Property]:
    """Yield every anchor, alias and tag of a text, up to the first syntax error."""
    scanner: Any = Composer(text)
    node_start: int | None = None
    try:
        while token := scanner.get_token():
            sign = _SIGNS.get(type(token))
            if sign is None:
                node_start = None
                continue
            start, end = token.start_mark, token.end_mark
            node_start = start.index if node_start is None else node_start
            place = start.line + 1, start.column + 1
            yield _Property(sign, str(token.value), node_start, start.index, end.index, place)
    except yaml.YAMLError:
        return


def _blank_aliases(text: str, properties: list[_Property]) -> str:
    """Return the text with `~` in the place of each alias, so that none is followed.

    The parser would follow them before anybody can look: a few lines make a billion values.
    """
    parts, end = [], 0
    for found in properties:
        if found.sign == "*":
            parts += [text[end : found.start], "~".ljust(found.end - found.start)]
            end = found.end
    return "".join((*parts, text[end:]))


def _is_blank(mapping: Any) -> bool:
    """Tell whether braces hold one name and nothing else: a blank such as {me}, which is a text."""
    (_, value), *others = mapping.value or [(None, None)]
    return not others and value.__class__ is ScalarNode and value.value == "" and not value.style


class _Converter:
    """Turns nodes into data, and refuses what is clever."""

    def __init__(self, file: YamlFile, properties: list[_Property]) -> None:
        self.file = file
        self.properties: dict[int, list[_Property]] = {}
        for found in properties:
            self.properties.setdefault(found.node_start, []).append(found)
        # Few files have any, and to look for one with the pattern takes ten times as long.
        text = file.text if " #" in file.text or "\t#" in file.text else ""
        self.cut_off = {found.start(): found for found in _LIKELY_TEXT.finditer(text)}

    def convert(self, node: Any, path: Path) -> Any:
        """Return the data of a node. The path is where it stands."""
        if self.properties and self._refuse_properties(node, path):
            return None
        if node.__class__ is ScalarNode:
            if not node.style:
                value = resolve_plain(node.value)
                if self.cut_off and node.end_mark.index in self.cut_off and self._cuts(value):
                    self._refuse_comment(node, path)
                return value
            if node.style == '"' and CONTROL_CHARACTER.search(node.value):
                return self._remove_control(node, path)
            return node.value
        if len(path) >= MAX_DEPTH:
            raise TooDeepError(node)
        if node.__class__ is SequenceNode:
            return [self.convert(entry, (*path, n)) for n, entry in enumerate(node.value)]
        return self._convert_mapping(node, path)

    @staticmethod
    def _cuts(value: object) -> bool:
        """Tell whether a comment may be the rest of a value: behind a number it is none."""
        return value is None or isinstance(value, str)

    def _refuse_comment(self, node: Any, path: Path) -> None:
        """Report a text that YAML cuts off where its author meant a sign of the text."""
        found = self.cut_off[node.end_mark.index]
        place = node.end_mark.line + 1, node.end_mark.column + found.end() - found.start()
        wrong = "the text ends here: what follows # is a comment"
        if not node.value:
            wrong = "there is nothing here: what follows # is a comment"
        instead = "put the whole text in quotes, or a space behind # if it is a comment"
        self.file.rejected.add(path)
        self.file.add_problem(place, wrong, instead, path)

    def _convert_mapping(self, mapping: Any, path: Path) -> dict[str, Any] | None:
        if mapping.flow_style and _is_blank(mapping):
            self.file.rejected.add(path)
            self.file.add_problem(find_start(mapping), *TEXT_IN_BRACES, path)
            return None
        data: dict[str, Any] = {}
        for key, value in mapping.value:
            name = self._read_name(mapping, key, path)
            if name is None:
                continue
            if name in data:
                first = self.file.find_place((*path, name))[0]
                wrong = f"written twice, first in line {first}"
                self.file.add_problem(find_start(key), wrong, "keep one of the two", (*path, name))
            else:
                data[name] = self.convert(value, (*path, name))
        return data

    def _read_name(self, mapping: Node, key: Any, path: Path) -> str | None:
        """Return the name of a field, or None where it has none that can be used."""
        if self.properties and self._refuse_properties(key, path, is_name=True):
            return None
        if key.__class__ is not ScalarNode:
            self._refuse_collection_as_name(mapping, key, path)
            return None
        name: str = key.value
        if name.isascii() and name and not key.style:
            return name  # as nearly all are
        if key.style == '"' and CONTROL_CHARACTER.search(name):
            return self._remove_control(key, path)
        if not name:
            wrong = "a field without a name"
            self.file.add_problem(find_start(key), wrong, "write name: value", path)
            return None
        cleaned = clean_name(key)
        if cleaned != name:
            at = next(n for n, character in enumerate(name) if character in INVISIBLE_SPACES)
            line, column = find_start(key)
            wrong = f"the invisible character {name_character(name[at])} stands in a field's name"
            instead = "replace it by a space, or remove it"
            self.file.add_problem((line, column + at), wrong, instead, path)
        return cleaned

    def _refuse_collection_as_name(self, mapping: Node, key: Node, path: Path) -> None:
        line, column = find_start(key)
        if find_start(mapping) == (line, column - 1):  # two braces were meant to be filled in
            self.file.rejected.add(path)
            self.file.add_problem((line, column - 1), *TEXT_IN_BRACES, path)
        else:
            self.file.add_problem((line, column), *COLLECTION_AS_NAME, path)

    def _remove_control(self, node: Node, path: Path) -> str:
        """Report the first control character that an escape made; return the text without any."""
        code = name_character(CONTROL_CHARACTER.findall(node.value)[0])
        wrong = f"the invisible character {code} is not allowed"
        self.file.add_problem(find_start(node), wrong, "remove it", path)
        return CONTROL_CHARACTER.sub(" ", node.value)

    def _refuse_properties(self, node: Any, path: Path, *, is_name: bool = False) -> bool:
        """Report the properties of a node. Return whether it is an alias, which has no value."""
        start = node.start_mark.index
        is_mapping = node.__class__ is MappingNode and node.value
        if is_mapping and node.value[0][0].start_mark.index == start:
            return False  # what stands here belongs to the first name of the mapping
        refused = self.properties.pop(start, ())
        for found in refused:
            found.refuse_in(self.file, path)
            if found.sign in "*!" and not is_name:
                self.file.rejected.add(path)
        return any(found.sign == "*" for found in refused)

    def refuse_remaining_properties(self) -> None:
        """Report what stands in values that were refused as a whole."""
        for found in self.properties.values():
            for one in found:
                one.refuse_in(self.file, ())
