"""What the model refused, in sentences: where it stands, what is wrong, what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from generator.errors import Path, did_you_mean
from generator.model.common import shown

Explained = tuple[Path, str, str]


def explain(error: ValidationError, model: type[BaseModel], data: Any) -> Iterator[Explained]:
    """Yield path, what is wrong and what to write instead for each thing the model refused."""
    for item in error.errors(include_url=False):
        path = _in_data(item["loc"], data)
        wrong, instead = _sentence(item, model, path)
        yield path, wrong, instead


def _in_data(location: tuple[int | str, ...], data: Any) -> Path:
    """Drop the parts of a location that name a type instead of a place in the data."""
    path: list[str | int] = []
    for position, part in enumerate(location):
        if isinstance(data, dict):
            last = position == len(location) - 1
            if part not in data and not last:
                continue
            if part == "[key]":
                continue
            path.append(part)
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int):
            path.append(part)
            data = data[part] if part < len(data) else None
    return tuple(path)


def _sentence(item: Any, model: type[BaseModel], path: Path) -> tuple[str, str]:
    kind, value, context = item["type"], item["input"], item.get("ctx", {})
    field = _field_at(model, path)
    about = _lower(field.description) if field and field.description else "a value that fits"
    name = str(path[-1]) if path else ""
    match kind:
        case "handbook":
            return context["wrong"], context["instead"]
        case "missing":
            return "this field is missing", f"add {name}: {about}"
        case "extra_forbidden":
            return "there is no such field", _suggest(
                name, _names_at(model, path[:-1]), "remove it"
            )
        case "string_type":
            if value is None:
                return "there is nothing here", f"write {about}"
            if isinstance(value, bool | int | float):
                return (
                    f"{shown(value)} is read as a {_type_word(value)}",
                    f"put it in quotes if it is text; here goes {about}",
                )
            return f"{shown(value)} where text belongs", f"write {about}"
        case "string_too_short":
            return "the text is empty", f"write {about}"
        case "string_too_long":
            return f"longer than {context['max_length']} characters", "shorten it"
        case "string_pattern_mismatch":
            return f"{shown(value)} does not have the right form", f"write {about}"
        case "int_type" | "int_from_float" | "int_parsing":
            return f"{shown(value)} is not a whole number", f"write {about}"
        case "float_type" | "float_parsing":
            return f"{shown(value)} is not a number", f"write {about}"
        case "greater_than_equal":
            return f"{shown(value)} is too small", f"write {context['ge']} or more"
        case "less_than_equal":
            return f"{shown(value)} is too large", f"write {context['le']} or less"
        case "bool_type":
            return f"{shown(value)} is neither true nor false", "write true or false"
        case "literal_error":
            choices = _choices(field)
            return f"{shown(value)} is not one of the choices", _suggest(
                str(value), choices, f"write {_either(choices)}"
            )
        case "tuple_type" | "list_type":
            return (
                f"{shown(value)} where a list belongs",
                "start each entry on a line of its own with a hyphen",
            )
        case "too_short":
            least = context["min_length"]
            had = context["actual_length"]
            return f"{had} of at least {least} entries", f"write {least} or more; {about}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{shown(value)} where a block of fields belongs", (
                f"write the fields {', '.join(_names_at(model, path)) or 'name: value'} below it, indented"
            )
        case "union_tag_invalid" | "union_tag_not_found":
            raise AssertionError("the kind is looked at before the model is asked")
    return item["msg"][0].lower() + item["msg"][1:], f"write {about}"


def _suggest(word: str, choices: list[str], otherwise: str) -> str:
    near = did_you_mean(word, choices)
    return f"did you mean {near}?" if near else otherwise


def _either(choices: list[str]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}" if len(choices) > 1 else "".join(choices)


def _lower(description: str) -> str:
    first = description.split(" ", 1)[0]
    text = (
        description
        if first.isupper() or first in ("IANA", "IDs")
        else description[0].lower() + description[1:]
    )
    return text.rstrip(".")


def _type_word(value: bool | int | float) -> str:
    return "yes/no value" if isinstance(value, bool) else "number"


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Return the record types that an annotation may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple, dict):
        return [model for part in get_args(annotation) for model in _models(part)]
    return []


def _walk(model: type[BaseModel], path: Path) -> tuple[list[type[BaseModel]], FieldInfo | None]:
    """Return the record types at a path, and the field that leads there."""
    models: list[type[BaseModel]] = [model]
    field: FieldInfo | None = None
    for part in path:
        if isinstance(part, int):
            continue
        found = [m.model_fields[part] for m in models if part in m.model_fields]
        if not found:
            return [], None if not models else field
        field = found[0]
        models = _models(field.annotation)
    return models, field


def _field_at(model: type[BaseModel], path: Path) -> FieldInfo | None:
    return _walk(model, path)[1]


def _names_at(model: type[BaseModel], path: Path) -> list[str]:
    return [name for m in _walk(model, path)[0] for name in m.model_fields]


def _choices(field: FieldInfo | None) -> list[str]:
    if field is None:
        return []
    annotation = field.annotation
    args = get_args(annotation)
    flat = [a for arg in args for a in (get_args(arg) or (arg,))]
    return [str(a) for a in flat if a is not type(None) and isinstance(a, str | int)]
