"""Turn validation errors of pydantic into sentences: the place, what is wrong, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cx_handbook import limits
from cx_handbook.content.model.kinds import KINDS
from cx_handbook.content.model.policy import Policy
from cx_handbook.content.model.types import PATTERN_HINTS, SLUG_EXAMPLE, SLUG_PATTERN
from cx_handbook.content.yaml_syntax import quote_colon
from cx_handbook.errors import Path
from cx_handbook.identifiers import make_slug
from cx_handbook.suggestions import find_nearest, suggest
from cx_handbook.text_for_messages import join_words, quote_value

NO_FIELD = "there is no such field"
_MOST_SUGGESTED = 200
Explained = tuple[Path, str, str]


def explain(error: ValidationError, model: type[BaseModel], data: Any) -> Iterator[Explained]:
    """Yield path, what is wrong and what to write instead for each thing the model refused."""
    items = [(item, _path_in_data(item, data)) for item in error.errors(include_url=False)]
    alternatives = {
        path: item["ctx"]["expected"].strip("'") for item, path in items if _is_branch(item)
    }
    # Which field was meant is asked for some of the names alone: of thousands nobody mistyped each.
    unknown = [path for item, path in items if item["type"] == "extra_forbidden"]
    suggested = frozenset(unknown[:_MOST_SUGGESTED])
    mistyped = {_intended_path(model, path) for path in suggested}
    for item, path in items:
        # pydantic reports every form of a union; one sentence about the value is enough.
        if _is_branch(item) or (item["type"] == "too_short" and _is_long_enough(item)):
            continue
        # A mistyped name is reported once: as a field that does not exist.
        if item["type"] == "missing" and path in mistyped:
            continue
        if item["type"] == "handbook_each":
            # One validator may find several faults, each at a place of its own.
            for below, wrong, instead in item["ctx"]["faults"]:
                yield (*path, *below), wrong, instead
            continue
        if item["type"] == "extra_forbidden" and path not in suggested:
            yield path, NO_FIELD, "remove it"
            continue
        wrong, instead = _describe_error(item, model, path)
        if path in alternatives and item["input"] is not None:
            instead += f", or {alternatives[path]}"
        yield path, wrong, instead


def explain_kind(kind: object) -> tuple[str, str]:
    """Return what is wrong with the kind that a policy's file names, and what to write instead."""
    hint = f"write one of {', '.join(KINDS)}"
    if isinstance(kind, str) and kind:
        return f"there is no kind {quote_value(kind)}", suggest(kind, KINDS, hint)
    wrong = f"{quote_value(kind)} where one word belongs" if kind else "this field is missing"
    return wrong, hint


def _intended_path(model: type[BaseModel], path: Path) -> Path:
    """Return the path of the field that was probably meant by one that does not exist."""
    *around, name = path
    return (*around, find_nearest(str(name), _list_names(model, tuple(around))) or name)


def _is_branch(item: Any) -> bool:
    """Tell whether this says only that one of several forms does not fit; another says the rest."""
    return item["type"] == "literal_error" and str(item["loc"][-1]).startswith("literal[")


def _is_long_enough(item: Any) -> bool:
    """Tell whether a list is called too short only because its entries were refused."""
    return len(item["input"]) >= int(item["ctx"]["min_length"])


def _path_in_data(item: Any, data: Any) -> Path:
    """Drop the parts of a location that name a type instead of a place in the data."""
    location = item["loc"]
    path: list[str | int] = []
    for position, part in enumerate(location):
        if isinstance(data, dict):
            missing = item["type"] == "missing" and position == len(location) - 1
            if part in data or missing:
                path.append(part)
                data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int):
            path.append(part)
            data = data[part] if part < len(data) else None
    return tuple(path)


