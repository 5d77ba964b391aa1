"""Each value that is shown to people has a name, and each name belongs to a value."""

from __future__ import annotations

from typing import get_args

import pytest

from cx_handbook import labels
from cx_handbook.content.model.kinds import Causes, Components
from cx_handbook.content.model.types import Factor


@pytest.mark.parametrize(
    ("names", "values"),
    [
        pytest.param(labels.FACTOR_NAMES, get_args(Factor), id="factor names"),
        pytest.param(labels.FACTOR_MEANINGS, get_args(Factor), id="factor meanings"),
        pytest.param(labels.CAUSE_NAMES, Causes.model_fields, id="causes"),
        pytest.param(labels.COMPONENT_NAMES, Components.model_fields, id="components"),
    ],
)
def test_every_value_has_a_label(names: dict[str, str], values: tuple[str, ...]) -> None:
    """A value without a label would stop the page that shows it."""
    assert set(names) == set(values)
