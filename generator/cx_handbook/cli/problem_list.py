"""Problems as lines of text: many equal ones, such as one missing name, are shown by their first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cx_handbook.errors import UNFINISHED, Problem
from cx_handbook.text_for_messages import count_things

SHOWN = 3  # places of a problem that many have
MOST_EQUAL = 5  # so many are all shown: a line that speaks of one or two more saves nothing

_Kind = tuple[str, str, str, str]


def format_problems(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield a line for each problem, in their order; of many equal ones the first, and their number.

    Equal are those with the same words: a missing name is part of them. Unfinished texts are all
    named, because each of them has to be written.
    """
    listed = list(problems)
    many = Counter(_get_kind(problem) for problem in listed)
    shown: Counter[_Kind] = Counter()
    for problem in listed:
        kind = _get_kind(problem)
        shown[kind] += 1
        if many[kind] <= MOST_EQUAL or problem.wrong == UNFINISHED:
            yield str(problem)
        elif shown[kind] <= SHOWN:
            yield str(problem)
            if shown[kind] == SHOWN:
                yield f"  and {many[kind] - SHOWN} more: {problem.wrong}"


def format_count(problems: Iterable[Problem]) -> str:
    """Return how many problems there are, and how to see all places when some were left out."""
    errors = [problem for problem in problems if problem.severity == "error"]
    many = Counter(_get_kind(problem) for problem in errors if problem.wrong != UNFINISHED)
    hint = "; handbook check --format json lists every place"
    return count_things(len(errors), "problem") + hint * any(n > MOST_EQUAL for n in many.values())


def _get_kind(problem: Problem) -> _Kind:
    return problem.severity, problem.wrong, problem.instead, problem.rule
