"""A handbook in which every field that takes text holds something that should never run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from cx_handbook.content.model import KINDS, Handbook, Origin
from cx_handbook.content.model.base import FileRecord

WORD = "w" * 10_000
HOSTILE = (
    "What </title><script>pwned=1</script> <img src=x onerror=pwned=1> "
    "[link](javascript:pwned=1) ![i](https://elsewhere.example/x.png) \"\\' `{{ 7*7 }}` {{ 7*7 }} "
    f"{{% raw %}} \u202eright to left \u200f& &amp; {WORD}"
)

Path = tuple[str | int, ...]


def hostile_handbook(handbook: Handbook) -> Handbook:
    """Return the handbook with every field replaced that takes the hostile text."""
    return replace(
        handbook,
        company=_spoiled(handbook.company),
        sections=_spoiled(handbook.sections),
        sources=_spoiled(handbook.sources),
        policies=tuple(_spoiled(policy) for policy in handbook.policies),
        situations=tuple(_spoiled(situation) for situation in handbook.situations),
        checklists=tuple(_spoiled(checklist) for checklist in handbook.checklists),
        models=tuple(_spoiled(model) for model in handbook.models),
        cases=tuple(_spoiled(case) for case in handbook.cases),
        role_plays=tuple(_spoiled(play) for play in handbook.role_plays),
        quiz=_spoiled(handbook.quiz),
        logs=tuple(_spoiled(log) for log in handbook.logs),
    )


def spoiled_fields(record: FileRecord) -> list[Path]:
    """Return the paths of the fields that take the hostile text."""
    return [path for path, _ in _takers(record)]


def _spoiled(record: Any) -> Any:
    for _, data in _takers(record):
        record = _model(record).model_validate(data, context=_origin(record))
    return record


def _takers(record: FileRecord) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each path that takes the text, with the data so far spoiled."""
    data = record.model_dump(mode="json", exclude_none=True)
    for path in list(_texts(data)):
        before = _get(data, path)
        _set(data, path, HOSTILE)
        try:
            _model(record).model_validate(data, context=_origin(record))
        except ValidationError:
            _set(data, path, before)
        else:
            yield path, data


def _model(record: FileRecord) -> type[BaseModel]:
    kind = getattr(record, "kind", None)
    return KINDS[kind] if kind else type(record)


def _origin(record: FileRecord) -> Origin:
    return Origin(record.file, record.slug, record.section)


def _texts(data: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(data, str):
        yield path
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from _texts(value, (*path, n))


def _get(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _set(data: Any, path: Path, value: Any) -> None:
    _get(data, path[:-1])[path[-1]] = value
