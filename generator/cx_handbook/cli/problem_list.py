"""Problems as lines of text: many equal ones, such as one missing name, are shown by their first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from cx_handbook.errors import UNFINISHED, Problem
from cx_handbook.text_for_messages import count_things

SHOWN = 3  # places of a problem that many have
MOST_EQUAL = 5  # so many are all shown: a line that speaks of one or two more saves nothing
# Breaches of one house rule differ in the words they name. Whoever takes a later version of the
# program may have hundreds of a rule that is new, and would see nothing else.
SHOWN_OF_RULE = 10
MOST_OF_RULE = 20
MOST_LINES = 100
_SEE_ALL = "handbook check --format json lists every place"

_Kind = tuple[str, ...]


def format_problems(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield a line for each problem, in their order; of many alike the first, and their number.

    Alike are those with the same words: a missing name is part of them; and very many breaches of
    one house rule. Unfinished texts are named one by one, because each of them has to be written.
    After MOST_LINES lines there is only the number of those that are left out.
    """
    lines = _group_problems(list(problems))
    yield from islice(lines, MOST_LINES)
    # Nobody reads a thousand lines, and a terminal keeps no more of them.
    if left := sum(1 for _ in lines):
        yield f"  and {count_things(left, 'more line')}; {_SEE_ALL}"


def _group_problems(listed: list[Problem]) -> Iterator[str]:
    kinds = _find_kinds(listed)
    many = Counter(kinds)
    shown: Counter[_Kind] = Counter()
    for problem, kind in zip(listed, kinds, strict=True):
        shown[kind] += 1
        most, few = _get_limits(kind)
        if many[kind] <= most or problem.wrong == UNFINISHED:
            yield str(problem)
        elif shown[kind] <= few:
            yield str(problem)
            if shown[kind] == few:
                what = problem.wrong if len(kind) > 1 else f"breaches of {problem.rule}"
                yield f"  and {many[kind] - few} more: {what}"


def format_count(problems: Iterable[Problem]) -> str:
    """Return how many problems there are, and how to see all places when some were left out."""
    errors = [problem for problem in problems if problem.severity == "error"]
    many = Counter(_find_kinds([problem for problem in errors if problem.wrong != UNFINISHED]))
    is_shortened = any(n > _get_limits(kind)[0] for kind, n in many.items())
    return count_things(len(errors), "problem") + f"; {_SEE_ALL}" * is_shortened


def _find_kinds(problems: list[Problem]) -> list[_Kind]:
    """Return for each problem what it is counted with: its house rule, or its own words."""
    of_rule = Counter(problem.rule for problem in problems if problem.rule)
    return [
        (problem.rule,)
        if of_rule[problem.rule] > MOST_OF_RULE
        else (problem.severity, problem.wrong, problem.instead, problem.rule)
        for problem in problems
    ]


def _get_limits(kind: _Kind) -> tuple[int, int]:
    """Return how many of a kind are all shown, and how many of more than that."""
    return (MOST_EQUAL, SHOWN) if len(kind) > 1 else (MOST_OF_RULE, SHOWN_OF_RULE)
