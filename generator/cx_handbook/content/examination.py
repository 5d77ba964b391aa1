"""What reading a handbook gave: the handbook, unless it cannot be built, and all that is wrong."""

from __future__ import annotations

from typing import NamedTuple

from cx_handbook.content.model import Handbook
from cx_handbook.errors import Problem


class Examination(NamedTuple):
    """What reading gave: the handbook, unless it cannot be built, and every problem found.

    `accepted` counts the breaches of house rules that their files accept.
    """

    handbook: Handbook | None
    problems: tuple[Problem, ...]
    accepted: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build."""
        return tuple(problem for problem in self.problems if problem.severity == "error")
