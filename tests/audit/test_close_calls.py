"""Too close to call: which limits an interval holds, and how many cases would settle it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from cx_handbook.audit.scoring.close_calls import find_cases_to_settle, is_too_close
from cx_handbook.statistics.pooled_share import SampledShare, pool_shares
from support.audit_scripts import load_audit_scripts
from support.statistics_cases import read_sampled, read_vectors
from support.v8 import Scripts

VECTORS = read_vectors("close_calls")["cases"]


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """The same calculation in V8."""
    return load_audit_scripts()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_limit_is_too_close_as_the_vector_says(vector: dict[str, Any]) -> None:
    """Each vector is settled by the number of cases that its sentence works out."""
    sampled = [read_sampled(short) for short in vector["sampled"]]
    fixed = vector.get("fixed", 0.0)
    assert is_too_close(pool_shares(sampled, fixed).limits, vector["limit"]) is vector["too_close"]
    assert find_cases_to_settle(sampled, vector["limit"], fixed) == vector["cases_to_settle"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_scripts_decide_alike(vector: dict[str, Any], scripts: Scripts) -> None:
    """V8 decides each vector alike."""
    sampled = [asdict(read_sampled(short)) for short in vector["sampled"]]
    fixed = vector.get("fixed", 0.0)
    limits = scripts.call("Handbook.audit.pooledShare.poolShares", sampled, fixed)["limits"]
    too_close = scripts.call("Handbook.audit.closeCalls.isTooClose", limits, vector["limit"])
    settle = scripts.call(
        "Handbook.audit.closeCalls.findCasesToSettle", sampled, vector["limit"], fixed
    )
    assert (too_close, settle) == (vector["too_close"], vector["cases_to_settle"])


def test_the_number_that_settles_is_the_least() -> None:
    """One case fewer than the number that settles a count would not settle it."""
    for met in range(5, 20):
        sampled = [read_sampled(f"1 x {met}/20")]
        cases = find_cases_to_settle(sampled, 0.9)
        if cases and cases > 20:
            assert not is_too_close(_limits(met / 20, cases), 0.9)
            assert is_too_close(_limits(met / 20, cases - 1), 0.9)


def _limits(share: float, size: int) -> tuple[float, float]:
    return pool_shares([SampledShare(1.0, share, size)]).limits
