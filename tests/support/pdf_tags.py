"""The tags of a PDF, as a screen reader goes through them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf


def list_elements(document: pikepdf.Pdf) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield each structure element with the tags above it."""

    def below(kids: Any, above: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid, above
                yield from below(kid.get("/K", pikepdf.Array()), (*above, str(kid.S)))

    yield from below(document.Root.StructTreeRoot.K, ())


def list_wrong_places(document: pikepdf.Pdf) -> set[tuple[str, str]]:
    """Return what stands where PDF/UA-1 allows nothing of its kind: tag, and the tag above it.

    A list holds items, and an item a label and a body; the annotation of a link belongs to a link.
    """
    allowed = {"/L": {"/LI", "/Caption"}, "/LI": {"/Lbl", "/LBody"}}
    found = {
        (str(element.S), above[-1])
        for element, above in list_elements(document)
        if above and str(element.S) not in allowed.get(above[-1], {str(element.S)})
    }
    numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
    owners = {int(key): owner for key, owner in zip(numbers[::2], numbers[1::2], strict=True)}
    links = (a for page in document.pages for a in page.get("/Annots", ()) if a.Subtype == "/Link")
    tags = {str(owners[int(link.StructParent)].S) for link in links}
    return found | {("annotation of a link", tag) for tag in tags - {"/Link"}}


def list_silent_links(document: pikepdf.Pdf) -> list[str]:
    """Return the links that hold a picture alone and do not say what it shows."""
    return [
        " > ".join(above)
        for element, above in list_elements(document)
        if element.S == "/Link"
        and not str(element.get("/Alt", ""))
        and all(
            isinstance(kid, pikepdf.Dictionary) and str(kid.get("/S", "/Figure")) == "/Figure"
            for kid in element.get("/K", ())
        )
    ]
