"""Read files in a process of its own that may take only so much time and memory.

The libraries that read PDFs and workbooks are not ours. A file of a few kilobytes can make them ask for
a hundred gigabytes, and what stops them then takes its process along. So they run in a child: it dies,
the file is refused, and the next one is read by a new child.
"""

from __future__ import annotations

import atexit
import os
import struct
import subprocess
import sys
from threading import Timer
from typing import IO, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from cx_handbook.audit.reading.filled_sheet import FilledSheet, UnreadableError
from cx_handbook.errors import CannotRunError

Kind = Literal["pdf", "workbook", "sheets"]
KINDS: tuple[Kind, ...] = ("pdf", "workbook", "sheets")
T = TypeVar("T")
WorkbookCells = dict[str, list[list[str]]]

REQUEST = struct.Struct(">BQ")
"""Before what is sent either way: the place in KINDS or ANSWERS, and how many bytes follow."""
ANSWERS = ("read", "refused", "too much memory")

MOST_MEMORY = 200_000_000
"""Bytes a child may write to, its interpreter included: with what it only reads, below 256 MB."""
MOST_SECONDS = 1.6
"""Seconds of processor time for each SECONDS_ARE_FOR bytes of a file that were begun."""
SECONDS_ARE_FOR = 5_000_000
_MOST_WAIT = (
    30.0  # seconds on the clock, where the system counts no processor time, and as a last resort
)
_MOST_ANSWER = 20_000_000  # bytes; what stands on the largest sheet has some hundred thousand
_FILES_OF_A_CHILD = 100  # what a library does not give back goes with its process
_LARGE = 1_000_000  # bytes of a file after which a child is not used again

_TIME_IS_UP = 27  # SIGPROF on Linux and macOS, where the system counts the time
_CHILD = "cx_handbook.audit.reading.reader_process"
_INSTEAD = "open it, copy what was filled in into a new sheet, and hand that in"
_TOO_LONG = f"it takes longer to read than any sheet of ours; {_INSTEAD}"
_TOO_LARGE = f"it takes more memory to read than any sheet of ours; {_INSTEAD}"
_sheet_adapter: TypeAdapter[FilledSheet] = TypeAdapter(FilledSheet)
_sheets_adapter: TypeAdapter[WorkbookCells] = TypeAdapter(WorkbookCells)


def read_filled_sheet(kind: Kind, raw: bytes) -> FilledSheet:
    """Return what was filled in on a sheet. Raises UnreadableError when it cannot be read."""
    return _parse_answer(_sheet_adapter, _readers.read_file(kind, raw))


def read_cells(raw: bytes) -> WorkbookCells:
    """Return the cells of each sheet of a workbook. Raises UnreadableError when it cannot be read."""
    return _parse_answer(_sheets_adapter, _readers.read_file("sheets", raw))


def _parse_answer(adapter: TypeAdapter[T], answer: bytes) -> T:
    # Who has taken over a library has taken over the child: what it says is no more than data.
    try:
        return adapter.validate_json(answer, strict=True)
    except ValidationError:
        raise UnreadableError(f"it cannot be read; {_INSTEAD}") from None


class _ReaderProcess:
    """The child of this process that reads files: started when it is needed, again when it has died."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._is_late = False

    def read_file(self, kind: Kind, raw: bytes) -> bytes:
        """Return what the child read, as JSON. Raises UnreadableError with what it said, or why it died."""
        child = self._child or self._start()
        timer = Timer(_MOST_WAIT, self._end_late, [child])
        timer.start()
        try:
            answer, said = _ask(child, kind, raw)
        except (OSError, EOFError):
            raise UnreadableError(self._bury(child)) from None
        except BaseException:  # Ctrl-C: half an answer must not be taken for that of the next file
            self._bury(child)
            raise
        finally:
            timer.cancel()
        self._files += 1
        if answer == "too much memory" or self._files >= _FILES_OF_A_CHILD or len(raw) > _LARGE:
            self.stop()
        if answer == "read":
            return said
        raise UnreadableError(_TOO_LARGE if answer == "too much memory" else said.decode())

    def _end_late(self, child: subprocess.Popen[bytes]) -> None:
        self._is_late = True
        child.kill()

    def stop(self) -> None:
        """End the child, if there is one; the next file gets a new one."""
        if self._child:
            self._bury(self._child)

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: what lies in the folder that somebody works in is no module of ours.
        command = [sys.executable, "-P", "-m", _CHILD]
        quiet = {**os.environ, "PYDANTIC_DISABLE_PLUGINS": "__all__"}
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=quiet,
            )
        except OSError as error:
            raise CannotRunError(
                f"cannot start a process to read files ({error.strerror})"
            ) from None
        self._files, self._is_late = 0, False
        return self._child

    def _bury(self, child: subprocess.Popen[bytes]) -> str:
        """End a child and forget it; return what its end says about the file that it was reading."""
        # It may be at its end already: how it came there is what counts.
        code = child.poll()
        if code is None:
            for stream in (child.stdin, child.stdout):
                _close_stream(stream)
            try:
                code = child.wait(1)
            except subprocess.TimeoutExpired:
                child.kill()
                code = child.wait()
        for stream in (child.stdin, child.stdout):
            _close_stream(stream)
        self._child = None
        is_late = self._is_late or code == -_TIME_IS_UP
        return _TOO_LONG if is_late else _TOO_LARGE


def _close_stream(stream: IO[bytes] | None) -> None:
    try:
        if stream:
            stream.close()
    except OSError:
        return  # it is the other end that has gone


def _ask(child: subprocess.Popen[bytes], kind: Kind, raw: bytes) -> tuple[str, bytes]:
    """Send a file to the child and return its answer. Raises EOFError or OSError when it dies."""
    if child.stdin is None or child.stdout is None:
        raise EOFError
    child.stdin.write(REQUEST.pack(KINDS.index(kind), len(raw)))
    child.stdin.write(raw)
    child.stdin.flush()
    head = child.stdout.read(REQUEST.size)
    if len(head) < REQUEST.size:
        raise EOFError
    number, length = REQUEST.unpack(head)
    if length > _MOST_ANSWER or number >= len(ANSWERS):
        return "too much memory", b""
    said = child.stdout.read(length)
    if len(said) < length:
        raise EOFError
    return ANSWERS[number], said


_readers = _ReaderProcess()
atexit.register(_readers.stop)
