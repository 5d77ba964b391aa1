"""JSON Schemas of the content files, so that an editor completes and explains each field."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import (
    KINDS,
    Checklist,
    Company,
    Handbook,
    Log,
    Quiz,
    RolePlay,
    Sections,
    ServiceModel,
    Situation,
    Sources,
    TrainingCase,
)
from cx_handbook.content.model.markers import REFERS_TO
from cx_handbook.content.schema_names import (
    CLOSED,
    SCHEMA_FOLDER,
    gather_closed_names,
    write_comment,
)
from cx_handbook.files import write_atomically

# Which of the kinds a file holds, its field `kind` tells.
_ANY_KIND: Any = Union[tuple(KINDS.values())]  # noqa: UP007 - built from the registry, not written out
_POLICY: TypeAdapter[Any] = TypeAdapter(Annotated[_ANY_KIND, Field(discriminator="kind")])
_SCHEMAS: dict[str, tuple[str, TypeAdapter[Any]]] = {
    "policy": ("A policy of the handbook", _POLICY),
    "situation": ("A situation of the handbook", TypeAdapter(Situation)),
    "company": ("The company", TypeAdapter(Company)),
    "sections": ("The sections of the handbook", TypeAdapter(Sections)),
    "sources": ("The sources of the handbook", TypeAdapter(Sources)),
    "checklist": ("A checklist", TypeAdapter(Checklist)),
    "log": ("A log", TypeAdapter(Log)),
    "case": ("A training case", TypeAdapter(TrainingCase)),
    "role-play": ("A role-play", TypeAdapter(RolePlay)),
    "quiz": ("The quiz", TypeAdapter(Quiz)),
    "model": ("A model of service", TypeAdapter(ServiceModel)),
    "audit": ("An audit record", TypeAdapter(AuditRecord)),
}


class _SchemaGenerator(GenerateJsonSchema):
    """Leaves out the titles made up from field names: an editor shows the descriptions."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - so pydantic calls it
        return False


def generate_schemas(names: Mapping[str, Collection[str]] | None = None) -> dict[str, str]:
    """Return the text of each schema by its file name from the project's root.

    With the names of a handbook, by group, an editor completes them. Without, the schemas fit every
    handbook.
    """
    return {
        f"{SCHEMA_FOLDER}/{name}.schema.json": _format_schema(
            title, _describe_model(name), names or {}
        )
        for name, (title, _) in _SCHEMAS.items()
    }


def gather_own_names(handbook: Handbook) -> dict[str, tuple[str, ...]]:
    """Return the names that files of a handbook may refer to, by group, in the handbook's order."""
    return {
        **gather_closed_names(handbook),
        "policies": tuple(handbook.policies_by_slug),
        "situations": tuple(handbook.situations_by_slug),
        "standards": tuple(handbook.standards_by_id),
        "source_items": tuple(handbook.source_items_by_id),
    }


def find_outdated(root: Path, names: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """Return the schema files that are missing or not as the model and the names have them now."""
    texts = generate_schemas(names).items()
    return [name for name, text in texts if _read_existing(root / name) != text]


def write_schemas(root: Path, names: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """Write the schemas that are missing or outdated, and return their file names.

    Raises CannotRunError when the disk refuses.
    """
    texts = generate_schemas(names)
    outdated = [name for name, text in texts.items() if _read_existing(root / name) != text]
    for name in outdated:
        write_atomically(root / name, texts[name].encode())
    return outdated


def _put_names(schema: Any, names: Mapping[str, Collection[str]]) -> Any:
    """Return a schema with the names of a handbook where an ID of a group belongs."""
    if isinstance(schema, list):
        return [_put_names(entry, names) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {key: _put_names(value, names) for key, value in schema.items() if key != REFERS_TO}
    group = schema.get(REFERS_TO)
    known = list(names.get(group, ())) if isinstance(group, str) else []
    if not known:
        return rest
    # A new role stands in one file that changes seldom. A new policy is there any day, and must not
    # be marked as wrong until somebody writes the schemas anew: its name is only offered.
    said = {key: rest.pop(key) for key in ("description", "default", "title") if key in rest}
    exact = {"type": "string", "enum": known}
    return said | (exact if group in CLOSED else {"anyOf": [exact, rest]})


@cache  # it is the same for each handbook, and one command writes the schemas before and after
def _describe_model(name: str) -> dict[str, Any]:
    # Validation mode: the schema describes what authors write, not what the model makes of it.
    _, adapter = _SCHEMAS[name]
    return adapter.json_schema(mode="validation", schema_generator=_SchemaGenerator)


def _format_schema(
    title: str, described: Mapping[str, Any], names: Mapping[str, Collection[str]]
) -> str:
    schema = _put_names(described, names)
    said = {"$comment": comment} if (comment := write_comment(names)) else {}
    whole = {"$schema": _SchemaGenerator.schema_dialect, **said, **schema, "title": title}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _read_existing(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
