"""Composes the nodes of a YAML text with PyYAML's C parser, and stops where they nest too deep."""

from __future__ import annotations

import re
from typing import Any

from yaml.nodes import Node

try:
    from yaml._yaml import CParser as _Parser
except ImportError:  # pragma: no cover - wheels carry the C parser
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

MAX_DEPTH = 50  # collections within each other

# Lines that begin so far to the right, and so many brackets, that a text may be too deep.
_FAR_IN = re.compile(rf"[\n\r\x85\u2028\u2029][ \t?:-]{{{MAX_DEPTH // 2}}}")
_MANY_BRACKETS = MAX_DEPTH // 2 - 3


def compose_nodes(text: str) -> Any:
    """Return the tree of nodes of a text, which know their places. Raises YAMLError."""
    return (Composer if _may_be_deep(text) else _FlatComposer)(text).get_single_node()


def _may_be_deep(text: str) -> bool:
    """Tell whether a text could nest too deep: each level takes a column, or a bracket."""
    brackets = text.count("[") + text.count("{")
    return brackets > _MANY_BRACKETS or _FAR_IN.search(f"\n{text}") is not None


class TooDeepError(Exception):
    """The file nests deeper than anybody writes."""

    wrong = f"nested deeper than {MAX_DEPTH} levels"

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node


class Composer(_Parser):
    """The C parser without PyYAML's resolver, whose rules are those of YAML 1.1.

    The parser calls these three methods for every node. It recurses in C for each level, where
    Python's limit does not hold: the depth has to be checked here.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.parents: list[Node | None] = [None]

    def resolve(self, kind: type[Node], value: object, implicit: object) -> None:
        """Give a node no tag: what a scalar means is decided when it is converted."""

    def descend_resolver(self, parent: Node | None, _: object) -> None:
        """Keep the chain of collections around the next node; stop where it is too long."""
        parents = self.parents
        if parent is parents[-1]:
            return  # one more entry of the same collection
        if parent in parents:
            del parents[parents.index(parent) + 1 :]
            return
        parents.append(parent)
        if len(parents) > MAX_DEPTH + 1 and parent is not None:
            raise TooDeepError(parent)

    def ascend_resolver(self) -> None:
        """Do nothing: `descend_resolver` sees from the next parent that a collection has ended."""


class _FlatComposer(_Parser):
    """The same for a text that surely does not nest too deep, as nearly all."""

    # Called for each node: a method in C takes half the time of one here.
    resolve = descend_resolver = ascend_resolver = staticmethod("".format)
