"""Take a JSON list apart while it is being read, so that its size does not matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from cx_handbook.audit.reading.readers.json_file import (
    MOST_BYTES,
    MOST_SIGNS,
    refuse_file,
    refuse_size,
)

_CHUNK = 1_000_000  # bytes read at once
_MOST_DEPTH = 50  # a record has nine levels
_MOST_SIGNS = 3 * MOST_SIGNS  # with the quotation marks around texts, two for each value
_REST_OF_TEXT = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_NEXT_SIGN = re.compile(rb'["{}\[\],]')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def split_list(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the text of each element of a list of objects, none of them larger than a record may be.

    The elements are not checked; whoever parses them does that. Raises UnreadableError where the
    list is damaged or cut short, after the elements before that place.
    """
    splitter = _Splitter()
    for chunk in _read_chunks(stream):
        yield from splitter.split_chunk(chunk)
    if splitter.depth != 0 or not splitter.is_over:
        refuse_file("this file is damaged or cut short: its list does not end")


def _read_chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream in parts that never end within an escape sequence."""
    beginning = stream.read(len(_BYTE_ORDER_MARK)).removeprefix(_BYTE_ORDER_MARK)
    chunk = beginning + stream.read(_CHUNK)
    while chunk:
        while (len(chunk) - len(chunk.rstrip(b"\\"))) % 2 and (more := stream.read(1)):
            chunk += more
        yield chunk
        chunk = stream.read(_CHUNK)


class _Splitter:
    """Where in the list the reading is: how deep, within a text or not, and the element so far."""

    def __init__(self) -> None:
        self.depth, self.in_text, self.is_over = 0, False, False
        self._signs = 0
        self._element = bytearray()

    def split_chunk(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the elements that end in a part of the stream."""
        place = 0
        while place < len(chunk):
            end = self._find_next(chunk, place)
            if self.depth > 0:
                self._keep(chunk[place:end])
            elif chunk[place:end].strip():
                refuse_file("this file is damaged: something stands outside of its list")
            if end < len(chunk):
                yield from self._read_sign(chunk[end : end + 1])
                end += 1
            place = end

    def _find_next(self, chunk: bytes, place: int) -> int:
        if self.in_text:
            found = _REST_OF_TEXT.match(chunk, place)
            return found.end() if found else place
        sign = _NEXT_SIGN.search(chunk, place)
        return sign.start() if sign else len(chunk)

    def _read_sign(self, sign: bytes) -> Iterator[bytes]:
        if self.depth == 0 and (self.is_over or sign != b"["):
            refuse_file("this file is damaged: something stands outside of its list")
        if sign == b'"':
            self.in_text = not self.in_text
        elif sign in b"{[":
            self.depth += 1
        elif sign in b"}]":
            self.depth -= 1
        self._signs += 1
        if self._signs > _MOST_SIGNS:
            refuse_file(
                "a part of this file is far larger than a record", "this is not an audit record"
            )
        if self.depth > _MOST_DEPTH:
            refuse_file("this file is nested too deep", "this is not an audit record")
        # The list's own signs, outside of a text, end an element; all others belong to it.
        is_own = self.depth == 0 or (self.depth == 1 and sign in b",[" and not self.in_text)
        if is_own and sign != b'"':
            self.is_over = self.depth == 0
            yield from self._end_element(has_next=sign == b",")
        else:
            self._keep(sign)

    def _keep(self, part: bytes) -> None:
        self._element += part
        if len(self._element) > MOST_BYTES:
            refuse_size()

    def _end_element(self, *, has_next: bool) -> Iterator[bytes]:
        element = bytes(self._element).strip()
        self._element.clear()
        self._signs = 0
        # Nothing between two commas is damage; an empty list has no comma.
        if element or has_next:
            yield element
