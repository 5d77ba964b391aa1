"""Drawing cases by a seed: the same cases in Python and in V8, and drawn again from the same log."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from typing import Any

import pytest

from cx_handbook.audit.records.draws import (
    digest_references,
    draw_cases,
    find_next_case,
    list_cases,
    make_seed,
    order_cases,
    replace_case,
    share_out,
    sort_out_references,
)
from cx_handbook.audit.records.record import Draw
from support.project import CASES
from support.v8 import JSEvalException, Scripts

VECTORS = sorted((CASES / "draws").glob("*.json"))
SEED = "main-street|2026-10|CB-03|k3x9-2fq7"
CALLS = tuple(f"CB-2026-{n:04}" for n in range(1, 41))


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """The same calculation in V8."""
    return Scripts("vendor/js-sha256/sha256.min.js", "audit/draws.js")


@pytest.fixture(params=VECTORS, ids=lambda path: path.stem)
def vector(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A case of tests/cases/draws."""
    content: dict[str, Any] = json.loads(request.param.read_text("utf-8"))
    return content


def plain(draw: Draw) -> dict[str, Any]:
    """Return a draw as it stands in a record."""
    return draw.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


def test_python_draws_the_cases_of_the_vector(vector: dict[str, Any]) -> None:
    """References, what was odd about them, the draw, and the cases after replacements."""
    found = sort_out_references(vector["entries"])
    assert list(found.names) == vector["names"]
    assert list(found.blank) == vector["blank"]
    assert list(found.repeated) == vector["repeated"]

    draw = draw_cases(vector["seed"], found.names, vector["size"], "the log")
    for case, why in vector.get("replace", ()):
        draw = replace_case(draw, case, why)

    assert plain(draw) == vector["draw"]
    assert list(list_cases(draw)) == vector.get("cases", list(draw.drawn))


def test_v8_draws_the_cases_of_the_vector(vector: dict[str, Any], scripts: Scripts) -> None:
    """The browser computes the same from the same case files."""
    found = scripts.call("Handbook.audit.draws.sortOutReferences", vector["entries"])
    assert {name: found[name] for name in ("names", "blank", "repeated")} == {
        name: vector[name] for name in ("names", "blank", "repeated")
    }

    given = (vector["seed"], found["names"], vector["size"], "the log")
    draw = scripts.call("Handbook.audit.draws.drawCases", *given)
    for case, why in vector.get("replace", ()):
        draw = scripts.call("Handbook.audit.draws.replaceCase", draw, case, why)

    assert draw == {"drawn": [], **vector["draw"]}
    cases = scripts.call("Handbook.audit.draws.listCases", draw)
    assert cases == vector.get("cases", vector["draw"].get("drawn"))


def test_the_published_vector_is_drawn() -> None:
    """Five of forty by the seed of an audit."""
    assert make_seed("main-street", "2026-10", "CB-03", "k3x9-2fq7") == SEED
    drawn = draw_cases(SEED, CALLS, 5, "log").drawn
    assert [name[-4:] for name in drawn] == ["0021", "0038", "0010", "0005", "0029"]


def test_the_order_of_the_log_does_not_matter() -> None:
    """Sorted, turned round or shuffled, a log gives the same draw."""
    shuffled = random.Random(7).sample(CALLS, len(CALLS))
    assert draw_cases(SEED, shuffled, 5, "log") == draw_cases(SEED, CALLS, 5, "log")


def test_an_entry_that_comes_in_later_moves_no_other() -> None:
    """A case drawn from a longer log is left where it is among the older ones."""
    longer = order_cases(SEED, (*CALLS, "CB-2026-0041"))
    assert tuple(name for name in longer if name != "CB-2026-0041") == order_cases(SEED, CALLS)


def test_another_audit_draws_other_cases() -> None:
    """Whoever audits a second time does not look at the same cases again."""
    other = SEED.replace("k3x9-2fq7", "k3x9-2fq8")
    assert draw_cases(other, CALLS, 5, "log").drawn != draw_cases(SEED, CALLS, 5, "log").drawn


def test_the_digest_is_that_of_sorted_lines() -> None:
    """Anybody can compute it with sort and sha256sum."""
    lines = "".join(f"{name}\n" for name in sorted(CALLS))
    assert digest_references(reversed(CALLS)) == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize(
    ("case", "why", "says"),
    [
        ("CB-2026-0001", "gone", "CB-2026-0001 is not one of the drawn cases"),
        ("CB-2026-0021", " \u3000", "say why it cannot be looked at"),
    ],
)
def test_a_replacement_needs_a_drawn_case_and_a_reason(
    case: str, why: str, says: str, scripts: Scripts
) -> None:
    """Otherwise a case that failed could be swapped without a trace. The browser says the same."""
    draw = draw_cases(SEED, CALLS, 5, "log")
    with pytest.raises(ValueError, match=says):
        replace_case(draw, case, why)
    with pytest.raises(JSEvalException, match=says):
        scripts.call("Handbook.audit.draws.replaceCase", plain(draw), case, why)


def test_where_no_case_is_left_one_less_is_looked_at() -> None:
    """A log with as many cases as are drawn has none in reserve."""
    draw = draw_cases(SEED, CALLS[:5], 5, "log")
    assert find_next_case(draw) is None
    with pytest.raises(ValueError, match="no further case in the log; look at one less"):
        replace_case(draw, CALLS[0], "gone")


def test_each_stratum_gives_its_share_in_the_order_of_the_draw() -> None:
    """20 of 71 + 48 + 24 are 10, 7 and 3; the first of each in the order, whatever the rows' order."""
    counts = {"north": 71, "south": 48, "west": 24}
    strata = {f"{team}-{n}": team for team, many in counts.items() for n in range(many)}
    names = list(strata)
    draw = draw_cases(SEED, names, 20, "log", by="Team", strata=strata)
    order = order_cases(SEED, names)

    assert Counter(strata[name] for name in draw.drawn) == {"north": 10, "south": 7, "west": 3}
    assert list(draw.drawn) == sorted(draw.drawn, key=order.index)
    for team, share in (("north", 10), ("south", 7), ("west", 3)):
        first = [name for name in order if strata[name] == team][:share]
        assert [name for name in draw.drawn if strata[name] == team] == first
    assert not set(draw.reserve) & set(draw.drawn)
    assert draw == draw_cases(SEED, names[::-1], 20, "log", by="Team", strata=strata)


@pytest.mark.parametrize(
    ("size", "strata", "expected"),
    [
        (20, {"Oct": 71, "Nov": 48, "Dec": 24}, [10, 7, 3]),
        (3, {"a": 1, "b": 1}, [1, 1]),
        (1, {"a": 5, "b": 5}, [1, 0]),
        (4, {"a": 0, "b": 9}, [0, 4]),
        (4, {}, []),
        (4, {"a": 0}, [0]),
    ],
)
def test_a_sample_is_shared_out_by_the_largest_remainder(
    size: int, strata: dict[str, int], expected: list[int]
) -> None:
    """In proportion to the cases of each stratum, and never more than there are."""
    assert list(share_out(size, strata).values()) == expected
