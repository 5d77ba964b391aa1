"""A real terminal with a command of ours in it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.project import PROJECT

_SECONDS = 60


class Terminal:
    """Runs `handbook audit …`; what it shows is waited for, and what is typed is sent as a line."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.here, there = pty.openpty()
        self.shown = ""
        command = [sys.executable, "-m", "cx_handbook", "--root", str(root), "audit", *arguments]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, stdin=there, stdout=there, stderr=there, start_new_session=True
        )
        os.close(there)

    def await_text(self, text: str) -> str:
        """Return what is shown up to a text; fail when it does not come."""
        end = time.monotonic() + _SECONDS
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            if select.select([self.here], [], [], 1)[0]:
                try:
                    self.shown += os.read(self.here, 4096).decode("utf-8", "replace")
                except OSError:  # the other end was closed
                    pytest.fail(self.shown)
        before, _, self.shown = self.shown.partition(text)
        return before

    def answer(self, question: str, text: str) -> str:
        """Wait for a question and type a line; return what was shown before it."""
        before = self.await_text(question)
        os.write(self.here, f"{text}\n".encode())
        return before

    def end(self) -> int:
        """Return the exit code."""
        code = self.process.wait(_SECONDS)
        os.close(self.here)
        return code
