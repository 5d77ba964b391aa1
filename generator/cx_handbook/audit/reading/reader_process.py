"""The child process that reads PDFs and workbooks within limits; `limited_process` starts and asks it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.limited_process import (
    ANSWERS,
    KINDS,
    MOST_MEMORY,
    MOST_SECONDS,
    REQUEST,
    SECONDS_ARE_FOR,
)
from cx_handbook.audit.reading.readers.pdf import read_pdf
from cx_handbook.audit.reading.readers.workbook import read_sheets, read_workbook

_READERS: dict[str, Callable[[bytes], Any]] = {
    "pdf": lambda raw: asdict(read_pdf(raw)),
    "workbook": lambda raw: asdict(read_workbook(raw)),
    "sheets": read_sheets,
}


def main() -> None:
    """Read what is asked for until nobody asks any more."""
    source = sys.stdin.buffer
    # Answers go where nothing else can be printed.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses Ctrl-C means our parent
    _limit_memory()
    while head := source.read(REQUEST.size):
        number, length = REQUEST.unpack(head)
        raw = source.read(length)
        _start_clock(length)
        answer, said = _read_file(KINDS[number], raw)
        _start_clock(None)
        sink.write(REQUEST.pack(ANSWERS.index(answer), len(said)))
        sink.write(said)
        sink.flush()


def _read_file(kind: str, raw: bytes) -> tuple[str, bytes]:
    try:
        return "read", _encode(_READERS[kind](raw))
    except UnreadableError as error:
        return "refused", str(error).encode("utf-8", "replace")
    except MemoryError:
        return "too much memory", b""


def _encode(read: Any) -> bytes:
    # A text in a PDF may hold half of a surrogate pair, which UTF-8 cannot.
    return json.dumps(read, ensure_ascii=False).encode("utf-8", "replace")


def _limit_memory() -> None:
    """Limit what this process may write to. Linux keeps to it; macOS does not, and Windows has none."""
    if sys.platform == "win32":
        return
    import resource

    # Not the address space: libraries reserve much more of it than they ever use.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def _start_clock(length: int | None) -> None:
    """Let the system end this process after the processor time for so many bytes; None stops that."""
    if sys.platform == "win32":
        return  # there, our parent looks at the clock
    begun = 0 if length is None else 1 + length // SECONDS_ARE_FOR
    signal.setitimer(signal.ITIMER_PROF, begun * MOST_SECONDS)


if __name__ == "__main__":
    main()
