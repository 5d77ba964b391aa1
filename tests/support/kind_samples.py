"""A policy of each kind, with every field of the kind filled with words that occur nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from cx_handbook.content.model import KINDS, Duration, Handbook, Origin, Policy, Record
from cx_handbook.content.model.markers import RefersTo

# A question is a valid text in every field: listening begins with an open one.
TEXT = "What about zq{n}zq?"
# A truth value is a number as well, so it comes first.
PLAIN_VALUES = {bool: True, int: 2, date: date(2026, 11, 1), Decimal: 1}


def sample_policy(handbook: Handbook, kind: str) -> Policy:
    """Return a policy of a kind: shared fields from the first policy, each own field filled."""
    model = KINDS[kind]
    shared = handbook.policies[0].model_dump(mode="json", include=set(Policy.model_fields))
    own = _values(model, model.list_own_fields(), _ids(handbook), count())
    section = handbook.sections.sections[0].id
    origin = Origin(f"policies/{section}/sample.yml", "sample", section)
    return model.model_validate({**shared, **own, "kind": kind, "accept": {}}, context=origin)


def with_sample(handbook: Handbook, policy: Policy) -> Handbook:
    """Return the handbook with one policy more; its standards keep their first place."""
    bare = policy.model_copy(update={"standards": ()})
    bare.model_post_init(Origin(policy.file, policy.slug, policy.section))
    return replace(handbook, policies=(*handbook.policies, bare))


def _ids(handbook: Handbook) -> dict[str, str]:
    company = handbook.company
    return {
        "roles": company.roles[0].id,
        "channels": company.channels[0].id,
        "sites": company.sites[0].id,
        "policies": handbook.policies[0].slug,
        "situations": handbook.situations[0].slug,
        "standards": next(iter(handbook.standards_by_id)),
        "source_items": handbook.sources.items[0].id,
        "sections": handbook.sections.sections[0].id,
    }


def _values(
    model: type[Record], fields: frozenset[str], ids: dict[str, str], numbers: Any
) -> dict[str, Any]:
    return {
        name: _value(field.annotation, tuple(field.metadata), ids, numbers)
        for name, field in model.model_fields.items()
        if name in fields
    }


def _value(annotation: Any, metadata: tuple[Any, ...], ids: dict[str, str], numbers: Any) -> Any:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(parts[0], (*metadata, *parts[1:]), ids, numbers)
    if origin is Literal:
        return parts[0]
    if origin in (Union, UnionType):
        return _value(parts[0], metadata, ids, numbers)
    if origin is tuple:
        return [_value(parts[0], metadata, ids, numbers)]
    if origin is dict:
        key, value = (_value(part, (), ids, numbers) for part in parts)
        return {key: value}
    if annotation is str:
        reference = next((mark for mark in metadata if isinstance(mark, RefersTo)), None)
        return ids[reference.group] if reference else TEXT.format(n=next(numbers))
    if annotation is Duration:
        return "4 opening hours"
    if issubclass(annotation, Record):
        return _values(annotation, frozenset(annotation.model_fields), ids, numbers)
    return next(value for base, value in PLAIN_VALUES.items() if issubclass(annotation, base))
