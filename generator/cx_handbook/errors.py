"""Problems of the content, and the errors that stop a command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from cx_handbook.text_for_messages import make_printable

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

    def make_printable(self) -> Problem:
        """Return it with everything that it quotes printable and on one line."""
        file, field, wrong, instead = map(
            make_printable, (self.file, self.field, self.wrong, self.instead)
        )
        return self._replace(file=file, field=field, wrong=wrong, instead=instead)

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        severity = "" if self.severity == "error" else f"{self.severity}: "
        rule = f" [{self.rule}]" if self.rule else ""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {severity}{field}{self.wrong}; {self.instead}{rule}"


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems as they are shown: by their place, and with nothing that cannot be seen."""
    return tuple(sorted(problem.make_printable() for problem in problems))


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
        self.problems = sort_problems(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CannotRunError(Exception):
    """The command cannot do its work here, whatever the content: no folder, no library, no space."""

    def __init__(self, *lines: str) -> None:
        # They may quote a name, which could begin a line of its own.
        super().__init__("\n".join(map(make_printable, lines)))