# Long, because it is one table: an error type of pydantic, and its sentence.
def _describe_error(item: Any, model: type[BaseModel], path: Path) -> tuple[str, str]:
    kind, value, context = item["type"], item["input"], item.get("ctx", {})
    field = _find_field(model, path)
    # The description of the field says best what to write.
    about = _lower_first(field.description) if field and field.description else "a value that fits"
    name = str(path[-1]) if path else ""
    if value is None and kind != "extra_forbidden":
        return "there is nothing here", _offer_removal(f"write: {about}", field, path)
    match kind:
        case "handbook":
            return context["wrong"], context["instead"]
        case "missing":
            return "this field is missing", f"add {name}: {about}"
        case "extra_forbidden":
            return NO_FIELD, _suggest_field(name, model, path[:-1])
        case "string_type":
            if isinstance(value, bool | int | float):
                return (
                    f"{quote_value(value)} is read as a {_name_type(value)}",
                    "put it in quotes if it is meant as text",
                )
            if isinstance(value, dict) and len(value) == 1:
                name = next(iter(value))
                return f"{quote_value(name)} is read as the name of a field", quote_colon(name)
            if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
                # A page's name between two brackets is a list in a list to YAML.
                return "a text cannot begin with [[", "put the text in quotes"
            return f"{quote_value(value)} where text belongs", f"write: {about}"
        case "string_too_short":
            return "the text is empty", f"write: {about}"
        case "string_too_long":
            return f"longer than {context['max_length']} characters", "shorten it"
        case "string_pattern_mismatch":
            instead = _expected_format(context["pattern"], about, value)
            return f"{quote_value(value)} does not have the right form", instead
        case "int_type":
            # A number in quotes: say just that, instead of explaining numbers.
            written = isinstance(value, str) and value.isdecimal() and len(value) < _DIGITS
            instead = f"write just {int(value)}" if written else f"write: {about}"
            return f"{quote_value(value)} is not a whole number", instead
        case "float_type":
            return f"{quote_value(value)} is not a number", f"write: {about}"
        case "greater_than_equal":
            return f"{quote_value(value)} is too small", f"write {context['ge']} or more"
        case "less_than_equal":
            return f"{quote_value(value)} is too large", f"write {context['le']} or less"
        case "bool_type":
            return f"{quote_value(value)} is neither true nor false", "write true or false"
        case "literal_error":
            choices = _list_choices(field)
            hint = suggest(str(value), choices, f"write {join_words(choices)}")
            return f"{quote_value(value)} is not one of the choices", hint
        case "tuple_type" | "list_type":
            return (
                f"{quote_value(value)} where a list belongs",
                "start each entry on a line of its own with a hyphen",
            )
        case "too_long":
            return f"more than {_count_entries(context['max_length'])}", "leave some out"
        case "too_short":
            return _describe_shortage(len(value), context["min_length"], about)
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{quote_value(value)} where a block of fields belongs", (
                f"write {_list_fields(_list_names(model, path))} below it, indented"
            )
    return item["msg"][0].lower() + item["msg"][1:], f"write: {about}"


def _list_fields(names: list[str]) -> str:
    return f"the fields {', '.join(names)}" if names else "lines of name: value"


def _offer_removal(instead: str, field: FieldInfo | None, path: Path) -> str:
    """Offer to remove a field that may be left out; an entry of a list may always go."""
    in_list = bool(path) and isinstance(path[-1], int)
    optional = field is not None and not field.is_required()
    return f"{instead}, or remove the line" if in_list or optional else instead


def _describe_shortage(had: int, least: int, about: str) -> tuple[str, str]:
    if had == 0:
        return "the list is empty", f"write: {about}"
    return f"{_count_entries(had)}, but at least {least} are needed", f"write: {about}"


def _count_entries(n: int) -> str:
    return f"{n} entry" if n == 1 else f"{n} entries"


def _expected_format(pattern: str, about: str, value: str) -> str:
    form = PATTERN_HINTS.get(pattern)
    if form and pattern == SLUG_PATTERN:
        # Often it is the title of what is meant, or its file's name: the value itself is the example.
        slug = make_slug(re.sub(r"\.ya?ml$", "", value[: 2 * limits.SLUG]))
        form = form.replace(SLUG_EXAMPLE, slug[: limits.SLUG].strip("-") or SLUG_EXAMPLE)
    return f"write {form}" if form else f"write: {about}"


# Longer lists are not read, and the authoring guide has all names.
_FEW = 8
_DIGITS = 10


def _suggest_field(name: str, model: type[BaseModel], path: Path) -> str:
    """Suggest what to do about a field that does not exist here."""
    names = _list_names(model, path)
    if near := find_nearest(name, names):
        return f"did you mean {near}?"
    kinds = [kind for kind, other in KINDS.items() if name in other.model_fields]
    if not path and kinds and issubclass(model, Policy):
        return f"remove it: it belongs to the kind {join_words(kinds)}"
    return f"remove it, or write one of {', '.join(names)}" if len(names) <= _FEW else "remove it"


def _lower_first(description: str) -> str:
    # IANA and IDs keep their capitals.
    first = description.split(" ", 1)[0]
    text = (
        description
        if first.isupper() or first in ("IANA", "IDs")
        else description[0].lower() + description[1:]
    )
    return text.rstrip(".")


def _name_type(value: bool | int | float) -> str:
    return "yes/no value" if isinstance(value, bool) else "number"


def _find_models(annotation: Any) -> list[type[BaseModel]]:
    """Return the record types that an annotation may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple, dict):
        return [model for part in get_args(annotation) for model in _find_models(part)]
    return []


def _walk_path(
    model: type[BaseModel], path: Path
) -> tuple[list[type[BaseModel]], FieldInfo | None]:
    """Return the record types at a path, and the field that leads there."""
    models: list[type[BaseModel]] = [model]
    field: FieldInfo | None = None
    for part in path:
        if isinstance(part, int):
            continue
        found = [m.model_fields[part] for m in models if part in m.model_fields]
        if not found:  # a key of a mapping whose names are free, or a field nobody knows
            return [], field
        field = found[0]
        models = _find_models(field.annotation)
    return models, field


def _find_field(model: type[BaseModel], path: Path) -> FieldInfo | None:
    return _walk_path(model, path)[1]


def _list_names(model: type[BaseModel], path: Path) -> list[str]:
    return [name for m in _walk_path(model, path)[0] for name in m.model_fields]


def _list_choices(field: FieldInfo | None) -> list[str]:
    if field is None:
        return []
    annotation = field.annotation
    args = get_args(annotation)
    flat = [a for arg in args for a in (get_args(arg) or (arg,))]
    return [str(a) for a in flat if a is not type(None) and isinstance(a, str | int)]
