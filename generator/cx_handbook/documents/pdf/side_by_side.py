"""Lays out several sheets at once, in processes beside this one.

Laying out is all computing, so each core takes a sheet at a time. The processes are started anew and
not forked: the libraries that draw text start threads, and a program that calls us need not be one
that may be imported again. One that fails costs time and nothing else: its sheet is laid out here.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import IO, Any

from cx_handbook.documents.document import Sheet
from cx_handbook.documents.pdf import renderer

# Starting one takes as long as laying out two or three short sheets.
SHEETS_EACH = 3
MOST_PROCESSES = 8
_COMMAND = (sys.executable, "-m", "cx_handbook.documents.pdf.side_by_side")
_LENGTH = 8  # bytes before a PDF, which say how many it has
_LONGEST = 2**28  # bytes of a PDF


def lay_out_sheets(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Yield the PDF of each sheet, in their order and with the same bytes as one after another.

    Raises MissingPangoError when the Pango library is not there.
    """
    count = min(_count_cores(), len(sheets) // SHEETS_EACH, MOST_PROCESSES)
    if count < 2 or renderer.explain_missing_pango():
        for sheet in sheets:
            yield renderer.render_pdf(sheet)
            # What laying out leaves behind refers to itself, and a build looks for no such thing.
            gc.collect(0)
        return
    with _Processes(count) as processes:
        yield from processes.lay_out(sheets)


def _count_cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Processes:
    """Some processes that lay out sheets, and a thread for each that waits for it."""

    def __init__(self, count: int) -> None:
        self._free: SimpleQueue[subprocess.Popen[bytes] | None] = SimpleQueue()
        self._started: list[subprocess.Popen[bytes]] = []
        self._threads = ThreadPoolExecutor(count)
        # Each writes its fonts down, and has no time to remove them when it is stopped.
        self._folder = TemporaryDirectory(prefix="handbook-", ignore_cleanup_errors=True)
        for _ in range(count):
            self._free.put(self._start())

    def __enter__(self) -> _Processes:
        return self

    def __exit__(self, *_error: object) -> None:
        # Nothing is lost: whoever stops now gets no sheet.
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._started:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    if stream:
                        stream.close()
        self._folder.cleanup()

    def lay_out(self, sheets: Sequence[Sheet]) -> Iterator[bytes]:
        """Yield the PDF of each sheet, in their order."""
        answers = self._threads.map(self._ask, sheets)
        for sheet, content in zip(sheets, answers, strict=True):
            # What is wrong with a sheet is said here, where somebody reads it.
            yield renderer.render_pdf(sheet) if content is None else content

    def _start(self) -> subprocess.Popen[bytes] | None:
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(  # noqa: S603 - our own module
                _COMMAND,
                stdin=pipe,
                stdout=pipe,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"TMPDIR": self._folder.name},
            )
        except OSError:
            return None
        self._started.append(process)
        return process

    def _ask(self, sheet: Sheet) -> bytes | None:
        """Return a PDF, or None when the process that was asked gives none."""
        process = self._free.get()
        content = _exchange(process, sheet) if process else None
        # One that failed is never asked again.
        self._free.put(process if content else None)
        return content


def _exchange(process: subprocess.Popen[bytes], sheet: Sheet) -> bytes | None:
    told = asdict(sheet) | {"revised": sheet.revised.isoformat()}
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(json.dumps(told).encode() + b"\n")
        process.stdin.flush()
        length = int.from_bytes(process.stdout.read(_LENGTH), "big")
        content = process.stdout.read(length) if length <= _LONGEST else b""
    except OSError:
        return None
    # A process that says something else, or stops in between, has not answered.
    return content if content and len(content) == length else None


def _answer(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Lay out each sheet that is asked for, until nobody asks any more."""
    for line in questions:
        told: dict[str, Any] = json.loads(line)
        sheet = Sheet(**told | {"revised": date.fromisoformat(told["revised"])})
        content = renderer.render_pdf(sheet)
        answers.write(len(content).to_bytes(_LENGTH, "big") + content)
        answers.flush()


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "wb") as answers_only:
        # A library that prints must not print among the PDFs.
        os.dup2(2, 1)
        _answer(sys.stdin.buffer, answers_only)
