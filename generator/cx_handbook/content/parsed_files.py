"""Keeps the data of YAML files, so that the next run parses only those that changed.

One text file holds a line for each YAML file: the SHA-256 of its bytes, and its data as JSON. Its
first line is a checksum. It is never needed: what cannot be used or written costs only time.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.machinery import PathFinder
from pathlib import Path as FilePath

from cx_handbook.content.kept_file import read_kept_lines, write_kept_lines
from cx_handbook.content.yaml_file import YamlFile, read_bytes

PLACE = ".cache/parsed-yaml.txt"
"""Where it is kept, from the handbook's root."""

_PARSED: dict[str, str] = {}  # by this process: the data of each file as JSON, by its digest
_MOST_PARSED = 20_000  # files, then all are forgotten: a preview may run for weeks

# What makes data of a text, beside PyYAML; both are imported only when a file has to be parsed.
_READER = (
    "yaml_file.py", "yaml_reader.py", "yaml_nodes.py", "yaml_scalars.py", "kept_file.py",
    "parsed_files.py",
)  # fmt: skip


class ParsedFiles:
    """Reads YAML files, and keeps the data of those that have nothing wrong with them.

    Whatever is read while the process runs is parsed once: a command reads a handbook before and
    after it changes it, the preview at each save, and most files are what they were.
    """

    def __init__(self, kept: FilePath | None = None, *, fresh: bool = False) -> None:
        """Take what an earlier run kept in a file, or nothing of it when all is to be read afresh."""
        self._kept = kept
        self._lines = {} if fresh or not kept else read_kept_lines(kept, _find_basis())
        self._parsed = {} if fresh else _PARSED
        self._used: dict[str, str] = {}

    def read_yaml(self, path: FilePath, name: str) -> YamlFile:
        """Read one file as `yaml_reader.read_yaml` does, with the same result."""
        try:
            raw = read_bytes(path)
        except OSError:
            return _parse_file(path, name)  # which says what is wrong
        digest = sha256(raw).hexdigest()
        line = self._lines.get(digest) or self._parsed.get(digest)
        if line is None:
            return self._parse(raw, name, digest)
        self._used[digest] = line
        # Where its values stand is found out when one of them is to be reported.
        text = raw.decode("utf-8-sig")
        return YamlFile(name, json.loads(line), text=text, compose=_compose, digest=digest)

    def _parse(self, raw: bytes, name: str, digest: str) -> YamlFile:
        from cx_handbook.content.yaml_reader import parse_yaml

        file = parse_yaml(raw, name)
        file.digest = digest
        # What is wrong with a file is found anew each time: few have anything.
        if file.problems:
            return file
        line = json.dumps(file.data, ensure_ascii=False, separators=(",", ":"))
        self._used[digest] = self._parsed[digest] = line
        if len(self._parsed) > _MOST_PARSED:
            self._parsed.clear()
        # Without the nodes, which take twenty times the memory of the text.
        return YamlFile(name, file.data, text=file.text, compose=_compose, digest=digest)

    def forget(self) -> None:
        """Forget all that was read, for whoever reads no more and goes on for long."""
        for known in (self._lines, self._parsed, self._used):
            known.clear()

    def keep(self) -> None:
        """Write what was read, unless it is what was there; forget what nobody asked for."""
        if self._kept is None or self._used.keys() == self._lines.keys():
            return
        write_kept_lines(self._kept, _find_basis(), self._used)


def _parse_file(path: FilePath, name: str) -> YamlFile:
    from cx_handbook.content.yaml_reader import read_yaml

    return read_yaml(path, name)


def _compose(text: str) -> object:
    from cx_handbook.content.yaml_nodes import compose_nodes

    return compose_nodes(text)


def _find_basis() -> bytes:
    """Return what the data of a text rest on: the code that reads it, and PyYAML's version."""
    parser = PathFinder.find_spec("yaml")
    files = [FilePath(__file__).with_name(name) for name in _READER]
    if parser and parser.origin:
        files.append(FilePath(parser.origin))  # PyYAML's first file, which says its version
    return b"".join(file.read_bytes() for file in files)
