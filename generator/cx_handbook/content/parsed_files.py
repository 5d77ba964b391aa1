"""Keeps the data of YAML files, so that the next run parses only those that changed.

One text file holds a line for each YAML file: the SHA-256 of its bytes, and its data as JSON. Its
first line is a checksum. It is never needed: what cannot be used or written costs only time.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from hashlib import sha256
from importlib.machinery import PathFinder
from pathlib import Path as FilePath

from cx_handbook.content.yaml_file import YamlFile, read_bytes
from cx_handbook.files import UNFINISHED_SUFFIX
from cx_handbook.limits import PARSED_FILES

PLACE = ".cache/parsed-yaml.txt"
"""Where it is kept, from the handbook's root."""

_PARSED: dict[str, str] = {}  # by this process: the data of each file as JSON, by its digest
_MOST_PARSED = 20_000  # files, then all are forgotten: a preview may run for weeks

# What makes data of a text, beside PyYAML; both are imported only when a file has to be parsed.
_READER = ("yaml_file.py", "yaml_reader.py", "yaml_scalars.py", "parsed_files.py")


class ParsedFiles:
    """Reads YAML files, and keeps the data of those that have nothing wrong with them.

    Whatever is read while the process runs is parsed once: a command reads a handbook before and
    after it changes it, the preview at each save, and most files are what they were.
    """

    def __init__(self, kept: FilePath | None = None, *, fresh: bool = False) -> None:
        """Take what an earlier run kept in a file, or nothing of it when all is to be read afresh."""
        self._kept = kept
        self._lines = {} if fresh or not kept else _read_lines(kept)
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
        return YamlFile(name, json.loads(line), text=raw.decode("utf-8-sig"), compose=_compose)

    def _parse(self, raw: bytes, name: str, digest: str) -> YamlFile:
        from cx_handbook.content.yaml_reader import parse_yaml

        file = parse_yaml(raw, name)
        # What is wrong with a file is found anew each time: few have anything.
        if not file.problems:
            line = json.dumps(file.data, ensure_ascii=False, separators=(",", ":"))
            self._used[digest] = self._parsed[digest] = line
            if len(self._parsed) > _MOST_PARSED:
                self._parsed.clear()
        return file

    def keep(self) -> None:
        """Write what was read, unless it is what was there; forget what nobody asked for."""
        if self._kept is None or self._used.keys() == self._lines.keys():
            return
        body = "\n".join(f"{digest} {line}" for digest, line in self._used.items()).encode()
        # A folder where nobody may write, or a full disk: the next run takes as long as this one.
        with contextlib.suppress(OSError):
            _write_sealed(self._kept, body)


def _parse_file(path: FilePath, name: str) -> YamlFile:
    from cx_handbook.content.yaml_reader import read_yaml

    return read_yaml(path, name)


def _compose(text: str) -> object:
    from cx_handbook.content.yaml_reader import compose_nodes

    return compose_nodes(text)


def _read_lines(kept: FilePath) -> dict[str, str]:
    """Return the lines that were kept, by digest; none when they are damaged or of another reader."""
    try:
        # Asked first: opening a pipe would wait for somebody to write into it.
        if not stat.S_ISREG(kept.stat().st_mode):
            return {}
        with kept.open("rb") as stream:
            found = os.fstat(stream.fileno())
            raw = stream.read(PARSED_FILES) if found.st_size <= PARSED_FILES else b""
            seal, _, body = raw.partition(b"\n")
            if seal != _seal(found, body):
                return {}
    except OSError:
        return {}
    lines = (line.partition(" ") for line in body.decode().split("\n"))
    return {digest: data for digest, _, data in lines}


def _write_sealed(kept: FilePath, body: bytes) -> None:
    kept.parent.mkdir(exist_ok=True)
    unfinished = kept.with_name(f".{kept.name}.{os.getpid()}{UNFINISHED_SUFFIX}")
    try:
        with unfinished.open("xb") as stream:
            stream.write(b"%s\n%s" % (_seal(os.fstat(stream.fileno()), body), body))
        unfinished.replace(kept)
    finally:
        unfinished.unlink(missing_ok=True)


def _seal(place: os.stat_result, body: bytes) -> bytes:
    """Return the checksum of what is kept, of the code that read it, and of its place on this disk.

    With the place, a file that came along with somebody's copy of the handbook is not believed: it
    could say of a YAML file what does not stand there.
    """
    told = sha256(f"{place.st_dev} {place.st_ino} ".encode())
    parser = PathFinder.find_spec("yaml")
    files = [FilePath(__file__).with_name(name) for name in _READER]
    if parser and parser.origin:
        files.append(FilePath(parser.origin))  # PyYAML's first file, which says its version
    for file in files:
        told.update(file.read_bytes())
    told.update(body)
    return told.hexdigest().encode()
