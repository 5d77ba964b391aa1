"""The browser's scripts in V8 without a browser: for what is calculated, not for what is shown."""

from __future__ import annotations

from py_mini_racer import JSEvalException

from cx_handbook.bundles import read_bundles
from cx_handbook.website.assistant.script_engine import NAMESPACE
from cx_handbook.website.assistant.script_engine import ScriptEngine as Scripts

__all__ = ["NAMESPACE", "JSEvalException", "Scripts", "bundle_parts"]


def bundle_parts(address: str) -> tuple[str, ...]:
    """Return the parts of a bundle, to be loaded by Scripts."""
    return read_bundles()[address]
