"""JSON Schemas of the content files, so that an editor completes and explains each field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import (
    KINDS,
    Checklist,
    Company,
    Log,
    Quiz,
    RolePlay,
    Sections,
    ServiceModel,
    Situation,
    Sources,
    TrainingCase,
)
from cx_handbook.files import write_atomically

FOLDER = "schemas"
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


def generate_schemas() -> dict[str, str]:
    """Return the text of each schema by its file name from the project's root."""
    return {
        f"{FOLDER}/{name}.schema.json": _format_schema(title, adapter)
        for name, (title, adapter) in _SCHEMAS.items()
    }


def find_outdated(root: Path) -> list[str]:
    """Return the schema files that are missing or not as the model has them now."""
    return [
        name for name, text in generate_schemas().items() if _read_existing(root / name) != text
    ]


def write_schemas(root: Path) -> list[str]:
    """Write the schemas that are missing or outdated, and return their names.

    Raises CannotRunError when the disk refuses.
    """
    texts, names = generate_schemas(), find_outdated(root)
    for name in names:
        write_atomically(root / name, texts[name].encode())
    return names


def _format_schema(title: str, adapter: TypeAdapter[Any]) -> str:
    # Validation mode: the schema describes what authors write, not what the model makes of it.
    schema = adapter.json_schema(mode="validation", schema_generator=_SchemaGenerator)
    whole = {"$schema": _SchemaGenerator.schema_dialect, **schema, "title": title}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _read_existing(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
