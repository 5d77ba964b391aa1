"""How much of a form must be answered before there is a grade."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.audit.scoring.form_coverage import measure_coverage
from cx_handbook.content.form_points import find_form_points, list_points
from cx_handbook.content.model import Form
from support.audit_scripts import load_audit_scripts
from support.score_cases import form_of, written_out
from support.statistics_cases import read_vectors
from support.v8 import Scripts

CONTENT = read_vectors("form_coverage")
VECTORS = CONTENT["cases"]


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """The same calculation in V8."""
    return load_audit_scripts()


def _form(vector: dict[str, Any]) -> Form:
    return form_of(written_out({**vector, "answers": {}}, CONTENT["forms"])["form"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_coverage_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    """The answered points of the form and of each factor, and whether they are enough."""
    coverage = measure_coverage(find_form_points(_form(vector)), set(vector["answered"]))
    assert coverage.form == pytest.approx(vector["coverage"]["form"])
    assert coverage.factors == pytest.approx(vector["coverage"]["factors"])
    assert coverage.is_enough is vector["enough"]
    assert coverage.is_enough_of_compliance is vector["enough_of_compliance"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_scripts_measure_alike(vector: dict[str, Any], scripts: Scripts) -> None:
    """V8 measures each vector alike."""
    measure = (
        "(form, answered) => Handbook.audit.formCoverage.measureCoverage(form, new Set(answered))"
    )
    found = scripts.call(measure, _form(vector).model_dump(mode="json"), vector["answered"])
    assert found["form"] == pytest.approx(vector["coverage"]["form"])
    assert found["factors"] == pytest.approx(vector["coverage"]["factors"])
    assert found["is_enough"] is vector["enough"]
    assert found["is_enough_of_compliance"] is vector["enough_of_compliance"]


def test_points_of_a_whole_form_add_up_to_ten() -> None:
    """Six points for compliance and four for the others, shared by the weights."""
    points = list_points(_form(VECTORS[6]))
    assert sum(points.values()) == pytest.approx(10)
    assert points["CO-01"] == pytest.approx(4.8)
    assert points["EM-01"] == pytest.approx(4 * 5 / 8 * 3 / 4)
