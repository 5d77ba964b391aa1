"""Take values out of a YAML text, or write others in their place; every other character stays.

Each change is read back: a file that would say anything else afterwards is refused.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cx_handbook import identifiers
from cx_handbook.authoring.yaml_edit import quote_if_needed, replace_field
from cx_handbook.content.yaml_file import YamlFile, clean_name
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import CannotRunError, Path

_CITED = re.compile(rf"\[(?P<item>{identifiers.SOURCE_ITEM_ID})\]")
_CLOSING = ".,;:!?)"  # what follows the word before it, and not a space


def remove_values(text: str, paths: Iterable[Path], name: str) -> str:
    """Return the text of a file without the fields and list entries at some paths.

    A comment above what goes stays. No path may lie within another, and no list or block may be
    left empty. Raises CannotRunError where the file, of this name, is laid out in another way than
    authors lay it out.
    """
    # From the last to the first, so that the numbers of entries before it stay true.
    for path in sorted(paths, key=_rank_path, reverse=True):
        file = _parse(text, name)
        expected = copy.deepcopy(file.data)
        del _find_data(expected, path[:-1])[path[-1]]
        text = _cut_node(file, path)
        _require_data(text, expected, file, path)
    return text


def replace_values(text: str, values: Mapping[Path, str | float], name: str) -> str:
    """Return the text of a file with other words or numbers at some paths. Raises as `remove_values`."""
    for path, word in values.items():
        file = _parse(text, name)
        expected = copy.deepcopy(file.data)
        _find_data(expected, path[:-1])[path[-1]] = word
        node = _find_entry(file, path)[1]
        text = _splice(file.text, node, _write_like(node, word))
        _require_data(text, expected, file, path)
    return text


def rename_keys(text: str, names: Mapping[Path, str], name: str) -> str:
    """Return the text of a file with fields called otherwise, by their paths. Raises as above."""
    for path, word in names.items():
        file = _parse(text, name)
        expected = copy.deepcopy(file.data)
        block = _find_data(expected, path[:-1])
        block[word] = block.pop(path[-1])
        key = _find_entry(file, path)[0]
        text = _splice(file.text, key, _write_like(key, word))
        _require_data(text, expected, file, path)
    return text


def change_citations(text: str, items: Mapping[str, str | None], name: str) -> str:
    """Return the text of a file with other source items in brackets, or without them where None.

    Items that are not named stay. Raises as `remove_values`.
    """
    file = _parse(text, name)
    spans = [
        (node.start_mark.index, node.end_mark.index)
        for node in _list_texts(file.root)
        if "[" in node.value
    ]
    for start, end in reversed(spans):
        text = f"{text[:start]}{_change_cited(text[start:end], items)}{text[end:]}"
    after = _parse(text, name)
    if _normalise(after.data, {}) != _normalise(file.data, items):
        raise CannotRunError(f"{name}: the citations cannot be changed safely; change them by hand")
    return text


def _change_cited(raw: str, items: Mapping[str, str | None]) -> str:
    for item in dict.fromkeys(_CITED.findall(raw)):
        new = items.get(item, item)
        if new is not None:
            raw = raw.replace(f"[{item}]", f"[{new}]")
            continue
        mark = re.escape(f"[{item}]")
        # The space before it goes, too; at the start of a line only where a full stop follows.
        raw = re.sub(rf"\s*{mark}(?=[{re.escape(_CLOSING)}])", "", raw)
        raw = re.sub(rf"\n[ \t]*{mark}[ \t]*(?=\n|$)", "", raw)
        raw = re.sub(rf"(?m)(^[ \t]*|\A[\"']){mark}[ \t]*", r"\1", raw)
        raw = re.sub(rf"[ \t]*{mark}", "", raw)
    return raw


def _normalise(value: Any, items: Mapping[str, str | None]) -> Any:
    """Return data to compare: citations as they are to be, and spaces as nobody sees them."""
    if isinstance(value, str):

        def change(match: re.Match[str]) -> str:
            new = items.get(match["item"], match["item"])
            return f"[{new}]" if new else ""

        words = " ".join(_CITED.sub(change, value).split())
        return re.sub(rf" (?=[{re.escape(_CLOSING)}])", "", words)
    if isinstance(value, dict):
        return {key: _normalise(entry, items) for key, entry in value.items()}
    return [_normalise(entry, items) for entry in value] if isinstance(value, list) else value


# Reading


def _parse(text: str, name: str) -> YamlFile:
    file = parse_yaml(text.encode(), name)
    if file.problems or file.root is None:
        raise CannotRunError(f"{name} is not well formed; run handbook check and mend it first")
    return file


def _rank_path(path: Path) -> tuple[tuple[int, str], ...]:
    # Numbers and names cannot be compared; where it matters, both are numbers.
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in path)


def _find_data(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _find_entry(file: YamlFile, path: Path) -> tuple[Any, Any]:
    """Return the nodes of a field's name and value; of a list's entry, the value twice."""
    key = node = file.root
    for part in path:
        if node.id == "sequence" and isinstance(part, int):
            key = node = node.value[part]
        else:
            key, node = next(
                (key, value) for key, value in node.value if clean_name(key) == str(part)
            )
    return key, node


def _list_texts(node: Any) -> Iterator[Any]:
    """Yield the values that are words, in the order in which they stand."""
    if node.id == "scalar":
        yield node
    elif node.id == "sequence":
        for entry in node.value:
            yield from _list_texts(entry)
    else:
        for _, value in node.value:
            yield from _list_texts(value)


def _require_data(text: str, expected: Any, file: YamlFile, path: Path) -> None:
    """Raise CannotRunError unless a changed text says what it should, and is well formed."""
    found = parse_yaml(text.encode(), file.name)
    if found.problems or found.data != expected:
        line, _ = file.find_place(path)
        raise CannotRunError(
            f"{file.name}:{line} is laid out in a way that cannot be changed safely; change it by hand"
        )


# Writing


def _splice(text: str, node: Any, new: str) -> str:
    return f"{text[: node.start_mark.index]}{new}{text[node.end_mark.index :]}"


def _write_like(node: Any, word: str | float) -> str:
    if not isinstance(word, str):
        return str(word)
    # As the author had it: some put every name in quotes.
    return json.dumps(word, ensure_ascii=False) if node.style == '"' else quote_if_needed(word)


def _cut_node(file: YamlFile, path: Path) -> str:
    _, parent = _find_entry(file, path[:-1])
    entries = parent.value if parent.id == "mapping" else [(node, node) for node in parent.value]
    wanted = path[-1]
    at = next(
        n
        for n, (key, _) in enumerate(entries)
        if n == wanted or (parent.id == "mapping" and clean_name(key) == str(wanted))
    )
    if parent.flow_style:
        return _cut_in_brackets(file.text, entries, at)
    return _cut_lines(file.text, entries[at], is_entry=parent.id == "sequence")


def _cut_in_brackets(text: str, entries: list[tuple[Any, Any]], at: int) -> str:
    start, end = entries[at][0].start_mark.index, entries[at][1].end_mark.index
    if at + 1 < len(entries):
        end = entries[at + 1][0].start_mark.index
    elif at:
        start = entries[at - 1][1].end_mark.index
    return text[:start] + text[end:]


def _cut_lines(text: str, entry: tuple[Any, Any], *, is_entry: bool) -> str:
    key, value = entry
    lines = text.split("\n")
    first = text.count("\n", 0, key.start_mark.index)
    before = text[text.rfind("\n", 0, key.start_mark.index) + 1 : key.start_mark.index]
    # An entry of a list begins at its hyphen, a field at its name.
    indent = before.rfind("-") if is_entry else len(before)
    last = _find_last_line(
        lines, first, indent, has_hyphens=value.id == "sequence" and not is_entry
    )
    after = lines[last + 1 :]
    # The first field of an entry stands behind the hyphen, where the next one takes its place.
    if not is_entry and before.strip() and after:
        after[0] = before + after[0].lstrip(" ")
    return "\n".join([*lines[:first], *after])


def _find_last_line(lines: list[str], first: int, indent: int, *, has_hyphens: bool) -> int:
    """Return the last line that belongs to what begins in a line, both counted from 0."""
    last = first
    for number in range(first + 1, len(lines)):
        stripped = lines[number].lstrip(" ")
        depth = len(lines[number]) - len(stripped)
        if not stripped.strip():
            continue
        if depth <= indent and not (has_hyphens and depth == indent and stripped[0] == "-"):
            break
        last = number
    return last


def append_entries(text: str, field: str, entries: Iterable[list[str]], name: str) -> str:
    """Return the text of a file with entries at the end of a list of its top level.

    Each entry is the lines of its fields, without indentation. A list that is empty or not there is
    written anew, at the end of the file or in its place. Raises as `remove_values`.
    """
    file = _parse(text, name)
    written = [
        f"{'    ' if n else '  - '}{line}" for entry in entries for n, line in enumerate(entry)
    ]
    lines = file.text.split("\n")
    if not file.data.get(field):
        new = replace_field(file.text, field, [f"{field}:", *written])
    else:
        node = _find_entry(file, (field,))[1].value[-1]
        first = file.text.count("\n", 0, node.start_mark.index)
        before = lines[first][: node.start_mark.column]
        if before.strip() != "-":
            raise CannotRunError(
                f"{name}: the list {field} stands in brackets; write each entry on lines of its own"
            )
        indent = before.index("-")
        last = _find_last_line(lines, first, indent, has_hyphens=False)
        # As deep as the entries that are there.
        fitted = [" " * indent + line[2:] for line in written]
        new = "\n".join([*lines[: last + 1], *fitted, *lines[last + 1 :]])
    expected = copy.deepcopy(file.data)
    added = parse_yaml("\n".join([f"{field}:", *written]).encode(), name).data
    expected[field] = [*(expected.get(field) or []), *added[field]]
    _require_data(new, expected, file, (field,))
    return new
