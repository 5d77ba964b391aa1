"""Ctrl+C in tests, however these were started."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_heard() -> Iterator[None]:
    """Hear SIGINT as a program in the foreground does; what is started meanwhile does so as well.

    A shell without job control lets what it starts in the background ignore it, and so all children.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
