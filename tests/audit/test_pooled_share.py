"""The interval of a grade and of a factor, against published examples and in V8."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from cx_handbook.statistics.pooled_share import pool_shares
from support.audit_scripts import load_audit_scripts
from support.statistics_cases import read_sampled, read_vectors
from support.v8 import Scripts

VECTORS = read_vectors("pooled_share")["cases"]


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """The same calculation in V8."""
    return load_audit_scripts()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_limits_are_those_of_the_vector(vector: dict[str, Any]) -> None:
    """Each vector has the limits that its source or its sentence gives."""
    pooled = pool_shares(map(read_sampled, vector["sampled"]), vector.get("fixed", 0.0))
    assert pooled.limits == pytest.approx(vector["limits"], abs=vector["within"], rel=0)
    if vector.get("effective_size"):
        assert pooled.effective_size == pytest.approx(vector["effective_size"])
    elif "effective_size" in vector:
        assert pooled.effective_size is None


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_scripts_reach_the_same_digits(vector: dict[str, Any], scripts: Scripts) -> None:
    """V8 finds the very same limits, to the last digit."""
    sampled = [read_sampled(short) for short in vector["sampled"]]
    fixed = vector.get("fixed", 0.0)
    found = scripts.call(
        "Handbook.audit.pooledShare.poolShares", [asdict(one) for one in sampled], fixed
    )
    assert tuple(found["limits"]) == pool_shares(sampled, fixed).limits


def test_more_cases_narrow_the_interval() -> None:
    """The interval narrows with each case looked at, and closes when all were looked at."""
    widths = []
    for looked_at in (10, 20, 40, 79, 80):
        low, high = pool_shares([read_sampled(f"1 x {looked_at // 2}/{looked_at} of 80")]).limits
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0
