"""What adopted files accept for now: that no checklist asks their standards yet."""

from __future__ import annotations

from collections.abc import Iterable

from cx_handbook.authoring.editing.yaml_values import remove_values
from cx_handbook.authoring.yaml_edit import replace_field
from cx_handbook.content.house_rules.registry import UNNEEDED_EXCEPTION
from cx_handbook.content.house_rules.standard_rules import UNASKED_STANDARD
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import Problem

_REASON = "Adopted from a sample. Remove this line once a checklist picks its standards."


def settle_exceptions(text: str, file: str, problems: Iterable[Problem]) -> str:
    """Return an adopted file with the exceptions it needs here, and without those it does not.

    A new policy begins with the same exception.
    """
    rules = {(problem.rule, problem.field) for problem in problems if problem.file == file}
    data = parse_yaml(text.encode(), file).data
    accepted = list(data.get("accept") or {})
    unneeded = [name for name in accepted if (UNNEEDED_EXCEPTION.id, f"accept.{name}") in rules]
    if unneeded and len(unneeded) == len(accepted):
        text = remove_values(text, [("accept",)], file)
    else:
        text = remove_values(text, [("accept", name) for name in unneeded], file)
    if any(rule == UNASKED_STANDARD.id for rule, _ in rules):
        kept = {n: why for n, why in (data.get("accept") or {}).items() if n not in unneeded}
        text = _write_exception(text, kept)
    return text


def _write_exception(text: str, kept: dict[str, str]) -> str:
    line = f"  {UNASKED_STANDARD.id}: {_REASON}"
    if not kept:
        return replace_field(text, "accept", ["accept:", line])
    # Below its name, so that what stands there already stays as it is.
    return text.replace("\naccept:\n", f"\naccept:\n{line}\n", 1)
