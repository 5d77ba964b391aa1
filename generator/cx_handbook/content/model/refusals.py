"""Refuse a value during validation, with a sentence of ours: what is wrong, and what to write instead."""

from collections.abc import Iterable, Iterator
from typing import NoReturn

from pydantic_core import PydanticCustomError

from cx_handbook.errors import Path


def refuse(wrong: str, instead: str) -> NoReturn:
    """Stop validation with our own sentence: what is wrong, and what to write instead."""
    raise PydanticCustomError(
        "handbook", "{wrong}; {instead}", {"wrong": wrong, "instead": instead}
    )


def refuse_each(faults: Iterable[tuple[Path, str, str]]) -> None:
    """Stop validation with one sentence a fault, each with its path below the value; pass without."""
    # All faults at once: an author mends a file in one go.
    found = list(faults)
    if found:
        said = " / ".join(f"{wrong}; {instead}" for _, wrong, instead in found)
        raise PydanticCustomError("handbook_each", "{said}", {"said": said, "faults": found})


def find_repeated_ids(names: Iterable[str], what: str) -> Iterator[tuple[Path, str, str]]:
    """Yield a fault for each name that stood earlier in the list: its place is `<n>.id`."""
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            yield (n, "id"), f"the {what} {name} stands twice", f"give each {what} an ID of its own"
        seen.add(name)
