"""Problems of the content, and the errors that stop a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "notice"]  # a notice asks for nothing
UNFINISHED = "this is still the text of the skeleton"
Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """One thing wrong in one place, and what to write instead. They sort by file and place.

    Lines and columns count from 1.
    """

    file: str
    line: int
    column: int
    field: str
    wrong: str
    instead: str
    severity: Severity = "error"
    rule: str = ""  # the house rule it breaks, if it is one

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        severity = "" if self.severity == "error" else f"{self.severity}: "
        rule = f" [{self.rule}]" if self.rule else ""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {severity}{field}{self.wrong}; {self.instead}{rule}"


class Fault(NamedTuple):
    """A problem before its place is known: the path in a file's data instead of a line."""

    file: str
    path: Path
    wrong: str
    instead: str
    severity: Severity = "error"
    rule: str = ""


class HandbookError(Exception):
    """The content cannot be used as it is. Carries every problem found, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CannotRunError(Exception):
    """The command cannot do its work here, whatever the content: no folder, no library, no space."""
